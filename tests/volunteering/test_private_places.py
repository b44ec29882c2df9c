"""The address of whoever is visited at home lies in the shift alone, sealed, until a day after. PRODUCT 4.7, 6."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.accounts import granting
from app.core.db import db, transaction
from app.volunteering import shift_clock
from tests.support.people import Headers, grant, sign_in
from tests.volunteering.shift_builders import API, OTHER, OWN, body, cancel, draft, keyed, publish

ADDRESS = "幸福路 3 号楼 2 单元 501"


def everything() -> str:
    """All rows of all tables, sealed columns as the bytes they are."""
    found = [
        str(value)  # of each by itself: a row's own text leaves out the middle of long ones
        for table in db.metadata.sorted_tables
        for row in db.session.execute(sa.select(table))
        for value in row
    ]
    db.session.rollback()
    return "\n".join(found)


def create(client: FlaskClient, headers: Headers) -> Any:
    sent = body(private_place=ADDRESS, place="社区门口")
    return client.post(f"{API}/shifts", json=sent, headers=headers)


def test_no_table_has_it_in_clear_whatever_staff_do(client: FlaskClient, staff: Headers) -> None:
    made = draft(client, staff, private_place=ADDRESS, place="社区门口")
    assert publish(client, staff, made["id"]).json["private_place"] == ADDRESS
    assert cancel(client, staff, made["id"]).json["private_place"] == ADDRESS
    assert ADDRESS not in everything()


def test_negative_control_what_lies_in_clear_is_found(client: FlaskClient, staff: Headers) -> None:
    draft(client, staff, title="去幸福路 3 号楼")
    assert "去幸福路 3 号楼" in everything()


@pytest.mark.parametrize("act", ["create", "publication", "cancellation"])
def test_a_repeat_has_the_same_answer_as_long_as_the_place_is_known(
    client: FlaskClient, staff: Headers, at: Any, act: str
) -> None:
    headers = keyed(staff)
    sent = {"publication": {"checklist_confirmed": True}, "cancellation": {"reason": "大风预警"}}
    if act == "create":
        first, again = (create(client, headers) for _ in range(2))
    else:
        shift = create(client, keyed(staff)).json["id"]
        if act == "cancellation":
            publish(client, staff, shift)
        url = f"{API}/shifts/{shift}/{act}"
        first, again = (client.post(url, json=sent[act], headers=headers) for _ in range(2))
    assert first.json["private_place"] == first.json["meeting_point"] == ADDRESS
    assert (again.headers["Idempotent-Replayed"], again.data) == ("true", first.data)


def test_a_repeat_after_it_was_erased_says_it_no_more(client: FlaskClient, staff: Headers, at: Any) -> None:
    headers = keyed(staff)
    sent = body(days=0.1, private_place=ADDRESS, place="社区门口")
    client.post(f"{API}/shifts", json=sent, headers=headers)
    at.forward(hours=28)
    assert shift_clock.forget_private_places() == 1
    db.session.commit()
    again = client.post(f"{API}/shifts", json=sent, headers=headers)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (again.json["private_place"], again.json["meeting_point"]) == (None, "社区门口")


def test_a_repeat_by_whoever_plans_shifts_elsewhere_by_now_says_it_no_more(client: FlaskClient, stations: None) -> None:
    was = grant("planner", "community_staff", OWN)
    staff = sign_in(client, "planner")
    key = {"Idempotency-Key": "key-of-who-moved"}
    sent = body(private_place=ADDRESS, place="社区门口")
    assert client.post(f"{API}/shifts", json=sent, headers=staff | key).json["private_place"] == ADDRESS
    with transaction():
        granting.take_role_by_operator(was)
    grant("planner", "community_staff", OTHER)
    again = client.post(f"{API}/shifts", json=sent, headers=sign_in(client, "planner") | key)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert (again.json["private_place"], again.json["meeting_point"]) == (None, "社区门口")
