"""The inbox: a notice is written with its cause and stays, whatever becomes of the message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock, settings
from app.core.db import db
from app.core.paging import from_cursor, to_cursor
from app.notices import credits, rules, switches, texts
from app.notices.models import Notice
from app.notices.rules import Topic

_NOTICES: Any = Notice.__table__


def notify(
    account_id: int,
    topic: str,
    *,
    title: str,
    body: str,
    dedupe_key: str,
    link: str | None = None,
    template: str | None = None,
    values: Mapping[str, str] | None = None,
    urgent: bool = False,
) -> bool:
    """Tell a person something, in the caller's transaction; False when they were told of ``dedupe_key`` before.

    It always stands in the inbox. With ``template`` and ``values``, text for each of its words (both as in
    ``wechat.templates.WORDS``), it also goes to WeChat if they have a credit, which is taken here. ``dedupe_key``
    counts for each person by itself; several people are told in the order of their ids. ``link``: a page of the
    mini-program with its query. ``urgent`` does not wait for the morning. Raises ``ValueError`` for a topic, a template
    or values that do not exist: a mistake of the caller.
    """
    told = rules.Topic(topic)
    filled = texts.filled(template, values) if template is not None else None
    if len(dedupe_key) > rules.KEY_LENGTH or len(link or "") > rules.LINK_LENGTH:
        raise ValueError("a dedupe key or link that does not fit its column")
    written = _insert_or_ignore(
        account_id=account_id,
        topic=str(told),
        title=rules.shorten(title, rules.TITLE_LENGTH),
        body=rules.shorten(body, rules.BODY_LENGTH),
        link=link,
        dedupe_key=f"{account_id}:{dedupe_key}",
        created_at=clock.now(),
        urgent=urgent,
        template=template,
        values=filled,
        wechat_state="none",
        attempts=0,
        unsure=False,
    )
    if written is None:
        return False
    notice_id, has_credit = written
    # most people have no credit: their switches need not be read
    could_be_sent = template is not None and (rules.waits_for_digest(told, urgent=urgent) or has_credit)
    if template is not None and could_be_sent and switches.may_send(account_id, told, template):
        _send_later(notice_id, account_id, told, template, urgent=urgent)
    return True


def page(account_id: int, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of somebody's notices, newest first. Raises ``Invalid`` for a foreign cursor."""
    query = sa.select(Notice).where(Notice.account_id == account_id).order_by(Notice.id.desc()).limit(limit + 1)
    if cursor is not None:
        query = query.where(Notice.id < from_cursor(cursor, int)[0])
    found = list(db.session.scalars(query))
    shown = found[:limit]
    return {"items": [_item(notice) for notice in shown], "next_cursor": _after(shown) if len(found) > limit else None}


def read(account_id: int, *, ids: Iterable[int] = (), up_to: int | None = None) -> int:
    """Mark one's own notices as read: these, or all up to an id. Others' are passed over. Returns how many."""
    which = Notice.id <= up_to if up_to is not None else Notice.id.in_(list(ids))
    mine = (Notice.account_id == account_id, Notice.read_at.is_(None), which)
    statement = sa.update(Notice).where(*mine).values(read_at=clock.now())
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined] # a cursor's result


def unread(account_id: int) -> int:
    """How many notices of a person are unread: what ``GET /me`` asks."""
    mine = (Notice.account_id == account_id, Notice.read_at.is_(None))
    return db.session.execute(sa.select(sa.func.count()).select_from(Notice).where(*mine)).scalar_one()


def forget_old() -> int:
    """Drop notices after 180 days (PRODUCT 6)."""
    statement = sa.delete(Notice).where(Notice.created_at < clock.now() - rules.KEPT)
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined] # a cursor's result


def _send_later(notice_id: int, account_id: int, topic: Topic, template: str, *, urgent: bool) -> None:
    """Put a notice on its way: into the evening's digest, or into the outbox with a credit, at a decent hour."""
    chosen, now = settings.current(), clock.local(clock.now())
    row = sa.update(Notice).where(Notice.id == notice_id)
    if rules.waits_for_digest(topic, urgent=urgent):
        at = rules.next_digest(now, rules.read_clock(chosen.digest_at))
        db.session.execute(row.values(digest_at=at))
    elif credits.take(account_id, template):
        at = rules.decent_time(now, rules.read_quiet(chosen.quiet_hours), urgent=urgent)
        db.session.execute(row.values(wechat_state="due", next_at=at))


def _insert_or_ignore(**values: Any) -> tuple[int, bool] | None:
    """The id of the new notice, and whether its person has a credit for its template.

    None when its key is taken, also by somebody who is writing it now.
    """
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(_NOTICES).values(**values).on_conflict_do_nothing(index_elements=["dedupe_key"])
    statement = statement.returning(_NOTICES.c.id, credits.are_left(values["account_id"], values["template"]))
    row = db.session.execute(statement).one_or_none()
    return (row[0], row[1]) if row is not None else None


def _item(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "topic": notice.topic,
        "title": notice.title,
        "body": notice.body,
        "link": notice.link,
        "created_at": clock.rfc3339(notice.created_at),
        "read_at": clock.rfc3339(notice.read_at) if notice.read_at else None,
    }


def _after(shown: list[Notice]) -> str:
    return to_cursor(shown[-1].id)
