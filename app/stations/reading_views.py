"""What anybody may look at: the list, one station, its days, an area's bundle. No account, no consent, no trace."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

from flask import Response, current_app, request

from app.areas import service as areas
from app.core import clock, geo, paging, settings, web
from app.core.access import public
from app.core.problems import Invalid, NotFound, PointOutside
from app.core.spelling import fold
from app.stations import keeper, nearby, reading
from app.stations.nearby import Found, OpenFilter, Search, Summary
from app.stations.reading_schemas import Bundle, CrsQuery, DayList, DaysQuery, StationDetail, StationList, StationQuery
from app.stations.room import room
from app.stations.snapshot import KIND_BIT
from app.stations.vocabulary import AMENITY_BIT

AHEAD = timedelta(days=14)
SLACK = timedelta(minutes=1)  # a phone's "now" may be a little behind ours
DAYS_AROUND = timedelta(days=366)


class InstantTooFar(Invalid):
    slug, title = "instant-too-far", "只能查 14 天以内的时间"


@room.route("/stations")
@public
@room.arguments(StationQuery, location="query")
@room.response(200, StationList)
def list_stations(query: dict[str, Any]) -> Response:
    """找站点：按距离，没有位置就按名称

    Active stations open to riders. The first page leads with a summary: how many are open now, or where to go instead.
    """
    now = int(clock.epoch())
    snapshot = keeper.current()
    search = _search(query)
    found = nearby.find_nearby(snapshot, search, now)
    start = _start(query["cursor"], found) if query["cursor"] else 0
    page = found[start : start + query["limit"]]
    crs = query["crs"]
    parts = [b'{"items":[', b",".join(_card(match, now, crs) for match in page), b'],"next_cursor":']
    more = start + len(page) < len(found)
    parts.append(json.dumps(paging.to_cursor(page[-1].row.code, start + len(page))).encode() if more else b"null")
    if not query["cursor"]:
        parts += [b',"summary":', _summary(nearby.summarize(snapshot, search, found, now), now, crs)]
    parts.append(b',"server_now":"%s"}' % clock.rfc3339(clock.from_epoch(now)).encode())
    response = Response(b"".join(parts), 200, mimetype="application/json")
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


def _search(query: dict[str, Any]) -> Search:
    return Search(
        point=_point(query),
        radius_m=query["radius_m"],
        kinds=sum({KIND_BIT[kind] for kind in query["kind"]}),
        needs=sum({AMENITY_BIT[amenity] for amenity in query["amenity"]}),
        area_path=_area_path(query["area"]),
        words=tuple(fold(word) for word in (query["q"] or "").split()),
        open_when=_open_when(query["open"]),
    )


def _point(query: dict[str, Any]) -> tuple[float, float] | None:
    if query["lat"] is None:
        return None
    point = (query["lat"], query["lng"])
    if query["crs"] == "gcj02":
        point = geo.to_wgs84(*point)
    if not geo.in_box(*point, geo.Box(*settings.current().box)):
        raise PointOutside
    return point


def _area_path(code: str | None) -> str:
    if code is None:
        return ""
    area = areas.find_area(code)
    if area is None:
        raise Invalid(errors=[{"field": "area", "message": "没有这个区域"}])
    return area.path


def _open_when(text: str | None) -> OpenFilter:
    if text is None:
        return None
    if text == "now":
        return "now"
    if text == "arrival":
        return "arrival"
    try:
        instant = datetime.fromisoformat(text.replace(" ", "+"))  # an unescaped "+08:00" arrives as a space
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise Invalid(errors=[{"field": "open", "message": "填 now、arrival 或带时区的时间"}])
    if not clock.now() - SLACK <= instant <= clock.now() + AHEAD:
        raise InstantTooFar
    return int(instant.timestamp())


def _start(cursor: str, found: list[Found]) -> int:
    """Where the page after the cursor begins: after its station, or, has that gone, at its old place."""
    code, place = paging.from_cursor(cursor, str, int)
    after = next((index + 1 for index, match in enumerate(found) if match.row.code == code), None)
    return after if after is not None else max(0, min(int(place), len(found)))


def _card(found: Found, now: int, crs: str) -> bytes:
    row = found.row
    return row.card.at(
        now=now,
        crs=crs,
        face=row.timeline.face(now),
        metres=found.metres,
        on_arrival=nearby.on_arrival(found, now),
    )


def _summary(summary: Summary, now: int, crs: str) -> bytes:
    def card(found: Found | None) -> bytes:
        return _card(found, now, crs) if found else b"null"

    within = b"null" if summary.within_m is None else b"%d" % summary.within_m
    return b'{"open_count":%d,"within_m":%s,"next_opening":%s,"always_open":%s}' % (
        summary.open_count,
        within,
        card(summary.next_opening),
        card(summary.always_open),
    )
