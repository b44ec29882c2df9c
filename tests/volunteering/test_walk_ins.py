"""Walk-ins: a label and a code for somebody without an account, hours that follow whoever claims it. PRODUCT 4.7, 6."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import identities, leaving
from app.core import clock
from app.core.db import db, transaction
from app.hours.models import HoursChain, HoursEntry
from app.volunteering import attendance_sweeps, places, walk_ins
from app.volunteering.models import Shift, ShiftRole, SignUp
from tests.checkins.presence import person
from tests.support.people import sign_in
from tests.support.places import load_areas
from tests.volunteering import day_builders as days
from tests.volunteering.day_builders import Day, kind
from tests.volunteering.signup_builders import at_once, broken, local, people
from tests.volunteering.test_races import PATIENCE_S, begin_deferred, calling, consenting, inside, once


@pytest.fixture
def day(town, client, at) -> Day:
    """A shift 12:30-13:30; it is 12:20."""
    made = days.make_day(client)
    at.forward(minutes=20)
    return made


def rows() -> list[SignUp]:
    db.session.expire_all()
    found = list(db.session.scalars(sa.select(SignUp).order_by(SignUp.id)))
    db.session.rollback()
    return found


def claim(day: Day, user: str, code: str) -> Any:
    return day.post("/me/claims", sign_in(day.client, user), {"claim_code": code})


def lines() -> list[tuple[str, int]]:
    return [(entry.kind, entry.minutes) for entry in db.session.scalars(sa.select(HoursEntry).order_by(HoursEntry.id))]


def test_a_walk_in_gets_a_label_and_a_code_of_which_only_the_hash_is_kept(day) -> None:
    first, second = day.walk_in().json, day.walk_in().json
    assert (first["label"], second["label"]) == ("现场 1", "现场 2")
    assert first["claim_code"] != second["claim_code"]
    kept = repr(db.session.execute(sa.text("SELECT * FROM signups")).all())
    assert first["claim_code"] not in kept
    row = rows()[0]
    assert (row.account_id, row.state, row.extra, row.attendance_source) == (None, "checked_in", True, "staff")
    assert row.claim_until - clock.now() == timedelta(days=30)
    shown = day.roster()
    assert [(one["display_name"], one["account"], one["actions"]) for one in shown] == [
        ("现场 1", None, ["mark"]), ("现场 2", None, ["mark"]),
    ]  # fmt: skip
    assert broken() == []


def test_t35_one_nonce_is_one_walk_in_with_one_code_however_often_it_is_sent(day) -> None:
    answers = [day.walk_in(nonce="the-same-nonce").json for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert len(rows()) == 1
    other = day.walk_in(who=day.lead2, nonce="the-same-nonce").json
    assert other["label"] == "现场 2", "another leader's phone counts its own"


def test_an_offline_note_keeps_its_time_and_one_far_from_the_shift_is_422(day, at) -> None:
    at.forward(minutes=30)
    day.walk_in(occurred_at=days.text(local(20, 12, 31)))
    assert rows()[0].checked_in_at == local(20, 12, 31)
    assert kind(day.walk_in(occurred_at=days.text(local(19, 12)))) == (422, "invalid")


def test_whoever_is_only_noted_when_going_has_no_hours_until_the_leader_writes_when_they_came(day, at) -> None:
    at.forward(minutes=70)
    day.walk_in("out")
    assert (rows()[0].state, lines()) == ("checked_out", [])
    answer = day.mark(rows()[0].id, local(20, 12, 30), at.now)
    assert (answer.json["state"], answer.json["checked_in_at"]) == ("checked_out", "2025-11-20T12:30:00+08:00")
    assert lines() == [("proposal", 60)]


def test_the_claimant_takes_the_hours_along_and_the_code_works_once(day, at) -> None:
    made = day.walk_in().json
    at.forward(minutes=70)
    day.mark(made["id"], local(20, 12, 30), local(20, 13, 20))
    assert lines() == [("proposal", 50)]
    typed = f"{made['claim_code'][:5].lower()} {made['claim_code'][5:]}"
    answer = claim(day, "ma", typed)
    assert (answer.status_code, answer.json["id"], answer.json["state"]) == (201, made["id"], "checked_out")
    assert claim(day, "ma", typed).json["id"] == made["id"], "twice is once"
    assert kind(claim(day, "bao", typed)) == (409, "code-used")
    chain = db.session.scalars(sa.select(HoursChain)).one()
    assert (chain.person_ref, chain.account_id) == (person("ma").person_ref, person("ma").account_id)
    assert rows()[0].pairs[0][1] is not None


def test_who_claims_while_still_there_checks_out_as_everybody(day, at) -> None:
    made = day.walk_in().json
    assert claim(day, "ma", made["claim_code"]).json["state"] == "checked_in"
    at.forward(minutes=71)
    out = day.check_in(sign_in(day.client, "ma")).json
    assert (out["direction"], out["state"]) == ("out", "accepted")
    row = rows()[0]
    assert (row.state, row.checked_out_at - row.checked_in_at) == ("checked_out", timedelta(minutes=71))


def test_an_empty_sign_up_of_ones_own_gives_way_and_one_with_a_check_in_does_not(day) -> None:
    own, made = day.sign_up("ma"), day.walk_in().json
    assert claim(day, "ma", made["claim_code"]).json["id"] == made["id"] != own
    assert [row.id for row in rows()] == [made["id"]]
    day.sign_up("bao")
    day.scan("bao")
    assert kind(claim(day, "bao", day.walk_in().json["claim_code"])) == (409, "already-there")


def test_the_leader_who_noted_somebody_does_not_claim_them(day) -> None:
    code = day.walk_in().json["claim_code"]
    assert kind(day.post("/me/claims", day.lead, {"claim_code": code})) == (403, "own-signup")
    assert day.post("/me/claims", day.lead2, {"claim_code": code}).status_code == 201


def test_who_has_hours_of_the_shift_already_is_told_so(day, at) -> None:
    made = day.walk_in().json
    at.forward(minutes=90)
    day.mark(made["id"], local(20, 12, 30), local(20, 13, 20))
    headers = sign_in(day.client, "ma")
    number = day.get("/me", headers).json["public_no"]
    with transaction() as session:
        session.execute(sa.update(Shift).where(Shift.id == day.shift).values(status="done"))
    body = {"account": number, "shift_id": day.shift, "minutes": 30, "reason": "纸上登记的"}
    assert day.post("/hours/backfills", day.staff | {"Idempotency-Key": "backfill-0001"}, body).status_code == 201
    assert kind(claim(day, "ma", made["claim_code"])) == (409, "hours-recorded")
    assert rows()[0].account_id is None


def test_a_code_never_made_or_past_its_30_days_is_404(day, at) -> None:
    made = day.walk_in().json
    assert kind(claim(day, "ma", "ABCDEFGHJK")) == (404, "not-found")
    at.forward(days=30)
    assert kind(claim(day, "ma", made["claim_code"])) == (404, "not-found")


def test_unclaimed_walk_ins_are_forgotten_after_30_days_and_their_hours_stay(day, at) -> None:
    kept, gone = day.walk_in().json, day.walk_in().json
    claim(day, "ma", kept["claim_code"])
    at.forward(minutes=70)
    day.mark(gone["id"], local(20, 12, 30), local(20, 13, 20))
    at.now = local(20, 12, 20) + timedelta(days=30) - timedelta(seconds=1)
    with transaction():
        assert attendance_sweeps.forget_walk_ins() == 0
    at.forward(seconds=1)
    with transaction():
        assert attendance_sweeps.forget_walk_ins() == 2
    with transaction():
        assert attendance_sweeps.forget_walk_ins() == 0
    (row,) = rows()
    assert (row.id, row.claim_hash, row.label) == (kept["id"], None, None)
    assert ("proposal", 50) in lines()


def test_the_code_of_whoever_claimed_and_was_erased_opens_nothing_and_their_row_stays(day, at) -> None:
    """Else a slip with the code would bring the hours of somebody who is gone to somebody else."""
    code = day.walk_in().json["claim_code"]
    assert claim(day, "ma", code).status_code == 201
    gone = rows()[0]
    with transaction():
        leaving.erase(identities.lock_account(gone.account_id))
    assert kind(claim(day, "bao", code)) == (404, "not-found")
    at.forward(days=31)
    with transaction():
        attendance_sweeps.forget_walk_ins()
    (kept,) = rows()
    assert (kept.account_id, kept.person_ref, kept.label) == (None, gone.person_ref, None)


def test_a_walk_in_noted_by_mistake_is_removed_with_its_minutes_and_its_code(day, at) -> None:
    made = day.walk_in().json
    at.forward(minutes=70)
    day.mark(made["id"], local(20, 12, 30), local(20, 13, 20))
    answer = day.post(f"/signups/{made['id']}/removal", day.staff, {"reason": "登记重了"})
    assert (answer.status_code, answer.json["state"]) == (200, "cancelled")
    assert kind(claim(day, "ma", made["claim_code"])) == (404, "not-found")
    assert day.roster(day.staff) == []
    assert lines()[-1] == ("proposal", 0)
    at.forward(days=30)
    with transaction():
        assert attendance_sweeps.forget_walk_ins() == 1
    assert rows() == []


def test_riders_note_nobody_and_guests_claim_nothing(day) -> None:
    assert kind(day.walk_in(who=sign_in(day.client, "rider"))) == (403, "not-allowed")
    assert day.client.post("/api/v1/me/claims", json={"claim_code": "ABCDEFGHJK"}).status_code == 401


# --- at once ---


def owners() -> list[int | None]:
    return [row.account_id for row in db.session.scalars(sa.select(SignUp).order_by(SignUp.id))]


@pytest.fixture
def crowd(committed: Flask) -> Flask:
    load_areas(committed)
    return committed


def ready(app: Flask, count: int) -> tuple[Day, str, list[int]]:
    made = days.make_day(app.test_client(), starts_at=clock.now() + timedelta(minutes=1))
    return made, made.walk_in().json["claim_code"], people(count)


def claiming(code: str, account: int):
    def work() -> str:
        with transaction():
            walk_ins.claim(account, code, None)
            return "claimed"

    return work


def test_a_code_claimed_by_several_accounts_at_once_is_one_account_s(crowd: Flask) -> None:
    _, code, riders = inside(crowd, ready, crowd, 6)
    answers = at_once(*[calling(crowd, claiming(code, rider)) for rider in riders])
    assert (answers.count("claimed"), answers.count("code-used")) == (1, 5)
    assert inside(crowd, owners) == [riders[answers.index("claimed")]]


def test_negative_control_without_the_role_lock_two_accounts_believe_they_claimed_it(crowd: Flask, monkeypatch) -> None:
    _, code, riders = inside(crowd, ready, crowd, 2)
    consenting(crowd, riders)
    gate, real = threading.Barrier(2), walk_ins._give_way

    def looked(*facts: int) -> int | None:
        found = real(*facts)
        gate.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(walk_ins, "_give_way", looked)
    monkeypatch.setattr(walk_ins, "_make_checkins", lambda *_: None)
    monkeypatch.setattr(places, "lock_role", lambda role_id: db.session.get_one(ShiftRole, role_id))
    begin_deferred(monkeypatch)
    answers = at_once(*[once(crowd, claiming(code, rider)) for rider in riders])
    monkeypatch.undo()
    assert answers.count("claimed") == 2 or "database-unavailable" in answers


def test_one_nonce_sent_twice_at_once_is_one_walk_in(crowd: Flask) -> None:
    day, _, _ = inside(crowd, ready, crowd, 0)
    leader = inside(crowd, days.leader)

    def note() -> str:
        with transaction():
            return walk_ins.note(day.shift, "in", "one-tap-of-a-thumb", None, leader).label

    assert set(at_once(*[calling(crowd, note)] * 6)) == {"现场 2"}
    assert len(inside(crowd, rows)) == 2
