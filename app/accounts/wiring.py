"""The top room of accounts: what the factory calls."""

from __future__ import annotations

from flask import Flask

from app.accounts import (  # noqa: F401 - they add their routes
    checks,
    commands,
    config_views,
    grant_views,
    granting,
    me_views,
    memory,
    notices,
    personal,
    session_views,
    sessions,
)
from app.accounts.guard import AccountsGuard
from app.accounts.room import room
from app.core import access, duties, idempotency
from app.core.settings import Settings


def wire(app: Flask) -> None:
    """Put the guard at the door and add routes, commands, sweeps and invariants."""
    found: Settings = app.extensions["yiqi.settings"]
    notices.install(app, found.root)
    access.install(app, AccountsGuard(memory.install(app, found.session_cache_s)))
    app.extensions["yiqi.document"].register_blueprint(room)
    commands.wire(app)
    personal.wire(app)
    duties.sweep(app, "dead-tokens", 3600, sessions.forget_dead_tokens)
    duties.sweep(app, "login-codes", 60, sessions.forget_codes)
    duties.sweep(app, "lapsed-grants", 300, granting.end_lapsed_grants)
    duties.sweep(app, "idempotency-keys", 3600, idempotency.forget_old)
    duties.invariant(app, "no-grant-past-its-end", checks.grants_past_their_end)
    duties.invariant(app, "one-identity-each", checks.one_identity_each)
