"""Who sees a photo before it is passed, who decides about it, and who takes it away."""

from __future__ import annotations

import pytest

from app.core.db import transaction
from app.stations import photo_checks
from tests.stations.photo_words import STATION, URL, audited, be, hide_station, rows, send, shown_to
from tests.support.people import Headers, grant, sign_in
from tests.support.uploads import read

MEMBERS = {"id", "url", "state", "actions"}


@pytest.fixture
def photo(client, rider) -> int:
    """A photo by the rider, which nobody has checked yet."""
    return int(send(client, rider).json["id"])


# --- who sees what ---


@pytest.mark.parametrize("state", ["pending_review", "review"])
def test_until_it_is_passed_its_author_and_the_keepers_see_it_and_nobody_else(client, rider, manager, photo, state):
    be(state)
    other = sign_in(client, "other-rider")
    assert shown_to(client, {}) == shown_to(client, other) == []
    (mine,), (kept,) = shown_to(client, rider), shown_to(client, manager)
    assert set(mine) == set(kept) == MEMBERS
    assert (mine["state"], mine["actions"]) == ("pending_review", ["delete_photo"])
    assert kept["state"] == state
    assert kept["actions"] == (["settle_photo"] if state == "review" else []) + ["delete_photo"]
    picture_id = rows()[0].picture_id
    assert client.get(f"/pictures/{picture_id}").status_code == 404
    assert client.get(f"/pictures/{picture_id}", headers=manager).status_code == 404
    served = client.get(mine["url"])
    assert served.status_code == 200
    assert served.headers["Cache-Control"] == "private, no-store"


def test_once_passed_everybody_sees_it(client, rider, manager, photo):
    be("shown")
    for who, actions in (
        ({}, []),
        (sign_in(client, "other"), []),
        (rider, ["delete_photo"]),
        (manager, ["delete_photo"]),
    ):
        (seen,) = shown_to(client, who)
        assert seen == {"id": photo, "url": f"/pictures/{rows()[0].picture_id}", "state": "shown", "actions": actions}


def test_removed_ones_are_seen_by_nobody(client, rider, manager, photo):
    be("removed", picture_id=None)
    assert shown_to(client, rider) == shown_to(client, manager) == []


def test_a_station_hidden_later_hides_its_photos(client, rider, manager, photo):
    be("shown")
    picture_url = shown_to(client, {})[0]["url"]
    hide_station()
    assert client.get(picture_url).status_code == 404
    (kept,) = shown_to(client, manager)
    assert client.get(kept["url"]).status_code == 200


def test_a_picture_is_served_so_that_it_can_only_be_looked_at(client, photo):
    be("shown")
    response = client.get(f"/pictures/{rows()[0].picture_id}")
    assert response.status_code == 200
    assert response.mimetype == "image/jpeg"
    assert read(response.data).format == "JPEG"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    policy = response.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    again = client.get(f"/pictures/{rows()[0].picture_id}", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_station_says_that_photos_may_be_added(client, rider, manager, town):
    def may(who: Headers) -> bool:
        return "add_photo" in client.get(STATION, headers=who).json["actions"]

    assert not may({})
    assert may(rider)
    assert may(manager)
    assert not may(sign_in(client, "young", age_ok=False))


# --- people decide ---


def test_a_keeper_shows_or_removes_what_wechat_left_to_people(client, rider, manager, photo):
    be("review")
    shown = client.put(f"{URL}/{photo}", json={"state": "shown"}, headers=manager)
    assert shown.status_code == 200
    assert [one["state"] for one in shown.json["photos"]] == ["shown"]
    assert shown.headers["ETag"] == f'"{shown.json["version"]}"'
    assert len(shown_to(client, {})) == 1
    gone = client.put(f"{URL}/{photo}", json={"state": "removed"}, headers=manager)
    assert (gone.status_code, gone.json["photos"]) == (200, [])
    assert shown_to(client, {}) == []
    assert [line.changes for line in audited()] == [
        {f"photo.{photo}": ["review", "shown"]},
        {f"photo.{photo}": ["shown", "removed"]},
    ]


def test_deciding_twice_is_deciding_once(client, manager, photo):
    be("review")
    for _ in range(2):
        assert client.put(f"{URL}/{photo}", json={"state": "shown"}, headers=manager).status_code == 200
    assert len(audited()) == 1


def test_while_wechat_looks_people_only_remove(client, manager, photo):
    waits = client.put(f"{URL}/{photo}", json={"state": "shown"}, headers=manager)
    assert (waits.status_code, waits.json["type"]) == (409, "/problems/photo-in-check")
    assert client.put(f"{URL}/{photo}", json={"state": "removed"}, headers=manager).status_code == 200


def test_nobody_passes_a_photo_of_their_own(client, manager):
    own = send(client, manager).json["id"]
    be("review")
    response = client.put(f"{URL}/{own}", json={"state": "shown"}, headers=manager)
    assert (response.status_code, response.json["type"]) == (403, "/problems/own-photo")
    grant("liaison", "rider_liaison", "YQ0001")
    other = client.put(f"{URL}/{own}", json={"state": "shown"}, headers=sign_in(client, "liaison"))
    assert other.status_code == 200


def test_riders_and_keepers_of_other_stations_do_not_decide(client, rider, photo):
    be("review")
    grant("elsewhere", "station_manager", "YQ0003")
    body = {"state": "shown"}
    assert client.put(f"{URL}/{photo}", json=body, headers={}).status_code == 401
    assert client.put(f"{URL}/{photo}", json=body, headers=rider).status_code == 403
    assert client.put(f"{URL}/{photo}", json=body, headers=sign_in(client, "elsewhere")).status_code == 403
    theirs = URL.replace("YQ0001", "YQ0003")
    assert client.put(f"{theirs}/{photo}", json=body, headers=sign_in(client, "elsewhere")).status_code == 404
    assert rows()[0].state == "review"


def test_a_decision_is_one_of_two(client, manager, photo):
    for body in ({}, {"state": "pending_review"}, {"state": "shown", "why": "x"}, {"state": None}):
        assert client.put(f"{URL}/{photo}", json=body, headers=manager).status_code == 422
    assert client.put(f"{URL}/999999", json={"state": "shown"}, headers=manager).status_code == 404


# --- taking one away ---


@pytest.mark.parametrize("state", ["pending_review", "review", "shown"])
def test_ones_own_photo_goes_without_a_trace(client, rider, photo, state):
    be(state)
    response = client.delete(f"{URL}/{photo}", headers=rider)
    assert (response.status_code, response.json["photos"]) == (200, [])
    assert rows() == []
    assert client.delete(f"{URL}/{photo}", headers=rider).status_code == 404
    assert send(client, rider).status_code == 201  # and may come again


def test_ones_own_photo_goes_also_where_the_station_is_hidden_by_now(client, rider, photo):
    hide_station()
    response = client.delete(f"{URL}/{photo}", headers=rider)
    assert (response.status_code, response.data) == (204, b"")
    assert rows() == []


def test_a_keeper_takes_anothers_photo_away_for_good(client, rider, manager, photo):
    assert client.delete(f"{URL}/{photo}", headers=manager).status_code == 200
    assert [(row.state, row.picture_id) for row in rows()] == [("removed", None)]
    assert send(client, rider).status_code == 409
    assert client.delete(f"{URL}/{photo}", headers=manager).status_code == 404


def test_another_riders_photo_is_not_theirs_to_take_away(client, photo):
    other = sign_in(client, "other-rider")
    assert client.delete(f"{URL}/{photo}", headers={}).status_code == 401
    assert client.delete(f"{URL}/{photo}", headers=other).status_code == 404
    be("shown")
    assert client.delete(f"{URL}/{photo}", headers=other).status_code == 403
    hide_station()
    assert client.delete(f"{URL}/{photo}", headers=other).status_code == 404
    assert len(rows()) == 1


def test_what_people_decided_wechat_does_not_undo_but_for_risky(client, manager, photo):
    be("review", check_id="trace-1")
    client.put(f"{URL}/{photo}", json={"state": "shown"}, headers=manager)
    with transaction():
        photo_checks.take_verdict("trace-1", "review")
    assert rows()[0].state == "shown"
    with transaction():
        photo_checks.take_verdict("trace-1", "risky")
    assert rows()[0].state == "removed"
