"""Hosts as machines of their own: each in a network namespace, joined to ours by a cable that can be pulled.

What a host without power does to the others is seen only so: it refuses nothing, it is silent, and its connections to
the database stay open. Where we may make no namespace a host is a port of this machine, and its end is a ``kill -9``.
"""

from __future__ import annotations

import ctypes
import os
import socket
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.faults.house import House
from tests.support.ports import free_port

LOOPBACK = "127.0.0.1"
CLONE_NEWNET = 0x40000000
NET = f"10.{100 + os.getpid() % 100}"  # another run at the same time has cables of its own


@dataclass(frozen=True)
class Cable:
    """Between us (``ours``) and a namespace (``theirs``)."""

    number: int

    @property
    def space(self) -> str:
        return f"yq{os.getpid()}-{self.number}"

    @property
    def ours(self) -> str:
        return f"{NET}.{self.number}.1"

    @property
    def theirs(self) -> str:
        return f"{NET}.{self.number}.2"

    def lay(self) -> None:
        near = self.space
        for words in (
            f"netns add {self.space}",
            f"link add {near} type veth peer name far netns {self.space}",
            f"addr add {self.ours}/30 dev {near}",
            f"link set {near} up",
            f"-n {self.space} addr add {self.theirs}/30 dev far",
            f"-n {self.space} link set far up",
            f"-n {self.space} link set lo up",
        ):
            _ip(words)

    def pull(self) -> None:
        _ip(f"-n {self.space} link set far down")

    def take_away(self) -> None:
        with suppress(subprocess.CalledProcessError):
            _ip(f"netns del {self.space}")


@dataclass
class Machine:
    """One host and its cable, if it has one."""

    house: House
    cable: Cable | None
    dark: threading.Event = field(default_factory=threading.Event)

    @property
    def where(self) -> str:
        return f"{self.house.address}:{self.house.port}"

    def lose_power(self) -> None:
        """Nobody is told: the cable first, then the processes."""
        self.dark.set()
        if self.cable is not None:
            self.cable.pull()
        self.house.kill_web()
        self.house.end_worker(9)


@contextmanager
def machine(first: House, number: int, folder: Path) -> Iterator[Machine]:
    """Another host of the same house: own processes, own folder, own network; the same database, Redis and platform."""
    folder.mkdir()
    env = first.env | {"DATA_DIR": str(folder)}
    bare = replace(first, folder=folder, env=env, port=free_port(), web=None, worker=None)
    with ExitStack() as stack:
        cable = _laid(stack, number)
        found = Machine(bare, cable)
        if cable is not None:
            bare.address, bare.inside = cable.theirs, ("ip", "netns", "exec", cable.space)
            assert first.postgres is not None
            for port in (first.postgres.port, first.redis.port, first.wechat.port):
                stack.enter_context(_relay(cable, port, found.dark))
        stack.callback(bare.kill_web)
        stack.callback(bare.end_worker, 9)
        yield found


def _laid(stack: ExitStack, number: int) -> Cable | None:
    cable = Cable(number)
    stack.callback(cable.take_away)
    try:
        cable.lay()
    except (OSError, subprocess.CalledProcessError):
        return None
    return cable


def _ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True, capture_output=True)


class _Relay(socketserver.ThreadingTCPServer):
    """What arrives at this port of a namespace's loopback goes on to the same port of ours, where the servers are.

    Once it is dark nothing goes on, and no end is passed on either: the servers think that everybody is still there.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, listening: socket.socket, port: int, dark: threading.Event) -> None:
        super().__init__((LOOPBACK, port), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket, self.port, self.dark, self.over = listening, port, dark, threading.Event()

    def pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while (part := source.recv(65536)) and not self.dark.is_set():
                sink.sendall(part)
        if self.dark.is_set():
            self.over.wait()
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


class _Handler(socketserver.BaseRequestHandler):
    server: _Relay

    def handle(self) -> None:
        with suppress(OSError), socket.create_connection((LOOPBACK, self.server.port)) as beyond:
            back = threading.Thread(target=self.server.pump, args=(beyond, self.request), daemon=True)
            back.start()
            self.server.pump(self.request, beyond)
            back.join()


@contextmanager
def _relay(cable: Cable, port: int, dark: threading.Event) -> Iterator[None]:
    with _Relay(_listening_in(cable.space, port), port, dark) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


def _listening_in(space: str, port: int) -> socket.socket:
    """A socket belongs to the namespace it was made in, whoever takes what arrives: a thread goes in and makes it."""
    found: list[socket.socket] = []

    def make() -> None:
        with Path(f"/run/netns/{space}").open("rb") as entry:
            if ctypes.CDLL(None).setns(entry.fileno(), CLONE_NEWNET) == 0:
                found.append(socket.create_server((LOOPBACK, port), backlog=64))

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    return found[0]
