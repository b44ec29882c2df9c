"""The top room of notices: what the factory calls."""

from __future__ import annotations

from flask import Flask

from app.accounts import service as accounts
from app.core import duties, events
from app.notices import checks, credits, delivery, hearing, inbox, outbox, personal, terms, views  # noqa: F401 - adds routes
from app.notices.room import room
from app.wechat import telling

OUTBOX_EVERY_S = 1.0
LEASES_EVERY_S = 10.0
DIGEST_EVERY_S = 60.0
TERMS_EVERY_S = 3600.0
OLD_EVERY_S = 3600.0


def wire(app: Flask) -> None:
    """Add routes, what the worker does, what is listened to, and what must always hold."""
    app.extensions["yiqi.document"].register_blueprint(room)
    personal.wire(app)
    _listen(app)
    duties.errand(app, "outbox", OUTBOX_EVERY_S, delivery.send_next)
    duties.errand(app, "notice-digest", DIGEST_EVERY_S, delivery.digest_next)
    duties.sweep(app, "notice-leases", LEASES_EVERY_S, outbox.end_leases)
    duties.sweep(app, "grant-endings", TERMS_EVERY_S, terms.warn)
    duties.sweep(app, "credit-words", OLD_EVERY_S, credits.forget_words)
    duties.sweep(app, "old-notices", OLD_EVERY_S, inbox.forget_old)
    duties.invariant(app, "no-old-lease", checks.leases_end)
    duties.invariant(app, "one-effect-each", checks.one_effect_each)
    duties.invariant(app, "credits-not-negative", checks.credits_not_negative)
    duties.invariant(app, "outbox-in-time", checks.nothing_waits_long)
    duties.figure(app, "yiqi_outbox_oldest_seconds", "How long the oldest due message has waited", checks.oldest_wait_s)
    duties.figure(app, "yiqi_outbox_dead", "Messages given up that nobody has cleared", checks.dead)


def _listen(app: Flask) -> None:
    events.on(app, accounts.unread_asked, inbox.unread)
    events.on(app, accounts.consent_withdrawn, hearing.consent_withdrawn)
    events.on(app, accounts.person_leaving, hearing.person_leaving)
    events.on(app, accounts.person_returned, hearing.person_returned)
    events.on(app, accounts.transfer_asked, hearing.transfer_asked)
    events.on(app, accounts.transfer_done, hearing.transfer_done)
    events.on(app, telling.message_accepted, hearing.message_accepted)
    events.on(app, telling.message_refused, hearing.message_refused)
    events.on(app, telling.message_settled, hearing.message_settled)
