"""What the rest of the house sees of WeChat: plain values in, frozen values out, problems raised."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import current_app

from app.core.settings import Settings
from app.core.store import Store
from app.wechat import metrics
from app.wechat.breaker import Bulkhead
from app.wechat.rules import (
    LOGIN,
    PHONE,
    CallFailed,
    Login,
    LoginCodeRejected,
    PhoneCodeRejected,
    PhoneNumber,
    Verdict,
    WechatRefused,
    WechatUnavailable,
    WechatUserBlocked,
    verdict,
)
from app.wechat.sockets import Deadline
from app.wechat.transport import allowed_base

if TYPE_CHECKING:
    from app.wechat.client import MiniProgramClient

__all__ = [
    "Gateway",
    "Login",
    "LoginCodeRejected",
    "PhoneCodeRejected",
    "PhoneNumber",
    "WechatRefused",
    "WechatUnavailable",
    "WechatUserBlocked",
    "current",
]


class Gateway:
    """WeChat for one mini-program.

    The client is made at the first call, after the worker has forked. ``forbidden`` answers whether a database
    transaction is open: WeChat may take seconds, and no row stays locked that long.
    """

    def __init__(self, settings: Settings, store: Store, *, forbidden: Callable[[], bool] = lambda: False) -> None:
        self._base = allowed_base(settings.api_base, production=settings.is_production)
        self._settings, self._store, self._forbidden = settings, store, forbidden
        self._lock = threading.Lock()
        self._made: tuple[int, MiniProgramClient] | None = None
        self._bulkhead = Bulkhead(settings.wechat_bulkhead)

    def __repr__(self) -> str:
        return f"<Gateway {self._base}>"

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

    def close(self) -> None:
        """Drop the connections; the next call makes new ones."""
        with self._lock:
            made, self._made = self._made, None
        if made and made[0] == os.getpid():
            made[1].close()

    @contextmanager
    def _calling(self, endpoint: str) -> Iterator[tuple[MiniProgramClient, Deadline]]:
        """A client, a deadline and a place; failures inside leave as problems, with no cause that tells more."""
        if self._forbidden():
            raise RuntimeError("WeChat must not be called inside a database transaction")
        client = self._client()
        deadline = client.deadline()
        failure = None
        try:
            with self._bulkhead.place(endpoint, deadline):
                yield client, deadline
        except CallFailed as raised:
            failure = raised
        if failure is not None:
            raise _problem(failure).raised() from None

    def _client(self) -> MiniProgramClient:
        with self._lock:
            if self._made is None or self._made[0] != os.getpid():
                self._made = os.getpid(), self._make()
            return self._made[1]

    def _make(self) -> MiniProgramClient:
        from app.wechat.client import MiniProgramClient  # late: wechatpy is not needed to start a command

        settings = self._settings
        return MiniProgramClient(
            settings.wechat_appid,
            settings.wechat_secret,
            base=self._base,
            store=self._store,
            production=settings.is_production,
            connect_s=settings.wechat_timeout_connect,
            read_s=settings.wechat_timeout_read,
            deadline_s=settings.wechat_deadline,
            pool=2 * settings.wechat_bulkhead + 1,
        )


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
