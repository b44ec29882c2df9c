"""Pictures by content: cleaned, kept once by their SHA-256, and shown to whoever a feature says may see them.

Features hold the link: a column of theirs that refers to ``pictures.id``, named to ``link``. A picture that no link
refers to is shown to nobody; whoever takes a link away lets the bytes go with it (``release``), and what was stored and
never linked is swept. Whether one is public only its feature knows; it is asked by ``shown_asked``. Everybody else
needs a signed address, which ends after an hour or with the last link: WeChat's check, the author, the desk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask, Response, current_app, request
from itsdangerous import BadSignature, TimestampSigner
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from app.core import clock, duties, events, sealing, settings
from app.core.access import public
from app.core.db import Model, UtcDateTime, db
from app.core.picture_drawing import MEDIA_TYPE, clean
from app.core.picture_rules import MOST_BYTES, PictureTooLarge
from app.core.problems import Invalid, NotFound
from app.core.web import PRIVATE

__all__ = [
    "Picture",
    "clean",
    "link",
    "release",
    "shown_asked",
    "signed_path",
    "signed_url",
    "store",
    "takes_picture",
    "uploaded",
]

SIGNED_FOR = timedelta(hours=1)  # WECHAT 5
UNLINKED_KEPT = timedelta(minutes=10)
SWEPT_AT_ONCE = 100
SWEEP_EVERY_S = 300.0
FORM_ROOM = 16 * 1024  # what may stand around the file in its form
SHOWN = "public, max-age=3600"  # not for ever: what is taken away later must go from phones too
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
View = TypeVar("View", bound=Callable[..., Any])

shown_asked = events.signal("picture-shown-asked")  # picture_id; answered with True by a feature that shows it


class Picture(Model):
    """``id``: SHA-256 of ``content``, which is what ``clean`` made; ``stored_at``: when it was last stored."""

    __tablename__ = "pictures"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def store(cleaned: bytes) -> str:
    """Keep what ``clean`` made; its id. The same bytes are kept once. The caller links it in this transaction."""
    picture_id, now = hashlib.sha256(cleaned).hexdigest(), clock.now()
    dialect = postgresql if db.session().get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(Picture).values(id=picture_id, content=cleaned, stored_at=now)
    # touched even if known: its row stays locked, so that no sweep takes it before the link is written
    db.session.execute(insert.on_conflict_do_update(index_elements=["id"], set_={"stored_at": now}))
    return picture_id


def link(app: Flask, column: InstrumentedAttribute[Any]) -> None:
    """Name a feature's column that refers to pictures: what it refers to stays."""
    app.extensions["yiqi.picture_links"].append(column)


def release(picture_ids: Iterable[str | None]) -> None:
    """Delete those of these pictures that nothing refers to any more; in the transaction that took the links away.

    Their rows are locked first: whoever stores the same bytes at this moment has then written the new link or waits.
    """
    asked = sa.select(Picture.id).where(Picture.id.in_([one for one in picture_ids if one is not None]))
    ids = list(db.session.scalars(asked.order_by(Picture.id).with_for_update()))
    gone = sa.delete(Picture).where(Picture.id.in_(ids), ~_linked())
    db.session.execute(gone.execution_options(synchronize_session=False))


def sweep_unlinked() -> int:
    """A sweep: pictures that were stored and never linked. Returns how many."""
    due = sa.select(Picture.id).where(Picture.stored_at < clock.now() - UNLINKED_KEPT, ~_linked()).limit(SWEPT_AT_ONCE)
    ids = list(db.session.scalars(due.with_for_update(skip_locked=True)))
    db.session.execute(sa.delete(Picture).where(Picture.id.in_(ids)))
    return len(ids)


def path(picture_id: str) -> str:
    """Where a shown picture is, below our own address."""
    return f"/pictures/{picture_id}"


def signed_path(picture_id: str) -> str:
    """As ``path``, for an hour, whether it is shown or not."""
    signed = _signer().sign(picture_id).decode()
    return f"{path(picture_id)}?signature={signed.removeprefix(picture_id + '.')}"


def signed_url(picture_id: str) -> str:
    """The whole address that WeChat fetches a picture from."""
    return settings.current().site_url + signed_path(picture_id)


def takes_picture(view: View) -> View:
    """Mark a POST that takes one picture: more than that is refused before it is read."""
    view.__takes_picture__ = True  # type: ignore[attr-defined]
    return view


def uploaded(*, beside: frozenset[str] = frozenset()) -> bytes:
    """The bytes of the one file of this request's form. ``beside``: fields that may stand by it.

    Raises ``Invalid``, ``PictureTooLarge``.
    """
    strange = sorted(set(request.form) - beside)
    if strange:
        raise Invalid(errors=[{"field": name[:80], "message": "没有这一项"} for name in strange])
    files = [file for _, file in request.files.items(multi=True)]
    if len(files) != 1:
        raise Invalid(errors=[{"field": "file", "message": "请上传一张照片"}])
    raw = files[0].stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise PictureTooLarge
    return raw


@public(anonymous=True)
def show_picture(picture_id: str) -> Response:
    """A picture that is shown, or whose signed address is younger than an hour; one that nothing refers to is gone."""
    signed = _holds(picture_id, request.args.get("signature"))
    if not signed and True not in events.ask(shown_asked, picture_id=picture_id):
        raise NotFound
    # by the session that the question was read with: no thread holds two connections
    query = sa.select(Picture.content).where(Picture.id == picture_id, _linked())
    content = db.session.scalars(query).one_or_none()
    if content is None:
        raise NotFound
    response = Response(content, mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = PRIVATE if signed else SHOWN
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Content-Disposition"] = "inline"
    response.set_etag(picture_id)
    response.make_conditional(request)
    return response


def wire(app: Flask) -> None:
    """Add the route, and refuse uploads that are too large before anybody reads them. After the guard."""
    app.extensions["yiqi.picture_links"] = []
    show_picture.__queries__ = {"signature"}  # type: ignore[attr-defined] # what web looks the request over by
    app.add_url_rule("/pictures/<picture_id>", "show_picture", show_picture)
    app.before_request(_refuse_too_large)
    duties.sweep(app, "pictures-unlinked", SWEEP_EVERY_S, sweep_unlinked)


def _linked() -> sa.ColumnElement[bool]:
    """Whether any feature's column refers to the row of ``pictures`` at hand."""
    links = current_app.extensions["yiqi.picture_links"]
    return sa.or_(sa.false(), *(sa.exists().where(column == Picture.id) for column in links))


def _refuse_too_large() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if not hasattr(view, "__takes_picture__"):
        return
    request.max_content_length = MOST_BYTES + FORM_ROOM  # a body sent in chunks is cut here
    if (request.content_length or 0) > MOST_BYTES + FORM_ROOM:
        raise PictureTooLarge


def _holds(picture_id: str, signature: str | None) -> bool:
    if signature is None:
        return False
    try:
        _signer().unsign(f"{picture_id}.{signature}", max_age=int(SIGNED_FOR.total_seconds()))
    except BadSignature:
        return False
    return True


class _Signer(TimestampSigner):
    """Signs with the time of our own clock."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def _signer() -> _Signer:
    key = sealing.keyed_hash("picture-links", "signing")
    return _Signer(key, salt="pictures", key_derivation="hmac", digest_method=hashlib.sha256)
