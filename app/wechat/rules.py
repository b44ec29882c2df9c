"""What WeChat's answers mean to us: the problems, and the error table of the platform as data.

Source: WeChat's error code lists of each endpoint, grouped by what our callers can do about them. The numbers are
known in this package only; callers see problems.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from app.core.problems import Problem, TooManyRequests

STABLE_TOKEN = "/cgi-bin/stable_token"  # noqa: S105 - a path
LOGIN = "/sns/jscode2session"
PHONE = "/wxa/business/getuserphonenumber"
SEND = "/cgi-bin/message/subscribe/send"
CODE_IMAGE = "/wxa/getwxacodeunlimit"
TEXT_CHECK = "/wxa/msg_sec_check"
MEDIA_CHECK = "/wxa/media_check_async"
IMAGE_CHECK = "/wxa/img_sec_check"
RISK_RANK = "/wxa/getuserriskrank"
SCHEME = "/wxa/generatescheme"
URL_LINK = "/wxa/generate_urllink"
TEMPLATES = "/wxaapi/newtmpl/gettemplate"
QUOTA = "/cgi-bin/openapi/quota/get"
RID = "/cgi-bin/openapi/rid/get"
CLEAR_QUOTA = "/cgi-bin/clear_quota"
CLEAR_QUOTA_BY_SECRET = "/cgi-bin/clear_quota/v2"  # noqa: S105 - a path

STALE_TOKEN_CODES = frozenset({40001, 40014, 42001})  # the platform does not take the access token we sent
SOON_S, LATER_S = 2, 60


class WechatUnavailable(Problem):
    status, slug, title = 503, "wechat-unavailable", "微信暂时没有回应，请稍后再试"
    retry_after_s = SOON_S


class WechatRefused(Problem):
    status, slug, title = 503, "wechat-refused", "微信没有接受这次请求，我们正在处理"
    retry_after_s = LATER_S


class LoginCodeRejected(Problem):
    status, slug, title = 401, "login-code-rejected", "登录凭证已失效，请重新登录"

    def __init__(self, detail: str | None = None, **extra: Any) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"}, **extra)


class WechatUserBlocked(Problem):
    status, slug, title = 403, "wechat-user-blocked", "微信限制了这个账号登录"

    def __init__(self, detail: str | None = None, **extra: Any) -> None:
        help_from_people = (
            "微信认为这个账号有风险，暂时不让它登录小程序。请到就近的驿站或社区找工作人员帮忙，也可以拨打 12345。"
        )
        super().__init__(detail or help_from_people, **extra)


class PhoneCodeRejected(Problem):
    status, slug, title = 409, "phone-code-rejected", "手机号没有取到，请再点一次“获取手机号”"


class PageNotReleased(Problem):
    status, slug, title = 409, "page-not-released", "小程序还没有发布这个页面，暂时生成不了码"


class LinkNotAllowed(Problem):
    status, slug, title = 409, "link-not-allowed", "这个小程序还不能生成链接"


class TextRefused(Problem):
    """Raised by whoever had a text checked; nothing is stored, the draft stays on the phone."""

    status, slug, title = 409, "text-refused", "内容没有通过微信的检查，请改一改再提交"

    @classmethod
    def at(cls, field: str) -> TextRefused:
        """The refusal that names the field of the text."""
        return cls(errors=[{"field": field, "message": "这段文字没有通过微信的检查"}])


@dataclass(frozen=True)
class Login:
    """Who signed in. The session key and the unionid WeChat also sends are dropped inside the gateway."""

    openid: str = field(repr=False)


@dataclass(frozen=True)
class PhoneNumber:
    """A number WeChat vouches for: digits without the country code, and the country code as digits (``"86"``)."""

    number: str = field(repr=False)
    country_code: str


class TextVerdict(StrEnum):
    """What WeChat thinks of a text. ``REVIEW``: it could not tell, or not be asked; people look, nothing is shown."""

    PASS = "pass"  # noqa: S105 - a word of WeChat's
    REVIEW = "review"
    RISKY = "risky"


class CallFailed(Exception):
    """A call to WeChat that brought nothing usable: endpoint, errcode, rid and the name of the cause, nothing else.

    Always raised outside ``except`` blocks, so that no chained exception prints a URL with a secret in it.
    ``shared`` marks a copy of somebody else's failure, already reported. ``hint``: the keyword or our own address,
    where WeChat's text names one.
    """

    def __init__(
        self,
        endpoint: str,
        cause: str,
        errcode: int | None = None,
        rid: str | None = None,
        *,
        shared: bool = False,
        hint: str | None = None,
    ) -> None:
        super().__init__(endpoint, cause, errcode, rid)
        self.endpoint, self.cause, self.errcode, self.rid = endpoint, cause, errcode, rid
        self.shared, self.hint = shared, hint

    def __str__(self) -> str:
        return f"{self.endpoint}: {self.cause} errcode={self.errcode} rid={self.rid}"

    def copy(self) -> CallFailed:
        """The same failure for another caller, without the first one's traceback."""
        return CallFailed(self.endpoint, self.cause, self.errcode, self.rid, shared=True, hint=self.hint)


class Verdict(NamedTuple):
    """What we answer, and the event to alert about (empty: nobody is woken)."""

    problem: type[Problem]
    retry_after_s: int | None = None
    alert: str = ""

    def raised(self) -> Problem:
        if self.retry_after_s is None:
            return self.problem()
        return self.problem(retry_after_s=self.retry_after_s)


UNAVAILABLE = Verdict(WechatUnavailable, SOON_S)
TOKEN_REFUSED = Verdict(WechatUnavailable, SOON_S, "wechat_token_refused")
SETUP_FAULT = Verdict(WechatUnavailable, LATER_S, "wechat_setup_fault")
QUOTA_SPENT = Verdict(WechatUnavailable, LATER_S, "wechat_quota_spent")
REFUSED = Verdict(WechatRefused, LATER_S, "wechat_refused")
NOT_HERE_LATELY = Verdict(WechatRefused, LATER_S)  # the person was not here in the last 2 hours: nobody's fault
NOT_OURS = Verdict(WechatRefused, LATER_S, "wechat_check_wrong")

EVERY_CALL: dict[int, Verdict] = {
    -1: UNAVAILABLE,
    **dict.fromkeys(STALE_TOKEN_CODES, TOKEN_REFUSED),
    41001: SETUP_FAULT,
    45009: QUOTA_SPENT,
    45011: Verdict(TooManyRequests, LATER_S),
    47001: REFUSED,
    44002: REFUSED,
}
# appid, secret, our address, secret frozen: whichever call carries the secret may hear them
CREDENTIALS: dict[int, Verdict] = dict.fromkeys((40001, 40125, 40002, 40013, 40164, 40243), SETUP_FAULT)
LINKS: dict[int, Verdict] = {
    40002: Verdict(LinkNotAllowed),
    40013: Verdict(LinkNotAllowed),
    40165: REFUSED,
    85079: Verdict(PageNotReleased),
    85400: QUOTA_SPENT,
}
BY_ENDPOINT: dict[str, dict[int, Verdict]] = {
    STABLE_TOKEN: {**CREDENTIALS, 45011: QUOTA_SPENT},  # the app's minute, not a person's
    LOGIN: {
        **CREDENTIALS,
        40029: Verdict(LoginCodeRejected),
        40163: Verdict(LoginCodeRejected),
        40226: Verdict(WechatUserBlocked),
    },
    PHONE: {40029: Verdict(PhoneCodeRejected)},
    # whatever is said of a check, the text or picture waits for people: only the alert counts
    TEXT_CHECK: {61010: NOT_HERE_LATELY, **dict.fromkeys((40003, 43104, 40129), NOT_OURS)},
    MEDIA_CHECK: {61010: NOT_HERE_LATELY, **dict.fromkeys((40003, 43104, 40129), NOT_OURS)},
    RISK_RANK: {61010: NOT_HERE_LATELY},
    CODE_IMAGE: {41030: Verdict(PageNotReleased), **dict.fromkeys((40097, 40129, 40169, 85096), REFUSED)},
    SCHEME: LINKS,
    URL_LINK: LINKS,
    CLEAR_QUOTA_BY_SECRET: CREDENTIALS,
}


def verdict(endpoint: str, errcode: int | None, cause: str = "") -> Verdict:
    """What a failed call means. No errcode: no usable answer came, or the platform repeated a token it had refused."""
    if errcode is None:
        return TOKEN_REFUSED if cause == "SameToken" else UNAVAILABLE
    return BY_ENDPOINT.get(endpoint, {}).get(errcode) or EVERY_CALL.get(errcode, REFUSED)
