"""Routes of a station's facts: making one, editing it whole, and the monthly check."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.core import access, idempotency, settings, web
from app.core.access import Permission, Scope, requires
from app.core.db import transaction
from app.stations import answering, editing, keeping, verifying
from app.stations import editing_rules as rules
from app.stations.editing_rules import Facts
from app.stations.editing_schemas import EditedStation, FactsBody, NewStationBody, VerificationBody
from app.stations.importing import CodeTaken
from app.stations.reading_schemas import CrsQuery, StationDetail
from app.stations.room import room
from app.stations.scoping import scope_of


@room.route("/stations", methods=["POST"])
@requires(Permission.IMPORT_STATIONS)
@room.arguments(CrsQuery, location="query")
@room.arguments(NewStationBody)
@room.response(201, EditedStation)
def create_station(query: dict[str, Any], body: dict[str, Any]) -> Response:
    """新建站点：能导入这个地方的站点，就能新建

    A draft unless `status` says `active`; hours and amenities come after.
    """
    scope, code, crs = editing.scope_of_area(body["area_code"]), body["code"], answering.crs(query, body)
    access.require(Permission.IMPORT_STATIONS, scope)
    facts, actor = _facts(body, crs), keeping.keeper_at(Permission.IMPORT_STATIONS, scope)
    with transaction():
        try:
            detail = answering.detail_after(lambda: editing.create_station(code, facts, actor), code, crs)
        except CodeTaken:
            idempotency.keep({}, 409)  # was it a parallel call with this key that took it, then its answer is given
            raise
        return idempotency.keep(detail | {"warnings": []}, 201, version=detail["version"])


@room.route("/stations/<code>", methods=["PUT"])
@requires(Permission.EDIT_STATION, scope=scope_of)
@room.arguments(CrsQuery, location="query")
@room.arguments(FactsBody)
@room.response(200, EditedStation)
def edit_station(query: dict[str, Any], body: dict[str, Any], code: str) -> Response:
    """改站点的基本情况：整份提交，带 If-Match；编号不能改

    States follow each other: draft, active, inactive and back, defunct. `warnings` names what may be a slip
    (`pasted-gcj02`); the change is made all the same.
    """
    version, crs = web.required_version(), answering.crs(query, body)
    rules.check_code(body["code"], code.upper())
    facts, actor, warnings = _facts(body, crs), answering.actor(Permission.EDIT_STATION, code), []

    def edit() -> None:
        warnings.extend(editing.edit_station(code, facts, actor, _allowed, sent_version=version))

    with transaction():
        detail = answering.detail_after(edit, code, crs)
    return web.answer(detail | {"warnings": warnings}, version=detail["version"])


@room.route("/stations/<code>/verifications", methods=["POST"])
@requires(Permission.CONFIRM_STATION, scope=scope_of)
@room.arguments(CrsQuery, location="query")
@room.arguments(VerificationBody)
@room.response(201, StationDetail)
def verify_station(query: dict[str, Any], body: dict[str, Any], code: str) -> Response:
    """每月核对：站长、联络员逐项确认无误的情况；可以带 If-Match，带了就比对"""
    actor, sent = answering.actor(Permission.CONFIRM_STATION, code), web.sent_version()
    with transaction():
        detail = answering.detail_after(
            lambda: verifying.verify(code, body["facts"], actor, sent_version=sent), code, answering.crs(query, body)
        )
        return idempotency.keep(detail, 201, version=detail["version"])


def _facts(body: dict[str, Any], crs: str) -> Facts:
    """The facts of a body, its pin in WGS-84. Raises ``PointOutside``."""
    lat, lng = rules.placed(body["lat"], body["lng"], crs, settings.current().box)
    told = {name: value for name, value in body.items() if name not in {"code", "lat", "lng", "crs"}}
    return Facts(lat_wgs84=lat, lng_wgs84=lng, source_crs=crs, **told)


def _allowed(scope: Scope) -> bool:
    return access.may(Permission.EDIT_STATION, scope)
