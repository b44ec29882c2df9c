"""Routes of posters of stations and communities, for whoever keeps them."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import service as accounts
from app.checkins import poster_answers, service
from app.checkins.posters import COMMUNITY_PAGE, PAGE, Poster
from app.checkins.room import room
from app.checkins.schemas import PosterQuery, PrintShape
from app.checkins.service import COMMUNITY, STATION, Print
from app.communities import service as communities
from app.core import access, idempotency
from app.core.access import Permission, requires, writes_on_read
from app.core.db import transaction
from app.core.problems import NotFound
from app.stations import service as stations


@room.route("/stations/<code>/poster")
@requires(Permission.PRINT_POSTERS, scope=stations.scope_of)
@writes_on_read("the first look makes the point and keeps WeChat's code image; later ones find both")
@room.arguments(PosterQuery, location="query")
@room.doc(responses={"200": {"description": "海报", "content": poster_answers.CONTENT}})
def show_poster(query: dict[str, Any], code: str) -> Response:
    """站点海报：可打印的网页、PDF，或只要码；码换新后，以前印的就不能用了"""
    poster_answers.spend()
    printed, place = _print(code), stations.place_of(code)
    if place is None:
        raise NotFound
    poster = Poster(printed, place.address, poster_answers.code_image(printed.scene, PAGE))
    return poster_answers.answer(poster, query["format"])


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
        return idempotency.keep(poster_answers.shape(renewed), 200)


@room.route("/communities/<area_code>/poster")
@requires(Permission.PRINT_POSTERS, scope=communities.scope_of)
@writes_on_read("the first look makes the point and keeps WeChat's code image; later ones find both")
@room.arguments(PosterQuery, location="query")
@room.doc(responses={"200": {"description": "海报", "content": poster_answers.CONTENT}})
def show_community_poster(query: dict[str, Any], area_code: str) -> Response:
    """社区海报：扫一扫到社区报到；在哪里扫都行，不算到场"""
    poster_answers.spend()
    area = communities.find_community(area_code)
    if area is None:
        raise NotFound
    found = service.print_of(COMMUNITY, area.code)
    if found is None:
        with transaction():
            found = service.open_community(area.code)
    poster = Poster(found, area.township_name or "", poster_answers.code_image(found.scene, COMMUNITY_PAGE))
    return poster_answers.answer(poster, query["format"])


@room.route("/communities/<area_code>/poster/renewal", methods=["POST"])
@requires(Permission.PRINT_POSTERS, scope=communities.scope_of)
@room.response(200, PrintShape)
def renew_community_poster(area_code: str) -> Response:
    """换新码：社区以前印的海报从现在起都不能用"""
    scope, who = communities.scope_of(area_code), access.somebody()
    role = accounts.acting_role(Permission.PRINT_POSTERS, scope)
    with transaction():
        accounts.lock_account(who.account_id)  # before the point: the call's key will refer to it
        return idempotency.keep(poster_answers.shape(service.renew_community(area_code, role)), 200)


def _print(code: str) -> Print:
    """The print of a station; its point is made at the first look."""
    found = service.print_of(STATION, code)
    if found is not None:
        return found
    with transaction():
        return service.open_station(code)
