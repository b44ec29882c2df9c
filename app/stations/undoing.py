"""Taking an import back, once: every station it wrote is as before, but those that somebody edited since.

A station that the import made is removed, with its history, unless anything refers to it: then it stays, listed like
the edited ones. Lock order: account, batch, stations by id, the counter of changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.accounts import service as accounts
from app.areas import service as areas
from app.core import audit, clock, events
from app.core.access import Scope
from app.core.db import db, name_constraint
from app.core.problems import Conflict, NotAllowed, NotFound
from app.stations import undoing_records
from app.stations.amenities import Actor
from app.stations.changes import mark_changed, mark_rules_changed
from app.stations.models import ImportBatch, ImportedStation, Station, TemporaryClosure

CHUNK = 5_000
OWN_PARTS = {"station_amenities", "station_schedules", "station_history", "imported_stations"}
REASONS = {
    "edited": "导入后站点有改动，没有撤销",
    "imported_again": "之后又导入过，请先撤销后来的那一批",
    "in_use": "新建的站点已有人在用（收藏、反馈、站长等），没有删除",
}

removal_asked = events.signal("station-removal-asked")  # codes: which of them something above refers to

Written = tuple[ImportedStation, Station]


class AlreadyUndone(Conflict):
    """An import is taken back once; what was skipped then is corrected by hand."""

    slug, title = "already-undone", "这次导入已经撤销过了"


class NothingToUndo(Conflict):
    """The import is older than the records that undoing needs, or none of its stations is left."""

    slug, title = "nothing-to-undo", "这次导入没有留下可以撤销的记录"


@dataclass(slots=True)
class UndoResult:
    """``undone``: stations put back or removed; ``removed``: the latter. ``skipped``: ``{code, reason, message}``."""

    undone: int = 0
    removed: int = 0
    skipped: list[dict[str, str]] = field(default_factory=list)

    def document(self) -> dict[str, object]:
        """As the API shows it."""
        return asdict(self)


def undo_import(batch_id: int, *, actor: Actor, allowed: Callable[[Scope], bool]) -> UndoResult:
    """Take an import back within the open transaction. ``allowed``: whether the caller may import at a scope.

    Raises ``NotFound``, ``NotAllowed`` where some of its stations are not the caller's, ``AlreadyUndone``,
    ``NothingToUndo``.
    """
    batch = _lock_batch(batch_id)
    written = _lock_written(batch)
    _check_scope(written, cache(allowed))
    if batch.undone_at is not None:
        raise AlreadyUndone
    if not written:
        raise NothingToUndo
    skipped = _skipped(batch, written)
    result = UndoResult(len(written) - len(skipped))
    result.skipped = [{"code": code, "reason": why, "message": REASONS[why]} for code, why in sorted(skipped.items())]
    _take_back(batch, [one for one in written if one[1].code not in skipped], result, actor)
    return result


def name_references() -> None:
    """Who comes to refer to a station in the moment it is removed hears that it is not there."""
    for column in referring_columns():
        for key in column.foreign_keys:
            if key.constraint is not None:
                name_constraint(str(key.constraint.name), NotFound)


def _lock_batch(batch_id: int) -> ImportBatch:
    query = sa.select(ImportBatch).where(ImportBatch.id == batch_id).with_for_update()
    found = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _lock_written(batch: ImportBatch) -> list[Written]:
    """What the batch wrote that is still there, each station locked; by id, against those who lock several.

    Where stations may be removed the keys are locked too, so that nobody comes to refer to one meanwhile.
    """
    query = sa.select(ImportedStation, Station).join(Station, Station.id == ImportedStation.station_id)
    query = query.where(ImportedStation.batch_id == batch.id).order_by(Station.id)
    query = query.options(selectinload(Station.amenities), selectinload(Station.schedules))
    query = query.with_for_update(of=Station, key_share=not batch.created).execution_options(populate_existing=True)
    return [(record, station) for record, station in db.session.execute(query)]


def _check_scope(written: list[Written], allowed: Callable[[Scope], bool]) -> None:
    """Every station, where it stands and where it goes back to, must be the caller's; with none it is not theirs."""
    known = areas.all_areas()
    foreign = 0
    for record, station in written:
        places = {station.area_code, record.before.get("facts", {}).get("area_code", station.area_code)}
        paths = [area.path if (area := known.get(place)) else None for place in places]
        scopes = [Scope(path, station.operator_id, station_code=station.code) for path in paths]
        foreign += not all(map(allowed, scopes))
    if foreign and foreign == len(written):
        raise NotFound
    if foreign:
        raise NotAllowed(f"这次导入写了 {foreign} 个不在你管理范围的站点")


def _skipped(batch: ImportBatch, written: list[Written]) -> dict[str, str]:
    """Why stations stay as they are: code and reason."""
    later, steps = _since(batch)
    found: dict[str, str] = {}
    for record, station in written:
        if station.id in later:
            found[station.code] = "imported_again"
        elif station.version != record.version + steps.get(station.id, 0):
            found[station.code] = "edited"
    made = [station for record, station in written if record.created and station.code not in found]
    return found | dict.fromkeys(_in_use(made), "in_use")


def _since(batch: ImportBatch) -> tuple[set[int], dict[int, int]]:
    """Stations that later imports wrote and that still stand so; and by how much undone ones raised each version."""
    mine = sa.select(ImportedStation.station_id).where(ImportedStation.batch_id == batch.id)
    query = sa.select(
        ImportedStation.station_id,
        sa.func.sum(ImportedStation.steps),
        sa.func.max(sa.case((ImportedStation.undone, 0), else_=1)),
    )
    query = query.where(ImportedStation.batch_id > batch.id, ImportedStation.station_id.in_(mine))
    rows = list(db.session.execute(query.group_by(ImportedStation.station_id)))
    return {row[0] for row in rows if row[2]}, {row[0]: row[1] for row in rows}


def _in_use(made: list[Station]) -> Iterator[str]:
    """Codes of the stations that anything refers to: rows of any table, closures, a manager, the floors above."""
    if not made:
        return
    ids, codes = {station.id: station.code for station in made}, [station.code for station in made]
    for column in referring_columns():
        refers = sa.select(column).where(column.between(min(ids), max(ids))).distinct()
        yield from (ids[found] for found in db.session.scalars(refers) if found in ids)
    substitutes = set(db.session.scalars(sa.select(TemporaryClosure.substitute_code).distinct()))
    yield from (code for code in codes if code in substitutes or accounts.managers_of(code))
    for answered in events.ask(removal_asked, codes=frozenset(codes)):
        yield from answered


def referring_columns() -> Iterator[sa.Column[int]]:
    """The columns by which other things than a station's own parts refer to stations."""
    for table in db.metadata.tables.values():
        if table.name not in OWN_PARTS:
            yield from (key.parent for key in table.foreign_keys if key.target_fullname == "stations.id")


def _take_back(batch: ImportBatch, written: list[Written], result: UndoResult, actor: Actor) -> None:
    """Put back or remove, audit, and let every worker hear of it."""
    removed = [station for record, station in written if record.created]
    changed = {station: fields for record, station in written if not record.created
               if (fields := undoing_records.put_back(station, record, actor))}  # fmt: skip
    batch.undone_at = clock.now()
    result.removed = len(removed)
    counts = {"undone": [None, result.undone], "skipped": [None, len(result.skipped)]}
    gone = {"stations": [sorted(station.code for station in removed), None]} if removed else {}
    audit.record("stations.import_undone", f"import:{batch.id}", counts | gone, role=actor.role)
    _remove(removed)
    if removed or any("area_code" in fields for fields in changed.values()):
        mark_rules_changed()  # no row is left, or none tells which area was left
    if changed:
        mark_changed(*changed)


def _remove(stations: list[Station]) -> None:
    """Delete stations; their parts go with them by the foreign keys."""
    ids = [station.id for station in stations]
    for station in stations:
        db.session.expunge(station)
    for start in range(0, len(ids), CHUNK):
        gone = sa.delete(Station).where(Station.id.in_(ids[start : start + CHUNK]))
        db.session.execute(gone.execution_options(synchronize_session=False))
