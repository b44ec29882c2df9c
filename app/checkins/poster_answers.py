"""What routes of posters share: how often one may print, the kept code image, the three forms of a poster."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.checkins import posters
from app.checkins.points import Print
from app.checkins.posters import CodeImage, Poster
from app.core import access, apidocs, clock, limits, web
from app.core.db import db, transaction
from app.wechat import code_images

A_PERSON_AN_HOUR = "60/hour"  # a township prints all its stations in one go
CONTENT = {kind: {"schema": {"type": "string"}} for kind in ("text/html", "application/pdf", "image/png")}


def spend() -> None:
    """Count one poster of the caller's."""
    limits.spend(A_PERSON_AN_HOUR, f"posters:{access.somebody().account_id}")


def code_image(scene: str, page: str) -> CodeImage:
    """The kept code image, else WeChat's, kept from now on: read, gateway, write. A plain QR is not kept."""
    kept = code_images.kept(scene, page)
    if kept is not None:
        return CodeImage(kept, plain=False)
    db.session.rollback()  # ends the read: WeChat may take seconds, and nothing stays open meanwhile
    made = posters.code_from_wechat(scene, page)
    if made.plain:
        return made
    with transaction():
        return CodeImage(code_images.keep(scene, page, made.image), plain=False)


def answer(poster: Poster, form: str) -> Response:
    if form == "html":
        return apidocs.page(posters.as_page(poster))
    if form == "png":
        response = Response(posters.as_png(poster.code), mimetype="image/png")
    else:
        response = Response(posters.as_pdf(poster), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="poster.{form}"'
    response.headers["Cache-Control"] = web.PRIVATE
    return response


def shape(printed: Print) -> dict[str, Any]:
    return {
        "kind": printed.kind,
        "code": printed.code,
        "name": printed.name,
        "scene": printed.scene,
        "version": printed.version,
        "since": clock.rfc3339(printed.since),
    }
