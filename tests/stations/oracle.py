"""A second opinion on the list of stations, written from the product's words alone: it imports nothing of the app.

It reads the sheet, the areas and the holiday table itself. Distances come by Vincenty's formula, the way back from GCJ-02 from
Newton's method, and opening hours from painting: every minute of a stretch of days gets one letter, ``o`` open,
``c`` closed, ``u`` unknown. All of it is slow and plain on purpose.
"""

from __future__ import annotations

import csv
import json
import math
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"
BEIJING = timezone(timedelta(hours=8))
RADIUS_M = 6371008.8
DAY = 1440
PAINTED_DAYS = 18  # from the day before the clock: 14 days ahead, an hour's ride and a tail fit in

KINDS = {
    "益骑驿站": "rider_station", "小哥之家": "rider_home", "工会驿站": "union_station", "党群服务中心": "community_center",
    "青年之家": "youth_home", "妇女之家": "womens_home", "友好商户": "friendly_merchant", "修车点": "repair_point",
    "换电柜": "swap_cabinet",
}  # fmt: skip
AMENITIES = {
    "饮用水": "drinking_water", "热水": "hot_water", "座椅": "seats", "暖气": "heating", "空调": "air_conditioning",
    "手机充电": "phone_charging", "医药箱": "first_aid", "卫生间": "toilet", "母婴室": "nursing", "无线网络": "wifi",
    "微波炉": "microwave", "图书": "books", "雨具": "umbrella_raincoat", "电动车充电": "ebike_charging",
    "充气泵": "tools_pump", "换电柜": "battery_swap", "头盔借用": "helmet_lending",
}  # fmt: skip


# --- the ground ----------------------------------------------------------------------------------------------------


def metres(lat: float, lng: float, to_lat: float, to_lng: float) -> float:
    """Vincenty's formula on the ball: an arc by its tangent, exact near and far."""
    a, b, across = math.radians(lat), math.radians(to_lat), math.radians(to_lng - lng)
    east = math.cos(b) * math.sin(across)
    north = math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(across)
    along = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(across)
    return RADIUS_M * math.atan2(math.hypot(east, north), along)


def gcj_from_wgs(lat: float, lng: float) -> tuple[float, float]:
    """The offset as it is published for mainland China, on the Krasovsky ellipsoid."""
    e, n = lng - 105, lat - 35
    waves = 20 * math.sin(6 * e * math.pi) + 20 * math.sin(2 * e * math.pi)
    dn = -100 + 2 * e + 3 * n + n * n / 5 + e * n / 10 + math.sqrt(abs(e)) / 5
    dn += 2 / 3 * (waves + 20 * math.sin(n * math.pi) + 40 * math.sin(n * math.pi / 3))
    dn += 2 / 3 * (160 * math.sin(n * math.pi / 12) + 320 * math.sin(n * math.pi / 30))
    de = 300 + e + 2 * n + e * e / 10 + e * n / 10 + math.sqrt(abs(e)) / 10
    de += 2 / 3 * (waves + 20 * math.sin(e * math.pi) + 40 * math.sin(e * math.pi / 3))
    de += 2 / 3 * (150 * math.sin(e * math.pi / 12) + 300 * math.sin(e * math.pi / 30))
    squash = 0.00669342162296594323
    bend = 1 - squash * math.sin(math.radians(lat)) ** 2
    meridian = 6378245 * (1 - squash) / bend**1.5
    parallel = 6378245 / math.sqrt(bend) * math.cos(math.radians(lat))
    return lat + dn * 180 / (meridian * math.pi), lng + de * 180 / (parallel * math.pi)


def wgs_from_gcj(lat: float, lng: float) -> tuple[float, float]:
    """Newton's method in two variables with slopes measured over ten metres or so."""
    a, b, h = lat, lng, 1e-4
    for _ in range(20):
        fa, fb = gcj_from_wgs(a, b)
        miss_a, miss_b = fa - lat, fb - lng
        if abs(miss_a) < 2e-14 and abs(miss_b) < 2e-14:
            break
        (aa, ab), (ba, bb) = gcj_from_wgs(a + h, b), gcj_from_wgs(a, b + h)
        p, q, r, s = (aa - fa) / h, (ba - fa) / h, (ab - fb) / h, (bb - fb) / h
        a, b = a - (s * miss_a - q * miss_b) / (p * s - q * r), b - (p * miss_b - r * miss_a) / (p * s - q * r)
    return a, b


# --- hours ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Almanac:
    """Published days off and make-up workdays; years that nobody loaded are unknown. The regional table is empty."""

    off: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]

    @classmethod
    def read(cls, path: Path = DATA / "holidays-cn-2025-2026.json") -> Almanac:
        days = json.loads(path.read_text(encoding="utf-8"))["days"]
        named = {date.fromisoformat(row["date"]): row["off"] for row in days}
        return cls(
            frozenset(day for day, off in named.items() if off),
            frozenset(day for day, off in named.items() if not off),
            frozenset(day.year for day in named),
        )


@dataclass(frozen=True)
class Rule:
    days: frozenset[int]  # 1 Monday ... 7 Sunday
    first: int  # month * 100 + day
    last: int
    spans: tuple[tuple[int, int], ...]

    def covers(self, day: date) -> bool:
        number = day.month * 100 + day.day
        if self.first <= self.last:
            return self.first <= number <= self.last
        return not self.last < number < self.first


def days_of(words: str) -> frozenset[int]:
    """``每天``, ``周六日``, ``周一至周五``, ``周五至周一``, ``周一,周三``."""
    if words in {"", "每天"}:
        return frozenset(range(1, 8))
    order = "一二三四五六日"
    if "至" in words:
        start, end = (order.index(word[-1]) for word in words.split("至"))
        return frozenset((start + step) % 7 + 1 for step in range((end - start) % 7 + 1))
    return frozenset(order.index(char) + 1 for char in words if char in order)


def rules_of(words: str) -> tuple[tuple[Rule, ...], bool]:
    """The rules, and whether the place rests on holidays."""
    parts = [part.strip() for part in words.split(";") if part.strip()]
    rests = "节假日休息" in parts
    rules = []
    for part in parts:
        if part.startswith("节假日"):
            continue
        season = re.match(r"(\d+)月(\d+)日-(\d+)月(\d+)日\s*", part)
        a, b, c, d = map(int, season.groups()) if season else (1, 1, 12, 31)
        rest = part[season.end() :] if season else part
        if rest.endswith("24小时"):
            days, spans = rest.removesuffix("24小时").strip(), [(0, DAY)]
        else:
            days = re.match(r"[^\d]*", rest).group().strip()
            spans = []
            for h1, m1, h2, m2 in re.findall(r"(\d+):(\d+)-(\d+):(\d+)", rest):
                start, end = int(h1) * 60 + int(m1), int(h2) * 60 + int(m2)
                spans.append((start, end if end > start else end + DAY))
        rules.append(Rule(days_of(days), a * 100 + b, c * 100 + d, tuple(spans)))
    return tuple(rules), rests


@dataclass(frozen=True)
class Place:
    """A row of the sheet, and what was changed by hand since. Minutes of an exception count from its midnight."""

    code: str
    name: str
    kind: str
    area: str
    address: str
    lat: float
    lng: float
    hours: str
    amenities: dict[str, str] = field(hash=False)
    listed: bool
    exceptions: tuple[tuple[date, tuple[tuple[int, int], ...]], ...] = ()
    closures: tuple[tuple[datetime, datetime | None], ...] = ()

    def has(self, amenity: str) -> bool:
        return self.amenities.get(amenity) in {"working", "limited"}


def read_places(path: Path) -> list[Place]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [place_of(row) for row in csv.DictReader(file)]


def place_of(row: dict[str, str]) -> Place:
    return Place(
        code=row["编号"],
        name=row["名称"],
        kind=KINDS[row["类型"]],
        area=row["区划代码"],
        address=row["地址"],
        lat=float(row["纬度"]),
        lng=float(row["经度"]),
        hours=row["开放时间"],
        amenities={AMENITIES[word]: "working" for word in row["设施"].split(";") if word},
        listed=row["对骑手开放"] == "是",
    )


def spans_of_day(place: Place, day: date, almanac: Almanac) -> list[tuple[int, int]] | None:
    """The bands that start on the day; None when nobody can know."""
    for exceptional, bands in place.exceptions:
        if exceptional == day:
            return list(bands)
    rules, rests = rules_of(place.hours)
    rules = tuple(rule for rule in rules if rule.covers(day))
    if not rules:
        return None
    weekday = day.isoweekday()
    if rests:
        if day.year not in almanac.years:
            return None
        if day in almanac.off:
            return []
        if day in almanac.work:
            weekday = 1
    return [span for rule in rules if weekday in rule.days for span in rule.spans]


class Line:
    """Every minute of a place from the midnight before the clock's day on."""

    def __init__(self, place: Place, clock: datetime, almanac: Almanac) -> None:
        today = clock.astimezone(BEIJING).date()
        self.start = datetime(today.year, today.month, today.day, tzinfo=BEIJING) - timedelta(days=1)
        self.paint = bytearray(b"c" * (PAINTED_DAYS * DAY))
        self._seen: dict[int, tuple[int | None, int | None]] = {}
        tail = max([0, *(end - DAY for rule in rules_of(place.hours)[0] for _, end in rule.spans)])
        resolved = [
            (n * DAY, spans_of_day(place, today + timedelta(days=n - 1), almanac)) for n in range(-1, PAINTED_DAYS)
        ]
        for midnight, spans in resolved:
            if spans is None:
                self._brush(midnight, midnight + DAY + tail, b"u")
        for midnight, spans in resolved:
            for start, end in spans or ():
                self._brush(midnight + start, midnight + end, b"o")
        for since, until in place.closures:
            self._brush(self.minute(since), self.minute(until) if until else len(self.paint), b"c")

    def _brush(self, start: int, end: int, colour: bytes) -> None:
        start, end = max(start, 0), min(end, len(self.paint))
        if start < end:
            self.paint[start:end] = colour * (end - start)

    def minute(self, instant: datetime) -> int:
        return (instant - self.start) // timedelta(minutes=1)

    def state(self, instant: datetime) -> str:
        return {"o": "open", "c": "closed", "u": "unknown"}[chr(self.paint[self.minute(instant)])]

    def next_change(self, instant: datetime) -> tuple[datetime, str] | None:
        """The first later minute of another colour within 14 days."""
        turn = self._ahead(self.minute(instant))[0]
        return None if turn is None else (self._when(turn), self.state(self._when(turn)))

    def next_opening(self, instant: datetime) -> datetime | None:
        """The first later minute that is open after one that is not, within 14 days."""
        opens = self._ahead(self.minute(instant))[1]
        return None if opens is None else self._when(opens)

    def never_closes(self, instant: datetime) -> bool:
        return self.state(instant) == "open" and self.next_change(instant) is None

    def _ahead(self, at: int) -> tuple[int | None, int | None]:
        """The next minute of another colour, and the next that turns open; kept, for many places share a line."""
        if at not in self._seen:
            end = at + 14 * DAY + 1
            other = next((minute for minute in range(at, end) if self.paint[minute] != self.paint[at]), None)
            shut = other if self.paint[at] == ord("o") else at
            opens = None if shut is None else self.paint.find(b"o", shut, end)
            self._seen[at] = other, None if opens == -1 else opens
        return self._seen[at]

    def _when(self, minute: int) -> datetime:
        return self.start + timedelta(minutes=minute)


# --- the list ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """A query as a caller means it. ``lat``, ``lng`` in the datum ``crs``; ``open`` is now, arrival or an instant."""

    lat: float | None = None
    lng: float | None = None
    crs: str = "gcj02"
    radius_m: int | None = None
    kinds: tuple[str, ...] = ()
    amenities: tuple[str, ...] = ()
    open: str | datetime | None = None
    area: str | None = None
    q: str | None = None

    def query(self) -> list[tuple[str, str]]:
        pairs = [("kind", kind) for kind in self.kinds] + [("amenity", amenity) for amenity in self.amenities]
        if self.lat is not None:
            pairs += [("lat", repr(self.lat)), ("lng", repr(self.lng))]
        if self.open is not None:
            pairs.append(("open", self.open if isinstance(self.open, str) else self.open.isoformat()))
        plain = {"area": self.area, "q": self.q, "radius_m": self.radius_m}
        pairs += [(name, str(value)) for name, value in plain.items() if value is not None]
        return pairs + ([("crs", "wgs84")] if self.crs == "wgs84" else [])

    def position(self) -> tuple[float, float] | None:
        """In WGS-84."""
        if self.lat is None:
            return None
        return (self.lat, self.lng) if self.crs == "wgs84" else wgs_from_gcj(self.lat, self.lng)


@dataclass(frozen=True)
class Hit:
    place: Place
    distance_m: int | None


@dataclass(frozen=True)
class Summary:
    open_count: int
    within_m: int | None
    next_opening: str | None
    always_open: str | None


class Oracle:
    """Answers by looking at every listed place, one by one."""

    def __init__(self, places: list[Place], almanac: Almanac, areas: Path = DATA / "areas-652700.csv") -> None:
        self.places = [place for place in places if place.listed]
        self.almanac = almanac
        with areas.open(encoding="utf-8-sig", newline="") as file:
            self.parents = {row["code"]: row["parent_code"] for row in csv.DictReader(file)}
        self._lines: dict[tuple[object, ...], Line] = {}

    def line(self, place: Place, clock: datetime) -> Line:
        key = (clock.astimezone(BEIJING).date(), place.hours, place.exceptions, place.closures)
        if key not in self._lines:
            self._lines[key] = Line(place, clock, self.almanac)
        return self._lines[key]

    def chain(self, area: str) -> list[str]:
        """The area and all above it."""
        return [area, *(self.chain(self.parents[area]) if self.parents[area] else [])]

    def shown(self, place: Place, crs: str) -> tuple[float, float]:
        """Where a card in this datum puts the place."""
        return (place.lat, place.lng) if crs == "wgs84" else gcj_from_wgs(place.lat, place.lng)

    def nearest_m(self, question: Question) -> float:
        """Metres to the nearest listed place, whatever is asked for."""
        where = question.position()
        return min(metres(*where, place.lat, place.lng) for place in self.places)

    def arrival(self, hit: Hit, clock: datetime) -> str:
        """The state when a rider at 15 km/h gets there by a way 1.3 times the straight one: 2,500 m of it in 13 minutes."""
        return self.line(hit.place, clock).state(clock + timedelta(minutes=(hit.distance_m * 13 + 2499) // 2500))

    def near(self, question: Question) -> list[Hit]:
        """Every match of all filters but ``open`` and ``radius_m``, in the list's order."""
        where = question.position()
        hits = []
        for place in self.places:
            if question.kinds and place.kind not in question.kinds:
                continue
            if not all(place.has(amenity) for amenity in question.amenities):
                continue
            if question.area and question.area not in self.chain(place.area):
                continue
            if question.q and question.q not in place.name and question.q not in place.address:
                continue
            hits.append(Hit(place, round(metres(*where, place.lat, place.lng)) if where else None))
        if where is None:
            return sorted(hits, key=lambda hit: (hit.place.name, hit.place.code))
        return sorted(hits, key=lambda hit: (hit.distance_m, hit.place.code))

    def answer(self, question: Question, clock: datetime) -> tuple[list[Hit], Summary]:
        """The list and what leads it."""
        everywhere = self.near(question)
        radius = None if question.lat is None else question.radius_m or 5000
        matches = [hit for hit in everywhere if radius is None or hit.distance_m <= radius]
        listed = [hit for hit in matches if self._passes(hit, question.open, clock)]
        return listed, self._summary(listed, everywhere, radius, clock)

    def _passes(self, hit: Hit, wanted: str | datetime | None, clock: datetime) -> bool:
        if wanted is None:
            return True
        if wanted == "arrival":
            return self.arrival(hit, clock) == "open"
        return self.line(hit.place, clock).state(clock if wanted == "now" else wanted) == "open"

    def _summary(self, listed: list[Hit], everywhere: list[Hit], radius: int | None, clock: datetime) -> Summary:
        count = sum(self.line(hit.place, clock).state(clock) == "open" for hit in listed)
        if count:
            return Summary(count, radius, None, None)
        openings, always = [], []
        for rank, hit in enumerate(everywhere):
            line = self.line(hit.place, clock)
            opens = line.next_opening(clock)
            if radius is not None and hit.distance_m > 50_000:
                continue
            if opens is not None and line.state(clock) != "open":
                openings.append((opens, rank, hit.place.code))
            if line.never_closes(clock):
                always.append(hit.place.code)
        return Summary(0, radius, min(openings)[2] if openings else None, always[0] if always else None)
