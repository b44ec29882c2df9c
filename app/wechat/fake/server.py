"""A small WSGI server with keep-alive for the fake platform: loopback only, one thread a connection."""

from __future__ import annotations

import io
import itertools
import os
import socket
import struct
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from app.wechat.fake.errors import ConnectionDropped
from app.wechat.fake.platform import CONNECTION, FakePlatform

HOST = "127.0.0.1"
BODY_LIMIT = 16 * 1024 * 1024
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST instead of FIN


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.number = next(self.server.numbers)
        self.server.open[self.number] = self.connection

    def finish(self) -> None:
        self.server.open.pop(self.number, None)
        with suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the request line holds the secret and the token."""

    def do_GET(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > BODY_LIMIT:
            self.send_error(413)
            return
        try:
            self._run(self._environ(self.rfile.read(int(length))))
        except ConnectionDropped:
            self._drop()
        except OSError:  # the client went away, which faults make it do
            self.close_connection = True

    do_POST = do_GET  # noqa: N815 - the name the library looks for

    def _environ(self, body: bytes) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        return {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": HOST,
            "SERVER_PORT": str(self.server.server_port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": HOST,
            "HTTP_HOST": self.headers.get("Host", HOST),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            CONNECTION: self.number,
        }

    def _run(self, environ: dict[str, Any]) -> None:
        head: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            head[:] = [status, headers]
            return self.wfile.write

        pieces: Iterable[bytes] = self.server.platform(environ, start_response)
        status, headers = head
        code, _, phrase = status.partition(" ")
        self.send_response(int(code), phrase)
        for name, value in headers:
            self.send_header(name, value)
        if not any(name.lower() == "content-length" for name, _ in headers):
            self.send_header("Connection", "close")
            self.close_connection = True
        self._headers_buffer.append(b"\r\n")
        waiting = b"".join(self._headers_buffer)
        self._headers_buffer: list[bytes] = []
        for piece in pieces:  # headers and first piece in one packet
            self.wfile.write(waiting + piece)
            waiting = b""
        if waiting:
            self.wfile.write(waiting)

    def _drop(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            os.close(self.connection.detach())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, platform: FakePlatform) -> None:
        self.platform = platform
        self.numbers = itertools.count(1)
        self.open: dict[int, socket.socket] = {}
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # the library's own asks the name service who 127.0.0.1 is
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        with suppress(Exception):
            super().handle_error(request, client_address)

    def end_connections(self) -> None:
        for connection in list(self.open.values()):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Serving:
    """A running fake platform: its base URL and the platform behind it."""

    def __init__(self, url: str, port: int, platform: FakePlatform) -> None:
        self.url, self.port, self.platform = url, port, platform


@contextmanager
def serve(platform: FakePlatform | None = None, port: int = 0) -> Iterator[Serving]:
    """Serve the platform on 127.0.0.1 until the block ends; port 0 takes a free one. Ends whatever hangs."""
    chosen = platform or FakePlatform()
    server = _Server(port, chosen)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True, name="fake-wechat")
    thread.start()
    try:
        yield Serving(f"http://{HOST}:{server.server_port}", server.server_port, chosen)
    finally:
        chosen.stop()
        server.shutdown()
        server.end_connections()
        server.server_close()
        thread.join()
