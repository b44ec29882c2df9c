"""Routes of posters, for whoever keeps the station."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import service as accounts
from app.checkins import posters, service
from app.checkins.posters import COMMUNITY_PAGE, PAGE, CodeImage, Poster
from app.checkins.room import room
from app.checkins.schemas import PosterQuery, PrintShape
from app.checkins.service import COMMUNITY, STATION, Print
from app.communities import service as communities
from app.core import access, apidocs, clock, idempotency, limits, web
from app.core.access import Permission, requires, writes_on_read
from app.core.db import db, transaction
from app.core.problems import NotFound
from app.stations import service as stations
from app.wechat import code_images

A_PERSON_AN_HOUR = "60/hour"  # a township prints all its stations in one go
CONTENT = {kind: {"schema": {"type": "string"}} for kind in ("text/html", "application/pdf", "image/png")}


@room.route("/stations/<code>/poster")
@requires(Permission.PRINT_POSTERS, scope=stations.scope_of)
@writes_on_read("the first look makes the point and keeps WeChat's code image; later ones find both")
@room.arguments(PosterQuery, location="query")
@room.doc(responses={"200": {"description": "海报", "content": CONTENT}})
def show_poster(query: dict[str, Any], code: str) -> Response:
    """站点海报：可打印的网页、PDF，或只要码；码换新后，以前印的就不能用了"""
    limits.spend(A_PERSON_AN_HOUR, f"posters:{access.somebody().account_id}")
    printed, place = _print(code), stations.place_of(code)
    if place is None:
        raise NotFound
    poster = Poster(printed, place.address, _code_image(printed.scene, PAGE))
    return _answer(poster, query["format"])


@room.route("/stations/<code>/poster/renewal", methods=["POST"])
@requires(Permission.PRINT_POSTERS, scope=stations.scope_of)
@room.response(200, PrintShape)
def renew_poster(code: str) -> Response:
    """换新码：以前印的海报从现在起都不能用，请马上打印新的贴上"""
    scope, who = stations.scope_of(code), access.somebody()
    role = accounts.acting_role(Permission.PRINT_POSTERS, scope)
    with transaction():
        accounts.lock_account(who.account_id)  # before the station: the call's key will refer to it
        renewed = service.renew_station(code, role)
        return idempotency.keep(_shape(renewed), 200)


@room.route("/communities/<area_code>/poster")
@requires(Permission.PRINT_POSTERS, scope=communities.scope_of)
@writes_on_read("the first look makes the point and keeps WeChat's code image; later ones find both")
@room.arguments(PosterQuery, location="query")
@room.doc(responses={"200": {"description": "海报", "content": CONTENT}})
def show_community_poster(query: dict[str, Any], area_code: str) -> Response:
    """社区海报：扫一扫到社区报到；在哪里扫都行，不算到场"""
    limits.spend(A_PERSON_AN_HOUR, f"posters:{access.somebody().account_id}")
    area = communities.find_community(area_code)
    if area is None:
        raise NotFound
    found = service.print_of(COMMUNITY, area.code)
    if found is None:
        with transaction():
            found = service.open_community(area.code)
    poster = Poster(found, area.township_name or "", _code_image(found.scene, COMMUNITY_PAGE))
    return _answer(poster, query["format"])


@room.route("/communities/<area_code>/poster/renewal", methods=["POST"])
@requires(Permission.PRINT_POSTERS, scope=communities.scope_of)
@room.response(200, PrintShape)
def renew_community_poster(area_code: str) -> Response:
    """换新码：社区以前印的海报从现在起都不能用"""
    scope, who = communities.scope_of(area_code), access.somebody()
    role = accounts.acting_role(Permission.PRINT_POSTERS, scope)
    with transaction():
        accounts.lock_account(who.account_id)  # before the point: the call's key will refer to it
        return idempotency.keep(_shape(service.renew_community(area_code, role)), 200)


def _print(code: str) -> Print:
    """The print of a station; its point is made at the first look."""
    found = service.print_of(STATION, code)
    if found is not None:
        return found
    with transaction():
        return service.open_station(code)


def _code_image(scene: str, page: str) -> CodeImage:
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


def _answer(poster: Poster, form: str) -> Response:
    if form == "html":
        return apidocs.page(posters.as_page(poster))
    if form == "png":
        response = Response(posters.as_png(poster.code), mimetype="image/png")
    else:
        response = Response(posters.as_pdf(poster), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="poster.{form}"'
    response.headers["Cache-Control"] = web.PRIVATE
    return response


def _shape(printed: Print) -> dict[str, Any]:
    return {
        "kind": printed.kind,
        "code": printed.code,
        "name": printed.name,
        "scene": printed.scene,
        "version": printed.version,
        "since": clock.rfc3339(printed.since),
    }
