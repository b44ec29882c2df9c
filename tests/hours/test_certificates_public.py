"""What anybody learns of a certificate: by its number, on the page of its code, and by name and check code."""

from __future__ import annotations

import pytest

from tests.hours.certificate_words import NAME, ask, code_on, confirmed, document, look, match
from tests.hours.desk_words import API
from tests.hours.hours_words import TOWN, office


@pytest.fixture
def staff(desk):
    return desk["staff"]


@pytest.fixture
def rider(desk):
    return desk["rider"]


def test_the_look_up_says_issuer_period_minutes_and_status_only(client, staff, rider):
    confirmed(client, staff)
    number = ask(client, rider).json["number"]
    answer = look(client, number)
    assert answer.json == {
        "issuer": {"id": office(TOWN), "name": "青得里街道"},
        "period_from": "2025-11-01",
        "period_to": "2025-11-30",
        "minutes": 60,
        "status": "issued",
    }
    assert look(client, number.lower()).json == answer.json
    assert look(client, f"{number[:6]}-{number[6:]}").json == answer.json
    assert look(client, "BZ2025000000000X").status_code == 404


def test_the_page_on_the_paper_says_the_same_and_no_name(client, staff, rider):
    confirmed(client, staff)
    made = ask(client, rider).json
    assert made["url"].endswith(f"/c/{made['number']}")
    page = client.get(f"/c/{made['number']}", headers={"Accept": "text/html"})
    text = page.get_data(as_text=True)
    for word in ("有效", made["issuer"]["name"], "2025-11-01 至 2025-11-30", "1.00 小时（60 分钟）", made["number"]):
        assert word in text
    assert "阿依" not in text
    missing = client.get("/c/BZ0", headers={"Accept": "text/html"})
    assert (missing.status_code, "没有这张证明" in missing.get_data(as_text=True)) == (404, True)


def test_whoever_is_handed_a_paper_compares_name_and_code_on_the_page(client, staff, rider):
    confirmed(client, staff)
    number = ask(client, rider).json["number"]
    code = code_on(document(client, rider, number).data)

    def compare(**typed: str) -> str:
        page = client.post(f"/c/{number}", data=typed, headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "form-action 'self'" in page.headers["Content-Security-Policy"]
        text = page.get_data(as_text=True)
        assert "阿依" not in text
        return text

    assert "相符：姓名" in compare(name=NAME, check_code=code.lower())
    assert "不相符：" in compare(name="别人", check_code=code)
    for typed in ({}, {"name": NAME}, {"name": NAME * 20, "check_code": code}):
        assert "都要填" in compare(**typed)
    assert client.post(f"/c/{number}", data={"name": "马" * 5000}).status_code == 413
    missing = client.post("/c/BZ0", data={"name": NAME, "check_code": code}, headers={"Accept": "text/html"})
    assert missing.status_code == 404


def test_looks_and_tries_share_thirty_a_minute(client, desk):
    answers = [look(client, "BZ0").status_code for _ in range(29)]
    assert set(answers) == {404}
    assert match(client, "BZ0", "马力", "0").status_code == 404
    refused = match(client, "BZ0", "马力", "0")
    assert (refused.status_code, refused.headers["Retry-After"].isdigit()) == (429, True)
    assert look(client, "BZ0").status_code == 429
    assert client.get("/c/BZ0").status_code == 429
    assert client.get(f"{API}/certificates/BZ0", headers=desk["rider"]).status_code == 404  # counted by account
