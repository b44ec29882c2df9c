"""The pushes: what the platform tells the service of its own accord, how often it tries, and what it was answered."""

from __future__ import annotations

import http.client
import random
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.core import clock
from app.core.settings import LOOPBACK
from app.wechat.fake.checks import LABELS, UNREACHABLE
from app.wechat.fake.envelope import ACCOUNT, Keys, seal

if TYPE_CHECKING:
    from app.wechat.fake.platform import Options

Event = dict[str, Any]
KEPT = 200
REPLY_SHOWN = 100


class Post:
    """Delivers pushes in threads of their own. Without ``push_url`` they are noted and go nowhere."""

    def __init__(self, options: Options, chance: random.Random, now: Callable[[], float]) -> None:
        host = urlsplit(options.push_url).hostname
        if options.push_url and host not in LOOPBACK:
            raise ValueError("push_url must be on loopback: this is a simulation")
        self._options, self._chance, self._now = options, chance, now
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self.noted: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.waiting = 0
        self._keys = Keys(options.appid, options.push_token, options.push_aes_key)

    def tell_sent(self, openid: str, template_id: str, msgid: int) -> None:
        """The message reached the phone."""
        item = {"TemplateId": template_id, "MsgID": str(msgid), "ErrorCode": "0", "ErrorStatus": "success"}
        self._tell_list("subscribe_msg_sent_event", "SubscribeMsgSentEvent", openid, [item])

    def tell_popup(self, openid: str, answers: Mapping[str, str]) -> None:
        """What was tapped in the sheet of ``wx.requestSubscribeMessage``."""
        items = [
            {"TemplateId": template_id, "SubscribeStatusString": answer, "PopupScene": "0"}
            for template_id, answer in answers.items()
        ]
        self._tell_list("subscribe_msg_popup_event", "SubscribeMsgPopupEvent", openid, items)

    def tell_media(self, openid: str, trace_id: str, suggest: str, version: int) -> None:
        """The verdict on a picture: ``pass``, ``risky``, ``review`` or ``unreachable``."""
        unreachable = suggest == "unreachable"
        facts: Event = {"appid": self._options.appid, "trace_id": trace_id}
        if version == 1:
            facts |= {"isrisky": int(suggest == "risky"), "extra_info_json": ""}
            facts |= {"status_code": UNREACHABLE + 2**32 if unreachable else 0}
        else:
            facts |= {"version": 2, "errcode": UNREACHABLE if unreachable else 0, "errmsg": "ok"}
            if not unreachable:
                result = {"suggest": suggest, "label": LABELS[suggest]}
                facts |= {"result": result, "detail": [{"strategy": "content_model", "errcode": 0, **result}]}
        self.push([self.event("wxa_media_check", openid) | facts], delay_s=self._options.media_delay_s)

    def event(self, name: str, openid: str) -> Event:
        """What every event begins with. Times are now number, now text, as the platform has both."""
        created: int | str = int(self._now())
        created = str(created) if self._options.push_shape == "top" else created
        head = {"ToUserName": ACCOUNT, "FromUserName": openid, "CreateTime": created}
        return head | {"MsgType": "event", "Event": name}

    def push(
        self,
        events: Sequence[Event],
        *,
        delay_s: float = 0.0,
        copies: int | None = None,
        reordered: bool = False,
        form: str = "",
    ) -> None:
        """Send these one after the other (``reordered``: the last first), each ``copies`` times, after a delay."""
        chosen, times = form or self._options.push_format, copies or self._options.push_copies
        notes = []
        with self._lock:
            for event in (reversed(events) if reordered else events) if times else ():
                for _ in range(times):
                    notes.append((event, self._note(event, chosen)))
            self.waiting += 1
        if not self._options.push_url:
            self._settle()
            return
        arguments = (notes, chosen, delay_s + self._options.push_delay_s)
        threading.Thread(target=self._deliver, args=arguments, daemon=True, name="fake-push").start()

    def end(self) -> None:
        """Let nothing wait any longer."""
        self._ended.set()

    def _tell_list(self, name: str, inner: str, openid: str, items: list[Event]) -> None:
        event = self.event(name, openid)
        if self._options.push_shape == "top":
            event |= {"List": items[0] if len(items) == 1 else items}
        else:
            event |= {inner: {"List": items}}
        self.push([event])

    def _note(self, event: Event, form: str) -> dict[str, Any]:
        note: dict[str, Any] = {"event": event.get("Event"), "form": form, "at": self._now(), "tries": []}
        self.noted.append(note | {"done": False})
        return self.noted[-1]

    def _deliver(self, notes: list[tuple[Event, dict[str, Any]]], form: str, delay_s: float) -> None:
        try:
            if self._ended.wait(delay_s):
                return
            for event, note in notes:
                self._deliver_one(event, note, form)
        finally:
            self._settle()

    def _deliver_one(self, event: Event, note: dict[str, Any], form: str) -> None:
        for _ in range(self._options.push_tries):
            if self._ended.is_set():
                return
            status, reply = self._try(event, form)
            note["tries"].append({"status": status, "reply": reply[:REPLY_SHOWN]})
            if status == http.client.OK:
                break
        note["done"] = True

    def _try(self, event: Event, form: str) -> tuple[int, str]:
        """The status and the reply; status 0 when none came in time. Signed anew each time, by the real clock."""
        with self._lock:
            nonce, salt = str(self._chance.randrange(10**9, 10**10)), self._chance.randbytes(16)
        sealed = seal(self._keys, event, form, stamp=int(clock.epoch()), nonce=nonce, salt=salt)
        url = urlsplit(self._options.push_url)
        line = http.client.HTTPConnection(url.hostname or "", url.port or 80, timeout=self._options.push_timeout_s)
        try:
            line.request("POST", f"{url.path}?{sealed.query}", sealed.body, {"Content-Type": sealed.content_type})
            answer = line.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as failure:
            return 0, type(failure).__name__
        finally:
            line.close()

    def _settle(self) -> None:
        with self._lock:
            self.waiting -= 1
