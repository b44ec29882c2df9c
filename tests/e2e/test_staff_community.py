"""What staff do for a community: news that a rider reads, a rider asked for a volunteer role, each look at a list told."""

from __future__ import annotations

from tests.e2e import fitting, looking
from tests.e2e.phone import SMALL, Phone, Phones
from tests.e2e.presence_stage import account_of, sign_in
from tests.e2e.service import Service
from tests.e2e.shift_stage import COMMUNITY, STAFF, done

NEWS = "SELECT title, body, version FROM announcements WHERE title LIKE :title"
ROLES = "SELECT kind, state, ended_why FROM volunteer_roles WHERE account_id = :account"


def holds(phone: Phone) -> list[str]:
    """What this page, as it stands, has against names, targets, the dark and large text; on the narrow screen, for all."""
    if phone.ways.size != SMALL:
        return []
    _, found = looking.nameless(phone)
    found += looking.cramped(phone)
    fitting.text_size(phone, 200)
    found += fitting.unfit(phone)
    fitting.text_size(phone, 100)
    return [*found, *looking.unreadable(phone, "dark", "color-contrast")]


def test_staff_write_news_and_ask_a_rider_for_a_role(service: Service, phones: Phones, size: tuple[int, int]):
    title = f"扫雪{size[0]}"
    rider, staff = phones.new(size=size), phones(STAFF, size=size, theme="system")
    done(service.call("PUT", f"/communities/{COMMUNITY}/membership", {"kind": "work"}, person=rider.person))
    me = done(service.call("GET", "/me", person=rider.person))
    staff.open()
    sign_in(staff)
    staff.tap("今天的工作")
    staff.tap("公告、报到的人、志愿身份")
    staff.tap("光明社区")
    staff.tap("写一条公告")
    staff.fill("标题", title)
    staff.fill("内容", "周六上午在北门集合。")
    staff.tap("显示到哪天：后一周")
    staff.until_settled()
    faults = holds(staff)
    staff.shot("community-news-form")
    staff.lose_answers("/announcements")
    staff.tap("发出去")
    staff.until("发出去了。")
    staff.shot("community-news")
    assert service.rows(NEWS, title=title) == [(title, "周六上午在北门集合。", 1)], "once, however often it left"

    assert not staff.sees(me["display_name"]), "nobody is looked at by opening the page"
    assert done(service.call("GET", "/me/access-log", person=rider.person))["items"] == []
    staff.tap("报到的人：看名单")
    staff.until(me["display_name"])
    staff.tap("请人担任")
    staff.fill("对方的编号", me["public_no"])
    staff.tap("政策宣讲员")
    staff.until_settled()
    faults += holds(staff)
    staff.shot("community-invite")
    staff.tap("发出邀请")
    staff.until(f"请{me['display_name']}做政策宣讲员")
    assert len(done(service.call("GET", "/me/access-log", person=rider.person))["items"]) == 1

    rider.open()
    sign_in(rider)
    rider.tap("我的社区")
    rider.tap("光明社区", exact=False)
    rider.until("请你做政策宣讲员")
    assert rider.sees(title) and rider.sees("周六上午在北门集合。")
    assert not rider.sees("公告、报到的人、志愿身份"), "the way to the work is for staff"

    staff.tap("志愿身份：看现在有谁")
    staff.tap(f"撤回请{me['display_name']}做政策宣讲员的邀请")
    staff.answer("撤回邀请")
    staff.until("撤回了")
    staff.tap(f"拿掉{title}")
    staff.answer("拿掉")
    staff.until("拿掉了")
    assert service.rows(NEWS, title=title) == []
    assert service.rows(ROLES, account=account_of(service, rider)) == [("policy_guide", "ended", "revoked")]
    assert faults == []
