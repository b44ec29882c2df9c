"""Positions that are sent, what each would leave behind if it were kept, and the search for it (T44)."""

from __future__ import annotations

import random
import re
import struct

from app.core import geo
from tests.checkins.presence import PLACE

Position = tuple[float, float]
NUMBERS = re.compile(rb"[\x3f\x40]")  # how every double from 1 on begins, or ends where the low byte comes first
NO_CLOCK = rb"(?<!\d\d:\d\d:)"  # 23:28:44.904581 is an instant
WRITTEN = re.compile(NO_CLOCK + rb"(?=(\d{2,3}\.\d{5}))")
ROUNDED = re.compile(NO_CLOCK + rb"(?=(\d{2,3}\.\d{3}))")


def positions(chance: random.Random, count: int = 200) -> list[Position]:
    """Points in GCJ-02, within 100 m of the place, of which no two decimals beyond the fourth are ours."""
    lat, lng = geo.to_gcj02(*PLACE)
    spread = 0.0009
    return [
        (round(lat + chance.uniform(-spread, spread), 7), round(lng + chance.uniform(-spread, spread), 7))
        for _ in range(count)
    ]


class Traces:
    """What these positions would leave: their digits, in either datum, as text of 5 and more decimals or as a number's
    bytes; and their distances likewise.
    """

    def __init__(self, sent: list[Position]) -> None:
        self.texts: set[bytes] = set()
        self.numbers: set[bytes] = set()
        for lat, lng in sent:
            wgs = geo.to_wgs84(lat, lng)
            away = geo.distance_m(*wgs, *PLACE)
            # five decimals, cut, as any longer text has them
            self.texts |= {f"{number:.7f}"[:-2].encode() for number in (lat, lng, *wgs)}
            for number in (lat, lng, *wgs, away):
                self.numbers |= {struct.pack(">d", number), struct.pack("<d", number)}
            if away >= 60:  # less could be the seconds of some instant
                self.texts.add(f"{away:.3f}".encode())

    def found_in(self, haystack: bytes) -> list[bytes]:
        """Those of them that are there, wherever they stand."""
        found = {match[1] for form in (WRITTEN, ROUNDED) for match in form.finditer(haystack)} & self.texts
        for match in NUMBERS.finditer(haystack):
            at = match.start()
            found |= {haystack[at : at + 8], haystack[max(0, at - 7) : at + 1]} & self.numbers
        return sorted(found)
