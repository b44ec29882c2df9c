"""The mini-program's preview for tests, built from the checkout into a folder of the test's own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

FRONT_END = Path(__file__).resolve().parents[2] / "miniprogram"
BUILD_S = 120.0
COPIED = ("src", "web", "scripts", "package.json", "tsconfig.json")


class FrontEndMissing(RuntimeError):
    """Node or the front end's packages are not installed."""


def node() -> str:
    """Where Node is. Raises ``FrontEndMissing`` without it or without the packages."""
    found = shutil.which("node")
    if found is None:
        raise FrontEndMissing("node is not installed")
    if not (FRONT_END / "node_modules" / "esbuild").exists():
        raise FrontEndMissing("the packages of miniprogram/ are not installed: npm ci")
    return found


def build(out: Path, *, home: Path = FRONT_END) -> Path:
    """Build the preview of the sources in ``home`` into ``out``; returns ``out``."""
    run("web/build.mjs", "--out", str(out), home=home)
    return out


def workshop(folder: Path) -> Path:
    """A copy of the sources in which a test may change something; ``folder`` must not exist. Returns it."""
    node()
    folder.mkdir()
    for name in COPIED:
        source = FRONT_END / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, folder / name)
    (folder / "node_modules").symlink_to(FRONT_END / "node_modules")
    return folder


def run(script: str, *arguments: str, home: Path = FRONT_END) -> str:
    """What one of the front end's scripts prints. A failure fails the test with its words."""
    command = [node(), script, *arguments]
    done = subprocess.run(command, check=False, cwd=home, capture_output=True, text=True, timeout=BUILD_S)
    assert done.returncode == 0, f"{script}: {done.stdout}{done.stderr}"
    return done.stdout
