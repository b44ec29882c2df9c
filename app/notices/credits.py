"""Credits: one message of a template for every tap that accepted one. Counted, never assumed (WECHAT 7).

The phone and WeChat both tell of a tap, in either order; two words that are not ten minutes apart are one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts import service as accounts
from app.core import clock
from app.core.db import db
from app.notices.models import CreditWord, MessageCredit

SAME_TAP = timedelta(minutes=10)
AT_MOST = 50  # of one template and person: a phone may tell us anything


def take(account_id: int, template: str) -> bool:
    """Take one credit in the open transaction; False when there is none. Parallel calls never share one."""
    mine = (MessageCredit.account_id == account_id, MessageCredit.template == template)
    statement = sa.update(MessageCredit).where(*mine, MessageCredit.remaining > 0)
    return _touched(statement.values(remaining=MessageCredit.remaining - 1)) == 1


def are_left(account_id: int, template: str | None) -> sa.Exists:
    """Whether there is a credit to take, as far as can be seen without taking it; a column of others' statements."""
    mine = (MessageCredit.account_id == account_id, MessageCredit.template == template)
    return sa.exists().where(*mine, MessageCredit.remaining > 0)


def give(account_id: int, template: str, count: int = 1) -> None:
    """Add credits, up to ``AT_MOST``; also how one that was not used comes back."""
    if count < 1:
        return
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    added = MessageCredit.remaining + count
    row = {"account_id": account_id, "template": template, "remaining": min(count, AT_MOST)}
    statement = dialect.insert(MessageCredit).values(**row)
    capped = sa.case((added > AT_MOST, AT_MOST), else_=added)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["account_id", "template"], set_={"remaining": capped})
    )


def empty(account_id: int, template: str) -> None:
    """WeChat would send none: set the credits to 0 and forget what was told of taps."""
    for model in (MessageCredit, CreditWord):
        mine = (model.account_id == account_id, model.template == template)
        change = sa.update(model).values(remaining=0) if model is MessageCredit else sa.delete(model)
        db.session.execute(change.where(*mine))


def refuse(account_id: int, template: str, at: datetime) -> None:
    """The person said no at this instant by WeChat's clock: credits are 0, and no older yes counts any more."""
    empty(account_id, template)
    if db.session.get(MessageCredit, (account_id, template)) is None:
        db.session.add(MessageCredit(account_id=account_id, template=template, remaining=0))
        db.session.flush()  # the update below finds it
    mine = (MessageCredit.account_id == account_id, MessageCredit.template == template)
    newer = sa.or_(MessageCredit.refused_at.is_(None), MessageCredit.refused_at < at)
    db.session.execute(sa.update(MessageCredit).where(*mine, newer).values(refused_at=at))


def refused_since(account_id: int, template: str, at: datetime | None) -> bool:
    """Whether the person has said no at or after this instant; both are WeChat's words of its own clock."""
    if at is None:
        return False
    mine = (MessageCredit.account_id == account_id, MessageCredit.template == template)
    younger = sa.select(MessageCredit.refused_at).where(*mine, MessageCredit.refused_at > at)
    return db.session.scalar(younger) is not None


def told_by_phone(account_id: int, template: str, count: int) -> None:
    """The phone says that ``count`` messages were accepted. A hint: what WeChat has told already is not added again."""
    _told(account_id, template, count, "hint")


def told_by_wechat(account_id: int, template: str, count: int) -> None:
    """WeChat says so: what the phone has told already is confirmed, the rest is added."""
    _told(account_id, template, count, "event")


def remaining(account_id: int) -> dict[str, int]:
    """How many credits are left, by template; templates never accepted are left out."""
    query = sa.select(MessageCredit.template, MessageCredit.remaining).where(MessageCredit.account_id == account_id)
    return dict(db.session.execute(query.order_by(MessageCredit.template)).tuples().all())


def forget_words() -> int:
    """Drop tellings that nothing can be matched to any more."""
    return _touched(sa.delete(CreditWord).where(CreditWord.at < clock.now() - SAME_TAP))


def _told(account_id: int, template: str, count: int, teller: str) -> None:
    accounts.lock_account(account_id)  # the other side may tell of the same tap at this instant
    new = count - _match(account_id, template, count, "event" if teller == "hint" else "hint")
    if new < 1:
        return
    give(account_id, template, new)
    word = {"account_id": account_id, "template": template, "teller": teller, "unmatched": new, "at": clock.now()}
    db.session.add(CreditWord(**word))
    db.session.flush()  # the next word is matched with this one


def _match(account_id: int, template: str, count: int, teller: str) -> int:
    """Mark up to ``count`` credits that the other side told of lately as told by both; returns how many."""
    open_words = sa.select(CreditWord).where(
        CreditWord.account_id == account_id,
        CreditWord.template == template,
        CreditWord.teller == teller,
        CreditWord.unmatched > 0,
        CreditWord.at >= clock.now() - SAME_TAP,
    )
    left = count
    for word in db.session.scalars(open_words.order_by(CreditWord.id)):
        used = min(left, word.unmatched)
        word.unmatched -= used
        left -= used
    return count - left


def _touched(statement: sa.Update | sa.Delete) -> int:
    found = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(found.rowcount)  # type: ignore[attr-defined] # a cursor's result
