"""Subscribe messages: our words under the template's keys, sent once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.core.settings import Settings
from app.wechat import metrics
from app.wechat.fitting import DoesNotFit, fit
from app.wechat.rules import SEND, CallFailed
from app.wechat.sending import PAGE_MISSING, Ending, Sent, ending
from app.wechat.sockets import Deadline
from app.wechat.templates import Template, kind_of

if TYPE_CHECKING:
    from app.wechat.client import MiniProgramClient

LANG = "zh_CN"


class WrongWord(ValueError):
    """A value WeChat would refuse. Holds the word, never the value."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def filled(template: Template, values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The ``data`` of a message: every keyword of the template, fitted. Raises ``WrongWord``.

    A word without a value gets what ``fit`` says for nothing; a value without a word is our bug.
    """
    data = {}
    for unknown in values.keys() - template.keywords.keys():
        raise WrongWord(unknown)
    for word, key in template.keywords.items():
        try:
            data[key] = {"value": fit(kind_of(key) or "", values.get(word, ""))}
        except (DoesNotFit, KeyError):
            raise WrongWord(word) from None
    return data


def send(
    client: MiniProgramClient,
    deadline: Deadline,
    settings: Settings,
    message: dict[str, Any],
    *,
    uncertain: bool = False,
) -> Sent:
    """Send ``{touser, template_id, data, page?}`` once; a page WeChat does not know is left out the second time."""
    message = message | {"miniprogram_state": settings.miniprogram_state, "lang": LANG}
    failure = None
    try:
        return _sent(client.call("POST", SEND, data=message, deadline=deadline))
    except CallFailed as raised:
        failure = raised
    if failure.errcode == PAGE_MISSING and message.pop("page", ""):
        report(failure, ending(failure))
        return send(client, deadline, settings, message, uncertain=uncertain)
    return ended(failure, uncertain=uncertain)


def ended(failure: CallFailed, *, uncertain: bool = False) -> Sent:
    """What a failed call means for the outbox; wakes somebody where the table says so."""
    found = ending(failure, uncertain=uncertain)
    report(failure, found)
    word = failure.hint if failure.endpoint == SEND else None
    return Sent(found.fate, word=word, failure=failure.with_traceback(None))


def report(failure: CallFailed, found: Ending) -> None:
    """Alert about the failure, once per fault and not once per waiting caller."""
    if found.alert and not failure.shared:
        metrics.alert(found.alert, failure.endpoint, failure.cause, failure.errcode, failure.rid)


def _sent(answer: dict[str, Any]) -> Sent:
    """An answer without an errcode is none: whether the message left is then not known."""
    if "errcode" not in answer:
        raise CallFailed(SEND, "NoErrcode")
    msgid = answer.get("msgid")
    return Sent("sent", str(msgid) if isinstance(msgid, int | str) and msgid else None)
