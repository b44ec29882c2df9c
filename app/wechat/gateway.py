"""What the rest of the house sees of WeChat: plain values in, frozen values out, problems raised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import current_app

from app.wechat import checks, codes, messages, metrics, operating, templates
from app.wechat.door import Door
from app.wechat.operating import OwnTemplate, PastCall, Quota
from app.wechat.rules import (
    CLEAR_QUOTA,
    CODE_IMAGE,
    LOGIN,
    MEDIA_CHECK,
    PHONE,
    QUOTA,
    RID,
    RISK_RANK,
    SCHEME,
    SEND,
    STABLE_TOKEN,
    TEMPLATES,
    TEXT_CHECK,
    URL_LINK,
    CallFailed,
    LinkNotAllowed,
    Login,
    LoginCodeRejected,
    PageNotReleased,
    PhoneCodeRejected,
    PhoneNumber,
    TextRefused,
    TextVerdict,
    Verdict,
    WechatRefused,
    WechatUnavailable,
    WechatUserBlocked,
    verdict,
)
from app.wechat.sending import Sent
from app.wechat.sockets import Deadline

if TYPE_CHECKING:
    from app.wechat.client import MiniProgramClient

__all__ = [
    "Gateway",
    "LinkNotAllowed",
    "Login",
    "LoginCodeRejected",
    "PageNotReleased",
    "PhoneCodeRejected",
    "PhoneNumber",
    "Sent",
    "TextRefused",
    "TextVerdict",
    "WechatRefused",
    "WechatUnavailable",
    "WechatUserBlocked",
    "current",
]


class Gateway(Door):
    """One method for each need. Never inside a database transaction: that raises ``RuntimeError``."""

    def login(self, code: str) -> Login:
        """The person behind a ``wx.login`` code, which works once within 5 minutes.

        Raises ``LoginCodeRejected``, ``WechatUserBlocked``, ``TooManyRequests``, ``WechatUnavailable``,
        ``WechatRefused``. Never repeated after a timeout: the code may be spent.
        """
        with self._calling(LOGIN) as (client, deadline):
            result = client.wxa.code_to_session(code, deadline)
            openid = result.get("openid")
            if not isinstance(openid, str) or not openid:
                raise CallFailed(LOGIN, "NoOpenid")
            return Login(openid)

    def phone(self, code: str, openid: str) -> PhoneNumber:
        """The number behind a phone button's code, which works once within 5 minutes and for this person only.

        Raises ``PhoneCodeRejected``, ``TooManyRequests``, ``WechatUnavailable``, ``WechatRefused``. Each success is
        paid for, so store the number at once. Never repeated after a timeout.
        """
        with self._calling(PHONE) as (client, deadline):
            result = client.call("POST", PHONE, data={"code": code, "openid": openid}, deadline=deadline)
            return _phone_number(result.get("phone_info"), client.appid)

    def send(
        self, openid: str, template: str, values: Mapping[str, str], page: str = "", *, uncertain: bool = False
    ) -> Sent:
        """Send one message: ``template`` is our name, ``values`` text by our words (``templates.WORDS``).

        ``page`` may have a query. Never raises for what WeChat says: the fate tells the outbox what to do. Pass
        ``uncertain=True`` on the one repeat after the fate ``uncertain``.
        """
        chosen = templates.current(self._settings).get(template)
        if chosen is None:
            return Sent("template_off")
        try:
            data = messages.filled(chosen, values)
        except messages.WrongWord as wrong:
            metrics.alert("wechat_message_wrong", SEND, f"{template}.{wrong.word}", None, None)
            return Sent("dead", word=wrong.word)
        message = {"touser": openid, "template_id": chosen.id, "data": data}
        message |= {"page": page.lstrip("/")} if page else {}
        try:
            with self._asking(SEND, self._settings.wechat_worker_deadline) as (client, deadline):
                return messages.send(client, deadline, self._settings, message, uncertain=uncertain)
        except CallFailed as failure:  # no place was free
            return messages.ended(failure, uncertain=uncertain)

    def code_image(self, scene: str, page: str = "") -> bytes:
        """The PNG or JPEG of a code that opens ``page`` with ``scene``; ask ``code_images.kept`` first.

        Raises ``PageNotReleased``, ``TooManyRequests``, ``WechatUnavailable``, ``WechatRefused``; ``ValueError`` for
        a scene no code may carry.
        """
        about = codes.wanted(self._settings, scene, page)
        with self._calling(CODE_IMAGE) as (client, deadline):
            return codes.image(client, deadline, about)

    def check_text(self, text: str, openid: str, scene: checks.Scene, *, waits: bool = True) -> TextVerdict:
        """The worst verdict over a text of any length. Raises ``TooManyRequests``; any other failure is ``REVIEW``.

        ``waits=False``: there is no queue in which people would look at it later, so that without a verdict it raises
        ``WechatUnavailable`` or ``WechatRefused``.
        """
        if not waits:
            with self._calling(TEXT_CHECK) as (client, deadline):
                return checks.text_verdict(client, deadline, text, openid, scene, waits=False)
        try:
            with self._asking(TEXT_CHECK) as (client, deadline):
                return checks.text_verdict(client, deadline, text, openid, scene)
        except CallFailed as failure:  # no place was free
            checks.passed_over(failure)
        return TextVerdict.REVIEW

    def check_media(self, url: str, kind: checks.Kind, openid: str, scene: checks.Scene) -> str | None:
        """Order a check of what WeChat can fetch at ``url``; the verdict comes as ``telling.media_checked`` with the
        returned trace id. None: no check could be had, so people look and it stays hidden.
        """
        try:
            with self._asking(MEDIA_CHECK) as (client, deadline):
                return checks.ordered(client, deadline, url=url, kind=kind, openid=openid, scene=scene)
        except CallFailed as failure:
            checks.passed_over(failure)
        return None

    def risk_rank(self, openid: str, client_ip: str, scene: checks.RiskScene = "register") -> int | None:
        """0 to 4, higher is worse; None: not known, and nobody is held up. Off unless ``WECHAT_RISK_RANK``."""
        if not self._settings.wechat_risk_rank:
            return None
        try:
            with self._asking(RISK_RANK) as (client, deadline):
                return checks.rank(client, deadline, openid, scene, client_ip)
        except CallFailed as failure:
            checks.passed_over(failure)
        return None

    def link(self, kind: codes.LinkKind, page: str, query: str = "", *, days: int = codes.LONGEST_DAYS) -> str:
        """A link that opens ``page`` from outside WeChat for 1 to 30 days (``ValueError`` for others).

        Raises ``LinkNotAllowed``, ``PageNotReleased``, ``TooManyRequests``, ``WechatUnavailable``, ``WechatRefused``.
        """
        target = {"path": page.lstrip("/"), "query": query, "env_version": self._settings.env_version}
        with self._calling(SCHEME if kind == "scheme" else URL_LINK) as (client, deadline):
            return codes.link(client, deadline, kind, target, days=days)

    def templates(self) -> list[OwnTemplate]:
        """For operators, as all below: they raise ``CallFailed`` with errcode and rid, and nobody is woken."""
        with self._operating(TEMPLATES) as (client, deadline):
            return operating.templates(client, deadline)

    def quota(self, endpoint: str) -> Quota:
        """How many calls of an endpoint are left today."""
        with self._operating(QUOTA) as (client, deadline):
            return operating.quota(client, deadline, endpoint)

    def explain(self, rid: str) -> PastCall:
        """What WeChat remembers of the call with this request id."""
        with self._operating(RID) as (client, deadline):
            return operating.explain(client, deadline, rid)

    def clear_quota(self, *, by_secret: bool = False) -> None:
        """Start the counters of all endpoints again; ten times a month."""
        with self._operating(CLEAR_QUOTA) as (client, deadline):
            operating.clear_quota(client, deadline, by_secret=by_secret)

    def force_refresh(self) -> None:
        """End the present access token and take a new one. For a leaked secret only."""
        with self._operating(STABLE_TOKEN) as (client, deadline):
            client.force_token(deadline)

    def clock_drift_s(self) -> float | None:
        """By how much our clock is ahead of WeChat's, after asking whether appid, secret and address are accepted."""
        with self._operating(STABLE_TOKEN) as (client, deadline):
            client.check_credentials(deadline)
            return client.drift_s()

    @contextmanager
    def _calling(self, endpoint: str) -> Iterator[tuple[MiniProgramClient, Deadline]]:
        """A client, a deadline and a place; failures inside leave as problems, with no cause that tells more."""
        failure = None
        try:
            with self._asking(endpoint) as asked:
                yield asked
        except CallFailed as raised:
            failure = raised
        if failure is not None:
            raise _problem(failure).raised() from None


def current() -> Gateway:
    """The gateway of the running application."""
    gateway: Gateway = current_app.extensions["yiqi.wechat"]
    return gateway


def _problem(failure: CallFailed) -> Verdict:
    """What to answer; wakes somebody where the table says so, once per fault and not once per waiting caller."""
    found = verdict(failure.endpoint, failure.errcode, failure.cause)
    if found.alert and not failure.shared:
        metrics.alert(found.alert, failure.endpoint, failure.cause, failure.errcode, failure.rid)
    return found


def _phone_number(info: object, appid: str) -> PhoneNumber:
    if not isinstance(info, dict):
        raise CallFailed(PHONE, "NoPhoneInfo")
    watermark = info.get("watermark")
    if not isinstance(watermark, dict) or watermark.get("appid") != appid:
        raise PhoneCodeRejected
    number, country = info.get("purePhoneNumber"), info.get("countryCode")
    if not isinstance(number, str) or not number or not isinstance(country, str | int):
        raise CallFailed(PHONE, "NoPhoneNumber")
    return PhoneNumber(number, str(country).lstrip("+"))
