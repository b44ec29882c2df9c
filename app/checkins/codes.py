"""Codes of presence: how they are written, read and told from forgeries (RELIABILITY 8.2).

    P.<point 6>.<version 4>.<tag 12>   a printed poster; also its WeChat scene
    T.<point 6>.<slot 4>.<tag 12>      a screen; a new one every 10 s
    M.<member 10>.<slot 4>.<tag 12>    a rider's phone, for staff to scan

The tag is the first 60 bits of HMAC-SHA256 over the text before it, under a key of the point: HMAC(master key, letter,
number, version). Rotating codes use its key of the day, so that whoever holds a day's key makes codes of that day only.
Master keys are a list: codes are made with the first and accepted under any. Times are seconds since 1970.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from app.checkins.crockford import decode, encode

LAST_POINT = (1 << 30) - 1
LAST_VERSION = (1 << 20) - 1
SLOT_S = 10
SLOTS = 1 << 20  # a slot's number comes again after 121 days
EARLY_S = 10  # the clocks of screen and server may differ by so much
EARLY = timedelta(seconds=EARLY_S)
SCREEN_S = 20  # accepted so long after the slot began: its own step and one more
MEMBER_S = 120  # the phone fetches one a minute, and staff see the person
POINT_WIDTH, MEMBER_WIDTH, TURN_WIDTH, TAG_WIDTH = 6, 10, 4, 12
TAG_BITS = 5 * TAG_WIDTH
LOCAL = timezone(timedelta(hours=8))  # Asia/Shanghai
_FORM = re.compile(r"([PT])\.(.{6})\.(.{4})\.(.{12})|(M)\.(.{10})\.(.{4})\.(.{12})", re.ASCII)


@dataclass(frozen=True)
class Code:
    """A text of known form. ``number``: the point or the member; ``turn``: the version of a print, else the slot."""

    letter: str  # P | T | M
    number: int
    turn: int
    tag: str
    signed: str  # the text before the tag


def read(text: str) -> Code | None:
    """The parts of a code, None for a text of no known form. Whether it is genuine is not looked at."""
    form = _FORM.fullmatch(text)
    if form is None:
        return None
    letter, number, turn, tag = (part for part in form.groups() if part is not None)
    values = decode(number), decode(turn), decode(tag)
    if values[0] is None or values[1] is None or values[2] is None:
        return None
    return Code(letter, values[0], values[1], tag, text[: -TAG_WIDTH - 1])


def point_key(master: bytes, letter: str, number: int, version: int) -> bytes:
    """The key of a point (or member) for one letter and version, 32 bytes."""
    return _mac(master, f"{letter}.{number}.{version}")


def day_key(key: bytes, day: date) -> bytes:
    """The key of a point for one local day: what a screen without network holds."""
    return _mac(key, day.isoformat())


def printed(master: bytes, point: int, version: int) -> str:
    """The text of a poster, 26 characters."""
    return _sealed(point_key(master, "P", point, version), "P", encode(point, POINT_WIDTH), version)


def on_screen(master: bytes, point: int, version: int, slot: int) -> str:
    """The text a screen shows in a full slot (``slot_at``), 26 characters."""
    key = day_key(point_key(master, "T", point, version), slot_day(slot))
    return _sealed(key, "T", encode(point, POINT_WIDTH), slot % SLOTS)


def of_member(master: bytes, member: int, slot: int) -> str:
    """The text a rider's phone shows from a full slot on, 30 characters."""
    key = day_key(point_key(master, "M", member, 0), slot_day(slot))
    return _sealed(key, "M", encode(member, MEMBER_WIDTH), slot % SLOTS)


def why_not_printed(code: Code, masters: Sequence[bytes], version: int) -> str | None:
    """Why a printed code does not count: ``bad-code``, ``revoked``; None when it does. ``version``: the point's now."""
    keys = [point_key(master, "P", code.number, code.turn) for master in masters]
    if not _is_genuine(code, keys) or code.turn > version:
        return "bad-code"
    return "revoked" if code.turn < version else None


def why_not_rotating(code: Code, masters: Sequence[bytes], version: int, arrived_at: float) -> str | None:
    """Why a ``T.`` or ``M.`` code does not count: ``bad-code``, ``expired``; None when it does.

    ``version``: the point's now; a code of an earlier one is ``bad-code``, for it does not say its version.
    """
    slot = full_slot(code.turn, arrived_at)
    number = version if code.letter == "T" else 0
    keys = [day_key(point_key(master, code.letter, code.number, number), slot_day(slot)) for master in masters]
    if not _is_genuine(code, keys):
        return "bad-code"
    # never before its window: a slot further ahead is read as one of 121 days ago
    return None if arrived_at < window(code, arrived_at)[1] else "expired"


def window(code: Code, arrived_at: float) -> tuple[int, int]:
    """When the slot of a rotating code began, and until when the code counts.

    It counts for ``EARLY`` before, too, for clocks may differ.
    """
    began = full_slot(code.turn, arrived_at) * SLOT_S
    return began, began + (SCREEN_S if code.letter == "T" else MEMBER_S)


def slot_at(instant: float) -> int:
    """The full slot of an instant."""
    return int(instant // SLOT_S)


def full_slot(bits: int, arrived_at: float) -> int:
    """The latest slot with these 20 bits that began no later than 10 s after the arrival."""
    latest = slot_at(arrived_at + EARLY_S)
    return latest - (latest - bits) % SLOTS


def slot_day(slot: int) -> date:
    """The local day on which a full slot begins."""
    return datetime.fromtimestamp(slot * SLOT_S, UTC).astimezone(LOCAL).date()


def _sealed(key: bytes, letter: str, number: str, turn: int) -> str:
    text = f"{letter}.{number}.{encode(turn, TURN_WIDTH)}"
    return f"{text}.{_tag(key, text)}"


def _tag(key: bytes, text: str) -> str:
    return encode(int.from_bytes(_mac(key, text)[:8]) >> (64 - TAG_BITS), TAG_WIDTH)


def _is_genuine(code: Code, keys: Sequence[bytes]) -> bool:
    """Compares with every key, whichever fits, so that the time says nothing."""
    return sum(hmac.compare_digest(_tag(key, code.signed), code.tag) for key in keys) > 0


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
