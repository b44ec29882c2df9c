"""Confirmed hours as a sheet for the staff of their issuers: CSV or XLSX. Source: API "Hours", RELIABILITY 10 (C1, F2).

By name and number for who may decide on them, for others by pseudonym. This is no file for the national system, which
needs a consent of its own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.areas import service as areas
from app.core import clock
from app.core.access import Permission
from app.core.db import db
from app.core.problems import Invalid
from app.hours import certificate_rules, describing
from app.hours.describing import Around
from app.hours.models import HoursChain, HoursEntry
from app.hours.rights import Desk
from app.stations.exporting_rules import safe_cell, visible

COLUMNS = ("服务日期", "活动", "区划代码", "区划", "组织单位", "公开编号", "名字", "假名编号", "分钟", "小时", "种类")
WIDTHS = {"活动": 30, "区划": 20, "组织单位": 24, "假名编号": 36}
NUMBERS = {"分钟", "小时"}
KINDS = {  # by the line's source, as the rider reads it
    "checkin": "签到",
    "planned": "按计划时间",
    "stated": "自己填写",
    "staff": "手动登记",
    "backfill": "补录",
}
MOST = 20_000  # rows of one sheet

Cell = str | float | int


@dataclass(frozen=True)
class Wanted:
    """Which hours: of an area and all below it (None: of all one's scope), with a service day in this period."""

    area: str | None
    begin: date
    end: date


def rows(wanted: Wanted, desk: Desk) -> list[list[Cell]]:
    """The confirmed hours that stand within the caller's scope. Raises ``Invalid`` for no such area or too many.

    Whose names stand in them is remembered at the desk, to be written down as seen (``looks``).
    """
    found = _found(wanted, desk)
    around = describing.around([chain for chain, _ in found])
    listed = []
    for chain, entry in found:
        decides = desk.decides(chain)
        if decides and chain.account_id in around.people:
            desk.saw(chain.issuer_id, chain.account_id)
        listed.append(_row(chain, entry, around, describing.person(chain, around.people, named=decides)))
    return listed


def as_csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    """CSV: UTF-8 with BOM, which office programs open as it is (RFC 4180)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def as_workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    """XLSX with one sheet. Texts are text cells in text columns, so that no program makes dates or sums of them."""
    import xlsxwriter  # 20 MB: imported only where a sheet is written

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    book.set_properties({"title": "志愿时长", "created": datetime.combine(clock.today(), datetime.min.time())})
    page = book.add_worksheet("志愿时长")
    as_text = book.add_format({"num_format": "@"})
    for place, name in enumerate(COLUMNS):
        page.set_column(place, place, WIDTHS.get(name, 12), None if name in NUMBERS else as_text)
    page.freeze_panes(1, 0)
    page.write_row(0, 0, COLUMNS)
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(line, place, cell)  # never ``write``: it would make formulas and links
            else:
                page.write_number(line, place, cell)
    book.close()
    return file.getvalue()


def _found(wanted: Wanted, desk: Desk) -> list[tuple[HoursChain, HoursEntry]]:
    query = sa.select(HoursChain, HoursEntry).join(
        HoursEntry, sa.and_(HoursEntry.chain_id == HoursChain.id, HoursEntry.no == HoursChain.version)
    )
    query = query.where(HoursChain.state == "confirmed")
    query = query.where(HoursChain.service_date >= wanted.begin, HoursChain.service_date <= wanted.end)
    if wanted.area is not None:
        query = query.where(HoursChain.area_code.in_(_codes_below(wanted.area)))
    issuers = db.session.scalars(query.with_only_columns(HoursChain.issuer_id).distinct()).all()
    mine = [one for one in issuers if desk.acting(Permission.READ_HOURS, desk.scope_of(one)) is not None]
    query = query.where(HoursChain.issuer_id.in_(mine)).order_by(HoursChain.service_date, HoursChain.id)
    rows = [(chain, entry) for chain, entry in db.session.execute(query.limit(MOST + 1))]
    if len(rows) > MOST:
        raise Invalid(errors=[{"field": "from", "message": f"超过 {MOST} 行，请分几段导出"}])
    return rows


def _codes_below(area_code: str) -> list[str]:
    top = areas.find_area(area_code)
    if top is None:
        raise Invalid(errors=[{"field": "area", "message": "没有这个区划"}])
    return [code for code, area in areas.all_areas().items() if area.path.startswith(top.path)]


def _row(chain: HoursChain, entry: HoursEntry, around: Around, person: dict[str, Any]) -> list[Cell]:
    area = areas.find_area(chain.area_code)
    cells: list[Cell] = [
        chain.service_date.isoformat(),
        around.shifts[chain.shift_id].title,
        chain.area_code,
        area.name if area else "",
        around.issuers[chain.issuer_id]["name"],
        person["account"] or "",
        person["display_name"] or "",
        person["person_ref"] or "",
        entry.minutes,
        float(certificate_rules.hours_text(entry.minutes)),
        KINDS[entry.source],
    ]
    return [safe_cell(visible(cell)) if isinstance(cell, str) else cell for cell in cells]
