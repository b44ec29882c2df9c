"""Words for the tests of signing up: shifts with places, people who sign up, and what the tables hold then."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Account
from app.areas.models import Organization
from app.checkins import service as checkins
from app.core import clock
from app.core.db import db, transaction
from app.notices.models import Notice
from app.volunteering import offers, places, signup_checks, signups
from app.volunteering.models import Shift, ShiftRole, SignUp, WaitlistOffer

NOON = datetime(2025, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Beijing
AREA = "652701001"


class Clock:
    """The clock of a test: stands at noon in Beijing until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)

    def stand(self, day: int, hour: int, minute: int = 0, second: int = 0) -> None:
        """At this local time of November 2025."""
        self.now = local(day, hour, minute, second)


def local(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A local instant of November 2025, as the database has it."""
    return datetime(2025, 11, day, hour, minute, second, tzinfo=clock.SHANGHAI).astimezone(UTC)


def make_shift(
    capacity: int = 1,
    *,
    starts_at: datetime | None = None,
    minutes: int = 60,
    waitlist_max: int | None = None,
    roles: int = 1,
    point: bool = False,
    **fields: Any,
) -> int:
    """A published shift, committed; tomorrow at the same hour unless said otherwise. Needs the areas."""
    start = starts_at or clock.now() + timedelta(days=1)
    facts: dict[str, Any] = {
        "title": "试验班次",
        "area_code": AREA,
        "place": "试验站",
        "lat_wgs84": 44.9046,
        "lng_wgs84": 82.0719,
        "starts_at": start,
        "ends_at": start + timedelta(minutes=minutes),
        "planned_minutes": minutes,
        "signup_closes_at": start,
        "cancel_until": start - timedelta(hours=3),
        "status": "published",
        "published_at": clock.now(),
        "risk_text": "无特殊风险",
    }
    with transaction() as session:
        issuer = session.scalars(sa.select(Organization.id).where(Organization.area_code == AREA)).first()
        shift = Shift(issuer_id=issuer, **(facts | fields))
        shift.roles = [
            ShiftRole(name=f"岗位{n}", capacity=capacity, waitlist_max=waitlist_max) for n in range(1, roles + 1)
        ]
        session.add(shift)
        session.flush()
        if point:
            checkins.make_point("shift", str(shift.id), shift.title, 44.9046, 82.0719, 150, None, None)
        return shift.id


def people(count: int, **fields: Any) -> list[int]:
    """So many riders, committed."""
    with transaction() as session:
        made = [
            Account(display_name="小哥·A1B2", avatar_url="/static/avatars/1.svg", age_ok=True) for _ in range(count)
        ]
        for one in made:
            one.created_at = clock.now()
            for name, value in fields.items():
                setattr(one, name, value)
        session.add_all(made)
        session.flush()
        return [one.id for one in made]


def sign_up(account_id: int, shift_id: int, **more: Any) -> dict[str, Any]:
    with transaction():
        return signups.sign_up(account_id, shift_id, **more)


def withdraw(account_id: int, signup_id: int, kind: str = "plain") -> dict[str, Any]:
    with transaction():
        return signups.withdraw(account_id, signup_id, kind)


def accept(account_id: int, signup_id: int) -> dict[str, Any] | None:
    with transaction():
        return offers.accept_offer(account_id, signup_id)


def refuse(account_id: int, signup_id: int) -> dict[str, Any] | None:
    with transaction():
        return offers.refuse_offer(account_id, signup_id)


def queue(shift_id: int, count: int) -> list[tuple[int, int]]:
    """So many people sign up one after the other: account and sign-up of each."""
    return [(one, sign_up(one, shift_id)["id"]) for one in people(count)]


def raise_capacity(shift_id: int, capacity: int) -> int:
    """As staff do: the capacity changes, then the free places are offered."""
    with transaction():
        db.session.execute(sa.update(ShiftRole).where(ShiftRole.shift_id == shift_id).values(capacity=capacity))
        return places.promote(
            db.session.scalar(sa.select(ShiftRole.id).where(ShiftRole.shift_id == shift_id)), clock.now()
        )


def role_of(shift_id: int) -> int:
    found = db.session.scalars(sa.select(ShiftRole.id).where(ShiftRole.shift_id == shift_id).order_by(ShiftRole.id))
    role_id = found.first()
    db.session.rollback()
    assert role_id is not None
    return role_id


def row(signup_id: int) -> SignUp:
    """A sign-up as the database has it."""
    db.session.expire_all()
    found = db.session.get_one(SignUp, signup_id)
    db.session.rollback()
    return found


def states(shift_id: int) -> Counter[str]:
    """How many sign-ups of a shift are in each state."""
    db.session.expire_all()
    found = Counter(db.session.scalars(sa.select(SignUp.state).where(SignUp.shift_id == shift_id)))
    db.session.rollback()
    return found


def line(shift_id: int) -> list[int]:
    """The accounts that wait, in order."""
    query = sa.select(SignUp.account_id).where(SignUp.shift_id == shift_id, SignUp.state == "waitlisted")
    found = [one for one in db.session.scalars(query.order_by(SignUp.queued_at, SignUp.id)) if one is not None]
    db.session.rollback()
    return found


def holders(shift_id: int) -> list[int]:
    """The accounts that hold an offer, in the order of the queue."""
    query = sa.select(SignUp.account_id).join(WaitlistOffer, WaitlistOffer.signup_id == SignUp.id)
    query = query.where(SignUp.shift_id == shift_id, WaitlistOffer.answer.is_(None))
    found = [one for one in db.session.scalars(query.order_by(SignUp.queued_at, SignUp.id)) if one is not None]
    db.session.rollback()
    return found


def offer_until(signup_id: int) -> datetime | None:
    query = sa.select(WaitlistOffer.expires_at).where(
        WaitlistOffer.signup_id == signup_id, WaitlistOffer.answer.is_(None)
    )
    found = db.session.scalar(query)
    db.session.rollback()
    return found


def told(account_id: int) -> list[str]:
    """The titles of somebody's notices, oldest first, without the shift's name."""
    titles = db.session.scalars(sa.select(Notice.title).where(Notice.account_id == account_id).order_by(Notice.id))
    found = [title.partition("：")[0] for title in titles]
    db.session.rollback()
    return found


def broken() -> list[str]:
    """What the invariants say of places and queues."""
    db.session.expire_all()
    found = [*signup_checks.no_place_is_sold_twice(), *signup_checks.nobody_is_passed_over()]
    db.session.rollback()
    return found


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of these answers when all start together."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        gate.wait(20)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))
