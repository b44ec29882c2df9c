"""Journey (h): a rider sees what is stored, takes it away, leaves, changes their mind, and leaves for good."""

from __future__ import annotations

import io
import json
from typing import Any

import sqlalchemy as sa
from pypdf import PdfReader

from tests.e2e import papers
from tests.e2e.leaving_stage import NAME, SUM, Past, still_referring, texts_with, with_a_past
from tests.e2e.phone import Phone, Phones
from tests.e2e.presence_stage import Later, sign_in
from tests.e2e.service import Service
from tests.e2e.shift_stage import STAFF, done

PAGES = "packages/rider/pages"
STATUS = "SELECT status FROM accounts WHERE id = :account"
STATES = "SELECT state FROM signups WHERE person_ref = :ref ORDER BY id"
PEOPLE = "SELECT count(*) FROM accounts"
WEEK_H = 7 * 24.0


def at_the_centre(phone: Phone) -> None:
    phone.open()
    sign_in(phone)
    phone.tap("隐私与我的数据")
    phone.until("存了什么，为什么")
    phone.until("微信给的编号")


def leaves(phone: Phone) -> None:
    """From the page with its preview."""
    phone.tap("注销账号", within="#pages")
    phone.answer("注销")
    phone.until("账号正在注销")


def paper_of(phone: Phone) -> str:
    """看 PDF opens a tab; its text."""
    found = papers.opened(phone, "看 PDF", "**/me/export?format=pdf")
    (phone.shots / "h-export.pdf").write_bytes(found)
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(found)).pages)


def copied_and_shared(phone: Phone) -> tuple[dict[str, Any], dict[str, Any]]:
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.tap("准备数据")
    phone.until("好了：")
    phone.tap("复制")
    phone.tap("同意")
    copied = phone.page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('{') && text)")
    copy = json.loads(copied.json_value())
    with phone.page.expect_download() as saved:
        phone.tap("发到微信")
    assert saved.value.suggested_filename == "yiqi-my-data.json"
    return copy, json.loads(saved.value.path().read_text(encoding="utf-8"))


def rows_in(found: dict[str, Any], table: str) -> list[dict[str, Any]]:
    return next(one["rows"] for one in found["tables"] if one["table"] == table)


def test_h_leaving_taken_back_and_left_for_good(
    service: Service, phones: Phones, later: Later, size: tuple[int, int]
) -> None:
    rider = phones.new(size=size)
    past = with_a_past(service, later, rider.person)
    before = service.value(SUM)
    at_the_centre(rider)
    rider.shot("h-centre")

    rider.tap("注销账号")
    rider.until("马上结束")
    rider.until(past.ahead)
    rider.shot("h-preview")
    assert rider.sees("开过的证明留下编号")
    assert service.value(STATUS, account=past.account) == "active"
    leaves(rider)
    rider.until("还有6天23小时")
    rider.shot("h-closing")
    assert rider.taps == 7
    assert service.value(STATUS, account=past.account) == "closing"
    assert "cancelled" in {row.state for row in service.rows(STATES, ref=past.ref)}

    rider.tap("带走我的数据")
    text = paper_of(rider)
    assert "益骑驿站保存的我的信息" in text
    assert "13812345678" in text
    copy, shared = copied_and_shared(rider)
    assert copy == shared
    assert rows_in(shared, "phones")[0]["phone"] == "13812345678"
    assert rows_in(shared, "accounts")[0]["person_ref"] == past.ref
    rider.shot("h-take-away")
    rider.back()

    rider.tap("不注销了")
    rider.until("欢迎回来")
    rider.shot("h-back")
    assert service.value(STATUS, account=past.account) == "active"
    leaves(rider)
    shows_everywhere(rider)

    later(hours=WEEK_H + 2.1)
    service.work()
    assert still_referring(service, past) == []
    assert texts_with(service, NAME) == []
    assert service.value(SUM) == before
    assert done(service.call("GET", f"/certificates/{past.certificate}")) == past.verified
    people = service.value(PEOPLE)
    rider.restart()
    rider.tab("我的")
    rider.until("不登录也能找驿站")
    assert rider.kept("me") is None
    assert service.value(PEOPLE) == people


def shows_everywhere(rider: Phone) -> None:
    """The face of an account that is closing, on 我的 and behind it."""
    rider.restart()
    rider.tab("我的")
    rider.until("账号正在注销")
    rider.shot("h-me-closing")
    rider.tap("隐私与我的数据")
    rider.until("注销期间这里看不了")
    for page, way_back in (("looked", "去看注销"), ("profile", "去看注销")):
        rider.open(f"{PAGES}/{page}/{page}")
        rider.until(way_back)


def test_negative_control_what_stays_is_seen(service: Service, phones: Phones, later: Later) -> None:
    """Planted: somebody who is only closing is not erased, and a name is left in a table."""
    rider = phones.new()
    past = with_a_past(service, later, rider.person)
    service.call("DELETE", "/me", person=rider.person)
    later(hours=WEEK_H)
    service.work()  # a minute too early: the two hours of the stage are not over
    found = still_referring(service, past)
    assert any(one.startswith("memberships.account_id") for one in found)
    assert any(one.startswith("accounts.person_ref") for one in found)
    with service.engine.connect() as connection:
        left = sa.text("UPDATE accounts SET display_name = :name WHERE id = :account")
        connection.execute(left, {"name": NAME, "account": past.account})
    assert texts_with(service, NAME) == ["accounts"]
    assert service.value(STATUS, account=past.account) == "closing"


def test_what_is_stored_who_looked_and_each_switch(service: Service, phones: Phones, later: Later) -> None:
    rider = phones.new(size=(320, 568))
    past = with_a_past(service, later, rider.person)
    at_the_centre(rider)
    stored = done(service.call("GET", "/me/stored", person=rider.person))["items"]
    for line in stored:
        assert rider.sees(line["what"]) == (line["count"] > 0), line["what"]
    assert rider.sees("没有民族、宗教、政治面貌这些栏目")
    rider.tap("为什么：手机号")
    rider.until("不拿来推销")

    rider.tap("允许手机号")
    rider.until("关掉就删手机号。")
    rider.answer("关掉")
    until_switched(rider, "允许手机号", on=False)
    assert service.value("SELECT count(*) FROM phones WHERE account_id = :account", account=past.account) == 0
    assert consent(service, past, "phone") == "withdrawn"
    rider.tap("允许手机号")
    until_switched(rider, "允许手机号", on=True)
    assert consent(service, past, "phone") == "given"
    rider.tap("一项一项看")
    rider.tap("允许班次提醒")
    until_switched(rider, "允许班次提醒", on=True)
    assert consent(service, past, "message:shift_reminder") == "given"
    rider.shot("privacy-switches")

    rider.tap("谁看过我的信息")
    rider.until("社区工作人员")
    rider.shot("privacy-looked")
    looks = service.rows("SELECT what FROM access_logs WHERE account_id = :id ORDER BY id DESC", id=past.account)
    assert rider.lines(".big") == [look.what for look in looks] != []
    staff = done(service.call("GET", "/me", person=STAFF))
    assert not rider.sees(staff["display_name"])
    assert not rider.sees(staff["public_no"])


def until_switched(phone: Phone, name: str, *, on: bool) -> None:
    phone.page.get_by_role("switch", name=name, exact=True, checked=on).wait_for()


def consent(service: Service, past: Past, purpose: str) -> str | None:
    rows = service.rows(
        "SELECT action FROM consent_records WHERE account_id = :account AND purpose = :purpose ORDER BY id",
        account=past.account,
        purpose=purpose,
    )
    return rows[-1].action if rows else None


def test_another_phone_is_signed_out_and_stays_so(service: Service, phones: Phones) -> None:
    lost = phones.new()
    lost.open()
    sign_in(lost)
    rider = phones(lost.person)
    at_the_centre(rider)
    number = rider.kept("session")["account"]
    living = "SELECT count(*) FROM auth_tokens t JOIN accounts a ON a.id = t.account_id WHERE a.public_no = :no"
    living += " AND t.revoked_at IS NULL"
    assert service.value(living, no=number) == 2
    rider.tap("在哪些手机上登录着")
    rider.until("这台手机")
    rider.shot("privacy-devices")
    rider.tap("让它退出：浏览器预览")
    rider.answer("让它退出")
    rider.until("只有这台手机登录着")
    assert service.value(living, no=number) == 1
    lost.restart()
    lost.tab("我的")
    lost.until("不登录也能找驿站")
    assert service.value(living, no=number) == 1


def test_a_number_is_given_refused_and_taken_back_and_a_name_changed(service: Service, phones: Phones) -> None:
    rider = phones.new(size=(320, 568), privacy="agree")
    rider.open()
    sign_in(rider)
    rider.tap("改名字，留手机号")
    rider.tap("留手机号，即同意《手机号》")
    rider.answer("不允许")
    rider.until("不留也行")
    rider.shot("profile-refused")
    rider.tap("留手机号，即同意《手机号》")
    rider.answer("允许")
    rider.until("****")
    number = rider.kept("session")["account"]
    phone = "SELECT count(*) FROM phones p JOIN accounts a ON a.id = p.account_id WHERE a.public_no = :number"
    assert service.value(phone, number=number) == 1
    rider.tap("删掉手机号")
    rider.answer("删掉手机号")
    rider.until("没有留号码")
    assert service.value(phone, number=number) == 0

    rider.fill("名字", "阿依江")
    rider.restart()
    rider.tab("我的")
    rider.tap("改名字，留手机号")
    rider.until_settled()
    assert rider.page.get_by_label("名字", exact=True).input_value() == "阿依江"
    elsewhere = done(service.call("GET", "/me", person=rider.person))
    body = {key: elsewhere[key] for key in ("display_name", "avatar_url", "work_kind", "age_ok")}
    version = {"If-Match": f'"{elsewhere["version"]}"'}
    done(service.call("PUT", "/me/profile", body | {"work_kind": "driver"}, person=rider.person, headers=version))
    rider.tap("保存")
    rider.until("刚在别处改过")
    assert rider.page.get_by_label("名字", exact=True).input_value() == "阿依江"
    rider.page.get_by_role("radio", name="司机", checked=True).wait_for()
    rider.tap("保存")
    rider.until_gone("刚在别处改过")
    rider.until_settled()
    rider.tap("骑手")
    rider.until_settled()
    rider.shot("profile")
    row = service.rows("SELECT display_name, work_kind FROM accounts WHERE public_no = :number", number=number)[0]
    assert tuple(row) == ("阿依江", "rider")
