"""A private PostgreSQL for the suite: own folder, free port, stopped by process id.

As root, ``initdb`` and ``postgres`` run under Debian's ``postgres`` user, which both programs demand.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.ports import free_port


class PostgresMissing(RuntimeError):
    """The PostgreSQL programs are not installed."""


def programs() -> Path:
    """The folder with ``initdb`` and ``pg_ctl``; the newest version wins."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise PostgresMissing("initdb was not found: install Debian's postgresql package")
    return Path(on_path).parent


class PostgresServer:
    """One server in a folder of its own. ``url`` has no database name: ``postgresql+psycopg://yiqi@127.0.0.1:PORT``.

    It can be stopped, killed, frozen and started again on the same data and port.
    """

    def __init__(self, home: Path, *, durable: bool, follows: PostgresServer | None = None) -> None:
        self.home, self.port = home, free_port()
        self.data = home / ("data" if follows is None else "replica")
        self._as_user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        if self._as_user:
            entry = pwd.getpwnam("postgres")
            os.chown(home, entry.pw_uid, entry.pw_gid)
        self._durable = durable
        if follows is None:
            self._run("initdb", "-D", self.data, "-U", "yiqi", "-A", "trust", "-E", "UTF8", "--no-locale", "-k")
        else:
            where = ("-h", "127.0.0.1", "-p", str(follows.port), "-U", "yiqi")
            self._run("pg_basebackup", *where, "-D", self.data, "-R", "-c", "fast", "-X", "stream")

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://yiqi@127.0.0.1:{self.port}"

    def follow(self) -> PostgresServer:
        """A replica that streams from this one, up and running in the same folder."""
        replica = PostgresServer(self.home, durable=self._durable, follows=self)
        replica.start()
        return replica

    def take_over(self, primary: PostgresServer) -> None:
        """Be the primary, at the address of the one that is gone, and wait for no replica of one's own."""
        self._control("promote")
        self.stop("fast")
        self.port = primary.port
        self.start()

    def start(self) -> None:
        """Until it accepts connections; its lines go to a file, since a pipe would be inherited and never end."""
        lock = self.data / "postmaster.pid"
        if lock.exists() and not Path(f"/proc/{self.pid}/exe").exists():  # killed, and its parent never asked after it
            lock.unlink()
        options = f"-p {self.port} -k {self.home} -c listen_addresses=127.0.0.1 -c max_connections=200"
        if not self._durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        self._control("-o", options, "-l", self.home / ("log" if self.data.name == "data" else "replica.log"), "start")

    def stop(self, mode: str = "immediate") -> None:
        """``immediate``: as after a power cut, what was not written ahead is lost."""
        self._control("-m", mode, "stop", check=False)

    @property
    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])

    @property
    def pids(self) -> list[int]:
        """The first process and those it started."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii")
        return [self.pid, *map(int, children.split())]

    def _control(self, *words: str | Path, check: bool = True) -> None:
        self._run("pg_ctl", "-D", self.data, "-w", *words, check=check)

    def _run(self, program: str, *words: str | Path, check: bool = True) -> None:
        command = [programs() / program, *words]
        subprocess.run(command, check=check, cwd=self.home, timeout=60, stdout=subprocess.DEVNULL, **self._as_user)


@contextmanager
def private_postgres(*, durable: bool = False) -> Iterator[PostgresServer]:
    """A running server until the block ends.

    ``durable``: commits wait for the disk, as they do for people; the suite's need not.
    """
    programs()  # says what is missing before anything is made
    home = Path(tempfile.mkdtemp(prefix="yiqi-pg-"))
    try:
        server = PostgresServer(home, durable=durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """As ``private_postgres``, for who needs no more than its URL."""
    with private_postgres(durable=durable) as server:
        yield server.url
