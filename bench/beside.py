"""Starts the peers of nearby: other ways of doing the same, over the same rows.

Two of them have an environment of their own (``peers/requirements.txt``, installed by ``make bench`` only) and PostGIS.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from bench.loading import bulk
from bench.servers import ROOT, Server, serving
from tests.support.postgres_server import programs

HAVERSINE, GEODJANGO, FASTAPI = "haversine in SQL", "GeoDjango", "FastAPI + asyncpg"
PYTHON = ROOT / ".venv" / "peers" / "bin" / "python"
PLAIN = "bench/gunicorn_plain.py"
HAVERSINE_UP_TO = 10_000  # beyond, one answer takes longer than a round
PLACES = (
    "CREATE EXTENSION postgis",
    "ALTER TABLE stations ADD COLUMN geog geography(Point, 4326) GENERATED ALWAYS AS"
    " (ST_SetSRID(ST_MakePoint(lng_wgs84, lat_wgs84), 4326)::geography) STORED",
    "CREATE INDEX ON stations USING gist (geog)",
    "ANALYZE stations",
)


def missing() -> str | None:
    """What the two peers with PostGIS lack here, if anything."""
    if not PYTHON.exists():
        return "bench/peers/requirements.txt is not installed: make bench does it"
    share = programs().parent.parent.parent.parent / "share/postgresql"
    if not any(share.glob("*/extension/postgis.control")):
        return "PostGIS is not installed: Debian's postgresql-15-postgis-3"
    return None


def start(stack: ExitStack, url: str, folder: Path, size: int, ready: str) -> list[Server]:
    """Those that can run here and bear the size, over the database at ``url``."""
    env = {"DATABASE_URL": url}
    found = []
    if size <= HAVERSINE_UP_TO:
        log = folder / "haversine.log"
        found.append(
            stack.enter_context(
                serving(HAVERSINE, "bench.peers.orm_haversine:app", env, log, config=PLAIN, ready=ready)
            )
        )
    if missing() is not None:
        return found
    with bulk(url) as connection:
        for statement in PLACES:
            connection.execute(statement)
    for name, app, program in (
        (GEODJANGO, "bench.peers.geodjango:app", "gunicorn"),
        (FASTAPI, "bench.peers.fastapi_asyncpg:app", "uvicorn"),
    ):
        log = folder / f"{program}-peer.log"
        own = {"python": PYTHON, "program": program}
        found.append(stack.enter_context(serving(name, app, env, log, config=PLAIN, ready=ready, **own)))
    return found
