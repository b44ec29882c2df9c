"""Everything that is measured, as one run with one table of goals, one JSON file and one picture.

    python -m bench                      # the whole, about 25 minutes on a quiet machine with two cores
    python -m bench --quick              # about five
    python -m bench nearby rush --rounds 3 --sizes 2000
    python -m bench pages --again        # of the last full run, which goes on holding all the rest

Results go to ``bench/results``: ``full.*`` and ``quick.*`` replace those of the last such run, anything else has a name
of its own. Ends with 0 when all was measured, whatever the table says; with 1 when an answer was wrong, or when
something could not be measured.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench import beside, bundle, checkin, footprint, goals, measure, nearby, plot, report, rows, rush, sign_in
from bench.goals import Goal
from bench.plan import Asked, Plan, asked
from bench.report import Curve, Findings
from bench.servers import ROOT, Failed, end_on_sigterm
from tests.support.nginx_server import NginxMissing
from tests.support.postgres_server import PostgresMissing

RESULTS = ROOT / "bench" / "results"


def _pages(plan: Plan, folder: Path) -> Findings:
    """Late: Chromium's library is of the development lock, and slow to import."""
    from bench import pages

    return pages.trial(plan, folder)


TRIALS: dict[str, Callable[[Plan, Path], Findings]] = {
    "nearby": nearby.trial,
    "bundle": bundle.trial,
    "rush": rush.trial,
    "checkin": checkin.trial,
    "sign-in": sign_in.trial,
    "footprint": footprint.trial,
    "rows": rows.trial,
    "pages": _pages,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for."""
    wanted = asked(tuple(TRIALS), arguments)
    end_on_sigterm()
    with tempfile.TemporaryDirectory(prefix="yiqi-bench-") as folder:
        try:
            measure.find_wrk()
        except Failed as failure:
            print(f"bench: {failure}", file=sys.stderr)
            return 1
        machine = measure.machine(Path(folder))
        print(" · ".join(f"{name} {value}" for name, value in machine.items()), flush=True)
        found = _run(wanted, Path(folder))
    print(f"\n{goals.table(found.goals)}")
    for name, reason in found.missing.items():
        print(f"not measured: {name}: {reason}")
    print(f"written to {_write(wanted, machine, found).relative_to(ROOT)}.{{json,md,svg}}")
    return 1 if found.missing else 0


def _run(wanted: Asked, folder: Path) -> Findings:
    """Each trial in turn; one that fails does not keep the others from being measured."""
    found, lacking = Findings(), beside.missing()
    if "nearby" in wanted.names and lacking:
        found.missing["nearby beside GeoDjango and FastAPI"] = lacking
    for name in wanted.names:
        began, own = time.monotonic(), folder / name
        own.mkdir()
        print(f"\n=== {name} ===", flush=True)
        try:
            part = TRIALS[name](wanted.plan, own)
        except (Failed, PostgresMissing, NginxMissing) as failure:
            found.missing[name] = str(failure)
            print(f"bench: {failure}", file=sys.stderr, flush=True)
            continue
        except Exception as fault:  # noqa: BLE001 - a fault in one trial must not lose the minutes of the others
            found.missing[name] = f"{type(fault).__name__}: {fault}".partition("\n")[0]
            traceback.print_exc()
            continue
        for result in part.results:
            print(report.table(result))
        print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
        found.add(part)
    return found


def _write(wanted: Asked, machine: dict[str, Any], found: Findings) -> Path:
    RESULTS.mkdir(parents=True, exist_ok=True)
    now, name = time.strftime("%Y-%m-%d %H:%M"), wanted.name
    facts = {"at": now, **machine, "load_average_after": [round(load, 2) for load in os.getloadavg()]}
    document, title = report.document(facts, wanted.plan, found), f"bench, {name}, {now}"
    if wanted.is_again:
        name, before = "full", json.loads((RESULTS / "full.json").read_text(encoding="utf-8"))
        document = report.mended(before, document, wanted.names)
        title = f"bench, full, {before['machine']['at']}; {', '.join(wanted.names)} again, {now}"
    elif name == "part":
        name += time.strftime("-%Y%m%d-%H%M%S")
    path = RESULTS / name
    reached, curves = [Goal.of(told) for told in document["goals"]], [Curve(**told) for told in document["curves"]]
    path.with_suffix(".json").write_text(report.as_json(document), encoding="utf-8")
    path.with_suffix(".md").write_text(f"# {title}\n\n{goals.table(reached)}\n", encoding="utf-8")
    path.with_suffix(".svg").write_text(plot.picture(title, reached, curves), encoding="utf-8")
    return path


if __name__ == "__main__":
    sys.exit(main())
