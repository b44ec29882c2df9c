"""The service with one of its promises taken away, for negative controls: what must fail without it, fails.

Loaded by gunicorn (``tests.faults.broken:serve()``); ``WITHOUT`` names what is missing.
"""

from __future__ import annotations

import os
from typing import Any

NAME = "WITHOUT"


def serve() -> Any:
    """``wsgi.app`` without ``row-lock``, ``account-lock`` or ``keys``."""
    from app.accounts import identities
    from app.accounts import service as accounts
    from app.core import idempotency
    from app.core.db import db
    from app.volunteering import places
    from app.volunteering.models import ShiftRole

    missing = os.environ[NAME].split(",")
    if "row-lock" in missing:
        places.lock_role = lambda role_id: db.session.get_one(ShiftRole, role_id)
    if "account-lock" in missing:
        accounts.lock_account = lambda account_id: db.session.get_one(identities.Account, account_id)
    if "keys" in missing:
        idempotency._look = lambda: None
    from wsgi import app

    return app
