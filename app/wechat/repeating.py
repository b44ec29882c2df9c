"""Asking once more where an answer was lost, for calls that do no harm twice (WECHAT 3.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from app.wechat.rules import STABLE_TOKEN, CallFailed
from app.wechat.sockets import Deadline

LOST = frozenset({"ReadTimeoutError", "TimeoutError", "ProtocolError", "IncompleteRead", "BodyTruncated"})
Result = TypeVar("Result")


def once_more(call: Callable[[], Result], deadline: Deadline) -> Result:
    """The call's result, after a second try if the answer to the first one was lost and there is time left.

    Never for sign-in and phone (the code may be spent) nor for messages (it may have arrived).
    """
    failure = None
    try:
        return call()
    except CallFailed as raised:
        failure = raised
    if failure.cause not in LOST or failure.endpoint == STABLE_TOKEN or deadline.left() <= 0:
        raise failure
    return call()
