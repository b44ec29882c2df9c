"""Journey (a): a guest finds the nearest open station with hot water, and finds it again without any network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from app.core import clock
from tests.e2e.conftest import Stage
from tests.e2e.phone import LARGE, Phone, Phones
from tests.e2e.service import Service
from tests.e2e.ways import BOLE
from tests.support import front_end

HOT_WATER = "热水"
TOWNSHIP = "青得里街道"
FAR = "精河镇"
AGE = "离线 · 资料是"
COUNTIES = 4
Later = Callable[..., None]


@pytest.fixture(scope="module")
def fuzzy(service: Service, stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The same house, serving the variant of the app that knows the position to two kilometres only."""
    home = tmp_path_factory.mktemp("fuzzy")
    workshop = front_end.workshop(home / "workshop")
    front_end.run("scripts/location.mjs", "fuzzy", home=workshop)
    preview = front_end.build(home / "preview", home=workshop)
    with stage.serve(service.database_url, home, preview) as running:
        yield running


@pytest.fixture
def after(later: Later) -> Later:
    """It is 16:30 in Bole, whenever the suite runs, and nobody opens or closes for two hours; ``after(72)``: hours later."""
    now = datetime.now(clock.SHANGHAI)
    begin = (now.replace(hour=16, minute=30) - now) / timedelta(hours=1) % 24

    def pass_by(hours: float) -> None:
        later(hours=begin + hours)

    pass_by(0)
    return pass_by


@pytest.fixture(params=["precise", "fuzzy"])
def base(request: pytest.FixtureRequest, service: Service) -> str:
    """Where the variant is served."""
    running: Service = service if request.param == "precise" else request.getfixturevalue("fuzzy")
    return running.url


def people(service: Service) -> list[int]:
    """How many accounts and sessions there are."""
    return [service.value(f"SELECT count(*) FROM {table}") for table in ("accounts", "auth_tokens")]  # noqa: S608


def first_three(phone: Phone) -> list[str]:
    """The answer, and the two that 下一家 would show after it."""
    found = []
    for _ in range(3):
        found.append(phone.lines("station-card .name")[0])
        phone.page.get_by_role("button", name="下一家", exact=True).tap()
        phone.until_settled()
    return found


def all_counties_are_kept(phone: Phone) -> bool:
    return len({one.path for one in phone.sent("GET", "/bundles/") if one.status == 200}) == COUNTIES


def without_network(phone: Phone, after: Later, seen: list[str]) -> None:
    """The app is left, the network cut, the app started again: the same stations, with their age; after 72 h unknown."""
    phone.until_installed()
    phone.until_settled()
    assert all_counties_are_kept(phone)
    after(2)
    phone.leave()
    phone.cut()
    phone.restart()
    phone.until(AGE)
    phone.until_settled()
    assert phone.taps == 0, "the filter is remembered: the same answer with fewer taps"
    assert "2小时前" in phone.text
    phone.shot("a-offline")
    assert first_three(phone) == seen
    with pytest.raises(AssertionError):  # the same check while something is known
        nothing_is_said_to_be_open(phone)
    after(73)
    phone.restart()
    phone.until(AGE)
    phone.until_settled()
    nothing_is_said_to_be_open(phone)
    phone.shot("a-after-72-hours")


def nothing_is_said_to_be_open(phone: Phone) -> None:
    states = [*phone.lines("station-card .state"), *phone.lines(".row-state")]
    assert len(states) > 3
    assert set(states) == {"时间未知"}


def test_a_guest_with_the_position_allowed(
    service: Service, phones: Phones, size: tuple[int, int], base: str, after: Later
):
    before = people(service)
    phone = phones.new(size=size, position="allowed", worker=True, base=base)
    phone.open()
    phone.tap(HOT_WATER)
    phone.until_settled()
    assert phone.taps <= 2
    card = phone.lines("station-card")[0]
    assert "你到时还开" in card or "一直开着" in card
    assert HOT_WATER in card
    assert ("约" in card) == (base != service.url)
    phone.shot("a-fuzzy" if base != service.url else "a-precise")
    seen = first_three(phone)
    assert seen == expected(service, fuzzy=base != service.url)
    assert len(set(seen)) == 3
    without_network(phone, after, seen)
    assert people(service) == before


def test_a_guest_without_a_position(service: Service, phones: Phones, size: tuple[int, int], base: str, after: Later):
    before = people(service)
    phone = phones.new(size=size, worker=True, base=base)
    phone.open()
    phone.tap("选乡镇街道")
    phone.tap(TOWNSHIP)
    phone.tap(HOT_WATER)
    phone.until_settled()
    assert phone.taps <= 3
    assert f"{TOWNSHIP}有" in phone.text
    phone.shot("a-township")
    seen = first_three(phone)
    assert len(set(seen)) == 3
    without_network(phone, after, seen)
    assert people(service) == before


def test_negative_control_a_phone_that_lost_its_files_has_no_answer_without_network(phones: Phones, after: Later):
    phone = phones.new(position="allowed")
    phone.open()
    phone.tap(HOT_WATER)
    phone.until_settled()
    seen = first_three(phone)
    phone.page.evaluate("person => void indexedDB.deleteDatabase(`phone:${person}`)", phone.person)
    phone.lose_requests("/")
    phone.restart()
    phone.until("还没有驿站资料")
    assert AGE not in phone.text
    assert phone.lines("station-card .name") == []
    assert len(seen) == 3


def test_back_at_my_place_what_is_near_stands_there_before_the_service_answers(phones: Phones, after: Later):
    phone = phones.new(position="allowed")
    phone.open()
    phone.tap(HOT_WATER)
    phone.until_settled()
    assert all_counties_are_kept(phone)
    seen = phone.lines(".row-name")[:5]
    phone.tap("换地方")
    phone.tap(FAR)
    phone.until_settled()
    assert phone.lines(".row-name")[:5] != seen
    phone.lose_requests("/stations")
    phone.tap("换地方")
    phone.tap("看我附近")
    phone.until(AGE)
    phone.until_settled()
    assert phone.lines(".row-name")[:5] == seen


def expected(service: Service, *, fuzzy: bool) -> list[str]:
    """The three nearest that are still open on arrival and have hot water, as the service ranks them."""
    lat, lng = (44.9, 82.08) if fuzzy else BOLE
    query = f"lat={lat}&lng={lng}&open=now&amenity=hot_water&limit=20"
    status, found = service.call("GET", f"/stations?{query}")
    assert status == 200
    return [item["name"] for item in found["items"] if item["open_on_arrival"]][:3]


def test_open_now_is_right_on_a_phone_whose_clock_is_two_hours_wrong(service: Service, phones: Phones, after: Later):
    cards = []
    for off in (timedelta(), timedelta(hours=2), timedelta(hours=-2)):
        phone = phones.new(size=LARGE, position="allowed", clock_off=off)
        phone.open()
        phone.tap(HOT_WATER)
        phone.until_settled()
        cards.append(phone.lines("station-card"))
    assert cards[1] == cards[0]
    assert cards[2] == cards[0]
    after(4)  # a phone that took its own clock for the service's would say what is said then
    phone.restart()
    phone.until_settled()
    assert phone.lines("station-card") != cards[0]
