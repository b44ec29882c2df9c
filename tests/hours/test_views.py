"""Hours over HTTP: the rider's own, and the staff's queue."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from app.accounts.models import Account
from app.core.db import db, transaction
from app.hours import proposing
from tests.hours.desk_words import API, backfill, confirm, queue, row
from tests.hours.hours_words import ELSEWHERE, TOWN, account_of, attend, local, make_shift, proposed

# --- the rider ---


def test_a_rider_sees_what_is_confirmed_and_what_waits(desk, client):
    done, waits = proposed("rider"), proposed("rider", 45, day=19)
    proposed("stranger")
    confirm(client, desk["staff"], row(done))
    found = client.get(f"{API}/me/hours", headers=desk["rider"])
    assert found.headers["Cache-Control"] == "private, no-store"
    told = found.json
    assert (told["confirmed_minutes"], told["pending_minutes"], told["backfilled_minutes"]) == (60, 45, 0)
    assert [entry["id"] for entry in told["entries"]] == [done, waits]
    first = told["entries"][0]
    assert first["shift"]["title"] == "环境整治"
    assert (first["kind"], first["state"], first["minutes"], first["actions"]) == (
        "confirm",
        "confirmed",
        60,
        ["object"],
    )
    assert (told["entries"][1]["state"], told["entries"][1]["actions"]) == ("pending", [])
    assert first["issuer"]["name"]


def test_own_hours_come_in_pages_the_newest_day_first(desk, client):
    ids = [proposed("rider", day=day) for day in (20, 19, 18)]
    first = client.get(f"{API}/me/hours?limit=2", headers=desk["rider"]).json
    assert [entry["id"] for entry in first["entries"]] == ids[:2]
    rest = client.get(f"{API}/me/hours?limit=2&cursor={first['next_cursor']}", headers=desk["rider"]).json
    assert ([entry["id"] for entry in rest["entries"]], rest["next_cursor"]) == (ids[2:], None)
    assert client.get(f"{API}/me/hours?cursor=x", headers=desk["rider"]).status_code == 422
    assert client.get(f"{API}/me/hours?cursor=WyJ4IiwxXQ", headers=desk["rider"]).status_code == 422


def test_the_paper_is_a_summary_that_shows_backfills_apart(desk, client):
    confirm(client, desk["staff"], row(proposed("rider")))
    shift = make_shift(day=19, title="雪后清冰")
    backfill(client, desk["staff"], shift)
    answer = client.get(f"{API}/me/hours?format=pdf", headers=desk["rider"])
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/pdf", "private, no-store")
    text = PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    for word in ("个人汇总", "不是证明", "环境整治", "补录", "雪后清冰", "90"):
        assert word in text


def test_issuers_are_listed_with_their_minutes(desk, client):
    confirm(client, desk["staff"], row(proposed("rider")), row(proposed("rider", 30, day=18)))
    confirm(client, desk["elsewhere"], row(proposed("rider", 100, area_code=ELSEWHERE, day=17)))
    proposed("rider", 45, day=19)
    items = client.get(f"{API}/me/hours/issuers", headers=desk["rider"]).json["items"]
    assert [item["minutes"] for item in items] == [100, 90]
    assert (items[1]["first_on"], items[1]["last_on"]) == ("2025-11-18", "2025-11-20")


def test_a_rider_reads_every_line_of_their_own_and_nobody_elses(desk, client):
    chain = proposed("rider")
    confirm(client, desk["staff"], row(chain))
    found = client.get(f"{API}/hours/{chain}", headers=desk["rider"])
    assert found.headers["ETag"] == '"2"'
    assert [(line["kind"], line["minutes"]) for line in found.json["lines"]] == [("proposal", 60), ("confirm", 60)]
    assert found.json["lines"][1]["by"] == {"role": "community_staff", "name": None}
    assert found.json["lines"][1]["batch_id"] is None
    assert client.get(f"{API}/hours/{chain}", headers=desk["stranger"]).status_code == 404
    assert client.get(f"{API}/hours/{chain}").status_code == 401


# --- the queue ---


def test_the_queue_of_yesterdays_cleaning(desk, client, at):
    """PRODUCT 8: normal, left early, no check-out, late in, staff's own row."""
    shift = make_shift(day=19)
    on = {name: local(name, 19) for name in ("11:00", "11:20", "11:30", "12:00")}
    attend(shift, "normal", (on["11:00"], on["12:00"]))
    attend(shift, "early", (on["11:00"], on["11:30"]))
    attend(shift, "gone", (on["11:00"], None))
    attend(shift, "late", (on["11:20"], on["12:00"]), source="staff")
    attend(shift, "staff", (on["11:00"], on["12:00"]))
    with transaction():
        proposing.propose_forgotten()
    items = {item["person"]["display_name"]: item for item in queue(client, desk["staff"], f"?shift={shift}")}
    names = {user: db_name(user) for user in ("normal", "early", "gone", "late", "staff")}
    found = {user: items[name] for user, name in names.items()}
    assert {user: (item["pile"], item["doubts"]) for user, item in found.items()} == {
        "normal": ("normal", []),
        "early": ("look", ["left-early"]),
        "gone": ("look", ["no-check-out"]),
        "late": ("look", ["came-late", "by-staff"]),
        "staff": ("look", ["own-row"]),
    }
    assert (found["staff"]["own"], found["staff"]["actions"]) == (True, [])
    assert found["normal"]["actions"] == ["confirm", "reject"]
    gone = found["gone"]
    assert (gone["measured_minutes"], gone["proposed_minutes"], gone["planned_minutes"]) == (None, 60, 60)


def db_name(user: str) -> str:
    return db.session.get_one(Account, account_of(user)[0]).display_name


def test_the_queue_holds_what_is_in_ones_scope_and_asked_for(desk, client):
    here, there = proposed("rider"), proposed("rider", area_code=ELSEWHERE, day=18)
    town_wide = proposed("stranger", area_code=TOWN, day=19)
    assert [item["id"] for item in queue(client, desk["staff"])] == [town_wide, here]
    assert [item["id"] for item in queue(client, desk["elsewhere"])] == [there]
    assert [item["id"] for item in queue(client, desk["auditor"])] == [there, town_wide, here]
    assert [item["id"] for item in queue(client, desk["staff"], "?area=652701001001")] == [here]
    assert queue(client, desk["staff"], "?area=652722") == []
    assert queue(client, desk["staff"], "?state=awaiting_second") == []
    assert client.get(f"{API}/hours?area=659999", headers=desk["staff"]).status_code == 422
    first = client.get(f"{API}/hours?limit=1", headers=desk["staff"]).json
    rest = client.get(f"{API}/hours?limit=1&cursor={first['next_cursor']}", headers=desk["staff"]).json
    assert [item["id"] for item in (*first["items"], *rest["items"])] == [town_wide, here]


def test_an_auditor_sees_the_ledger_by_pseudonym_only(desk, client):
    chain = proposed("rider")
    ref = account_of("rider")[1]
    (item,) = queue(client, desk["auditor"])
    assert item["person"] == {"account": None, "display_name": None, "person_ref": ref}
    assert item["actions"] == []
    detail = client.get(f"{API}/hours/{chain}", headers=desk["auditor"]).json
    assert detail["person"]["person_ref"] == ref
    assert queue(client, desk["staff"])[0]["person"]["person_ref"] is None


def test_a_walk_in_is_shown_by_its_label(desk, client):
    attend(make_shift(), None, (local("11:00"), local("12:00")), label="现场 3")
    assert queue(client, desk["staff"])[0]["person"] == {"account": None, "display_name": "现场 3", "person_ref": None}


@pytest.mark.parametrize("user", ["rider", "county"])
def test_the_queue_is_for_whoever_confirms_approves_or_audits(desk, client, user):
    for path in ("/hours", "/objections"):
        assert client.get(f"{API}{path}", headers=desk[user]).status_code == 403
    assert client.get(f"{API}/hours").status_code == 401
