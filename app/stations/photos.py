"""Photos of stations: given by riders and keepers, hidden until they are passed, taken back at any time.

The same bytes by the same person at the same station are one photo, however often an upload is repeated. Lock order:
the author's account, then the photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import access, audit, clock, pictures
from app.core.access import Permission, Scope
from app.core.db import db, in_transaction, reading
from app.core.problems import NotAllowed, NotFound
from app.notices import service as notices
from app.stations import photo_rules as rules
from app.stations.models import Station
from app.stations.photo_models import StationPhoto

PURPOSE = "report_photo"
TELLS = {rules.SHOWN: "photo-shown", rules.REMOVED: "photo-refused"}  # the author: which words


@dataclass(frozen=True)
class Viewer:
    """Who looks or acts. ``keeps``: whether the station's photos are theirs to keep; ``acts``: whether writes would be
    let in at all; ``role``: for the audit."""

    account_id: int | None
    keeps: bool = False
    acts: bool = False
    role: str = "rider"

    def owns(self, account_id: int | None) -> bool:
        """Whether a photo of this author is their own."""
        return account_id is not None and account_id == self.account_id


def viewer_at(scope: Scope) -> Viewer:
    """This request's caller before the photos of a station standing there."""
    who = access.caller()
    if who is None:
        return Viewer(None)
    keeps = access.may(Permission.KEEP_PHOTOS, scope)
    role = accounts.acting_role(Permission.KEEP_PHOTOS, scope)
    return Viewer(who.account_id, keeps, who.age_ok and who.status == "active", role)


def add(code: str, cleaned: bytes, viewer: Viewer, *, notice_version: int | None = None) -> dict[str, Any]:
    """Give a photo, cleaned by ``pictures.clean``; the act is the consent. Returns ``{id, state}`` of it.

    Raises ``NotFound``, ``NoticeChanged``, ``ConsentWithdrawn``; ``PhotoRefused`` for what was refused before.
    """
    if viewer.account_id is None:
        raise NotFound
    accounts.lock_account(viewer.account_id)  # two tries at once: the later finds what the first has written
    accounts.act(viewer.account_id, PURPOSE, notice_version)
    station = _station(code)
    content = pictures.store(cleaned)
    photo = _same(station, viewer.account_id, content)
    if photo is None:
        photo = _written(station, viewer, content)
    if photo.state == rules.REMOVED:
        raise rules.PhotoRefused
    return {"id": photo.id, "state": rules.told(photo.state)}


def settle(code: str, photo_id: int, decision: str, viewer: Viewer) -> None:
    """Let a keeper decide what WeChat has left to people. ``decision``: shown | removed.

    Raises ``NotFound``, ``PhotoInCheck``, ``OwnPhoto``.
    """
    photo = _locked(code, photo_id)
    if photo.state == rules.REMOVED:
        raise NotFound
    rules.check_decision(photo.state, decision, own=viewer.owns(photo.account_id))
    _decide(code, photo, decision, viewer)


def delete(code: str, photo_id: int, viewer: Viewer, *, known: bool) -> None:
    """Take a photo away: one's own without a trace, another's as a keeper. ``known``: the station, to the caller.

    Raises ``NotFound`` for what the caller does not see, ``NotAllowed`` for a shown one of somebody else.
    """
    photo = _locked(code, photo_id)
    own = viewer.owns(photo.account_id)
    if own:
        _note(code, photo, None, viewer)
        db.session.delete(photo)
        pictures.release([photo.picture_id])  # its query flushes: the answer, too, reads what is left
        return
    if not known or not rules.sees(photo.state, own=own, keeps=viewer.keeps):
        raise NotFound
    if not viewer.keeps:
        raise NotAllowed
    _decide(code, photo, rules.REMOVED, viewer)


def pass_on(photo: StationPhoto, state: str, why: str | None = None) -> None:
    """Let a locked photo be ``state`` from now on. Its author is told what became of it, managers that they are asked.

    Of a removed one the picture goes at once; its content is remembered.
    """
    if photo.state == state:
        return
    photo.state, photo.why = state, why
    if state == rules.REMOVED:
        picture, photo.picture_id = photo.picture_id, None
        pictures.release([picture])
    station = db.session.get_one(Station, photo.station_id)
    if state == rules.REVIEW:
        _ask_managers(station, photo)
    elif state in TELLS and photo.account_id is not None:
        words = notices.words(TELLS[state], station=station.name)
        _tell(photo.account_id, notices.Topic.REPORT, words, f"{TELLS[state]}:{photo.id}", station)


def lock(*which: sa.ColumnElement[bool]) -> list[StationPhoto]:
    """The photos that meet ``which``, their rows locked after their authors', who are told what becomes of them."""
    authors = sa.select(StationPhoto.account_id).where(*which).distinct().order_by(StationPhoto.account_id)
    for author in db.session.scalars(authors):
        if author is not None:
            accounts.lock_account(author)
    query = sa.select(StationPhoto).where(*which).order_by(StationPhoto.id).with_for_update()
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def of_station(station_id: int, viewer: Viewer, *, listed: bool) -> list[dict[str, Any]]:
    """What a viewer sees of a station's photos, newest first; what not everybody may see by an address for an hour.

    ``listed``: whether guests may know of the station.
    """
    query = sa.select(StationPhoto.id, StationPhoto.state, StationPhoto.account_id, StationPhoto.picture_id)
    query = query.where(StationPhoto.station_id == station_id, _seen_by(viewer))
    query = query.order_by(StationPhoto.id.desc()).limit(rules.MOST_LISTED)
    return [_shape(row, viewer, listed=listed) for row in _rows(query)]


def is_shown(picture_id: str) -> bool | None:
    """True for a picture that a listed station shows; the answer to core, which knows no stations."""
    shown = sa.exists().where(
        StationPhoto.picture_id == picture_id,
        StationPhoto.state == rules.SHOWN,
        Station.id == StationPhoto.station_id,
        Station.status == "active",
        Station.open_to_riders,
    )
    return db.session.scalar(sa.select(shown)) or None


def _station(code: str) -> Station:
    found = db.session.scalars(sa.select(Station).where(Station.code == code.upper())).one_or_none()
    if found is None:
        raise NotFound
    return found


def _same(station: Station, account_id: int, content: str) -> StationPhoto | None:
    query = sa.select(StationPhoto).where(StationPhoto.station_id == station.id, StationPhoto.content == content)
    return db.session.scalars(query.where(StationPhoto.account_id == account_id)).one_or_none()


def _written(station: Station, viewer: Viewer, content: str) -> StationPhoto:
    photo = StationPhoto(station_id=station.id, account_id=viewer.account_id, content=content, picture_id=content)
    photo.state, photo.created_at = rules.PENDING, clock.now()
    db.session.add(photo)
    db.session.flush()  # the answer names its id
    _note(station.code, photo, rules.PENDING, viewer)
    return photo


def _locked(code: str, photo_id: int) -> StationPhoto:
    here = sa.select(Station.id).where(Station.code == code.upper()).scalar_subquery()
    found = lock(StationPhoto.id == photo_id, StationPhoto.station_id == here)
    if not found:
        raise NotFound
    return found[0]


def _decide(code: str, photo: StationPhoto, decision: str, viewer: Viewer) -> None:
    if photo.state == decision:
        return
    _note(code, photo, decision, viewer)
    pass_on(photo, decision)
    db.session.flush()  # the answer reads it back


def _note(code: str, photo: StationPhoto, after: str | None, viewer: Viewer) -> None:
    """An audit line for what keepers do; riders' own photos are their own business."""
    if viewer.keeps:
        before = None if after == rules.PENDING else photo.state
        audit.record(
            "station.photo", f"station:{code.upper()}", {f"photo.{photo.id}": [before, after]}, role=viewer.role
        )


def _ask_managers(station: Station, photo: StationPhoto) -> None:
    words = (rules.QUEUED_TITLE.format(station=station.name), rules.QUEUED_BODY)
    for account_id in accounts.managers_of(station.code):
        if account_id != photo.account_id:
            _tell(account_id, notices.Topic.KEEPING, words, f"photo-waits:{photo.id}", station)


def _tell(account_id: int, topic: str, words: tuple[str, str], key: str, station: Station) -> None:
    title, body = words
    link = f"pages/station/station?code={station.code}"
    notices.notify(account_id, topic, title=title, body=body, dedupe_key=key, link=link)


def _seen_by(viewer: Viewer) -> sa.ColumnElement[bool]:
    shown = StationPhoto.state == rules.SHOWN
    listed = StationPhoto.state.in_(rules.LISTED)
    if viewer.keeps:
        return listed
    return sa.or_(shown, sa.and_(listed, StationPhoto.account_id == viewer.account_id))


def _shape(row: Any, viewer: Viewer, *, listed: bool) -> dict[str, Any]:
    own, public = viewer.owns(row.account_id), listed and row.state == rules.SHOWN
    return {
        "id": row.id,
        "url": pictures.path(row.picture_id) if public else pictures.signed_path(row.picture_id),
        "state": row.state if viewer.keeps else rules.told(row.state),
        "actions": rules.actions(row.state, own=own, keeps=viewer.keeps) if viewer.acts else [],
    }


def _rows(query: sa.Select[Any]) -> list[Any]:
    """In a short read of its own; inside a transaction, with what it has changed."""
    if in_transaction():
        return list(db.session.execute(query))
    with reading() as session:
        return list(session.execute(query))
