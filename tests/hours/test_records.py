"""Trainings and commendations beside the hours, and what participants say of activities."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.accounts import leaving
from app.accounts.models import Account
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.hours import service
from app.hours.records_models import Commendation, Evaluation, TrainingRecord
from app.notices.models import Notice
from app.volunteering.models import SignUp
from tests.hours.desk_words import API, backfill, confirm, key, row, slug
from tests.hours.hours_words import (
    COMMUNITY,
    ELSEWHERE,
    TOWN,
    account_of,
    attend,
    local,
    make_shift,
    office,
    proposed,
    row_of,
)


@pytest.fixture
def staff(desk):
    return desk["staff"]


@pytest.fixture
def rider(desk):
    return desk["rider"]


def number_of(user: str) -> str:
    return db.session.get_one(Account, account_of(user)[0]).public_no


def train(client, headers, user: str = "rider", area: str = TOWN, **more):
    body = {"account": number_of(user), "issuer": office(area), "title": "骑行安全", "held_on": "2025-11-18"}
    return client.post(f"{API}/trainings", json=body | {"minutes": 90} | more, headers=headers)


def commend(client, headers, user: str = "rider", **more):
    body = {"account": number_of(user), "issuer": office(TOWN), "title": "暖心骑手", "given_on": "2025-11-18"}
    return client.post(f"{API}/commendations", json=body | more, headers=headers)


def evaluate(client, headers, shift: int, rating: object = 5, **more):
    return client.put(f"{API}/shifts/{shift}/evaluation", json={"rating": rating} | more, headers=headers)


def told(user: str) -> list[str]:
    return list(db.session.scalars(sa.select(Notice.title).where(Notice.account_id == account_of(user)[0])))


# --- trainings and commendations ---


def test_a_training_is_recorded_told_and_adds_no_hours(client, staff, rider):
    made = train(client, staff, note="雪天刹车")
    assert (made.status_code, made.json["minutes"], made.json["issuer"]["name"]) == (201, 90, "青得里街道")
    assert "记了一次培训：骑行安全" in told("rider")
    (item,) = client.get(f"{API}/trainings", headers=rider).json["items"]
    assert item == made.json
    assert service.balance(account_of("rider")[1]) == 0
    assert client.get(f"{API}/me/hours", headers=rider).json["confirmed_minutes"] == 0
    actions = sa.select(AuditEvent.action).where(AuditEvent.subject == f"training:{made.json['id']}")
    assert db.session.scalars(actions).all() == ["training.record"]


def test_a_commendation_is_recorded_and_told(client, staff, rider):
    made = commend(client, staff, text="雪天守了一夜驿站")
    assert (made.status_code, made.json["text"]) == (201, "雪天守了一夜驿站")
    assert "收到一份表扬：暖心骑手" in told("rider")
    assert client.get(f"{API}/commendations", headers=rider).json["items"] == [made.json]


def test_a_training_may_name_its_shift(client, staff):
    shift = make_shift(day=18, kind="training", area_code=TOWN)
    assert train(client, staff, shift_id=shift).json["shift_id"] == shift
    again = train(client, staff, shift_id=shift, title="别的名字")
    assert (again.status_code, slug(again)) == (409, "record-twice")


@pytest.mark.parametrize("kind", ["service", "elsewhere", "none"])
def test_no_other_shift_is_a_training_of_this_organisation(client, staff, kind):
    shifts = {
        "service": lambda: make_shift(day=18, area_code=TOWN),
        "elsewhere": lambda: make_shift(day=18, kind="training", area_code=ELSEWHERE),
        "none": lambda: 2**31 - 1,
    }
    answer = train(client, staff, shift_id=shifts[kind]())
    assert [error["field"] for error in answer.get_json(force=True)["errors"]] == ["shift_id"]


def test_the_same_record_twice_is_409_and_names_the_first(client, staff):
    for write in (train, commend):
        first, again = write(client, staff), write(client, staff)
        assert (again.status_code, slug(again), again.get_json(force=True)["id"]) == (
            409,
            "record-twice",
            first.json["id"],
        )
        assert write(client, staff, user="stranger").status_code == 201


def test_a_key_sent_again_is_the_same_record(client, staff):
    headers = key(staff)
    assert train(client, headers).json == train(client, headers).json


def test_nobody_records_their_own_or_in_another_organisations_name(client, desk, staff):
    for write in (train, commend):
        own = write(client, staff, user="staff")
        assert (own.status_code, slug(own)) == (403, "own-record")
        assert write(client, desk["elsewhere"]).status_code == 404
        for who in ("rider", "approver", "county", "auditor"):
            assert write(client, desk[who]).status_code == 403
    assert db.session.scalars(sa.select(TrainingRecord)).all() == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"held_on": "2025-11-21"}, "held_on"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"title": " "}, "title"),
        ({"issuer": 2**31 - 1}, "issuer"),
        ({"hours": 2}, "hours"),
    ],
)
def test_a_record_that_cannot_be_is_422(client, staff, body, field):
    answer = train(client, staff, **body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json(force=True)["errors"]] == [field]


def test_a_record_of_nobody_is_404(client, staff):
    assert train(client, staff, account="ZZZZZZZZ").status_code == 404


def test_staff_see_those_of_their_scope_by_name_the_auditor_by_pseudonym(client, desk, staff, rider):
    train(client, staff)
    train(client, desk["elsewhere"], area=ELSEWHERE)
    (item,) = client.get(f"{API}/trainings?of=scope", headers=staff).json["items"]
    assert item["person"]["account"] == number_of("rider")
    assert item["issuer"]["name"] == "青得里街道"
    items = client.get(f"{API}/trainings?of=scope", headers=desk["auditor"]).json["items"]
    refs = [one["person"] for one in items]
    nobody = {"account": None, "display_name": None, "person_ref": account_of("rider")[1]}
    assert refs == [nobody, nobody]
    assert client.get(f"{API}/trainings?of=scope", headers=rider).status_code == 403
    assert client.get(f"{API}/trainings", headers=desk["stranger"]).json["items"] == []
    assert client.get(f"{API}/trainings?of=all", headers=rider).status_code == 422


def test_records_come_in_pages(client, staff, rider):
    ids = [train(client, staff, title=f"第{place}次").json["id"] for place in range(3)]
    page = client.get(f"{API}/trainings?limit=2", headers=rider).json
    rest = client.get(f"{API}/trainings?cursor={page['next_cursor']}", headers=rider).json
    assert [item["id"] for item in (*page["items"], *rest["items"])] == ids[::-1]
    assert rest["next_cursor"] is None


# --- evaluations ---


def test_whoever_was_there_says_how_it_was_and_may_change_it(client, rider):
    shift = row_of(proposed("rider")).shift_id
    first = evaluate(client, rider, shift, 3, text="水不够热")
    assert (first.status_code, first.json["rating"], first.json["text"]) == (200, 3, "水不够热")
    assert evaluate(client, rider, shift, 5).json["text"] == ""
    (kept,) = db.session.scalars(sa.select(Evaluation)).all()
    assert (kept.stars, kept.text, kept.shift_id) == (5, "", shift)


def test_an_activity_is_evaluated_by_participants_after_its_end(client, desk, staff, rider, at):
    at.forward(hours=-1)
    shift = make_shift("10:00", "11:30")
    attend(shift, "rider", (local("10:00"), local("11:00")))
    early = evaluate(client, rider, shift)
    assert (early.status_code, slug(early)) == (403, "not-a-participant")
    at.forward(minutes=30)
    assert evaluate(client, rider, shift).status_code == 200
    assert slug(evaluate(client, desk["stranger"], shift)) == "not-a-participant"


def test_whoever_was_there_says_how_it_was_though_no_hours_come_of_it(client, rider):
    forgot = make_shift("10:00", "11:30")
    attend(forgot, "rider", (local("10:00"), None))  # no chain before half a day is over
    trained = make_shift(day=18, kind="training", area_code=TOWN)
    attend(trained, "rider", (local("11:00", 18), local("12:00", 18)))  # never one
    for shift in (forgot, trained):
        assert evaluate(client, rider, shift).status_code == 200
    absent = make_shift(day=17)
    attend(absent, "rider")
    assert slug(evaluate(client, rider, absent)) == "not-a-participant"


def test_whose_hours_are_refused_evaluates_if_the_check_ins_stand(client, staff, rider):
    refused = proposed("rider", day=19)
    body = {"reason": "没有到场", "version": 1}
    assert client.post(f"{API}/hours/{refused}/rejection", json=body, headers=staff).status_code == 200
    shift = row_of(refused).shift_id
    assert evaluate(client, rider, shift).status_code == 200
    db.session.execute(sa.update(SignUp).values(state="no_show"))
    db.session.commit()
    assert slug(evaluate(client, rider, shift)) == "not-a-participant"


def test_whoever_was_trained_evaluates_the_training(client, staff, rider):
    shift = make_shift(day=18, kind="training", area_code=TOWN)
    assert slug(evaluate(client, rider, shift)) == "not-a-participant"
    train(client, staff, shift_id=shift)
    assert evaluate(client, rider, shift, 4).status_code == 200


@pytest.mark.parametrize("rating", [0, 6, 2.5, "5", None])
def test_a_rating_is_one_to_five(client, rider, rating):
    assert evaluate(client, rider, row_of(proposed("rider")).shift_id, rating).status_code == 422


def test_a_draft_or_no_shift_is_404(client, rider):
    assert evaluate(client, rider, make_shift(day=18, status="draft")).status_code == 404
    assert evaluate(client, rider, 2**31 - 1).status_code == 404


def test_no_words_of_an_evaluation_come_out_anywhere(client, desk, rider):
    chain = proposed("rider")
    shift = row_of(chain).shift_id
    evaluate(client, rider, shift, 1, text="组织得很乱")
    for who in ("staff", "auditor", "stranger"):
        for path in (f"/shifts/{shift}", f"/hours/{chain}", "/hours", "/me/hours", f"/hours?shift={shift}"):
            assert "组织得很乱" not in client.get(f"{API}{path}", headers=desk[who]).get_data(as_text=True)


# --- leaving ---


def test_t24_records_go_with_the_person_and_only_the_stars_stay(client, staff, rider):
    shift = row_of(proposed("rider")).shift_id
    evaluate(client, rider, shift, 4, text="很好")
    train(client, staff)
    commend(client, staff)
    with transaction():
        leaving.erase_at_once(account_of_now("rider"))
    db.session.expire_all()
    assert db.session.scalars(sa.select(TrainingRecord)).all() == []
    assert db.session.scalars(sa.select(Commendation)).all() == []
    (kept,) = db.session.scalars(sa.select(Evaluation)).all()
    assert (kept.account_id, kept.stars, kept.text) == (None, 4, "")


def account_of_now(user: str) -> int:
    """The id, within a transaction that is open."""
    from app.accounts import identities
    from tests.support.people import openid_of

    return identities.find_or_make(openid_of(user), age_ok=None)[0].id


def test_staff_who_leave_are_severed_from_what_they_wrote(client, staff):
    train(client, staff)
    with transaction():
        leaving.erase_at_once(account_of_now("staff"))
    db.session.expire_all()
    assert db.session.scalars(sa.select(TrainingRecord.recorded_by_ref)).all() == [None]


def test_the_export_has_ones_own_and_of_duty_no_other_person(client, staff, rider):
    train(client, staff)
    commend(client, staff, text="谢谢")
    evaluate(client, rider, row_of(proposed("rider")).shift_id, 5, text="很好")
    mine, theirs = (
        {table["table"]: table["rows"] for table in client.get(f"{API}/me/export", headers=who).json["tables"]}
        for who in (rider, staff)
    )
    assert (mine["training_records"][0]["whose"], mine["training_records"][0]["title"]) == ("own", "骑行安全")
    assert (mine["commendations"][0]["note"], mine["evaluations"][0]["text"]) == ("谢谢", "很好")
    assert theirs["training_records"][0]["whose"] == "another"
    assert number_of("rider") not in str(theirs["training_records"])


def test_confirmed_hours_of_a_community_are_none_of_the_towns_records(client, staff):
    """A record is of the organisation named, whatever else its staff may confirm."""
    confirm(client, staff, row(proposed("rider", area_code=COMMUNITY)))
    assert train(client, staff, area=COMMUNITY).json["issuer"]["id"] == office(COMMUNITY)


def test_t68_of_whoever_withdrew_the_consent_nothing_new_is_written(client, desk, staff, rider):
    """The notice says so: 撤回后不再记新的."""
    shift = make_shift()
    assert client.delete(f"{API}/me/consents/volunteer_record", headers=rider).status_code == 200
    answers = [train(client, staff), commend(client, staff), backfill(client, staff, shift)]
    assert [(one.status_code, slug(one)) for one in answers] == [(409, "conflict")] * 3
    assert "撤回" in answers[0].get_json(force=True)["detail"]
    version = {"notice_version": 1}
    assert client.put(f"{API}/me/consents/volunteer_record", json=version, headers=rider).status_code == 200
    assert [one.status_code for one in (train(client, staff), commend(client, staff))] == [201, 201]
