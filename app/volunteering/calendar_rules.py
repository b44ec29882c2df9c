"""iCalendar (RFC 5545) by hand: events of shifts as text. Plain functions; instants are written in UTC.

Lines end in CRLF and are folded at 75 octets, never inside a character; texts are escaped; what phones cannot show
(controls) is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

CRLF = "\r\n"
MOST_OCTETS = 75
PAST_KEPT = timedelta(days=30)
REFRESH = "PT1H"
NAME = "益骑志愿班次"
PRODUCT = "-//Yiqi//Shifts//ZH"
TENTATIVE = frozenset({"waitlisted", "offered"})
SHOWN = frozenset({"registered", "checked_in", "checked_out", "shift_cancelled"}) | TENTATIVE


@dataclass(frozen=True)
class Event:
    """A shift in somebody's calendar. ``place`` is the public one, always; ``stamp``: when it last changed."""

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    note: str
    state: str  # of the sign-up


def written(events: Iterable[Event]) -> str:
    """A whole calendar."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(NAME)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    for event in events:
        lines += _lines_of(event)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + CRLF for line in lines)


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, each but the first behind a blank, cut between characters."""
    pieces, piece, room = [], bytearray(), MOST_OCTETS
    for char in line:
        octets = char.encode()
        if len(piece) + len(octets) > room:
            pieces.append(bytes(piece))
            piece, room = bytearray(), MOST_OCTETS - 1
        piece += octets
    pieces.append(bytes(piece))
    return (CRLF + " ").join(one.decode() for one in pieces)


def escaped(text: str) -> str:
    """A text as a value: backslash, semicolon, comma and line breaks escaped, other controls left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for char in ("\\", ";", ","):
        plain = plain.replace(char, f"\\{char}")
    return "".join("\\n" if char == "\n" else char for char in plain if char == "\n" or not _is_control(char))


def status_of(state: str) -> str:
    """What a calendar shows of a sign-up."""
    if state == "shift_cancelled":
        return "CANCELLED"
    return "TENTATIVE" if state in TENTATIVE else "CONFIRMED"


def _lines_of(event: Event) -> list[str]:
    prefix = "（候补）" if event.state in TENTATIVE else ""
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_utc(event.stamp)}",
        f"DTSTART:{_utc(event.starts_at)}",
        f"DTEND:{_utc(event.ends_at)}",
        f"SUMMARY:{escaped(prefix + event.title)}",
        f"LOCATION:{escaped(event.place)}",
        f"DESCRIPTION:{escaped(event.note)}",
        f"STATUS:{status_of(event.state)}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
    ]


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _is_control(char: str) -> bool:
    return ord(char) < 32 or 127 <= ord(char) < 160 or 0xD800 <= ord(char) < 0xE000
