"""The top room of accounts: what the factory calls."""

from __future__ import annotations

from flask import Flask

from app.accounts import (  # noqa: F401 - they add their routes
    access_log,
    checks,
    commands,
    config_views,
    consents,
    grant_views,
    granting,
    leaving,
    me_views,
    memory,
    notices,
    personal,
    revocations,
    rights_views,
    session_views,
    sessions,
    transfer_views,
    transfers,
)
from app.accounts.guard import AccountsGuard
from app.accounts.room import room
from app.core import access, duties, edge, events, idempotency
from app.core.settings import Settings
from app.wechat import telling


def wire(app: Flask) -> None:
    """Put the guard at the door and add routes, commands, sweeps and invariants."""
    found: Settings = app.extensions["yiqi.settings"]
    notices.install(app, found.root)
    guard = AccountsGuard(memory.install(app, found.session_cache_s))
    access.install(app, guard)
    edge.let_riders_pass(app, guard.plain_rider)
    app.extensions["yiqi.document"].register_blueprint(room)
    commands.wire(app)
    personal.wire(app)
    duties.sweep(app, "dead-tokens", 3600, sessions.forget_dead_tokens)
    duties.sweep(app, "login-codes", 60, sessions.forget_codes)
    duties.sweep(app, "lapsed-grants", 300, granting.end_lapsed_grants)
    duties.sweep(app, "idempotency-keys", 3600, idempotency.forget_old)
    duties.sweep(app, "erasures", 60, leaving.erase_due)
    duties.sweep(app, "severed-consents", 3600, consents.forget_severed)
    duties.sweep(app, "transfers", 3600, transfers.forget_old)
    duties.sweep(app, "access-logs", 3600, access_log.forget_old)
    events.on(app, telling.authorization_revoked, revocations.take_back)
    events.on(app, telling.authorization_cancelled, revocations.leave_wechat)
    duties.invariant(app, "no-grant-past-its-end", checks.grants_past_their_end)
    duties.invariant(app, "one-identity-each", checks.one_identity_each)
    duties.invariant(app, "nobody-kept-past-leaving", checks.nobody_kept_past_leaving)
