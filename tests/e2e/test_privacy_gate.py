"""WeChat's privacy question: agreeing, refusing and a guide that is not filed each lead on, wherever a listed call is made."""

from __future__ import annotations

import pytest

from tests.e2e import in_page
from tests.e2e.phone import Phone, Phones
from tests.e2e.presence_stage import account_of, poster, scan, shift_of, sign_in
from tests.e2e.service import Service

QUESTION = "用你的位置前，先说清楚"
WECHATS = "申请获取你的位置"
FIX_MS = 4000  # so long a fix is waited for
USE = "用一次位置，即同意《这一次的位置》"
AT_THE_PLACE = (44.904613, 82.071862)
STATES = "SELECT state, reason FROM checkins WHERE account_id = :account"


def reads_on(rider: Phone) -> None:
    """Longer than a fix is waited for."""
    rider.page.evaluate("ms => window.__over(ms)", FIX_MS)
    rider.until_settled()
    assert rider.sees("找最近开着的驿站"), "behind the question the page has not changed"


def test_agreeing_finds_the_nearest_however_long_the_questions_are_read(phones: Phones, size: tuple[int, int]):
    rider = phones.new(size=size)
    rider.context.add_init_script(in_page.WAITS)
    rider.open()
    rider.tap_twice("看我附近")
    rider.until(QUESTION)
    rider.until_settled()
    assert rider.sees(QUESTION), "the second tap answers nothing"
    rider.shot("gate-nearest")
    rider.tap("看《益骑隐私保护指引》")
    reads_on(rider)
    rider.tap("同意")
    rider.until(WECHATS)
    reads_on(rider)
    assert rider.page.locator("#over [role=dialog]").count() == 1
    rider.answer("允许")
    rider.until("去这里")
    assert rider.kept("where") == {"by": "place"}


def test_negative_control_a_gate_that_does_not_hear_leads_nowhere(phones: Phones):
    rider = phones.new()
    rider.open()
    rider.tap("看我附近")
    rider.until(QUESTION)
    agree = rider.page.get_by_role("button", name="同意", exact=True)
    agree.evaluate("button => button.replaceWith(button.cloneNode(true))")
    agree.tap()
    with pytest.raises(AssertionError, match="waited"):
        rider.until(WECHATS, within_s=1)
    assert rider.kept("where") is None


@pytest.mark.parametrize("privacy", ["ask", "unfiled"])
def test_refused_or_not_filed_leads_to_choosing_a_place(phones: Phones, privacy: str):
    rider = phones.new(privacy=privacy)
    rider.open()
    rider.tap("看我附近")
    if privacy == "ask":
        rider.tap("不同意，按地方找")
    rider.until("青得里街道")
    rider.tap("青得里街道")
    rider.until("去这里")
    assert not rider.sees(QUESTION)


@pytest.mark.parametrize("privacy", ["ask", "unfiled"])
def test_the_map_refused_or_not_filed_leaves_the_list_of_places(phones: Phones, privacy: str):
    rider = phones.new(privacy=privacy)
    rider.open()
    rider.tap("选乡镇街道")
    rider.tap("在地图上选")
    if privacy == "ask":
        rider.tap("不同意，按地方找")
    rider.tap("青得里街道")
    rider.until("去这里")


def waiting_for_a_position(service: Service, phones: Phones, privacy: str) -> Phone:
    rider = phones.new(privacy=privacy, at=AT_THE_PLACE)
    number = shift_of(service, rider.person, f"引导{rider.person}")
    rider.open()
    sign_in(rider)
    scan(rider, poster(service, f"/shifts/{number}"))
    rider.until("还差一步")
    rider.tap(USE)
    return rider


@pytest.mark.parametrize("privacy", ["ask", "unfiled"])
def test_a_check_in_refused_or_not_filed_goes_on_without(service: Service, phones: Phones, later, privacy: str):  # type: ignore[no-untyped-def]
    rider = waiting_for_a_position(service, phones, privacy)
    if privacy == "ask":
        rider.tap("不同意，等带队确认")
    rider.until("不给也行，带队会确认")
    rider.shot(f"gate-checkin-{privacy}")
    rider.tap("不给位置，等带队确认")
    later(minutes=6)
    service.work()
    rider.restart()
    rider.tab("扫码")
    rider.until("没有用上位置，等带队确认")
    assert service.rows(STATES, account=account_of(service, rider)) == [("pending", "no-position")]
    assert rider.sent("POST", "/position") == []
