"""The front end's ground: its packages, the folder for WeChat DevTools, and the built preview of ``miniprogram/``.

Each is made again only when what it is made of changed. Node 20 or newer is needed; without it the service runs all the
same, and no preview is served. ``python scripts/frontend.py`` checks and tests the front end, as ``make front-end``.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import environment
from environment import ROOT, say

HOME = ROOT / "miniprogram"
LOCK = HOME / "package-lock.json"
PACKAGES, BUILT = HOME / "node_modules", HOME / "dist"
PREVIEW = BUILT / "web"
SOURCES = ("src", "web", "scripts")
COPIED_FROM_NPM = "miniprogram_npm"
OLDEST = 20


class NoFrontEnd(Exception):
    """It cannot be made; the text is one line that says why."""


def preview() -> Path:
    """The folder of the preview of the sources as they are now, built if need be. Raises ``NoFrontEnd``."""
    install()
    with LOCK.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # two starts at once: the second waits and then has nothing to do
        stamp, wanted = BUILT / ".built", _fingerprint(LOCK, *_sources())
        if not ((PREVIEW / "index.html").exists() and _says(stamp, wanted)):
            _build()
            stamp.write_text(wanted, encoding="utf-8")
    return PREVIEW


def install() -> None:
    """Install the locked packages if they are not there. Raises ``NoFrontEnd``."""
    _find_node()
    with LOCK.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        stamp, wanted = PACKAGES / ".installed", _fingerprint(LOCK)
        if _says(stamp, wanted):
            return
        say("Installing the mini-program's packages (the first time takes about ten seconds)")
        _run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], "npm ci failed in miniprogram/")
        stamp.write_text(wanted, encoding="utf-8")


def check() -> int:
    """Every check and test of the front end, in sight; 0 when all passed. Raises ``NoFrontEnd``."""
    install()
    for words in (["run", "--silent", "check"], ["test", "--silent"]):
        say(f"--- npm {' '.join(word for word in words if not word.startswith('-'))} ---")
        if code := environment.run(["npm", *words], cwd=HOME):
            return code
    return 0


def _find_node() -> None:
    node = shutil.which("node")
    said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout if node else ""
    version = re.match(r"v(\d+)\.", said)
    if version is None or int(version[1]) < OLDEST or not shutil.which("npm"):
        found = f"here is {said.strip()}" if version else "there is none here"
        raise NoFrontEnd(f"Node {OLDEST} or newer with npm is needed, {found}")


def _build() -> None:
    """DevTools' folder, then the preview beside the old one, which it replaces whole: somebody may be looking at it."""
    say("Building the preview of the mini-program")
    fresh, old = BUILT / "web-fresh", BUILT / "web-old"
    _run(["npm", "run", "--silent", "devtools"], "npm run devtools failed in miniprogram/")
    _run(["node", "web/build.mjs", "--out", str(fresh)], "npm run build failed in miniprogram/")
    shutil.rmtree(old, ignore_errors=True)
    if PREVIEW.exists():
        PREVIEW.rename(old)
    fresh.rename(PREVIEW)
    shutil.rmtree(old, ignore_errors=True)


def _run(command: list[str | Path], failed: str) -> None:
    if environment.run(command, cwd=HOME, stdout=subprocess.DEVNULL) != 0:
        raise NoFrontEnd(f"{failed}; its own words stand above")


def _sources() -> Iterator[Path]:
    for name in SOURCES:
        for path in sorted((HOME / name).rglob("*")):
            if path.is_file() and COPIED_FROM_NPM not in path.parts:
                yield path


def _fingerprint(*files: Path) -> str:
    found = hashlib.sha256()
    for path in files:
        found.update(str(path.relative_to(HOME)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _says(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text(encoding="utf-8") == wanted


if __name__ == "__main__":
    try:
        sys.exit(check())
    except NoFrontEnd as reason:
        sys.exit(f"make front-end: {reason}")
