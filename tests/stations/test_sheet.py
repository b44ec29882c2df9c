"""A sheet's bytes: encodings, headers, lines, workbooks, and archives that mean harm. No database."""

from __future__ import annotations

import datetime as dt
import io
import random
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest
import xlsxwriter

from app.stations.sheet import Sheet, read_sheet
from app.stations.sheet_rules import check_row
from tests.stations.sheets import CHINESE, ENGLISH, as_csv, as_xlsx, real_rows, row, table

TABLE = table(row(), row(编号="YQ9002", 名称="第二站"))


def faults(sheet: Sheet) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in sheet.faults]


def only_message(raw: bytes) -> str:
    sheet = read_sheet(raw)
    assert sheet.rows == ()
    (fault,) = sheet.faults
    assert (fault.row, fault.column) == (0, "")
    return fault.message


def with_parts(raw: bytes, **parts: bytes) -> bytes:
    """A workbook with some parts replaced, ``sheet1`` and ``sharedStrings`` among them."""
    names = {
        "sheet1": "xl/worksheets/sheet1.xml",
        "sharedStrings": "xl/sharedStrings.xml",
        "workbook": "xl/workbook.xml",
    }
    new = {names[name]: content for name, content in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in old.namelist():
            made.writestr(name, new.get(name) or old.read(name))
    return out.getvalue()


# --- text --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_a_csv_reads_the_same_in_each_encoding_an_office_saves(encoding):
    sheet = read_sheet(as_csv(TABLE, encoding))
    assert sheet.faults == ()
    assert [line.texts["name"] for line in sheet.rows] == ["试验益骑驿站", "第二站"]
    assert sheet.headers == dict(zip(ENGLISH, CHINESE, strict=True))


@pytest.mark.parametrize(
    "raw",
    [
        as_csv(TABLE, "utf-16"),
        as_csv(TABLE, "utf-16-le"),
        b"\xef\xbb\xbf" + as_csv(TABLE, "gb18030"),
        as_csv(TABLE) + b"\xff\xfe",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(128, 256)),
    ],
)
def test_any_other_encoding_is_a_fault_of_the_whole_file(raw):
    assert "编码" in only_message(raw)


def test_a_file_whose_header_nobody_knows_is_one_fault_and_not_fifteen():
    assert faults(read_sheet("<html><body>请登录</body></html>\n".encode())) == [(1, "")]
    assert faults(read_sheet(as_csv([["姓名", "手机"], ["甲", "1"]]))) == [(1, "")]


@pytest.mark.parametrize("raw", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b",,,\r\n"])
def test_an_empty_file_has_no_header(raw):
    assert faults(read_sheet(raw)) == [(1, "")]


def test_a_header_alone_is_not_a_sheet():
    assert faults(read_sheet(as_csv(TABLE[:1]))) == [(1, "")]


def test_columns_may_stand_in_any_order_and_in_english_or_mixed():
    order = [*reversed(CHINESE)]
    mixed = table(row(), header=order)
    mixed[0][:7] = reversed(ENGLISH[-7:])
    sheet = read_sheet(as_csv(mixed))
    assert sheet.faults == ()
    assert sheet.rows[0].texts == read_sheet(as_csv(TABLE)).rows[0].texts
    assert sheet.headers["note"] == "note"
    assert sheet.headers["code"] == "编号"


def test_headers_may_carry_what_nobody_sees_around_them():
    header = [f"\u200b {word}\u00a0" for word in CHINESE]
    sheet = read_sheet(as_csv([header, *TABLE[1:]]))
    assert sheet.faults == ()
    assert sheet.headers["name"] == "名称"


def test_unknown_double_and_missing_columns_are_named_as_they_stand():
    header = list(CHINESE)
    header[4], header[11] = "门牌", "名称"
    sheet = read_sheet(as_csv([header, *TABLE[1:]]))
    assert faults(sheet) == [(1, "门牌"), (1, "名称"), (1, "地址"), (1, "电话")]
    assert len(sheet.rows) == 2


def test_a_missing_column_of_an_english_sheet_is_named_in_english():
    rows = [line[:-1] for line in table(row())]
    rows[0] = ENGLISH[:-1]
    assert faults(read_sheet(as_csv(rows))) == [(1, "note")]


def test_lines_are_counted_as_the_office_sees_them():
    rows = table(row(备注="第一行\n第二行"), row(), row())
    rows.insert(2, [""] * 15)
    rows.insert(3, [])
    assert [line.number for line in read_sheet(as_csv(rows)).rows] == [2, 5, 6]


def test_a_line_with_more_cells_than_the_header_is_marked_and_a_shorter_one_filled():
    rows = table(row(), row(), row())
    rows[1].append("多出来的")
    rows[2].append("  ")
    rows[3] = rows[3][:13]
    lines = read_sheet(as_csv(rows)).rows
    assert [line.too_long for line in lines] == [True, False, False]
    assert lines[2].texts["note"] == ""


def test_text_under_a_nameless_column_is_a_cell_too_many():
    rows = [[*line[:5], "" if number == 0 else "x", *line[5:]] for number, line in enumerate(TABLE)]
    assert [line.too_long for line in read_sheet(as_csv(rows)).rows] == [True, True]


def test_a_cell_without_end_is_a_fault_of_its_line():
    rows = as_csv(TABLE) + b'"' + b"x" * 140_000
    assert faults(read_sheet(rows)) == [(4, "")]
    assert faults(read_sheet(as_csv(TABLE) + b"," * 300_000)) == [(4, "")]


def test_twenty_thousand_stations_are_read_and_one_more_is_not():
    rows = [*TABLE[:1], *[TABLE[1]] * 20_000]
    assert len(read_sheet(as_csv([*rows, [""] * 15])).rows) == 20_000
    assert faults(read_sheet(as_csv([*rows, TABLE[1]]))) == [(20_002, "")]


# --- workbooks ---------------------------------------------------------------------------------------------------


def test_the_real_sheet_is_the_same_as_workbook_and_as_text():
    rows = real_rows()
    from_text, from_book = read_sheet(as_csv(rows)), read_sheet(as_xlsx(rows, more_sheets=2))
    assert from_book == from_text
    assert len(from_book.rows) == 1661


def test_numbers_in_a_workbook_read_as_people_typed_them():
    rows = table(row(座位数="12", 区划代码="652701001002"))
    (line,) = read_sheet(as_xlsx(rows, numbers=["座位数", "区划代码", "经度", "纬度"])).rows
    assert (line.texts["seats"], line.texts["area_code"]) == ("12", "652701001002")
    assert (line.texts["lng"], line.texts["lat"]) == ("82.0719", "44.9046")


def test_formulas_dates_and_error_values_are_told_apart_from_texts():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    for y, line in enumerate(table(row(), row(), row(), row())):
        sheet.write_row(y, 0, line)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_formula(1, 1, '=HYPERLINK("http://example.invalid","x")', value="看着像名称")
    sheet.write_datetime(2, 8, dt.datetime(2025, 1, 1, 10), day)
    sheet.write_formula(3, 10, "=1/0", value="#DIV/0!")
    sheet.write_boolean(4, 12, True)
    book.close()
    lines = read_sheet(file.getvalue()).rows
    assert [list(line.odd) for line in lines] == [["name"], ["hours"], ["seats"], []]
    assert lines[3].texts["open_to_riders"] == "true"


def test_the_first_sheet_counts_whatever_its_name_and_part():
    raw = as_xlsx(TABLE, more_sheets=3)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        book = archive.read("xl/workbook.xml").decode()
    first, last = book.index("<sheet "), book.index("</sheets>")
    parts = book[first:last].split("/>")[:-1]
    swapped = with_parts(
        raw, workbook=(book[:first] + "/>".join([parts[1], parts[0], *parts[2:]]) + "/>" + book[last:]).encode()
    )
    assert faults(read_sheet(swapped)) == [(1, "")]
    assert read_sheet(raw).faults == ()


def test_a_bomb_is_refused_from_its_directory_and_quickly():
    """0.9 MB that would open to 197 MB (RELIABILITY 10, F1)."""
    raw = with_parts(as_xlsx(TABLE), sheet1=b"<worksheet>" + b" " * (197 * 1024 * 1024) + b"</worksheet>")
    tracemalloc.start()
    message = only_message(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "太大" in message
    assert peak < 2 * len(raw) + 1_000_000


def test_a_directory_that_lies_about_sizes_opens_no_further_than_it_says():
    raw = bytearray(with_parts(as_xlsx(TABLE), sheet1=b"<worksheet>" + b" " * (90 * 1024 * 1024) + b"</worksheet>"))
    entry = raw.rindex(b"xl/worksheets/sheet1.xml") - 46
    raw[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    raw[entry + 16 : entry + 20] = struct.pack("<I", zlib.crc32(b"<worksheet>" + b" " * 989))
    tracemalloc.start()
    assert only_message(bytes(raw))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def test_one_cell_in_the_last_corner_takes_no_room():
    corner = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="%d"><c r="%s%d"><v>1</v></c></row></sheetData></worksheet>'
    )
    base = as_xlsx(TABLE)
    assert faults(read_sheet(with_parts(base, sheet1=corner % (1048576, b"A", 1048576)))) == [(1048576, "")]
    assert faults(read_sheet(with_parts(base, sheet1=corner % (2, b"XFD", 2)))) == [(2, "")]


def test_one_long_text_that_many_cells_point_to_is_refused():
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    strings = b"<sst %s><si><t>" % main + b"ab" * 200_000 + b"</t></si></sst>"
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 2001))
    sheet = b"<worksheet %s><sheetData>" % main + cells + b"</sheetData></worksheet>"
    assert "太多" in only_message(with_parts(as_xlsx(TABLE), sheet1=sheet, sharedStrings=strings))


def test_entities_are_refused():
    laughs = b'<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    assert "不允许" in only_message(with_parts(as_xlsx(TABLE), sheet1=laughs))


def test_a_password_an_old_format_and_a_torn_archive_are_told_apart():
    good = as_xlsx(TABLE)
    locked = bytearray(good)
    for place in [n for n in range(len(good)) if good.startswith(b"PK\x01\x02", n)]:
        locked[place + 8] |= 1
    assert "密码" in only_message(bytes(locked))
    assert "密码" in only_message(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    assert "完好" in only_message(good[: len(good) // 2])
    assert "完好" in only_message(b"PK\x03\x04" + b"nonsense" * 100)


def test_an_archive_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "你好")
    assert "工作簿" in only_message(out.getvalue())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(600):
            archive.writestr(f"{number}.xml", "")
    assert "太多" in only_message(out.getvalue())


def test_links_to_other_files_are_not_followed():
    raw = as_xlsx(TABLE)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        relations = archive.read("xl/_rels/workbook.xml.rels")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as made:
        for name in old.namelist():
            outside = relations.replace(
                b'Target="worksheets/sheet1.xml"', b'Target="file:///etc/passwd" TargetMode="External"'
            )
            made.writestr(name, outside if name == "xl/_rels/workbook.xml.rels" else old.read(name))
    assert only_message(out.getvalue())


def _mutated(raw: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, cut out, doubled or swapped."""
    torn = bytearray(raw)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        start = chance.randrange(len(torn))
        end = min(len(torn), start + chance.choice([1, 1, 4, 60, 1000]))
        match chance.randrange(5):
            case 0:
                torn[start] ^= 1 << chance.randrange(8)
            case 1:
                del torn[start:end]
            case 2:
                torn[start:start] = torn[start:end]
            case 3:
                torn[start:end] = chance.randbytes(end - start)
            case _:
                torn[start:start] = chance.choice(
                    [b"\x00", b'"', b",", b"\r", b"\xff", b"=", b"<", b"&#0;", b"PK\x05\x06"]
                )
        if not torn:
            torn = bytearray(b"x")
    return bytes(torn)


@pytest.mark.parametrize("form", ["text", "packed", "xml"])
def test_mutated_files_are_read_or_refused_but_never_break(form: str, record_property: Callable[[str, object], None]):
    """1,000 each; what is mutated in ``xml`` is the sheet inside a whole archive, so that the reader in Rust sees it."""
    chance = random.Random(f"sheets {form}")
    rows = real_rows(6)
    text, book = as_csv(rows), as_xlsx(rows, numbers=["座位数"])
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        inner, strings = archive.read("xl/worksheets/sheet1.xml"), archive.read("xl/sharedStrings.xml")
    refused = 0
    for _ in range(1000):
        if form == "text":
            raw = _mutated(text, chance)
        elif form == "packed":
            raw = _mutated(book, chance)
        elif chance.random() < 0.6:
            raw = with_parts(book, sheet1=_mutated(inner, chance))
        else:
            raw = with_parts(book, sharedStrings=_mutated(strings, chance))
        sheet = read_sheet(raw)
        refused += bool(sheet.faults)
        assert sheet.rows or sheet.faults
        for line in sheet.rows:
            check_row(line.texts)
    record_property("mutated sheets" if form == "text" else "mutated workbooks", 1000)
    assert refused > 0
