"""``make security``: made-up calls, the access matrix, forged codes, mutated sheets and pictures, logs; then the count.

Two passes, because the first needs memory and the second many processes. Each test says what it tried
(``record_property``); the summary adds it up. A pass that fails does not keep the other from being run and counted.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import environment
from environment import ROOT, say

ATTACKED = (
    "tests/test_access.py", "tests/test_access_repeats.py", "tests/checkins/test_forgeries.py",
    "tests/checkins/test_codes.py", "tests/stations/test_sheet.py", "tests/core/test_pictures.py",
    "tests/core/test_logs.py", "tests/core/test_edge.py", "tests/core/test_web.py", "tests/accounts/test_erasure.py",
    "tests/accounts/test_export.py", "tests/accounts/test_holdings.py", "tests/deploy/test_nginx.py",
)  # fmt: skip
TESTS = "tests in all"
NOTHING_RAN = 5  # pytest's exit code; with ARGS a pass may be empty
PASSES = (
    ("made-up calls", ["tests/security", "-p", "no:xdist", "-p", "no:logging"]),
    ("attacks", ["-n", "2", "--dist", "loadfile", "--timeout=900", *ATTACKED]),
)


def main() -> int:
    """Returns the exit code: 0 when all was clean."""
    environment.enter(__file__, dev=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started, counts, failed = time.monotonic(), Counter[str](), 0
    with tempfile.TemporaryDirectory() as home:
        for title, options in PASSES:
            told = Path(home) / f"{title}.xml"
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "junit_family=xunit1"]
            command += [f"--junitxml={told}", *options]
            command += ["-p", "tests.support.run_log", *shlex.split(os.environ.get("ARGS", ""))]
            env = os.environ | {"TEST_ENGINE": "sqlite", "RUN_LOG_DIR": home}
            code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
            failed += code not in ((0, NOTHING_RAN) if os.environ.get("ARGS") else (0,))
            if told.exists():
                counts.update(counted(told))
        leaks = heard(Path(home), counts)
    failed += bool(leaks)
    for word, line in leaks:
        say(f"  a line of the log says {word}: {line[:300]}")
    say(f"\n=== Summary ({time.monotonic() - started:.0f} s): {'FAILED, see above' if failed else 'all clean'} ===")
    tests = counts.pop(TESTS, 0)
    for what, count in [*counts.items(), (TESTS, tests)]:
        say(f"  {count:>9,} {what}")
    return int(failed > 0)


def heard(folder: Path, counts: Counter[str]) -> list[list[str]]:
    """What the log lines of both passes gave away (``tests/support/run_log.py``); their number is counted."""
    leaks: list[list[str]] = []
    for file in folder.glob("*.json"):
        told = json.loads(file.read_text(encoding="utf-8"))
        counts["log lines of the whole run, searched"] += told["lines"]
        counts["tokens, openids, phones and places that the run knew, each sought in them"] += told["known"]
        leaks += told["leaks"]
    counts["of them found"] = len(leaks)
    return leaks


def counted(told: Path) -> Counter[str]:
    """What the tests of a pass say that they tried, and how many they were."""
    counts: Counter[str] = Counter()
    root = ElementTree.parse(told).getroot()  # noqa: S314 - pytest has just written it
    for said in root.iter("property"):
        counts[said.attrib["name"]] += int(said.attrib["value"])
    counts[TESTS] = len(list(root.iter("testcase")))
    return counts


if __name__ == "__main__":
    sys.exit(main())
