"""``make run`` as a newcomer starts it: a process of its own, watched from outside."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from tests.support.ports import two_free_ports

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 180.0
OURS = ("PORT", "DATA_DIR", "DATABASE_URL", "REDIS_URL", "WECHAT_MODE", "APP_ENV", "WECHAT_API_BASE", "METRICS_PORT")
OURS += ("PREVIEW_DIR",)
OF_MAKE = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")  # as make test runs us; a newcomer's make run is not inside another


class House:
    """One ``make run``."""

    def __init__(self, data_dir: Path, port: int | None = None, **environ: str) -> None:
        self.data_dir, self.port = data_dir, port or two_free_ports()
        clean = {name: value for name, value in os.environ.items() if name not in OURS + OF_MAKE}
        self.env = clean | {"PORT": str(self.port), "DATA_DIR": str(data_dir)} | environ
        self.output = data_dir.parent / f"output-{self.port}-{time.monotonic_ns()}.txt"
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                ["make", "run"], cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )

    @property
    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def until_ready(self) -> float:
        """Wait for ``/readyz`` to be 200; the seconds it took. Raises when the house ends or is never ready."""
        started = time.monotonic()
        while time.monotonic() - started < PATIENCE_S:
            if self.process.poll() is not None:
                raise AssertionError(f"make run ended: {self.said}")
            try:
                if self.get("/readyz")[0] == 200:
                    return time.monotonic() - started
            except OSError:
                pass
            threading.Event().wait(0.05)
        raise AssertionError(f"not ready: {self.said}")

    def until_it_says(self, text: str) -> None:
        """Wait for a text in the output."""
        started = time.monotonic()
        while text not in self.said:
            assert time.monotonic() - started < PATIENCE_S, self.said
            threading.Event().wait(0.05)

    def get(self, path: str) -> tuple[int, Any]:
        return self.call("GET", path)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and body: decoded where it is JSON, else text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            sent = headers | ({"Content-Type": "application/json"} if body is not None else {})
            connection.request(method, path, None if body is None else json.dumps(body), sent)
            response = connection.getresponse()
            raw = response.read().decode()
            return response.status, json.loads(raw) if "json" in response.headers["Content-Type"] else raw
        finally:
            connection.close()

    def pids(self, word: str = "") -> list[int]:
        """Every living process that was started for this DATA_DIR, in any group, whose command contains ``word``."""
        mark = f"DATA_DIR={self.data_dir}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    state = (entry / "stat").read_text().rpartition(") ")[2][0]
                    environ, command = (entry / "environ").read_bytes(), (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if state != "Z" and mark in environ.split(b"\0") and word.encode() in command:
                    found.append(int(entry.name))
        return found

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ask ``make`` to end and wait for it; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def until_nobody_is_left(self) -> None:
        """Wait until no process of this house lives."""
        started = time.monotonic()
        while self.pids():
            assert time.monotonic() - started < 40, [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in self.pids()]
            threading.Event().wait(0.05)
