"""Journey (e): a keeper marks hot water broken with an expected time; a rider's list, untouched, is right on return."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import pytest

from tests.e2e.phone import Phone, Phones
from tests.e2e.service import Service
from tests.support.servers import wait_until

STATION, NAME = "YQ0001", "青得里街道益骑驿站1号"
THERE = (44.9089, 82.0951)  # GCJ-02, beside it
WITHIN_S = 5.0
PATIENCE_S = 20

SHORT_30_S = """
(() => {
  const real = window.setInterval
  window.__every = []
  window.setInterval = (run, ms, ...more) => {
    window.__every.push(ms)
    return real(run, ms === 30000 ? 1000 : ms, ...more)
  }
})()
"""


@pytest.fixture(autouse=True)
def working(service: Service) -> None:
    """Before each test hot water works, and every list knows it."""
    say(service, "working")


def say(service: Service, status: str) -> None:
    path = f"/stations/{STATION}/amenities/hot_water"
    answered, body = service.call("PUT", path, {"status": status}, person="manager")
    assert answered == 200, body
    wait_until(lambda: lists_it(service, status), PATIENCE_S, f"hot water {status}")


def lists_it(service: Service, status: str) -> bool:
    """Whether the list has heard of it."""
    _, found = service.call("GET", f"/stations?lat={THERE[0]}&lng={THERE[1]}&limit=1")
    return {"amenity": "hot_water", "status": status, "eta": None} in found["items"][0]["amenities"]


def rider_at_the_list(phones: Phones, *, hot_water: bool, size: tuple[int, int] = (375, 812), **ways: Any) -> Phone:
    rider = phones.new(size=size, position="allowed", at=THERE, **ways)
    rider.open()
    rider.until("全部 ")
    if hot_water:
        rider.tap("热水", within="#pages")
        rider.until("符合的")
    assert NAME in rider.lines(".row-name"), rider.lines(".row-name")
    return rider


def keeper_at_the_amenities(phones: Phones, size: tuple[int, int]) -> Phone:
    keeper = phones("manager", size=size)
    keeper.open()
    keeper.tab("我的")
    keeper.tap("登录")
    keeper.tap("已满16岁，同意并登录")
    keeper.tap("我管的驿站")
    keeper.tap(NAME, exact=False)
    keeper.tap("有变化")
    keeper.until("点一下，骑手马上看到")
    return keeper


def breaks_hot_water(keeper: Phone) -> float:
    """Two taps: broken, and the day it should be mended. Answers when the second was, for ``left_since``."""
    keeper.tap("热水坏了")
    keeper.tap("明天")
    tapped = time.monotonic()
    keeper.until("骑手现在看到")
    return tapped


def left_since(tapped: float) -> float:
    """What is left of the time within which a rider must see it."""
    return max(0.1, tapped + WITHIN_S - time.monotonic())


def history(service: Service, since: datetime) -> list[tuple[str, str, str | None]]:
    rows = service.rows(
        "SELECT h.source, h.role, h.after->>'status' FROM station_history h JOIN stations s ON s.id = h.station_id "
        "WHERE s.code = :code AND h.field = 'amenities.hot_water' AND h.at >= :since",
        code=STATION,
        since=since,
    )
    return [tuple(row) for row in rows]


def test_hot_water_breaks_and_the_untouched_list_is_right_on_return(
    service: Service, phones: Phones, size: tuple[int, int]
) -> None:
    filtering = rider_at_the_list(phones, hot_water=True, size=size)
    plain = rider_at_the_list(phones, hot_water=False, size=size)
    keeper = keeper_at_the_amenities(phones, size)
    for rider in (filtering, plain):
        rider.tab("我的")
        rider.count_taps()
    since = service.now()

    tapped = breaks_hot_water(keeper)
    for rider in (filtering, plain):
        rider.tab("驿站")
        assert rider.taps == 1
    filtering.until_gone(NAME, left_since(tapped))
    plain.until("预计明天修好", left_since(tapped))
    assert keeper.sees("预计明天修好")

    keeper.shot("e-keeper-said")
    filtering.shot("e-rider-filter")
    plain.shot("e-rider-plain")
    assert NAME in plain.lines(".row-name")
    assert "热水" in plain.lines(".row-broken")
    struck = plain.page.locator(".page:not([hidden]) [class*='--row-broken']").first
    assert "line-through" in struck.evaluate("one => getComputedStyle(one).textDecorationLine")
    assert history(service, since) == [("manager", "station_manager", "broken")]
    kept = service.rows(
        "SELECT a.status, a.source, a.eta FROM station_amenities a JOIN stations s ON s.id = a.station_id "
        "WHERE s.code = :code AND a.amenity = 'hot_water'",
        code=STATION,
    )[0]
    assert (kept.status, kept.source) == ("broken", "manager")
    assert kept.eta > since


def test_showing_the_app_refreshes(service: Service, phones: Phones) -> None:
    rider = rider_at_the_list(phones, hot_water=True)
    rider.hide()
    say(service, "broken")
    rider.show()
    rider.until_gone(NAME, WITHIN_S)


def test_pulling_refreshes_past_every_cache(service: Service, phones: Phones) -> None:
    rider = rider_at_the_list(phones, hot_water=True)
    rider.until_settled()
    say(service, "broken")
    before = len(rider.requests)
    rider.pull()
    rider.until_gone(NAME, WITHIN_S)
    rider.until_settled()
    asked = [one for one in rider.requests[before:] if one.path.startswith(("/stations?", "/bundles/"))]
    assert len(asked) == 1 + 4  # the nearest, and each county's file
    assert all(one.headers.get("cache-control") == "no-cache" for one in asked)


def test_every_30_seconds_it_refreshes_by_itself(service: Service, phones: Phones) -> None:
    rider = phones.new(position="allowed", at=THERE)
    rider.context.add_init_script(SHORT_30_S)
    rider.open()
    rider.until(NAME)
    assert rider.page.evaluate("window.__every").count(30000) >= 1
    rider.tap("热水", within="#pages")
    rider.until("符合的")
    say(service, "broken")
    rider.until_gone(NAME, WITHIN_S)


def test_a_list_that_never_hears_is_caught(service: Service, phones: Phones) -> None:
    """Planted: the refresh does not reach the service, so what the tests above look for must not be seen."""
    rider = rider_at_the_list(phones, hot_water=True)
    lost = rider.lose_requests("/stations?")
    rider.tab("我的")
    say(service, "broken")
    rider.tab("驿站")
    with pytest.raises(AssertionError, match="waited"):
        rider.until_gone(NAME, within_s=3)
    assert lost.count > 0


def test_whoever_was_overtaken_sees_how_it_stands(service: Service, phones: Phones, size: tuple[int, int]) -> None:
    keeper = keeper_at_the_amenities(phones, size)
    say(service, "limited")
    since = service.now()
    keeper.tap("热水坏了")
    keeper.tap("不知道")
    keeper.until("刚有别人改过")
    keeper.shot("e-keeper-overtaken")
    assert history(service, since) == []
    breaks_hot_water(keeper)
    keeper.tap("撤销")
    keeper.until("改回去了")
    assert [status for _, _, status in history(service, since)] == ["broken", "limited"]
