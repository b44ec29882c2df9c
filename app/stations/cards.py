"""Cards as ready-made JSON: what never changes with the clock is joined from bytes made once per change.

``StationCard`` of the API, cut where a distance, the clock, or the datum comes in:
``front`` + metres + the timeline's face and arrival + ``tail`` + crowding and stale.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from app.core import clock, geo
from app.stations.facts import StationFacts
from app.stations.riders_rules import STALE, crowding_until

STALE_S = STALE.total_seconds()
RIDING_M_PER_MINUTE = 250  # 15 km/h
_DISTANCE = b',"distance_m":'
_ARRIVAL_UNKNOWN = b',"open_on_arrival":null'
_ARRIVAL_OPEN = b',"open_on_arrival":true'
_ARRIVAL_CLOSED = b',"open_on_arrival":false'
_FRESH, _OLD = b',"crowding":null,"stale":false},', b',"crowding":null,"stale":true},'


class Card(NamedTuple):
    """The bytes of one station's card. ``stale_at``: epoch second after which its facts count as old.

    ``crowded``: the crowding last told of, up to and without "stale"; ``crowded_until``: its last epoch second.
    """

    front: bytes  # what and where, in GCJ-02, up to the distance: what nearly every answer begins with
    place: int  # where in ``front`` the coordinates begin
    lat: float
    lng: float
    tail: bytes
    stale_at: float
    crowded_until: float
    crowded: bytes

    def columns(self) -> dict[str, Any]:
        """What of the card no clock and no caller moves, by name, in GCJ-02."""
        found: dict[str, Any] = json.loads(b"%snull%s}" % (self.front, self.tail))
        return found

    def at(self, now: int, crs: str, metres: int | None, seen: bytes) -> tuple[bytes, bytes, bytes, bytes, bytes]:
        """The whole card as one JSON object and a comma, in pieces: an answer joins those of all its cards at once.

        ``seen``: the timeline's face and the arrival, as ``seen_on`` makes them.
        """
        return (
            self.front if crs == "gcj02" else self._front_in(crs),
            b"null," if metres is None else b"%d," % metres,
            seen,
            self.tail,
            (_OLD if now > self.stale_at else _FRESH) if now > self.crowded_until else self._crowded(now),
        )

    def _crowded(self, now: int) -> bytes:
        return self.crowded + (b"true}," if now > self.stale_at else b"false},")

    def _front_in(self, crs: str) -> bytes:
        return b"%s%s%s" % (self.front[: self.place], _pair(*rounded(self.lat, self.lng, crs)), _DISTANCE)


def seen_on(face: bytes, on_arrival: bool | None) -> bytes:
    """What a card says of the hours: as they stand now, and when a rider who sets out now gets there."""
    return face + (_ARRIVAL_UNKNOWN if on_arrival is None else _ARRIVAL_OPEN if on_arrival else _ARRIVAL_CLOSED)


def make_card(facts: StationFacts) -> Card:
    """The card of a station, as bytes."""
    lat, lng = facts.row["lat_wgs84"], facts.row["lng_wgs84"]
    head = _dump(head_fields(facts))[:-1] + b","
    front = head + _pair(*geo.to_gcj02(lat, lng)) + _DISTANCE
    tail = b"," + _dump(tail_fields(facts))[1:-1]
    crowded = b',"crowding":%s,"stale":' % _dump(_crowding_told(facts))
    return Card(front, len(head), lat, lng, tail, stale_at(facts), _crowded_until(facts), crowded)


def head_fields(facts: StationFacts) -> dict[str, Any]:
    """What and where."""
    area = facts.area
    return {
        "code": facts.row["code"],
        "name": facts.row["name"],
        "kind": facts.row["kind"],
        "address": facts.row["address"],
        "area_name": area.name if area else "",
        "township_name": area.township_name if area else None,
    }


def tail_fields(facts: StationFacts) -> dict[str, Any]:
    """What works there, who said so, and when."""
    row = facts.row
    return {
        "amenities": [
            {"amenity": a.amenity, "status": a.status, "eta": clock.rfc3339(a.eta) if a.eta else None}
            for a in facts.amenities
        ],
        "status": row["status"],
        "alert": row["alert"],
        "contact": row["contact"],
        "told": told(facts),
        "last_verified_at": clock.rfc3339(row["last_verified_at"]) if row["last_verified_at"] else None,
        "synthetic": row["synthetic"],
        "version": row["version"],
    }


def told(facts: StationFacts) -> dict[str, Any] | None:
    """Who gave the newest news, and when."""
    at, by = facts.row["told_at"], facts.row["told_by"]
    return {"at": clock.rfc3339(at), "by": by} if at and by else None


def crowding(facts: StationFacts, now: int) -> dict[str, Any] | None:
    """How full it is and when that was said; None when nobody has said so within the hour."""
    return _crowding_told(facts) if now <= _crowded_until(facts) else None


def stale_at(facts: StationFacts) -> float:
    """Epoch second after which the facts count as old: 90 days after the last check, else after the last news."""
    checked = facts.row["last_verified_at"] or facts.row["told_at"]
    return checked.timestamp() + STALE_S if checked else 0.0


def arrival_minutes(metres: int) -> int:
    """Whole minutes to ride there: the way is taken as 1.3 times the straight line, at 15 km/h, rounded up."""
    return -int(-metres * 13 // (10 * RIDING_M_PER_MINUTE))


def rideable_m(seconds: int) -> int:
    """How far a rider gets before so many seconds are over: every way up to this has ``arrival_minutes`` within."""
    return (seconds - 1) // 60 * (10 * RIDING_M_PER_MINUTE) // 13


def rounded(lat: float, lng: float, crs: str) -> tuple[float, float]:
    """A WGS-84 point in the datum asked for, to 6 decimals."""
    if crs == "gcj02":
        lat, lng = geo.to_gcj02(lat, lng)
    return round(lat, 6), round(lng, 6)


def _crowding_told(facts: StationFacts) -> dict[str, Any] | None:
    level, at = facts.row["crowding"], facts.row["crowding_at"]
    return {"level": level, "at": clock.rfc3339(at)} if level and at else None


def _crowded_until(facts: StationFacts) -> float:
    at = facts.row["crowding_at"]
    return crowding_until(at.timestamp()) if at else 0.0


def _pair(lat: float, lng: float) -> bytes:
    return b'"lat":%s,"lng":%s' % (repr(round(lat, 6)).encode(), repr(round(lng, 6)).encode())


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
