"""The list's answer: a query read, the stations found, their cards joined to bytes.

Used by the view and by the lane in front of it, so that both say the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from flask import Flask
from werkzeug.datastructures import MultiDict

from app.core import clock, geo, paging, web
from app.core.geo import Box
from app.core.problems import Invalid, PointOutside, Problem
from app.core.spelling import fold
from app.stations import nearby
from app.stations.cards import arrival_minutes
from app.stations.nearby import Found, OpenFilter, Page, Search, Summary
from app.stations.reading_schemas import StationQuery
from app.stations.rows import KIND_BIT
from app.stations.snapshot import Snapshot
from app.stations.timeline import OPEN, Timeline
from app.stations.vocabulary import AMENITY_BIT

AHEAD = timedelta(days=14)
SLACK = timedelta(minutes=1)  # a phone's "now" may be a little behind ours
LIST_QUERY = StationQuery()

AreaPath = Callable[[str], str]
"""The path of an area's code; raises ``Invalid`` for none of ours."""


class InstantTooFar(Invalid):
    slug, title = "instant-too-far", "只能查 14 天以内的时间"


def answer(args: MultiDict[str, str], snapshot: Snapshot, box: Box, area_path: AreaPath) -> bytes:
    """The ``StationList`` of a query as JSON. Raises ``Invalid`` and its kind."""
    now = int(clock.epoch())
    query = _query(args)
    search = _search(query, box, area_path)
    limit, crs = query["limit"], query["crs"]
    if query["cursor"]:
        code, place = paging.from_cursor(query["cursor"], str, int)
        page = nearby.page_after(snapshot, search, now, limit, (str(code), int(place)))
    else:
        page = nearby.first_page(snapshot, search, now, limit)
    cards = Cards(now, crs)
    parts = [b'{"items":[', b",".join(map(cards.of, page.items)), b'],"next_cursor":', _next_cursor(page)]
    if not query["cursor"]:
        parts += [b',"summary":', _summary(nearby.summarize(snapshot, search, page.open_count, now), cards)]
    parts.append(b',"server_now":"%s"}' % clock.rfc3339(clock.from_epoch(now)).encode())
    return b"".join(parts)


class Cards:
    """Cards of one answer: what stations of equal hours share is looked up once."""

    def __init__(self, now: int, crs: str) -> None:
        self._now, self._crs = now, crs
        self._faces: dict[Timeline, tuple[bytes, int, bool]] = {}

    def of(self, found: Found) -> bytes:
        """The card of one match as JSON."""
        metres, row = found
        timeline = row.timeline
        known = self._faces.get(timeline)
        if known is None:
            now = self._now
            known = (timeline.face(now), timeline.until(now), timeline.state_now(now) == OPEN)
            self._faces[timeline] = known
        face, until, is_open = known
        on_arrival: bool | None = None
        if metres is not None:
            arrival = self._now + 60 * arrival_minutes(metres)
            on_arrival = is_open if arrival < until else timeline.state_at(arrival) == OPEN
        return row.card.at(self._now, self._crs, face, metres, on_arrival)


def lane(app: Flask, box: Box) -> Callable[[str], bytes | None]:
    """The quick way to the same answer, for a query string with a position and plain ASCII filters."""
    keeper = app.extensions["yiqi.snapshot"]

    def answer_quickly(query_string: str) -> bytes | None:
        snapshot: Snapshot | None = keeper.ready()
        if snapshot is None or "lat=" not in query_string or not query_string.isascii():
            return None
        pairs = parse_qsl(query_string, keep_blank_values=True)
        if any(name == "area" or not (value.isascii() and value.isprintable()) for name, value in pairs):
            return None
        try:
            return answer(MultiDict(pairs), snapshot, box, str)
        except Problem:
            return None  # Flask answers it again, as a problem document

    return answer_quickly


def _query(args: MultiDict[str, str]) -> dict[str, Any]:
    """The list's query. What filters say repeats and is remembered; a position or a text is read and forgotten."""
    lat, lng = args.getlist("lat"), args.getlist("lng")
    if len(lat) == len(lng) == 1 and "q" not in args and "cursor" not in args:
        try:
            point = float(lat[0]), float(lng[0])
        except ValueError:
            point = (91.0, 0.0)  # for the schema to refuse, in its words
        if -90 <= point[0] <= 90 and -180 <= point[1] <= 180:
            filters = tuple(pair for pair in args.items(multi=True) if pair[0] not in {"lat", "lng"})
            return {**_filters(filters), "lat": point[0], "lng": point[1]}
    return web.parse_query(LIST_QUERY, args)


@lru_cache(maxsize=512)
def _filters(pairs: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """The filters beside a position; the place given here is never looked at."""
    return web.parse_query(LIST_QUERY, MultiDict([*pairs, ("lat", "45"), ("lng", "82")]))


def _search(query: dict[str, Any], box: Box, area_path: AreaPath) -> Search:
    return Search(
        point=_point(query, box),
        radius_m=query["radius_m"],
        kinds=sum({KIND_BIT[kind] for kind in query["kind"]}),
        needs=sum({AMENITY_BIT[amenity] for amenity in query["amenity"]}),
        area_path=area_path(query["area"]) if query["area"] is not None else "",
        words=tuple(fold(word) for word in (query["q"] or "").split()),
        open_when=_open_when(query["open"]),
    )


def _point(query: dict[str, Any], box: Box) -> tuple[float, float] | None:
    if query["lat"] is None:
        return None
    point = (query["lat"], query["lng"])
    if query["crs"] == "gcj02":
        point = geo.to_wgs84(*point)
    if not geo.in_box(*point, box):
        raise PointOutside
    return point


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


def _next_cursor(page: Page) -> bytes:
    """After the page's last station; its place, too, for when it has gone."""
    end = page.start + len(page.items)
    if not page.items or end >= page.total:
        return b"null"
    return json.dumps(paging.to_cursor(page.items[-1].row.code, end)).encode()


def _summary(summary: Summary, cards: Cards) -> bytes:
    first, always = summary.next_opening, summary.always_open
    return b'{"open_count":%d,"within_m":%s,"next_opening":%s,"always_open":%s}' % (
        summary.open_count,
        b"null" if summary.within_m is None else b"%d" % summary.within_m,
        cards.of(first) if first else b"null",
        cards.of(always) if always else b"null",
    )
