"""Sockets that know the caller's deadline.

urllib3 bounds the silence between two bytes only; a peer that drips would be waited for without end. So every single
read is given what is left of the deadline, and connecting has one limit over all addresses of the host.
"""

from __future__ import annotations

import http.client
import io
import socket
import threading
from collections.abc import Callable
from typing import Any, cast

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from urllib3.util.connection import create_connection

from app.core import clock


class Deadline:
    """A moment until which everything must be done. Seconds; ``ticks`` is a clock that never jumps."""

    def __init__(self, seconds: float, ticks: Callable[[], float] | None = None) -> None:
        self._ticks = ticks or clock.ticks
        self._end = self._ticks() + seconds

    def left(self) -> float:
        return max(0.0, self._end - self._ticks())


class _Reading(threading.local):
    """The deadline of the call this thread is making; sockets look here because urllib3 passes nothing through."""

    deadline: Deadline | None = None


READING = _Reading()


class _TimedSocket(io.RawIOBase):
    """A socket file whose every read waits no longer than what is left of the deadline."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._file = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        deadline = READING.deadline
        if deadline is not None:
            left = deadline.left()
            if left <= 0:
                raise TimeoutError("deadline")
            silence = self._sock.gettimeout()
            self._sock.settimeout(left if silence is None else min(left, silence))
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self.fp = io.BufferedReader(_TimedSocket(sock))


class _TimedConnecting:
    """One connect timeout over all addresses of the host, where the stock connection grants it to each."""

    response_class = _TimedResponse
    host: str
    port: int
    timeout: float
    socket_options: Any

    def _new_conn(self) -> socket.socket:
        deadline = Deadline(self.timeout)
        failure: HTTPError = NewConnectionError(self, "no address")  # type: ignore[arg-type]
        try:
            addresses = socket.getaddrinfo(self.host.strip("[]"), self.port, type=socket.SOCK_STREAM)
        except OSError:
            addresses = []
        for *_, address in addresses:
            left = deadline.left()
            if left <= 0:
                break
            try:
                return create_connection((str(address[0]), self.port), left, socket_options=self.socket_options)
            except TimeoutError:
                failure = ConnectTimeoutError(self, "timed out")
            except OSError:
                failure = NewConnectionError(self, "refused")  # type: ignore[arg-type]
        raise failure


class _Http(_TimedConnecting, HTTPConnection):  # type: ignore[misc]
    pass


class _Https(_TimedConnecting, HTTPSConnection):  # type: ignore[misc]
    pass


class HttpPool(urllib3.HTTPConnectionPool):
    ConnectionCls = cast(Any, _Http)


class HttpsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = cast(Any, _Https)
