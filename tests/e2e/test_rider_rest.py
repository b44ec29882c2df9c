"""The rider's other pages by taps: certificates and their check, own statement, claim, objection, inbox and its switches."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pypdf import PdfReader

from tests.e2e import looking, papers
from tests.e2e.hours_stage import waiting
from tests.e2e.phone import SMALL, Phone, Phones
from tests.e2e.presence_stage import account_of, sign_in, write
from tests.e2e.service import Service
from tests.e2e.shift_stage import STAFF, done, hours_of_three, shift, signed_up

Later = Callable[..., None]
NAME = "阿依努尔·买买提"
LEDGER = """SELECT coalesce(sum(e.minutes), 0) FROM hours_entries e JOIN accounts a ON a.person_ref = e.person_ref
    WHERE a.id = :account AND e.kind IN ('confirm', 'reverse', 'backfill')"""
SIGNUP = """SELECT s.state, s.stated_in_at, s.stated_out_at, s.stated_note FROM signups s
    WHERE s.shift_id = :shift AND s.account_id = :account"""


def holds(phone: Phone) -> None:
    """Whatever can be tapped has a name and room, and all can be read."""
    phone.until_settled()
    faults = [*looking.nameless(phone)[1], *looking.cramped(phone)]
    assert faults + looking.unreadable(phone, "light") == []


def typed(phone: Phone, label: str) -> str:
    """What stands in a field."""
    return phone.page.locator(".page:not([hidden])").get_by_label(label, exact=True).input_value()


def forget_drafts(phone: Phone) -> None:
    phone.page.evaluate("key => localStorage.removeItem(key)", f"phone:{phone.person}:drafts")


def paper(phone: Phone, name: str) -> bytes:
    """打开证明 opens a tab with a PDF that came with the bearer header."""
    found = papers.opened(phone, "打开证明", "**/document")
    (phone.shots / f"{name}.pdf").write_bytes(found)
    return found


def words_of(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def whole(pdf: bytes, *lines: str) -> bool:
    """Whether the paper says all of this."""
    return all(re.sub(r"\s", "", line) in words_of(pdf) for line in lines)


def test_a_certificate_is_asked_for_opened_and_checked(service: Service, phones: Phones):
    rider = phones("rider", size=SMALL, position="allowed")
    rider.open()
    sign_in(rider)
    rider.count_taps()
    rider.tap("我的证明")
    rider.until("哪个单位开")
    rider.fill("纸上的姓名", NAME)
    rider.restart()
    rider.tab("我的")
    rider.tap("我的证明")
    rider.until("哪个单位开")
    assert typed(rider, "纸上的姓名") == NAME, "the draft is gone"
    rider.tap("开证明")
    rider.until("开好了")
    assert rider.taps == 3  # without the name
    rider.shot("certificate-issued")
    holds(rider)
    pdf = paper(rider, "certificate")
    account = account_of(service, rider)
    made = "SELECT number, minutes, name_enc FROM certificates WHERE account_id = :account ORDER BY id DESC LIMIT 1"
    (certificate,) = service.rows(made, account=account)
    assert certificate.minutes == service.value(LEDGER, account=account) > 0
    assert NAME.encode() not in bytes(certificate.name_enc)
    assert whole(pdf, NAME, certificate.number, "光明社区居委会", f"{certificate.minutes / 60:.2f}")
    assert not whole(pdf, "阿依努尔·买买提江"), "the check of the paper sees everything in it"

    code = re.search(r"校验码((?:[0-9A-Z]{4}-){2}[0-9A-Z]{4})", words_of(pdf))
    assert code
    rider.tap("核对一张证明")
    rider.tap("扫纸上的码")
    rider.answer("别的码，自己写")
    write(rider, f"{service.url}/c/{certificate.number}")
    rider.answer("好")
    rider.until("查到了")
    assert rider.sees(f"{certificate.minutes / 60:.2f}小时")
    rider.fill("纸上的姓名", "阿不都")
    rider.fill("纸上的校验码", code[1])
    rider.tap("核对姓名")
    rider.until("不相符")
    rider.fill("纸上的姓名", NAME)
    rider.tap("核对姓名")
    rider.until("相符：姓名和校验码就是这张证明上的")
    rider.shot("certificate-checked")
    holds(rider)


def test_without_a_scan_one_says_when_one_was_there(service: Service, phones: Phones, later: Later):
    rider = phones.new(subscribe="off")
    number = shift(service, "没签上的一班", starts_in=timedelta(minutes=10))
    signed_up(service, number, rider.person)
    later(hours=14)
    for _ in range(2):  # over first, then who did not come
        service.work()
    rider.open()
    sign_in(rider)
    rider.tap("消息")
    rider.tap("这次没见到你：没签上的一班", exact=False)
    rider.tap("没签上？自己说一下时间")
    rider.until("先按计划填好了")
    rider.tap("到了 晚5分")
    rider.tap("走了 晚15分")
    rider.tap("手机没电")
    rider.shot("statement")
    shown = rider.lines(".time")
    rider.open("packages/rider/pages/statement/statement", f"id={number}")
    rider.until("交给工作人员核对")
    assert rider.lines(".time") == shown, "the draft is gone"
    rider.tap("交给工作人员核对")
    rider.until("收到了")
    rider.shot("statement-sent")
    holds(rider)
    there = done(service.call("GET", f"/shifts/{number}"))
    starts, ends = (datetime.fromisoformat(there[name]).astimezone(UTC) for name in ("starts_at", "ends_at"))
    (row,) = service.rows(SIGNUP, shift=number, account=account_of(service, rider))
    assert (row.stated_in_at, row.stated_out_at) == (starts + timedelta(minutes=5), ends + timedelta(minutes=15))
    assert row.stated_note == "手机没电"
    (waits,) = waiting(service, shift_id=number)
    assert (waits["proposed_minutes"], waits["pile"]) == (70, "look")


def test_a_walk_in_is_claimed_by_its_code(service: Service, phones: Phones, later: Later):
    number = shift(service, "现场来的", starts_in=timedelta(minutes=10))
    later(minutes=15)
    body = {"direction": "in", "nonce": uuid.uuid4().hex}
    walked = done(service.call("POST", f"/shifts/{number}/walk-ins", body, person=STAFF))
    rider = phones.new(subscribe="off")
    rider.open()
    sign_in(rider)
    rider.tap("我的报名")
    rider.tap("现场登记过？领回来")
    rider.fill("领取码", walked["claim_code"][:8].lower())
    rider.tap("领回来")
    rider.until("还差2位")
    wrong = "".join("2" if one != "2" else "3" for one in walked["claim_code"])
    rider.fill("领取码", wrong)
    rider.tap("领回来")
    rider.until("这个码不对，或者已经过期")
    rider.restart()
    rider.open("packages/rider/pages/claim/claim")
    rider.until("领回来")
    assert typed(rider, "领取码") == wrong, "the draft is gone"
    forget_drafts(rider)  # planted: a phone that keeps none is seen
    rider.open("packages/rider/pages/claim/claim")
    rider.until("领回来")
    assert typed(rider, "领取码") == ""
    assert service.value("SELECT account_id FROM signups WHERE id = :id", id=walked["id"]) is None
    rider.fill("领取码", walked["claim_code"].lower())
    rider.tap("领回来")
    rider.until("领到了")
    rider.shot("claimed")
    rider.tap("看这一班")
    rider.until("已签到")
    assert service.value("SELECT account_id FROM signups WHERE id = :id", id=walked["id"]) == account_of(service, rider)


def test_hours_that_are_wrong_are_objected_to_by_a_tap(service: Service, phones: Phones, later: Later):
    rider = phones.new(subscribe="off")
    refused = hours_of_three(service, rider.person, later)
    rider.open()
    sign_in(rider)
    rider.tap("我的时长")
    rider.tap("敲门问候", exact=False)
    rider.until("这一条是怎么来的")
    assert rider.lines(".source") == ["手动登记"]
    rider.tap("我到了，没算")
    rider.fill("再说一句（不写也行）", "带队知道")
    rider.open("packages/rider/pages/hours-entry/hours-entry", f"id={refused}")
    rider.until("提异议")
    assert typed(rider, "再说一句（不写也行）") == "带队知道", "the draft is gone"
    rider.shot("objection")
    holds(rider)
    rider.count_taps()
    rider.tap("提异议")
    rider.until("收到了")
    assert rider.taps == 1
    rider.until("你说：我到了，没算；带队知道")
    assert not rider.sees("再说一句")
    rider.shot("objected")
    text = "SELECT text FROM hours_objections WHERE chain_id = :chain"
    assert service.value(text, chain=refused) == "我到了，没算；带队知道"


def test_notices_are_read_and_switched(service: Service, phones: Phones, later: Later):
    rider = phones.new()
    for title in ("消息一", "消息二"):
        signed_up(
            service, shift(service, title, starts_in=timedelta(hours=30 if title == "消息一" else 50)), rider.person
        )
    rider.open()
    sign_in(rider)
    account = account_of(service, rider)
    unread = "SELECT count(*) FROM notices WHERE account_id = :account AND read_at IS NULL"
    assert service.value(unread, account=account) == 2
    rider.tap("消息")
    rider.until("报名成功：消息一")
    assert rider.lines(".mark") == ["未读", "未读"]
    rider.tap("报名成功：消息一", exact=False)
    rider.until("取消报名")
    rider.until_settled()
    assert service.value(unread, account=account) == 1
    rider.back()
    rider.tap("全部标为已读")
    rider.until_gone("未读")
    rider.until_settled()
    assert service.value(unread, account=account) == 0

    rider.tap("哪些发到微信")
    rider.tap("班次 快开始了", exact=False)
    rider.until("关")
    rider.until_settled()
    switched = "SELECT wanted FROM topic_switches WHERE account_id = :account AND topic = 'shift'"
    assert service.value(switched, account=account) is False
    rider.tap("报名和候补 让微信多发几条")
    rider.answer("允许")
    rider.answer("只这次")
    rider.until("微信还能发1条")
    rider.shot("notice-settings")


def test_a_switch_that_was_not_heard_stands_as_it_was(service: Service, phones: Phones):
    """Planted: the answer is lost, so the page may not claim what the service never said."""
    rider = phones.new()
    rider.open()
    sign_in(rider)
    rider.open("packages/rider/pages/notice-settings/notice-settings")
    rider.until("报名和候补")
    lost = rider.lose_requests("/me/notice-settings")
    rider.tap("班次 快开始了", exact=False)
    rider.until("再试一次")
    assert rider.lines(".word") == ["开"] * 7
    assert lost.count > 0


def test_a_help_line_is_dialled_after_one_question(service: Service, phones: Phones):
    rider = phones.new()
    rider.open()
    rider.tab("我的")
    rider.tap("12345", exact=False)
    rider.until("手机上会直接拨号")
    rider.answer("取消")
    rider.open("packages/rider/pages/claim/claim")
    rider.tap("拿不准就打 12345")
    rider.until("手机上会直接拨号")
