"""The demo page as people use it, in a real Chromium."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page

from app.wechat import templates
from app.wechat.fake import FakePlatform, Serving
from app.wechat.fake.phones import OTHERS
from tests.support.browser import browser
from tests.wechat.platform_caller import Caller
from tests.wechat.test_fake_messages import ALERT, WORDS, send

pytestmark = pytest.mark.slow


@pytest.fixture
def call(serving: Serving) -> Caller:
    return Caller(serving.port)


@pytest.fixture
def page(serving: Serving) -> Iterator[Page]:
    """The demo page, which must say nothing in the console and ask nobody else."""
    complaints: list[str] = []
    with browser() as chromium:
        page = chromium.new_page()
        page.on(
            "console",
            lambda message: complaints.append(message.text) if "favicon" not in message.location["url"] else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: complaints.append(asked.url) if serving.url not in asked.url else None)
        page.goto(f"{serving.url}/__fake/")
        yield page
    assert complaints == []


def test_accepting_on_a_phone_lets_one_message_arrive_on_it(page: Page, call: Caller):
    phone = page.get_by_role("region", name="骑手 rider")
    assert phone.get_by_text("还没有消息").is_visible()
    phone.get_by_text("同意接收消息").click()
    line = phone.locator(".ask", has_text="驿站提醒")
    line.get_by_role("button", name="接受").click()
    line.get_by_text("可收 1 条").wait_for()  # the list stayed open though the phone was drawn anew
    assert "“驿站提醒”已接受" in page.locator("#said").inner_text()
    assert page.locator("#pushes").get_by_text("subscribe_msg_popup_event").is_visible()
    assert send(call, page="pages/station/station?code=YQ0001")["errcode"] == 0
    phone.get_by_text(WORDS["thing2"]["value"]).wait_for()
    assert phone.get_by_text("点开：pages/station/station?code=YQ0001").is_visible()
    line.get_by_text("可收 0 条").wait_for()
    assert send(call)["errcode"] == 43101


def test_refusing_takes_every_credit(page: Page, call: Caller):
    call("POST", "/__fake/grant", {"user": "staff", "template_id": ALERT, "n": 3})
    phone = page.get_by_role("region", name="社区工作人员 staff")
    phone.get_by_text("（3 条可收）").click()
    phone.locator(".ask", has_text="驿站提醒").get_by_role("button", name="拒绝").click()
    phone.get_by_text("（0 条可收）").wait_for()


def test_a_code_on_the_page_is_read_by_a_camera(page: Page, call: Caller):
    scene = "P.0123456789ABCDEFGHJKMNPQ"
    body = {"scene": scene, "page": "pages/station/station"}
    call.raw("POST", f"/wxa/getwxacodeunlimit?access_token={call.token()['access_token']}", body)
    picture = page.locator("#codes img")
    picture.wait_for()
    page.wait_for_function("[...document.images].every(image => image.complete && image.naturalWidth)")
    seen = Image.open(io.BytesIO(picture.screenshot())).convert("L")
    assert [found.text for found in zxingcpp.read_barcodes(seen)] == [f"pages/station/station?scene={scene}"]


def test_a_fault_is_ordered_for_the_chosen_call(page: Page, platform: FakePlatform):
    page.get_by_label("哪一种").select_option("发消息")
    page.get_by_role("button", name="系统繁忙 -1").click()
    page.get_by_text("下一次这样的调用会出错").wait_for()
    assert [(one.path, one.errcode) for one in platform.faults.waiting] == [("/cgi-bin/message/subscribe/send", -1)]


def test_the_clock_is_moved_and_a_new_start_forgets_it(page: Page, platform: FakePlatform):
    page.get_by_role("button", name="前进 1 天").click()
    page.get_by_text("时钟拨快了").wait_for()
    assert platform.offset == 86_400
    page.get_by_role("button", name="全部重来").click()
    page.get_by_text("模拟微信忘掉了一切").wait_for()
    assert platform.offset == 0


def test_it_fits_a_phone_and_says_that_it_is_a_simulation(page: Page):
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert "模拟" in page.title()
    assert page.get_by_text("和真正的微信没有关系").is_visible()
    assert page.locator("#phones > section").count() == 4
    assert page.locator("#phones > section").first.locator(".ask").count() == len(templates.MESSAGES)


def test_whoever_signs_in_gets_a_phone_and_no_name_breaks_the_page(page: Page, call: Caller):
    call.login("%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E.1")
    page.get_by_text("<img src=x onerror=alert(1)>").wait_for()
    for number in range(OTHERS + 3):
        call.login(f"person{number}.1")
    page.get_by_role("region", name=f"其他人 person{OTHERS + 2}").wait_for()
    assert page.locator("#phones > section").count() == 4 + OTHERS
