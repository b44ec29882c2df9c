"""Where the time of our list goes: one process, no network, the measured question.

python -m bench.hotspots --size 2000
"""

from __future__ import annotations

import argparse
import cProfile
import io
import pstats
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from werkzeug.test import EnvironBuilder

from bench import answers, dataset

REQUESTS = 2_000


def main() -> int:
    """Print microseconds a request, then the functions by their own time."""
    parser = argparse.ArgumentParser(prog="python -m bench.hotspots", description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=2_000)
    parser.add_argument("--lines", type=int, default=45)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yiqi-bench-") as folder:
        app = _app(options.size, Path(folder))
        environs = [_environ(answers.path_of(point)) for point in dataset.make_points(200)]
        _ask(app, environs, 400)
        started = time.process_time()
        _ask(app, environs, REQUESTS)
        print(f"{(time.process_time() - started) / REQUESTS * 1e6:.0f} us a request, without gunicorn")
        profile = cProfile.Profile()
        profile.runcall(_ask, app, environs, REQUESTS)
    told = io.StringIO()
    pstats.Stats(profile, stream=told).sort_stats("tottime").print_stats(options.lines)
    print(told.getvalue())
    return 0


def _app(size: int, folder: Path) -> Any:
    from app.core.settings import Settings
    from app.factory import create_app

    env = {"DATABASE_URL": f"sqlite:///{folder / 'hot.db'}", "DATA_DIR": str(folder)}
    app = create_app(Settings.from_env(env))
    dataset.prepare(app, dataset.make_places(size, datetime.now(UTC)))
    return app


def _environ(path: str) -> dict[str, Any]:
    return EnvironBuilder(path=path).get_environ()


def _ask(app: Any, environs: list[dict[str, Any]], count: int) -> None:
    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        if not status.startswith("200"):
            raise RuntimeError(status)

    for n in range(count):
        answer = app(dict(environs[n % len(environs)]), start_response)
        b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()


if __name__ == "__main__":
    sys.exit(main())
