"""A keeper's day with one thumb: 今天照常 by 1 tap, 临时关一下 by 2, a riders' report by 1; each is taken back within ten seconds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.e2e import fitting, looking
from tests.e2e.keeper_stage import at_the_station, detail, station_of
from tests.e2e.phone import LARGE, SMALL, Phone, Phones
from tests.e2e.service import Service
from tests.e2e.shift_stage import done

TEN_SECONDS = """
(() => {
  const real = window.setTimeout
  window.__tens = []
  window.setTimeout = (run, ms, ...more) => {
    if (ms === 10000) window.__tens.push(run)
    return real(run, ms, ...more)
  }
})()
"""


def hot_water(service: Service, code: str) -> tuple[str, str]:
    """Its state and whose word that is."""
    found = service.rows(
        "SELECT a.status, a.source FROM station_amenities a JOIN stations s ON s.id = a.station_id "
        "WHERE s.code = :code AND a.amenity = 'hot_water'",
        code=code,
    )
    return found[0][0], found[0][1]


def told(service: Service, code: str) -> tuple[object, object]:
    seen = detail(service, code)
    return seen["told"], seen["last_verified_at"]


def three_say_broken(service: Service, code: str) -> None:
    for rider in ("one", "two", "three"):
        body = {"amenity": "hot_water", "status": "broken"}
        done(service.call("POST", f"/stations/{code}/amenity-reports", body, person=f"{rider}-{code.lower()}"))


def waiting_reports(service: Service, code: str) -> int:
    """How many riders' reports of the hot water wait for the keeper."""
    waiting = "SELECT count(*) FROM amenity_reports r JOIN stations s ON s.id = r.station_id WHERE s.code = :code"
    return int(service.value(waiting + " AND r.amenity = 'hot_water' AND r.settled_at IS NULL", code=code))


def taken_back(keeper: Phone) -> None:
    keeper.tap("撤销")
    keeper.until("撤销了，和刚才一样")


def test_a_day_at_the_station(service: Service, phones: Phones, size: tuple[int, int]) -> None:
    person = f"keeper{size[0]}"
    code = station_of(service, person)
    three_say_broken(service, code)
    keeper = at_the_station(phones, person, size)
    keeper.until("3人说热水坏了")
    keeper.shot("keeper-1-came")

    assert hot_water(service, code) == ("limited", "riders")
    keeper.tap("热水坏了")
    keeper.until("回了骑手：热水坏了")
    assert keeper.taps == 1
    assert "热水" in keeper.lines(".broken")
    assert hot_water(service, code) == ("broken", "manager")
    keeper.shot("keeper-2-settled")
    taken_back(keeper)
    assert hot_water(service, code)[0] == "limited"
    assert waiting_reports(service, code) == 3
    keeper.tap("热水好的")
    keeper.until("回了骑手：热水能用")
    assert hot_water(service, code) == ("working", "manager")
    assert waiting_reports(service, code) == 0

    before = told(service, code)
    keeper.count_taps()
    keeper.tap("今天照常")
    keeper.until("今天照常，骑手看到了")
    assert keeper.taps == 1
    keeper.shot("keeper-3-as-ever")
    assert told(service, code) != before
    taken_back(keeper)
    assert told(service, code) == before

    keeper.count_taps()
    keeper.tap("临时关一下")
    keeper.tap("30分钟")
    keeper.until("，到点自己开")
    assert keeper.taps == 2
    keeper.shot("keeper-4-closed")
    shut = detail(service, code)
    (closure,) = shut["closures"]
    assert shut["open_state"] == "closed" and closure["to"] is not None
    taken_back(keeper)
    assert detail(service, code)["open_state"] == "open"
    keeper.tap("临时关一下")
    keeper.tap("今天")
    keeper.until("马上重开")
    keeper.tap("马上重开")
    keeper.until("重新开了")
    assert detail(service, code)["open_state"] == "open"
    taken_back(keeper)
    assert detail(service, code)["open_state"] == "closed"
    keeper.tap("马上重开")
    keeper.until("重新开了")

    keeper.tap("坐满了")
    keeper.until("一小时后自己消掉")
    keeper.shot("keeper-5-crowded")
    assert detail(service, code)["crowding"]["level"] == "full"
    open_now = "SELECT count(*) FROM temporary_closures c JOIN stations s ON s.id = c.station_id WHERE s.code = :code"
    assert service.value(f"{open_now} AND (c.ends_at IS NULL OR c.ends_at > :now)", code=code, now=service.now()) == 0


def test_a_storm_wakes_whoever_saved_it_once_and_not_when_it_is_taken_back(service: Service, phones: Phones) -> None:
    code = station_of(service, "stormy")
    day = {"byday": [0, 1, 2, 3, 4, 5, 6], "opens_minute": 600, "closes_minute": 1320}
    version = {"If-Match": f'"{detail(service, code)["version"]}"'}
    done(service.call("PUT", f"/stations/{code}/schedules", {"schedules": [day]}, person="stormy", headers=version))
    done(service.call("PUT", f"/me/saved-stations/{code}", person="rider"))
    noticed = "SELECT count(*) FROM notices WHERE link LIKE :link"
    link = f"%code={code}"
    service.work()
    keeper = at_the_station(phones, "stormy", LARGE)
    for back in (True, False):
        keeper.tap("今晚不关门")
        keeper.until("收藏这家的骑手会收到一次通知")
        keeper.shot("keeper-6-night")
        keeper.tap("就这样，通知大家")
        keeper.until("告诉收藏的骑手了")
        if back:
            taken_back(keeper)
        service.work()
        assert service.value(noticed, link=link) == (0 if back else 1)
    (special,) = detail(service, code)["exceptions"]
    assert special["kind"] == "special" and any(one["closes_minute"] % 1440 == 480 for one in special["intervals"])


def test_after_ten_seconds_there_is_nothing_to_take_back(service: Service, phones: Phones) -> None:
    code = station_of(service, "slow")
    keeper = phones("slow")
    keeper.context.add_init_script(TEN_SECONDS)
    keeper.open("packages/keeper/pages/keep/keep", f"code={code}")
    keeper.tap("登录")
    keeper.tap("已满16岁，同意并登录")
    keeper.tap("今天照常")
    keeper.until("撤销")
    keeper.page.evaluate("window.__tens.at(-1)()")  # what the page set last to happen in ten seconds
    keeper.until_gone("撤销", within_s=2)
    assert keeper.sees("今天照常，骑手看到了")


def test_whoever_was_overtaken_sees_how_it_stands(service: Service, phones: Phones) -> None:
    code = station_of(service, "overtaken")
    keeper = at_the_station(phones, "overtaken", LARGE)
    done(service.call("PUT", f"/stations/{code}/amenities/hot_water", {"status": "broken"}, person="overtaken"))
    before = told(service, code)
    keeper.tap("今天照常")
    keeper.until("刚有别人改过")
    assert "热水" in keeper.lines(".broken")
    assert told(service, code) == before
    keeper.tap("今天照常")
    keeper.until("今天照常，骑手看到了")


def test_negative_control_what_never_arrived_is_not_said_to_be_seen(service: Service, phones: Phones) -> None:
    """Planted: the confirmation never leaves the phone, so neither the sentence nor the new word may be there."""
    code = station_of(service, "cut-off")
    keeper = at_the_station(phones, "cut-off", LARGE)
    before = told(service, code)
    lost = keeper.lose_requests("/daily-confirmation")
    keeper.tap("今天照常")
    keeper.until("没有收到答复")
    assert lost.count > 0 and told(service, code) == before
    with pytest.raises(AssertionError, match="waited"):
        keeper.until("今天照常，骑手看到了", within_s=1)
    lost.end()
    keeper.tap("今天照常")
    keeper.until("今天照常，骑手看到了")
    assert service.now() - timedelta(minutes=1) < service.value("SELECT told_at FROM stations WHERE code = :c", c=code)


def faults(phone: Phone) -> list[str]:
    """What does not hold on the page of now, at 100 % and at 200 %, in light and dark."""
    found = looking.nameless(phone)[1] + looking.cramped(phone) + looking.unreadable(phone, "dark")
    fitting.text_size(phone, 200)
    found += fitting.unfit(phone) + looking.cramped(phone)
    fitting.text_size(phone, 100)
    return found


def test_what_appears_after_a_tap_holds_too(service: Service, phones: Phones) -> None:
    code = station_of(service, "looker")
    three_say_broken(service, code)
    keeper = at_the_station(phones, "looker", SMALL)
    keeper.tap("热水坏了")
    keeper.until("撤销")
    assert faults(keeper) == []
    keeper.tap("临时关一下")
    keeper.until("关多久")
    assert faults(keeper) == []
    keeper.tap("1小时")
    keeper.until("马上重开")
    assert faults(keeper) == []
    keeper.tap("开放时间")
    keeper.tap("第1条只在一段季节")
    keeper.tap("先看今后14天")
    keeper.until("有的地方还要改一下")
    assert faults(keeper) == []
    keeper.shot("keeper-7-missing")
    keeper.back()
    keeper.tap("特别的日子、关一阵子")
    for form, more, said in (("某一天不一样", "换个时间开", "写日子"), ("关一阵子", "从现在起", "写日子")):
        keeper.tap(form)
        keeper.tap(more)
        keeper.tap("先看今后14天")
        keeper.until(said)
        assert faults(keeper) == []
        keeper.shot(f"keeper-8-{said}-{more}")
