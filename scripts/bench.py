"""``make bench``: what is missing is installed, then everything is measured (``bench/__main__.py``).

The peers of nearby have an environment of their own, ``.venv/peers``, from ``bench/peers/requirements.txt``; the pages
are built of the mini-program's packages. As root with apt missing Debian packages are installed; elsewhere they are
named, and the run says what it could not measure.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import sys

import debian
import environment
import frontend
from environment import ROOT, say

PEERS, LOCK = environment.VENV / "peers", ROOT / "bench" / "peers" / "requirements.txt"
NEEDED = (debian.POSTGRESQL, debian.NGINX, debian.WRK, debian.SHELL, debian.POSTGIS)


def main() -> int:
    """The exit code of the run."""
    environment.enter(__file__, dev=True)
    if missing := debian.provide(NEEDED):
        say(f"Missing: {' '.join(missing)} (Debian names); what needs them is said to be unmeasured")
    try:
        _install_peers()
        frontend.install()
    except (environment.CannotPrepare, frontend.NoFrontEnd) as problem:
        say(f"bench: {problem}")
    words = [sys.executable, "-m", "bench", *shlex.split(os.environ.get("ARGS", ""))]
    return environment.run(words, cwd=ROOT)


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
