"""Journey (b): first sign-in and report-in from a poster; one account, one membership, also when tapped twice.

Then what the office may offer to whoever reported in: a volunteer role, taken up and given up on the phone.
"""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Route

from tests.e2e.phone import Phone, Phones
from tests.e2e.presence_stage import ADULT, account_of, poster, sign_in
from tests.e2e.service import Service
from tests.e2e.shift_stage import STAFF, done

COMMUNITY, PAGE = "652701001001", "packages/rider/pages/community/community"
OTHER_COMMUNITY = "652701001002"
FROM_A_CODE = 1047
REPORT_IN = "报到，即同意《到社区报到》"
PEOPLE = "SELECT count(*) FROM accounts"
MEMBERSHIPS = "SELECT area_code, kind, left_at FROM memberships WHERE account_id = :account ORDER BY id"
ROLES = "SELECT kind, state, ended_why FROM volunteer_roles WHERE account_id = :account ORDER BY id"
CONSENTS = "SELECT purpose, notice_version, action FROM consent_records WHERE account_id = :account ORDER BY id"


def from_a_poster(service: Service, phone: Phone) -> None:
    scene = poster(service, f"/communities/{COMMUNITY}")
    phone.open(PAGE, f"scene={scene}", scene=FROM_A_CODE)
    phone.until("光明社区")
    phone.until("报到前看看说明")


def test_b_first_sign_in_and_report_in(service: Service, phones: Phones, size: tuple[int, int]):
    before = service.value(PEOPLE)
    rider = phones.new(size=size)
    from_a_poster(service, rider)
    rider.shot("b-community")
    assert service.value(PEOPLE) == before
    assert rider.sent("POST", "/") == []
    rider.tap("住在这里")
    rider.tap_twice(REPORT_IN)
    rider.until("报到要让社区知道是谁")
    rider.until_settled()
    assert rider.sees(ADULT), "the second tap answers nothing that the first one asks"
    rider.shot("b-sign-in")
    assert service.value(PEOPLE) == before
    rider.tap_twice(ADULT)
    rider.until("你已经在这里报到")
    assert rider.taps == 3, "住在这里, and two that were doubled"
    rider.until_settled()
    rider.shot("b-reported-in")
    account = account_of(service, rider)
    one_of_each(service, before, account)
    assert service.rows(CONSENTS, account=account) == [("account", 1, "given"), ("membership", 1, "given")]
    assert service.value("SELECT age_ok FROM accounts WHERE id = :account", account=account) is True
    assert service.value("SELECT count(*) FROM phones WHERE account_id = :account", account=account) == 0
    assert service.value("SELECT count(*) FROM checkins WHERE account_id = :account", account=account) == 0
    negative_control_another_membership_and_another_account(service, before, rider, account)


def one_of_each(service: Service, before: int, account: int) -> None:
    """One account more, with one membership."""
    assert service.value(PEOPLE) == before + 1
    assert service.rows(MEMBERSHIPS, account=account) == [(COMMUNITY, "home", None)]


def negative_control_another_membership_and_another_account(
    service: Service, before: int, rider: Phone, account: int
) -> None:
    """What a second tap would make if it counted."""
    assert service.call("GET", "/me", person=f"{rider.person}x")[0] == 200
    with pytest.raises(AssertionError):
        one_of_each(service, before, account)
    one_of_each(service, before + 1, account)
    other = f"/communities/{OTHER_COMMUNITY}/membership"
    assert service.call("PUT", other, {"kind": "other"}, person=rider.person)[0] == 201
    with pytest.raises(AssertionError):
        one_of_each(service, before + 1, account)


def test_b_tapped_twice_left_and_back_is_one_membership_at_a_time(
    service: Service, phones: Phones, size: tuple[int, int]
):
    rider = phones.new(size=size)
    from_a_poster(service, rider)
    rider.tap(REPORT_IN)
    rider.tap("看《登录账号》")
    rider.until("我们不读取您的微信头像")
    rider.tap(ADULT)
    rider.until("你已经在这里报到")
    rider.tap("退出这个社区")
    rider.answer("退出")
    rider.until("已退出")
    rider.shot("b-left")
    rider.tap_twice(REPORT_IN)
    rider.until("你已经在这里报到")
    rider.until_settled()
    account = account_of(service, rider)
    rows = service.rows(MEMBERSHIPS, account=account)
    assert [row.left_at is None for row in rows] == [False, True]
    rider.restart()
    rider.tab("我的")
    rider.tap("我的社区")
    rider.until("常在这里跑单")
    rider.shot("b-communities")


def test_under_sixteen_is_signed_in_told_so_and_nothing_more(service: Service, phones: Phones):
    rider = phones.new()
    from_a_poster(service, rider)
    rider.tap(REPORT_IN)
    rider.tap("还没满16岁，同意并登录")
    rider.until("等满16岁再来")
    rider.shot("b-young")
    rider.tap("知道了")
    account = account_of(service, rider)
    assert service.rows(MEMBERSHIPS, account=account) == []
    rider.tap(REPORT_IN)
    rider.until("先问一句年龄")
    rider.tap("我已满16岁")
    rider.until("你已经在这里报到")
    assert len(service.rows(MEMBERSHIPS, account=account)) == 1


def test_saying_no_leaves_no_trace(service: Service, phones: Phones):
    before = service.value(PEOPLE)
    rider = phones.new()
    from_a_poster(service, rider)
    rider.tap(REPORT_IN)
    rider.tap("不用了")
    rider.until_gone("登录一下")
    rider.until_settled()
    assert service.value(PEOPLE) == before
    assert rider.sent("POST", "/sessions") == []


def test_a_withdrawn_consent_is_given_again_only_after_a_yes(service: Service, phones: Phones):
    rider = phones.new()
    from_a_poster(service, rider)
    assert service.call("DELETE", "/me/consents/membership", person=rider.person)[0] == 200
    rider.tap(REPORT_IN)
    rider.tap(ADULT)
    rider.until("你撤回过《到社区报到》的同意")
    rider.shot("b-withdrawn")
    account = account_of(service, rider)
    assert service.rows(MEMBERSHIPS, account=account) == []
    rider.tap("重新同意并继续")
    rider.until("你已经在这里报到")
    assert [row.action for row in service.rows(CONSENTS, account=account)][-1] == "given"


def test_a_changed_notice_is_read_again_before_the_act(service: Service, phones: Phones):
    """The phone still shows version 1 of the notice; the service has gone on to another."""
    rider = phones.new()

    def as_before(route: Route) -> None:
        """Until the phone asks for the act; it fetches what it shows whenever it likes."""
        answer = route.fetch()
        asked = rider.sent("PUT", f"/communities/{COMMUNITY}/membership")
        route.fulfill(response=answer, json=answer.json() if asked else aged(answer.json()))

    rider.context.route("**/api/v1/client-config", as_before)
    from_a_poster(service, rider)
    rider.until_settled()
    rider.page.wait_for_function(f"localStorage.getItem('phone:{rider.person}:client-config')")
    rider.tap(REPORT_IN, exact=False)
    rider.tap(ADULT)
    rider.until("《到社区报到》有改动，请再看一遍")
    rider.shot("b-notice")
    rider.tap("同意并继续")
    rider.until("你已经在这里报到")
    assert len(service.rows(MEMBERSHIPS, account=account_of(service, rider))) == 1


def aged(config: dict[str, object]) -> dict[str, object]:
    """The configuration as it was before the notice of reporting in changed."""
    notices = dict(config["notices"])  # type: ignore[call-overload]
    notices["membership"] = notices["membership"] | {"version": 0}
    return config | {"notices": notices}


def test_a_fourth_community_names_the_three(service: Service, phones: Phones):
    rider = phones.new()
    for code in ("652701001002", "652701001003", "652701001005"):
        assert service.call("PUT", f"/communities/{code}/membership", {"kind": "other"}, person=rider.person)[0] == 201
    from_a_poster(service, rider)
    rider.tap(REPORT_IN)
    rider.tap(ADULT)
    rider.until("已经在三个社区报到了")
    rider.shot("b-three")
    assert rider.find(".three .act").count() == 3


def test_a_poster_that_is_no_communitys_says_so(service: Service, phones: Phones):
    rider = phones.new()
    rider.open(PAGE, f"scene={uuid.uuid4().hex[:11].upper()}", scene=FROM_A_CODE)
    rider.until("没找到这个社区")
    rider.tap("去找驿站")
    rider.until("找最近开着的驿站")


def test_a_volunteer_role_is_taken_up_and_given_up_where_its_notice_leads(
    service: Service, phones: Phones, size: tuple[int, int]
):
    rider = phones.new(size=size)
    done(service.call("PUT", f"/communities/{COMMUNITY}/membership", {"kind": "work"}, person=rider.person))
    offered(service, rider, "grid_volunteer")
    rider.open()
    sign_in(rider)
    rider.tap("消息", exact=False)
    rider.tap("邀请你做特聘网格员", exact=False)
    rider.until("请你做特聘网格员")
    rider.shot("role-offered")
    assert not rider.sees("愿意担任"), "nobody says yes before the briefing is open"
    rider.tap("看看要做什么")
    rider.until("井盖松了")
    rider.shot("role-briefing")
    rider.tap_twice("愿意担任")
    rider.until("你是光明社区的特聘网格员")
    rider.until_settled()
    rider.shot("role-active")
    assert len(rider.sent("POST", "/acceptance")) == 1
    assert listed(service) == [("grid_volunteer", "active")]
    rider.cut()
    resign(rider)
    rider.until("没有网络，连上再点一次")
    rider.shot("role-offline")
    rider.mend()
    assert listed(service) == [("grid_volunteer", "active")], "what was not sent was not kept to be sent later"
    resign(rider)
    rider.until("这段时间谢谢你")
    rider.shot("role-resigned")
    assert listed(service) == []
    offered(service, rider, "policy_guide")
    rider.back()
    rider.tap("邀请你做政策宣讲员", exact=False)
    rider.tap("暂时不担任")
    rider.until("这次先不做")
    assert not rider.sees("请你做政策宣讲员")
    assert service.rows(ROLES, account=account_of(service, rider)) == [
        ("grid_volunteer", "ended", "resigned"),
        ("policy_guide", "ended", "declined"),
    ]


def resign(rider: Phone) -> None:
    rider.tap("不再担任")
    rider.until("以后还想做")
    rider.answer("不再担任")


def offered(service: Service, rider: Phone, kind: str) -> None:
    """Staff offer a role of this kind."""
    account = done(service.call("GET", "/me", person=rider.person))["public_no"]
    offer = {"account": account, "kind": kind}
    done(service.call("POST", f"/communities/{COMMUNITY}/volunteer-roles", offer, person=STAFF))


def listed(service: Service) -> list[tuple[str, str]]:
    """What staff see in their list of open roles."""
    found = done(service.call("GET", f"/communities/{COMMUNITY}/volunteer-roles", person=STAFF))["items"]
    return [(role["kind"], role["state"]) for role in found]
