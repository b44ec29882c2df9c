"""What a push says, out of the shapes WeChat sends it in. Plain functions over the decrypted object.

Source: WeChat's pages on subscribe message events, ``wxa_media_check`` and the authorization events. Lists come as an
array inside ``SubscribeMsg…Event`` or as one object at top level, numbers and times as number or text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

Event = Mapping[str, Any]
Verdict = Literal["pass", "risky", "review"]

ATTEMPTS = 8  # then a push stays as it failed, and somebody is told
PATIENCE = timedelta(hours=2)  # how long a push may wait for what it is about
BELIEVED = timedelta(hours=24)  # how late a push may be and still be told from one with a wrong time
FRESH_S = 300  # RELIABILITY 12 and WeChat's own window: a signature older, or younger, is refused
MEDIA, POPUP, CHANGE = "wxa_media_check", "subscribe_msg_popup_event", "subscribe_msg_change_event"
SENT, REVOKE = "subscribe_msg_sent_event", "user_authorization_revoke"
CANCEL = "user_authorization_cancellation"
INSIDE = {POPUP: "SubscribeMsgPopupEvent", CHANGE: "SubscribeMsgChangeEvent", SENT: "SubscribeMsgSentEvent"}
REVOKED = {
    **dict.fromkeys(("6", "19", "20"), "profile"),
    "8": "phone",
    **dict.fromkeys(("13", "18"), "place"),
    "14": "photos",
}


@dataclass(frozen=True)
class MediaChecked:
    """The verdict on one picture; ``review``: people must look."""

    trace_id: str
    verdict: Verdict


@dataclass(frozen=True)
class Answered:
    """What somebody tapped: messages more by template id, and templates no longer wanted."""

    openid: str = field(repr=False)
    accepted: Mapping[str, int]
    refused: frozenset[str]


@dataclass(frozen=True)
class Settled:
    """What became of one message we sent."""

    openid: str = field(repr=False)
    template_id: str
    msgid: str
    delivered: bool


@dataclass(frozen=True)
class Revoked:
    """Which data somebody no longer lets us have."""

    openid: str = field(repr=False)
    kinds: frozenset[str]


@dataclass(frozen=True)
class Cancelled:
    """Somebody left the mini-program."""

    openid: str = field(repr=False)


Happening = MediaChecked | Answered | Settled | Revoked | Cancelled


def name_of(event: Event) -> str:
    """The event's name in lower case, as WeChat writes it now and then; empty for an ordinary message."""
    return _text(event.get("Event")).lower()


def happenings(event: Event) -> list[Happening]:
    """What a push tells us; nothing for events we do not act on, and for parts that cannot be read."""
    name = name_of(event)
    if name == MEDIA:
        trace_id = _text(event.get("trace_id"))
        return [MediaChecked(trace_id, media_verdict(event))] if trace_id else []
    openid = openid_of(event)
    if not openid:
        return []
    if name in {POPUP, CHANGE}:
        return _answered(openid, event)
    if name == SENT:
        return list(_settled(openid, event))
    if name == REVOKE:
        kinds = frozenset(kind for number in _numbers(event.get("RevokeInfo")) if (kind := REVOKED.get(number)))
        return [Revoked(openid, kinds)] if kinds else []
    return [Cancelled(openid)] if name == CANCEL else []


def media_verdict(event: Event) -> Verdict:
    """``pass`` or ``risky`` where WeChat is sure; everything else, its own failures included, is for people."""
    result, suggest = event.get("result"), ""
    if isinstance(result, Mapping) and _text(event.get("errcode") or 0) == "0":
        suggest = _text(result.get("suggest"))
    elif "result" not in event and _text(event.get("version") or 1) == "1" and _text(event.get("status_code")) == "0":
        suggest = {"0": "pass", "1": "risky"}.get(_text(event.get("isrisky")), "")
    if suggest == "pass":
        return "pass"
    return "risky" if suggest == "risky" else "review"


def key_of(event: Event) -> str:
    """What makes two pushes the same one: trace id, else message id and event, else sender, time and event.

    Two taps of a person may fall into one second, so the last form also says what the list names.
    """
    name, trace_id = name_of(event), _text(event.get("trace_id"))
    if trace_id:
        return f"{name} trace {trace_id}"
    numbers = [_text(event.get("MsgID") or event.get("MsgId")), *(_text(item.get("MsgID")) for item in items_of(event))]
    if any(numbers):
        return f"{name} message {' '.join(sorted(filter(None, numbers)))}"
    said = sorted(f"{_text(i.get('TemplateId'))}:{_text(i.get('SubscribeStatusString'))}" for i in items_of(event))
    said += sorted(_numbers(event.get("RevokeInfo")))
    return f"{name} from {openid_of(event)} at {_text(event.get('CreateTime'))} {' '.join(said)}".rstrip()


def happened_at(event: Event, received_at: datetime) -> datetime | None:
    """When it happened by WeChat's clock, in whole seconds; None where that cannot be read or believed.

    WeChat tells within minutes, its repeats included. What claims to be older than ``BELIEVED`` is not late but wrong,
    and then nothing of ours is younger than it.
    """
    seconds = _text(event.get("CreateTime"))
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 11):
        return None
    at = datetime.fromtimestamp(int(seconds), UTC)
    return at if received_at - BELIEVED <= at <= received_at + timedelta(seconds=FRESH_S) else None


def openid_of(event: Event) -> str:
    """Who it is about; the authorization events say it in a field of their own."""
    return _text(event.get("OpenID") or event.get("FromUserName"))


def items_of(event: Event) -> list[Event]:
    """The list of a subscribe event, whichever shape it has."""
    inner = event.get(INSIDE.get(name_of(event), ""))
    holder = inner if isinstance(inner, Mapping) else event
    found = holder.get("List", inner if isinstance(inner, list) else [])
    return [item for item in (found if isinstance(found, list) else [found]) if isinstance(item, Mapping)]


def is_fresh(timestamp: str, now_s: float) -> bool:
    """Whether a signature was made within five minutes of now, either way. ``timestamp``: seconds since 1970."""
    digits = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12
    return digits and abs(now_s - int(timestamp)) <= FRESH_S


def wait_after(attempts: int) -> timedelta:
    """How long a push that failed so many times waits: 2, 4, 8 ... seconds, at most ten minutes."""
    return timedelta(seconds=min(2**attempts, 600))


def _answered(openid: str, event: Event) -> list[Happening]:
    accepted: Counter[str] = Counter()
    refused: set[str] = set()
    for item in items_of(event):
        template_id, said = _text(item.get("TemplateId")), _text(item.get("SubscribeStatusString")).lower()
        if template_id and said.startswith("accept"):
            accepted[template_id] += 1
        elif template_id and said:
            refused.add(template_id)
    if not accepted and not refused:
        return []
    return [Answered(openid, dict(accepted), frozenset(refused))]


def _settled(openid: str, event: Event) -> Iterator[Settled]:
    for item in items_of(event):
        template_id, msgid = _text(item.get("TemplateId")), _text(item.get("MsgID"))
        if msgid:
            code = _text(item.get("ErrorCode", ""))
            delivered = code == "0" if code else _text(item.get("ErrorStatus")).lower() == "success"
            yield Settled(openid, template_id, msgid, delivered)


def _numbers(value: object) -> list[str]:
    """``6``, ``"6"``, ``"6,19"`` or a list of them, as texts."""
    parts = value if isinstance(value, list) else _text(value).replace("，", ",").split(",")
    return [text for part in parts if (text := _text(part))]


def _text(value: object) -> str:
    """A text or whole number as trimmed text; everything else is empty."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()
