"""Words for the tests of hours over HTTP: who sits at the desk, and what they send."""

from __future__ import annotations

import uuid
from typing import Any

from app.accounts.models import Account
from app.core.db import db
from tests.hours.hours_words import ELSEWHERE, TOWN, account_of
from tests.support.people import Headers

API = "/api/v1"
HELD = {  # who holds what
    "staff": ("community_staff", TOWN),
    "colleague": ("community_staff", TOWN),
    "elsewhere": ("community_staff", ELSEWHERE),
    "approver": ("second_approver", TOWN),
    "township": ("township_admin", TOWN),
    "county": ("county_admin", "652701"),
    "auditor": ("auditor", "652700"),
}


def row(chain_id: int, version: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": chain_id, "version": version} | more


def slug(answer: Any) -> str:
    return answer.get_json(force=True)["type"].removeprefix("/problems/")


def key(headers: Headers) -> Headers:
    return headers | {"Idempotency-Key": uuid.uuid4().hex}


def confirm(client: Any, headers: Headers, *items: dict[str, Any]) -> Any:
    return client.post(f"{API}/hours/confirmations", json={"items": list(items)}, headers=headers)


def undo(client: Any, headers: Headers, batch_id: str) -> Any:
    return client.post(f"{API}/hours/undo", json={"batch_id": batch_id}, headers=headers)


def correct(client: Any, headers: Headers, chain: int, version: int, minutes: int = 90) -> Any:
    body = {"minutes": minutes, "reason": "多算了半小时", "version": version}
    return client.post(f"{API}/hours/{chain}/correction", json=body, headers=headers)


def backfill(client: Any, headers: Headers, shift: int, user: str = "rider", minutes: int = 30) -> Any:
    number = db.session.get_one(Account, account_of(user)[0]).public_no
    body = {"account": number, "shift_id": shift, "minutes": minutes, "reason": "手机没电"}
    return client.post(f"{API}/hours/backfills", json=body, headers=key(headers))


def objection(client: Any, headers: Headers, chain: int, text: str = "少算了") -> Any:
    return client.post(f"{API}/hours/{chain}/objection", json={"text": text}, headers=headers)


def queue(client: Any, headers: Headers, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"{API}/hours{query}", headers=headers)
    assert answer.status_code == 200, answer.json
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def detail(client: Any, headers: Headers, chain: int) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{API}/hours/{chain}", headers=headers).json
    return found
