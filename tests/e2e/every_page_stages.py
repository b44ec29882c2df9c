"""What some pages need before they can be opened, by the name that a row of ``faces.json`` gives. Each is set once a run
and shared by all rows that name it, so it must leave the pages of others as they are; what it returns fills {names}.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from app.core import clock
from tests.e2e.hours_stage import object_to_hours
from tests.e2e.service import Service
from tests.e2e.shift_stage import COMMUNITY, STAFF, done, shift, signed_up

Stage = Callable[[Service], Mapping[str, object]]
NEXT_COMMUNITY = "652701001002"
LONG_AGO = """UPDATE shifts SET starts_at = starts_at - interval '33 hours', ends_at = ends_at - interval '33 hours',
    signup_closes_at = signup_closes_at - interval '33 hours', cancel_until = cancel_until - interval '33 hours'
    WHERE id = :id RETURNING id"""
ROLES = [{"name": "铲冰", "capacity": 2}, {"name": "引导", "capacity": 1, "skills": "会说哈萨克语"}]


def a_shift(service: Service) -> Mapping[str, object]:
    """``shift``: the morning after next, with two roles, open for sign-up."""
    now = clock.local(service.now())
    morning = now.replace(hour=10, minute=30, second=0, microsecond=0) + timedelta(days=2)
    return {"shift": shift(service, "小区门口扫雪", starts_in=morning - now, roles=ROLES)}


def a_shift_led(service: Service) -> Mapping[str, object]:
    """``led``: it begins in half an hour, and somebody is on its roster."""
    number = shift(service, "校门口扫雪", starts_in=timedelta(minutes=30))
    signed_up(service, number)
    return {"led": number}


def a_saved_station(service: Service) -> Mapping[str, object]:
    """The rider has saved one."""
    done_with = service.call("PUT", "/me/saved-stations/YQ0001", person="rider")
    assert done_with[0] < 300, done_with
    return {}


def an_objection(service: Service) -> Mapping[str, object]:
    """One of the sample riders says that hours that were decided on are wrong."""
    object_to_hours(service, "rider05", "我那天到了，签退的时候没有网。")
    return {}


def own_hours(service: Service) -> Mapping[str, object]:
    """``hours``: a line of the rider's that is confirmed."""
    entries = done(service.call("GET", "/me/hours?limit=50", person="rider"))["entries"]
    return {"hours": next(one["id"] for one in entries if one["state"] == "confirmed")}


def a_shift_to_state(service: Service) -> Mapping[str, object]:
    """``stated``: it is over, and nobody scanned the rider there."""
    number = shift(service, "桥头扫雪")
    signed_up(service, number, "rider")
    service.rows(LONG_AGO, id=number)
    return {"stated": number}


def a_look(service: Service) -> Mapping[str, object]:
    """Staff have seen the list of a community in which the rider reported in."""
    done(service.call("GET", f"/communities/{COMMUNITY}/members", person=STAFF))
    return {}


def a_role_offered(service: Service) -> Mapping[str, object]:
    """Staff of the rider's community offer them a volunteer role."""
    account = done(service.call("GET", "/me", person="rider"))["public_no"]
    offer = {"account": account, "kind": "grid_volunteer"}
    done(service.call("POST", f"/communities/{COMMUNITY}/volunteer-roles", offer, person=STAFF))
    return {}


def a_community_with_news(service: Service) -> Mapping[str, object]:
    """Another community than the rider's has news that is shown and news that is still to come."""
    morning = clock.local(service.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    for title, ahead in (("周六上午在小区门口扫雪，来的人有热茶", 0), ("下周二停水", 3)):
        first = morning + timedelta(days=ahead)
        span = {"from": clock.rfc3339(first), "to": clock.rfc3339(first + timedelta(days=7))}
        body = {"title": title, "body": "在北门集合。\n带手套。"} | span
        done(service.call("POST", f"/communities/{NEXT_COMMUNITY}/announcements", body, person=STAFF))
    return {"beside": NEXT_COMMUNITY}


STAGES: dict[str, Stage] = {
    made.__name__: made
    for made in (
        a_shift,
        a_shift_led,
        a_saved_station,
        an_objection,
        own_hours,
        a_shift_to_state,
        a_look,
        a_role_offered,
        a_community_with_news,
    )
}
