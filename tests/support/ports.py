"""Loopback ports for servers of our own, each handed out once on this machine while whoever asked is alive.

A port that the kernel chose and that is closed again may be somebody's outgoing connection before the server binds it,
or be handed to another asker. So the ports lie below the range of outgoing connections, and a claim is kept on each: a
socket bound to the same number of the address beside, which the kernel gives to one process only and takes back when
that ends. The server itself binds 127.0.0.1, as often as it likes.
"""

from __future__ import annotations

import random
import socket

FIRST, BEYOND = 20_000, 32_000  # the kernel serves outgoing connections from 32,768 on
HOME, BESIDE = "127.0.0.1", "127.0.0.83"
_chance = random.SystemRandom()  # a test that seeds chance gets no other ports by it
_kept: dict[int, socket.socket] = {}


def free_port() -> int:
    """A port nobody listens on, and nobody else is handed."""
    return _run_of_free_ports(1)


def two_free_ports() -> int:
    """The first of two neighbouring ones: ``make run`` lets the fake platform listen on the next."""
    return _run_of_free_ports(2)


def claim(port: int) -> bool:
    """Keep a port for this process. False when somebody listens there, or keeps it."""
    held = socket.socket()
    try:
        held.bind((BESIDE, port))
        with socket.socket() as probe:
            probe.bind((HOME, port))
    except OSError:
        held.close()
        return False
    _kept[port] = held
    return True


def let_go(port: int) -> None:
    """Take a claim back."""
    _kept.pop(port).close()


def _run_of_free_ports(count: int) -> int:
    while True:
        first = _chance.randrange(FIRST, BEYOND - count)
        run = range(first, first + count)
        claimed = [port for port in run if claim(port)]
        if len(claimed) == count:
            return first
        for port in claimed:
            let_go(port)
