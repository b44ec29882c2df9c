"""``GET /checkins``: however many shifts have somebody waiting, the database is asked as often; each look is written."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.accounts.models import AccessLog
from app.core.db import db
from tests.support.statements import sent
from tests.volunteering.day_builders import make_team
from tests.work.work_words import TOWN, holding, let_scan, shift_at


@pytest.mark.parametrize("role", ["community_staff", "team_leader", "station_manager"])
def test_ten_shifts_cost_no_more_questions_than_two(town, client, role: str):
    team = make_team()
    scope = {"community_staff": TOWN, "team_leader": f"team:{team}", "station_manager": "YQ0001"}[role]
    who = holding(client, "one", role, scope)

    def wait_at(numbers: range) -> None:
        for number in numbers:
            let_scan(f"u{number}", shift_at(0.4, team_id=team, station_code="YQ0001"))

    def look() -> int:
        db.session.remove()
        with sent() as statements:
            answer = client.get("/api/v1/checkins?state=pending", headers=who)
        assert answer.status_code == 200, answer.json
        return len([one for one in statements if "area_changes" not in one])

    wait_at(range(2))
    look()  # what is remembered is read once
    two = look()
    wait_at(range(2, 10))
    assert look() == two
    seen = db.session.execute(sa.select(AccessLog.account_id, AccessLog.list_key)).all()
    assert len(set(seen)) == len(seen) == 10
