"""How fast the offline bundle is through nginx, beside nginx serving a file of the same bytes; and how large it is.

    python -m bench.bundle --rounds 7 --seconds 2

The limits of ``deploy/nginx`` are lifted, for one address stands for a city here; all else is as deployed.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from bench import dataset, measure, report
from bench.report import Result
from bench.servers import ROOT, Failed, Server, end_on_sigterm, serving
from tests.stations.oracle import DATA, Place, read_places
from tests.support.nginx_server import NginxMissing, nginx_server

OURS, STATIC, AGAIN, STRAIGHT = "bundle", "static file", "static again", "without nginx"
PATH = "/api/v1/bundles/652700"
GOAL = 0.8  # of the rate of a static file
LARGEST = 100_000  # bytes of the whole sheet, gzipped
PACKED = {"Accept-Encoding": "gzip"}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when measured (also when too noisy to tell), 1 when an answer is wrong or a goal is missed."""
    options = _options(arguments)
    end_on_sigterm()
    try:
        measure.find_wrk()
        with tempfile.TemporaryDirectory(prefix="yiqi-bench-") as folder:
            return _run(options, Path(folder))
    except (Failed, NginxMissing) as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1


def _run(options: argparse.Namespace, folder: Path) -> int:
    machine = measure.machine(folder)
    print(" · ".join(f"{name} {value}" for name, value in machine.items()))
    sheet = read_places(DATA / "stations-652700.csv")
    results = []
    for name, places in (
        ("the sheet, what is open to riders", [place for place in sheet if place.listed]),
        ("the sheet, every row open to riders", [replace(place, listed=True) for place in sheet]),
    ):
        result = _measure(name, places, options, folder / str(len(places)))
        print(report.table(result), flush=True)
        results.append(result)
    largest = results[-1].facts["gzip_bytes"]
    print(f"\nthe whole sheet: {largest:,} bytes gzipped, goal {LARGEST:,}: {'pass' if largest <= LARGEST else 'fail'}")
    name = f"bundle-{time.strftime('%Y%m%d-%H%M%S')}"
    print(f"written to {report.write(ROOT / 'bench' / 'results', name, machine, results).relative_to(ROOT)}")
    return 1 if largest > LARGEST or any(result.verdict == "fail" for result in results) else 0


def _measure(title: str, places: list[Place], options: argparse.Namespace, folder: Path) -> Result:
    folder.mkdir()
    env = _prepare(places, folder)
    files = folder / "files"
    files.mkdir()
    with ExitStack() as stack:
        service = stack.enter_context(
            serving(STRAIGHT, "wsgi:app", env, folder / "service.log", config="gunicorn.conf.py", ready="/readyz")
        )
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
        rounds = measure.rounds(servers, scripts, options.rounds, options.seconds)
        facts = {"stations": len(places), "gzip_bytes": len(packed), "plain_bytes": len(plain)}
        full = f"{title}: {len(places):,} rows, {len(packed):,} bytes gzipped, {len(plain):,} plain"
        return Result(
            full, OURS, (STATIC, AGAIN), GOAL, rounds, facts, measure.memory_mb(service.pids), os.getloadavg()
        )


def _prepare(places: list[Place], folder: Path) -> dict[str, str]:
    from app.core.settings import Settings
    from app.factory import create_app

    url = f"sqlite:///{folder / 'bundle.db'}"
    env = {"APP_ENV": "development", "DATABASE_URL": url, "DATA_DIR": str(folder), "WECHAT_MODE": "fake"}
    dataset.prepare(create_app(Settings.from_env(env, log_level="WARNING")), places)
    return env


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


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.bundle", description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2, help="of each round")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
