"""Decisions over HTTP: batches, second words, undo, corrections, backfills, objections; with every role."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.hours.models import HoursChain
from tests.hours.desk_words import API, backfill, confirm, correct, detail, key, objection, queue, row, slug, undo
from tests.hours.hours_words import ELSEWHERE, TOWN, attend, chain_of, lines, local, make_shift, proposed
from tests.support.people import grant, sign_in

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


def test_the_second_approver_reads_the_minutes_of_the_first_word_and_says_them_again(desk, client):
    chain = proposed("rider", 500, begin="08:00")
    assert confirm(client, desk["staff"], row(chain, minutes=490)).json["items"][0]["state"] == "awaiting_second"
    (item,) = queue(client, desk["approver"], "?state=awaiting_second")
    assert (item["proposed_minutes"], item["minutes"]) == (500, 490)
    (passed,) = confirm(client, desk["approver"], row(chain, 2, minutes=item["minutes"])).json["items"]
    assert (passed["state"], passed["minutes"]) == ("confirmed", 490)


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


def test_a_rejection_is_undone_like_a_confirmation(desk, client):
    chain = proposed("rider")
    body = {"reason": "没有到场", "version": 1}
    made = client.post(f"{API}/hours/{chain}/rejection", json=body, headers=desk["staff"]).json
    assert made["items"][0]["state"] == "rejected"
    assert client.get(f"{API}/me/hours", headers=desk["rider"]).json["entries"][0]["note"] == "没有到场"
    assert undo(client, desk["staff"], made["batch_id"]).json["items"][0]["state"] == "pending"


# --- corrections and backfills ---


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
