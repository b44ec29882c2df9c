"""Journey (f): a keeper sets 10:00-02:00 and a closure. What they looked at before saving is what riders then find.

The fortnight that the phone shows before saving is held against what the service answers afterwards, minute by minute.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from app.core import clock
from tests.e2e.keeper_stage import ADULT, ALWAYS, always_open, at_the_station, detail, station_of
from tests.e2e.phone import LARGE, Phone, Phones
from tests.e2e.service import Service
from tests.e2e.shift_stage import done

HOURS = "packages/keeper/pages/hours/hours"
SPECIAL = "packages/keeper/pages/special-days/special-days"
VERIFY = "packages/keeper/pages/verification/verification"
Later = Callable[..., None]
Day = dict[str, Any]
RANDOM = 200
MINUTE = timedelta(minutes=1)
IN_BUNDLES = timedelta(hours=72)


def at_noon(service: Service, later: Later) -> datetime:
    """It is the next noon: no night of yesterday still runs."""
    now = clock.local(service.now())
    noon = now.replace(hour=12, minute=0, second=30, microsecond=0)
    noon += timedelta(days=0 if noon > now else 1)
    later(minutes=(noon - now).total_seconds() / 60)
    return noon


def looked(keeper: Phone) -> list[Day]:
    """Tap 先看今后14天; the days as the service told the phone."""
    with keeper.page.expect_response(lambda answer: "/schedules/preview" in answer.url) as heard:
        keeper.tap("先看今后14天")
    keeper.until("存了以后，14天是这样")
    found: list[Day] = heard.value.json()["items"]
    return found


def opened(days: Iterable[Day]) -> list[tuple[datetime, datetime]]:
    spans = [one for day in days for one in day["intervals"]]
    return [(datetime.fromisoformat(one["opens_at"]), datetime.fromisoformat(one["closes_at"])) for one in spans]


def instants(days: list[Day], now: datetime) -> list[datetime]:
    """Each boundary of the fortnight, a minute before and after, and 200 instants by chance; those that lie ahead."""
    edges = [edge + by * MINUTE for span in opened(days) for edge in span for by in (-1, 0, 1)]
    end = datetime.combine(now.date() + timedelta(days=14), now.min.time(), now.tzinfo)
    chance = random.Random(14)  # the same at each run
    seconds = int((end - now).total_seconds()) - 120
    found = edges + [now + timedelta(seconds=60 + chance.randrange(seconds)) for _ in range(RANDOM)]
    return sorted(one for one in found if now < one < now + timedelta(days=14) - MINUTE)


def disagreeing(service: Service, name: str, code: str, days: list[Day], all_of: Iterable[datetime]) -> list[str]:
    """The instants at which ``GET /stations?open=`` says otherwise than these days."""
    spans, faults = opened(days), []
    for instant in all_of:
        asked = urlencode({"open": clock.rfc3339(instant), "q": name, "limit": 100})
        found = done(service.call("GET", f"/stations?{asked}"))["items"]
        listed = code in [card["code"] for card in found]
        if listed is not any(begins <= instant < ends for begins, ends in spans):
            faults.append(f"{instant}: {'open' if listed else 'not open'}")
    return faults


def counts(service: Service, code: str) -> tuple[Any, ...]:
    """All that saving would change."""
    row = service.rows(
        "SELECT s.version, (SELECT count(*) FROM station_history h WHERE h.station_id = s.id), "
        "(SELECT sum(r.closes_minute) FROM station_schedules r WHERE r.station_id = s.id), "
        "(SELECT count(*) FROM temporary_closures c WHERE c.station_id = s.id), "
        "(SELECT count(*) FROM audit_events) FROM stations s WHERE s.code = :code",
        code=code,
    )[0]
    return tuple(row)


def test_ten_to_two_and_a_closure_are_as_they_were_looked_at(
    service: Service, phones: Phones, size: tuple[int, int], later: Later
) -> None:
    person = f"opener{size[0]}"
    code = station_of(service, person)
    now = at_noon(service, later)
    name = detail(service, code)["name"]
    keeper = at_the_station(phones, person, size)
    keeper.tap("开放时间")
    keeper.fill("第1条几点开", "10:00")
    keeper.fill("第1条几点关", "2:00")
    keeper.until("10:00-次日02:00")
    before = counts(service, code)
    first = looked(keeper)
    assert counts(service, code) == before
    keeper.shot("hours-1-looked")

    keeper.tap("再加一段时间")
    keeper.fill("第2条几点开", "12:00")
    keeper.fill("第2条几点关", "13:00")
    keeper.tap("先看今后14天")
    keeper.until("第 1 条（每天 10:00-02:00）和第 2 条（每天 12:00-13:00）重叠")
    keeper.until("和“每天 10:00-02:00”重叠")
    typed = [keeper.page.get_by_label(f"第2条几点{end}", exact=True).input_value() for end in ("开", "关")]
    assert typed == ["12:00", "13:00"]
    assert counts(service, code) == before
    keeper.shot("hours-2-overlap")
    keeper.tap("删掉第2条")
    assert looked(keeper) == first
    keeper.tap("就这样保存")
    keeper.until("保存好了，骑手看到新时间了")
    assert keeper.taps == 11  # four of them for what was refused
    assert "10:00-次日02:00" in keeper.text
    keeper.shot("hours-3-saved")

    keeper.back()
    keeper.tap("特别的日子、关一阵子")
    keeper.tap("关一阵子")
    keeper.tap("从现在起")
    begins, ends = now.date() + timedelta(days=2), now.date() + timedelta(days=4)
    for label, text in [
        ("从哪天", f"{begins.month}月{begins.day}日"),
        ("从几点", "23:30"),
        ("到哪天", f"{ends.month}-{ends.day}"),
        ("到几点", "12:15"),
    ]:
        keeper.fill(label, text)
    keeper.tap("装修")
    before = counts(service, code)
    days = looked(keeper)
    assert counts(service, code) == before
    assert keeper.sees("10:00-23:30") and keeper.sees("12:15-次日02:00")
    keeper.shot("hours-4-closure")
    keeper.tap("就这样保存")
    keeper.until("定好了，骑手看到了")
    keeper.shot("hours-5-planned")

    asked = instants(days, now)
    assert len(asked) > 2 * 3 * 12 + RANDOM - 5
    assert disagreeing(service, name, code, days, asked) == []
    assert done(service.call("GET", f"/stations/{code}/days"))["items"] == days
    far = [one for one in asked if one > now + IN_BUNDLES][::25]
    for instant in far:  # beyond what phones keep: asked when it is then
        later(minutes=(instant.timestamp() - time.time()) / 60)
        spans = opened(days)
        state = "open" if any(begins <= instant < ends for begins, ends in spans) else "closed"
        assert detail(service, code)["open_state"] == state, instant


def test_negative_control_another_fortnight_is_found_to_disagree(
    service: Service, phones: Phones, later: Later
) -> None:
    """Planted: what was looked at is not what was saved; a minute is enough."""
    code = station_of(service, "mistaken")
    now = at_noon(service, later)
    day = ALWAYS | {"opens_minute": 600, "closes_minute": 1320}
    path, headers = f"/stations/{code}/schedules", {"If-Match": f'"{detail(service, code)["version"]}"'}
    done(service.call("PUT", path, {"schedules": [day]}, person="mistaken", headers=headers))
    name = detail(service, code)["name"]
    faults = []
    for rule in (day, day | {"opens_minute": 601}):
        days = done(service.call("POST", f"{path}/preview", {"schedules": [rule]}, person="mistaken"))["items"]
        faults.append(disagreeing(service, name, code, days, instants(days, now)))
    assert faults[0] == [] and len(faults[1]) >= 12


def signed_in(phones: Phones, person: str, page: str, code: str) -> Phone:
    phone = phones(person, size=LARGE)
    phone.open(page, f"code={code}")
    phone.tap("登录")
    phone.tap(ADULT)
    return phone


def reopened(phone: Phone, page: str, code: str, until: str) -> None:
    phone.open(page, f"code={code}")
    phone.until(until)


def value(phone: Phone, label: str) -> str:
    return phone.page.get_by_label(label, exact=True).input_value()


def test_a_form_left_at_each_field_stands_where_it_was(service: Service, phones: Phones) -> None:
    code = station_of(service, "leaver")
    phone = signed_in(phones, "leaver", HOURS, code)
    fields = {"第1条几点开": "9:30", "第1条几点关": "1:00", "第1条从哪天": "5月1日", "第1条到哪天": "9月30日"}
    phone.tap("第1条只在一段季节")
    left: dict[str, str] = {}
    for label, text in fields.items():
        phone.fill(label, text)
        left[label] = text
        reopened(phone, HOURS, code, "接着上次没存的改")
        assert {one: value(phone, one) for one in left} == left
    phone.tap("第1条周日")
    phone.tap("第1条节假日休息")
    reopened(phone, HOURS, code, "接着上次没存的改")
    assert phone.page.get_by_role("checkbox", name="第1条周日").get_attribute("aria-checked") == "false"
    phone.shot("hours-6-draft")
    assert detail(service, code)["schedules"][0]["opens_minute"] == 0

    phone.open(SPECIAL, f"code={code}")
    phone.tap("关一阵子")
    phone.fill("到几点", "12:00")
    reopened(phone, SPECIAL, code, "接着上次没存的改")
    assert value(phone, "到几点") == "12:00"
    phone.tap("某一天不一样")
    phone.tap("明天")
    phone.tap("换个时间开")
    phone.fill("开放的时间", "10:00-14:00，16:00-2:00")
    reopened(phone, SPECIAL, code, "接着上次没存的改")
    assert value(phone, "开放的时间") == "10:00-14:00，16:00-2:00"
    phone.tap("先看今后14天")
    phone.until("16:00-次日02:00")
    phone.tap("就这样保存")
    phone.until("定好了")
    (special,) = detail(service, code)["exceptions"]
    assert [(one["opens_minute"], one["closes_minute"]) for one in special["intervals"]] == [(600, 840), (960, 1560)]

    phone.open(VERIFY, f"code={code}")
    phone.tap("地址没错")
    reopened(phone, VERIFY, code, "接着上次没交的核对")
    phone.tap("开放时间没错")
    phone.shot("verify-1")
    phone.tap("确认这2条")
    phone.until("记下了，多谢")
    verified = detail(service, code, "leaver")["verified"]
    assert [fact for fact, at in verified.items() if at] == ["place", "hours"]


def test_whoever_was_overtaken_keeps_what_they_typed(service: Service, phones: Phones) -> None:
    code = station_of(service, "second")
    phone = signed_in(phones, "second", HOURS, code)
    phone.fill("第1条几点开", "11:00")
    looked(phone)
    other = [ALWAYS | {"opens_minute": 480, "closes_minute": 1200}]
    headers = {"If-Match": f'"{detail(service, code, "second")["version"]}"'}
    path = f"/stations/{code}/schedules"
    done(service.call("PUT", path, {"schedules": other}, person="second", headers=headers))
    phone.tap("就这样保存")
    phone.until("刚有别人改过，现在是：每天 08:00-20:00。你写的还在。")
    phone.shot("hours-7-overtaken")
    assert value(phone, "第1条几点开") == "11:00"
    assert detail(service, code)["schedules"][0]["opens_minute"] == 480
    reopened(phone, HOURS, code, "接着上次没存的改")
    assert value(phone, "第1条几点开") == "11:00"
    looked(phone)
    phone.tap("就这样保存")
    phone.until("你写的还在")
    phone.tap("按我写的保存")
    phone.until("保存好了")
    assert detail(service, code)["schedules"][0]["opens_minute"] == 660
    always_open(service, "second", code)


def test_without_an_answer_what_was_typed_stays(service: Service, phones: Phones) -> None:
    code = station_of(service, "unlucky")
    phone = signed_in(phones, "unlucky", HOURS, code)
    phone.fill("第1条几点关", "22:00")
    lost = phone.lose_requests("/schedules/preview")
    phone.tap("先看今后14天")
    phone.until("没有收到答复")
    assert value(phone, "第1条几点关") == "22:00"
    lost.end()
    looked(phone)
