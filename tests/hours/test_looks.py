"""Whose hours, objections and records staff saw by name: a line a day, read by that person (PRODUCT 4.2, PIPL 51)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.hours.models import HoursChain
from tests.hours.certificate_words import confirmed
from tests.hours.desk_words import API, backfill, correct, key, objection
from tests.hours.hours_words import TOWN, make_shift, proposed
from tests.hours.test_records import train


def lines_of(client: Any, headers: Any) -> list[tuple[str, str]]:
    items = client.get(f"{API}/me/access-log", headers=headers).json["items"]
    return [(line["who"]["role"], line["what"]) for line in reversed(items)]


def test_who_looks_at_hours_by_name_leaves_a_line_a_day_and_by_pseudonym_none(client, desk) -> None:
    chain = proposed("rider")
    for user in ("auditor", "rider"):
        assert client.get(f"{API}/hours/{chain}", headers=desk[user]).status_code == 200
    assert client.get(f"{API}/hours", headers=desk["auditor"]).status_code == 200
    assert lines_of(client, desk["rider"]) == []
    for path in ("/hours", "/hours", f"/hours/{chain}"):
        assert client.get(f"{API}{path}", headers=desk["staff"]).status_code == 200
    assert client.get(f"{API}/hours/{chain}", headers=desk["approver"]).status_code == 200
    assert lines_of(client, desk["rider"]) == [("community_staff", "志愿时长"), ("second_approver", "志愿时长")]


def test_whoever_corrects_by_id_without_a_list_reads_the_name_and_leaves_one_line(client, desk) -> None:
    chain, sent = confirmed(client, desk["staff"]), key(desk["staff"])
    assert lines_of(client, desk["rider"]) == []
    for _ in range(2):  # the kept answer again adds nothing
        assert correct(client, sent, chain, 2).json["person"]["display_name"]
    assert lines_of(client, desk["rider"]) == [("community_staff", "志愿时长")]


def test_whoever_fills_in_hours_leaves_a_line(client, desk) -> None:
    made = backfill(client, desk["staff"], make_shift(day=19, area_code=TOWN))
    assert (made.status_code, bool(made.json["person"]["display_name"])) == (201, True)
    assert lines_of(client, desk["rider"]) == [("community_staff", "志愿时长")]


def test_the_second_reader_of_one_by_id_leaves_a_line(client, desk) -> None:
    chain = confirmed(client, desk["staff"])
    db.session.execute(sa.update(HoursChain).values(sampled=True))
    db.session.commit()
    for _ in range(2):
        found = client.post(f"{API}/hours/{chain}/second-reading", headers=desk["approver"])
        assert found.json["person"]["display_name"]
    assert lines_of(client, desk["rider"]) == [("second_approver", "志愿时长")]


def test_what_is_refused_of_one_s_own_leaves_no_line(client, desk) -> None:
    chain = confirmed(client, desk["colleague"], "staff")
    assert correct(client, key(desk["staff"]), chain, 2).status_code == 403
    assert lines_of(client, desk["staff"]) == []


def test_one_s_own_hours_among_others_leave_no_line(client, desk) -> None:
    proposed("staff")
    assert len(client.get(f"{API}/hours", headers=desk["staff"]).json["items"]) == 1
    assert lines_of(client, desk["staff"]) == []


@pytest.mark.parametrize(("path", "what"), [("/objections", "志愿时长"), ("/trainings?of=scope", "培训和表扬记录")])
def test_objections_and_records_are_such_lists_too(client, desk, path: str, what: str) -> None:
    objection(client, desk["rider"], confirmed(client, desk["staff"]))
    train(client, desk["staff"])
    assert len(client.get(f"{API}{path}", headers=desk["staff"]).json["items"]) == 1
    assert lines_of(client, desk["rider"]) == [("community_staff", what)]
