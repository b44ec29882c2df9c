"""Changing and cancelling shifts over HTTP: who is asked again, who is told, what stays. PRODUCT 4.7 "Changes"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import events
from app.core.db import db, transaction
from app.notices.models import Notice
from app.stations import service as stations
from app.volunteering import service
from app.volunteering.models import ShiftRole, SignUp, WaitlistOffer
from tests.support.people import Headers
from tests.volunteering.conftest import granted
from tests.volunteering.shift_builders import (
    API,
    OTHER,
    OWN,
    as_sent,
    cancel,
    draft,
    faults,
    get,
    keyed,
    published,
    put,
    register,
    slug,
)
from tests.volunteering.signup_builders import (
    broken,
    holders,
    local,
    offer_until,
    people,
    row,
    sign_up,
    states,
    told,
    withdraw,
)


def later(shift: dict[str, Any], **by: float) -> dict[str, str]:
    """Start and end moved by so much."""
    moved = {name: datetime.fromisoformat(shift[name]) + timedelta(**by) for name in ("starts_at", "ends_at")}
    closes = {"signup_closes_at": moved["starts_at"], "cancel_until": moved["starts_at"] - timedelta(hours=3)}
    return {name: at.isoformat() for name, at in (moved | closes).items()}


def urgent_of(account_id: int) -> list[bool]:
    query = sa.select(Notice.urgent).where(Notice.account_id == account_id, Notice.topic == "shift")
    found = list(db.session.scalars(query.order_by(Notice.id)))
    db.session.rollback()
    return found


# --- versions ---


def test_a_change_needs_the_version_it_saw(client: FlaskClient, staff: Headers) -> None:
    made = draft(client, staff)
    url, sent = f"{API}/shifts/{made['id']}", as_sent(made)
    sent = {name: value for name, value in sent.items() if value is not None}
    assert slug(client.put(url, json=sent, headers=staff)) == (428, "version-required")
    stale = client.put(url, json=sent, headers=staff | {"If-Match": '"7"'})
    assert slug(stale) == (412, "stale-version")
    assert stale.json["current"]["id"] == made["id"]
    changed = put(client, staff, made, title="换个名字")
    assert (changed.status_code, changed.json["version"], changed.headers["ETag"]) == (200, 2, '"2"')
    assert changed.json["title"] == "换个名字"


def test_sending_back_what_was_read_changes_nothing(client: FlaskClient, staff: Headers) -> None:
    made = draft(client, staff, crs=None, lat=44.904805, lng=82.074103)
    response = put(client, staff, made, crs="gcj02")
    assert (response.status_code, response.json["version"]) == (200, 1)


# --- who may ---


def test_a_published_shift_is_changed_by_those_who_publish(
    client: FlaskClient, staff: Headers, manager: Headers, elsewhere: Headers
) -> None:
    shift = published(client, staff, station_code="YQ0001")
    assert slug(put(client, manager, shift, title="换个名字")) == (403, "not-allowed")
    assert slug(put(client, elsewhere, shift, title="换个名字")) == (403, "not-allowed")
    assert slug(cancel(client, manager, shift["id"])) == (403, "not-allowed")
    hosted = draft(client, manager, station_code="YQ0001")
    assert put(client, manager, hosted, title="换个名字").status_code == 200


def test_nobody_moves_a_shift_into_an_area_that_is_not_theirs(client: FlaskClient, staff: Headers) -> None:
    made = draft(client, staff)
    assert slug(put(client, staff, made, area_code=OTHER)) == (403, "not-allowed")


# --- another time or place ---


@pytest.mark.parametrize(("by", "asked"), [({"minutes": 30}, True), ({"minutes": -30}, True), ({"minutes": 29}, False)])
def test_half_an_hour_asks_everybody_again(
    client: FlaskClient, staff: Headers, by: dict[str, float], asked: bool
) -> None:
    shift = published(client, staff, days=2, capacity=1)
    rider, waiting = people(2)
    mine, theirs = sign_up(rider, shift["id"])["id"], sign_up(waiting, shift["id"])["id"]
    assert put(client, staff, shift, **later(shift, **by)).status_code == 200
    assert (row(mine).reconfirm_due is not None) is asked
    assert row(theirs).reconfirm_due is None  # whoever waits has nothing to confirm
    assert row(mine).state == "registered"
    for account in (rider, waiting):
        assert told(account)[-1] == shift["title"]


def test_silence_keeps_the_place_and_an_answer_ends_the_question(
    client: FlaskClient, staff: Headers, rider: Headers, at: Any
) -> None:
    shift = published(client, staff, days=3)
    mine = register(client, rider, shift["id"])
    put(client, staff, shift, **later(shift, hours=2))
    seen = get(client, shift["id"], rider).json["my_signup"]
    assert seen["reconfirm_due"] == "2025-11-21T12:00:00+08:00"
    assert "reconfirm" in seen["actions"]
    at.forward(days=2)
    assert get(client, shift["id"], rider).json["my_signup"]["state"] == "registered"
    url = f"{API}/signups/{mine['id']}/reconfirmation"
    assert client.post(url, headers=keyed(rider)).json["reconfirm_due"] is None


def test_another_place_asks_again_and_a_better_name_only_tells(client: FlaskClient, staff: Headers) -> None:
    shift, rider = published(client, staff, days=2), people(1)[0]
    mine = sign_up(rider, shift["id"])["id"]
    renamed = put(client, staff, shift, place="南城小区东门（大门旁）").json
    assert row(mine).reconfirm_due is None
    assert len(told(rider)) == 2
    moved = put(client, staff, renamed, lat=44.9112, lng=82.0583).json
    assert row(mine).reconfirm_due is not None
    assert len(told(rider)) == 3
    put(client, staff, moved, title="换个名字", insurance_text="意外险")
    assert len(told(rider)) == 3  # nothing they must know


def test_what_is_near_is_told_at_once(client: FlaskClient, staff: Headers, at: Any) -> None:
    shift, rider = published(client, staff, days=2), people(1)[0]
    sign_up(rider, shift["id"])
    far = put(client, staff, shift, **later(shift, hours=1)).json
    near = put(client, staff, far, **later(far, hours=-40)).json
    put(client, staff, near, **later(near, minutes=10))
    assert urgent_of(rider) == [False, True, False]


def test_a_move_tells_the_house(client: FlaskClient, app: Flask, staff: Headers) -> None:
    heard: list[int] = []

    def hear(_sender: Flask, shift_id: int) -> None:
        heard.append(shift_id)

    shift = published(client, staff, days=2)
    with service.shift_moved.connected_to(hear, sender=app):
        moved = put(client, staff, shift, **later(shift, hours=1)).json
        put(client, staff, moved, title="换个名字")
    assert heard == [shift["id"]]


def test_a_published_shift_keeps_what_publication_asked_for(client: FlaskClient, staff: Headers) -> None:
    shift = published(client, staff, risk_text="路面结冰", insurance_text="意外险")
    response = put(client, staff, shift, insurance_text="")
    assert (slug(response), faults(response)) == ((409, "shift-not-ready"), ["insurance_text"])
    past = put(client, staff, shift, **later(shift, days=-2))
    assert (slug(past), faults(past)) == ((409, "shift-not-ready"), ["starts_at"])


def test_a_shift_under_way_can_be_longer_and_one_that_ended_stays(client: FlaskClient, staff: Headers, at: Any) -> None:
    shift = published(client, staff)
    at.forward(days=1, minutes=30)
    longer = put(client, staff, shift, ends_at="2025-11-21T13:30:00+08:00")
    assert longer.status_code == 200, longer.json
    at.forward(hours=2)
    assert slug(put(client, staff, longer.json, title="换个名字")) == (409, "shift-over")
    assert slug(cancel(client, staff, shift["id"])) == (409, "shift-over")


# --- places ---


def test_fewer_places_than_people_drop_nobody(client: FlaskClient, staff: Headers) -> None:
    shift = published(client, staff, capacity=3)
    for rider in people(3):
        sign_up(rider, shift["id"])
    response = put(client, staff, shift, capacity=1)
    assert (response.status_code, response.json["capacity"], response.json["registered"]) == (200, 1, 3)
    assert response.json["signup_state"] == "full_waitlist"
    assert states(shift["id"]) == {"registered": 3}


def test_three_more_places_are_three_offers_in_order(client: FlaskClient, staff: Headers) -> None:
    shift, riders = published(client, staff, days=2, capacity=1), people(6)
    for rider in riders:
        sign_up(rider, shift["id"])
    response = put(client, staff, shift, capacity=4)
    assert response.status_code == 200
    assert holders(shift["id"]) == riders[1:4]
    assert (response.json["registered"], response.json["waitlisted"]) == (1, 5)
    assert broken() == []


def test_an_offer_does_not_outlive_an_earlier_start(client: FlaskClient, staff: Headers) -> None:
    shift, riders = published(client, staff, days=2, capacity=1), people(2)
    ids = [sign_up(rider, shift["id"])["id"] for rider in riders]
    shift = put(client, staff, shift, capacity=2).json
    assert offer_until(ids[1]) == local(20, 14)
    put(client, staff, shift, **later(shift, hours=-46))
    assert offer_until(ids[1]) == local(20, 13, 30)
    assert broken() == []


def test_a_later_start_turns_an_open_call_into_offers(client: FlaskClient, staff: Headers, at: Any) -> None:
    shift, riders = published(client, staff, days=2, capacity=1), people(3)
    ids = [sign_up(rider, shift["id"])["id"] for rider in riders]
    at.forward(days=2, minutes=-35)
    withdraw(riders[0], ids[0])
    assert holders(shift["id"]) == []  # nobody would have ten minutes to answer: everybody is called
    put(client, staff, shift, **later(shift, hours=6))
    assert holders(shift["id"]) == [riders[1]]
    assert broken() == []


def test_a_role_with_people_in_it_stays(client: FlaskClient, staff: Headers) -> None:
    roles = [{"name": "引导", "capacity": 2}, {"name": "记录", "capacity": 1}]
    shift = published(client, staff, capacity=None, roles=roles)
    sign_up(people(1)[0], shift["id"], role_id=shift["roles"][0]["id"])
    gone = put(client, staff, shift, capacity=None, roles=roles[1:])
    assert slug(gone) == (409, "role-in-use")
    assert slug(put(client, staff, shift)) == (422, "invalid")  # a number alone says nothing of two roles
    kept = put(client, staff, shift, capacity=None, roles=[roles[0], {"name": "拍照", "capacity": 2}])
    assert [(role["name"], role["registered"]) for role in kept.json["roles"]] == [("引导", 1), ("拍照", 0)]
    assert kept.json["roles"][0]["id"] == shift["roles"][0]["id"]


def test_a_single_role_may_be_called_anew(client: FlaskClient, staff: Headers) -> None:
    shift, rider = published(client, staff), people(1)[0]
    sign_up(rider, shift["id"])
    roles = [{"name": "引导", "capacity": 5, "waitlist_max": 2}]
    response = put(client, staff, shift, capacity=None, roles=roles)
    assert [(role["name"], role["registered"]) for role in response.json["roles"]] == [("引导", 1)]
    again = put(client, staff, response.json, capacity=6).json["roles"]
    assert [(role["name"], role["capacity"], role["waitlist_max"]) for role in again] == [("引导", 6, 2)]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ShiftRole)) == 1


# --- cancellation ---


def test_a_cancelled_shift_leaves_nobody_a_mark_and_tells_everybody_why(client: FlaskClient, staff: Headers) -> None:
    shift, riders = published(client, staff, days=2, capacity=1), people(3)
    for rider in riders:
        sign_up(rider, shift["id"])
    put(client, staff, shift, capacity=2)
    response = cancel(client, staff, shift["id"], "大风预警")
    assert (response.status_code, response.json["status"]) == (200, "cancelled")
    assert (response.json["signup_state"], response.json["cancel_reason"]) == ("cancelled", "大风预警")
    assert (response.json["registered"], response.json["waitlisted"]) == (0, 0)
    assert states(shift["id"]) == {"shift_cancelled": 3}
    assert set(db.session.scalars(sa.select(WaitlistOffer.answer))) == {"withdrawn"}
    for rider in riders:
        assert told(rider)[-1] == shift["title"]
    assert "大风预警" in (db.session.scalar(sa.select(Notice.body).order_by(Notice.id.desc())) or "")
    assert urgent_of(riders[0]) == [False]


def test_a_cancellation_within_twelve_hours_does_not_wait_for_the_morning(client: FlaskClient, staff: Headers) -> None:
    shift, rider = published(client, staff, days=0.5), people(1)[0]
    sign_up(rider, shift["id"])
    cancel(client, staff, shift["id"])
    assert urgent_of(rider) == [True]


def test_cancelling_again_changes_nothing(client: FlaskClient, staff: Headers) -> None:
    shift, rider = published(client, staff), people(1)[0]
    sign_up(rider, shift["id"])
    first = cancel(client, staff, shift["id"])
    again = cancel(client, staff, shift["id"], "另一个原因")
    assert (again.status_code, again.json["version"]) == (200, first.json["version"])
    assert again.json["cancel_reason"] == "大风预警"
    assert len(told(rider)) == 2


def test_whoever_came_keeps_the_minutes_of_a_shift_called_off_midway(
    client: FlaskClient, staff: Headers, at: Any
) -> None:
    shift, (came, did_not) = published(client, staff), people(2)
    mine, theirs = sign_up(came, shift["id"])["id"], sign_up(did_not, shift["id"])["id"]
    at.forward(days=1, minutes=20)
    with transaction() as session:
        session.execute(
            sa.update(SignUp).where(SignUp.id == mine).values(state="checked_in", checked_in_at=at.now.astimezone(UTC))
        )
    assert cancel(client, staff, shift["id"]).status_code == 200
    assert (row(mine).state, row(theirs).state) == ("checked_in", "shift_cancelled")


def test_a_draft_is_not_cancelled_and_a_reason_is_wanted(client: FlaskClient, staff: Headers) -> None:
    made = draft(client, staff)
    assert slug(cancel(client, staff, made["id"])) == (409, "shift-not-published")
    response = cancel(client, staff, made["id"], " ")
    assert (response.status_code, faults(response)) == (422, ["reason"])


def test_a_cancellation_tells_the_house_after_the_sign_ups_ended(
    client: FlaskClient, app: Flask, staff: Headers
) -> None:
    heard: list[tuple[int, str]] = []

    def hear(_sender: Flask, shift_id: int) -> None:
        heard.append((shift_id, db.session.scalars(sa.select(SignUp.state)).one()))

    shift = published(client, staff)
    sign_up(people(1)[0], shift["id"])
    with service.shift_cancelled.connected_to(hear, sender=app):
        cancel(client, staff, shift["id"])
    assert heard == [(shift["id"], "shift_cancelled")]


# --- stations ---


def close(client: FlaskClient, headers: Headers, first: str, last: str | None) -> Any:
    body = {"from": first, "to": last, "reason": "停电"}
    body = {name: value for name, value in body.items() if value is not None}
    return client.post(f"{API}/stations/YQ0001/closures", json=body, headers=keyed(headers))


def keeping(account: str) -> list[str]:
    """The titles of what organisers were told."""
    found = list(db.session.scalars(sa.select(Notice.title).where(Notice.topic == "keeping").order_by(Notice.id)))
    db.session.rollback()
    return [title for title in found if account in title]


def test_organisers_hear_of_a_closure_over_a_shift(client: FlaskClient, staff: Headers, manager: Headers) -> None:
    shift = published(client, staff, station_code="YQ0001", title="雪后清冰")
    draft(client, staff, station_code="YQ0001", title="下个月的", days=20)
    published(client, staff, title="别处的班次")
    response = close(client, manager, "2025-11-21T00:00:00+08:00", "2025-11-22T00:00:00+08:00")
    assert response.status_code == 201, response.json
    titles = keeping("关闭")
    assert titles == ["雪后清冰：南城暖心驿站要关闭"] * 2  # the manager and the community's staff
    assert get(client, shift["id"]).json["status"] == "published"  # they decide


def test_organisers_hear_that_a_station_stands_elsewhere(client: FlaskClient, staff: Headers) -> None:
    published(client, staff, station_code="YQ0001", title="雪后清冰")
    seen = client.get(f"{API}/stations/YQ0001?crs=wgs84", headers=staff).json
    sent = {"name": seen["name"], "kind": "rider_station", "area_code": OWN, "address": "新地址", "status": "active"}
    sent |= {"crs": "wgs84", "lat": 44.9046, "lng": 82.08, "open_to_riders": True, "radius_m": 150, "calendars": ["CN"]}
    sent |= dict.fromkeys(("operator_id", "alert", "capacity_seats", "contact"))
    url, match = f"{API}/stations/YQ0001", {"If-Match": f'"{seen["version"]}"'}
    response = client.put(url, json=sent, headers=staff | match)
    assert response.status_code == 200, response.json
    assert keeping("搬了") == ["雪后清冰：南城暖心驿站搬了"]


def test_a_station_with_shifts_is_not_removed_with_its_import(client: FlaskClient, staff: Headers) -> None:
    draft(client, staff, station_code="YQ0001")
    answers = events.ask(stations.removal_asked, codes=["YQ0001", "YQ0002", "YQ0003"])
    assert {"YQ0001"} in answers
    assert not any("YQ0003" in answer for answer in answers)


def test_a_manager_of_another_station_learns_nothing(client: FlaskClient, staff: Headers) -> None:
    other = granted(client, "other", "station_manager", "YQ0003")
    made = draft(client, staff, station_code="YQ0001")
    assert slug(put(client, other, made, title="换个名字")) == (404, "not-found")
