"""Codes and shifts for journeys of presence: what hangs, glows or is scanned, got over HTTP as those who keep it get it."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from tests.e2e.phone import Phone
from tests.e2e.service import Service
from tests.e2e.shift_stage import STAFF, done, shift, signed_up

SCENE = re.compile(r"P\.[0-9A-Z]{6}\.[0-9A-Z]{4}\.[0-9A-Z]{12}")
ADULT = "已满16岁，同意并登录"
Later = Callable[..., None]


@dataclass(frozen=True)
class Glowing:
    """A code that a screen shows from an instant on."""

    text: str
    begins: datetime


def shift_of(service: Service, person: str, title: str) -> int:
    """A shift that begins in half an hour, with this person on its roster."""
    number = shift(service, title, starts_in=timedelta(minutes=30))
    signed_up(service, number, person)
    return number


def next_code(service: Service, shift_id: int) -> Glowing:
    """The code that the shift's screen shows in its next step."""
    codes = done(service.call("GET", f"/shifts/{shift_id}/screen-code", person=STAFF))["codes"]
    return Glowing(codes[1]["code"], datetime.fromisoformat(codes[1]["from"]))


def to_instant(later: Later, instant: datetime, after_s: float = 0.2) -> None:
    """Let it be just after an instant, here and on every phone."""
    later(minutes=(instant.timestamp() + after_s - time.time()) / 60)


def poster(service: Service, path: str, person: str = STAFF) -> str:
    """The scene that a poster carries; the fake platform writes it beside its picture."""
    connection = http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=30)
    service.call("GET", "/me", person=person)  # signed in
    headers = {"Authorization": f"Bearer {service.tokens[person]}"}
    try:
        connection.request("GET", f"/api/v1{path}/poster?format=png", headers=headers)
        answer = connection.getresponse()
        found = SCENE.search(answer.read().decode("latin1"))
    finally:
        connection.close()
    assert answer.status == 200 and found is not None, answer.status
    return found.group()


def account_of(service: Service, phone: Phone) -> int:
    """The account behind a phone, by the number its app keeps."""
    number = phone.kept("session")["account"]
    return int(service.value("SELECT id FROM accounts WHERE public_no = :number", number=number))


def sign_in(phone: Phone) -> None:
    """On 我的, by taps."""
    phone.tab("我的")
    phone.tap("登录")
    phone.tap(ADULT)
    phone.until("退出登录")


def aim(phone: Phone, text: str) -> None:
    """The camera's view holds a code: the tab, its button, and the text that stands for the picture."""
    phone.tab("扫码")
    phone.tap("扫码签到")
    phone.answer("别的码，自己写")
    write(phone, text)


def write(phone: Phone, text: str) -> None:
    """Into the field that stands for the picture."""
    field = phone.page.locator("#over input")
    field.tap()
    field.press_sequentially(text)


def scan(phone: Phone, text: str) -> None:
    """Scan a code."""
    aim(phone, text)
    phone.answer("好")
