"""Starts a few programs, watches them, and leaves none behind. Standard library only.

Each child leads a process group of its own, so that Ctrl-C reaches only us and we end all in order; and each is told
by the kernel when we vanish (``PR_SET_PDEATHSIG``), so that even ``kill -9`` of this process leaves no orphan.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

GRACE_S = 25.0  # gunicorn's own grace is 20
LOG_BYTES = 10 * 1024 * 1024
TAIL_LINES = 12
PR_SET_PDEATHSIG = 1


class ChildDied(Exception):
    """A child ended by itself. ``name`` says which."""

    def __init__(self, name: str, code: int, tail: str) -> None:
        self.name, self.code, self.tail = name, code, tail
        super().__init__(f"{name} ended by itself ({_how(code)})")


@dataclass
class Child:
    """A running program and where its words go."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


class Supervisor:
    """The children, in the order they were started."""

    def __init__(self, log_dir: Path, env: Mapping[str, str], cwd: Path) -> None:
        self.log_dir, self.env, self.cwd = log_dir, dict(env), cwd
        self.children: list[Child] = []
        self.asked_to_end = False
        log_dir.mkdir(parents=True, exist_ok=True)
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)

    def start(self, name: str, command: list[str]) -> None:
        """Start a program; its output goes to ``NAME.log``."""
        log = self.log_dir / f"{name}.log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as out:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self.env,
                cwd=self.cwd,
                start_new_session=True,
                preexec_fn=die_with_parent(os.getpid()),  # noqa: PLW1509 - this process has one thread
            )
        self.children.append(Child(name, process, log))

    def until(self, happened: Callable[[], bool], *, within_s: float) -> bool:
        """Wait for something while watching. False when we were asked to end or the time is over."""
        deadline = time.monotonic() + within_s
        while not self.asked_to_end and time.monotonic() < deadline:
            self.check()
            if happened():
                return True
            time.sleep(0.05)
        return False

    def watch(self) -> None:
        """Return when asked to end. Raises ``ChildDied`` when a child ends by itself."""
        while not self.asked_to_end:
            self.check()
            time.sleep(0.2)

    def check(self) -> None:
        """Raise ``ChildDied`` when a child has ended by itself."""
        for child in self.children:
            code = child.process.poll()
            if code is not None and not self.asked_to_end:
                raise ChildDied(child.name, code, tail(child.log))

    def end(self) -> None:
        """End every child, the last started first: politely, then by force, whole groups. Leaves none."""
        self.asked_to_end = False  # a second signal from here on stops the waiting
        for child in reversed(self.children):
            _signal(child.process.pid, signal.SIGTERM, group=False)
        deadline = time.monotonic() + GRACE_S
        for child in self.children:
            while child.process.poll() is None and not self.asked_to_end and time.monotonic() < deadline:
                time.sleep(0.02)
            _signal(child.process.pid, signal.SIGKILL, group=True)
            child.process.wait()

    def _on_signal(self, _number: int, _frame: object) -> None:
        self.asked_to_end = True


def die_with_parent(parent: int) -> Callable[[], None]:
    """For ``preexec_fn``: the kernel sends SIGTERM when ``parent`` ends. Does nothing where that is unknown."""
    try:
        prctl = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return lambda: None

    def arrange() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before we asked
            os._exit(1)

    return arrange


def tail(log: Path) -> str:
    """The last lines of a log."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-TAIL_LINES:])


def _signal(pid: int, number: int, *, group: bool) -> None:
    with contextlib.suppress(ProcessLookupError):  # it has ended already: what we want
        (os.killpg if group else os.kill)(pid, number)


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit {code}"


if sys.platform == "win32":
    raise SystemExit("run this on Linux or macOS")
