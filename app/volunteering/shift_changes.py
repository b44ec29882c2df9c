"""Changing a shift, and calling one off. Riders who have signed up hear of it in the same transaction.

Lock order: account, shift, roles by id, sign-ups by id.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import access, audit, clock, events
from app.core.access import Permission
from app.core.db import db
from app.core.problems import Invalid, StaleVersion
from app.stations.editing_rules import unmoved
from app.volunteering import places, shift_telling
from app.volunteering import shift_rules as rules
from app.volunteering.models import Shift, ShiftRole, SignUp, WaitlistOffer
from app.volunteering.rules import CONCERNED, ON_ROSTER
from app.volunteering.shift_facts import Actor, lock_shift, scope_of_row
from app.volunteering.shift_plans import Plan, RolePlan, check_issuer, sealed, unsealed
from app.volunteering.shift_signals import shift_cancelled, shift_moved, shift_named
from app.volunteering.shifts import SECRET, lock_people, lock_roles, subject, told_of
from app.volunteering.waitlist_rules import DECIDED_BEFORE

Changes = dict[str, list[Any]]
ON_THE_WAY = CONCERNED - {"checked_in", "checked_out"}  # whose sign-up a cancellation ends; who came keeps the minutes


def change_shift(shift_id: int, plan: Plan, actor: Actor, *, sent_version: int) -> None:
    """Write a shift anew; what is as it was stays. A published one's riders are told of another time or place.

    Raises ``NotFound``, ``NotAllowed``, ``StaleVersion``, ``ShiftOver``, ``ShiftNotReady`` for a published one that
    would lose what publication asks for, ``RoleTaken``, ``Invalid``.
    """
    _lock_account(actor)
    shift = lock_shift(shift_id)
    roles = lock_roles(shift)
    _check(shift, plan, sent_version)
    plan = _standing_still(shift, plan)
    old = (shift.starts_at, shift.ends_at), (shift.lat_wgs84, shift.lng_wgs84)
    private = unsealed(shift)
    changes = _changes(shift, plan, private)
    raised = _write_roles(shift, roles, plan, changes)
    if not changes:
        return
    for name, value in plan.columns().items():
        setattr(shift, name, value)
    if plan.private_place != private:
        shift.private_place_enc = sealed(plan.private_place)
    shift.version += 1
    audit.record("shift.edited", subject(shift), changes, role=actor.role)
    db.session.flush()  # places are given by what stands in the rows
    if shift.status == "published":
        _tell(shift, changes, *old)
    another_start = shift.starts_at != old[0][0]
    for role_id in sorted(role.id for role in shift.roles) if another_start else raised:
        places.promote(role_id, clock.now())


def cancel_shift(shift_id: int, reason: str, actor: Actor) -> None:
    """Call a published shift off: nobody gets a mark, everybody is told. Again, it changes nothing.

    Raises ``NotFound``, ``ShiftNotPublished`` for a draft, ``ShiftOver`` once it has ended.
    """
    _lock_account(actor)
    shift = lock_shift(shift_id)
    access.require(Permission.PUBLISH_SHIFT, scope_of_row(shift))
    if shift.status == "cancelled":
        return
    if shift.status == "draft":
        raise rules.ShiftNotPublished
    if shift.status == "done" or shift.ends_at <= clock.now():
        raise rules.ShiftOver
    lock_roles(shift)
    call_off(shift, reason, actor)


def call_off(shift: Shift, reason: str, actor: Actor) -> None:
    """Cancel a published shift whose roles are locked."""
    now = clock.now()
    people = lock_people(shift, CONCERNED)
    ended = [one for one in people if one.state in ON_THE_WAY]
    shift.status, shift.cancelled_at, shift.cancel_reason = "cancelled", now, reason
    shift.version += 1
    for one in ended:
        places.leave(one, shift, "shift_cancelled", now)
        one.version += 1
    audit.record("shift.cancelled", subject(shift), {"status": ["published", "cancelled"]}, role=actor.role)
    db.session.flush()  # whoever is told reads the rows
    shift_telling.tell_cancellation(shift, people)
    events.tell(shift_cancelled, shift_id=shift.id)


def _lock_account(actor: Actor) -> None:
    if actor.account_id is not None:
        accounts.lock_account(actor.account_id)  # before the shift: the call's key will refer to it


def _check(shift: Shift, plan: Plan, sent_version: int) -> None:
    permission = Permission.DRAFT_SHIFT if shift.status == "draft" else Permission.PUBLISH_SHIFT
    access.require(permission, scope_of_row(shift))
    access.require(permission, plan.scope)
    if plan.issuer_id != shift.issuer_id:
        check_issuer(plan)
    if sent_version != shift.version:
        raise StaleVersion
    rules.check_status(shift.status, {"draft", "published"})
    if shift.status == "published":
        _check_published(shift, plan)


def _standing_still(shift: Shift, plan: Plan) -> Plan:
    """The plan with the pin as it is kept, unless it was moved: answers had rounded it."""
    kept = shift.lat_wgs84, shift.lng_wgs84
    if not unmoved(kept, (plan.lat_wgs84, plan.lng_wgs84)):
        return plan
    return replace(plan, lat_wgs84=kept[0], lng_wgs84=kept[1])


def _check_published(shift: Shift, plan: Plan) -> None:
    """What riders rely on stays true: the published shift keeps its risks and its insurance, and starts ahead."""
    now = clock.now()
    if shift.ends_at <= now:
        raise rules.ShiftOver
    starts_at = plan.starts_at if plan.starts_at != shift.starts_at else None
    missing = rules.missing_for_publication(
        starts_at=starts_at or datetime.max.replace(tzinfo=now.tzinfo),
        risk_text=plan.risk_text,
        insurance_text=plan.insurance_text,
        now=now,
    )
    if missing:
        raise rules.ShiftNotReady(errors=missing)


def _changes(shift: Shift, plan: Plan, private: str | None) -> Changes:
    """``{field: [before, after]}`` able to be JSON; of a private place only that it is another."""
    after = told_of(plan)
    found: Changes = {}
    for name, value in plan.columns().items():
        before = getattr(shift, name)
        if before != value:
            found[name] = [clock.rfc3339(before) if hasattr(before, "tzinfo") else before, after[name]]
    if plan.private_place != private:
        found[SECRET] = ["", ""]
    return found


def _write_roles(shift: Shift, roles: list[ShiftRole], plan: Plan, changes: Changes) -> list[int]:
    """Write the parts of a shift, known by their names (a single one by itself); ids of those with more places now.

    Fewer places than people drop nobody. Raises ``RoleTaken`` for a part with people in it that is to go.
    """
    wanted = _wanted(roles, plan)
    known = {role.name: role for role in roles}
    if len(roles) == len(wanted) == 1:
        known = {wanted[0].name: roles[0]}
    before = [[role.name, role.capacity, role.waitlist_max, role.skills] for role in roles]
    _drop([role for name, role in known.items() if name not in {one.name for one in wanted}], shift)
    raised = []
    for one in wanted:
        role = known.get(one.name)
        if role is None:
            shift.roles.append(ShiftRole(**vars(one)))
            continue
        if one.capacity > role.capacity:
            raised.append(role.id)
        role.name, role.capacity, role.waitlist_max, role.skills = one.name, one.capacity, one.waitlist_max, one.skills
    after = [[one.name, one.capacity, one.waitlist_max, one.skills] for one in wanted]
    if sorted(before, key=str) != sorted(after, key=str):
        changes["roles"] = [before, after]
    return raised


def _wanted(roles: list[ShiftRole], plan: Plan) -> tuple[RolePlan, ...]:
    if not plan.by_capacity:
        return plan.roles
    if len(roles) > 1:
        raise Invalid(errors=[{"field": "capacity", "message": "这个班次分岗位，请逐个写名额（roles）"}])
    role = roles[0]
    return (RolePlan(role.name, plan.roles[0].capacity, role.waitlist_max, role.skills),)


def _drop(roles: list[ShiftRole], shift: Shift) -> None:
    ids = [role.id for role in roles]
    if ids and db.session.scalar(sa.select(SignUp.id).where(SignUp.role_id.in_(ids)).limit(1)) is not None:
        raise rules.RoleTaken
    for role in roles:
        shift.roles.remove(role)


def _tell(shift: Shift, changes: Changes, times: tuple[datetime, datetime], pin: tuple[float, float]) -> None:
    """Let those on the shift know, and ask them again where it is another time or place."""
    now = clock.now()
    moved = SECRET in changes or rules.has_moved(
        times, (shift.starts_at, shift.ends_at), pin, (shift.lat_wgs84, shift.lng_wgs84)
    )
    if not moved and not {"starts_at", "ends_at", "place"} & set(changes):
        if {"title", "station_code"} & set(changes):  # nobody need know, but codes stand for it and count there
            events.tell(shift_named, shift_id=shift.id)
        return
    people = lock_people(shift, CONCERNED)
    if moved:
        shift.changed_at = now
        for one in people:
            if one.state in ON_ROSTER - {"checked_in", "checked_out"}:
                one.reconfirm_due, one.reconfirmed_at = rules.reconfirm_by(now, shift.starts_at), None
                one.version += 1
    _shorten_offers(people, shift.starts_at)
    db.session.flush()  # whoever is told reads the rows
    shift_telling.tell_change(shift, people, times[0], reconfirm=moved)
    events.tell(shift_moved, shift_id=shift.id)


def _shorten_offers(people: list[SignUp], starts_at: datetime) -> None:
    """No offer runs into the last 30 min before an earlier start; one that is over by then lapses and passes on."""
    mine = (WaitlistOffer.signup_id.in_([one.id for one in people]), WaitlistOffer.answer.is_(None))
    until = starts_at - DECIDED_BEFORE
    late = sa.update(WaitlistOffer).where(*mine, WaitlistOffer.expires_at > until)
    db.session.execute(late.values(expires_at=until))
