"""A rider at a station: saved, reported, shut, the next one; the map; and a phone whose clock is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.e2e import lists
from tests.e2e.phone import Phone, Phones
from tests.e2e.service import Service
from tests.support.servers import wait_until

STATION, NAME = "YQ0001", "青得里街道益骑驿站1号"
THERE = (44.9089, 82.0951)  # GCJ-02, beside it
BEIJING = ZoneInfo("Asia/Shanghai")
PATIENCE_S = 20


@pytest.fixture(autouse=True)
def afternoon(service: Service, later: Callable[..., None]) -> None:
    """It is half past one in Beijing, whenever the test runs."""
    now = service.now().astimezone(BEIJING)
    later(hours=(13.5 - now.hour - now.minute / 60) % 24)


def rider_at_the_station(phones: Phones, size: tuple[int, int] = (375, 812)) -> Phone:
    rider = phones.new(size=size, position="allowed", at=THERE)
    rider.open()
    rider.until("全部 ")
    rider.tap(NAME, exact=False, within=".list")
    rider.until("两周开门时间")
    return rider


def saves(rider: Phone) -> None:
    """The first act of a person: signing in is asked, then it goes on by itself."""
    rider.tap("收藏")
    rider.tap("已满16岁，同意并登录")
    rider.until("已收藏")


def reports(service: Service, amenity: str) -> list[tuple[str, datetime]]:
    rows = service.rows(
        "SELECT r.status, r.occurred_at FROM amenity_reports r JOIN stations s ON s.id = r.station_id "
        "WHERE s.code = :code AND r.amenity = :amenity AND r.settled_at IS NULL ORDER BY r.id",
        code=STATION,
        amenity=amenity,
    )
    return [(row[0], row[1]) for row in rows]


def settled(service: Service, amenity: str, status: str) -> None:
    body = {"amenity": amenity, "status": status}
    answered, found = service.call("POST", f"/stations/{STATION}/amenity-reports/settlement", body, person="manager")
    assert answered == 200, found


def test_saving_asks_once_and_the_list_of_saved_ones_has_it(
    service: Service, phones: Phones, size: tuple[int, int]
) -> None:
    rider = rider_at_the_station(phones, size)
    rider.shot("station")
    saves(rider)
    number = rider.kept("session")["account"]
    kept = "SELECT count(*) FROM saved_stations v JOIN accounts a ON a.id = v.account_id WHERE a.public_no = :number"
    assert service.value(kept, number=number) == 1
    rider.back()
    rider.tab("我的")
    rider.tap("收藏的驿站")
    rider.until(NAME)
    rider.shot("saved")
    rider.tap(NAME)
    rider.tap("已收藏")
    rider.until("收藏")
    rider.until_gone("已收藏")
    assert service.value(kept, number=number) == 0


def test_a_shut_door_without_network_shows_the_next_open_one_and_is_told_later(
    service: Service, phones: Phones, size: tuple[int, int]
) -> None:
    rider = rider_at_the_station(phones, size)
    saves(rider)
    rows = lists.listed(service)
    here = next((row["lat"], row["lng"]) for row in rows if row["code"] == STATION)
    now_s = service.now().timestamp()
    others = [row for row in lists.nearest_first(rows, here) if row["code"] != STATION]
    expected = next(row["name"] for row in others if lists.open_on_arrival(row, here, now_s))

    rider.cut()
    rider.count_taps()
    tapped_at = service.now()
    rider.tap("到了没开")
    rider.until("记下了。下一家开着的")
    rider.until(expected)
    assert rider.taps == 1
    rider.shot("station-shut")
    assert reports(service, "opening") == []

    rider.mend()
    wait_until(lambda: len(reports(service, "opening")) == 1, PATIENCE_S, "the report")
    [(status, occurred_at)] = reports(service, "opening")
    assert status == "closed"
    assert abs(occurred_at - tapped_at) < timedelta(seconds=2)
    rider.back()
    rider.until("全部 ")
    assert rider.lines(".found [class*='--name']") == [expected]
    settled(service, "opening", "open")
    rider.tap(expected, exact=False, within=".found")
    rider.until("两周开门时间")
    assert rider.lines(".body [class*='--name']")[0] == expected


def test_a_thing_is_reported_by_two_taps(service: Service, phones: Phones, size: tuple[int, int]) -> None:
    rider = rider_at_the_station(phones, size)
    saves(rider)
    rider.count_taps()
    rider.tap("微波炉", exact=False, within=".amenities")
    rider.answer("坏了")
    rider.until("谢谢，记下了")
    assert rider.taps == 2
    rider.shot("station-reported")
    assert [status for status, _ in reports(service, "microwave")] == ["broken"]
    settled(service, "microwave", "working")


def test_the_map_shows_at_most_fifty_and_a_pin_leads_on(
    service: Service, phones: Phones, size: tuple[int, int]
) -> None:
    rider = phones.new(size=size, position="allowed", at=THERE)
    rider.open()
    rider.tap("看地图")
    rider.until("示意，非地图")
    pins = rider.page.locator("wx-map img")
    assert pins.count() == 51
    nearest = [row["name"] for row in lists.nearest_first(lists.listed(service), THERE)[:50]]
    assert set(pins.evaluate_all("all => all.map(one => one.alt)")) == {*nearest, "我在这里"}
    chart, below = rider.find("wx-map").bounding_box(), rider.find(".below").bounding_box()
    assert chart and below and chart["y"] + chart["height"] <= below["y"] + 1, "the map lies over the card"
    first = rider.lines("[class*='--name']")[0]
    rider.tap("下一家")
    assert rider.lines("[class*='--name']")[0] != first
    other = pins.nth(0)
    rider.page.evaluate("one => one.click()", other.element_handle())
    rider.until(str(other.get_attribute("alt")))
    rider.shot("map")
    rider.tap("看详情")
    rider.until("两周开门时间")


@pytest.mark.parametrize("off", [timedelta(hours=2), timedelta(hours=-2)], ids=["fast", "slow"])
def test_a_phone_two_hours_wrong_says_the_same(service: Service, phones: Phones, off: timedelta) -> None:
    closing_in(service, 40)
    right = phones.new(position="allowed", at=THERE)
    wrong = phones.new(position="allowed", at=THERE, clock_off=off)
    said = []
    for phone in (right, wrong):
        phone.open()
        phone.until("还开")
        said.append([" ".join(line.split()) for line in phone.lines(".found")])
    wrong.shot(f"clock-{off.total_seconds():.0f}")
    assert said[0] == said[1] or minutes(said[0]) - minutes(said[1]) in {0, 1}, said
    assert minutes(said[1]) in {38, 39, 40}
    assert right.lines(".row-state")[:20] == wrong.lines(".row-state")[:20]


def minutes(said: list[str]) -> int:
    return int(said[0].partition("还开")[2].partition("分钟")[0])


def closing_in(service: Service, left: int) -> None:
    """The station closes in so many minutes."""
    now = service.now().astimezone(BEIJING)
    minute = now.hour * 60 + now.minute
    body = {"kind": "special", "intervals": [{"opens_minute": 600, "closes_minute": minute + left}]}
    path = f"/stations/{STATION}/exceptions/{now.date().isoformat()}"
    answered, found = service.call("PUT", path, body, person="manager")
    assert answered == 200, found
    wait_until(lambda: lists_it(service, minute + left), PATIENCE_S, "the exception")


def lists_it(service: Service, minute: int) -> bool:
    """Whether the list says so."""
    _, found = service.call("GET", f"/stations?lat={THERE[0]}&lng={THERE[1]}&limit=1")
    return f"T{minute // 60:02d}:{minute % 60:02d}" in str(found["items"][0]["open_until"])
