"""Routes of areas, grids, organisations and holiday calendars."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Response

from app.areas import service
from app.areas.holiday_rules import Day
from app.areas.schemas import (
    AreaListSchema,
    AreaQuery,
    AreaSchema,
    CalendarBody,
    CalendarSchema,
    GridBody,
    OrganizationListSchema,
    OrganizationQuery,
)
from app.core import web
from app.core.access import Permission, Scope, caller, public, requires
from app.core.db import transaction
from app.core.idempotency import keep
from app.core.paging import from_cursor, to_cursor
from app.core.problems import NotFound, StaleVersion
from app.core.web import Room

room = Room("areas", __name__, url_prefix="/api/v1", description="行政区划、单位、节假日")


def scope_of_area(code: str, **_: object) -> Scope | None:
    """Where an area stands, None when there is none."""
    area = service.find_area(code)
    return Scope(area_path=area.path) if area else None


@room.route("/areas")
@public(anonymous=True)
@room.arguments(AreaQuery, location="query")
@room.response(200, AreaListSchema)
def list_areas(query: dict[str, Any]) -> Response:
    """行政区划：按上级、级别或名称查找，按编号排列"""
    found = service.list_areas(query["parent"], query["level"], query["q"])
    if query["cursor"] is not None:
        after = str(from_cursor(query["cursor"], str)[0])
        found = [area for area in found if area.code > after]
    page = found[: query["limit"]]
    more = to_cursor(page[-1].code) if len(found) > len(page) else None
    return _shared({"items": AreaSchema(many=True).dump(page), "next_cursor": more})


@room.route("/areas/<code>")
@public(anonymous=True)
@room.response(200, AreaSchema)
def show_area(code: str) -> Response:
    """一个行政区划；已合并的编号给出合并后的那个"""
    area = service.find_area(code)
    if area is None:
        raise NotFound
    return _shared(AreaSchema().dump(area))


@room.route("/areas/<code>/grids", methods=["POST"])
@requires(Permission.EDIT_AREA, scope=scope_of_area)
@room.arguments(GridBody)
@room.response(201, AreaSchema)
def add_grid(body: dict[str, Any], code: str) -> Response:
    """在社区里划一个网格"""
    with transaction():
        grid = service.add_grid(code, body["name"].strip(), role=_acting_role(scope_of_area(code)))
        return keep(AreaSchema().dump(grid), 201)


@room.route("/organizations")
@public(anonymous=True)
@room.arguments(OrganizationQuery, location="query")
@room.response(200, OrganizationListSchema)
def list_organizations(query: dict[str, Any]) -> Response:
    """单位：按地区或名称查找"""
    after = int(from_cursor(query["cursor"], int)[0]) if query["cursor"] is not None else 0
    found = service.organizations(query["area"], query["q"], after=after, limit=query["limit"] + 1)
    page = found[: query["limit"]]
    more = to_cursor(page[-1].id) if len(found) > len(page) else None
    return _shared(OrganizationListSchema().dump({"items": page, "next_cursor": more}))


@room.route("/calendars/<calendar>/<int:year>")
@public
@room.response(200, CalendarSchema)
def show_calendar(calendar: str, year: int) -> Response:
    """一年的节假日与补班"""
    found = service.calendar_year(calendar, year)
    return web.answer(CalendarSchema().dump(found), version=found.version)


@room.route("/calendars/<calendar>/<int:year>", methods=["PUT"])
@requires(Permission.EDIT_CALENDAR)
@room.arguments(CalendarBody)
@room.response(200, CalendarSchema)
def put_calendar(body: dict[str, Any], calendar: str, year: int) -> Response:
    """整年改写；带 If-Match，新建的年份带 "0" """
    version = web.required_version()
    days = [Day(**day) for day in body["days"]]
    with transaction():
        try:
            found = service.put_calendar(calendar, year, body["state"], days, version, role=_acting_role(None))
        except StaleVersion as stale:
            current = stale.extra["current"]
            raise StaleVersion(current=CalendarSchema().dump(current) if current else None) from None
    return web.answer(CalendarSchema().dump(found), version=found.version)


def _shared(body: Any) -> Response:
    raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return web.shared_answer(raw, hashlib.sha256(raw).hexdigest()[:32])


def _acting_role(scope: Scope | None) -> str:
    """The widest of the caller's roles over this area (None: over any), for the audit row."""
    who = caller()
    paths = {
        grant.area_path: grant.role
        for grant in (who.grants if who else ())
        if grant.area_path and (scope is None or (scope.area_path or "").startswith(grant.area_path))
    }
    return paths[min(paths, key=len)] if paths else "operator"
