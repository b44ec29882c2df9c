"""What may stand in the cells of a station sheet, and what each means (PRODUCT 4.4, 4.14; ``data/README.md``).

A cell is read into a :class:`Cell`: the value to store, and a canonical text, the same for every way of writing one
meaning (益骑驿站 and ``rider_station``; 是 and ``true``). Two sheets differ where their canonical texts differ.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from app.core import geo
from app.stations import hours_words
from app.stations.vocabulary import AMENITIES, AMENITY_BY_WORD, KIND_BY_WORD, KINDS

COLUMNS = {
    "code": "编号",
    "name": "名称",
    "kind": "类型",
    "area_code": "区划代码",
    "address": "地址",
    "lng": "经度",
    "lat": "纬度",
    "crs": "坐标系",
    "hours": "开放时间",
    "amenities": "设施",
    "seats": "座位数",
    "phone": "电话",
    "open_to_riders": "对骑手开放",
    "synthetic": "示例数据",
    "note": "备注",
}
MOST_SEATS = 2000
_LONGEST = {"name": 60, "address": 120, "note": 200}
_YES_NO = {"是": "true", "true": "true", "否": "false", "false": "false"}
_CRS = {"WGS-84": "wgs84", "WGS84": "wgs84", "GCJ-02": "gcj02", "GCJ02": "gcj02"}

CODE = re.compile(r"[A-Z][A-Z0-9-]{0,9}")
_AREA_CODE = re.compile(r"[0-9]{6,15}")
_DEGREES = re.compile(r"[+-]?[0-9]{1,4}(\.[0-9]{1,15})?")
PHONE = re.compile(r"\+?[0-9](?:[ -]?[0-9]){2,19}")
FORMULA_SIGNS = tuple("=+-@＝＋－＠")
LINE_BREAK = re.compile("[\r\n\v\f\u0085\u2028\u2029]")
# Control characters, lone surrogates, and what hides or turns the text around it: none has business in a name.
INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


class BadCell(ValueError):
    """A cell that cannot be taken; the text is for whoever keeps the sheet."""


class Cell(NamedTuple):
    """A cell's meaning. ``canonical`` is what two sheets are compared by."""

    canonical: str
    value: Any


class Point(NamedTuple):
    """Where the row stands: WGS-84 to 6 decimals, whatever datum the sheet used."""

    lat_wgs84: float
    lng_wgs84: float


@dataclass(slots=True)
class CheckedRow:
    """A row's cells by field, its point, and ``(field, message)`` for every cell that cannot be taken."""

    cells: dict[str, Cell] = field(default_factory=dict)
    point: Point | None = None
    errors: list[tuple[str, str]] = field(default_factory=list)

    def canonical(self) -> dict[str, str]:
        """The texts that the next sheet is compared with."""
        return {name: cell.canonical for name, cell in self.cells.items()}


def check_row(texts: Mapping[str, str], box: geo.Box = geo.SERVICE_BOX) -> CheckedRow:
    """Read a row's cells, texts by field. Fields that are not there are not missed: that is the header's fault.

    ``box``: where stations may lie, in WGS-84.
    """
    row = CheckedRow()
    for name, text in texts.items():
        try:
            row.cells[name] = _READERS[name](_clean(name, text))
        except BadCell as bad:
            row.errors.append((name, str(bad)))
    if "lat" in row.cells and "lng" in row.cells:
        _place(row, box)
    row.errors.sort(key=lambda error: list(COLUMNS).index(error[0]))
    return row


def _clean(name: str, text: str) -> str:
    """The text without outer spaces. Refuses what a spreadsheet would run, break over lines, or hide."""
    text = text.strip()
    if LINE_BREAK.search(text):
        raise BadCell("单元格里不能换行")
    if INVISIBLE.search(text):
        raise BadCell("有看不见的控制字符，请重新输入")
    if text.startswith("'") and text.lstrip("'").startswith(FORMULA_SIGNS):
        return text[1:]  # our own exports say "this is text" so
    numeric = name in {"lng", "lat", "seats"} and _DEGREES.fullmatch(text)
    phone = name == "phone" and PHONE.fullmatch(text)
    if text.startswith(FORMULA_SIGNS) and not numeric and not phone:
        raise BadCell(f"像公式，不能以 {text[0]} 开头")
    return text


def _plain(text: str) -> str:
    """Half-width, for cells that are no prose: １２ is 12, （；）is (;)."""
    return unicodedata.normalize("NFKC", text).strip()


def _code(text: str) -> Cell:
    code = _plain(text).upper()
    if not code:
        raise BadCell("不能为空")
    if not CODE.fullmatch(code):
        raise BadCell("编号要以字母开头，只用字母、数字和 -，最多 10 个字符")
    return Cell(code, code)


def _prose(name: str, *, required: bool) -> Callable[[str], Cell]:
    def read(text: str) -> Cell:
        text = unicodedata.normalize("NFC", text)
        if required and not text:
            raise BadCell("不能为空")
        if len(text) > _LONGEST[name]:
            raise BadCell(f"太长，最多 {_LONGEST[name]} 个字，现有 {len(text)} 个")
        return Cell(text, text)

    return read


def _kind(text: str) -> Cell:
    word = _plain(text)
    kind = KIND_BY_WORD.get(word) or (word if word in KINDS else None)
    if kind is None:
        raise BadCell(f"没有这种类型：{_short(word)}" if word else "不能为空")
    return Cell(kind, kind)


def _area_code(text: str) -> Cell:
    code = _plain(text)
    if not _AREA_CODE.fullmatch(code):
        raise BadCell("区划代码是 9 位或 12 位数字" if code else "不能为空")
    return Cell(code, code)


def _degrees(text: str) -> Cell:
    number = _plain(text)
    if not _DEGREES.fullmatch(number):
        raise BadCell(f"不是数字：{_short(number)}" if number else "不能为空")
    degrees = round(float(number), 6) + 0.0  # no negative zero
    return Cell(f"{degrees:.6f}", degrees)


def _crs(text: str) -> Cell:
    word = _plain(text).upper()
    if word not in _CRS:
        raise BadCell(f"坐标系要写 WGS-84 或 GCJ-02：{_short(word)}" if word else "不能为空，请写 WGS-84 或 GCJ-02")
    return Cell(_CRS[word], _CRS[word])


@lru_cache(maxsize=512)  # a sheet of 1,661 rows has 13 different texts
def _hours(text: str) -> Cell:
    try:
        schedules = hours_words.parse(text)
    except hours_words.HoursUnreadable as unreadable:
        raise BadCell(f"开放时间看不懂：{unreadable}") from None
    return Cell(hours_words.write(schedules), schedules)


def _amenities(text: str) -> Cell:
    words = [word for piece in re.split("[;,、]", _plain(text)) if (word := piece.strip())]
    unknown = [word for word in words if word not in AMENITY_BY_WORD and word not in AMENITIES]
    if unknown:
        raise BadCell(f"没有这种设施：{'、'.join(map(_short, unknown[:5]))}")
    named = {AMENITY_BY_WORD.get(word, word) for word in words}
    listed = tuple(amenity for amenity in AMENITIES if amenity in named)
    return Cell(";".join(listed), listed)


def _seats(text: str) -> Cell:
    number = _plain(text)
    if not number:
        return Cell("", None)
    if not (number.isascii() and number.isdigit()):
        raise BadCell(f"不是整数：{_short(number)}")
    if len(number) > 9 or int(number) > MOST_SEATS:
        raise BadCell(f"座位数最多 {MOST_SEATS}")
    return Cell(str(int(number)), int(number))


def _phone(text: str) -> Cell:
    number = _plain(text)
    if not number:
        return Cell("", None)
    if not PHONE.fullmatch(number):
        raise BadCell("电话只能有数字、空格、- 和开头的 +，3 到 20 位数字")
    return Cell(number, number)


def _yes_no(text: str) -> Cell:
    word = _YES_NO.get(_plain(text).lower())
    if word is None:
        raise BadCell("请写 是 或 否")
    return Cell(word, word == "true")


def _place(row: CheckedRow, box: geo.Box) -> None:
    """Turn the two angles into a point in the service box, or say which of them is outside."""
    lat, lng = row.cells["lat"].value, row.cells["lng"].value
    crs = row.cells["crs"].value if "crs" in row.cells else "wgs84"
    there = geo.to_wgs84(lat, lng) if crs == "gcj02" else (lat, lng)
    outside = {"lat": not box[0] <= there[0] <= box[2], "lng": not box[1] <= there[1] <= box[3]}
    if not any(outside.values()):
        row.point = Point(round(there[0], 6), round(there[1], 6))
        return
    swapped = all(outside.values()) and geo.in_box(lng, lat, box)
    ranges = {"lat": f"{box[0]:.2f}–{box[2]:.2f}", "lng": f"{box[1]:.2f}–{box[3]:.2f}"}
    for name in ("lng", "lat"):
        if outside[name]:
            message = "经度和纬度可能填反了" if swapped else f"不在服务范围内（{ranges[name]}）"
            row.errors.append((name, message))


def _short(text: str) -> str:
    """Enough of a cell to recognise it in a message."""
    return text if len(text) <= 20 else text[:19] + "…"


_READERS: dict[str, Callable[[str], Cell]] = {
    "code": _code,
    "name": _prose("name", required=True),
    "kind": _kind,
    "area_code": _area_code,
    "address": _prose("address", required=False),
    "lng": _degrees,
    "lat": _degrees,
    "crs": _crs,
    "hours": _hours,
    "amenities": _amenities,
    "seats": _seats,
    "phone": _phone,
    "open_to_riders": _yes_no,
    "synthetic": _yes_no,
    "note": _prose("note", required=False),
}
