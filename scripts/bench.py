"""``make bench``: what is missing is installed, then everything is measured (``bench/__main__.py``).

The peers of nearby have an environment of their own, ``.venv/peers``, from ``bench/peers/requirements.txt``. As root
with apt missing Debian packages are installed; elsewhere they are named, and the run says what it could not measure.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import sys
from pathlib import Path

import environment
from environment import ROOT, say

PEERS, LOCK = environment.VENV / "peers", ROOT / "bench" / "peers" / "requirements.txt"
NEEDED = {  # a program or file -> the Debian package that brings it
    "postgresql": lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb"),
    "nginx-light": lambda: shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"),
    "wrk": lambda: shutil.which("wrk"),
    "chromium": lambda: shutil.which("chromium"),
    "postgis": lambda: any(Path("/usr/share/postgresql").glob("*/extension/postgis.control")),
}


def main() -> int:
    """The exit code of the run."""
    environment.enter(__file__, dev=True)
    try:
        _install_programs()
        _install_peers()
    except environment.CannotPrepare as problem:
        say(f"bench: {problem}")
    words = [sys.executable, "-m", "bench", *shlex.split(os.environ.get("ARGS", ""))]
    return environment.run(words, cwd=ROOT)


def _install_programs() -> None:
    missing = [package for package, there in NEEDED.items() if not there()]
    if missing and environment.as_root_with_apt():
        names = [_postgis() if package == "postgis" else package for package in missing]
        environment.install_debian(names)
    elif missing:
        say(f"Missing: {' '.join(missing)} (Debian names)")


def _postgis() -> str:
    """PostGIS comes for each version of PostgreSQL apart."""
    versions = sorted(path.name for path in Path("/usr/lib/postgresql").glob("*") if path.name.isdigit())
    return f"postgresql-{versions[-1] if versions else 15}-postgis-3"


def _install_peers() -> None:
    """Django, FastAPI and what they run on, once for each version of their lock."""
    wanted, stamp = hashlib.sha256(LOCK.read_bytes()).hexdigest(), PEERS / ".installed"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say("Installing the peers of nearby (half a minute)")
    steps = (
        [sys.executable, "-m", "venv", "--clear", PEERS],
        [PEERS / "bin" / "python", "-m", "pip", "install", "-q", "--no-input", "--disable-pip-version-check",
         "--require-hashes", "-r", LOCK],
    )  # fmt: skip
    for step in steps:
        if environment.run(step, cwd=ROOT) != 0:
            raise environment.CannotPrepare("the peers could not be installed; what is said above tells why")
    stamp.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
