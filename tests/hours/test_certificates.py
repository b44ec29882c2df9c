"""Certificates over HTTP: one of each issuer and period, what they count, and what ends them (T15, T51)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts import consents, leaving
from app.areas.models import Organization
from app.core import clock
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.hours import certificates_personal
from app.hours.certificate_models import Certificate, CertificateLine
from app.hours.models import HoursChain
from app.notices.models import Notice
from tests.hours.certificate_words import NAME, PERIOD, ask, code_on, confirmed, document, look, match
from tests.hours.desk_words import API, backfill, confirm, correct, key, row, slug, undo
from tests.hours.hours_words import ELSEWHERE, TOWN, account_of, make_shift, office, proposed


@pytest.fixture
def staff(desk):
    return desk["staff"]


@pytest.fixture
def rider(desk):
    return desk["rider"]


def certificate(number: str) -> Certificate:
    db.session.expire_all()
    return db.session.scalars(sa.select(Certificate).where(Certificate.number == number)).one()


def told(user: str) -> list[str]:
    query = sa.select(Notice.title).where(Notice.account_id == account_of(user)[0]).order_by(Notice.id)
    return list(db.session.scalars(query))


# --- what it counts ---


def test_fifty_minutes_three_times_are_two_and_a_half_hours(client, staff, rider):
    for day in (17, 18, 19):
        confirmed(client, staff, minutes=50, day=day)
    answer = ask(client, rider)
    assert answer.status_code == 201
    assert (answer.json["minutes"], answer.json["hours"], answer.json["status"]) == (150, "2.50", "issued")
    assert answer.json["number"].startswith("BZ2025")
    assert certificates_personal.certificates_are_true() == []


def test_only_confirmed_hours_of_this_issuer_and_period_count(client, desk, staff, rider):
    confirmed(client, staff, minutes=60, day=19)
    confirmed(client, staff, minutes=30, day=10)
    confirmed(client, desk["elsewhere"], minutes=100, day=18, area_code=ELSEWHERE)
    confirmed(client, staff, "stranger", minutes=40, day=19)
    proposed("rider", 45, day=17, area_code=TOWN)
    assert ask(client, rider, period_from="2025-11-11").json["minutes"] == 60
    assert ask(client, rider, period_from="2025-11-10", period_to="2025-11-10").json["minutes"] == 30
    assert ask(client, rider).json["minutes"] == 90
    assert ask(client, rider, area=ELSEWHERE).json["minutes"] == 100


def test_backfilled_minutes_are_counted_and_shown_apart(client, staff, rider):
    confirmed(client, staff, minutes=60)
    backfill(client, staff, make_shift(day=19, area_code=TOWN), minutes=30)
    answer = ask(client, rider)
    assert (answer.json["minutes"], answer.json["backfilled_minutes"]) == (90, 30)


def test_nothing_confirmed_is_409_with_what_is_pending(client, desk, rider):
    waits = proposed("rider", 45, day=19, area_code=TOWN)
    proposed("rider", 30, day=18, area_code=ELSEWHERE)
    answer = ask(client, rider)
    assert (answer.status_code, slug(answer)) == (409, "nothing-confirmed")
    (pending,) = answer.get_json(force=True)["pending"]
    assert (pending["id"], pending["minutes"], pending["state"]) == (waits, 45, "pending")
    assert pending["shift"]["title"] == "环境整治"
    assert db.session.scalars(sa.select(Certificate)).all() == []


def test_the_same_issuer_period_and_lines_are_the_same_number(client, staff, rider):
    confirmed(client, staff)
    first, again = ask(client, rider), ask(client, rider, name="别的写法")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json["number"] == again.json["number"]
    assert ask(client, rider, period_to="2025-11-29").json["number"] != first.json["number"]
    confirmed(client, staff, day=18)
    more = ask(client, rider)
    assert (more.json["number"] != first.json["number"], more.json["minutes"]) == (True, 120)
    assert look(client, first.json["number"]).json["status"] == "issued"


def test_a_dissolved_issuers_hours_are_proved_by_its_successor(client, staff, rider):
    confirmed(client, staff, minutes=60)
    old = office(TOWN)
    with transaction() as session:
        new = Organization(name="联合街道", kind="township", area_code=TOWN, may_issue=True)
        session.add(new)
        session.flush()
        session.get_one(Organization, old).successor_id = new.id
    for issuer in (old, new.id):
        answer = ask(client, rider, issuer=issuer)
        assert (answer.status_code, answer.json["issuer"]["name"], answer.json["minutes"]) == (201, "联合街道", 60)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"issuer": 2**31 - 1}, "issuer"),
        ({"issuer": "1"}, "issuer"),
        ({"period_to": "2025-10-31"}, "period_to"),
        ({"period_from": "2025-13-01"}, "period_from"),
        ({"period_from": "0001-01-01"}, "period_from"),
        ({"period_to": "2026-01-01"}, "period_to"),
        ({"name_on_paper": "  "}, "name_on_paper"),
        ({"name_on_paper": "马" * 41}, "name_on_paper"),
        ({"name_on_paper": "马力 652701199001011234"}, "name_on_paper"),
        ({"name_on_paper": "马\n力"}, "name_on_paper"),
        ({"id_no": "1"}, "id_no"),
    ],
)
def test_what_cannot_stand_on_a_certificate_is_422(client, rider, body, field):
    answer = ask(client, rider, **body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json(force=True)["errors"]] == [field]


def test_own_certificates_are_listed_and_nobody_elses(client, desk, staff, rider):
    confirmed(client, staff)
    confirmed(client, staff, "stranger", day=18)
    numbers = [ask(client, rider, period_to=f"2025-11-{day}").json["number"] for day in (28, 29, 30)]
    ask(client, desk["stranger"])
    page = client.get(f"{API}/me/certificates?limit=2", headers=rider).json
    rest = client.get(f"{API}/me/certificates?cursor={page['next_cursor']}", headers=rider).json
    assert [item["number"] for item in (*page["items"], *rest["items"])] == numbers[::-1]
    assert rest["next_cursor"] is None
    assert page["items"][0]["actions"] == ["print"]


# --- T51: the name, and the check code ---


def test_t51_the_name_is_sealed_and_gone_after_a_day_then_asked_again(client, staff, rider, at):
    confirmed(client, staff)
    made = ask(client, rider).json
    number = made["number"]
    kept = certificate(number)
    assert kept.name_enc is not None
    assert "阿依" not in kept.name_enc.decode("latin1")
    code = code_on(document(client, rider, number).data)
    at.forward(hours=23, minutes=49)
    assert document(client, rider, number).status_code == 200
    at.forward(minutes=1)
    refused = document(client, rider, number)
    assert (refused.status_code, slug(refused)) == (409, "name-erased")
    assert client.get(f"{API}/me/certificates", headers=rider).json["items"][0]["actions"] == ["type_name"]
    at.forward(minutes=5)
    with transaction():
        assert certificates_personal.forget_names() == 1
        assert certificates_personal.forget_names() == 0
    assert (certificate(number).name_enc, certificate(number).name_until) == (None, None)
    assert look(client, number).json["status"] == "issued"
    assert match(client, number, NAME, code).json == {"match": True}
    again = ask(client, rider).json
    assert again["number"] == number
    assert code_on(document(client, rider, number).data) == code


def test_t51_a_name_is_never_kept_longer_than_24_hours(client, staff, rider):
    confirmed(client, staff)
    found = certificate(ask(client, rider).json["number"])
    sweep_comes_by = timedelta(seconds=certificates_personal.NAMES_EVERY_S)
    assert found.name_until + sweep_comes_by < clock.now() + timedelta(hours=24)


def test_t51_the_check_code_right_and_wrong(client, staff, rider):
    confirmed(client, staff)
    number = ask(client, rider).json["number"]
    code = code_on(document(client, rider, number).data)
    for name, typed in ((NAME, code), ("阿依努尔•买买提", code.lower()), (NAME, code.replace("-", " "))):
        assert match(client, number, name, typed).json == {"match": True}
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for name, typed in ((NAME, wrong), ("阿依努尔·买买题", code), (NAME, ""), (NAME, "校验码")):
        answer = match(client, number, name, typed)
        assert answer.status_code == 422 if not typed else answer.json == {"match": False}
    other = ask(client, rider, period_to="2025-11-29").json["number"]
    assert match(client, other, NAME, code).json == {"match": False}


def test_t51_a_match_stores_nothing(client, staff, rider):
    confirmed(client, staff)
    number = ask(client, rider).json["number"]
    code = code_on(document(client, rider, number).data)
    before = rows()
    match(client, number, NAME, code)
    match(client, number, "别人", code)
    assert rows() == before


def rows() -> dict[str, list[str]]:
    return {name: sorted(map(repr, db.session.execute(sa.select(t)))) for name, t in db.metadata.tables.items()}


def test_a_withdrawn_consent_erases_names_at_once_and_holds_until_given_again(client, staff, rider):
    confirmed(client, staff)
    number = ask(client, rider).json["number"]
    account_id = account_of("rider")[0]
    with transaction():
        consents.withdraw(account_id, "certificate_identity")
    assert certificate(number).name_enc is None
    refused = ask(client, rider)
    assert (refused.status_code, slug(refused)) == (403, "consent-withdrawn")
    with transaction():
        consents.give(account_id, "certificate_identity", None)
    assert ask(client, rider).json["number"] == number


def test_typing_the_name_is_the_consent_and_an_old_notice_is_409(client, staff, rider):
    confirmed(client, staff)
    assert slug(ask(client, rider, notice_version=999)) == "notice-changed"
    assert ask(client, rider, notice_version=1).status_code == 201
    assert consents.standing(account_of("rider")[0], "certificate_identity").state == "given"


# --- what ends it ---


def test_t15_confirm_120_correct_by_minus_30_and_the_certificate_is_superseded(client, staff, rider):
    chain = confirmed(client, staff, minutes=120)
    number = ask(client, rider).json["number"]
    assert correct(client, key(staff), chain, 2, 90).status_code == 200
    assert look(client, number).json == look(client, number).json | {"minutes": 120, "status": "superseded"}
    assert "有一张证明要换" in told("rider")
    refused = document(client, rider, number)
    assert (refused.status_code, slug(refused)) == (409, "certificate-ended")
    assert certificate(number).name_enc is None
    anew = ask(client, rider).json
    assert (anew["number"] != number, anew["minutes"], anew["hours"]) == (True, 90, "1.50")
    assert certificates_personal.certificates_are_true() == []


def test_only_certificates_with_the_reversed_line_end(client, staff, rider):
    confirmed(client, staff, day=10)
    chain = confirmed(client, staff, day=19)
    early, whole = (ask(client, rider, period_to=f"2025-11-{day}").json["number"] for day in (15, 30))
    correct(client, key(staff), chain, 2, 0)
    assert (look(client, early).json["status"], look(client, whole).json["status"]) == ("issued", "superseded")


def test_an_undone_confirmation_ends_the_certificate_too(client, staff, rider):
    chain = proposed("rider", 60, area_code=TOWN)
    batch = confirm(client, staff, row(chain)).json["batch_id"]
    number = ask(client, rider).json["number"]
    assert undo(client, staff, batch).status_code == 200
    assert look(client, number).json["status"] == "superseded"


def test_staff_of_the_issuer_revoke_with_a_reason_and_the_holder_is_told(client, desk, staff, rider):
    confirmed(client, staff)
    number = ask(client, rider).json["number"]
    path, body = f"{API}/certificates/{number}/revocation", {"reason": "开错了单位"}
    assert client.post(path, json=body, headers=desk["elsewhere"]).status_code == 404
    assert client.post(path, json=body, headers=desk["approver"]).status_code == 403
    assert client.post(path, json=body, headers=rider).status_code == 403
    assert client.post(path, json={"reason": " "}, headers=staff).status_code == 422
    for _ in range(2):
        assert client.post(path, json=body, headers=staff).json["status"] == "revoked"
    assert look(client, number).json["status"] == "revoked"
    assert told("rider").count("有一张证明被撤销了") == 1
    query = sa.select(AuditEvent.changes).where(AuditEvent.action == "certificate.revoke")
    assert db.session.scalars(query).all() == [{"status": ["issued", "revoked"]}]
    (item,) = client.get(f"{API}/me/certificates", headers=rider).json["items"]
    assert (item["ended_reason"], item["actions"]) == ("开错了单位", [])


def test_what_was_revoked_is_not_issued_again_on_the_same_lines(client, staff, rider):
    confirmed(client, staff)
    number = ask(client, rider).json["number"]
    client.post(f"{API}/certificates/{number}/revocation", json={"reason": "开错了"}, headers=staff)
    refused = ask(client, rider)
    assert (refused.status_code, slug(refused)) == (409, "certificate-ended")
    assert refused.get_json(force=True)["certificate_status"] == "revoked"


def test_the_paper_is_its_holders_alone(client, desk, staff, rider):
    confirmed(client, staff)
    number = ask(client, rider).json["number"]
    for who in ("staff", "stranger", "auditor"):
        assert document(client, desk[who], number).status_code == 404
    assert document(client, {}, number).status_code == 401


# --- leaving ---


def test_t24_a_certificate_verifies_by_number_when_its_holder_is_gone(client, staff, rider):
    chain = confirmed(client, staff)
    number = ask(client, rider).json["number"]
    code = code_on(document(client, rider, number).data)
    preview = client.get(f"{API}/me/deletion-preview", headers=rider).get_data(as_text=True)
    assert "别人仍可以用编号核对" in preview
    account_id, ref = account_of("rider")
    with transaction():
        leaving.erase_at_once(account_id)
    found = certificate(number)
    assert (found.account_id, found.name_enc, found.person_ref) == (None, None, ref)
    assert look(client, number).json["minutes"] == 60
    assert match(client, number, NAME, code).json == {"match": True}
    assert correct(client, key(staff), chain, 2, 30).status_code == 200  # nobody to tell
    assert look(client, number).json["status"] == "superseded"


def test_whoever_asks_to_leave_has_the_name_erased_at_once(client, staff, rider):
    confirmed(client, staff)
    number = ask(client, rider).json["number"]
    assert client.delete(f"{API}/me", headers=rider).status_code < 300
    assert certificate(number).name_enc is None


def test_the_export_has_ones_certificates(client, staff, rider):
    confirmed(client, staff)
    number = ask(client, rider).json["number"]
    tables = client.get(f"{API}/me/export", headers=rider).json["tables"]
    (found,) = next(table["rows"] for table in tables if table["table"] == "certificates")
    assert (found["number"], found["name"], found["minutes"]) == (number, NAME, 60)


# --- the invariant can fail ---


def test_negative_control_a_certificate_on_a_line_taken_back_is_found(client, staff, rider):
    chain = confirmed(client, staff)
    number = ask(client, rider).json["number"]
    with transaction() as session:
        session.execute(sa.update(HoursChain).where(HoursChain.id == chain).values(state="reversed"))
    assert certificates_personal.certificates_are_true() == [
        f"certificate {number}: stands on a line that was taken back"
    ]
    with transaction() as session:
        session.execute(sa.delete(CertificateLine))
    assert certificates_personal.certificates_are_true() == [f"certificate {number}: says other minutes than its lines"]


def test_the_period_is_kept_as_it_was_asked(client, staff, rider):
    confirmed(client, staff)
    assert {name: ask(client, rider).json[name] for name in PERIOD} == PERIOD
