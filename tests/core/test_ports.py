"""Ports for servers of our own: handed out once, by whichever process, and free to be bound."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from tests.support import ports

ROOT = Path(__file__).resolve().parents[2]
ASK_ELSEWHERE = "import sys; from tests.support import ports; print(ports.claim(int(sys.argv[1])))"


def test_a_port_is_handed_out_once() -> None:
    port = ports.free_port()
    assert not ports.claim(port)
    ports.let_go(port)
    assert ports.claim(port)  # the control: only the claim stood in the way
    ports.let_go(port)


def test_another_process_is_not_handed_it_either() -> None:
    port = ports.free_port()
    asked = [sys.executable, "-c", ASK_ELSEWHERE, str(port)]
    told = [subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()]
    ports.let_go(port)
    told.append(subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip())
    assert told == ["False", "True"]


def test_the_server_binds_what_was_claimed_and_a_port_in_use_is_refused() -> None:
    port = ports.two_free_ports()
    with socket.socket() as server:
        server.bind((ports.HOME, port + 1))
        server.listen()
        ports.let_go(port + 1)
        assert not ports.claim(port + 1)
    assert ports.claim(port + 1)
    ports.let_go(port)
    ports.let_go(port + 1)
