"""One look at every page: each face that its row names, then names, sizes, contrast, large text, long words and right to
left. Every look returns what it found against the page, in words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Error

from tests.e2e import fitting, looking
from tests.e2e.answers_turned import Turned
from tests.e2e.every_page import GUEST, Row, filled
from tests.e2e.phone import LARGE, SMALL, Phone, Phones
from tests.e2e.presence_stage import sign_in

AGAIN = "再试一次"
PATIENCE_S = 15.0  # a busy machine; nobody waits so long on one that is not
ON_PAGE = "words => (document.querySelector('.page:not([hidden])')?.innerText ?? '').includes(words)"
FIRST = "pages/nearest/nearest"
KNOWN = "() => ({ ...localStorage })"
KEEP = "kept => { localStorage.clear(); for (const [name, text] of Object.entries(kept)) localStorage.setItem(name, text) }"


class Held:
    """A phone for each person, signed in once; and one that is somebody new at each page."""

    def __init__(self, phones: Phones) -> None:
        self._phones = phones
        self._of: dict[str, Phone] = {}
        self._known: dict[str, dict[str, str]] = {}
        self._guests = 0

    def running(self, who: str) -> Phone:
        """With the app on its screen, as large and as bright as it is made."""
        phone = self._of.get(who) or self._new(who)
        phone.page.set_viewport_size({"width": LARGE[0], "height": LARGE[1]})
        phone.page.emulate_media(color_scheme="light")
        fitting.text_size(phone, 100)
        return phone

    def phone(self, who: str) -> Phone:
        """As it was right after the sign-in: nothing of any page is kept on it. The app is to be started."""
        phone = self.running(who)
        phone.page.evaluate(KEEP, self._named_anew(phone) if who == GUEST else self._known[who])
        return phone

    def _new(self, who: str) -> Phone:
        ways = {"position": "allowed", "theme": "system"}
        phone = self._of[who] = self._phones("g0" if who == GUEST else who, **ways)
        phone.open()
        if who != GUEST:
            sign_in(phone)
        self._known[who] = phone.page.evaluate(KNOWN)
        return phone

    def _named_anew(self, phone: Phone) -> dict[str, str]:
        """Somebody who was never here: WeChat's own memory under another name."""
        self._guests += 1
        was, phone.person = phone.person, f"g{self._guests}"
        kept = {
            name.replace(f"phone:{was}:", f"phone:{phone.person}:"): text
            for name, text in stored_before(self._known[GUEST], was).items()
        }
        switches = json.loads(kept["preview-settings"]) | {"person": phone.person}
        kept["preview-settings"] = json.dumps(switches)
        self._known[GUEST] = kept
        return kept


def stored_before(known: Mapping[str, str], person: str) -> dict[str, str]:
    """What WeChat and the switches beside the phone keep, without what the app does."""
    own = f"phone:{person}:"
    return {name: text for name, text in known.items() if not name.startswith(own) or name.startswith(f"{own}$")}


class Look:
    """At one page, on one phone."""

    def __init__(self, phone: Phone, row: Row, values: Mapping[str, object], patience_s: float = PATIENCE_S) -> None:
        self.phone, self.row, self._patience_s = phone, row, patience_s
        self._query = filled(row.query, values)
        self._request = filled(row.request, values)
        self.faults: list[str] = []

    # --- how it is reached

    def open(self) -> None:
        """The app starts on the page."""
        if not self.row.taps:
            self.phone.open(self.row.page, self._query)
            return
        self.phone.open()
        for name in self.row.taps:
            self.phone.tap(name)

    def open_again(self) -> None:
        """The page anew, in the app that runs."""
        if self.row.taps:
            self.open()
            return
        self.phone.page.evaluate("url => preview.reLaunch(url)", f"/{self.row.page}?{self._query}")

    def until_ready(self) -> None:
        """On the page itself: its title may say the same."""
        words = self.row.shows["ready"]
        try:
            self.phone.page.wait_for_function(ON_PAGE, arg=words, timeout=self._patience_s * 1000, polling=50)
        except Error as error:
            raise AssertionError(f"{words!r} does not come; on the screen:\n{self.phone.text}") from error
        self.phone.until_settled()

    # --- faces

    def faces(self) -> None:
        """From nothing known: loading, cut off, refused, empty, and there after all; then old content under the bar."""
        if not self.row.request:
            self.open()
            self.until_ready()
            return
        turned = Turned(self.phone.context, self._request, self.row.emptied)
        try:
            self._cold(turned)
            if self.row.stale:
                self._stale(turned)
        finally:
            turned.end()

    def _cold(self, turned: Turned) -> None:
        turned.hold()
        self.open()
        self._shows("loading")
        turned.cut()
        self._shows("offline")
        turned.refuse()
        self._again()
        self._shows("error")
        if "empty" in self.row.shows:
            turned.empty()
            self._again()
            self._shows("empty")
            turned.let_pass()
            self.open_again()
        else:
            turned.let_pass()
            self._again()
        self.until_ready()
        if "error" in self.row.shows:
            self._until_gone(self.row.shows["error"])

    def _stale(self, turned: Turned) -> None:
        """Shown again without network: what was there stays, under a bar that says so."""
        turned.cut()
        self.phone.hide()
        self.phone.show()
        self._until(self.row.stale)
        self._old_content_stays("the network cut")
        if "again" in self.row.none:
            turned.let_pass()
            return
        asked = turned.count
        turned.refuse()
        self._again()
        for _ in range(100):
            if turned.count > asked:
                break
            self.phone.page.wait_for_timeout(20)
        self.phone.until_settled()
        self._old_content_stays("503")
        if not self.phone.sees(AGAIN):
            self.faults.append(f"503 over old content: no {AGAIN}")
        turned.let_pass()
        self._again()
        self._until_gone(AGAIN)

    def _old_content_stays(self, when: str) -> None:
        if not self.phone.page.evaluate(ON_PAGE, self.row.shows["ready"]):
            self.faults.append(f"{when}: old content is gone")

    def _until(self, words: str) -> None:
        self.phone.until(words, self._patience_s)

    def _until_gone(self, words: str) -> None:
        self.phone.until_gone(words, self._patience_s)

    def _shows(self, face: str) -> None:
        if face in self.row.shows:
            self._until(self.row.shows[face])

    def _again(self) -> None:
        """By the person's own tap, or as the page says, by itself."""
        if "again" not in self.row.none:
            self.phone.tap(AGAIN, within_s=self._patience_s)

    # --- looks

    def names(self) -> int:
        """How many handlers there are; each has a name."""
        count, nameless = looking.nameless(self.phone)
        self._note("name", nameless)
        return count

    def sizes(self, size: tuple[int, int]) -> None:
        self.resize(size)
        self._note(f"{size[0]} px", looking.cramped(self.phone))

    def contrast(self, theme: str, *rules: str) -> None:
        self._note("axe", looking.unreadable(self.phone, theme, *rules))

    def enlarge(self) -> None:
        """The phone's text at 200 %, and the page shown again, as after the person's way to the settings."""
        fitting.text_size(self.phone, 200)
        self.phone.hide()
        self.phone.show()
        self.phone.until_settled()

    def fits(self) -> None:
        """At 200 %, in long words, and from right to left, on both screens."""
        self._fits_both("200 %")
        fitting.longer(self.phone, True)
        self._fits_both("200 %, long words")
        fitting.longer(self.phone, False)
        fitting.direction(self.phone, "rtl")
        self._fits_both("200 %, right to left")
        self._note("right to left", fitting.backwards(self.phone))
        fitting.direction(self.phone, "ltr")

    def mirrors(self) -> int:
        """How many elements stand aside of the middle; each must have its mirror image."""
        aside, found = fitting.unmirrored(self.phone)
        self._note("right to left", found)
        return aside

    def _fits_both(self, how: str) -> None:
        for size in (SMALL, LARGE):
            self.resize(size)
            self._note(f"{how}, {size[0]} px", fitting.unfit(self.phone))

    def resize(self, size: tuple[int, int]) -> None:
        self.phone.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.phone.page.evaluate(f"async () => {{ {fitting.FRAMES} }}")

    def _note(self, how: str, found: list[str]) -> None:
        self.faults += [f"{how}: {one}" for one in found]


def picture_of(page: str) -> str:
    """Its picture's name: ``nearest``, ``rider-inbox``."""
    parts = page.split("/")
    return parts[-1] if parts[0] == "pages" else f"{parts[1]}-{parts[-1]}"


def pictures(look: Look, folder: Path) -> list[Path]:
    """The page as it is: light, dark, at 200 %, from right to left."""
    phone, name = look.phone, picture_of(look.row.page)
    made = []
    for how in ("light", "dark", "large", "rtl"):
        phone.page.emulate_media(color_scheme="dark" if how == "dark" else "light")
        fitting.text_size(phone, 200 if how == "large" else 100)
        fitting.direction(phone, "rtl" if how == "rtl" else "ltr")
        made.append(folder / f"{name}-{how}.png")
        phone.page.screenshot(path=made[-1])
    fitting.direction(phone, "ltr")
    return made
