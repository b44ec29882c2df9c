"""What each kind of keyword of a subscribe message may hold (WeChat's table of parameter limits)."""

from __future__ import annotations

import re

from app.wechat.fake.errors import ApiError

_HAN = "\\u3400-\\u4dbf\\u4e00-\\u9fff"
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d"
_DAY = r"\d{4}年\d{1,2}月\d{1,2}日"
_DASHED = r"\d{4}-\d{1,2}-\d{1,2}"
_MOMENT = rf"(?:(?:{_DAY}|{_DASHED}) ?)?{_CLOCK}"
_DATE = rf"(?:{_DAY}|{_DASHED})(?: ?{_CLOCK})?"
KINDS = {
    "thing": r".{1,20}",
    "number": r"(?=.{1,32}\Z)\d+(?:\.\d+)?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[\x20-\x7e]{1,32}",
    "time": rf"{_MOMENT}(?:~{_MOMENT})?",
    "date": rf"{_DATE}(?:~{_DATE})?",
    "amount": r"[¥￥$€£]?\d{1,10}(?:\.\d{1,2})?元?",
    "phone_number": r"[\d+\-() ]{1,17}",
    "car_number": rf"[{_HAN}A-Z0-9][A-Z0-9]{{0,6}}[{_HAN}A-Z0-9]?",
    "name": rf"[{_HAN}·]{{1,10}}|[A-Za-z .,'\-]{{1,20}}",
    "phrase": rf"[{_HAN}]{{1,5}}",
}
PATTERNS = {
    kind: re.compile(pattern, re.ASCII if kind not in {"thing", "symbol"} else 0) for kind, pattern in KINDS.items()
}
THING_LENGTH = 20
KEYWORD = re.compile(r"([a-z_]+?)(\d{1,3})")


def accepts(kind: str, text: object) -> bool:
    """Whether a keyword of this kind may say this: text, nothing empty, no line break or other control character."""
    if not isinstance(text, str) or not text.strip() or any(ord(char) < 32 or ord(char) == 127 for char in text):
        return False
    if kind == "thing" and len(text.encode("utf-16-le", "surrogatepass")) > 2 * THING_LENGTH:
        return False  # the stricter of two ways to count: an emoji as two
    return kind in PATTERNS and PATTERNS[kind].fullmatch(text) is not None


def check(data: object, wanted: frozenset[str] | None) -> dict[str, str]:
    """The values by keyword (``thing1``). 47003 names the first that is missing, unknown or not of its kind.

    ``wanted`` None: the template's keywords are not known, any will do.
    """
    if not isinstance(data, dict) or not data:
        raise ApiError(47003, "argument invalid! data is empty")
    for keyword in sorted(wanted or ()):
        if keyword not in data:
            raise ApiError(47003, f"argument invalid! data.{keyword}.value is empty")
    return {str(keyword): _value(str(keyword), entry, wanted) for keyword, entry in data.items()}


def _value(keyword: str, entry: object, wanted: frozenset[str] | None) -> str:
    shape = KEYWORD.fullmatch(keyword)
    text = entry.get("value") if isinstance(entry, dict) else None
    known = shape is not None and (wanted is None or keyword in wanted)
    if shape is None or not known or not accepts(shape[1], text):
        raise ApiError(47003, f"argument invalid! data.{keyword}.value invalid")
    return str(text)
