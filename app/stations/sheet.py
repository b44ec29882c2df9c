"""A station sheet as bytes, read into rows of texts by field. What the texts mean is ``sheet_rules``.

CSV in UTF-8, UTF-8 with BOM or GB18030, XLSX, or GeoJSON as exported. Lines are counted as the office sees them: the
header is line 1, and a quoted line break does not make a new line.
"""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.stations.archive import Unreadable
from app.stations.geojson_reading import looks_like_geojson, read_features
from app.stations.sheet_rules import COLUMNS
from app.stations.workbook import MOST_COLUMNS, MOST_LINES, Grid, looks_like_workbook, read_workbook

MOST_BLANK_LINES = 100_000  # what a spreadsheet may leave below its last row
LONGEST_LINE = 200_000
LONGEST_HEADER = 80
_HIDDEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong. ``row``: the line (GeoJSON: the feature), 0 for the whole file; ``column``: the header or ''."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line's texts by field. ``odd``: cells that are no text at all, by field, with the reason."""

    number: int
    texts: dict[str, str]
    odd: dict[str, str]
    too_long: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """``headers``: the header of each field as it stands in the file. Lines without any text are left out."""

    headers: dict[str, str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_sheet(raw: bytes) -> Sheet:
    """Read a file. Never raises for what is in it: what cannot be read is among the ``faults``."""
    try:
        if looks_like_geojson(raw):
            return _from_features(raw)
        grid = read_workbook(raw) if looks_like_workbook(raw) else _csv_grid(raw)
    except Unreadable as unreadable:
        return Sheet(faults=(Fault(unreadable.row, "", str(unreadable)),))
    return _from_grid(grid)


def _from_features(raw: bytes) -> Sheet:
    rows = tuple(Row(one.number, one.texts, one.odd, too_long=False) for one in read_features(raw))
    headers = {name: name for name in COLUMNS}
    return Sheet(headers, rows) if rows else Sheet(faults=(Fault(0, "", "文件里没有站点"),))


def _csv_grid(raw: bytes) -> Grid:
    grid = Grid()
    try:
        for number, line in enumerate(csv.reader(_lines(_decoded(raw))), start=1):
            if number > MOST_LINES and (any(line) or number > MOST_BLANK_LINES):
                raise Unreadable(f"超过 {MOST_LINES - 1} 行，请分成几个文件", number)
            if number <= MOST_LINES:
                grid.lines.append(line)
    except csv.Error:
        raise Unreadable("这一行读不出来：单元格太长，或引号没有配对", len(grid.lines) + 1) from None
    return grid


def _decoded(raw: bytes) -> str:
    if raw.startswith(codecs.BOM_UTF8):
        encodings: tuple[str, ...] = ("utf-8-sig",)
    else:
        encodings = ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text[:1000]:  # UTF-16 without its mark
            return text
    raise Unreadable("编码不对：请另存为 CSV UTF-8 或 .xlsx")


def _lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > LONGEST_LINE:
            raise Unreadable("这一行太长", number)
        yield line


def _from_grid(grid: Grid) -> Sheet:
    header = [_visible(text) for text in grid.lines[0]] if grid.lines else []
    if not any(header):
        return Sheet(faults=(Fault(1, "", "第一行是空的：第一行应当是表头"),))
    places, faults = _header(header)
    if not places:
        return Sheet(faults=(Fault(1, "", "认不出表头：第一行应当是表头，编码应当是 UTF-8 或 GB18030"),))
    headers = {name: header[place] for name, place in places.items()}
    rows = tuple(
        _row(number, line, grid, places, header)
        for number, line in enumerate(grid.lines[1:], start=2)
        if any(map(str.strip, line)) or any((number, column) in grid.odd for column in places.values())
    )
    if not rows:
        faults.append(Fault(1, "", "只有表头，没有站点"))
    return Sheet(headers, rows, tuple(faults))


def _visible(text: str) -> str:
    """A header without what nobody sees around it."""
    return text.translate(_HIDDEN).strip()


def _header(header: list[str]) -> tuple[dict[str, int], list[Fault]]:
    """The place of each field, and what is wrong with the header. Columns may stand in any order."""
    field_of = {word: name for name, word in COLUMNS.items()} | {name: name for name in COLUMNS}
    places: dict[str, int] = {}
    faults: list[Fault] = []
    for place, text in enumerate(header[:MOST_COLUMNS]):
        name = field_of.get(_folded(text))
        if name is not None and name not in places:
            places[name] = place
        elif text:
            faults.append(Fault(1, text[:LONGEST_HEADER], "这一列出现了两次" if name else "没有这一列"))
    chinese = not places or any(header[place] not in COLUMNS for place in places.values())
    for name, word in COLUMNS.items():
        if name not in places:
            faults.append(Fault(1, word if chinese else name, "缺少这一列"))
    return places, faults


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").lower()


def _row(number: int, line: list[str], grid: Grid, places: dict[str, int], header: list[str]) -> Row:
    texts = {name: line[place] if place < len(line) else "" for name, place in places.items()}
    odd = {name: grid.odd[number, place] for name, place in places.items() if (number, place) in grid.odd}
    strays = (text for place, text in enumerate(line) if place >= len(header) or not header[place])
    return Row(number, texts, odd, too_long=any(map(str.strip, strays)))
