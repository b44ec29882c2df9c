"""A private Redis for tests: a free port, a temporary folder, stopped by its process id."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.support.ports import free_port

START_S = 10.0


class RedisMissing(RuntimeError):
    """There is no redis-server on this machine."""


class RedisServer:
    """One running server. ``url`` is what ``REDIS_URL`` wants."""

    def __init__(self, program: str, port: int, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self.program, self.port, self.folder, self.process = program, port, folder, process
        self.url = f"redis://127.0.0.1:{port}/0"

    @property
    def client(self) -> redis.Redis:
        """A fresh client with short timeouts, for looking and for emptying."""
        return redis.Redis.from_url(self.url, socket_timeout=2, socket_connect_timeout=2, decode_responses=True)

    def freeze(self) -> None:
        """The server stays, but answers nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def read_only(self, on: bool = True) -> None:
        """Writes fail as on a replica: it follows a master that does not exist."""
        if on:
            self.client.replicaof("127.0.0.1", 1)
        else:
            self.client.replicaof("NO", "ONE")

    def empty(self) -> None:
        self.client.flushall()

    def kill(self) -> None:
        """Gone without a goodbye; ``restart`` brings an empty one back on the same port."""
        self.thaw()
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        self.kill()
        self.process = _launch(self.program, self.port, self.folder)
        _wait_for_ping(self)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.kill()


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A private Redis until the block ends. Raises ``RedisMissing`` where the program is not installed."""
    program = shutil.which("redis-server")
    if program is None:
        raise RedisMissing("redis-server is not installed")
    with tempfile.TemporaryDirectory(prefix="yiqi-redis-") as folder:
        port = free_port()
        server = RedisServer(program, port, Path(folder), _launch(program, port, Path(folder)))
        try:
            _wait_for_ping(server)
            yield server
        finally:
            server.stop()


def _launch(program: str, port: int, folder: Path) -> subprocess.Popen[bytes]:
    options = {"port": port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": folder, "daemonize": "no"}
    command = [program] + [word for name, value in options.items() for word in (f"--{name}", str(value))]
    with (folder / "redis.log").open("ab") as log:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def _wait_for_ping(server: RedisServer) -> None:
    end = time.monotonic() + START_S
    while server.process.poll() is None and time.monotonic() < end:
        try:
            if server.client.ping():
                return
        except redis.RedisError:
            threading.Event().wait(0.02)
    server.stop()
    raise RuntimeError(
        f"redis-server did not start: {(server.folder / 'redis.log').read_text(errors='replace')[-500:]}"
    )
