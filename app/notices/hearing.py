"""What notices do when WeChat or accounts tell something: each handler runs in the teller's transaction."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from app.accounts import service as accounts
from app.accounts.rules import ConsentWithdrawn
from app.core import clock
from app.notices import credits, inbox, outbox, switches, templates, texts
from app.notices.rules import Topic
from app.wechat.telling import TooEarly


def message_accepted(*, openid: str, template_id: str, count: int, at: datetime | None = None) -> None:
    """WeChat's own count of a tap. It is also the person's consent, unless they have withdrawn it with us.

    One that comes after a younger refusal counts nothing: WeChat would send none.
    """
    account_id, template = accounts.account_of_openid(openid), templates.name_of(template_id)
    if account_id is None or template is None or credits.refused_since(account_id, template, at):
        return
    credits.told_by_wechat(account_id, template, count)
    with suppress(ConsentWithdrawn):
        accounts.act(account_id, f"message:{template}", None)


def message_refused(*, openid: str, template_id: str, at: datetime | None = None) -> None:
    """The person refused, or turned messages of this template off in WeChat."""
    account_id, template = accounts.account_of_openid(openid), templates.name_of(template_id)
    if account_id is not None and template is not None:
        accounts.lock_account(account_id)
        credits.refuse(account_id, template, at or clock.now())


def message_settled(*, openid: str, template_id: str, msgid: str, delivered: bool) -> None:
    """The final state of a message. Raises ``TooEarly`` while the worker has not yet written down its number."""
    account_id, template = accounts.account_of_openid(openid), templates.name_of(template_id)
    if account_id is None or template is None:
        return
    if not outbox.settle(account_id, template, msgid, delivered=delivered) and outbox.is_sending(account_id):
        raise TooEarly


def consent_withdrawn(*, account_id: int, purpose: str) -> None:
    """Stop messages of a template at once; the worker gives back the credits of those that wait."""
    kind, _, template = purpose.partition(":")
    if kind == "message":
        outbox.call_off_all(account_id, template)


def person_leaving(*, account_id: int) -> None:
    """Somebody asked to be erased: no message leaves any more."""
    switches.stop(account_id)
    outbox.call_off_all(account_id)


def transfer_asked(*, account_id: int, transfer_id: int) -> None:
    """Somebody typed the code that moves this account to another WeChat user: its owner is told at once."""
    title, body = texts.words("transfer-asked")
    inbox.notify(account_id, Topic.ACCOUNT, title=title, body=body, dedupe_key=_now("transfer-asked", transfer_id))


def transfer_done(*, account_id: int, transfer_id: int) -> None:
    """The account is another WeChat user's: what the earlier one allowed WeChat to send, this one did not."""
    title, body = texts.words("transfer-done")
    inbox.notify(account_id, Topic.ACCOUNT, title=title, body=body, dedupe_key=_now("transfer-done", transfer_id))
    outbox.call_off_all(account_id)
    for template in credits.remaining(account_id):
        credits.empty(account_id, template)


def person_returned(*, account_id: int) -> None:
    """They took it back: new messages go again."""
    switches.resume(account_id)


def _now(what: str, transfer_id: int) -> str:
    """A key of this moment: transfers are forgotten after a day, and SQLite gives their numbers again."""
    return f"{what}:{transfer_id}:{int(clock.epoch())}"
