"""Applications that tests make beside the run's own, and their end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from app.core.db import db


@contextmanager
def living(*apps: Flask) -> Iterator[None]:
    """These applications are used in the block; afterwards none looks at a database any more, nor holds one open."""
    try:
        yield
    finally:
        for app in apps:
            app.extensions["yiqi.snapshot"].end()
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
