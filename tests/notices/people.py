"""People of the tests of notices: signed in once, their phone on the fake platform, and what they have been told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.accounts import service as accounts
from app.accounts.service import openid_for_sending
from app.core.db import db, transaction
from app.notices import credits, delivery
from app.notices.models import MessageCredit, Notice
from app.notices.service import notify
from app.notices.templates import ids
from app.wechat.fake import Serving
from app.wechat.fake.faults import Fault

NOON = datetime(2025, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Beijing
SEND = "/cgi-bin/message/subscribe/send"
ALERT = "station_alert"
VALUES = {"station": "南城站", "change": "热水坏了", "time": "2025年11月20日 12:00", "note": "修好再说"}


class Clock:
    """The clock of a test: stands at noon in Beijing until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)

    def stand(self, hour: int, minute: int = 0) -> None:
        """At this time of the same local day."""
        self.now = NOON + timedelta(hours=hour - 12, minutes=minute)


def allow(account_id: int, template: str = ALERT, count: int = 1) -> None:
    """The person taps "allow", and we hear of it."""
    with transaction():
        credits.told_by_wechat(account_id, template, count)
        accounts.act(account_id, f"message:{template}", None)


def tap(wechat: Serving, account_id: int, template: str = ALERT, count: int = 1) -> None:
    """The same, and WeChat knows of it too."""
    allow(account_id, template, count)
    wechat.platform.mailbox.credits[openid_for_sending(account_id), ids()[template]] += count
    db.session.rollback()


def tell(account_id: int, key: str = "one", **more: Any) -> bool:
    """A notice with a message, in a transaction of its own."""
    sent = {"topic": "station", "title": "南城站有新提醒", "body": "热水坏了", "template": ALERT, "values": VALUES}
    chosen = sent | more
    with transaction():
        return notify(account_id, chosen.pop("topic"), dedupe_key=key, **chosen)


def row(key: str = "one") -> Notice:
    """The notice of a key as the database has it."""
    db.session.expire_all()
    found = sa.select(Notice).where(Notice.dedupe_key.endswith(f":{key}")).execution_options(populate_existing=True)
    notice = db.session.scalars(found).one()
    db.session.rollback()
    return notice


def state(key: str = "one") -> str:
    return row(key).wechat_state


def left(account_id: int, template: str = ALERT) -> int:
    query = sa.select(MessageCredit.remaining).where(
        MessageCredit.account_id == account_id, MessageCredit.template == template
    )
    found = db.session.execute(query).scalar_one_or_none()
    db.session.rollback()
    return found or 0


def deliver() -> int:
    """As the worker does: until nothing is to be sent now."""
    sent = 0
    while delivery.send_next():
        sent += 1
    return sent


def phone(wechat: Serving, account_id: int) -> list[Any]:
    """The messages on somebody's phone, oldest first."""
    openid = openid_for_sending(account_id)
    db.session.rollback()
    return wechat.platform.mailbox.newest(openid)[::-1]


def fails(wechat: Serving, count: int = 1, **how: Any) -> None:
    """The next sends fail: ``errcode`` or ``kind``, ``after`` the message went out."""
    wechat.platform.faults.add(Fault.of({"path": SEND, "count": count} | how))


def rows_of(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(sa.select(model)))
