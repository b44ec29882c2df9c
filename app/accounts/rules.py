"""Rules of accounts as plain functions over values: names, masks, lifetimes. Source: PRODUCT 4.2, WECHAT 10."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from app.core.problems import Conflict, NotAllowed, NotSignedIn

WORK_KINDS = ("rider", "courier", "driver", "other")
AVATARS = tuple(f"/static/avatars/{n}.svg" for n in range(1, 9))  # our own drawings
NAME_LENGTH = 12
MOST_DIGITS = 6  # in a name: more is a phone number, which rosters would show
REPLAY = timedelta(minutes=2)
RECENT_SIGN_IN = timedelta(minutes=10)
TOUCH_EVERY = timedelta(minutes=10)
DEAD_TOKENS_KEPT = timedelta(days=30)
ZERO_WIDTH_JOINER = "\u200d"  # joins emoji; every other invisible character is refused in names
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # Hangul fillers and empty Braille: letters and signs by category

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
OPENID = re.compile(r"o[A-Za-z0-9_-]{27}")


class AccountDisabled(NotAllowed):
    """Only after a stolen device or an order: the way back is a person, so the detail names one."""

    slug, title = "account-disabled", "这个账号已停用"


class SignInAgain(NotSignedIn):
    """Ending another device asks for a sign-in younger than 10 minutes; the client's silent login heals it."""

    slug, title = "sign-in-again", "请重新登录后再操作"


class AccountGone(NotSignedIn):
    """A sign-in was to be renewed, and its account is gone: nobody gets a new one without being asked."""

    slug, title = "account-gone", "这个账号已经注销，要用请重新登录"


class SignedOut(NotSignedIn):
    """A sign-in was to be renewed that its owner ended, from here or from another phone: they sign in themselves."""

    slug, title = "signed-out", "这台手机已经退出，请重新登录"


class NoticeChanged(Conflict):
    """The text somebody agreed to is no longer the current one."""

    slug, title = "notice-changed", "告知内容已更新，请再看一遍"


class ConsentWithdrawn(NotAllowed):
    """A withdrawn purpose is used again only after its own switch was turned on."""

    slug, title = "consent-withdrawn", "你已撤回这项同意，需要时可以在设置里重新打开"


class NotSwitchable(Conflict):
    """Without this purpose there is no account at all: it ends by leaving."""

    slug, title = "not-switchable", "这一项随账号一起，注销账号时结束"


def default_name(public_no: str) -> str:
    """What somebody is called before choosing a name: 小哥·XXXX."""
    return f"小哥·{public_no[-4:]}"


def default_avatar(public_no: str) -> str:
    """The drawing that goes with a number, where nobody chose one."""
    return AVATARS[sum(map(ord, public_no)) % len(AVATARS)]


def name_fault(name: str) -> str | None:
    """Why a display name cannot be taken, in Chinese, or None."""
    if not name:
        return "请填写名字"
    if len(name) > NAME_LENGTH:
        return f"名字最多{NAME_LENGTH}个字"
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    if any(unicodedata.category(char) in hidden and char != ZERO_WIDTH_JOINER for char in name):
        return "名字里有看不见的字符"
    if not any(map(_is_seen, name)):
        return "名字里要有看得见的字"
    if sum(map(str.isdigit, name)) > MOST_DIGITS:
        return "名字里数字太多，像电话号码。名字别人看得到，请换一个"
    return None


def _is_seen(char: str) -> bool:
    """Whether a character leaves ink by itself: a letter, figure, sign or symbol that is not a blank one."""
    return unicodedata.category(char)[0] in "LNPS" and char not in BLANKS


def phone_masked(number: str) -> str:
    """138****5678; of a short foreign number only the last two digits."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 9 else f"****{number[-2:]}"


def may_be_replayed(now: datetime, code_until: datetime | None, revoked_at: datetime | None) -> bool:
    """Whether a repeated login code still gets its sign-in: within 2 minutes, and only while that is alive."""
    return code_until is not None and now < code_until and revoked_at is None


def session_lives(now: datetime, idle_until: datetime, absolute_until: datetime, revoked_at: datetime | None) -> bool:
    """Whether a sign-in still counts."""
    return revoked_at is None and now < idle_until and now < absolute_until


def is_recent(now: datetime, signed_in_at: datetime) -> bool:
    """Whether a sign-in is young enough to end other devices."""
    return now - signed_in_at < RECENT_SIGN_IN


def touch_due(now: datetime, last_seen_at: datetime) -> bool:
    """Whether the last use should be written again."""
    return now - last_seen_at >= TOUCH_EVERY


def idle_end(now: datetime, idle_days: int, absolute_until: datetime) -> datetime:
    """When a sign-in used now ends if it is not used again."""
    return min(now + timedelta(days=idle_days), absolute_until)
