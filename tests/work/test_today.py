"""``GET /work/today``: what each role sees within its grants, and what it costs."""

from __future__ import annotations

import pytest

from app.core import clock
from app.core.db import db, transaction
from app.stations.models import Station
from tests.checkins.presence import person
from tests.hours import hours_words
from tests.support.people import grant, sign_in
from tests.support.statements import sent
from tests.volunteering.day_builders import make_team
from tests.volunteering.signup_builders import Clock, local, people, sign_up
from tests.work.work_words import (
    COUNTS,
    ELSEWHERE,
    TOWN,
    counted,
    furnish,
    holding,
    let_scan,
    object_to,
    old_station,
    report,
    set_status,
    shift_at,
    shown,
    today,
)

WORK = "/api/v1/work/today"
SEEN = {  # role and scope: shifts, hours, check-ins, stale stations, reports, objections
    ("community_staff", TOWN): (1, 1, 1, 2, 1, 1),
    ("community_staff", ELSEWHERE): (1, 1, 1, 1, 1, 1),
    ("station_manager", "YQ0001"): (1, 0, 1, 0, 1, 0),
    ("station_manager", "YQ0012"): (0, 0, 0, 1, 0, 0),
    ("rider_liaison", "YQ0012"): (0, 0, 0, 1, 0, 0),
    ("rider_liaison", "YQ0001"): (0, 0, 0, 0, 0, 0),
    ("township_admin", TOWN): (1, 0, 0, 2, 1, 0),
    ("second_approver", TOWN): (0, 0, 0, 0, 0, 0),
    ("county_admin", "652701"): (0, 0, 0, 2, 1, 0),
    ("prefecture_admin", "652700"): (0, 0, 0, 3, 2, 0),
    ("auditor", "652700"): (0, 0, 0, 0, 0, 0),
}
READERS = {"community_staff", "township_admin", "second_approver", "auditor"}  # of the queue of hours


@pytest.mark.parametrize(("role", "scope"), SEEN)
def test_each_role_sees_what_is_to_be_done_within_its_grants(town, client, role: str, scope: str):
    furnish()
    who = holding(client, "one", role, scope)
    assert counted(client, who) == SEEN[role, scope], COUNTS
    may = today(client, who)["actions"] == ["see_hours"]
    assert may is (role in READERS) is (client.get("/api/v1/hours", headers=who).status_code == 200)


def test_a_team_leader_sees_the_shifts_of_the_team_and_who_waits_there(town, client):
    team = make_team()
    shifts = furnish(team)
    leader = holding(client, "lead", "team_leader", f"team:{team}")
    assert counted(client, leader) == (1, 0, 1, 0, 0, 0)
    assert shown(client, leader) == [(shifts["here"], "leader")]


def test_two_roles_see_what_both_do_and_nothing_twice(town, client):
    shifts = furnish()
    grant("one", "station_manager", "YQ0001")
    grant("one", "community_staff", TOWN)
    both = holding(client, "one", "community_staff", ELSEWHERE)
    assert counted(client, both) == (2, 2, 2, 3, 2, 2)
    assert shown(client, both) == [(shifts["here"], None), (shifts["there"], None)]


def test_whoever_holds_no_role_is_refused(town, client):
    furnish()
    answer = client.get(WORK, headers=sign_in(client, "rider"))
    assert (answer.status_code, answer.json["type"]) == (403, "/problems/not-allowed")
    assert client.get(WORK).status_code == 401


def test_the_answer_is_the_callers_alone(town, client):
    answer = client.get(WORK, headers=holding(client, "staff", "community_staff", TOWN))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert set(answer.json) == {*COUNTS, "actions", "server_now"}
    assert answer.json["server_now"] == clock.rfc3339(clock.now())


# --- which shifts ---


def test_today_is_the_local_day_and_what_reaches_into_it(town, client, at: Clock):
    staff = holding(client, "staff", "community_staff", TOWN)
    shift_at(starts_at=local(19, 22), minutes=120)  # ends at midnight: yesterday's
    night = shift_at(starts_at=local(19, 23), minutes=120)
    over = shift_at(starts_at=local(20, 8))
    last = shift_at(starts_at=local(20, 23, 59))
    shift_at(starts_at=local(21, 0))
    assert [one for one, _ in shown(client, staff)] == [night, over, last]
    at.stand(21, 0)
    assert len(shown(client, staff)) == 2, "a minute later it is another day"


def test_drafts_and_called_off_ones_are_shown_with_what_may_be_done(town, client):
    staff = holding(client, "staff", "community_staff", TOWN)
    waits, off = shift_at(2, status="draft"), shift_at(3)
    set_status(off, "cancelled")
    cards = {card["id"]: card for card in today(client, staff)["shifts"]}
    assert (cards[waits]["status"], cards[off]["status"]) == ("draft", "cancelled")
    assert "publish" in cards[waits]["actions"]


# --- one's own part ---


def test_my_part_is_leader_then_registered_then_waitlisted(town, client):
    team = make_team()
    grant("one", "team_leader", f"team:{team}")
    one = holding(client, "one", "community_staff", TOWN)
    me = person("one").account_id
    led, comes, waits, none = shift_at(5, team_id=team), shift_at(7), shift_at(9), shift_at(11)
    for other in people(5):
        sign_up(other, waits)
    for shift in (led, comes, waits):
        sign_up(me, shift)
    assert shown(client, one) == [(led, "leader"), (comes, "registered"), (waits, "waitlisted"), (none, None)]


def test_one_s_own_hours_and_check_ins_are_somebody_else_s_work(town, client):
    staff = holding(client, "staff", "community_staff", TOWN)
    shift = shift_at(0.4)
    let_scan("staff", shift)
    hours_words.proposed("staff", area_code=TOWN, day=18)
    object_to("staff", TOWN)
    assert counted(client, staff) == (1, 0, 0, 0, 0, 0)
    assert counted(client, holding(client, "colleague", "community_staff", TOWN)) == (1, 1, 1, 0, 0, 1)


def test_over_a_cap_the_second_word_is_the_approvers_work(town, client):
    chain = hours_words.proposed("rider", 481, area_code=TOWN, day=18, begin="08:00")
    hours_words.confirm(chain)
    staff, approver = (
        holding(client, user, role, TOWN) for user, role in (("s", "community_staff"), ("a", "second_approver"))
    )
    assert (today(client, staff)["hours_pending"], today(client, approver)["hours_pending"]) == (0, 1)


def test_a_station_checked_today_or_out_of_use_is_not_stale(town, client):
    staff = holding(client, "staff", "community_staff", TOWN)
    old_station("YQ0021")
    old_station("YQ0022", status="inactive")
    assert today(client, staff)["stations_stale"] == 1
    with transaction() as session:
        session.query(Station).filter_by(code="YQ0021").update({"last_verified_at": clock.now()})
    assert today(client, staff)["stations_stale"] == 0


def test_a_settled_report_is_no_work_any_more(town, client):
    staff = holding(client, "staff", "community_staff", TOWN)
    report("YQ0001")
    report("YQ0001", "heating")
    assert today(client, staff)["reports_open"] == 2
    url = "/api/v1/stations/YQ0001/amenity-reports/settlement"
    settled = client.post(url, json={"amenity": "hot_water", "status": "working"}, headers=staff)
    assert settled.status_code == 200, settled.json
    assert today(client, staff)["reports_open"] == 1


# --- what it costs ---


def test_however_many_shifts_the_database_is_asked_as_often(town, client):
    staff = holding(client, "staff", "community_staff", TOWN)
    towns = (TOWN, "652701001001", "652701001002", "652701001003")

    def serve(numbers: range) -> None:
        for number in numbers:
            team = make_team(f"队{number}")
            shift = shift_at(0.4, area_code=towns[number % 4], team_id=team)
            let_scan(f"u{number}", shift)
            hours_words.proposed(f"v{number}", area_code=towns[number % 4], day=number)
            report("YQ0001")

    def look() -> int:
        db.session.remove()
        with sent() as statements:
            assert client.get(WORK, headers=staff).status_code == 200
        return len([one for one in statements if "area_changes" not in one])

    serve(range(1, 3))
    look()  # what is remembered is read once
    two = look()
    serve(range(3, 13))
    assert len(today(client, staff)["shifts"]) == 12
    assert look() == two <= 16


def test_a_hundred_shifts_are_enough(town, client, monkeypatch: pytest.MonkeyPatch):
    staff = holding(client, "staff", "community_staff", TOWN)
    monkeypatch.setattr("app.volunteering.shift_work.MOST", 2)
    first = [shift_at(hour) for hour in (3, 1, 2)]
    assert [one for one, _ in shown(client, staff)] == [first[1], first[2]]


def test_an_ended_grant_ends_the_work(town, client, at: Clock):
    staff = holding(client, "staff", "community_staff", TOWN)
    assert client.get(WORK, headers=staff).status_code == 200
    at.forward(days=400)
    db.session.rollback()
    again = sign_in(client, "staff")
    assert client.get(WORK, headers=again).status_code == 403
