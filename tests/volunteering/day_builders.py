"""Words for the tests of a shift's day: a team and its leaders, codes as phones show them, calls, what stands then."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from app.checkins import codes
from app.checkins import service as checkins
from app.checkins.keys import masters
from app.checkins.service import Staff
from app.core import clock
from app.core.db import db, transaction
from app.volunteering import attendance_points
from app.volunteering.models import SignUp, Team
from tests.checkins.presence import person
from tests.support.people import Headers, grant, sign_in
from tests.volunteering.signup_builders import AREA, make_shift, sign_up

API = "/api/v1"
COUNTER = itertools.count(1)
REASON = "看见他在场"


@dataclass
class Day:
    """A shift that starts in half an hour, led by "lead" and "lead2", each with headers."""

    client: FlaskClient
    shift: int
    team: int
    lead: Headers
    lead2: Headers
    staff: Headers

    def post(self, path: str, who: Headers, body: Any = None) -> Any:
        return self.client.post(f"{API}{path}", json=body if body is not None else {}, headers=who)

    def put(self, path: str, who: Headers, body: Any) -> Any:
        return self.client.put(f"{API}{path}", json=body, headers=who)

    def get(self, path: str, who: Headers) -> Any:
        return self.client.get(f"{API}{path}", headers=who)

    def codes(self, who: Headers | None = None) -> list[str]:
        answer = self.get(f"/shifts/{self.shift}/screen-code", who or self.lead)
        assert answer.status_code == 200, answer.json
        return [one["code"] for one in answer.json["codes"]]

    def check_in(self, who: Headers, direction: str | None = None) -> Any:
        """Scan the leader's screen."""
        body = {"code": self.codes()[0], "nonce": nonce()} | ({"direction": direction} if direction else {})
        return self.post("/checkins", who, body)

    def scan(self, user: str, direction: str = "in", who: Headers | None = None, **more: Any) -> Any:
        """A leader scans the member code of a fake user."""
        body = {"member_code": member_code(user), "direction": direction, "nonce": nonce()} | more
        return self.post(f"/shifts/{self.shift}/scans", who or self.lead, body)

    def mark(self, signup: int, began: datetime | None, ended: datetime | None, who: Headers | None = None) -> Any:
        body = {"checked_in_at": text(began), "checked_out_at": text(ended), "reason": REASON}
        return self.put(f"/signups/{signup}/attendance", who or self.lead, body)

    def walk_in(self, direction: str = "in", who: Headers | None = None, **more: Any) -> Any:
        body = {"direction": direction, "nonce": nonce()} | more
        return self.post(f"/shifts/{self.shift}/walk-ins", who or self.lead, body)

    def roster(self, who: Headers | None = None) -> Any:
        answer = self.get(f"/shifts/{self.shift}/signups", who or self.lead)
        assert answer.status_code == 200, answer.json
        return answer.json["items"]

    def row(self, user: str) -> SignUp:
        """The sign-up of a fake user for this shift, as the database has it."""
        account_id = person(user).account_id
        db.session.expire_all()
        query = sa.select(SignUp).where(SignUp.shift_id == self.shift, SignUp.account_id == account_id)
        found = db.session.scalars(query).one()
        db.session.rollback()
        return found

    def sign_up(self, user: str) -> int:
        signup: int = sign_up(person(user).account_id, self.shift)["id"]
        return signup


def make_team(name: str = "先锋骑手", area_code: str | None = AREA) -> int:
    with transaction() as session:
        team = Team(name=name, area_code=area_code)
        session.add(team)
        session.flush()
        return team.id


def make_day(client: FlaskClient, capacity: int = 3, *, minutes: int = 60, **shift: Any) -> Day:
    """A published shift with its point, its leaders and the community's staff signed in. Needs the areas."""
    team = make_team()
    for user in ("lead", "lead2"):
        grant(user, "team_leader", f"team:{team}")
    grant("staff", "community_staff", AREA)
    facts: dict[str, Any] = {"starts_at": clock.now() + timedelta(minutes=30), "team_id": team} | shift
    number = make_shift(capacity, minutes=minutes, **facts)
    with transaction():
        attendance_points.point_of(number)
    return Day(client, number, team, *(sign_in(client, user) for user in ("lead", "lead2", "staff")))


def member_code(user: str, at: datetime | None = None) -> str:
    """The code on a fake user's phone."""
    slot = codes.slot_at((at or clock.now()).timestamp())
    return codes.of_member(masters()[0], person(user).account_id, slot)


def nonce() -> str:
    return f"day-nonce-{next(COUNTER):06d}"


def text(at: datetime | None) -> str | None:
    return clock.rfc3339(at) if at is not None else None


def leader(user: str = "lead") -> Staff:
    found = person(user)
    return Staff(found.account_id, found.person_ref, "team_leader")


def point(shift: int) -> int:
    number = checkins.point_no_of("shift", str(shift))
    assert number is not None
    return number


def kind(answer: Any) -> tuple[int, str]:
    """Status and kind of a refusal."""
    return answer.status_code, answer.get_json(force=True)["type"].removeprefix("/problems/")
