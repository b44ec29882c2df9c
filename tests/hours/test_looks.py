"""Whose hours, objections and records staff saw by name: a line a day, read by that person (PRODUCT 4.2, PIPL 51)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hours.certificate_words import confirmed
from tests.hours.desk_words import API, objection
from tests.hours.hours_words import proposed
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
