"""The worker's errands of notices: each opens its own transactions, and none is open while WeChat is asked."""

from __future__ import annotations

from app.core.db import transaction
from app.notices import digest, outbox
from app.wechat import gateway


def send_next() -> int:
    """Send the next message that is due; 0 when there is none."""
    with transaction():
        held = outbox.claim()
    if held is None:
        return 0
    sent = gateway.current().send(held.openid, held.template, held.values, held.page, uncertain=held.unsure)
    with transaction():
        outbox.record(held, sent)
    return 1


def digest_next() -> int:
    """Put the evening's message of one person into the outbox; 0 when nobody waits for one."""
    with transaction():
        return digest.gather_next()
