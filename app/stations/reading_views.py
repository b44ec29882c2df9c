"""What anybody may look at: the list, one station, its days, an area's bundle. No account, no consent, no trace."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Response, current_app, request

from app.areas import service as areas
from app.core import clock, settings, web
from app.core.access import public
from app.core.problems import Invalid, NotFound
from app.stations import keeper, listing, reading
from app.stations.reading_schemas import Bundle, CrsQuery, DayList, DaysQuery, StationDetail, StationList
from app.stations.room import room
from app.stations.snapshot import Snapshot

DAYS_AROUND = timedelta(days=366)


@room.route("/stations")
@public
@room.documented_query(listing.LIST_QUERY)
@room.response(200, StationList)
def list_stations() -> Response:
    """找站点：按距离，没有位置就按名称

    Active stations open to riders. The first page leads with a summary: how many are open now, or where to go instead.
    """
    box = settings.current().box
    raw = listing.answer(list(request.args.items(multi=True)), _known_to_caller(), box, _area_path)
    response = Response(raw, 200, mimetype="application/json")
    response.headers["Cache-Control"] = web.PRIVATE
    return response


@room.route("/stations/<code>")
@public
@room.arguments(CrsQuery, location="query")
@room.response(200, StationDetail)
def get_station(query: dict[str, Any], code: str) -> Response:
    """一个站点的全部信息

    Hidden stations are known only to their staff. The ETag is the version an edit must name.
    """
    detail = reading.detail_of(code, crs=query["crs"])
    return web.answer(detail, version=detail["version"])


@room.route("/stations/<code>/days")
@public
@room.arguments(DaysQuery, location="query")
@room.response(200, DayList)
def get_days(query: dict[str, Any], code: str) -> Response:
    """今后几天的开放时间，每天附原因"""
    first: date | None = query["first"]
    if first is not None and abs(first - clock.today()) > DAYS_AROUND:
        raise Invalid(errors=[{"field": "from", "message": "只能查前后一年以内的日期"}])
    return web.answer({"items": reading.days_of(code, first, query["days"]), "next_cursor": None})


@room.route("/bundles/<area_code>")
@public(anonymous=True)
@room.response(200, Bundle)
def get_bundle(area_code: str) -> Response:
    """一个区域的离线包：没有网络也能找站点

    The same for everybody, with or without a token; bytes move only with the hour or a change of the area.
    """
    area = areas.find_area(area_code)
    if area is None:
        raise NotFound
    packed = current_app.extensions["yiqi.bundles"].bundle(keeper.current(), area.code, area.path, int(clock.epoch()))
    if request.accept_encodings["gzip"] > 0:
        response = web.shared_answer(packed.gzipped, packed.tag)
        if response.status_code == 200:
            response.headers["Content-Encoding"] = "gzip"
    else:
        response = web.shared_answer(packed.plain, packed.tag)
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _known_to_caller() -> Snapshot:
    """All listed stations, and the hidden ones that the caller keeps by name (PRODUCT 4.4: keepers find their own)."""
    snapshot = keeper.current()
    own = reading.kept_and_hidden(snapshot.by_code)
    return snapshot.patched(own, snapshot.change_no, hidden_too=True) if own else snapshot


def _area_path(code: str) -> str:
    area = areas.find_area(code)
    if area is None:
        raise Invalid(errors=[{"field": "area", "message": "没有这个区域"}])
    return area.path
