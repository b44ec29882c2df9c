"""A private PostgreSQL for the suite: own folder, free port, stopped by process id.

As root, ``initdb`` and ``postgres`` run under Debian's ``postgres`` user, which both programs demand.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """Start a server and give its URL without a database name: ``postgresql+psycopg://yiqi@127.0.0.1:PORT``.

    ``durable``: commits wait for the disk, as they do for people; the suite's need not.
    """
    bin_dir = programs()
    as_user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    home = Path(tempfile.mkdtemp(prefix="yiqi-pg-"))
    try:
        if as_user:
            entry = pwd.getpwnam("postgres")
            os.chown(home, entry.pw_uid, entry.pw_gid)
        data, port = home / "data", free_port()
        initdb = [bin_dir / "initdb", "-D", data, "-U", "yiqi", "-A", "trust", "-E", "UTF8", "--no-locale", "-k"]
        subprocess.run(initdb, check=True, capture_output=True, cwd=home, timeout=60, **as_user)
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c max_connections=200"
        options += f" -c fsync={'on' if durable else 'off'}"
        # -w waits until it accepts connections; output to a file, since a pipe would be inherited and never end
        start = [bin_dir / "pg_ctl", "-D", data, "-o", options, "-l", home / "log", "-w", "start"]
        subprocess.run(start, check=True, cwd=home, timeout=60, stdout=subprocess.DEVNULL, **as_user)
        try:
            yield f"postgresql+psycopg://yiqi@127.0.0.1:{port}"
        finally:
            stop = [bin_dir / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"]
            subprocess.run(stop, check=False, cwd=home, timeout=60, stdout=subprocess.DEVNULL, **as_user)
    finally:
        shutil.rmtree(home, ignore_errors=True)
