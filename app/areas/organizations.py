"""Organisations: who operates, issues, or helps. Loading the areas makes the offices of the programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from app.areas import table
from app.areas.changes import looking
from app.areas.models import AdminArea, Organization
from app.areas.rules import AreaFacts
from app.core.db import db

OFFICES = ("township", "community")  # the kinds that loading makes, named as the levels they serve


@dataclass(frozen=True)
class OrganizationFacts:
    """An organisation as others see it."""

    id: int
    name: str
    kind: str
    area_code: str | None
    township_name: str | None
    may_issue: bool
    contact: str | None


def organizations(
    area: str | None = None, q: str | None = None, *, after: int = 0, limit: int = 100
) -> list[OrganizationFacts]:
    """Living organisations in order of id, after the id ``after``: of an area and all below it, ``q`` in the name."""
    query = sa.select(Organization).where(Organization.successor_id.is_(None), Organization.id > after)
    places = table.current().answers
    if area is not None:
        found = places.get(area)
        if found is None:
            return []
        below = sa.select(AdminArea.code).where(AdminArea.path.startswith(found.path, autoescape=True))
        query = query.where(Organization.area_code.in_(below))
    if q:
        query = query.where(Organization.name.contains(q, autoescape=True))
    with looking() as session:
        return [_facts(row, places) for row in session.scalars(query.order_by(Organization.id).limit(limit))]


def find_organization(organization_id: int) -> OrganizationFacts | None:
    """The organisation with this id; of a merged one, its last successor."""
    places = table.current().answers
    seen: set[int] = set()
    with looking() as session:
        row = session.get(Organization, organization_id)
        while row is not None and row.successor_id is not None and row.id not in seen:
            seen.add(row.id)
            row = session.get(Organization, row.successor_id)
        return _facts(row, places) if row else None


def organizations_of(ids: Iterable[int]) -> dict[int, OrganizationFacts]:
    """The organisations with these ids; of merged ones, their last successors. One query, and one for each step on."""
    places, wanted = table.current().answers, set(ids)
    known: dict[int, Organization] = {}
    with looking() as session:
        missing = set(wanted)
        while missing:
            rows = session.scalars(sa.select(Organization).where(Organization.id.in_(missing))).all()
            known |= {row.id: row for row in rows}
            missing = {row.successor_id for row in rows if row.successor_id is not None} - known.keys()
        return {one: _facts(_last(one, known), places) for one in wanted if one in known}


def issuer_of(path: str) -> OrganizationFacts | None:
    """The nearest organisation up an area's path that may issue records, None when there is none."""
    nearest_first = path.strip("/").split("/")[::-1]
    query = sa.select(Organization).where(
        Organization.area_code.in_(nearest_first), Organization.may_issue, Organization.successor_id.is_(None)
    )
    places = table.current().answers
    with looking() as session:
        found = session.scalars(query.order_by(Organization.id)).all()
    nearest = min(found, key=lambda row: (nearest_first.index(row.area_code or ""), row.id), default=None)
    return _facts(nearest, places) if nearest else None


def found_offices(areas: list[AdminArea]) -> int:
    """Give every programme township and community its issuing office; how many were made.

    An office still named as its area takes the area's new name along.
    """
    office_of = {
        row.area_code: row for row in db.session.scalars(sa.select(Organization).where(Organization.kind.in_(OFFICES)))
    }
    made = 0
    for area in sorted(areas, key=lambda area: area.code):  # townships before what lies in them
        if area.level not in OFFICES or not area.in_programme or area.replaced_by or area.code in office_of:
            continue
        above = office_of.get(area.parent_code)
        office = Organization(
            name=area.name, kind=area.level, area_code=area.code, may_issue=True, parent_id=above.id if above else None
        )
        db.session.add(office)
        office_of[area.code] = office
        made += 1
        if area.level == "township":
            db.session.flush()  # its id is the parent of the communities' offices
    return made


def rename_office(area: AdminArea, name: str) -> None:
    """Let the office of an area take its new name, unless somebody gave it a name of its own."""
    of_area = (Organization.area_code == area.code, Organization.kind == area.level, Organization.name == area.name)
    db.session.execute(sa.update(Organization).where(*of_area).values(name=name))


def merge_offices(old: str, new: str) -> None:
    """Let the office of a merged area lead to its successor's."""
    query = sa.select(Organization).where(Organization.area_code.in_([old, new]), Organization.kind.in_(OFFICES))
    offices = {row.area_code: row for row in db.session.scalars(query)}
    if old in offices and new in offices:
        offices[old].successor_id = offices[new].id


def _last(organization_id: int, known: Mapping[int, Organization]) -> Organization:
    """The last successor of an organisation among those read; a circle of merges is gone through once."""
    row, seen = known[organization_id], {organization_id}
    while row.successor_id is not None and row.successor_id not in seen:
        seen.add(row.successor_id)
        row = known[row.successor_id]
    return row


def _facts(row: Organization, places: Mapping[str, AreaFacts]) -> OrganizationFacts:
    place = places.get(row.area_code or "")
    return OrganizationFacts(
        row.id, row.name, row.kind, row.area_code, place.township_name if place else None, row.may_issue, row.contact
    )
