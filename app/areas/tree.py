"""Changing the division tree by hand: drawing grids, merging areas; and the invariant of its paths."""

from __future__ import annotations

import sqlalchemy as sa

from app.areas import organizations, rules, table
from app.areas.changes import looking, mark_changed
from app.areas.models import AdminArea
from app.areas.rules import AreaFacts
from app.areas.spelled import spell_out
from app.core import audit
from app.core.db import db
from app.core.problems import NotFound


def add_grid(area_code: str, name: str, *, role: str = "operator") -> AreaFacts:
    """Draw a grid in a community. Raises ``NotFound``, ``NotACommunity``, ``GridExists`` or ``NoGridCode``."""
    found = table.current().answers.get(area_code)
    community = _locked(found.code) if found else None
    if community is None:
        raise NotFound
    if community.level != "community":
        raise rules.NotACommunity
    grid = _draw(community, name)
    audit.record("area.grid_added", f"area:{grid.code}", {"name": [None, name]}, role=role)
    mark_changed()
    return table.current().answers[grid.code]


def replace_area(old: str, new: str, *, role: str = "operator") -> AreaFacts:
    """Let the area ``old`` answer as ``new`` from now on; its grids move along under new codes.

    Raises ``NotFound``, ``ReplacementLoop``, or ``NotReplaceable`` when the levels differ or living townships or
    communities are left below ``old``.
    """
    areas = {code: _locked(code) for code in sorted({old, new})}
    leaving, staying = areas[old], areas[new]
    if leaving is None or staying is None:
        raise NotFound
    pairs = db.session.execute(sa.select(AdminArea.code, AdminArea.replaced_by)).tuples()
    if old == new or rules.makes_loop(old, new, dict(pairs.all())):
        raise rules.ReplacementLoop(f"{new} 已经归到 {old}")
    if leaving.level != staying.level:
        raise rules.NotReplaceable("两边不是同一级")
    _empty(leaving, staying)
    audit.record("area.replaced", f"area:{old}", {"replaced_by": [leaving.replaced_by, new]}, role=role)
    leaving.replaced_by = new
    leaving.version += 1
    organizations.merge_offices(old, new)
    mark_changed()
    return table.current().answers[old]


def broken_paths() -> list[str]:
    """An invariant: every path follows the parents, every chain of successors ends."""
    columns = (AdminArea.code, AdminArea.parent_code, AdminArea.path, AdminArea.replaced_by)
    with looking() as session:
        areas = session.execute(sa.select(*columns).order_by(AdminArea.code)).all()
    parents = {area.code: area.parent_code for area in areas}
    successors = {area.code: area.replaced_by for area in areas}
    broken = []
    for area in areas:
        line = rules.line_above(area.code, parents)
        if area.path != rules.path_of(line) or parents[line[0]] is not None:
            broken.append(f"area {area.code}: its path {area.path} does not follow its parents")
        if successors.get(rules.last_code(area.code, successors)) is not None:
            broken.append(f"area {area.code}: its successors run in a loop")
    return broken


def _locked(code: str) -> AdminArea | None:
    query = sa.select(AdminArea).where(AdminArea.code == code).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def _draw(community: AdminArea, name: str) -> AdminArea:
    """A grid under a locked community."""
    below = db.session.scalars(sa.select(AdminArea).where(AdminArea.parent_code == community.code)).all()
    twin = next((grid for grid in below if grid.name == name and grid.replaced_by is None), None)
    if twin is not None:
        raise rules.GridExists(area=twin.code)
    code = rules.next_grid_code(community.code, {grid.code for grid in below})
    grid = AdminArea(code=code, name=name, short_name=name, level="grid", parent_code=community.code, aliases=[])
    grid.path, grid.in_programme = f"{community.path}{code}/", community.in_programme
    spell_out(grid)
    db.session.add(grid)
    db.session.flush()  # the tree is read back for the answer
    return grid


def _empty(leaving: AdminArea, staying: AdminArea) -> None:
    """Move the living grids of a community that ends to its successor; refuse while anything else lives below."""
    living = sa.select(AdminArea).where(AdminArea.parent_code == leaving.code, AdminArea.replaced_by.is_(None))
    for part in db.session.scalars(living.order_by(AdminArea.code)).all():
        if part.level != "grid":
            raise rules.NotReplaceable(f"{leaving.name}下面还有{part.name}，请先合并它们")
        try:
            moved = _draw(staying, part.name)
        except rules.GridExists:
            moved = _draw(staying, f"{part.name}（{leaving.short_name}）")
        part.replaced_by = moved.code
        part.version += 1
