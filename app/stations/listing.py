"""The list's answer: a query read, the stations found, their cards joined to bytes.

Used by the view and by the lane in front of it, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from flask import Flask
from werkzeug.datastructures import MultiDict

from app.core import clock, geo, paging, web
from app.core.geo import Box
from app.core.problems import Invalid, PointOutside, Problem
from app.core.spelling import fold
from app.stations import nearby
from app.stations.cards import arrival_minutes, rideable_m, seen_on
from app.stations.nearby import Found, Page, Search, Summary
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


class Plan(NamedTuple):
    """A query read, but for the position and the cursor. ``open_text``: an instant still to be held to the clock."""

    search: Search
    limit: int
    crs: str
    area: str | None
    open_text: str | None


def answer(pairs: Sequence[tuple[str, str]], snapshot: Snapshot, box: Box, area_path: AreaPath) -> bytes:
    """The ``StationList`` of a query's names and values as JSON. Raises ``Invalid`` and its kind."""
    now = int(clock.epoch())
    plan, point, cursor = _read(pairs)
    search = plan.search
    if point is not None:
        search = search._replace(point=_in_box(point, plan.crs, box))
    if plan.area is not None:
        search = search._replace(area_path=area_path(plan.area))
    if plan.open_text is not None:
        search = search._replace(open_when=_instant(plan.open_text))
    if cursor:
        code, place = paging.from_cursor(cursor, str, int)
        page = nearby.page_after(snapshot, search, now, plan.limit, (str(code), int(place)))
    else:
        page = nearby.first_page(snapshot, search, now, plan.limit)
    cards = Cards(now, plan.crs)
    parts = [b'{"items":[', *cards.of(page.items), b'],"next_cursor":', _next_cursor(page)]
    if not cursor:
        parts += [b',"summary":', _summary(nearby.summarize(snapshot, search, page.open_count, now), cards)]
    parts.append(b',"server_now":"%s"}' % clock.rfc3339_second(now).encode())
    return b"".join(parts)


class Cards:
    """Cards of one answer: what stations of equal hours share is looked up once."""

    def __init__(self, now: int, crs: str) -> None:
        self._now, self._crs = now, crs
        self._seen: dict[Timeline, Seen] = {}

    def of(self, matches: Iterable[Found]) -> list[bytes]:
        """The cards of the matches as JSON, commas between them, in pieces to be joined once: they are 1 KB each."""
        now, crs, known = self._now, self._crs, self._seen
        pieces: list[bytes] = []
        for metres, row in matches:
            timeline = row.timeline
            seen = known.get(timeline) or self._look_at(timeline)
            if metres is None:
                words = seen.nowhere
            elif metres <= seen.before_the_turn_m:
                words = seen.as_now
            else:
                words = seen.open if timeline.state_at(now + 60 * arrival_minutes(metres)) == OPEN else seen.closed
            pieces += row.card.at(now, crs, metres, words)
        if pieces:
            pieces[-1] = pieces[-1][:-1]
        return pieces

    def _look_at(self, timeline: Timeline) -> Seen:
        face, now = timeline.face(self._now), self._now
        is_open, is_closed = seen_on(face, True), seen_on(face, False)
        as_now = is_open if timeline.state_now(now) == OPEN else is_closed
        before = rideable_m(timeline.until(now) - now)
        found = self._seen[timeline] = Seen(seen_on(face, None), is_open, is_closed, as_now, before)
        return found


class Seen(NamedTuple):
    """What cards of equal hours say of them: without a position, when open or closed on arrival, and as it is now.

    Whoever rides at most ``before_the_turn_m`` arrives before anything changes.
    """

    nowhere: bytes
    open: bytes
    closed: bytes
    as_now: bytes
    before_the_turn_m: int


def lane(app: Flask, box: Box) -> Callable[[str], bytes | None]:
    """The quick way to the same answer, for a query string with a position and plain ASCII filters."""
    keeper = app.extensions["yiqi.snapshot"]

    def answer_quickly(query_string: str) -> bytes | None:
        snapshot: Snapshot | None = keeper.ready()
        if snapshot is None or "lat=" not in query_string or not query_string.isascii():
            return None
        pairs = _pairs(query_string)
        if any(name == "area" or not (value.isascii() and value.isprintable()) for name, value in pairs):
            return None
        try:
            return answer(pairs, snapshot, box, str)
        except Problem:
            return None  # Flask answers it again, as a problem document

    return answer_quickly


def _pairs(query_string: str) -> list[tuple[str, str]]:
    """Names and values as Flask reads them; nearly always there is nothing to decode."""
    if "%" in query_string or "+" in query_string:
        return parse_qsl(query_string, keep_blank_values=True)
    return [(name, value) for name, _, value in (part.partition("=") for part in query_string.split("&") if part)]


def _read(pairs: Sequence[tuple[str, str]]) -> tuple[Plan, tuple[float, float] | None, str | None]:
    """Plan, position, cursor. Filters repeat and are remembered; a position or a text is read and forgotten."""
    places = [value for name, value in pairs if name in _PLACE]
    filters = tuple(pair for pair in pairs if pair[0] not in _PLACE)
    if len(places) == 2 and not any(name in _NOT_REMEMBERED for name, _ in filters):
        found = dict(pairs)
        try:
            lat, lng = float(found["lat"]), float(found["lng"])
        except (KeyError, ValueError):
            lat, lng = 91.0, 0.0  # for the schema to refuse, in its words
        if -90 <= lat <= 90 and -180 <= lng <= 180:
            return _plan(filters), (lat, lng), None
    query = web.parse_query(LIST_QUERY, MultiDict(pairs))
    point = None if query["lat"] is None else (query["lat"], query["lng"])
    return _plan_of(query), point, query["cursor"]


_PLACE = frozenset({"lat", "lng"})
_NOT_REMEMBERED = frozenset({"q", "cursor"})


@lru_cache(maxsize=512)
def _plan(filters: tuple[tuple[str, str], ...]) -> Plan:
    """The plan of the filters beside a position; the place given here is never looked at."""
    return _plan_of(web.parse_query(LIST_QUERY, MultiDict([*filters, ("lat", "45"), ("lng", "82")])))


def _plan_of(query: dict[str, Any]) -> Plan:
    when = query["open"]
    search = Search(
        radius_m=query["radius_m"],
        kinds=sum({KIND_BIT[kind] for kind in query["kind"]}),
        needs=sum({AMENITY_BIT[amenity] for amenity in query["amenity"]}),
        words=tuple(fold(word) for word in (query["q"] or "").split()),
        open_when=when if when in {"now", "arrival"} else None,
    )
    open_text = when if search.open_when is None else None
    return Plan(search, query["limit"], query["crs"], query["area"], open_text)


def _in_box(point: tuple[float, float], crs: str, box: Box) -> tuple[float, float]:
    """The position in WGS-84. Raises ``PointOutside``."""
    if crs == "gcj02":
        point = geo.to_wgs84(*point)
    if not geo.in_box(*point, box):
        raise PointOutside
    return point


def _instant(text: str) -> int:
    """The epoch second of an ``open`` that names an instant of the next 14 days."""
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
    return b'"%s"' % paging.to_cursor(page.items[-1].row.code, end).encode()


def _summary(summary: Summary, cards: Cards) -> bytes:
    first, always = summary.next_opening, summary.always_open
    return b'{"open_count":%d,"within_m":%s,"next_opening":%s,"always_open":%s}' % (
        summary.open_count,
        b"null" if summary.within_m is None else b"%d" % summary.within_m,
        b"".join(cards.of([first])) if first else b"null",
        b"".join(cards.of([always])) if always else b"null",
    )
