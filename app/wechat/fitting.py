"""Texts as WeChat takes them: the keyword kinds of its messages, and the alphabet of scenes. Plain functions.

Source: WeChat's "parameter value content limits" of subscribe messages and the parameter table of unlimited codes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOTHING, UPDATED, NO_LETTER = "-", "已更新", "NA"
CUT, CUT_ASCII = "…", "..."
SCENE = re.compile(r"[0-9A-Za-z!#$'()*+,/:;?@\-._~]{1,32}")

_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff"
_DAY, _HOUR = r"\d{4}年(?:0?[1-9]|1[0-2])月(?:0?[1-9]|[12]\d|3[01])日", r"(?:[01]\d|2[0-3]):[0-5]\d"
_TIME, _DATE = rf"(?:{_DAY} )?{_HOUR}", rf"{_DAY}(?: {_HOUR})?"
SHAPES = {  # kinds that a formatter fills: what is wrong is our bug, never cut or guessed
    "time": re.compile(rf"{_TIME}(?:~{_TIME})?", re.ASCII),
    "date": re.compile(rf"{_DATE}(?:~{_DATE})?", re.ASCII),
    "number": re.compile(r"(?=.{1,32}\Z)\d+(?:\.\d+)?", re.ASCII),
    "amount": re.compile(r"[¥$€]?\d{1,10}(?:\.\d{1,2})?元?", re.ASCII),
    "phone_number": re.compile(r"(?=.{1,17}\Z)\+?\d[\d-]*", re.ASCII),
    "car_number": re.compile(rf"[{_CHINESE}A-Z0-9][A-Z0-9]{{4,6}}[{_CHINESE}A-Z0-9]"),
}


class DoesNotFit(ValueError):
    """A value of a kind that only a formatter may fill has another shape. Holds the kind, never the value."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"not the shape of a {kind}")
        self.kind = kind


def is_scene(text: str) -> bool:
    """Whether a code may carry it: 1 to 32 of WeChat's characters, less ``=`` and ``&``, which iOS encodes."""
    return SCENE.fullmatch(text) is not None


def fit(kind: str, text: str) -> str:
    """The text as a keyword of this kind shows it: one line, never empty, never too long.

    Raises ``DoesNotFit`` for dates, times, amounts and numbers of another shape, ``KeyError`` for an unknown kind.
    """
    shape = SHAPES.get(kind)
    line = one_line(text)
    if shape is None:
        return _FITTED[kind](line)
    if not shape.fullmatch(line):
        raise DoesNotFit(kind)
    return line


def one_line(text: str) -> str:
    """NFC, every control character and line break (and each run of blanks) one space, nothing invisible, trimmed."""
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(_visible(character) for character in composed)
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def date_text(day: date) -> str:
    """``2026年11月26日``, for ``date``."""
    return f"{day.year:04}年{day.month}月{day.day}日"


def time_text(instant: datetime) -> str:
    """``2026年11月26日 15:01`` in local time (北京时间), for ``time`` and ``date``. The instant is aware."""
    local = _local(instant)
    return f"{date_text(local.date())} {local:%H:%M}"


def times_text(start: datetime, end: datetime) -> str:
    """``2026年11月26日 15:01~17:30`` for ``time``; the second day is said when it is another one."""
    first, last = _local(start), _local(end)
    return f"{time_text(first)}~{time_text(last) if last.date() != first.date() else f'{last:%H:%M}'}"


def number_text(number: int | Decimal) -> str:
    """Plain digits for ``number``."""
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


def amount_text(fen: int) -> str:
    """``¥12.50`` for ``amount``, from hundredths of a yuan; not negative."""
    return f"¥{fen // 100}.{fen % 100:02}"


def _local(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(SHANGHAI)


def _visible(character: str) -> str:
    """Itself; a space for controls, separators and blanks; nothing for formats, surrogates and what is unassigned."""
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp", "Zs"}:
        return " "
    return "" if category in {"Cf", "Cs", "Co", "Cn"} else character


def _width(character: str) -> int:
    """How many characters WeChat may count: two beyond the basic plane, as its own language counts them."""
    return 2 if ord(character) > 0xFFFF else 1


def _cut(text: str, limit: int, end: str = CUT) -> str:
    """At most ``limit`` characters, the end counted when something is left out."""
    if sum(map(_width, text)) <= limit:
        return text
    kept, left = [], limit - len(end)
    for character in text:
        left -= _width(character)
        if left < 0:
            break
        kept.append(character)
    return "".join(kept).rstrip() + end


def _keep(text: str, allowed: str) -> str:
    """Only the characters of a class, blanks joined again."""
    return " ".join(re.sub(f"[^{allowed}]", "", text).split())


def _thing(line: str) -> str:
    return _cut(line, 20) or NOTHING


def _character_string(line: str) -> str:
    return _cut(_keep(line, r"\x20-\x7e"), 32, CUT_ASCII) or NOTHING


def _letter(line: str) -> str:
    return _keep(line, "A-Za-z").replace(" ", "")[:32] or NO_LETTER


def _symbol(line: str) -> str:
    return _keep(line, r"!-/:-@\[-\^`{-~").replace(" ", "")[:5] or NOTHING


def _phrase(line: str) -> str:
    return _keep(line, _CHINESE).replace(" ", "")[:5] or UPDATED


def _name(line: str) -> str:
    """10 Chinese characters where there is one, else 20 Latin letters; WeChat takes no mixture, and no ``…``."""
    chinese = _keep(line, f"{_CHINESE}·").replace(" ", "").strip("·")
    return chinese[:10] or _keep(line, r"A-Za-z .'\-")[:20].strip() or NOTHING


_FITTED: dict[str, Callable[[str], str]] = {
    "thing": _thing,
    "character_string": _character_string,
    "letter": _letter,
    "symbol": _symbol,
    "phrase": _phrase,
    "name": _name,
}
KINDS = frozenset(SHAPES) | frozenset(_FITTED)
