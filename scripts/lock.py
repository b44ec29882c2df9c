"""``make lock``: compile both locks from ``requirements.in`` and ``requirements-dev.in``, so that they agree, and that
of the peers in ``bench``, which is for itself.

The larger set is resolved first and binds the smaller: what runs is what was tested. Without index addresses, for
every platform, with hashes. A package already locked keeps its version unless ``ARGS=--upgrade`` asks for newer ones.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

import environment
from environment import ROOT

COMMON = [
    *("--universal", "--python-version", "3.11", "--generate-hashes", "-q"),
    "--no-strip-extras",  # pip with hashes looks at a name with an extra by itself, and takes the newest for it
    *("--no-emit-index-url", "--no-emit-find-links", "--no-config", "--custom-compile-command", "make lock"),
]


def main() -> int:
    """0 when all locks were written."""
    environment.enter(__file__, dev=True)
    extra = shlex.split(os.environ.get("ARGS", ""))
    locks = (
        ("requirements-dev", []),
        ("requirements", ["-c", "requirements-dev.txt"]),
        ("bench/peers/requirements", []),
    )
    for name, bound in locks:
        compile_ = [sys.executable, "-m", "uv", "pip", "compile", *COMMON, *extra, *bound]
        subprocess.run([*compile_, "-o", f"{name}.txt", f"{name}.in"], check=True, cwd=ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
