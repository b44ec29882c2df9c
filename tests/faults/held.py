"""The service, which does not finish loading while a file is there: a start on a very busy machine, at will.

Loaded by gunicorn (``tests.faults.held:serve()``); ``HOLD`` names the file.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tests.support.servers import wait_until

NAME = "HOLD"
AT_MOST_S = 25.0  # gunicorn takes a worker for dead that has not loaded after 30


def serve() -> Any:
    """``wsgi.app`` once the file is gone."""
    file = Path(os.environ[NAME])
    wait_until(lambda: not file.exists(), AT_MOST_S, "the end of the hold")
    from wsgi import app

    return app
