"""How a change of the tree becomes known: the floors above at once, every process within a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.areas.models import AreaChanges
from app.core import events
from app.core.db import after_commit, db, in_transaction, reading

areas_changed = events.signal("areas-changed")  # no facts; told in the transaction of the change
calendar_changed = events.signal("calendar-changed")  # calendar, year; told in the transaction of the change

_MADE_IN = "yiqi.areas_changed_in"


def mark_changed() -> None:
    """Say that the tree changed: the last thing a change does before it commits."""
    statement = sa.update(AreaChanges).where(AreaChanges.id == 1).values(number=AreaChanges.number + 1)
    if db.session.execute(statement.returning(AreaChanges.number)).scalar_one_or_none() is None:
        db.session.add(AreaChanges(id=1, number=1))  # an empty database: the first change makes the row
        db.session.flush()
    session = db.session()
    session.info[_MADE_IN] = session.get_transaction()
    after_commit(current_app.extensions["yiqi.areas"].forget)
    events.tell(areas_changed)


def made_here() -> bool:
    """Whether the open transaction has changed the tree: what it reads must not be remembered, it may roll back."""
    session = db.session()
    open_now = session.get_transaction()
    return open_now is not None and session.info.get(_MADE_IN) is open_now


def number_of(session: Session) -> int:
    """The number of changes so far."""
    return session.scalar(sa.select(AreaChanges.number).where(AreaChanges.id == 1)) or 0


@contextmanager
def looking() -> Iterator[Session]:
    """The open transaction's session, so that it sees its own changes; else a short read that leaves nothing open."""
    if in_transaction():
        yield db.session()
        return
    with reading() as session:
        yield session
