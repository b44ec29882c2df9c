"""Shifts that repeat: made 28 days ahead, drafts until the first is published; on a holiday one waits for a decision.

Lock order: account, series, shifts by id, roles by id, sign-ups by id.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.areas import service as areas
from app.core import access, audit, clock
from app.core.access import Permission, Scope
from app.core.db import db
from app.core.problems import Invalid, NotFound
from app.volunteering import publication, series_rules, shift_cards, shift_changes
from app.volunteering.models import Shift, ShiftRole, ShiftSeries
from app.volunteering.rules import CONCERNED
from app.volunteering.shift_facts import CLOCK, Actor, scope_at
from app.volunteering.shift_plans import Plan
from app.volunteering.shifts import lock_people, lock_roles

HOLIDAY = "holiday"
CALENDARS = ("CN", "CN-XJ")
ENDED = "这个系列不再办了"
SWEPT_AT_ONCE = 50
FIXED = frozenset(
    {"area_code", "issuer_id", "team_id", "station_code", "starts_at", "ends_at", "planned_minutes"}
    | {"signup_opens_at", "signup_closes_at", "cancel_until"}
)


def start_series(plan: Plan, rrule: str, exdates: Collection[date], actor: Actor) -> ShiftSeries:
    """Repeat a shift; its occurrences of the next 28 days are made at once, as drafts.

    Raises ``Invalid`` for a rule that cannot be read or names no day, and for a private place.
    """
    if plan.private_place is not None:  # it is erased a day after the shift; a series would keep it for years
        raise Invalid(errors=[{"field": "shift.private_place", "message": "上门地址只能写在单个班次里"}])
    rule = series_rules.read_rule(rrule, clock.SHANGHAI)
    first_on = clock.local(plan.starts_at).date()
    today = clock.today()
    if first_on < today - series_rules.BEGUN_WITHIN:
        raise Invalid(errors=[{"field": "shift.starts_at", "message": "第一天不能早于一年前"}])
    if not series_rules.names_any(rule, first_on, today):
        raise Invalid(errors=[{"field": "rrule", "message": "按这个规则，从今天起一天也没有"}])
    if actor.account_id is not None:
        accounts.lock_account(actor.account_id)  # first: the call's key will refer to it
    series = ShiftSeries(
        issuer_id=plan.issuer_id, team_id=plan.team_id, area_code=plan.area_code, station_code=plan.station_code
    )
    series.rrule, series.exdates = rrule.strip().upper(), sorted(day.isoformat() for day in exdates)
    series.template, series.first_on = _template(plan), first_on
    db.session.add(series)
    db.session.flush()  # occurrences and the audit row name its id
    audit.record("series.created", _subject(series), {"rrule": [None, series.rrule]}, role=actor.role)
    _make_ahead(series, today)
    return series


def end_series(series_id: int, actor: Actor) -> None:
    """Make no more of it. Drafts ahead go, as do shifts nobody has signed up for; the others take place.

    Raises ``NotFound`` for none, and for one that has ended.
    """
    if actor.account_id is not None:
        accounts.lock_account(actor.account_id)
    series = _locked(series_id)
    access.require(permission_to_end(series), scope_of_series(series))
    series.ended_at = clock.now()
    series.version += 1
    audit.record("series.ended", _subject(series), {"ended": [False, True]}, role=actor.role)
    for shift in _ahead(series):
        if shift.status == "draft":
            db.session.delete(shift)
            continue
        lock_roles(shift)
        if not lock_people(shift, CONCERNED):
            shift_changes.call_off(shift, ENDED, actor)
    db.session.flush()


def permission_to_end(series: ShiftSeries) -> Permission:
    """Whoever may draft ends what is still drafts; what riders have seen is ended by whoever may publish."""
    return Permission.DRAFT_SHIFT if series.confirmed_at is None else Permission.PUBLISH_SHIFT


def find_series(series_id: int) -> ShiftSeries:
    """A series. Raises ``NotFound``."""
    found = db.session.get(ShiftSeries, series_id)
    if found is None:
        raise NotFound
    return found


def scope_of_series(series: ShiftSeries) -> Scope:
    """Where a series stands; while its shifts are drafts, nobody but its staff knows of it."""
    public = series.confirmed_at is not None
    return scope_at(series.area_code, series.issuer_id, series.team_id, series.station_code, visible=public)


def shape(series: ShiftSeries, crs: str) -> dict[str, Any]:
    """A series as answers carry it, with its shifts from now on."""
    may_end = series.ended_at is None and access.may(permission_to_end(series), scope_of_series(series))
    return {
        "id": series.id,
        "rrule": series.rrule,
        "exdates": series.exdates,
        "first_on": series.first_on.isoformat(),
        "made_until": series.made_until.isoformat() if series.made_until else None,
        "published": series.confirmed_at is not None,
        "ended_at": clock.rfc3339(series.ended_at) if series.ended_at else None,
        "shifts": shift_cards.cards(_ahead(series, lock=False), crs),
        "actions": ["end"] if may_end else [],
        "version": series.version,
    }


def make_ahead() -> int:
    """A sweep: occurrences of all living series up to 28 days ahead. Returns how many shifts were made."""
    today = clock.today()
    behind = sa.or_(ShiftSeries.made_until.is_(None), ShiftSeries.made_until < today + series_rules.AHEAD)
    query = sa.select(ShiftSeries).where(ShiftSeries.ended_at.is_(None), behind).order_by(ShiftSeries.id)
    query = query.limit(SWEPT_AT_ONCE).with_for_update(key_share=True, skip_locked=True)
    found = db.session.scalars(query.execution_options(populate_existing=True))
    return sum(_make_ahead(series, today) for series in list(found))


def _make_ahead(series: ShiftSeries, today: date) -> int:
    """Make what the rule names and is not made yet, from today to 28 days ahead; how many."""
    until = today + series_rules.AHEAD
    rule = series_rules.read_rule(series.rrule, clock.SHANGHAI)
    begun = max(today, series.made_until + timedelta(days=1)) if series.made_until else today
    left_out, off = set(series.exdates), _days_off(begun, until)
    days = [day for day in series_rules.days_of(rule, series.first_on, until) if day >= begun]
    made = [_make(series, day, on_holiday=day in off) for day in days if day.isoformat() not in left_out]
    series.made_until = until
    db.session.flush()  # the next look finds them
    return len(made)


def _make(series: ShiftSeries, day: date, *, on_holiday: bool) -> Shift:
    shift = _occurrence(series, day)
    shift.waits_for = HOLIDAY if on_holiday else None
    db.session.add(shift)
    db.session.flush()  # audit rows name its id
    if series.confirmed_at is not None and not on_holiday and not publication.missing_of(shift):
        publication.show(shift, CLOCK)
    return shift


def _occurrence(series: ShiftSeries, day: date) -> Shift:
    told = series.template
    starts_at = datetime.combine(day, time(), tzinfo=clock.SHANGHAI) + timedelta(seconds=told["starts_s"])
    shift = Shift(**told["columns"], series_id=series.id, occurs_on=day, status="draft")
    shift.area_code, shift.issuer_id = series.area_code, series.issuer_id
    shift.team_id, shift.station_code = series.team_id, series.station_code
    shift.starts_at, shift.planned_minutes = starts_at, told["planned_minutes"]
    for name, seconds in told["after_start_s"].items():
        setattr(shift, name, None if seconds is None else starts_at + timedelta(seconds=seconds))
    shift.roles = [ShiftRole(**role) for role in told["roles"]]
    return shift


def _template(plan: Plan) -> dict[str, Any]:
    """What each occurrence is made of; times as seconds, of the local day and from the start on."""
    starts = clock.local(plan.starts_at)
    times = {name: getattr(plan, name) for name in ("ends_at", "signup_opens_at", "signup_closes_at", "cancel_until")}
    columns = plan.columns()
    return {
        "columns": {name: value for name, value in columns.items() if name not in FIXED},
        "planned_minutes": columns["planned_minutes"],
        "starts_s": starts.hour * 3600 + starts.minute * 60 + starts.second,
        "after_start_s": {
            name: None if at is None else int((at - plan.starts_at).total_seconds()) for name, at in times.items()
        },
        "roles": [asdict(role) for role in plan.roles],
    }


def _days_off(first: date, last: date) -> set[date]:
    """Published days off, and those of which it is not yet known."""
    tables = areas.holiday_tables()
    years = [tables[name][year][1] for name in CALENDARS if name in tables for year in tables[name]]
    return {day for days in years for day, told in days.items() if first <= day <= last and told[0] != "work"}


def _ahead(series: ShiftSeries, *, lock: bool = True) -> list[Shift]:
    """Drafts and published shifts of a series that have not begun, by start; for a change by id, locked."""
    living = (Shift.series_id == series.id, Shift.status.in_(("draft", "published")), Shift.starts_at > clock.now())
    query = sa.select(Shift).where(*living)
    if not lock:
        return list(db.session.scalars(query.order_by(Shift.starts_at, Shift.id)))
    query = query.order_by(Shift.id).with_for_update(key_share=True)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _locked(series_id: int) -> ShiftSeries:
    living = (ShiftSeries.id == series_id, ShiftSeries.ended_at.is_(None))
    query = sa.select(ShiftSeries).where(*living).with_for_update(key_share=True)
    found = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _subject(series: ShiftSeries) -> str:
    return f"series:{series.id}"
