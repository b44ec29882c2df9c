"""Whether a database holds what ``flask prepare`` puts there, found out in milliseconds, without loading the service.

After a preparation the supervisor keeps one line for each database address in ``DATA_DIR/prepared.json``: a hash of the
migrations and the data files. The line counts only while the database itself says that it has this schema and
stations in it: a database deleted or restored behind our back is prepared again. Preparing twice is harmless.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

INPUTS = (
    "migrations/.current-head",
    "migrations/versions/*.py",
    "data/*.csv",
    "data/*.json",
    "app/preparing.py",
    "app/demo*.py",
)
FRESH_S = 2 * 3600  # so long after it was made the sample shift about now is over
QUESTIONS = ("SELECT version_num FROM alembic_version", "SELECT count(*) FROM stations")


def fingerprint(root: Path, env: Mapping[str, str]) -> str:
    """A hash over everything that decides what a preparation does."""
    found = hashlib.sha256(f"{env.get('WECHAT_MODE', 'fake')} {env.get('APP_ENV', '')}".encode())
    for pattern in INPUTS:
        for path in sorted(root.glob(pattern)):
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def is_prepared(root: Path, data_dir: Path, env: Mapping[str, str]) -> bool:
    """True when nothing is to be done."""
    url = env.get("DATABASE_URL", "")
    if _read(data_dir).get(_name(url)) != fingerprint(root, env):
        return False
    head = (root / "migrations" / ".current-head").read_text(encoding="utf-8").strip()
    try:
        version, stations = _ask(url, data_dir)
    except Exception:  # noqa: BLE001 - any trouble here means: let the real preparation find out and say it
        return False
    return version == head and (stations > 0 or env.get("APP_ENV") == "production")


def is_fresh(data_dir: Path) -> bool:
    """Whether the sample shifts were looked after lately: of those about now none is over."""
    return time.time() - _file(data_dir).stat().st_mtime < FRESH_S


def remember(root: Path, data_dir: Path, env: Mapping[str, str]) -> None:
    """Keep the line of this database after a successful preparation."""
    lines = _read(data_dir) | {_name(env.get("DATABASE_URL", "")): fingerprint(root, env)}
    _file(data_dir).write_text(json.dumps(lines, indent=1) + "\n", encoding="utf-8")


def _ask(url: str, data_dir: Path) -> tuple[str, int]:
    if url and not url.startswith("sqlite"):
        import psycopg

        with psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:"), connect_timeout=2) as connection:
            return _answers(connection)
    path = url.partition("///")[2] or str(data_dir / "yiqi.db")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        return _answers(connection)


def _answers(connection: Any) -> tuple[str, int]:
    version, stations = (connection.execute(question).fetchone()[0] for question in QUESTIONS)
    return version, stations


def _name(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()[:16]  # the address may hold a password


def _file(data_dir: Path) -> Path:
    return data_dir / "prepared.json"


def _read(data_dir: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(_file(data_dir).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
