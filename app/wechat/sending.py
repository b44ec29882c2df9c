"""What became of a subscribe message, in words the outbox can act on (WECHAT 4.3). Errcodes stop here.

Plain values. WeChat has no idempotency key: what is not known to have failed is never simply repeated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from app.wechat.rules import SEND, CallFailed, verdict

Fate = Literal["sent", "no_credit", "gone", "dead", "template_off", "dropped", "retry", "busy", "uncertain"]
Credit = Literal["spent", "back", "none"]


class Plan(NamedTuple):
    """What the outbox does: the waits before each repeat, and the person's credit once nothing is repeated any more."""

    again_after_s: tuple[int, ...]
    credit: Credit


PLANS: dict[Fate, Plan] = {
    "sent": Plan((), "spent"),
    "no_credit": Plan((), "none"),  # set the counted credit to 0; the inbox notice stands
    "gone": Plan((), "spent"),  # WeChat knows no such person: mark the identity
    "dead": Plan((), "back"),  # our bug: nobody's credit
    "template_off": Plan((), "back"),  # stop sending this template until somebody has looked
    "dropped": Plan((), "spent"),
    "retry": Plan((60, 300, 1800), "back"),
    "busy": Plan((2, 2, 2), "back"),  # two at once to one person: one after the other
    "uncertain": Plan((60,), "spent"),  # it may have arrived; repeat with ``uncertain=True``
}


@dataclass(frozen=True)
class Sent:
    """How sending ended. ``msgid`` is what the push ``message_settled`` will name; ``word`` is what did not fit.

    ``failure`` is for operators of this package only.
    """

    fate: Fate
    msgid: str | None = None
    word: str | None = None
    failure: CallFailed | None = field(default=None, repr=False, compare=False)

    @property
    def again_after_s(self) -> tuple[int, ...]:
        """Seconds to wait before the first, second, third repeat; empty: never repeat."""
        return PLANS[self.fate].again_after_s

    @property
    def credit(self) -> Credit:
        """The credit taken for this message, once nothing is repeated: spent, given back, or all set to none."""
        return PLANS[self.fate].credit


class Ending(NamedTuple):
    """A fate, and the event to alert about (empty: what the table of every call says of it)."""

    fate: Fate
    alert: str = ""


PAGE_MISSING = 41030  # then the message goes once more, without its page
NO_CREDIT = 43101
BY_ERRCODE: dict[int, Ending] = {
    40003: Ending("gone"),
    40037: Ending("template_off", "wechat_template_off"),
    PAGE_MISSING: Ending("dead", "wechat_page_missing"),
    NO_CREDIT: Ending("no_credit"),
    43107: Ending("template_off", "wechat_template_off"),
    43108: Ending("busy"),
    43116: Ending("template_off", "wechat_template_off"),
    45168: Ending("dropped", "wechat_message_dropped"),
    47003: Ending("dead", "wechat_message_wrong"),
    47001: Ending("dead", "wechat_message_wrong"),
    44002: Ending("dead", "wechat_message_wrong"),
}
WAITING = frozenset({-1, 45009, 45011, 40001, 40014, 42001, 41001})  # it was not sent, and time may heal it
NEVER_LEFT = frozenset(  # causes of a call that did not reach WeChat
    {"BreakerOpen", "BulkheadFull", "NoTimeLeft", "ConnectTimeoutError", "NewConnectionError", "NameResolutionError"}
)


def ending(failure: CallFailed, *, uncertain: bool = False) -> Ending:
    """What a failed call means. ``uncertain``: this was the repeat of a call whose answer was lost, so that "no
    credit" says that the first one arrived.
    """
    if failure.errcode == NO_CREDIT and uncertain:
        return Ending("sent")
    said = verdict(failure.endpoint, failure.errcode, failure.cause).alert
    if failure.endpoint != SEND or failure.cause in NEVER_LEFT or failure.errcode in WAITING:
        return Ending("retry", said)
    if failure.errcode is None:
        return Ending("uncertain", said)
    return BY_ERRCODE.get(failure.errcode) or Ending("dead", said)
