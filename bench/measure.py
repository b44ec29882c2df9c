"""One measured round, and the state of the machine around it."""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bench.servers import Failed, Server

CONNECTIONS = 8
SLOWEST_S, PATIENCE_S = 20, 30
TICKS_S = os.sysconf("SC_CLK_TCK")

_SCRIPT = """
local paths = {}
for line in io.lines("@PATHS@") do paths[#paths + 1] = line end
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at], @HEADERS@)
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('RESULT {"requests":%d,"us":%d,"bytes":%d,"bad":%d,"p50_us":%d,"p99_us":%d}\\n',
    summary.requests, summary.duration, summary.bytes, e.status + e.connect + e.read + e.write + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True)
class Round:
    """What one server did in one round."""

    rate: float  # answers a second
    cpu_us: float  # of all its processes, for one answer
    p50_ms: float
    p99_ms: float
    answer_bytes: float


def find_wrk() -> str:
    """Where wrk is. Raises ``Failed`` naming the package."""
    found = shutil.which("wrk")
    if found is None:
        raise Failed("wrk is missing: install the Debian package wrk")
    return found


def write_script(
    folder: Path, name: str, paths: Sequence[str], headers: Mapping[str, str] = MappingProxyType({})
) -> Path:
    """The script that lets wrk ask for these paths in turn."""
    lua = ", ".join(f'["{header}"] = "{value}"' for header, value in headers.items())
    listed = folder / f"{name}.paths"
    listed.write_text("\n".join(paths) + "\n", encoding="ascii")
    script = folder / f"{name}.lua"
    script.write_text(_SCRIPT.replace("@PATHS@", str(listed)).replace("@HEADERS@", f"{{{lua}}}"), encoding="ascii")
    return script


def run_round(server: Server, script: Path, seconds: int) -> Round:
    """Load one server and count. Any answer but 2xx is a failure of the measurement."""
    before = cpu_s(server.pids)
    command = [
        find_wrk(),
        "-t",
        "1",
        "-c",
        str(CONNECTIONS),
        "-d",
        f"{seconds}s",
        "-s",
        str(script),
        "--timeout",
        f"{PATIENCE_S}s",
    ]
    url = f"http://127.0.0.1:{server.port}"
    ran = subprocess.run([*command, url], capture_output=True, text=True, check=False, timeout=seconds + 60)
    lines = [line for line in ran.stdout.splitlines() if line.startswith("RESULT ")]
    if ran.returncode or not lines:
        raise Failed(f"wrk failed on {server.name}: {ran.stdout[-300:]} {ran.stderr[-300:]}")
    told = json.loads(lines[0].removeprefix("RESULT "))
    if not told["requests"] and not told["bad"] and seconds < SLOWEST_S:  # a peer may need longer for one answer
        return run_round(server, script, SLOWEST_S)
    if told["bad"] or not told["requests"]:
        raise Failed(f"{server.name} refused {told['bad']} of {told['requests']} requests")
    spent = cpu_s(server.pids) - before
    return Round(
        rate=told["requests"] / (told["us"] / 1e6),
        cpu_us=spent / told["requests"] * 1e6,
        p50_ms=told["p50_us"] / 1000,
        p99_ms=told["p99_us"] / 1000,
        answer_bytes=told["bytes"] / told["requests"],
    )


def rounds(
    servers: Sequence[Server], scripts: Mapping[Server, Path], count: int, seconds: int
) -> dict[str, list[Round]]:
    """Each server once a round, in turn."""
    trials = {server.name: partial(run_round, server, scripts[server]) for server in servers}
    return in_turn(trials, count, seconds)


def in_turn(trials: Mapping[str, Callable[[int], Round]], count: int, seconds: int) -> dict[str, list[Round]]:
    """Each trial once a round, in an order that is reversed each time; a short round first, which does not count."""
    for trial in trials.values():
        trial(1)
    found: dict[str, list[Round]] = {name: [] for name in trials}
    for turn in range(count):
        for name in list(trials) if turn % 2 == 0 else reversed(trials):
            found[name].append(trials[name](seconds))
    return found


def cpu_s(pids: Sequence[int]) -> float:
    """Seconds of processor time, user and system, that these processes have used."""
    total = 0
    for pid in pids:
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        total += int(after_name[11]) + int(after_name[12])
    return total / TICKS_S


def memory_mb(pids: Sequence[int]) -> float:
    """Proportional set size of all processes, in MB."""
    kilobytes = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines():
            if line.startswith("Pss:"):
                kilobytes += int(line.split()[1])
    return kilobytes / 1024


def machine(folder: Path) -> dict[str, Any]:
    """Load, the disk's patience, and versions."""
    return {
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "cores": os.cpu_count(),
        "fdatasync_ms": round(_fdatasync_ms(folder), 3),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "wrk": _wrk_version(),
        "sqlite": __import__("sqlite3").sqlite_version,
        **{name: version(name) for name in ("flask", "werkzeug", "gunicorn", "sqlalchemy")},
    }


def _fdatasync_ms(folder: Path) -> float:
    took = []
    with (folder / "fdatasync").open("wb") as file:
        for _ in range(20):
            file.write(b"x" * 4096)
            file.flush()
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took)


def _wrk_version() -> str:
    told = subprocess.run([find_wrk(), "-v"], capture_output=True, text=True, check=False).stdout
    return " ".join(told.split()[:2])
