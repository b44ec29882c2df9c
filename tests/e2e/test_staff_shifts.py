"""Journey (i): a role is taken while a shift is half written. And what staff do for shifts: write, publish, keep the roster."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.accounts import demo as people
from app.core.db import transaction
from tests.e2e.phone import Phone, Phones
from tests.e2e.presence_stage import ADULT
from tests.e2e.service import Service
from tests.e2e.shift_stage import COMMUNITY, done, shift

SHIFTS, DRAFT, ROSTER = (f"packages/staff/pages/{name}/{name}" for name in ("shifts", "draft", "roster"))
TOWN, TOWN_ADMIN = "652701001", "townadmin"
ENDED = "您的岗位已结束"
NO_DRAFT = "没写完，还在这部手机里"
TOUCHED = """SELECT (SELECT count(*) FROM shifts), (SELECT coalesce(sum(version), 0) FROM shifts),
    (SELECT count(*) FROM signups), (SELECT count(*) FROM idempotency_keys)"""
WRITTEN = """SELECT s.title, s.place, s.status, s.version, s.starts_at, s.planned_minutes,
    (SELECT sum(r.capacity) FROM shift_roles r WHERE r.shift_id = s.id) AS capacity FROM shifts s WHERE s.id = :id"""
NEWEST = "SELECT max(id) FROM shifts"


def staff_member(service: Service, name: str = "示例工作人员") -> str:
    """Somebody new who works for the town; the person."""
    person = f"w{uuid.uuid4().hex[:10]}"
    with service.app.app_context(), transaction():
        people.demo_person(person, name, ("community_staff", TOWN))
        people.demo_person(TOWN_ADMIN, "示例街道01", ("township_admin", TOWN))
    return person


def number_of(service: Service, person: str) -> str:
    """What somebody reads out: the number on their 我的."""
    return str(done(service.call("GET", "/me", person=person))["public_no"])


def revoke(service: Service, person: str) -> None:
    """The town takes the role back."""
    number = number_of(service, person)
    grants = done(service.call("GET", f"/grants?scope={TOWN}&limit=100", person=TOWN_ADMIN))["items"]
    (grant,) = [one for one in grants if one["account"] == number]
    assert service.call("DELETE", f"/grants/{grant['id']}", person=TOWN_ADMIN)[0] in {200, 204}


def at_work(phones: Phones, person: str, size: tuple[int, int] = (375, 812), **ways: Any) -> Phone:
    """Their phone, signed in, at the list of shifts, by taps."""
    phone = phones(person, size=size, **ways)
    phone.open()
    phone.tab("我的")
    phone.tap("登录")
    phone.tap(ADULT)
    phone.until("退出登录")
    phone.count_taps()
    phone.tap("今天的工作")
    phone.tap("管理班次")
    phone.until("北京时间")
    return phone


def signed_in(phones: Phones, person: str, page: str, query: str, **ways: Any) -> Phone:
    """Their phone with a page of the work open."""
    phone = phones(person, **ways)
    phone.open(page, query)
    phone.tap("登录")
    phone.tap(ADULT)
    return phone


def value(phone: Phone, label: str) -> str:
    return str(
        phone.find(
            f"[aria-label='{label}'] input, [aria-label='{label}'] textarea, input[aria-label='{label}'], textarea[aria-label='{label}']"
        ).first.input_value()
    )


def staff_keys(phone: Phone) -> list[str]:
    """What of the work lies in this phone's storage beside what its holder typed."""
    begin = f"phone:{phone.person}:"
    keys: list[str] = phone.page.evaluate("Object.keys(localStorage)")
    mine = [key.removeprefix(begin) for key in keys if key.startswith(begin)]
    work = [key for key in mine if key.startswith("staff-")]
    scans = [item["id"] for item in phone.kept("outbox") or [] if item["what"] == "scan"]
    entry = [phone.kept("me")] if (phone.kept("me") or {}).get("hasRole") else []
    return [*work, *scans, *map(str, entry)]


def test_i_a_role_is_taken_while_a_shift_is_half_written(service: Service, phones: Phones, size: tuple[int, int]):
    person, title = staff_member(service), f"清冰{size[0]}"
    number = shift(service, title, starts_in=timedelta(minutes=30))
    staff = at_work(phones, person, size)
    staff.shot("i-shifts")
    staff.tap(f"照抄一个{title}")
    staff.until("名称")
    staff.fill("名称", "校门口扫")
    staff.tap("后一天")
    staff.shot("i-half-written")
    assert staff_keys(staff) != [], "the check below would see nothing"
    revoke(service, person)
    before = service.rows(TOUCHED)
    seen = len(staff.requests)

    staff.tap("存成草稿")
    staff.until(ENDED)
    assert staff.taps == 6
    staff.shot("i-ended")
    for words in ("没写完的还在这部手机上", "青得里街道的负责人", "12345"):
        assert staff.sees(words), words
    refused = [one.status for one in staff.requests[seen:] if one.method == "POST" and one.path == "/shifts"]
    assert refused and set(refused) <= {401, 403}, refused
    staff.answer("知道了")
    staff.until("找最近开着的驿站")
    staff.shot("i-home")
    staff.tab("我的")
    staff.until("退出登录")
    staff.until_settled()
    staff.shot("i-entry-gone")
    assert not staff.sees("今天的工作")
    assert staff_keys(staff) == []
    (draft,) = staff.kept("drafts")
    assert (draft["account"], draft["value"]["title"]) == (staff.kept("session")["account"], "校门口扫")
    assert service.rows(TOUCHED) == before
    assert service.value("SELECT count(*) FROM shifts WHERE title LIKE '校门口扫%'") == 0
    assert number


def test_what_is_left_of_the_work_on_the_phone_is_found(service: Service, phones: Phones):
    """The planted fault of (i): a page that keeps something of the work under its name."""
    staff = at_work(phones, staff_member(service))
    staff.open()
    staff.page.evaluate("wx.setStorageSync('staff-forgotten', { value: ['名单'], until: null })")
    assert "staff-forgotten" in staff_keys(staff)


def test_a_role_given_again_finds_the_draft_where_it_was(service: Service, phones: Phones):
    person = staff_member(service)
    number = shift(service, "护学甲", starts_in=timedelta(hours=5))
    staff = at_work(phones, person)
    staff.open(DRAFT, f"from={number}")
    staff.fill("名称", "护学乙")
    revoke(service, person)
    staff.tap("存成草稿")
    staff.until(ENDED)
    staff.answer("知道了")
    with service.app.app_context(), transaction():
        people.demo_person(person, "", ("community_staff", TOWN))
    staff.open(SHIFTS)
    staff.until(NO_DRAFT)
    staff.tap("接着写护学乙")
    staff.until("名称")
    assert value(staff, "名称") == "护学乙"


def test_whoever_never_worked_here_is_told_so(service: Service, phones: Phones):
    rider = phones.new()
    rider.open(SHIFTS)
    rider.tap("登录")
    rider.tap(ADULT)
    rider.until("这里是工作人员用的")
    rider.shot("shifts-not-staff")


FIELDS: list[tuple[str, Callable[[Phone], None], Callable[[Phone], bool]]] = [
    ("名称", lambda phone: phone.fill("名称", "楼道清"), lambda phone: value(phone, "名称") == "楼道清"),
    ("哪天", lambda phone: phone.tap("后一周"), lambda phone: phone.lines(".now")[0] != DAYS["before"]),
    ("几点", lambda phone: phone.tap("几点开始晚15分"), lambda phone: phone.lines(".now")[1] != DAYS["start"]),
    ("多久", lambda phone: phone.tap("做多久短15分"), lambda phone: phone.lines(".now")[2].startswith("45分钟")),
    ("地点", lambda phone: phone.fill("在哪里", "三号楼"), lambda phone: value(phone, "在哪里") == "三号楼"),
    ("几人", lambda phone: phone.tap("多一人", exact=False), lambda phone: phone.lines(".now")[3] == "3人"),
    ("风险", lambda phone: phone.fill("有什么风险", "楼道暗"), lambda phone: value(phone, "有什么风险") == "楼道暗"),
    ("保险", lambda phone: phone.fill("保险怎么说", "有意外"), lambda phone: value(phone, "保险怎么说") == "有意外"),
    (
        "清单",
        lambda phone: phone.tap("时间、地点和要做的事都是真的", exact=False),
        lambda phone: phone.find("[aria-checked=true]").count() == 1,
    ),
]
DAYS: dict[str, str] = {}


def test_the_draft_left_at_each_field_stands_where_it_was_after_a_restart(service: Service, phones: Phones):
    number = shift(service, "楼道清理", starts_in=timedelta(hours=20))
    staff = signed_in(phones, staff_member(service), DRAFT, f"from={number}")
    staff.until("几点开始")
    DAYS.update(before=staff.lines(".now")[0], start=staff.lines(".now")[1])
    for name, write, stands in FIELDS:
        assert not stands(staff), f"{name} stood before it was written"
        write(staff)
        staff.open(DRAFT, f"from={number}")
        staff.until("几点开始")
        assert stands(staff), name
    assert all(stands(staff) for _, _, stands in FIELDS)
    staff.shot("draft-reopened")
    assert service.value("SELECT count(*) FROM shifts WHERE title LIKE '楼道清'") == 0


def test_staff_copy_the_last_shift_change_it_and_publish_with_the_checklist(
    service: Service, phones: Phones, size: tuple[int, int]
):
    title = f"扫雪{size[0]}"
    number = shift(service, title, starts_in=timedelta(minutes=50))
    staff = at_work(phones, staff_member(service), size)
    staff.tap(f"照抄一个{title}")
    staff.until("几点开始")
    staff.tap("前一天")
    staff.tap("几点开始早15分")
    staff.fill("在哪里", "实验小学北门")
    staff.tap("多一人", exact=False)
    staff.tap("多一人", exact=False)
    staff.shot("draft-changed")
    staff.tap("发布")
    staff.until("先把清单一条一条点上")
    for line in staff.lines(".check"):
        staff.tap(line.lstrip("○✓ "), exact=False)
    staff.shot("draft-checklist")
    staff.tap("发布")
    staff.until("发布了，骑手马上看到")
    staff.shot("draft-published")
    made = service.value(NEWEST)
    (old,), (new,) = service.rows(WRITTEN, id=number), service.rows(WRITTEN, id=made)
    assert (new.title, new.place, new.status, new.capacity) == (title, "实验小学北门", "published", 4)
    assert new.starts_at - old.starts_at == timedelta(days=6, minutes=-15)
    assert staff.kept("drafts") == []
    assert staff.taps <= 16
    staff.tap("回班次")
    staff.until("实验小学北门")


def test_a_lost_answer_makes_one_draft_only_and_a_first_shift_is_written_from_nothing(service: Service, phones: Phones):
    number = shift(service, "断网清雪", starts_in=timedelta(hours=21))
    staff = signed_in(phones, staff_member(service), DRAFT, f"from={number}")
    staff.fill("名称", "断网清雪二")
    fault = staff.lose_answers("/shifts", times=2)
    staff.tap("存成草稿")
    staff.until("没收到答复")
    fault.end()
    staff.shot("draft-unanswered")
    staff.tap("存成草稿")
    staff.until("草稿存好了")
    assert service.value("SELECT count(*) FROM shifts WHERE title = '断网清雪二'") == 1

    # and where there is none to copy: from nothing, for one of the communities below, published, seen by a rider
    staff.open(SHIFTS)
    staff.tap("写一个班次")
    staff.tap("换一个单位")
    staff.tap("光明社区居委会")
    staff.fill("名称", "头一次扫雪")
    staff.fill("在哪里", "社区门口")
    staff.tap("存成草稿")
    staff.until("先在地图上点一下地方")
    staff.tap("在地图上点")
    staff.tap("同意")
    staff.answer("博乐市区")
    staff.until("地图上点好了")
    staff.tap("每周一次")
    staff.until("一共4次，到")
    staff.fill("有什么风险", "无特殊风险")
    for line in staff.lines(".check"):
        staff.tap(line.lstrip("○✓ "), exact=False)
    staff.shot("draft-from-nothing")
    staff.tap("发布")
    staff.until("发布了，骑手马上看到")
    made, times = service.rows("SELECT min(id), count(*) FROM shifts WHERE title = '头一次扫雪'")[0]
    assert times == 4
    (new,) = service.rows(WRITTEN, id=made)
    assert (new.title, new.place, new.status, new.capacity) == ("头一次扫雪", "社区门口", "published", 4)
    assert service.value("SELECT area_code FROM shifts WHERE id = :id", id=made) == COMMUNITY
    assert staff.kept("drafts") == []
    rider = phones.new()
    rider.open("pages/shift/shift", f"id={made}")
    rider.until("头一次扫雪")


def a_draft(service: Service, person: str, title: str) -> dict[str, Any]:
    """A draft at the service, as a colleague left it."""
    source = done(service.call("GET", f"/shifts/{shift(service, title, starts_in=timedelta(hours=22))}"))
    body = written(source) | {"title": title}
    return done(service.call("POST", "/shifts", body, person=person))


def written(detail: dict[str, Any]) -> dict[str, Any]:
    """A shift as it is written."""
    kept = ("title", "area_code", "place", "lat", "lng", "starts_at", "ends_at", "risk_text", "insurance_text")
    roles = [{"name": role["name"], "capacity": role["capacity"]} for role in detail["roles"]]
    return {name: detail[name] for name in kept} | {"roles": roles}


def colleague_changes(service: Service, person: str, draft: dict[str, Any], place: str) -> None:
    newest = done(service.call("GET", f"/shifts/{draft['id']}", person=person))
    body = written(newest) | {"place": place}
    done(
        service.call(
            "PUT", f"/shifts/{draft['id']}", body, person=person, headers={"If-Match": f'"{newest["version"]}"'}
        )
    )


def test_an_edit_refused_with_412_keeps_the_draft_and_shows_how_it_stands(service: Service, phones: Phones):
    person = staff_member(service)
    draft = a_draft(service, person, "巡河")
    staff = signed_in(phones, staff_member(service), DRAFT, f"id={draft['id']}")
    staff.fill("名称", "巡河捡冰")
    colleague_changes(service, person, draft, "河边二号桥")
    staff.tap("存成草稿")
    staff.until("刚有别人改过，现在是这样")
    assert staff.sees("河边二号桥")
    assert [one.status for one in staff.sent("PUT", f"/shifts/{draft['id']}")] == [412]
    staff.shot("draft-412")
    staff.open(DRAFT, f"id={draft['id']}")
    staff.until("刚有别人改过，现在是这样")
    assert value(staff, "名称") == "巡河捡冰"
    staff.tap("用我写的")
    staff.until("草稿存好了")
    (mine,) = service.rows(WRITTEN, id=draft["id"])
    assert (mine.title, mine.place, mine.status) == ("巡河捡冰", "光明社区门口", "draft")

    staff.fill("名称", "巡河三")
    colleague_changes(service, person, draft, "河边三号桥")
    staff.tap("存成草稿")
    staff.until("河边三号桥")
    staff.tap("用现在的")
    staff.until_gone("刚有别人改过")
    assert (value(staff, "名称"), value(staff, "在哪里")) == ("巡河捡冰", "河边三号桥")
    assert staff.kept("drafts") == []
    (theirs,) = service.rows(WRITTEN, id=draft["id"])
    assert (theirs.title, theirs.place) == ("巡河捡冰", "河边三号桥")
