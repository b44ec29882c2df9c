"""Volunteer roles: offered by staff to a member, taken up or not by them, ended by either or by time.

Lock order: the holder's account, then the role. Whoever offers is known by the audit line only.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import sqlalchemy as sa

from app.accounts import granting_rules
from app.accounts import service as accounts
from app.areas.service import AreaFacts
from app.communities import memberships, places, role_rules, role_words
from app.communities.models import VolunteerRole
from app.core import audit, clock
from app.core.access import AccountClosing, Caller
from app.core.db import db
from app.core.problems import NotFound

SWEPT_AT_ONCE = 200


def offer(
    area: AreaFacts, public_no: str, kind: str, ends_on: date | None, *, giver: Caller, acting_role: str
) -> tuple[VolunteerRole, bool]:
    """Offer a role to a member; the role, and True when it is new. One open role of a kind: a repeat changes nothing.

    ``ends_on``: the last day, by default and at most 12 months on. Raises ``NotFound`` for the person,
    ``NotToOneself``, ``NotAMember``, ``Invalid``.
    """
    found = accounts.somebody_by_number(public_no)
    if found is None:
        raise NotFound("没有这个账号")
    holder = found.account_id
    if holder == giver.account_id:
        raise granting_rules.NotToOneself
    last = role_rules.last_day(clock.today(), ends_on, _longest())
    if accounts.lock_account(holder).status != "active":
        raise NotFound("没有这个账号")
    if memberships.membership_in(holder, area.code) is None:
        raise role_rules.NotAMember
    row = _open_one(holder, area.code, kind)
    if row is not None:
        return row, False
    row = VolunteerRole(account_id=holder, area_code=area.code, kind=kind, offered_at=clock.now())
    row.state, row.ends_on = role_rules.OFFERED, last
    db.session.add(row)
    db.session.flush()  # the audit line and the answer need the id
    audit.record("volunteer_role.offer", f"volunteer_role:{row.id}", {"kind": [None, kind]}, role=acting_role)
    role_words.tell(row, "role-offered")
    return row, True


def accept(account_id: int, role_id: int, *, briefing_opened: bool) -> VolunteerRole:
    """Take up a role offered to oneself; twice changes nothing.

    Raises ``NotFound``, ``AccountClosing``, ``RoleEnded``, ``BriefingUnread``.
    """
    row = _own(account_id, role_id)
    if standing(row).state == role_rules.ENDED:
        raise role_rules.RoleEnded
    if row.state == role_rules.OFFERED:
        if not briefing_opened:
            raise role_rules.BriefingUnread
        row.state, row.accepted_at = role_rules.ACTIVE, clock.now()
        db.session.flush()  # the answer shows it
    return row


def give_up(account_id: int, role_id: int) -> VolunteerRole:
    """Decline an offer to oneself, or resign; what has ended stays as it ended. Raises ``NotFound``."""
    row = _own(account_id, role_id)
    if standing(row).state != role_rules.ENDED:
        _end(row, role_rules.why_given_up(row.state))
    return row


def revoke(role_id: int, acting_role: str) -> None:
    """Staff take an offer back or end a role; twice changes nothing. Raises ``NotFound``."""
    holder = db.session.scalar(sa.select(VolunteerRole.account_id).where(VolunteerRole.id == role_id))
    if holder is None:
        raise NotFound
    accounts.lock_account(holder)
    row = _locked(role_id)
    if standing(row).state == role_rules.ENDED:
        return
    changes = {"state": [row.state, role_rules.ENDED]}
    audit.record("volunteer_role.revoke", f"volunteer_role:{row.id}", changes, role=acting_role)
    role_words.tell(row, "role-withdrawn" if row.state == role_rules.OFFERED else "role-revoked")
    _end(row, role_rules.REVOKED)


def end_of_person(account_id: int, why: str, area_code: str | None = None) -> list[VolunteerRole]:
    """End all open roles of a locked account, or those in one community; they are returned."""
    here = [row for row in _not_ended(account_id) if area_code in {None, places.now_called(row.area_code)}]
    open_ones = [row for row in here if standing(row).state != role_rules.ENDED]
    for row in here:
        if row in open_ones:
            _end(row, why)
        else:  # its time was up, and no sweep has come by
            _close(row)
    return open_ones


def end_due() -> int:
    """A sweep: lapse offers nobody answered, end terms that are over, and tell. Returns how many.

    People are locked in the order of their ids, and each role is looked at anew behind the lock: two workers at once
    end each role once.
    """
    return sum(_end_if_due(role_id, account_id) for role_id, account_id in _due())


def standing(row: VolunteerRole) -> role_rules.Standing:
    """How a role stands now, whether or not a sweep has come by."""
    if row.state == role_rules.ENDED:
        return role_rules.Standing(row.state, row.ended_why, row.ended_at)
    return role_rules.standing(row.state, row.offered_at, row.ends_on, clock.now(), clock.SHANGHAI)


def open_of(account_id: int) -> list[VolunteerRole]:
    """Somebody's roles that have not ended, the oldest first."""
    return [row for row in _not_ended(account_id) if standing(row).state != role_rules.ENDED]


def holds_role(account_id: int, kind: str, area_path: str) -> bool:
    """Whether somebody has taken up this role in a community at or below this path."""
    held = [row for row in open_of(account_id) if row.kind == kind and row.state == role_rules.ACTIVE]
    return any(area.code == places.now_called(row.area_code) for row in held for area in _at(area_path))


def _not_ended(account_id: int) -> list[VolunteerRole]:
    query = sa.select(VolunteerRole).where(VolunteerRole.account_id == account_id, VolunteerRole.ended_at.is_(None))
    return list(db.session.scalars(query.order_by(VolunteerRole.id).execution_options(populate_existing=True)))


def _at(area_path: str) -> list[AreaFacts]:
    return places.communities_of(area_path)


def _longest() -> date:
    return clock.local(granting_rules.longest_end(clock.now(), clock.SHANGHAI) - timedelta(seconds=1)).date()


def _open_one(account_id: int, area_code: str, kind: str) -> VolunteerRole | None:
    """The open role of this kind there; one that is over but not swept is closed on the way."""
    query = sa.select(VolunteerRole).where(VolunteerRole.account_id == account_id, VolunteerRole.kind == kind)
    query = query.where(VolunteerRole.area_code == area_code, VolunteerRole.ended_at.is_(None))
    row = db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if row is None or standing(row).state != role_rules.ENDED:
        return row
    _close(row)
    return None


def _own(account_id: int, role_id: int) -> VolunteerRole:
    """A role of one's own, locked behind one's account. Raises ``NotFound``, ``AccountClosing``."""
    if accounts.lock_account(account_id).status != "active":
        raise AccountClosing
    row = _locked(role_id)
    if row.account_id != account_id:
        raise NotFound
    return row


def _locked(role_id: int) -> VolunteerRole:
    query = sa.select(VolunteerRole).where(VolunteerRole.id == role_id).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound
    return row


def _due() -> list[tuple[int, int]]:
    """Ids and holders of open roles whose time is up, by holder. What is too early is sorted out behind the lock."""
    now, today = clock.now(), clock.today()
    lapsing = sa.and_(
        VolunteerRole.state == role_rules.OFFERED, VolunteerRole.offered_at <= now - role_rules.ANSWER_WITHIN
    )
    over = sa.and_(VolunteerRole.ended_at.is_(None), VolunteerRole.ends_on < today)
    query = sa.select(VolunteerRole.id, VolunteerRole.account_id).where(sa.or_(lapsing, over))
    rows = db.session.execute(query.order_by(VolunteerRole.account_id, VolunteerRole.id).limit(SWEPT_AT_ONCE))
    return [(row.id, row.account_id) for row in rows]


def _end_if_due(role_id: int, account_id: int) -> int:
    with suppress(NotFound):  # erased while we waited, and the role with it
        accounts.lock_account(account_id)
        row = _locked(role_id)
        if row.state != role_rules.ENDED and standing(row).state == role_rules.ENDED:
            _close(row)
            return 1
    return 0


def _close(row: VolunteerRole) -> None:
    """Write down an end that time has brought, and tell it."""
    found = standing(row)
    row.state, row.ended_why, row.ended_at = role_rules.ENDED, found.why, found.ended_at
    role_words.tell(row, "role-lapsed" if found.why == role_rules.LAPSED else "role-expired")
    db.session.flush()  # the index of open roles must be free


def _end(row: VolunteerRole, why: str) -> None:
    row.state, row.ended_why, row.ended_at = role_rules.ENDED, why, clock.now()
    db.session.flush()  # who reads on finds it ended
