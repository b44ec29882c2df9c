"""The real thing for process tests: gunicorn on a free port, stopped by process id."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from app.core import clock
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0


@dataclass(frozen=True)
class Server:
    """A running web server. ``url`` has no slash at its end."""

    url: str
    process: subprocess.Popen[bytes]


@contextmanager
def web_server(
    environ: dict[str, str], *, workers: int = 1, log: Path | None = None, serves: str = "wsgi:app"
) -> Iterator[Server]:
    """``gunicorn -c gunicorn.conf.py wsgi:app`` with these settings; ready when this yields. ``log``: its lines."""
    port = free_port()
    own = {"PORT": str(port), "WEB_WORKERS": str(workers), "LOG_LEVEL": "WARNING", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), serves]
    with nullcontext() if log is None else log.open("ab") as lines:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | own | environ, stdin=subprocess.DEVNULL, stdout=lines, stderr=lines
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: _ready(process, url), START_S, "the server's /readyz")
        yield Server(url, process)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def wait_until(true: object, seconds: float, what: str) -> float:
    """Ask until it is true; the seconds it took. Fails the test after ``seconds``."""
    assert callable(true)
    began, pause = clock.ticks(), threading.Event()
    while True:
        if true():
            return clock.ticks() - began
        assert clock.ticks() - began < seconds, f"{what} did not come within {seconds} s"
        pause.wait(0.02)


def _ready(process: subprocess.Popen[bytes], url: str) -> bool:
    assert process.poll() is None, "the server ended"
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:  # noqa: S310 - loopback
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
