"""A person's phone: one browser context with the preview in it. Everything a person does is a tap, a drag or typed text."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, BrowserContext, CDPSession, ConsoleMessage, Error, Locator, Page

from tests.e2e import faults, in_page, keeping
from tests.e2e.faults import Fault
from tests.e2e.ways import LARGE, SMALL, Ways, stored
from tests.e2e.wire import Seen, Wire

__all__ = ["LARGE", "SMALL", "Phone", "Phones", "Seen", "Ways"]
PATIENCE_S = 20.0
GLANCE_MS = 1000.0
TAPPED = ("button", "switch", "tab", "link", "radio", "checkbox", "option", "combobox", "menuitem")
AT_ONCE = 6


@dataclass
class Phone:
    """One phone. ``taps`` counts since the last start of the app."""

    person: str
    base: str
    ways: Ways
    context: BrowserContext
    shots: Path
    taps: int = 0
    thrown: list[str] = field(default_factory=list)
    most_at_once: int = 0
    passed_s: float = 0.0
    off_s: float = 0.0
    _page: Page | None = None

    def __post_init__(self) -> None:
        self.off_s = self.ways.clock_off.total_seconds()
        self.context.add_init_script(in_page.COUNT)
        self._turn_clock()
        self.wire = Wire(self.context, self.base)

    @property
    def page(self) -> Page:
        assert self._page is not None, "the app was not opened"
        return self._page

    # --- the app

    def open(self, page: str = "", query: str = "", scene: int = 1001) -> None:
        """Start the app, cold: on its first tab, or as a code or a card opens it. ``query`` as in a deep link."""
        self.leave()
        self._page = self.context.new_page()
        self._page.on("pageerror", lambda error: self.thrown.append(str(error)))
        self._page.on("console", self._hear)
        asked = {"page": page, "query": query, "scene": str(scene)} if page else {}
        self._page.goto(f"{self.base}/{'?' + urlencode(asked) if asked else ''}", wait_until="domcontentloaded")
        self._page.locator("#bar h1").wait_for(timeout=PATIENCE_S * 1000)
        self.count_taps()

    def restart(self) -> None:
        """The app is killed and started again; what it keeps stays."""
        self.open()

    def leave(self) -> None:
        """The app is killed. What it was asking for ends first: a closing tab lets go what a fault had stopped on its way."""
        if self._page is not None:
            self._look_back()
            self._page.goto("about:blank")
            self._page.close()
            self._page = None

    def count_taps(self) -> None:
        self.taps = 0

    # --- fingers

    def tap(
        self, name: str, *, nth: int = 0, exact: bool = True, within: str = "#phone", within_s: float = PATIENCE_S
    ) -> None:
        """Tap what has this name, in its middle; waits until it is there and nothing lies over it, and until the tap arrived.

        A tap is told to the page only some time after the finger left. Who looks for the next thing at once may find it
        on the page that this tap is about to leave.
        """
        at = self._reach(name, exact, within, nth, within_s)
        self.taps += 1
        self.page.touchscreen.tap(*at)
        with suppress(Error):  # a page that is gone has it
            self.page.evaluate(in_page.DRAWN)

    def tap_twice(self, name: str) -> None:
        """A finger that shakes: two taps at one place, 100 ms apart however busy this machine is; counted as one."""
        self.until_settled()
        x, y = self._reach(name, True, "#phone", 0, PATIENCE_S)
        self.taps += 1
        devtools = self.context.new_cdp_session(self.page)
        shaking = {"x": x, "y": y, "duration": 50, "tapCount": 2, "gestureSourceType": "touch"}
        devtools.send("Input.synthesizeTapGesture", shaking)
        devtools.detach()

    def tab(self, name: str) -> None:
        self.tap(name, within="#tabs")

    def back(self) -> None:
        self.tap("返回", within="#bar")

    def answer(self, name: str) -> None:
        """A button of WeChat's own dialogs and sheets."""
        self.tap(name, within="#over")

    def fill(self, label: str, text: str) -> None:
        """Tap into the field with this label or placeholder and type."""
        area = self.page.locator("#phone")
        found = area.get_by_label(label, exact=True).or_(area.get_by_placeholder(label, exact=True)).first
        found.wait_for(timeout=PATIENCE_S * 1000)
        at = self._point_of(found)
        assert at is not None, f"{label} is covered or gone"
        self.taps += 1
        self.page.touchscreen.tap(*at)
        found.fill("")
        found.press_sequentially(text)

    def pull(self) -> None:
        """Drag down from the top."""
        self.page.evaluate("document.querySelector('.page:not([hidden])').scrollTo(0, 0)")
        self._drag(0.25, 160)

    def swipe(self, dy: int = -300) -> None:
        """Drag over the middle; negative: what is below comes up."""
        self._drag(0.6 if dy < 0 else 0.4, dy)

    # --- eyes

    @property
    def text(self) -> str:
        """All that can be read: bar, page, tabs, dialogs."""
        return str(self.page.evaluate(in_page.TEXT))

    @property
    def title(self) -> str:
        return self.page.locator("#bar h1").inner_text()

    def sees(self, text: str) -> bool:
        return text in self.text

    def until(self, text: str, within_s: float = PATIENCE_S) -> None:
        self._until(f"text => {in_page.TEXT}.includes(text)", text, within_s)

    def until_gone(self, text: str, within_s: float = PATIENCE_S) -> None:
        self._until(f"text => !{in_page.TEXT}.includes(text)", text, within_s)

    def until_settled(self) -> None:
        """Until nothing is asked and nothing changes any more."""
        self._in_time(in_page.SETTLED, "the page to come to rest")

    def find(self, selector: str) -> Locator:
        """What is visible on the page of now; classes as the pages write them (the host puts a scope before them)."""
        scoped = re.sub(r"\.([A-Za-z][\w-]*)", r':is(.\1, [class$="--\1"], [class*="--\1 "])', selector)
        return self.page.locator(".page:not([hidden])").locator(scoped).filter(visible=True)

    def lines(self, selector: str) -> list[str]:
        """The texts of what matches."""
        return [" ".join(text.split()) for text in self.find(selector).all_inner_texts()]

    def shot(self, name: str) -> Path:
        path = self.shots / f"{name}-{self.ways.size[0]}.png"
        self.page.screenshot(path=path)
        return path

    # --- network

    def cut(self) -> None:
        self.context.set_offline(True)

    def mend(self) -> None:
        self.context.set_offline(False)

    def lose_requests(self, part: str, times: int | None = None) -> Fault:
        return faults.lost_before(self.context, part, times)

    def lose_answers(self, part: str, times: int | None = 1) -> Fault:
        return faults.lost_after(self.context, part, times)

    def hold_answers(self, part: str) -> Fault:
        return faults.held_back(self.context, part)

    @property
    def requests(self) -> list[Seen]:
        """Every request to the API so far."""
        return self.wire.requests

    def sent(self, method: str, part: str) -> list[Seen]:
        return [one for one in self.requests if one.method == method and part in one.path]

    # --- the phone itself

    def hide(self) -> None:
        """The app goes to the background."""
        self.page.evaluate(in_page.VISIBLE, True)

    def show(self) -> None:
        self.page.evaluate(in_page.VISIBLE, False)

    def set_clock(self, *, hours: float = 0, minutes: float = 0) -> None:
        """The phone's clock is wrong by so much from now on."""
        self.off_s = hours * 3600 + minutes * 60
        self._turn_clock()

    def pass_by(self, seconds: float) -> None:
        """So much time has passed since the phone was made."""
        self.passed_s = seconds
        self._turn_clock()

    def kept(self, key: str) -> Any:
        """What the app keeps under a key of its storage, None when nothing."""
        raw = self.page.evaluate("key => localStorage.getItem(key)", f"phone:{self.person}:{key}")
        found = json.loads(raw) if raw else None
        return found["value"] if isinstance(found, dict) and "value" in found else found

    def until_installed(self) -> None:
        """Until the service worker holds every built file: from here on the app starts without network."""
        self._in_time("() => navigator.serviceWorker.ready.then(() => true)", "the service worker")

    def complaints(self) -> list[str]:
        """What no phone may do."""
        self._look_back()
        crowd = [f"{self.most_at_once} requests at once"] if self.most_at_once > AT_ONCE else []
        asked = map("asked {}".format, [*self.wire.foreign, *self.wire.exact])
        return [f"{self.person}: {fault}" for fault in [*asked, *self.thrown, *crowd]]

    # --- inside

    def _reach(self, name: str, exact: bool, within: str, nth: int, within_s: float) -> tuple[float, float]:
        """Where a finger meets what has this name."""
        deadline = time.monotonic() + within_s
        while True:
            found = self._named(name, exact, within, nth)
            at = self._point_of(found) if found is not None else None
            if at is not None:
                return at
            if time.monotonic() > deadline:
                why = "is covered" if found is not None else f"is not on the screen:\n{self.text}"
                raise AssertionError(f"{name} {why}")
            self.page.wait_for_timeout(50)

    def _named(self, name: str, exact: bool, within: str, nth: int) -> Locator | None:
        area = self.page.locator(within)
        roles = area.get_by_role(TAPPED[0], name=name, exact=exact)  # type: ignore[arg-type]
        for role in TAPPED[1:]:
            roles = roles.or_(area.get_by_role(role, name=name, exact=exact))  # type: ignore[arg-type]
        for found in (roles, area.get_by_text(name, exact=exact)):
            visible = found.filter(visible=True)
            if visible.count() > nth:
                return visible.nth(nth)
        return None

    def _point_of(self, found: Locator) -> tuple[float, float] | None:
        """The middle of an element scrolled into view, None while something else lies there, or it moves or is drawn anew."""
        try:
            found.scroll_into_view_if_needed(timeout=GLANCE_MS)
            point = found.evaluate(in_page.POINT, timeout=GLANCE_MS)
            return (point[0], point[1]) if point else None
        except Error:
            return None

    def _in_time(self, promise: str, what: str) -> None:
        in_time = self.page.evaluate(in_page.IN_TIME % promise, PATIENCE_S * 1000)
        assert in_time, f"waited {PATIENCE_S} s for {what}; on the screen:\n{self.text}"

    def _until(self, true: str, text: str, within_s: float) -> None:
        try:
            self.page.wait_for_function(true, arg=text, timeout=within_s * 1000, polling=50)
        except Error as error:
            raise AssertionError(f"waited {within_s} s for {text!r}; on the screen:\n{self.text}") from error

    def _drag(self, start: float, dy: int) -> None:
        width, height = self.ways.size
        x, y = width / 2, height * start
        devtools = self.context.new_cdp_session(self.page)
        touch(devtools, "touchStart", x, y)
        for step in range(1, 9):
            touch(devtools, "touchMove", x, y + dy * step / 8)
        devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        devtools.detach()

    def _turn_clock(self) -> None:
        script = in_page.CLOCK % round((self.off_s + self.passed_s) * 1000)
        self.context.add_init_script(script)
        if self._page is not None:
            self._page.evaluate(script)

    def _hear(self, message: ConsoleMessage) -> None:
        if re.search(keeping.pattern_of(self.ways.at), message.text):
            self.thrown.append(f"says its point: {message.text}")
        if "Content Security Policy" in message.text:
            self.thrown.append(message.text)

    def _look_back(self) -> None:
        """How much was asked at once, and what the phone keeps, before its page is gone."""
        if self._page is not None and not self._page.is_closed():
            self.most_at_once = max(self.most_at_once, int(self._page.evaluate("window.__atOnce?.most ?? 0")))
            self.thrown.extend(keeping.kept_points(self._page, self.ways.at))


def touch(devtools: CDPSession, kind: str, x: float, y: float) -> None:
    devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})


class Phones:
    """The phones of one test."""

    def __init__(self, base: str, browser: Browser, shots: Path) -> None:
        self.base, self._browser, self._shots = base, browser, shots
        self._made: list[Phone] = []
        self._passed_s = 0.0

    def __call__(self, person: str, *, base: str = "", **ways: Any) -> Phone:
        """The phone of this fake user, the app not yet started. ``ways``: see ``Ways``."""
        asked = Ways(**ways)
        where = base or self.base
        context = self._browser.new_context(
            viewport={"width": asked.size[0], "height": asked.size[1]},
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            service_workers="allow" if asked.worker else "block",
            storage_state={"cookies": [], "origins": [{"origin": where, "localStorage": stored(person, asked)}]},
        )
        phone = Phone(person, where, asked, context, self._shots)
        phone.pass_by(self._passed_s)
        self._made.append(phone)
        return phone

    def new(self, **ways: Any) -> Phone:
        """The phone of somebody who was never here."""
        return self(f"p{uuid.uuid4().hex[:10]}", **ways)

    def __iter__(self) -> Iterator[Phone]:
        return iter(self._made)

    def pass_by(self, seconds: float) -> None:
        self._passed_s = seconds
        for phone in self._made:
            phone.pass_by(seconds)

    def complaints(self) -> list[str]:
        return [fault for phone in self._made for fault in phone.complaints()]

    def close(self) -> None:
        """What a fault still holds on its way is nobody's any more: else the next test would hear of it."""
        for phone in self._made:
            phone.context.unroute_all(behavior="ignoreErrors")
            phone.context.close()
