"""What a certificate says and how it is numbered: plain functions, and the refusals (PRODUCT 4.8 "Certificates").

A number is ``BZ``, the year, nine random characters and a check character over year and random ones (Crockford base32,
modulo 37): a wrong character or two exchanged ones make another, impossible number.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from app.checkins import crockford
from app.core.problems import Conflict

STATUSES = ("issued", "superseded", "revoked")
PREFIX, RANDOM, CHECK_CODE = "BZ", 9, 12  # characters
NUMBER = len(PREFIX) + 4 + RANDOM + 1
NAME, REASON = 40, 200
FIRST_YEAR = 2000  # of a period: what lies before, or past this year's end, looks forged on a paper with a seal
NAME_KEPT = timedelta(hours=23, minutes=50)  # a sweep comes by every five minutes: after 24 hours there is none
_MODULUS = 37
_ALIKE = str.maketrans("OIL", "011", " -　")  # what readers of a number mistake, and what they put between
_DOTS = "·•‧∙⋅・。."  # all written for the dot within a name


class NothingConfirmed(Conflict):
    """No confirmed minutes of this issuer in the period; ``pending`` lists what waits for staff."""

    slug, title = "nothing-confirmed", "这段时间还没有已确认的时长"


class NameErased(Conflict):
    """The name is kept for a day; the same request again makes the same number printable."""

    slug, title = "name-erased", "证明上的姓名已经删除，请重新填一次姓名"


class CertificateEnded(Conflict):
    """Superseded or revoked: ``status`` says which. It can be looked up, but no more printed."""

    slug, title = "certificate-ended", "这张证明已经失效"


class CertificateCrossed(Conflict):
    """Two requests for one certificate met; sent again, the second is answered with the number of the first."""

    slug, title = "certificate-crossed", "同时开了两次，请再点一次"


def new_number(year: int, below: Callable[[int], int]) -> str:
    """A new number. ``below(n)``: a random number under n; drawn again while the check needs one of the extra signs."""
    while True:
        body = f"{year:04}{crockford.encode(below(1 << (5 * RANDOM)), RANDOM)}"
        check = _check(body)
        if check is not None and check < len(crockford.ALPHABET):
            return f"{PREFIX}{body}{crockford.ALPHABET[check]}"


def read_number(typed: str) -> str | None:
    """The number somebody typed, in any case, with blanks or dashes, O for 0 and I or L for 1; None if it is none."""
    text = typed.upper().translate(_ALIKE)
    if len(text) != NUMBER or not text.startswith(PREFIX) or not text[2:6].isdecimal():
        return None
    check = _check(text[len(PREFIX) : -1])
    fits = check is not None and check < len(crockford.ALPHABET) and crockford.ALPHABET[check] == text[-1]
    return text if fits else None


def hours_text(minutes: int) -> str:
    """Hours to two decimals, rounded half up once, from the sum: 150 -> "2.50"."""
    return str((Decimal(minutes) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP))


def lines_hash(lines: Iterable[tuple[int, int]]) -> str:
    """Which lines a certificate counts, as one text; ``lines``: ids of entries and their minutes, in any order."""
    return hashlib.sha256(json.dumps(sorted(lines)).encode()).hexdigest()


def sealed_text(number: str, name: str, period: tuple[date, date], minutes: int) -> str:
    """What the check code of a paper is made of."""
    begin, end = period
    return json.dumps([number, plain_name(name), begin.isoformat(), end.isoformat(), minutes], ensure_ascii=False)


def check_code(digest: str) -> str:
    """The twelve characters printed on the paper, of a keyed hash (hex) of ``sealed_text``."""
    return crockford.encode(int(digest[: CHECK_CODE * 5 // 4], 16), CHECK_CODE)


def read_check_code(typed: str) -> str:
    """A check code as it was typed, read as numbers are."""
    return typed.upper().translate(_ALIKE)


def plain_name(name: str) -> str:
    """A name as two readers write it alike: no blanks, one kind of middle dot, one form and case of each character."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join("·" if one in _DOTS else one for one in text if not one.isspace())


def _check(body: str) -> int | None:
    number = crockford.decode(body)
    return None if number is None else number % _MODULUS
