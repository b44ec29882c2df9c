"""What notices hold about people, table by table: how it is exported, and how it goes (PRODUCT 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.accounts.service import Holding, Person, hold
from app.core import clock
from app.core.db import db
from app.notices import switches
from app.notices.models import CreditWord, MessageCredit, Notice, TopicSwitch

Rows = list[dict[str, Any]]
STATES = {
    "sending": "正在发",
    "due": "等着发",
    "sent": "发了",
    "uncertain": "可能发了",
    "dead": "没发成",
    "none": "只在消息里",
}


def wire(app: Flask) -> None:
    """Register the tables."""
    for holding in HOLDINGS:
        hold(app, holding)


def _notices(person: Person) -> Rows:
    rows = db.session.scalars(_of(Notice, person).order_by(Notice.id))
    return [
        {
            "at": clock.rfc3339(row.created_at),
            "topic": row.topic,
            "title": row.title,
            "body": row.body,
            "link": row.link,
            "read_at": clock.rfc3339(row.read_at) if row.read_at else None,
            "wechat": STATES[row.wechat_state],
            "message": row.values,
        }
        for row in rows
    ]


def _credits(person: Person) -> Rows:
    rows = db.session.scalars(_of(MessageCredit, person).order_by(MessageCredit.template))
    return [{"template": row.template, "remaining": row.remaining} for row in rows]


def _words(person: Person) -> Rows:
    rows = db.session.scalars(_of(CreditWord, person).order_by(CreditWord.id))
    return [
        {"at": clock.rfc3339(row.at), "template": row.template, "teller": row.teller, "count": row.unmatched}
        for row in rows
    ]


def _switches(person: Person) -> Rows:
    rows = db.session.scalars(_of(TopicSwitch, person).order_by(TopicSwitch.topic))
    return [{"topic": row.topic, "wanted": row.wanted} for row in rows if row.topic != switches.EVERYTHING]


def _of(model: Any, person: Person) -> sa.Select[Any]:
    return sa.select(model).where(model.account_id == person.account_id)


def _eraser(model: Any) -> Callable[[Person], None]:
    def erase(person: Person) -> None:
        db.session.execute(sa.delete(model).where(model.account_id == person.account_id))

    return erase


def _counter(model: Any) -> Callable[[Person], int]:
    def count(person: Person) -> int:
        mine = sa.select(sa.func.count()).select_from(model).where(model.account_id == person.account_id)
        return db.session.execute(mine).scalar_one()

    return count


HOLDINGS = (
    Holding("notices", "account", "发给您的通知", "180 天", _notices, _eraser(Notice), _counter(Notice), slight=True),
    Holding(
        "message_credits",
        "account",
        "您同意接收的微信消息条数",
        "用完或注销",
        _credits,
        _eraser(MessageCredit),
        slight=True,
    ),
    Holding(
        "credit_words",
        "account",
        "刚点的“同意接收”，用来核对条数",
        "10 分钟",
        _words,
        _eraser(CreditWord),
        slight=True,
    ),
    Holding(
        "topic_switches",
        "account",
        "您关掉的消息种类",
        "账号在就在，注销后删除",
        _switches,
        _eraser(TopicSwitch),
        slight=True,
    ),
)
