"""What the service weighs and how long it takes to stand: memory of a worker, import, start to the first answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import answers, dataset, house, measure
from bench.goals import Goal
from bench.plan import Plan
from bench.report import Findings
from bench.servers import ROOT, Failed

STATIONS = 2_000
MEMORY_MB, LIGHT_MB = 90, 60
READY_S, AT_ONCE_S = 1.5, 0.8
IMPORT_S, IMPORT_MB = 0.8, 100
ASKED_BEFORE = 200  # answers of each worker before it is weighed
# what a process of gunicorn imports, and what it weighs then; the app itself is made by the import
IMPORTING = """import json, time
began = time.perf_counter()
import wsgi
print(json.dumps(time.perf_counter() - began), flush=True)
input()"""


def trial(plan: Plan, folder: Path) -> Findings:
    """Starts, one after the other, each weighed once it has answered for a while."""
    places, ready_s, worker_mb = dataset.make_places(STATIONS, datetime.now(UTC)), [], []
    app, env = house.furnish(f"sqlite:///{folder / 'footprint.db'}", folder / "footprint", places)
    house.leave(app)
    paths = [answers.path_of(point) for point in dataset.make_points(ASKED_BEFORE)]
    for turn in range(plan.starts):
        with house.deployed(
            f"start {turn}", env, folder / "footprint", ready=paths[0], threads=house.THREADS
        ) as server:
            ready_s.append(server.ready_s)
            measure.run_round(server, measure.write_script(folder, "weighing", paths), 1)
            worker_mb += [measure.memory_mb([pid]) for pid in server.pids[1:]]
    imports = [_import(env) for _ in range(plan.starts)]
    most = {"is_least": False, "is_absolute": True}
    soon, light = {**most, "unit": "s"}, {**most, "unit": "MB"}
    return Findings(
        goals=[
            Goal(f"memory of a worker, {STATIONS:,} stations", tuple(worker_mb), MEMORY_MB, moonshot=LIGHT_MB, **light),
            Goal("start to the first answer of nearby", tuple(ready_s), READY_S, moonshot=AT_ONCE_S, **soon),
            Goal("import of the web process", tuple(took for took, _ in imports), IMPORT_S, **soon),
            Goal("memory after import", tuple(mb for _, mb in imports), IMPORT_MB, **light),
        ]
    )


def _import(env: dict[str, str]) -> tuple[float, float]:
    """Seconds, and the weight of the process afterwards."""
    command = [sys.executable, "-c", IMPORTING]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | env, **pipes) as process:
        told = process.stdout.readline()
        if not told:
            raise Failed("the import failed; its own words stand above")
        found = float(json.loads(told)), measure.memory_mb([process.pid])
        process.communicate("\n")
    return found
