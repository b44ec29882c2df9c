"""What a person wants to hear on WeChat: a switch for each topic, and the consent for each template."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from app.accounts import service as accounts
from app.accounts.rules import ConsentWithdrawn
from app.core.db import db
from app.notices import templates
from app.notices.models import TopicSwitch
from app.notices.rules import Topic

EVERYTHING = "everything"  # no topic: the row of somebody whose messages are stopped altogether


def may_send(account_id: int, topic: Topic, template: str) -> bool:
    """Whether a message of this topic and template may go to this person now, credits apart."""
    return (
        templates.usable(template)
        and not _stopped(account_id)
        and wanted(account_id)[topic]
        and agreed(account_id, template)
    )


def agreed(account_id: int, template: str) -> bool:
    """Whether the person agrees to messages of this template: accepting one says so, the switch takes it back."""
    try:
        accounts.require(account_id, f"message:{template}")
    except ConsentWithdrawn:
        return False
    return True


def wanted(account_id: int) -> dict[Topic, bool]:
    """The switch of every topic; on unless turned off."""
    query = sa.select(TopicSwitch).where(TopicSwitch.account_id == account_id)
    said = {row.topic: row.wanted for row in db.session.scalars(query)}
    return {topic: said.get(topic, True) for topic in Topic}


def stop(account_id: int) -> None:
    """Send nothing at all: the person is leaving."""
    switch(account_id, {EVERYTHING: False})


def resume(account_id: int) -> None:
    """The person came back: what they had chosen before holds again."""
    row = db.session.get(TopicSwitch, (account_id, EVERYTHING))
    if row is not None:
        db.session.delete(row)


def switch(account_id: int, topics: Mapping[str, bool]) -> None:
    """Turn topics on or off; those not named stay as they are."""
    accounts.lock_account(account_id)  # two phones at once would both insert
    for topic, on in topics.items():
        row = db.session.get(TopicSwitch, (account_id, topic))
        if row is None:
            db.session.add(TopicSwitch(account_id=account_id, topic=topic, wanted=on))
        else:
            row.wanted = on
    db.session.flush()  # the answer shows them


def _stopped(account_id: int) -> bool:
    return db.session.get(TopicSwitch, (account_id, EVERYTHING)) is not None
