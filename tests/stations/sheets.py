"""Sheets for tests: the office's real one taken apart, changed, and written in every form it may arrive in."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
import xlsxwriter

from app.core.db import db
from tests.support.places import SHEET_CSV

# fmt: off
CHINESE = [
    "编号", "名称", "类型", "区划代码", "地址", "经度", "纬度", "坐标系", "开放时间", "设施", "座位数", "电话",
    "对骑手开放", "示例数据", "备注",
]
ENGLISH = [
    "code", "name", "kind", "area_code", "address", "lng", "lat", "crs", "hours", "amenities", "seats", "phone",
    "open_to_riders", "synthetic", "note",
]
A_ROW = dict(zip(CHINESE, [
    "YQ9001", "试验益骑驿站", "益骑驿站", "652701001", "青得里街道1号", "82.071900", "44.904600", "WGS-84",
    "每天 10:00-20:00", "热水;座椅", "12", "0909-0500001", "是", "是", "",
], strict=True))
# fmt: on


def real_rows(count: int | None = None) -> list[list[str]]:
    """The header and the first ``count`` stations of the office's sheet, all 1,661 by default."""
    rows = list(csv.reader(io.StringIO(SHEET_CSV.read_text(encoding="utf-8-sig"), newline="")))
    return rows if count is None else rows[: count + 1]


def row(**changes: str) -> dict[str, str]:
    """A faultless row; ``changes`` by Chinese header."""
    assert set(changes) <= set(CHINESE)
    return A_ROW | changes


def table(*rows: dict[str, str], header: Sequence[str] = CHINESE) -> list[list[str]]:
    """Rows as a table under a Chinese header in any order."""
    return [list(header), *([one[column] for column in header] for one in rows)]


def as_csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[Any]], *, numbers: Sequence[str] = (), more_sheets: int = 0) -> bytes:
    """A workbook as Excel would save it. ``numbers``: headers whose cells are numbers instead of texts."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("站点")
    numeric = {place for place, header in enumerate(rows[0]) if header in numbers}
    for y, line in enumerate(rows):
        for x, value in enumerate(line):
            if y and x in numeric and value:
                sheet.write_number(y, x, float(value))
            elif value != "":
                sheet.write_string(y, x, value)
    for number in range(more_sheets):
        book.add_worksheet(f"说明{number}").write_string(0, 0, "请先填写第一张表")
    book.close()
    return file.getvalue()


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, so that "nothing is written" can be seen."""
    found = {}
    for name, one in sorted(db.metadata.tables.items()):
        rows = db.session.execute(sa.select(one)).all()
        found[name] = sorted(tuple(map(repr, line)) for line in rows)
    db.session.rollback()
    return found
