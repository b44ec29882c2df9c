"""An XLSX file opened with care (RELIABILITY 10, F1).

The reader in Rust unpacks whatever it is given and lays cells out in a full rectangle, so one cell in the last corner
of a sheet, or one long text that a million cells point to, would take all memory. Therefore only the parts of
the first sheet are unpacked, within bounds (``archive``); that sheet is walked once, to bound it and to find what the
reader does not tell (formulas, error values); and what the reader gets is a new archive of these parts.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from app.stations.archive import Archive, Unreadable, open_archive

MOST_LINES = 20_001  # the header and 20,000 stations
MOST_COLUMNS = 60
MOST_TEXT = 32 * 1024 * 1024  # characters of all cells together

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REF = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"


@dataclass(slots=True)
class Grid:
    """Texts line by line from line 1, and what is wrong with single cells, by (line, column from 0)."""

    lines: list[list[str]] = field(default_factory=list)
    odd: dict[tuple[int, int], str] = field(default_factory=dict)


def looks_like_workbook(raw: bytes) -> bool:
    """Whether the bytes are an archive, or the container that Excel encrypts into and .xls used."""
    return raw.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def read_workbook(raw: bytes) -> Grid:
    """The first sheet of a workbook. Raises :class:`Unreadable`; never unpacks more than ``MOST_UNPACKED`` bytes."""
    if raw.startswith(_OLE):
        raise Unreadable("文件有密码，或是旧版 .xls：请取消密码，另存为 .xlsx")
    archive = open_archive(raw)
    try:
        parts = _parts(archive)
        walk = _Walk(_string_lengths(parts.get(_STRINGS)))
        _parse(parts["sheet"], walk.start, walk.end, walk.text)
    except (expat.ExpatError, ValueError, IndexError, KeyError, UnicodeError):
        raise Unreadable("工作簿内容损坏，读不出来") from None
    return _values(_repacked(parts), walk.odd)


# --- the parts ----------------------------------------------------------------------------------------------------


def _parts(archive: Archive) -> dict[str, bytes]:
    """The parts needed for the first sheet, by their usual names; the sheet itself as ``sheet``."""
    if _BOOK not in archive or _RELATIONS not in archive:
        raise Unreadable("不是 .xlsx 工作簿")
    parts = {name: archive.unpack(name) for name in (_BOOK, _RELATIONS, _STRINGS, _STYLES) if name in archive}
    return parts | {"sheet": archive.unpack(_first_sheet(parts[_BOOK], parts[_RELATIONS]))}


def _first_sheet(book: bytes, relations: bytes) -> str:
    """The name of the part that holds the workbook's first sheet."""
    ids: list[str] = []
    targets: dict[str, str] = {}

    def in_book(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            ids.extend(value for key, value in attributes.items() if key != "sheetId" and _local(key) == "id")

    def in_relations(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            targets[attributes["Id"]] = attributes["Target"]

    _parse(book, in_book)
    _parse(relations, in_relations)
    target = targets[ids[0]].lstrip("/")
    return target if target.startswith("xl/") else f"xl/{target}"


def _repacked(parts: dict[str, bytes]) -> bytes:
    """A new archive of one sheet. The book and its relations are our own, so that nothing else can be pointed to."""
    made = dict(parts)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    date_1904 = b' date1904="1"' if re.search(rb'date1904="(1|true)"', parts[_BOOK]) else b""
    made[_BOOK] = (
        f'<workbook xmlns="{main}" xmlns:r="{office}"><workbookPr'.encode()
        + date_1904
        + b'/><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    made[_RELATIONS] = (
        f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/worksheet"'
        ' Target="worksheets/sheet1.xml"/></Relationships>'
    ).encode()
    made["xl/worksheets/sheet1.xml"] = made.pop("sheet")
    made["_rels/.rels"] = (
        f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument"'
        f' Target="{_BOOK}"/></Relationships>'
    ).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
    return packed.getvalue()


# --- the XML -------------------------------------------------------------------------------------------------------


def _parse(content: bytes, start: Any, end: Any = None, text: Any = None) -> None:
    """Walk the elements. A document type is refused: entities are of no use in a sheet but to blow it up."""
    parser = expat.ParserCreate("utf-8", " ")  # whatever the part says of itself: the reader in Rust knows no other
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.Parse(content, True)


def _refuse_document_type(*_: object) -> None:
    raise Unreadable("工作簿里有不允许的定义")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _string_lengths(content: bytes | None) -> list[int]:
    """The length of each shared text, by its number."""
    lengths: list[int] = []

    def start(name: str, _: dict[str, str]) -> None:
        if _local(name) == "si":
            lengths.append(0)

    def text(characters: str) -> None:
        if lengths:
            lengths[-1] += len(characters)

    if content is not None:
        _parse(content, start, None, text)
    return lengths


class _Walk:
    """One pass over the sheet: where cells with a value are, how much text they mean, and which are odd."""

    def __init__(self, string_lengths: list[int]) -> None:
        self.odd: dict[tuple[int, int], str] = {}
        self._lengths = string_lengths
        self._line = self._column = 0
        self._type = ""
        self._number: list[str] | None = None
        self._characters = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "row":
                line = int(attributes.get("r", self._line + 1))
                if line <= self._line:
                    raise ValueError("lines out of order")
                self._line, self._column = line, 0
            case "c":
                self._enter(attributes)
            case "v":
                self._use()
                self._number = [] if self._type == "s" else None
            case "is":
                self._use()
            case "f":
                self._use()
                self.odd[self._line, self._column - 1] = "是公式：请粘贴为数值"

    def end(self, name: str) -> None:
        if self._number is not None and _local(name) == "v":
            self._characters += self._lengths[int("".join(self._number))]
            self._number = None
            if self._characters > MOST_TEXT:
                raise Unreadable("表格里的文字太多")

    def text(self, characters: str) -> None:
        if self._number is not None:
            self._number.append(characters)

    def _enter(self, attributes: dict[str, str]) -> None:
        """Begin a cell: its place is what it says, else the one after the last."""
        column = self._column + 1
        if "r" in attributes:
            found = _REF.fullmatch(attributes["r"])
            if found is None or int(found[2]) != self._line:
                raise ValueError("a cell outside its line")
            column = 0
            for letter in found[1]:
                column = column * 26 + ord(letter) - 64
        if column <= self._column:
            raise ValueError("cells out of order")
        self._column, self._type = column, attributes.get("t", "")
        if self._type == "e":
            self.odd[self._line, column - 1] = "是错误值"

    def _use(self) -> None:
        """A cell that holds something: only these take room in the reader's rectangle."""
        if self._line > MOST_LINES:
            raise Unreadable(f"超过 {MOST_LINES - 1} 行，请分成几个文件", self._line)
        if self._column > MOST_COLUMNS:
            raise Unreadable(f"超过 {MOST_COLUMNS} 列，请删去多余的列", self._line)


# --- the values ----------------------------------------------------------------------------------------------------


def _values(packed: bytes, odd: dict[tuple[int, int], str]) -> Grid:
    from python_calamine import CalamineError, load_workbook  # 0.1 s and 10 MB: imported only where sheets are read

    try:
        with load_workbook(io.BytesIO(packed)) as book:
            rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError:
        raise Unreadable("工作簿内容损坏，读不出来") from None
    except BaseException as panic:  # a panic of the reader in Rust derives from nothing narrower
        if type(panic).__module__ != "pyo3_runtime":
            raise
        raise Unreadable("工作簿内容损坏，读不出来") from None
    grid = Grid(odd=dict(odd))
    for line, row in enumerate(rows, start=1):
        grid.lines.append([_text(value, grid, (line, column)) for column, value in enumerate(row)])
    return grid


def _text(value: Any, grid: Grid, place: tuple[int, int]) -> str:
    """A cell as somebody would have typed it into a CSV file: whole numbers without a point."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        grid.odd.setdefault(place, "是日期或时间格式：请把单元格设为文本")
    return str(value)
