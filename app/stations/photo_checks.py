"""WeChat's check of photos: asked for outside transactions, answered by a push, given to people where it fails.

``ask_next`` is the worker's errand: it claims a photo, asks, and writes down what it was told, each in a short
transaction. Whatever goes wrong leaves the photo hidden and to people. Sources: WECHAT 4.2 and 6, PRODUCT T30.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import clock, pictures
from app.core.db import db, transaction
from app.core.problems import Problem
from app.stations import photo_rules as rules
from app.stations import photos
from app.stations.photo_models import StationPhoto
from app.wechat import gateway, telling

SWEPT_AT_ONCE = 200


@dataclass(frozen=True)
class Due:
    """A photo that WeChat is to be asked about."""

    photo_id: int
    picture_id: str
    openid: str | None


def ask_next() -> int:
    """Ask WeChat about the next photo. An errand: no transaction may be open. Returns 1, or 0 when none waits."""
    due = _claim()
    if due is None:
        return 0
    trace_id = _ask(due)
    with transaction():
        _write(due.photo_id, trace_id)
    return 1


def take_verdict(trace_id: str, verdict: str) -> None:
    """What WeChat found: ``pass`` shows the photo, ``risky`` removes it, ``review`` leaves it to people.

    Raises ``TooEarly`` while the answer to some question, which may name this trace, is not written down yet.
    """
    found = photos.lock(StationPhoto.check_id == trace_id)
    if not found and _some_are_being_asked_about():
        raise telling.TooEarly
    for photo in found:
        photos.pass_on(photo, *rules.after_verdict(photo.state, verdict))


def give_up() -> int:
    """A sweep: 35 minutes of silence, and people decide. Returns how many photos."""
    since = sa.func.coalesce(StationPhoto.asked_at, StationPhoto.created_at)
    due = sa.select(StationPhoto).where(StationPhoto.state == rules.PENDING, since <= clock.now() - rules.SILENCE)
    due = due.order_by(StationPhoto.id).limit(SWEPT_AT_ONCE).with_for_update(skip_locked=True)
    found = list(db.session.scalars(due.execution_options(populate_existing=True)))
    for photo in found:
        photos.pass_on(photo, rules.REVIEW, rules.SILENT)
    return len(found)


def _claim() -> Due | None:
    """The next photo that nobody has asked about; from now on this call has."""
    query = sa.select(StationPhoto).where(StationPhoto.state == rules.PENDING, StationPhoto.asked_at.is_(None))
    query = query.order_by(StationPhoto.id).limit(1).with_for_update(skip_locked=True)
    with transaction():
        photo = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
        if photo is None or photo.picture_id is None:
            return None
        photo.asked_at = clock.now()
        openid = accounts.openid_for_sending(photo.account_id) if photo.account_id is not None else None
        return Due(photo.id, photo.picture_id, openid)


def _ask(due: Due) -> str | None:
    """WeChat's trace of the question, None where it does not look."""
    if due.openid is None:
        return None
    try:
        return gateway.current().check_media(pictures.signed_url(due.picture_id), "image", due.openid, "forum")
    except Problem:
        return None


def _write(photo_id: int, trace_id: str | None) -> None:
    for photo in photos.lock(StationPhoto.id == photo_id, StationPhoto.state == rules.PENDING):
        photo.check_id = trace_id
        if trace_id is None:
            photos.pass_on(photo, rules.REVIEW, rules.UNCHECKED)


def _some_are_being_asked_about() -> bool:
    lately = StationPhoto.asked_at > clock.now() - rules.ASKED_WITHIN
    asked = sa.exists().where(StationPhoto.state == rules.PENDING, StationPhoto.check_id.is_(None), lately)
    return bool(db.session.scalar(sa.select(asked)))
