"""How fast the offline bundle is through nginx, beside nginx serving a file of the same bytes; and how large it is.

The limits of ``deploy/nginx`` are lifted, for one address stands for a city here; all else is as deployed.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from bench import house, measure
from bench.goals import Goal
from bench.plan import Plan
from bench.report import Findings, Result
from bench.servers import Failed, Server
from tests.stations.oracle import DATA, Place, read_places
from tests.support.nginx_server import nginx_server

OURS, STATIC, AGAIN, STRAIGHT = "bundle", "static file", "static again", "without nginx"
PATH = "/api/v1/bundles/652700"
GOAL, MOONSHOT = 0.8, 0.95  # of the rate of a static file
LARGEST, LARGEST_MOONSHOT = 100_000, 60_000  # bytes of the whole sheet, gzipped
PACKED = {"Accept-Encoding": "gzip"}


def trial(plan: Plan, folder: Path) -> Findings:
    """What is open to riders, and the whole sheet."""
    sheet, found = read_places(DATA / "stations-652700.csv"), Findings()
    for name, places in (
        ("what is open to riders", [place for place in sheet if place.listed]),
        ("every row open to riders", [replace(place, listed=True) for place in sheet]),
    ):
        result = _measured(name, places, plan, folder / f"bundle-{len(places)}")
        found.results.append(result)
        what = f"bundle through nginx / static file, {len(places):,} rows"
        found.goals.append(result.goal(what, GOAL, under=STATIC, moonshot=MOONSHOT))
    largest = (float(found.results[-1].facts["gzip_bytes"]),)
    size = {"is_least": False, "unit": "bytes", "moonshot": LARGEST_MOONSHOT, "is_absolute": True}
    found.goals.append(Goal(f"bundle of {len(sheet):,} rows, gzip", largest, LARGEST, **size))
    return found


def _measured(title: str, places: list[Place], plan: Plan, folder: Path) -> Result:
    _, env = house.furnish(f"sqlite:///{folder / 'bundle.db'}", folder, places)
    files = folder / "files"
    files.mkdir()
    with ExitStack() as stack:
        service = stack.enter_context(house.deployed(STRAIGHT, env, folder, threads=8))
        plain, packed = _check(service.port, len(places))
        (files / "bundle.json").write_bytes(plain)
        (files / "bundle.json.gz").write_bytes(packed)
        running = stack.enter_context(nginx_server(service.port, static=files, unlimited=True))
        if _fetch(running.port, PATH) != packed or _fetch(running.port, "/file/bundle.json") != packed:
            raise Failed("nginx answers other bytes than the service")
        servers = [Server(name, running.port, running.process) for name in (OURS, STATIC, AGAIN)] + [service]
        paths = {OURS: PATH, STATIC: "/file/bundle.json", AGAIN: "/file/bundle.json", STRAIGHT: PATH}
        scripts = {
            server: measure.write_script(folder, f"script{place}", [paths[server.name]], PACKED)
            for place, server in enumerate(servers)
        }
        rounds = measure.rounds(servers, scripts, plan.rounds, plan.seconds)
        facts = {"stations": len(places), "gzip_bytes": len(packed), "plain_bytes": len(plain)}
        full = f"bundle, {title}: {len(places):,} rows, {len(packed):,} bytes gzipped, {len(plain):,} plain"
        return Result(full, OURS, (STATIC, AGAIN), rounds, facts, measure.memory_mb(service.pids), os.getloadavg())


def _check(port: int, rows: int) -> tuple[bytes, bytes]:
    """The bundle, plain and packed. Raises ``Failed`` unless both are the same and hold every row."""
    plain, packed = _fetch(port, PATH, packed=False), _fetch(port, PATH)
    if gzip.decompress(packed) != plain or len(json.loads(plain)["rows"]) != rows:
        raise Failed("the bundle is not what was put in")
    return plain, packed


def _fetch(port: int, path: str, *, packed: bool = True) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=PACKED if packed else {})
        response = connection.getresponse()
        if response.status != 200 or (response.headers["Content-Encoding"] == "gzip") is not packed:
            raise Failed(f"{path} answers {response.status} {response.headers['Content-Encoding']}")
        return response.read()
    finally:
        connection.close()
