"""The database that every journey begins with: areas, 1,661 stations, demo people and shifts, as ``make run`` prepares it.

Preparing takes a while. Whoever writes journeys may name a folder in ``E2E_KEEP``: the prepared database of the day is
kept there and read back. Builds never do.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from app.core import clock
from app.core.db import db
from app.factory import create_app
from app.wechat.fake import Serving
from tests.conftest import run_sql, settings_for
from tests.support.postgres_server import programs

NAME = "yiqi_prepared"
HEAD = Path(__file__).resolve().parents[2] / "migrations" / ".current-head"


def prepare(server: str, redis_url: str, wechat: Serving, home: Path) -> None:
    """Make the database ``NAME`` on a server that has none yet."""
    run_sql(f"{server}/postgres", f"CREATE DATABASE {NAME}")
    kept = _kept()
    if kept is not None and kept.exists():
        _tool("pg_restore", server, "--no-owner", str(kept))
        return
    app = create_app(settings_for(f"{server}/{NAME}", home, redis_url, wechat_api_base=wechat.url))
    prepared = app.test_cli_runner().invoke(args=["prepare"])
    assert prepared.exit_code == 0, prepared.output
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    if kept is not None:
        fresh = kept.with_suffix(f".{os.getpid()}")
        _tool("pg_dump", server, "--format=custom", f"--file={fresh}")
        fresh.replace(kept)


def _kept() -> Path | None:
    folder = os.environ.get("E2E_KEEP")
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder) / f"{clock.today()}-{HEAD.read_text(encoding='utf-8').strip()}.dump"


def _tool(name: str, server: str, *options: str) -> None:
    address = urlsplit(server)
    where = ["-h", str(address.hostname), "-p", str(address.port), "-U", str(address.username), "-d", NAME]
    subprocess.run([programs() / name, *where, *options], check=True, capture_output=True, timeout=120)
