"""Subscribe messages: credits given by taps, messages sent against them, and the pushes that tell of both."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from werkzeug.wrappers import Request

from app.wechat.fake import keywords
from app.wechat.fake.errors import ApiError
from app.wechat.fake.reading import OK, Answer, check_openid, json_body, one_of
from app.wechat.fake.templates import Template

if TYPE_CHECKING:
    from app.wechat.fake.platform import FakePlatform

STATES = frozenset({"developer", "trial", "formal"})
LANGUAGES = frozenset({"zh_CN", "en_US", "zh_HK", "zh_TW"})
KEPT = 200


class Message(NamedTuple):
    """One message as it arrived on a phone. ``values`` by keyword; ``at``: the platform's clock, seconds since 1970."""

    at: float
    msgid: int
    openid: str
    template_id: str
    title: str
    page: str
    values: dict[str, str]
    state: str
    lang: str


class Mailbox:
    """Credits by (openid, template) and the messages that came through."""

    def __init__(self) -> None:
        self.credits: Counter[tuple[str, str]] = Counter()
        self.messages: list[Message] = []
        self.last_msgid = 2_000_000_000_000_000_000

    def keep(self, message: Message) -> None:
        """Show a message, dropping the oldest beyond ``KEPT``."""
        self.messages = [*self.messages, message][-KEPT:]

    def newest(self, openid: str | None = None) -> list[Message]:
        """The messages of one phone, or of all, newest first."""
        return [message for message in reversed(self.messages) if openid in {None, message.openid}]


def send(platform: FakePlatform, request: Request) -> Answer:
    """40003, 40037, 41030, 40097, 47003 with the field, 43101; else one credit less and a message more."""
    body = json_body(request)
    openid, template = check_openid(body.get("touser")), _template(platform, body.get("template_id"))
    page, state, lang = body.get("page") or "", body.get("miniprogram_state", "formal"), body.get("lang", "zh_CN")
    check_page(platform, page)
    one_of(state, STATES, ApiError(40097, "invalid args: miniprogram_state"))
    one_of(lang, LANGUAGES, ApiError(40097, "invalid args: lang"))
    values = keywords.check(body.get("data"), frozenset(template.labels) or None)
    mailbox = platform.mailbox
    if mailbox.credits[openid, template.id] < 1:
        raise ApiError(43101, "user refuse to accept the msg")
    mailbox.credits[openid, template.id] -= 1
    mailbox.last_msgid += 1
    number = mailbox.last_msgid
    title = template.title
    mailbox.keep(Message(platform.now(), number, openid, template.id, title, page, values, str(state), str(lang)))
    platform.post.tell_sent(openid, template.id, number)
    return OK | {"msgid": number}


def list_templates(platform: FakePlatform, request: Request) -> Answer:
    return OK | {"data": [template.listed() for template in platform.templates.values()]}


def check_page(platform: FakePlatform, page: object) -> None:
    """41030 for what is no released page; parameters behind ``?`` are the page's own business."""
    released = platform.options.pages
    path = page.partition("?")[0] if isinstance(page, str) else "/"
    if path.startswith("/") or (released is not None and path not in {"", *released}):
        raise ApiError(41030, "invalid page")


def tap(platform: FakePlatform, openid: str, answers: dict[str, str]) -> None:
    """What a phone does after ``wx.requestSubscribeMessage``: accepted adds a credit, rejected takes all; then a push.

    ``answers``: ``accept``, ``reject`` or ``ban`` by template id. Raises ``ValueError`` for what cannot be.
    """
    for template_id, answer in answers.items():
        if template_id not in platform.templates or answer not in {"accept", "reject", "ban"}:
            raise ValueError("answers are accept, reject or ban by the id of a template")
    for template_id, answer in answers.items():
        if answer == "accept":
            platform.mailbox.credits[openid, template_id] += 1
        else:
            platform.mailbox.credits[openid, template_id] = 0
    platform.post.tell_popup(openid, answers)


def grant(platform: FakePlatform, body: dict[str, Any]) -> None:
    """``{openid, template_id, n}``: credits out of nowhere, of which no push tells."""
    openid, template_id, number = body.get("openid"), body.get("template_id"), body.get("n", 1)
    if not isinstance(openid, str) or not isinstance(template_id, str) or type(number) is not int:
        raise ValueError("openid and template_id are texts, n a number")
    left = platform.mailbox.credits[openid, template_id] + number
    platform.mailbox.credits[openid, template_id] = max(0, left)


def _template(platform: FakePlatform, template_id: object) -> Template:
    found = platform.templates.get(template_id) if isinstance(template_id, str) else None
    if found is None:
        raise ApiError(40037, "invalid template_id")
    return found
