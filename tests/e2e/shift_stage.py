"""Shifts as journeys need them: written and published by staff over HTTP, as staff do."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.core import clock
from tests.e2e.service import Service

STAFF = "staff"  # of the demo people: community staff of 青得里街道
COMMUNITY = "652701001001"
RISK, INSURANCE = "路面湿滑，请穿防滑鞋，不到车道上铲冰。", "已投意外险，受伤先打 120。"


def shift(service: Service, title: str = "", *, starts_in: timedelta = timedelta(hours=30), **facts: Any) -> int:
    """Publish a shift of an hour with two places, unless ``facts`` say otherwise; its id."""
    starts = (service.now() + starts_in).replace(second=0, microsecond=0)
    body = {
        "title": title or f"扫雪{uuid.uuid4().hex[:6]}",
        "area_code": COMMUNITY,
        "place": "光明社区门口",
        "lat": 44.9046,
        "lng": 82.0719,
        "starts_at": clock.rfc3339(starts),
        "ends_at": clock.rfc3339(starts + timedelta(hours=1)),
        "risk_text": RISK,
        "insurance_text": INSURANCE,
    }
    places = {} if "roles" in facts else {"capacity": 2}
    made = done(service.call("POST", "/shifts", body | places | facts, person=STAFF))
    done(service.call("POST", f"/shifts/{made['id']}/publication", {"checklist_confirmed": True}, person=STAFF))
    return int(made["id"])


def signed_up(service: Service, shift_id: int, person: str = "") -> dict[str, Any]:
    """Somebody signs up; the sign-up."""
    return done(service.call("POST", f"/shifts/{shift_id}/signups", {}, person=person or f"s{uuid.uuid4().hex[:10]}"))


def scanned(service: Service, shift_id: int, person: str, direction: str) -> None:
    """Somebody scans the code of now that staff show."""
    codes = done(service.call("GET", f"/shifts/{shift_id}/screen-code", person=STAFF))["codes"]
    scan = {"code": codes[0]["code"], "nonce": uuid.uuid4().hex, "direction": direction}
    assert done(service.call("POST", "/checkins", scan, person=person))["state"] == "accepted"


def hours_of_three(service: Service, person: str, later: Callable[..., None]) -> int:
    """Three shifts that are over: scanned in and out and waiting, marked by staff and refused, filled in; the refused.

    Five hours have passed when it is done (``later`` is the fixture).
    """
    filled = shift(service, "楼道清理", starts_in=timedelta(minutes=10))
    scans = shift(service, "斑马线护学", starts_in=timedelta(minutes=90))
    marked = shift(service, "敲门问候", starts_in=timedelta(hours=3))
    signed_up(service, scans, person)
    row = signed_up(service, marked, person)
    for hours, direction in ((1.5, "in"), (2.5, "out")):
        later(hours=hours)
        scanned(service, scans, person, direction)
    later(hours=5)
    service.work()
    there = done(service.call("GET", f"/shifts/{marked}"))
    times = {"checked_in_at": there["starts_at"], "checked_out_at": there["ends_at"], "reason": "现场点名"}
    done(service.call("PUT", f"/signups/{row['id']}/attendance", times, person=STAFF))
    (waits,) = done(service.call("GET", f"/hours?state=pending&shift={marked}", person=STAFF))["items"]
    refusal = {"reason": "人没到", "version": waits["version"]}
    done(service.call("POST", f"/hours/{waits['id']}/rejection", refusal, person=STAFF))
    account = done(service.call("GET", "/me", person=person))["public_no"]
    more = {"account": account, "shift_id": filled, "minutes": 30, "reason": "当时没有网"}
    done(service.call("POST", "/hours/backfills", more, person=STAFF))
    return int(waits["id"])


def done(answer: tuple[int, Any]) -> dict[str, Any]:
    """The body of an answer that is no refusal."""
    status, body = answer
    assert status < 300, body
    found: dict[str, Any] = body
    return found
