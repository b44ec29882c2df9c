"""Taking in a station sheet: all rows or none, and the same sheet twice changes nothing (PRODUCT 4.14)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.areas import service as areas
from app.core import audit, clock, settings
from app.core.access import Scope
from app.core.db import db
from app.core.geo import Box
from app.core.problems import Conflict, Invalid
from app.stations import sheet_changes, undoing_records
from app.stations.amenities import Actor
from app.stations.changes import mark_changed, mark_rules_changed
from app.stations.models import ImportBatch, Station
from app.stations.sheet import Fault, Row, Sheet, read_sheet
from app.stations.sheet_changes import Difference
from app.stations.sheet_rules import COLUMNS, CheckedRow, check_row

MOST_FAULTS = 1_000
LEVELS = ("township", "community")
OPERATOR = Actor("operator", "import")
_CHUNK = 5_000
_NOT_YOURS = "不在你的管理范围"


class SheetHasErrors(Invalid):
    """Nothing of the sheet was written; ``errors`` names every cell, the other members are as in a dry run."""

    slug, title = "sheet-has-errors", "表格有错，没有写入任何一行"


class CodeTaken(Conflict):
    """The code is another station's, perhaps since a moment ago. A sheet, sent again, updates that one."""

    slug, title = "station-code-taken", "这个编号已经有站点在用；导入表格时请再试一次"


@dataclass(frozen=True, slots=True)
class CheckedSheet:
    """A sheet as far as it can be judged without the database. ``rows``: line and row."""

    headers: dict[str, str]
    rows: tuple[tuple[int, CheckedRow], ...]
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class ImportResult:
    """What an import did, or would do. ``kept``: ``{code, column}`` of what keepers changed since the last sheet."""

    batch_id: int | None = None
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: list[dict[str, str]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        """As the API shows it."""
        return asdict(self)


@dataclass(slots=True)
class _Plan:
    created: list[CheckedRow] = field(default_factory=list)
    compared: list[tuple[Station, Difference]] = field(default_factory=list)


def check_sheet(raw: bytes) -> CheckedSheet:
    """Read a file and judge every cell by itself. No database, so that nobody waits for it; never raises."""
    sheet = read_sheet(raw)
    box = settings.current().box
    rows = tuple((row.number, _checked(row, box)) for row in sheet.rows)
    faults = [*sheet.faults, *_row_faults(sheet, rows)]
    return CheckedSheet(sheet.headers, rows, tuple(faults))


def import_sheet(
    sheet: CheckedSheet,
    *,
    dry_run: bool = False,
    actor: Actor = OPERATOR,
    allowed: Callable[[Scope], bool] = lambda _: True,
) -> ImportResult:
    """Write a sheet, or with ``dry_run`` only say what would be written. With ``errors`` nothing is written.

    ``allowed`` says whether the caller may import at a scope. Without ``dry_run``, call it in a transaction.
    """
    result = ImportResult(rows=len(sheet.rows))
    stations = _stations(sheet, lock=not dry_run)
    faults = [*sheet.faults, *_faults_of_place(sheet, stations, cache(allowed))]
    if faults:
        result.errors = _in_order(faults, sheet.headers)
        return result
    plan = _planned(sheet, stations, result)
    if not dry_run:
        _write(plan, result, actor)
    return result


def _checked(row: Row, box: Box) -> CheckedRow:
    """A row's cells; what the file itself says of a cell comes before what the cell seems to say."""
    if row.too_long:  # its cells have shifted: what they say means nothing
        return CheckedRow(errors=[("", "单元格比表头多：是不是有多余的逗号？")])
    checked = check_row({name: text for name, text in row.texts.items() if name not in row.odd}, box)
    checked.errors += row.odd.items()
    return checked


def _row_faults(sheet: Sheet, rows: Iterable[tuple[int, CheckedRow]]) -> Iterator[Fault]:
    """What is wrong inside the file: single cells, and codes that stand twice."""
    first: dict[str, int] = {}
    for number, row in rows:
        for name, message in row.errors:
            yield Fault(number, sheet.headers.get(name, ""), message)
        code = row.cells.get("code")
        if code is None:
            continue
        if code.value in first:
            yield Fault(number, sheet.headers["code"], f"编号重复：第 {first[code.value]} 行已有 {code.value}")
        first.setdefault(code.value, number)


def _stations(sheet: CheckedSheet, *, lock: bool) -> dict[str, Station]:
    """The stations that are there already, by code, with what a sheet can change of them."""
    codes = sorted({row.cells["code"].value for _, row in sheet.rows if "code" in row.cells})
    query = sa.select(Station).options(selectinload(Station.amenities), selectinload(Station.schedules))
    query = query.order_by(Station.id).execution_options(populate_existing=True)
    if lock:
        query = query.with_for_update(key_share=True)
    found: dict[str, Station] = {}
    for start in range(0, len(codes), _CHUNK):
        some = db.session.scalars(query.where(Station.code.in_(codes[start : start + _CHUNK])))
        found |= {station.code: station for station in some}
    return found


def _faults_of_place(
    sheet: CheckedSheet, stations: dict[str, Station], allowed: Callable[[Scope], bool]
) -> Iterator[Fault]:
    """Areas that do not exist or hold no stations, and rows outside the caller's scope."""
    known = areas.all_areas()
    for number, row in sheet.rows:
        code, area_code = row.cells.get("code"), row.cells.get("area_code")
        station = stations.get(code.value) if code else None
        here = known.get(station.area_code) if station else None
        if station and not allowed(_scope(here, station)):
            yield Fault(number, sheet.headers["code"], _NOT_YOURS)
            continue
        if area_code is None:
            continue
        there = known.get(area_code.value)
        if there is None:
            yield Fault(number, sheet.headers["area_code"], f"没有这个区划代码：{area_code.value}")
        elif there.level not in LEVELS:
            yield Fault(number, sheet.headers["area_code"], f"{there.name}不是乡镇街道，也不是社区或村")
        elif there != here and not allowed(_scope(there, station)):
            yield Fault(number, sheet.headers["area_code"], _NOT_YOURS)


def _scope(area: areas.AreaFacts | None, station: Station | None) -> Scope:
    path = area.path if area else None
    if station is None:
        return Scope(area_path=path)
    return Scope(area_path=path, org_id=station.operator_id, station_code=station.code)


def _in_order(faults: Iterable[Fault], headers: dict[str, str]) -> list[dict[str, Any]]:
    """The faults by line and column, the first thousand of them."""
    place = {headers[name]: number for number, name in enumerate(COLUMNS) if name in headers}
    ordered = sorted(faults, key=lambda fault: (fault.row, place.get(fault.column, -1)))
    return [asdict(fault) for fault in ordered[:MOST_FAULTS]]


def _planned(sheet: CheckedSheet, stations: dict[str, Station], result: ImportResult) -> _Plan:
    """Compare every row with its station and count."""
    plan = _Plan()
    for _, row in sheet.rows:
        station = stations.get(row.cells["code"].value)
        if station is None:
            plan.created.append(row)
            continue
        difference = sheet_changes.compare(station, row)
        plan.compared.append((station, difference))
        result.kept += [{"code": station.code, "column": sheet.headers[name]} for name in difference.kept]
    result.created = len(plan.created)
    result.updated = sum(1 for _, difference in plan.compared if difference)
    result.unchanged = result.rows - result.created - result.updated
    return plan


def _write(plan: _Plan, result: ImportResult, actor: Actor) -> None:
    """Write what differs. When nothing does, nothing at all is written: a sheet may be loaded at every start."""
    now = clock.now()
    made = [sheet_changes.new_station(row, now) for row in plan.created]
    fresh = [(station, difference) for station, difference in plan.compared if difference.cells is not None]
    if not made and not fresh:
        return
    batch_id = result.batch_id = _begin_batch(result, actor, now, made)
    db.session.add_all(undoing_records.of_new(station, batch_id) for station in made)
    for station, difference in fresh:
        record = undoing_records.of_change(station, difference, batch_id)
        sheet_changes.write(station, difference, actor, batch_id)
        undoing_records.close(record, station)
    db.session.flush()  # the counter is taken last
    changed = made + [station for station, difference in fresh if difference]
    if any("area_code" in difference.facts for _, difference in fresh):
        mark_rules_changed()  # the areas they left must hear of it, too, and no row tells which those were
    if changed:
        mark_changed(*changed)


def _begin_batch(result: ImportResult, actor: Actor, now: datetime, made: list[Station]) -> int:
    """Write the batch and the new stations, whose ids the records of undoing need, and audit it."""
    batch = ImportBatch(at=now, person_ref=actor.person_ref, rows=result.rows)
    batch.created, batch.updated, batch.unchanged = result.created, result.updated, result.unchanged
    db.session.add_all([batch, *made])
    db.session.flush()  # the ids; the batch's also for audit and answer
    counts = {name: [None, getattr(result, name)] for name in ("rows", "created", "updated", "unchanged")}
    audit.record("stations.import", f"import:{batch.id}", counts, role=actor.role)
    return batch.id
