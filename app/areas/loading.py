"""Loading the official division table and the other names people use."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.areas import organizations, rules
from app.areas.changes import mark_changed
from app.areas.models import AdminArea
from app.areas.rules import AreaRow
from app.areas.spelled import spell_out
from app.core import audit
from app.core.db import db
from app.core.problems import Invalid

Cells = Mapping[str, str | None]


@dataclass(frozen=True)
class AreasLoaded:
    """What a load did: rows read, areas created and updated, offices made."""

    rows: int
    created: int
    updated: int
    organizations: int


def read_csv(path: Path, columns: Sequence[str]) -> list[dict[str, str | None]]:
    """The rows of a UTF-8 table with at least these columns. Raises ``Invalid`` for anything else."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            rows: list[dict[Any, Any]] = [] if missing else list(reader)
    except (UnicodeDecodeError, csv.Error):
        raise Invalid("the file is not a UTF-8 table") from None
    if missing:
        raise Invalid(f"the header lacks {', '.join(missing)}")
    long = [number for number, row in enumerate(rows, start=2) if None in row]
    if long:
        faults = [{"row": number, "column": "", "message": "has more cells than the header"} for number in long]
        raise Invalid("the table was refused, nothing is loaded", errors=faults)
    return rows


def load_areas(rows: Iterable[Cells], aliases: Iterable[Cells] | None = None) -> AreasLoaded:
    """Take in a division table (``code, name, level, parent_code``), all rows or none. Areas it does not name stay.

    ``aliases`` (``code, alias``) are all the other names there are; None leaves them as they stand. Raises ``Invalid``
    with ``{"row", "column", "message"}`` for each fault.
    """
    read, errors = rules.read_rows(rows)
    everything = sa.select(AdminArea).with_for_update().execution_options(populate_existing=True)
    areas = {area.code: area for area in db.session.scalars(everything)}
    errors += rules.check_tree(read, {code: area.level for code, area in areas.items()})
    if errors:
        raise Invalid("the table was refused, nothing is loaded", errors=sorted(errors, key=lambda e: int(e["row"])))
    created = {row.code for row in read} - set(areas)
    changed = _take_in(read, areas)
    if aliases is not None:
        changed |= _name_otherwise(aliases, areas)
    changed |= _settle(areas)
    for code in changed:
        spell_out(areas[code])
        areas[code].version += code not in created
    db.session.add_all(areas[code] for code in sorted(created, key=lambda code: len(areas[code].path)))  # parents first
    db.session.flush()  # the offices refer to the areas
    offices = organizations.found_offices(list(areas.values()))
    if changed or offices:
        counts = {"created": len(created), "updated": len(changed - created), "organizations": offices}
        audit.record("areas.loaded", "areas", {name: [None, count] for name, count in counts.items()})
        mark_changed()
    return AreasLoaded(len(read), len(created), len(changed - created), offices)


def _take_in(rows: Iterable[AreaRow], areas: dict[str, AdminArea]) -> set[str]:
    """Names and parents as the rows say; the codes that are new or differ."""
    changed = set()
    for row in rows:
        area = areas.get(row.code)
        if area is None:
            areas[row.code] = area = AdminArea(
                code=row.code, name=row.name, level=row.level, parent_code=row.parent_code, aliases=[], version=1
            )
            changed.add(row.code)
        if area.name != row.name:
            organizations.rename_office(area, row.name)
        if (area.name, area.parent_code) != (row.name, row.parent_code):
            area.name, area.parent_code = row.name, row.parent_code
            changed.add(row.code)
    return changed


def _name_otherwise(aliases: Iterable[Cells], areas: Mapping[str, AdminArea]) -> set[str]:
    """Other names as the lines say; the codes whose names differ. Lines about areas that are not there are no fault."""
    wanted: dict[str, set[str]] = {code: set() for code in areas}
    for line in aliases:
        code, alias = (line.get("code") or "").strip(), (line.get("alias") or "").strip()
        if code in wanted and alias:
            wanted[code].add(alias)
    changed = {code for code, names in wanted.items() if sorted(names) != areas[code].aliases}
    for code in changed:
        areas[code].aliases = sorted(wanted[code])
    return changed


def _settle(areas: Mapping[str, AdminArea]) -> set[str]:
    """What follows from names and parents; the codes for which it changed."""
    parents = {code: area.parent_code for code, area in areas.items()}
    changed = set()
    for code, area in areas.items():
        line = rules.line_above(code, parents)
        township = next((areas[above] for above in line if areas[above].level == "township"), None)
        follows = {
            "short_name": rules.short_name(area.name),
            "path": rules.path_of(line),
            "in_programme": township is None or rules.programme_township(township.name),
        }
        if any(getattr(area, field) != value for field, value in follows.items()):
            changed.add(code)
            for field, value in follows.items():
                setattr(area, field, value)
    return changed
