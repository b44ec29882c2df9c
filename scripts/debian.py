"""Debian packages that a command needs beside Python and Node: whether each is there, and its install.

A program brought some other way does as well: what is looked for is the program, not the package.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import environment
from environment import say

POSTGRESQL, REDIS, NGINX, FONTS, WRK, POSTGIS = (
    "postgresql", "redis-server", "nginx-light", "fonts-noto-cjk", "wrk", "postgis",
)  # fmt: skip
SHELL, BROWSER = "chromium-headless-shell", "chromium"  # of one source; the whole browser does as well, but slower


def _program(name: str) -> Callable[[], bool]:
    return lambda: bool(shutil.which(name) or shutil.which(name, path="/usr/sbin"))


def _file(folder: str, pattern: str) -> Callable[[], bool]:
    return lambda: any(Path(folder).glob(pattern))


def _postgresql() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or _program("initdb")()


THERE: dict[str, Callable[[], bool]] = {
    POSTGRESQL: _postgresql,
    REDIS: _program("redis-server"),
    NGINX: _program("nginx"),
    SHELL: _program(SHELL),
    FONTS: _file("/usr/share/fonts", "**/NotoSansCJK*"),
    WRK: _program("wrk"),
    POSTGIS: _file("/usr/share/postgresql", "*/extension/postgis.control"),
}


def provide(wanted: Sequence[str]) -> list[str]:
    """Install what is missing of these, where we are root and have apt. Returns what is missing still.

    Where the browser's shell is not to be had, the whole browser is taken. What cannot be installed is said.
    """
    missing = _missing(wanted)
    if missing and environment.as_root_with_apt():
        for packages in _ways(missing):
            if _installed(packages):
                break
        if POSTGIS in missing:
            _installed([_postgis()])
        missing = _missing(wanted)
    if SHELL in missing and _program(BROWSER)():
        missing.remove(SHELL)
    return missing


def _missing(wanted: Sequence[str]) -> list[str]:
    return [package for package in wanted if not THERE[package]()]


def _ways(missing: Sequence[str]) -> list[list[str]]:
    """What to ask apt for, and what to ask for when it refuses that."""
    plain = [package for package in missing if package != POSTGIS]
    whole = [BROWSER if package == SHELL else package for package in plain]
    return [way for way in (plain, whole) if way]


def _postgis() -> str:
    """PostGIS comes for each version of PostgreSQL apart: asked when that is there."""
    versions = sorted(path.name for path in Path("/usr/lib/postgresql").glob("*") if path.name.isdigit())
    return f"postgresql-{versions[-1] if versions else 15}-postgis-3"


def _installed(packages: list[str]) -> bool:
    try:
        environment.install_debian(packages)
    except environment.CannotPrepare as problem:
        say(f"{problem}")
        return False
    return True
