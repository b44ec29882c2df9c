"""Journey (g): staff confirm hours, the normal ones at one tap, the others one by one; the rider sees each and its source."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.e2e import looking
from tests.e2e.hours_stage import (
    BALANCE,
    COLLEAGUE,
    TOWN,
    Later,
    a_day,
    approver,
    lines,
    object_to_hours,
    one_row,
    quiet,
)
from tests.e2e.phone import SMALL, Phone, Phones
from tests.e2e.presence_stage import ADULT, sign_in
from tests.e2e.service import Service
from tests.e2e.shift_stage import STAFF, done

NONE_DRAWN = "UPDATE hours_chains SET sampled = false WHERE sampled RETURNING id"
DRAW = """UPDATE hours_chains SET sampled = true WHERE id = (SELECT min(id) FROM hours_chains
    WHERE state = 'confirmed' AND read_at IS NULL AND area_code LIKE :community) RETURNING id"""
READ_AT = "SELECT read_at FROM hours_chains WHERE id = :id"
CHANGED = [("proposal", 41, "checkin"), ("confirm", 46, "staff"), ("reverse", -46, "staff"), ("confirm", 46, "staff")]


def at_work(phone: Phone) -> None:
    """From 我的 to the day's work, by taps."""
    phone.open()
    sign_in(phone)
    phone.tap("今天的工作")
    phone.until("今天的班次")


def chain_of(service: Service, shift_id: int, person: str) -> int:
    """The chain of somebody's hours at a shift."""
    account = done(service.call("GET", "/me", person=person))["public_no"]
    found = service.value(
        "SELECT c.id FROM hours_chains c JOIN accounts a ON a.id = c.account_id "
        "WHERE c.shift_id = :shift AND a.public_no = :account",
        shift=shift_id,
        account=account,
    )
    return int(found)


def test_g_eight_rows_are_decided_and_the_rider_sees_each(
    service: Service, phones: Phones, size: tuple[int, int], later: Later
):
    rider, mark = phones.new(size=size, theme="system"), str(size[0])
    day = a_day(service, later, rider.person, mark)
    own = chain_of(service, day.normal, STAFF)
    staff = phones("staff", size=size, theme="system")

    at_work(staff)
    staff.until("正常 (6)")
    staff.shot("g-today")
    staff.count_taps()
    staff.tap("全部确认")
    staff.until("确认了6条，一共")
    assert staff.taps == 1
    staff.until_gone("正常 (")
    staff.shot("g-today-done")
    six = service.rows("SELECT id FROM hours_chains WHERE shift_id = :id AND id <> :own", id=day.normal, own=own)
    assert [lines(service, chain)[1:] for (chain,) in six] == [[("confirm", 59, "checkin")]] * 6

    staff.tap("要看一下 (2)", exact=False)
    staff.until("没签退")
    staff.shot("g-no-check-out")
    staff.tap("不算")
    staff.tap("人没到")
    staff.until("不算，人没到")
    change_to_46(staff)
    staff.shot("g-changed")
    staff.tap("撤销", nth=0, exact=False)
    staff.until("1条回到待确认")
    staff.until("记41分钟")
    staff.shot("g-undone")
    change_to_46(staff)
    staff.until("看完了")
    staff.shot("g-all-done")

    refused = chain_of(service, day.no_check_out, rider.person)
    assert lines(service, chain_of(service, day.left_early, rider.person)) == CHANGED
    assert lines(service, refused)[1:] == [("reject", 0, "planned")]
    nobody_confirms_their_own(service, staff, own)
    the_rider_reads_each(rider)
    number = certified(service, rider)
    corrected_it_is_superseded(service, number, chain_of(service, day.left_early, rider.person))


def change_to_46(staff: Phone) -> None:
    """The row of 41 minutes, by +5 +5 -5."""
    staff.until("到了41分钟")
    staff.tap("改分钟数")
    for step in ("+5分钟", "+5分钟", "-5分钟"):
        staff.tap(step)
    staff.tap("现场看到的")
    staff.tap("确认 46分钟")
    staff.until("确认了46分钟")


def nobody_confirms_their_own(service: Service, staff: Phone, own: int) -> None:
    """It stands on the list without a button, and the service refuses it."""
    staff.back()
    staff.until_gone("要看一下")
    staff.until_settled()
    staff.tap("看名单和全部时长")
    staff.until("你自己的 (1)")
    staff.until("自己的时长要由别人确认")
    assert not staff.sees("全部确认")
    staff.shot("g-own")
    status, body = service.call("POST", "/hours/confirmations", {"items": [{"id": own, "version": 1}]}, person=STAFF)
    assert (status, body["type"]) == (403, "/problems/own-hours")
    assert [kind for kind, _, _ in lines(service, own)] == ["proposal"]
    version = done(service.call("GET", f"/hours/{own}", person=COLLEAGUE))["version"]
    passes = {"items": [{"id": own, "version": version}]}  # the same by somebody else
    assert done(service.call("POST", "/hours/confirmations", passes, person=COLLEAGUE))["items"][0]["status"] == 200


def the_rider_reads_each(rider: Phone) -> None:
    rider.open()
    rider.tab("志愿")
    rider.tap("我的时长")
    rider.tap("登录")
    rider.tap(ADULT)
    rider.until("每一次服务")
    for words in ("扫码签到/签退", "手动登记", "没有通过", "原因：人没到", "1小时45分"):
        assert rider.sees(words), words
    rider.shot("g-rider-hours")


def certified(service: Service, rider: Phone) -> str:
    """The rider has a certificate made by taps; it says what the ledger sums up to. Its number."""
    rider.back()
    rider.tab("我的")
    rider.tap("我的证明")
    rider.fill("纸上的姓名", "王小明")
    rider.tap("开证明")
    rider.until("开好了")
    rider.until("1小时45分")
    rider.shot("g-rider-certificate")
    me = done(service.call("GET", "/me", person=rider.person))["public_no"]
    (made,) = done(service.call("GET", "/me/certificates", person=rider.person))["items"]
    assert (made["minutes"], service.value(BALANCE, account=me)) == (59 + 46, 105)
    return str(made["number"])


def corrected_it_is_superseded(service: Service, number: str, chain: int) -> None:
    """Planted: the ledger goes on, so that paper and sum differ; that is seen, and the paper says so itself."""
    version = done(service.call("GET", f"/hours/{chain}", person=STAFF))["version"]
    body = {"minutes": 41, "reason": "再核对", "version": version}
    done(service.call("POST", f"/hours/{chain}/correction", body, person=STAFF))
    paper = done(service.call("GET", f"/certificates/{number}"))
    assert (paper["minutes"], paper["status"]) == (105, "superseded")
    account = "SELECT a.public_no FROM accounts a JOIN hours_chains c ON c.account_id = a.id WHERE c.id = :chain"
    assert service.value(BALANCE, account=service.value(account, chain=chain)) == 100


def at_the_looks(service: Service, phones: Phones, later: Later, title: str) -> tuple[Phone, int]:
    """Staff at 要看一下 of a single row of 41 minutes; its chain."""
    quiet(service)
    chain = one_row(service, later, title, stays=timedelta(minutes=41))
    staff = phones("staff", size=SMALL, theme="system")
    at_work(staff)
    staff.tap("要看一下 (1)", exact=False)
    staff.until("到了41分钟")
    return staff, chain


def test_a_form_stands_where_it_was_left_and_a_row_that_changed_keeps_it(
    service: Service, phones: Phones, later: Later
):
    staff, chain = at_the_looks(service, phones, later, "留着没办完")
    staff.tap("不算")
    back_after_a_restart(staff)
    staff.until("为什么不算？")
    roomy(staff)
    staff.tap("再想想")
    staff.tap("改分钟数")
    staff.tap("+5分钟")
    staff.tap("忘了签退")
    back_after_a_restart(staff)
    staff.until("确认 46分钟")
    chosen = staff.page.get_by_role("radio", name="忘了签退")
    assert chosen.get_attribute("aria-checked") == "true"
    staff.shot("hours-form-reopened")
    roomy(staff)
    left_sooner(service, chain)
    staff.tap("确认 46分钟")
    staff.until("这条刚有变化，现在是这样")
    staff.until("到了36分钟")
    staff.shot("hours-overtaken")
    assert {kind for kind, _, _ in lines(service, chain)} == {"proposal"}
    staff.tap("确认 46分钟")
    staff.until("确认了46分钟")
    assert lines(service, chain)[-2:] == [("proposal", 36, "staff"), ("confirm", 46, "staff")]
    it_changed_again(service, staff, chain)


def roomy(staff: Phone) -> None:
    """Each button has a name and room; ``test_every_page`` looks at the row before one is tapped."""
    staff.until_settled()
    assert looking.nameless(staff)[1] == []
    assert looking.cramped(staff) == []


def back_after_a_restart(staff: Phone) -> None:
    staff.restart()
    staff.tab("我的")
    staff.tap("今天的工作")
    staff.tap("要看一下 (1)", exact=False)
    staff.until("第1条，共1条")


def it_changed_again(service: Service, staff: Phone, chain: int) -> None:
    """What becomes known after the decision stands in a pile of its own, and is put right there."""
    left_sooner(service, chain, minutes=31)
    staff.restart()
    staff.tab("我的")
    staff.tap("今天的工作")
    staff.tap("看名单和全部时长")
    staff.tap("签到又有变化 (1)", exact=False)
    staff.tap("改分钟数")
    staff.tap("-5分钟")
    staff.tap("和本人核对过")
    staff.shot("hours-changed-later")
    staff.tap("更正为", exact=False)
    staff.until("看完了")
    assert [kind for kind, _, _ in lines(service, chain)][-2:] == ["reverse", "confirm"]


def left_sooner(service: Service, chain: int, minutes: int = 36) -> None:
    """Somebody else marks that they left sooner."""
    row = done(service.call("GET", f"/hours/{chain}", person=STAFF))
    signup = service.value("SELECT signup_id FROM hours_chains WHERE id = :id", id=chain)
    begins = datetime.fromisoformat(row["shift"]["starts_at"])
    times = {"checked_in_at": begins.isoformat(), "checked_out_at": (begins + timedelta(minutes=minutes)).isoformat()}
    done(service.call("PUT", f"/signups/{signup}/attendance", times | {"reason": "现场核对"}, person=COLLEAGUE))


def test_without_an_answer_nothing_is_claimed_and_tapping_again_is_one_decision(
    service: Service, phones: Phones, later: Later
):
    """Planted: the decision does not reach the service, then its answer is lost; what the journey looks for is not there."""
    staff, chain = at_the_looks(service, phones, later, "没有答复")
    lost = staff.lose_requests("/hours/confirmations")
    staff.tap("确认 41分钟")
    staff.until("再点一次，不会重复")
    staff.until_settled()
    assert lost.count == 4  # tapped, and asked again before the list was looked at, twice each
    assert not staff.sees("确认了41分钟")
    with pytest.raises(AssertionError):
        assert lines(service, chain)[1:] == [("confirm", 41, "checkin")]
    lost.end()
    unheard = staff.lose_answers("/hours/confirmations", times=4)
    staff.tap("确认 41分钟")
    staff.until_settled()
    assert unheard.count == 4
    assert not staff.sees("确认了41分钟") and not staff.sees("别人办了")
    staff.pull()
    staff.until("确认了41分钟")  # by the answer to the same key, so that it can be taken back
    staff.until("还有10分钟能撤销")
    keys = {one.headers["idempotency-key"] for one in staff.sent("POST", "/hours/confirmations")}
    assert len(keys) == 1
    assert lines(service, chain)[1:] == [("confirm", 41, "checkin")]


def test_after_ten_minutes_nothing_is_taken_back(service: Service, phones: Phones, later: Later):
    staff, chain = at_the_looks(service, phones, later, "过了十分钟")
    staff.tap("确认 41分钟")
    staff.until("还有10分钟能撤销")
    later(minutes=11 + 41 + 9.5)
    staff.restart()
    staff.tab("我的")
    staff.tap("今天的工作")
    staff.until("还有1分钟能撤销")
    later(minutes=11 + 41 + 11)
    staff.tap("撤销", exact=False)
    staff.until_gone("能撤销")
    assert lines(service, chain)[1:] == [("confirm", 41, "checkin")]


def test_over_the_cap_somebody_else_has_the_second_word(service: Service, phones: Phones, later: Later):
    quiet(service)
    second = approver(service)
    chain = one_row(service, later, "守了一天", stays=timedelta(hours=9))
    staff = phones("staff", size=SMALL, theme="system")
    at_work(staff)
    staff.tap("全部确认")
    staff.until("要第二个人复核")
    staff.shot("hours-first-word")
    assert not staff.sees("等复核 (")
    assert [kind for kind, _, _ in lines(service, chain)] == ["proposal", "first_approval"]

    other = phones(second, size=SMALL, theme="system")
    at_work(other)
    other.tap("等复核 (1)", exact=False)
    other.until("同意 9小时")
    assert not other.sees("改")
    other.shot("hours-second-word")
    other.tap("同意 9小时")
    other.until("确认了9小时")
    assert lines(service, chain)[1:] == [("first_approval", 540, "checkin"), ("confirm", 540, "checkin")]
    one_that_was_drawn_is_read(service, other)


def one_that_was_drawn_is_read(service: Service, other: Phone) -> None:
    """The draw is the service's own, by chance: here it is made."""
    service.rows(NONE_DRAWN)
    drawn = service.value(DRAW, community=f"{TOWN}%")
    other.back()
    other.tap("看名单和全部时长")
    other.tap("抽查 (1)", exact=False)
    other.until("看过了，没问题")
    other.shot("hours-drawn")
    assert service.value(READ_AT, id=drawn) is None
    other.tap("看过了，没问题")
    other.until("看完了")
    assert service.value(READ_AT, id=drawn) is not None


def test_a_check_in_is_accepted_or_not_and_an_objection_answered(service: Service, phones: Phones):
    quiet(service)
    chain = object_to_hours(service, "rider02", "我到了的，签退的时候没有网。")
    staff = phones("staff", size=SMALL, theme="system")
    at_work(staff)
    (checkin,) = done(service.call("GET", "/checkins?state=pending", person=STAFF))["items"]
    staff.tap("签到等确认 (1)", exact=False)
    staff.until("没网时扫的")
    staff.tap(f"{checkin['display_name']}的签退算")
    staff.shot("checkins-why")
    staff.tap("带队说到了")
    staff.until("的签退算上了")
    staff.until("没有等确认的签到")
    kept = service.rows("SELECT state, note FROM checkins WHERE id = :id", id=checkin["id"])
    assert kept == [("accepted", "带队说到了")]
    staff.back()
    staff.tap("异议 (1)", exact=False)
    staff.until("我到了的，签退的时候没有网。")
    label = f"给{done(service.call('GET', f'/hours/{chain}', person=STAFF))['person']['display_name']}的答复"
    staff.fill(label, "查过了")
    staff.restart()
    staff.tab("我的")
    staff.tap("今天的工作")
    staff.tap("异议 (1)", exact=False)
    staff.until("发出答复")
    assert staff.page.get_by_label(label).input_value() == "查过了"
    staff.tap("更正时长", exact=False)
    staff.tap("改分钟数")
    staff.tap("+5分钟")
    staff.tap("和本人核对过")
    staff.shot("hours-correction")
    staff.tap("更正为", exact=False)
    staff.until("：更正为")
    staff.back()
    staff.until("发出答复")
    staff.tap("发出答复", exact=False)
    staff.until("答复发出去了")
    staff.shot("objection-answered")
    answer = "SELECT answer FROM hours_objections WHERE chain_id = :chain"
    assert service.value(answer, chain=chain) == "查过了"
    assert [kind for kind, _, _ in lines(service, chain)][-2:] == ["reverse", "confirm"]


def test_a_finger_that_taps_twice_decides_on_one_row(service: Service, phones: Phones, later: Later):
    """The second tap lands on the next row, which came under the finger; whoever looks at it first decides on it."""
    rider, staff = phones.new(theme="system"), phones("staff", theme="system")
    day = a_day(service, later, rider.person, "double")
    at_work(staff)
    staff.tap("要看一下 (2)", exact=False)
    staff.until("没签退")
    first = chain_of(service, day.no_check_out, rider.person)
    second = chain_of(service, day.left_early, rider.person)
    staff.tap("确认 ", exact=False)
    staff.until("到了41分钟")
    staff.page.evaluate("document.querySelector('#phone .act-main').click()")
    staff.until_settled()
    assert [kind for kind, _, _ in lines(service, first)] == ["proposal", "confirm"]
    assert [kind for kind, _, _ in lines(service, second)] == ["proposal"]
    later(hours=16, minutes=1)  # as somebody who reads first
    staff.tap("确认 41分钟")
    staff.until("看完了")
    assert [kind for kind, _, _ in lines(service, second)] == ["proposal", "confirm"]
