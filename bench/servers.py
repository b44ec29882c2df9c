"""Our own gunicorn servers on free loopback ports: started alike, stopped by pid, also when we are told to end."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 2, 8
READY_WITHIN_S = 900.0  # a million stations are read for minutes before the first answer


class Failed(Exception):
    """A measurement cannot be made; the text is one line that says why."""


@dataclass(frozen=True)
class Server:
    """A running server and all its processes. ``ready_s``: from its start to its first answer."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    ready_s: float = 0.0

    @property
    def pids(self) -> list[int]:
        """The master and its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [self.process.pid, *map(int, children.split())]

    def get(self, path: str) -> tuple[int, bytes]:
        """One request: status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


@contextmanager
def serving(
    name: str,
    app: str,
    env: Mapping[str, str],
    log: Path,
    *,
    config: str,
    ready: str,
    threads: int = THREADS,
    workers: int = WORKERS,
    python: Path = Path(sys.executable),
    program: str = "gunicorn",
) -> Iterator[Server]:
    """The server of the WSGI ``app``, ready when ``ready`` answers 200. Its lines go to ``log``.

    ``program``: ``uvicorn`` for an ASGI app, which has no threads; its ``config`` is not read.
    """
    port = free_port()
    command = [str(python), "-m", program, "--workers", str(workers), app]
    if program == "gunicorn":
        command += ["-c", config, "--worker-class", "gthread", "--threads", str(threads), "--max-requests", "0"]
        command += ["--bind", f"127.0.0.1:{port}"]
    else:
        command += ["--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--log-level", "warning"]
    with log.open("wb") as lines:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"PORT": str(port)} | env, stdout=lines, stderr=lines
        )
    server = Server(name, port, process)
    try:
        yield replace(server, ready_s=_wait(server, ready, log, workers))
    finally:
        _stop(process)


def end_on_sigterm() -> None:
    """Let SIGTERM unwind the stack, so that every server is stopped."""
    signal.signal(signal.SIGTERM, _leave)


def _leave(*_: Any) -> None:
    raise SystemExit(143)


def _wait(server: Server, ready: str, log: Path, workers: int) -> float:
    """Until all workers are there and answer, several times in a row: the kernel deals connections out by chance.

    Returns the seconds until the first answer.
    """
    began, good, first = time.monotonic(), 0, 0.0
    while good < 8 * workers:
        status = _status(server, ready)
        if (
            status not in {0, 200, 503}
            or server.process.poll() is not None
            or time.monotonic() > began + READY_WITHIN_S
        ):
            tail = log.read_text(encoding="utf-8", errors="replace")[-1500:]
            raise Failed(f"{server.name} did not start, its last answer was {status}:\n{tail}")
        good = good + 1 if status == 200 and len(server.pids) > workers else 0
        first = first or (time.monotonic() - began if status == 200 else 0.0)
        if not good:
            time.sleep(0.02)
    return first


def _status(server: Server, path: str) -> int:
    """0 while nobody listens."""
    try:
        return server.get(path)[0]
    except OSError:
        return 0


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=25)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
