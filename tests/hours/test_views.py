"""Hours over HTTP: the rider's own, the staff's queue and decisions, and what each role sees."""

from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from app.core.db import db, transaction
from app.hours.models import HoursChain
from tests.hours.hours_words import ELSEWHERE, TOWN, account_of, attend, chain_of, lines, local, make_shift, proposed
from tests.support.people import Headers, grant, sign_in

API = "/api/v1"


@pytest.fixture
def desk(town, client) -> dict[str, Headers]:
    """Who holds what: signed in, by word."""
    held = {
        "staff": ("community_staff", TOWN),
        "colleague": ("community_staff", TOWN),
        "elsewhere": ("community_staff", ELSEWHERE),
        "approver": ("second_approver", TOWN),
        "township": ("township_admin", TOWN),
        "county": ("county_admin", "652701"),
        "auditor": ("auditor", "652700"),
    }
    for user, (role, scope) in held.items():
        grant(user, role, scope)
    return {user: sign_in(client, user) for user in (*held, "rider", "stranger")}


def confirm(client, headers: Headers, *items: dict[str, Any]) -> Any:
    return client.post(f"{API}/hours/confirmations", json={"items": list(items)}, headers=headers)


def row(chain_id: int, version: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": chain_id, "version": version} | more


def slug(answer: Any) -> str:
    return answer.get_json(force=True)["type"].removeprefix("/problems/")


def key(headers: Headers) -> Headers:
    return headers | {"Idempotency-Key": uuid.uuid4().hex}


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


def queue(client, headers: Headers, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"{API}/hours{query}", headers=headers)
    assert answer.status_code == 200, answer.json
    return answer.json["items"]


def test_the_queue_of_yesterdays_cleaning(desk, client, at):
    """PRODUCT 8: normal, left early, no check-out, late in, staff's own row."""
    from app.hours import proposing

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
    from app.accounts.models import Account

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


# --- decisions ---


def test_t16_an_own_row_is_refused_and_the_rest_stand(desk, client):
    own, other = proposed("staff"), proposed("rider")
    answer = confirm(client, desk["staff"], row(own), row(other))
    assert answer.status_code == 200
    refused, stands = answer.json["items"]
    assert (refused["status"], refused["problem"]["type"]) == (403, "/problems/own-hours")
    assert (stands["status"], stands["state"], stands["minutes"], stands["version"]) == (200, "confirmed", 60, 2)
    alone = confirm(client, desk["staff"], row(own))
    assert (alone.status_code, slug(alone)) == (403, "own-hours")
    assert confirm(client, desk["colleague"], row(own)).json["items"][0]["state"] == "confirmed"


def test_each_row_says_what_became_of_it(desk, client):
    stale, decided, foreign, fine = (proposed("rider", day=day) for day in (20, 19, 18, 17))
    foreign = proposed("rider", area_code=ELSEWHERE, day=16)
    confirm(client, desk["staff"], row(decided))
    asked = (row(stale, 9), row(decided, 2), row(foreign), row(2**31 - 1), row(fine, minutes=30, reason="提前走了"))
    items = confirm(client, desk["staff"], *asked).json["items"]
    assert [item["status"] for item in items] == [412, 409, 404, 404, 200]
    assert items[0]["problem"]["current"] == {"version": 1, "state": "pending"}
    assert items[1]["problem"]["type"] == "/problems/hours-decided"
    assert items[4]["minutes"] == 30


def test_t49_a_batch_sent_again_is_200_and_one_line_each(desk, client):
    ids = [proposed("rider"), proposed("stranger")]
    first = confirm(client, desk["staff"], *map(row, ids))
    again = confirm(client, desk["staff"], *map(row, ids))
    assert (again.status_code, again.json) == (200, first.json)
    assert [lines(chain) for chain in ids] == [[("proposal", 60), ("confirm", 60)]] * 2


@pytest.mark.parametrize(
    ("user", "status"),
    [("rider", 403), ("county", 403), ("auditor", 403), ("elsewhere", 404), ("approver", 403), ("township", 403)],
)
def test_only_staff_of_the_issuer_say_the_first_word(desk, client, user, status):
    chain = proposed("stranger")
    assert confirm(client, desk[user], row(chain)).status_code == status
    rejected = client.post(f"{API}/hours/{chain}/rejection", json={"reason": "没来", "version": 1}, headers=desk[user])
    assert rejected.status_code == status
    assert lines(chain) == [("proposal", 60)]


@pytest.mark.parametrize("second", ["approver", "township"])
def test_t50_481_minutes_go_to_the_townships_second_approver(desk, client, second):
    chain = proposed("rider", 481, begin="08:00")
    (first,) = confirm(client, desk["staff"], row(chain)).json["items"]
    assert (first["state"], first["minutes"]) == ("awaiting_second", 481)
    assert client.get(f"{API}/me/hours", headers=desk["rider"]).json["pending_minutes"] == 481
    (item,) = queue(client, desk[second], "?state=awaiting_second")
    assert item["actions"] == ["confirm", "reject"]
    (again,) = confirm(client, desk["colleague"], row(chain, 2)).json["items"]
    assert (again["status"], again["problem"]["type"]) == (403, "/problems/second-approver-needed")
    assert confirm(client, desk[second], row(chain, 2)).json["items"][0]["state"] == "confirmed"


def test_a_township_admin_with_both_rights_does_not_say_both_words(town, client):
    grant("both", "community_staff", TOWN)
    grant("both", "second_approver", TOWN)
    both = sign_in(client, "both")
    chain = proposed("rider", 481, begin="08:00")
    assert confirm(client, both, row(chain)).json["items"][0]["state"] == "awaiting_second"
    (item,) = confirm(client, both, row(chain, 2)).json["items"]
    assert item["problem"]["type"] == "/problems/second-approver-needed"


def test_t67_an_undo_within_ten_minutes(desk, client, at):
    chain = proposed("rider")
    made = confirm(client, desk["staff"], row(chain)).json["batch_id"]
    (line,) = [one for one in detail(client, desk["staff"], chain)["lines"] if one["batch_id"]]
    assert line["batch_id"] == made
    assert undo(client, desk["colleague"], made).status_code == 404
    at.forward(minutes=9, seconds=59)
    answer = undo(client, desk["staff"], made)
    assert (answer.status_code, answer.json["items"][0]["state"]) == (200, "pending")
    made = confirm(client, desk["staff"], row(chain, 3)).json["batch_id"]
    at.forward(minutes=10, seconds=1)
    late = undo(client, desk["staff"], made)
    assert (late.status_code, slug(late)) == (409, "undo-too-late")


def undo(client, headers: Headers, batch_id: str) -> Any:
    return client.post(f"{API}/hours/undo", json={"batch_id": batch_id}, headers=headers)


def detail(client, headers: Headers, chain: int) -> dict[str, Any]:
    return client.get(f"{API}/hours/{chain}", headers=headers).json


def test_a_rejection_is_undone_like_a_confirmation(desk, client):
    chain = proposed("rider")
    body = {"reason": "没有到场", "version": 1}
    made = client.post(f"{API}/hours/{chain}/rejection", json=body, headers=desk["staff"]).json
    assert made["items"][0]["state"] == "rejected"
    assert client.get(f"{API}/me/hours", headers=desk["rider"]).json["entries"][0]["note"] == "没有到场"
    assert undo(client, desk["staff"], made["batch_id"]).json["items"][0]["state"] == "pending"


# --- corrections and backfills ---


def correct(client, headers: Headers, chain: int, version: int, minutes: int = 90) -> Any:
    body = {"minutes": minutes, "reason": "多算了半小时", "version": version}
    return client.post(f"{API}/hours/{chain}/correction", json=body, headers=headers)


def backfill(client, headers: Headers, shift: int, user: str = "rider", minutes: int = 30) -> Any:
    from app.accounts.models import Account

    number = db.session.get_one(Account, account_of(user)[0]).public_no
    body = {"account": number, "shift_id": shift, "minutes": minutes, "reason": "手机没电"}
    return client.post(f"{API}/hours/backfills", json=body, headers=key(headers))


def test_t15_confirm_120_and_correct_by_30(desk, client):
    chain = proposed("rider", 120)
    confirm(client, desk["staff"], row(chain))
    keyed = key(desk["staff"])
    done = correct(client, keyed, chain, 2)
    assert (done.status_code, done.headers["ETag"]) == (200, '"4"')
    assert [line["minutes"] for line in done.json["lines"]] == [120, 120, -120, 90]
    again = correct(client, keyed, chain, 2)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (200, "true")
    assert correct(client, key(desk["staff"]), chain, 2).status_code == 412
    assert slug(correct(client, desk["staff"], chain, 4)) == "idempotency-key-missing"
    assert client.get(f"{API}/me/hours", headers=desk["rider"]).json["confirmed_minutes"] == 90


@pytest.mark.parametrize(
    ("user", "status"), [("rider", 403), ("approver", 403), ("auditor", 403), ("county", 403), ("elsewhere", 404)]
)
def test_only_staff_of_the_issuer_correct_and_fill_in(desk, client, user, status):
    chain, shift = proposed("stranger"), make_shift(day=19)
    confirm(client, desk["staff"], row(chain))
    assert correct(client, key(desk[user]), chain, 2).status_code == status
    assert backfill(client, desk[user], shift).status_code == status
    assert lines(chain) == [("proposal", 60), ("confirm", 60)]


def test_a_backfill_is_shown_apart(desk, client):
    shift = make_shift(day=19)
    made = backfill(client, desk["staff"], shift)
    assert made.status_code == 201
    assert (made.json["state"], made.json["lines"][0]["kind"]) == ("confirmed", "backfill")
    told = client.get(f"{API}/me/hours", headers=desk["rider"]).json
    assert (told["confirmed_minutes"], told["backfilled_minutes"], told["entries"][0]["kind"]) == (30, 30, "backfill")
    twice = backfill(client, desk["staff"], shift)
    assert (twice.status_code, slug(twice), twice.get_json(force=True)["id"]) == (
        409,
        "hours-recorded",
        made.json["id"],
    )
    assert backfill(client, desk["staff"], make_shift(day=18), minutes=61).status_code == 422
    assert slug(backfill(client, desk["staff"], make_shift(day=17), "staff")) == "own-hours"


# --- objections ---


def objection(client, headers: Headers, chain: int, text: str = "少算了") -> Any:
    return client.post(f"{API}/hours/{chain}/objection", json={"text": text}, headers=headers)


def test_a_rider_objects_and_staff_answer(desk, client):
    chain = proposed("rider")
    assert slug(objection(client, desk["rider"], chain)) == "hours-pending"
    confirm(client, desk["staff"], row(chain))
    made = objection(client, desk["rider"], chain)
    assert (made.status_code, made.json["due_on"], made.json["state"]) == (201, "2025-12-11", "open")
    assert objection(client, desk["rider"], chain).status_code == 200
    assert slug(objection(client, desk["rider"], chain, "又一句")) == "objection-open"
    assert objection(client, desk["stranger"], chain).status_code == 404
    (item,) = client.get(f"{API}/objections", headers=desk["staff"]).json["items"]
    assert (item["text"], item["hours"]["id"], item["actions"]) == ("少算了", chain, ["answer"])
    assert client.get(f"{API}/objections", headers=desk["elsewhere"]).json["items"] == []
    assert client.get(f"{API}/objections", headers=desk["approver"]).json["items"][0]["actions"] == []
    path, body = f"{API}/objections/{item['id']}/answer", {"text": "核对了签到，是 60 分钟"}
    assert client.post(path, json=body, headers=desk["elsewhere"]).status_code == 404
    assert client.post(path, json=body, headers=desk["approver"]).status_code == 403
    assert client.post(path, json=body, headers=desk["staff"]).json["state"] == "answered"
    assert client.post(path, json=body, headers=desk["colleague"]).status_code == 200
    assert slug(client.post(path, json={"text": "另一个"}, headers=desk["staff"])) == "objection-answered"
    assert client.get(f"{API}/objections", headers=desk["staff"]).json["items"] == []
    answered = client.get(f"{API}/objections?state=answered", headers=desk["staff"]).json["items"]
    assert answered[0]["answer"] == "核对了签到，是 60 分钟"
    assert detail(client, desk["rider"], chain)["objections"][0]["answer"] == "核对了签到，是 60 分钟"
    titles = [notice["title"] for notice in client.get(f"{API}/me/notices", headers=desk["rider"]).json["items"]]
    assert titles == ["异议有答复：环境整治", "时长已确认：环境整治"]


# --- a second reading ---


def test_drawn_hours_are_read_again_by_an_approver(desk, client):
    chain = proposed("rider")
    confirm(client, desk["staff"], row(chain))
    db.session.execute(sa.update(HoursChain).values(sampled=True))
    db.session.commit()
    (item,) = queue(client, desk["approver"], "?state=sampled")
    assert (item["id"], item["sampled"], item["actions"]) == (chain, True, ["read"])
    path = f"{API}/hours/{chain}/second-reading"
    assert client.post(path, headers=desk["staff"]).status_code == 403
    assert client.post(path, headers=desk["approver"]).status_code == 200
    assert queue(client, desk["approver"], "?state=sampled") == []
    assert slug(client.post(path, headers=desk["township"])) == "nothing-to-read"


# --- what is malformed ---


@pytest.mark.parametrize(
    "item",
    [
        {"id": 1},
        {"id": "1", "version": 1},
        {"id": 1, "version": 0},
        {"id": 1, "version": 1, "minutes": 0},
        {"id": 1, "version": 1, "minutes": 1441},
        {"id": 1, "version": 1, "minutes": 59.5},
        {"id": 1, "version": 1, "reason": "长" * 201},
        {"id": 1, "version": 1, "kind": "confirm"},
    ],
)
def test_a_malformed_row_is_422_and_nothing_is_written(desk, client, item):
    chain = proposed("rider")
    assert confirm(client, desk["staff"], row(chain), item | {"id": item["id"]}).status_code == 422
    assert lines(chain) == [("proposal", 60)]


def test_a_row_twice_none_or_too_many_are_422(desk, client):
    assert confirm(client, desk["staff"], row(1), row(1)).status_code == 422
    assert confirm(client, desk["staff"]).status_code == 422
    assert confirm(client, desk["staff"], *map(row, range(1, 102))).status_code == 422


def test_without_age_ok_nobody_objects(desk, client):
    young = sign_in(client, "young", age_ok=False)
    chain = chain_of(attend(make_shift(), "young", (local("11:00"), local("12:00"))))
    confirm(client, desk["staff"], row(chain))
    assert slug(objection(client, young, chain)) == "age-unconfirmed"
    assert client.get(f"{API}/me/hours", headers=young).json["confirmed_minutes"] == 60
