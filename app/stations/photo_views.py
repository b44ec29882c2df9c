"""Routes of a station's photos: give one, decide about one, take one away."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from marshmallow import INCLUDE

from app.core import access, limits, pictures, settings, web
from app.core.access import Permission, requires, signed_in
from app.core.db import transaction
from app.core.idempotency import keep
from app.core.problems import Invalid, NotAllowed, NotFound
from app.stations import keeping, photos, reading
from app.stations.photo_schemas import PhotoDecision, PhotoTold, PhotoUpload
from app.stations.reading_schemas import CrsQuery, StationDetail
from app.stations.room import room
from app.stations.scoping import scope_of

NOTICE_VERSION = "notice_version"


@room.route("/stations/<code>/photos", methods=["POST"])
@signed_in
@pictures.takes_picture
@room.arguments(PhotoUpload, location="files", unknown=INCLUDE)
@room.response(201, PhotoTold)
def add_photo(files: dict[str, Any], code: str) -> Response:
    """给驿站拍照：JPEG、PNG 或 WebP，最大 2 MB；通过检查以后别人才看得到

    Only the pixels are kept: the place it was taken and all other remarks of the file are dropped. The same photo sent
    again is the same photo.
    """
    scope = keeping.scope_seen(code)
    viewer = photos.viewer_at(scope)
    if not scope.visible and not viewer.keeps:
        raise NotAllowed("这个站点没有对骑手开放，不用拍照")
    limits.spend(settings.current().photos_per_account, f"photos:{viewer.account_id}")
    raw = pictures.uploaded(beside=frozenset({NOTICE_VERSION}))
    version = _notice_version()
    cleaned = pictures.clean(raw)
    with transaction():
        return keep(photos.add(code, cleaned, viewer, notice_version=version), 201)


@room.route("/stations/<code>/photos/<int:photo_id>", methods=["PUT"])
@requires(Permission.KEEP_PHOTOS, scope=scope_of)
@room.arguments(CrsQuery, location="query")
@room.arguments(PhotoDecision)
@room.response(200, StationDetail)
def settle_photo(query: dict[str, Any], body: dict[str, Any], code: str, photo_id: int) -> Response:
    """管站的人：微信看不准的照片，显示还是拿掉；自己的照片由别人看"""
    viewer = photos.viewer_at(keeping.scope_seen(code))
    with transaction():
        photos.settle(code, photo_id, body["state"], viewer)
        detail = reading.detail_of(code, crs=str(body.get("crs") or query["crs"]))
    return web.answer(detail, version=detail["version"])


@room.route("/stations/<code>/photos/<int:photo_id>", methods=["DELETE"])
@signed_in
@room.arguments(CrsQuery, location="query")
@room.response(200, StationDetail)
def delete_photo(query: dict[str, Any], code: str, photo_id: int) -> Response:
    """删照片：自己的随时可以删；管站的人可以拿掉别人的

    Whoever may no longer know of the station still takes their own photo back: 204 without the detail.
    """
    scope = scope_of(code)
    if scope is None:
        raise NotFound
    viewer = photos.viewer_at(scope)
    known = access.may_know_of(scope)
    with transaction():
        photos.delete(code, photo_id, viewer, known=known)
        detail = reading.detail_of(code, crs=query["crs"]) if known else None
    return Response(status=204) if detail is None else web.answer(detail, version=detail["version"])


def _notice_version() -> int | None:
    """The version of the notice that the form says was read, None when it says none. Raises ``Invalid``."""
    sent = request.form.getlist(NOTICE_VERSION)
    if not sent:
        return None
    if len(sent) > 1 or not (sent[0].isascii() and sent[0].isdigit() and len(sent[0]) < 7):
        raise Invalid(errors=[{"field": NOTICE_VERSION, "message": "要填整数"}])
    return int(sent[0])
