"""Pushes as WeChat would send them: sealed and signed by the fake platform's own hand, or spoilt in one way."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from app.core import clock
from app.core.settings import FAKE_APPID, FAKE_PUSH_AES_KEY, FAKE_PUSH_TOKEN
from app.wechat.fake.envelope import Keys, Sealed, seal

PATH = "/wechat/callback"
KEYS = Keys(FAKE_APPID, FAKE_PUSH_TOKEN, FAKE_PUSH_AES_KEY)
RIDER, TEMPLATE, OTHER = "o" + "r" * 27, "T" * 43, "U" * 43

Event = dict[str, Any]


def event(name: str, created: int | str = 1_790_000_000, **facts: Any) -> Event:
    """An event about the rider; ``created`` in seconds since 1970."""
    head = {"ToUserName": "gh_1", "FromUserName": RIDER, "CreateTime": created, "MsgType": "event", "Event": name}
    return head | facts


def popup(*answers: tuple[str, str], created: int | str = 1_790_000_000) -> Event:
    """What was tapped: template id and ``accept`` or ``reject``."""
    items = [{"TemplateId": one, "SubscribeStatusString": said, "PopupScene": "0"} for one, said in answers]
    return event("subscribe_msg_popup_event", created, SubscribeMsgPopupEvent={"List": items})


def media(trace_id: str = "t-1", suggest: str = "pass", **facts: Any) -> Event:
    """A verdict of version 2."""
    verdict = {"result": {"suggest": suggest, "label": 100}, "errcode": 0, "version": 2, "trace_id": trace_id}
    return event("wxa_media_check", appid=FAKE_APPID, **(verdict | facts))


def sealed(happened: Event, *, keys: Keys = KEYS, form: str = "json", late_s: int = 0, nonce: str = "42") -> Sealed:
    """One push, made ``late_s`` seconds ago."""
    return seal(keys, happened, form, stamp=int(clock.epoch()) - late_s, nonce=nonce, salt=b"0123456789abcdef")


def post(client: FlaskClient, push: Sealed, **changed: Any) -> Any:
    """Send it; ``changed`` replaces query, body or content type."""
    sent = push._replace(**changed)
    return client.post(f"{PATH}?{sent.query}", data=sent.body, content_type=sent.content_type)


def tell(client: FlaskClient, happened: Event, **how: Any) -> Any:
    """Send an event as WeChat would, and insist that it was taken."""
    answer = post(client, sealed(happened, **how))
    assert (answer.status_code, answer.text) == (200, "success"), answer.text
    return answer
