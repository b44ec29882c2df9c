"""``make test``: the front end, the suite on SQLite, then on PostgreSQL with Redis, then journeys in a browser.

The servers are started privately. As root with apt (a container) missing Debian packages are installed; elsewhere they
are named in one line and what cannot run is skipped and said. With ``CI=true`` a skip is a failure. ``ARGS`` are passed
on to pytest: ``make test ARGS='-k nearby'``; the front end is then left out, and a pass may be empty. Slow tests
(processes, faults) run once, in the first pass, but for those marked ``both_engines``.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time

import debian
import environment
import frontend
from environment import ROOT, say

SERVERS = {debian.POSTGRESQL, debian.REDIS}
NEEDED = (debian.POSTGRESQL, debian.REDIS, debian.NGINX, debian.SHELL, debian.FONTS)
APART = "not e2e and not faults and not security"  # e2e is a pass below; the others are make faults, make security
PASSES = (
    ("sqlite", "SQLite", ["-n", "2", "-m", APART]),
    ("postgres", "PostgreSQL and Redis", ["-n", "2", "-m", f"(not slow or both_engines) and {APART}"]),
    ("postgres", "The house in a browser", ["-n", "3", "-m", "e2e", "tests/e2e"]),  # a third of whose time is waiting
)
NOTHING_RAN = 5  # pytest's exit code; with ARGS that is as it may be
CLOSING = re.compile(r" in \d+\.\d+s")
COUNTS = re.compile(r"(\d+) (passed|failed|errors?|skipped|deselected)\b")


def main() -> int:
    """Returns the exit code: 0 when everything that ran passed (and, with CI=true, nothing was skipped)."""
    environment.enter(__file__, dev=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if missing := debian.provide(NEEDED):
        say(f"Missing: {' '.join(missing)} (Debian names). Tests that need them are skipped, and said so below.")
    started, results = time.monotonic(), []
    if not os.environ.get("ARGS"):
        say("\n=== The front end: types, compilers, checks, tests ===")
        results.append(("Front end", *_front_end()))
    for engine, title, options in PASSES:
        say(f"\n=== The suite on {title} ===")
        if engine == "postgres" and (absent := SERVERS & set(missing)):
            results.append((title, int(os.environ.get("CI") == "true"), f"not run, without {' and '.join(absent)}"))
        else:
            results.append((title, *_one_pass(engine, options)))
    say(f"\n=== Summary ({time.monotonic() - started:.0f} s) ===")
    for title, code, counts in results:
        say(f"  {title:<22} {'ok' if code == 0 else 'FAILED'}: {counts}")
    if missing:
        say(f"  Skipped for want of: {' '.join(missing)}")
    return max(code for _, code, _ in results)


def _front_end() -> tuple[int, str]:
    """The exit code and a word on it. Without Node it is skipped, which with CI=true is a failure."""
    try:
        code = frontend.check()
    except frontend.NoFrontEnd as reason:
        return int(os.environ.get("CI") == "true"), f"not run: {reason}"
    return code, "checks and tests passed" if code == 0 else "see above"


def _one_pass(engine: str, options: list[str]) -> tuple[int, str]:
    """Run pytest on one engine; its output is shown as it comes. The exit code and the counts of its closing line."""
    command = [sys.executable, "-m", "pytest", "-q", "--dist", "loadfile", "--durations=15", *options]
    command += [*processes(), *shlex.split(os.environ.get("ARGS", ""))]
    env, started = os.environ | {"TEST_ENGINE": engine}, time.monotonic()
    closing = ""
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as run:
        for line in run.stdout or ():
            print(line, end="", flush=True)
            closing = line if COUNTS.search(line) else closing
    found = ", ".join(f"{count} {what}" for count, what in COUNTS.findall(closing))
    found += f" in {time.monotonic() - started:.0f} s" if found else ""
    code = 0 if run.returncode == NOTHING_RAN and os.environ.get("ARGS") else run.returncode
    return code, found or "no test ran"


def processes() -> list[str]:
    """Another number of processes, where ``TEST_PROCESSES`` names one: the last word counts."""
    named = os.environ.get("TEST_PROCESSES")
    return ["-n", named] if named else []


if __name__ == "__main__":
    sys.exit(main())
