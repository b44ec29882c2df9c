"""W10: neither secret, token, session key, openid nor phone number is in anything that may be printed."""

from __future__ import annotations

import logging
import socket
import traceback
from collections.abc import Callable

import pytest
from prometheus_client import generate_latest

from app.core.settings import FAKE_APPID, Settings
from app.core.store import MemoryStore
from app.wechat.fake import FakePlatform, openid_for
from app.wechat.gateway import Gateway
from app.wechat.rules import (
    CLEAR_QUOTA,
    CLEAR_QUOTA_BY_SECRET,
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
)
from app.wechat.tokens import Token
from app.wechat.transport import quiet_urllib3
from tests.wechat.raw_server import RawServer, raw_server

SECRET = "the-app-secret-nobody-may-see"
RIDER = openid_for(FAKE_APPID, "rider")
PHONE_NUMBER = "13912345678"
LOGIN_CODE, PHONE_CODE = "rider.code-of-the-login", f"phone-{PHONE_NUMBER}"
PRIVATE, PAGE = "只有她自己知道的事", "pages/care/care"
PICTURE_URL = "https://bole.example/pictures/1?signature=nobody-else"
KINDS = ["http", "html", "empty", "list", "truncated", "hang", "drip", "reset"]
CODES = [-1, 40001, 42001, 40125, 40164, 45009, 45011, 47001, 99999, 40029, 40163, 40226]


def everything_about(failure: BaseException | None) -> str:
    """The texts of an exception, of its attributes, of all it was raised from, and its traceback."""
    texts, seen = [], set()
    while failure is not None and id(failure) not in seen:
        seen.add(id(failure))
        texts += [repr(failure), str(failure), repr(failure.args), repr(vars(failure))]
        texts += traceback.format_exception(failure)
        failure = failure.__cause__ or failure.__context__
    return "\n".join(texts)


@pytest.fixture
def debugging(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Somebody turned every logger to DEBUG before the gateway was built."""
    loggers = [logging.getLogger(name) for name in ("urllib3", "urllib3.connectionpool", "requests", "wechatpy")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    yield caplog
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)


@pytest.fixture
def secretive(settings_with: Callable[..., Settings], platform: FakePlatform) -> Gateway:
    platform.first_options = type(platform.first_options)(secret=SECRET)
    platform.reset({})
    quick = {"wechat_timeout_read": 0.2, "wechat_deadline": 0.3, "wechat_worker_deadline": 0.3}
    made = Gateway(settings_with(wechat_secret=SECRET, wechat_risk_rank=True, **quick), MemoryStore())
    yield made
    made.close()


# every call beside sign-in and phone, by its endpoint
CALLS: dict[str, Callable[[Gateway], object]] = {
    SEND: lambda gateway: gateway.send(RIDER, "care_answer", {"subject": PRIVATE, "time": "2026年10月1日 15:01"}, PAGE),
    CODE_IMAGE: lambda gateway: gateway.code_image("P.1A2B3C", PAGE),
    TEXT_CHECK: lambda gateway: gateway.check_text(PRIVATE, RIDER, "log"),
    MEDIA_CHECK: lambda gateway: gateway.check_media(PICTURE_URL, "image", RIDER, "log"),
    RISK_RANK: lambda gateway: gateway.risk_rank(RIDER, "203.0.113.99"),
    SCHEME: lambda gateway: gateway.link("scheme", PAGE, "scene=x"),
    URL_LINK: lambda gateway: gateway.link("url_link", PAGE),
    TEMPLATES: lambda gateway: gateway.templates(),
    QUOTA: lambda gateway: gateway.quota(PHONE),
    RID: lambda gateway: gateway.explain("rid"),
    CLEAR_QUOTA: lambda gateway: gateway.clear_quota(),
    CLEAR_QUOTA_BY_SECRET: lambda gateway: gateway.clear_quota(by_secret=True),
}
CALL_CODES = [-1, 40001, 40003, 43101, 45009, 45011, 47003, 61010, 99999]


FAULTS = [*({"kind": kind} for kind in KINDS), *({"errcode": code} for code in CALL_CODES)]


@pytest.mark.parametrize("struck", [(path, fault) for path in CALLS for fault in FAULTS], ids=str)
def test_w10_no_fault_of_any_other_call_prints_a_secret(
    struck: tuple[str, dict[str, object]],
    secretive: Gateway,
    platform: FakePlatform,
    order: Callable[..., None],
    debugging: pytest.LogCaptureFixture,
) -> None:
    endpoint, fault = struck
    order(path=endpoint, count=-1, **fault)
    printed = [attempt(lambda: CALLS[endpoint](secretive))]
    printed += [debugging.text, *(repr(vars(record)) for record in debugging.records), generate_latest().decode()]
    text, secrets = "\n".join(printed), [*secrets_of(platform), PRIVATE, PICTURE_URL, "203.0.113.99"]
    assert platform.state()["calls"][endpoint] >= 1
    assert [secret for secret in secrets if secret in text] == []


def secrets_of(platform: FakePlatform) -> list[str]:
    tokens, keys = list(platform.tokens._ends), list(platform.session_keys.values())
    return [SECRET, RIDER, PHONE_NUMBER, LOGIN_CODE, PHONE_CODE, *tokens, *keys]


def attempt(call: Callable[[], object]) -> str:
    try:
        return repr(call())
    except Exception as failure:  # noqa: BLE001 - whatever it is, its text is searched
        return everything_about(failure)


@pytest.mark.parametrize(
    "fault", [*({"kind": kind} for kind in KINDS), *({"errcode": code} for code in CODES)], ids=str
)
def test_w10_no_fault_prints_a_secret(
    fault: dict[str, object],
    secretive: Gateway,
    platform: FakePlatform,
    order: Callable[..., None],
    debugging: pytest.LogCaptureFixture,
) -> None:
    printed = [attempt(lambda: secretive.phone(f"{PHONE_CODE}-well", RIDER))]  # a token now exists
    for path in (LOGIN, PHONE, STABLE_TOKEN):
        order(path=path, **fault)
    platform.tokens.expire()
    printed += [attempt(lambda: secretive.login(LOGIN_CODE)), attempt(lambda: secretive.phone(PHONE_CODE, RIDER))]
    printed += [attempt(lambda: secretive.login(LOGIN_CODE)), attempt(lambda: secretive.phone(PHONE_CODE, RIDER))]
    printed += [debugging.text, *(repr(vars(record)) for record in debugging.records)]
    printed += [generate_latest().decode()]
    text, secrets = "\n".join(printed), secrets_of(platform)
    assert len(secrets) > 5  # a token was really handed out
    assert [secret for secret in secrets if secret in text] == []


def test_w10_objects_do_not_show_what_they_hold(secretive: Gateway, settings_with: Callable[..., Settings]) -> None:
    login = secretive.login(LOGIN_CODE)
    number = secretive.phone(PHONE_CODE, RIDER)
    client = secretive._client()
    shown = [secretive, client, client.wxa, client.tokens, client._transport, login, number, Token(SECRET, 1.0)]
    text = repr([*shown, settings_with(wechat_secret=SECRET)]) + "".join(map(str, shown))
    assert [secret for secret in (SECRET, RIDER, PHONE_NUMBER, client.access_token) if secret in text] == []


def test_w10_urllib3_stays_at_info_or_above_once_the_gateway_is_there() -> None:
    loggers = [logging.getLogger(name) for name in ("urllib3", "urllib3.connectionpool")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    quiet_urllib3()
    levels = [logger.getEffectiveLevel() for logger in loggers]
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)
    assert levels == [logging.INFO, logging.INFO]


def test_w10_a_malformed_header_does_not_make_urllib3_print_the_url(
    settings_with: Callable[..., Settings], debugging: pytest.LogCaptureFixture
) -> None:
    def talk(connection: socket.socket, server: RawServer) -> None:
        body = b'{"openid": "%s", "session_key": "k"}' % RIDER.encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nno colon here\r\n\r\n" % len(body) + body)

    with raw_server(talk) as server:
        gateway = Gateway(settings_with(wechat_api_base=server.url, wechat_secret=SECRET), MemoryStore())
        printed = attempt(lambda: gateway.login(LOGIN_CODE))
        gateway.close()
    assert server.requests
    assert SECRET.encode() in server.requests[0]
    assert SECRET not in printed + debugging.text
    assert LOGIN_CODE not in printed + debugging.text


def test_w10_the_search_itself_sees_through_chained_exceptions() -> None:
    def leak() -> None:
        try:
            raise ValueError(SECRET)
        except ValueError as failure:
            raise RuntimeError("harmless") from failure

    assert SECRET in attempt(leak)
