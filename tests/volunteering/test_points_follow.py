"""What a shift's point and those expected there follow: another station, another name, another end. PRODUCT 4.6, 4.7."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.checkins.presence import new_nonce, person
from tests.support.people import sign_in
from tests.volunteering import day_builders as days
from tests.volunteering import shift_builders as shifts
from tests.volunteering.day_builders import text
from tests.volunteering.signup_builders import told


class Made:
    """A published shift that starts in half an hour, with "ma" on it; what is done with it over HTTP."""

    def __init__(self, client: Any) -> None:
        self.client = client
        days.grant("staff", "community_staff", "652701001")
        self.staff, self.ma = sign_in(client, "staff"), sign_in(client, "ma")
        self.shift = shifts.published(client, self.staff, days=0.5 / 24)
        shifts.register(client, self.ma, self.shift["id"])

    def change(self, **what: Any) -> None:
        found = shifts.get(self.client, self.shift["id"], self.staff, "?crs=wgs84").json
        answer = shifts.put(self.client, self.staff, found, **what)
        assert answer.status_code == 200, answer.json

    def scan(self, path: str) -> dict[str, Any]:
        code = self.client.get(f"/api/v1{path}/screen-code", headers=self.staff).json["codes"][0]["code"]
        body = {"code": code, "nonce": new_nonce()}
        answer: dict[str, Any] = self.client.post("/api/v1/checkins", json=body, headers=self.ma).json
        return answer


@pytest.fixture
def made(town, client, stations, at) -> Made:
    return Made(client)


def test_a_station_named_as_host_later_takes_the_check_ins_of_whoever_signed_up_before(made) -> None:
    made.change(station_code="YQ0001")
    scanned = made.scan("/stations/YQ0001")
    assert (scanned["target"]["kind"], scanned["target"]["code"]) == ("shift", str(made.shift["id"]))
    assert told(person("ma").account_id) == ["报名成功"], "nothing that they would have to know"


def test_another_name_is_the_one_that_check_ins_answer_with(made) -> None:
    made.change(title="扫雪")
    assert made.scan(f"/shifts/{made.shift['id']}")["target"]["name"] == "扫雪"


def test_whoever_is_there_may_check_out_after_a_later_end(made, at) -> None:
    at.forward(minutes=25)
    assert made.scan(f"/shifts/{made.shift['id']}")["direction"] == "in"
    at.forward(minutes=30)
    made.change(ends_at=text(at.now + timedelta(hours=6)))
    at.forward(hours=6)
    out = made.scan(f"/shifts/{made.shift['id']}")
    assert (out["state"], out["direction"]) == ("accepted", "out")
