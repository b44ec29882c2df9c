"""``make faults``: every part of the house is hurt in turn, with its negative controls (``tests/faults``).

Its servers are private: PostgreSQL, Redis, nginx, gunicorn, the worker and the fake platform. As root with apt missing
Debian packages are installed; without them it does not begin, because a half of it would prove nothing.
"""

from __future__ import annotations

import os
import shlex
import sys

import debian
import environment
from environment import ROOT, say

NEEDED = (debian.POSTGRESQL, debian.REDIS, debian.NGINX)


def main() -> int:
    """The exit code of the run."""
    environment.enter(__file__, dev=True)
    if missing := debian.provide(NEEDED):
        say(f"faults: install {' '.join(missing)} (Debian names) first")
        return 1
    words = [sys.executable, "-m", "pytest", "tests/faults", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
    words += shlex.split(os.environ.get("ARGS", ""))
    return environment.run(words, cwd=ROOT, env=os.environ | {"TEST_ENGINE": "sqlite"})


if __name__ == "__main__":
    sys.exit(main())
