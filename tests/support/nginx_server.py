"""A private nginx with the files of ``deploy/nginx``: a free port, a temporary folder, stopped by its process id."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.ports import free_port

DEPLOY = Path(__file__).resolve().parents[2] / "deploy" / "nginx"
START_S = 10.0


class NginxMissing(RuntimeError):
    """There is no nginx on this machine."""


class NginxServer:
    """One running nginx. ``folder`` holds its logs and what it keeps of answers; ``plain_port`` is its port 80."""

    def __init__(self, port: int, plain_port: int, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self.port, self.plain_port, self.folder, self.process = port, plain_port, folder, process

    def call(
        self, path: str, method: str = "GET", body: bytes | None = None, source: str = "", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """One request on a connection of its own: status, headers in lower case, body. ``source``: from this address."""
        own = (source, 0) if source else None
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=own)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        finally:
            connection.close()

    def call_plainly(self, path: str) -> int:
        """The status of one request to port 80."""
        connection = http.client.HTTPConnection("127.0.0.1", self.plain_port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    @property
    def written(self) -> dict[str, str]:
        """Everything it wrote: logs, and the files of its cache."""
        files = [path for path in self.folder.rglob("*") if path.is_file() and path.name != "nginx.conf"]
        return {str(path.relative_to(self.folder)): path.read_bytes().decode("utf-8", "replace") for path in files}

    @property
    def kept(self) -> list[str]:
        """What its cache is keyed by."""
        keys = (re.search(r"^KEY: (.*)$", text, re.M) for name, text in self.written.items() if "cache" in name)
        return sorted(found[1] for found in keys if found)


@contextmanager
def nginx_server(*upstreams: int | str, static: Path | None = None, unlimited: bool = False) -> Iterator[NginxServer]:
    """nginx in front of a service on that port, or of several hosts of it (or ``address:port``), until the block ends.

    ``static``: a folder served at ``/file/``; ``unlimited``: one address may ask as much as a city (to measure).

    Raises ``NginxMissing`` where the program is not installed.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise NginxMissing("nginx is not installed")
    with tempfile.TemporaryDirectory(prefix="yiqi-nginx-") as home:
        folder, port, plain_port = Path(home), free_port(), free_port()
        (folder / "cache").mkdir()
        conf = folder / "nginx.conf"
        text = _config(folder, port, upstreams, static, unlimited).replace("PLAIN", _plain_server(folder, plain_port))
        conf.write_text(text, encoding="utf-8")
        checked = subprocess.run([program, "-t", "-c", conf, "-p", home], capture_output=True, text=True, check=False)
        if checked.returncode:
            raise RuntimeError(f"nginx refuses its configuration: {checked.stderr}")
        process = subprocess.Popen([program, "-c", conf, "-p", home, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
        server = NginxServer(port, plain_port, folder, process)
        try:
            _wait(server)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=20)


def _plain_server(folder: Path, port: int) -> str:
    """The server that answers without TLS, on a port of this test."""
    plain = "server {" + (DEPLOY / "yiqi.conf").read_text(encoding="utf-8").split("server {")[1]
    plain = plain.replace("listen 80 default_server;", f"listen 127.0.0.1:{port};")
    return plain.replace("/var/log/nginx/", f"{folder}/")


def _config(folder: Path, port: int, upstreams: tuple[int | str, ...], static: Path | None, unlimited: bool) -> str:
    """The deployed files with this host's addresses and folders in them, and nothing else changed.

    Around them stand logs as Debian's own ``nginx.conf`` has them: what a server of ours does not redirect lands there.
    """
    parts = {path.name: path.read_text(encoding="utf-8") for path in DEPLOY.glob("yiqi-*.conf")}
    proxy = folder / "yiqi-proxy.conf"
    proxy.write_text(parts["yiqi-proxy.conf"], encoding="utf-8")
    rest = " fail_timeout=2s;" if len(upstreams) > 1 else ";"  # as docs/operators/capacity.md has it for several hosts
    hosts = " server ".join(f"{one if isinstance(one, str) else f'127.0.0.1:{one}'}{rest}" for one in upstreams)
    host = parts["yiqi-host.conf"].replace("127.0.0.1:8000;", hosts)
    host = host.replace("/var/cache/nginx/yiqi", str(folder / "cache"))
    site = parts["yiqi-site.conf"].replace("/etc/nginx/yiqi/yiqi-proxy.conf", str(proxy))
    site = site.replace("/var/log/nginx/", f"{folder}/")
    more = "" if static is None else f"location /file/ {{ alias {static}/; gzip_static on; }}"
    limits = parts["yiqi-http.conf"]
    if unlimited:
        limits, site = limits.replace("rate=50r/s", "rate=1000000r/s"), site.replace("burst=100", "burst=1000000")
    temp = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    own = "user root;\n" if os.geteuid() == 0 else ""  # its workers must reach folders that are ours alone
    return f"""{own}worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/main-error.log;
events {{ worker_connections 512; }}
http {{
include /etc/nginx/mime.types;
access_log {folder}/access.log;
{temp}{limits}
{host}
PLAIN
server {{
listen 127.0.0.1:{port};
{site}
{more}
}}
}}
"""


def _wait(server: NginxServer) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and server.process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=1)
            connection.connect()
            connection.close()
            return
        except OSError:
            threading.Event().wait(0.02)
    raise RuntimeError("nginx did not start")
