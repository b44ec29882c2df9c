"""Moving to another WeChat account, as plain functions: the code, how long each step waits, refusals.

Source: PRODUCT 4.2. The old side makes a code, the new side types it, the old side approves.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from app.core.problems import Conflict

CODE_LENGTH = 8
CODE_LIVES = timedelta(minutes=10)
APPROVAL_WAITS = timedelta(minutes=10)  # from the moment the new side typed the code
KEPT = timedelta(days=1)  # after its end, so that a used code is still known as used
STATES = ("ended", "code", "asked", "done")

_MISREAD = str.maketrans("OIL", "011")  # Crockford's: what people take for each other is one
_SPACING = re.compile(r"[\s-]+")
_CODE = re.compile(r"[0-9ABCDEFGHJKMNPQRSTVWXYZ]{8}", re.ASCII)


class CodeUsed(Conflict):
    """A code works once; whoever typed it first was somebody else."""

    slug, title = "code-used", "这个码已经用过了"


class CodeExpired(Conflict):
    """Never made, past its ten minutes, or replaced by a newer one: which of these, nobody is told."""

    slug, title = "code-expired", "这个码不对，或者已经过期，请在旧微信上再要一个"


class OwnCode(Conflict):
    """Typed on the side that made it; it still works on the other."""

    slug, title = "own-code", "这是你自己的码，请在新微信上输入"


class AccountInUse(Conflict):
    """What the new account holds would be lost; the detail names it."""

    slug, title = "account-in-use", "新微信的账号里已经有记录，不能直接换"

    @classmethod
    def holding(cls, things: list[str]) -> AccountInUse:
        """The refusal that names what is held."""
        return cls(f"新微信的账号里已有：{'、'.join(things)}。请到社区或驿站，让工作人员帮你看看")


class TransferOver(Conflict):
    """Not typed in time, not approved in time, replaced by a newer code, or one of the two left."""

    slug, title = "transfer-over", "这次更换已经作废，请在旧微信上重新要一个码"


def read_code(typed: str) -> str | None:
    """The code as it was made; small letters, spaces, hyphens and O, I, L are forgiven. None: no code looks so."""
    plain = _SPACING.sub("", typed).upper().translate(_MISREAD)
    return plain if _CODE.fullmatch(plain) else None


def typing_fault(now: datetime, state: str, expires_at: datetime) -> type[Conflict] | None:
    """Why a code cannot be typed any more, or None."""
    if state in {"asked", "done"}:
        return CodeUsed
    return CodeExpired if state == "ended" or now >= expires_at else None


def may_approve(now: datetime, state: str, expires_at: datetime) -> bool:
    """Whether the old side may still approve."""
    return state == "asked" and now < expires_at
