"""A server that says exactly the bytes a test wants, for what a well-behaved one cannot do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class RawServer:
    def __init__(self, listener: socket.socket) -> None:
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.requests: list[bytes] = []
        self.closing = threading.Event()


@contextmanager
def raw_server(talk: Callable[[socket.socket, RawServer], None]) -> Iterator[RawServer]:
    """Calls ``talk(connection, server)`` for each connection after its request has come; then closes it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = RawServer(listener)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    server.requests.append(connection.recv(65536))
                    talk(connection, server)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)
