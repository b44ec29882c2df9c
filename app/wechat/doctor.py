"""What an operator looks at before opening day, and when something is wrong: each line green, or red with a remedy."""

from __future__ import annotations

import base64
import json
import secrets
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import urllib3

from app.core import clock
from app.core.settings import FAKE_APPID, Settings
from app.wechat import templates
from app.wechat.callback import signature
from app.wechat.gateway import Gateway
from app.wechat.operating import OwnTemplate, Quota
from app.wechat.remedies import remedy
from app.wechat.rules import CODE_IMAGE, MEDIA_CHECK, PHONE, SEND, TEXT_CHECK, CallFailed

DRIFT_S = 60
PATIENCE_S = 5.0
FRESH = timedelta(days=7)
LOW = 0.1  # of a day's calls left
WATCHED = (SEND, PHONE, TEXT_CHECK, MEDIA_CHECK, CODE_IMAGE)
UNTOLD = frozenset({76021, 76022})  # WeChat counts this path and does not say how far
CALLBACK = "/wechat/callback"
EVENT = "yiqi_doctor"  # no event of WeChat's: it is taken in, and nobody acts on it


@dataclass(frozen=True)
class Finding:
    """One line. ``remedy`` empty: green."""

    name: str
    said: str
    remedy: str = ""

    @property
    def line(self) -> str:
        return f"RED  {self.name}: {self.said} -> {self.remedy}" if self.remedy else f"ok   {self.name}: {self.said}"


def examine(gateway: Gateway, settings: Settings) -> Iterator[Finding]:
    """Every finding in the order of the questions: what comes first explains what follows."""
    yield settings_finding(settings)
    yield from _asked("secret", lambda: credentials(gateway))
    yield from _asked("templates", lambda: [templates_finding(settings, gateway.templates())])
    yield callback_finding(settings)
    yield certificate_finding(settings)
    yield from _asked("quotas", lambda: [quotas_finding(gateway)])


def settings_finding(settings: Settings) -> Finding:
    """What is missing for each part to work at all."""
    missing = [] if settings.wechat_mode == "fake" else list(_missing(settings))
    if not templates.current(settings):
        missing.append("WECHAT_TEMPLATES")
    if missing:
        return Finding("settings", f"missing {', '.join(missing)}", "set them: docs/operators/settings.md")
    without = [name for name in templates.MESSAGES if name not in templates.current(settings)]
    note = f"; in the inbox only: {', '.join(without)}" if without else ""
    return Finding("settings", f"complete, mode {settings.wechat_mode}{note}")


def credentials(gateway: Gateway) -> list[Finding]:
    """Whether appid, secret and our address are accepted, and our clock is right. Raises ``CallFailed``."""
    drift = gateway.clock_drift_s()
    accepted = Finding("secret", "appid, secret and our address are accepted")
    if drift is None:
        return [accepted, Finding("clock", "WeChat did not say the time")]
    said = f"{abs(drift):.0f} s {'ahead of' if drift > 0 else 'behind'} WeChat's"
    wrong = "set the clock of this machine (chrony or systemd-timesyncd)" if abs(drift) >= DRIFT_S else ""
    return [accepted, Finding("clock", said, wrong)]


def templates_finding(settings: Settings, own: list[OwnTemplate]) -> Finding:
    """Whether what is set up is what WeChat has."""
    faults = template_faults(settings, own)
    if faults:
        return Finding("templates", "; ".join(faults), "correct WECHAT_TEMPLATES, or choose them in WeChat's console")
    return Finding("templates", f"{len(templates.current(settings))} as WeChat has them")


def template_faults(settings: Settings, own: list[OwnTemplate]) -> list[str]:
    """A sentence for each template, key and kind that is not as our code fills it."""
    known = {template.id: template for template in own}
    faults = [
        f"{stranger}: we have nothing of this name" for stranger in templates.strangers(settings.wechat_templates)
    ]
    for ours in templates.current(settings).values():
        faults += _faults(ours, known.get(ours.id))
    return faults


def callback_finding(settings: Settings) -> Finding:
    """Whether a push signed and encrypted as WeChat's reaches us under our public address and is believed."""
    if not (settings.push_token and settings.push_aes_key):
        return Finding("callback", "no push can be believed", "set WECHAT_PUSH_TOKEN and WECHAT_PUSH_AES_KEY")
    url = settings.site_url + CALLBACK
    try:
        with urllib3.PoolManager(retries=False, timeout=PATIENCE_S) as pool:
            greeted = _greet(pool, url, settings)
            pushed = greeted and _push(pool, url, settings)
    except (urllib3.exceptions.HTTPError, OSError) as failure:
        return Finding("callback", type(failure).__name__, f"{url} must answer: is the service up, PUBLIC_URL right?")
    if not greeted:
        return Finding("callback", "refused the greeting", "the same WECHAT_PUSH_TOKEN as the service?")
    if not pushed:
        return Finding("callback", "refused the push", "the same WECHAT_PUSH_AES_KEY and appid as the service?")
    return Finding("callback", "a self-signed push is taken in")


def certificate_finding(settings: Settings) -> Finding:
    """Whether phones will trust our address: the whole chain, for a week to come."""
    parts = urlsplit(settings.site_url)
    if parts.scheme != "https":
        if settings.wechat_mode == "fake":
            return Finding("certificate", "none is needed for the simulation")
        return Finding("certificate", "PUBLIC_URL is not https", "mini-programs call https only: set PUBLIC_URL")
    try:
        ends_s = ssl.cert_time_to_seconds(_certificate_end(parts.hostname or "", parts.port or 443))
    except (ssl.SSLError, OSError) as failure:
        return Finding("certificate", type(failure).__name__, "serve the whole chain of a certificate for this name")
    left = clock.from_epoch(ends_s) - clock.now()
    said = f"trusted for {left.days} days"
    return Finding("certificate", said, "renew it" if left < FRESH else "")


def quotas_finding(gateway: Gateway) -> Finding:
    """Whether a tenth of today's calls is left everywhere. Raises ``CallFailed``."""
    found = [quota for endpoint in WATCHED if (quota := _quota(gateway, endpoint))]
    low = [f"{quota.endpoint} {quota.left} of {quota.daily}" for quota in found if quota.left < quota.daily * LOW]
    if low:
        return Finding("quotas", f"nearly used up: {', '.join(low)}", "find the caller; flask wechat clear-quota")
    return Finding("quotas", "more than a tenth is left everywhere")


def _quota(gateway: Gateway, endpoint: str) -> Quota | None:
    """The endpoint's calls of today; None where WeChat does not tell. Raises ``CallFailed``."""
    try:
        return gateway.quota(endpoint)
    except CallFailed as failure:
        if failure.errcode not in UNTOLD:
            raise
    return None


def _asked(name: str, ask: Callable[[], list[Finding]]) -> list[Finding]:
    """The findings, or the one that WeChat could not be asked."""
    try:
        return ask()
    except CallFailed as failure:
        return [Finding(name, f"{failure.cause} errcode={failure.errcode} rid={failure.rid}", remedy(failure))]


def _missing(settings: Settings) -> Iterator[str]:
    for name in ("push_token", "push_aes_key", "miniprogram_state", "env_version"):
        if not getattr(settings, f"wechat_{name}"):
            yield f"WECHAT_{name.upper()}"
    if settings.wechat_appid == FAKE_APPID:
        yield "WECHAT_APPID"
    if not settings.public_url:
        yield "PUBLIC_URL"


def _faults(ours: templates.Template, theirs: OwnTemplate | None) -> Iterator[str]:
    if theirs is None:
        yield f"{ours.name}: WeChat has no template {ours.id}"
        return
    for word, key in ours.keywords.items():
        kind = templates.WORDS[ours.name][word]
        if key not in theirs.keywords:
            yield f"{ours.name}.{word}: no keyword {key}, only {', '.join(theirs.keywords)}"
        elif templates.kind_of(key) != kind:
            yield f"{ours.name}.{word}: {key} is not of the kind {kind}"
    for key in theirs.keywords:
        if key not in ours.keywords.values():
            yield f"{ours.name}: nothing fills {key}"


def _greet(pool: urllib3.PoolManager, url: str, settings: Settings) -> bool:
    """What WeChat does once when the address is entered: our token's signature, and its text comes back."""
    echo = secrets.token_hex(8)
    answer = pool.request("GET", f"{url}?{urlencode(_stamp(settings) | {'echostr': echo})}", redirect=False)
    return answer.status == 200 and answer.data == echo.encode()


def _push(pool: urllib3.PoolManager, url: str, settings: Settings) -> bool:
    from wechatpy.crypto import PrpCrypto  # late: only here

    event = {"MsgType": "event", "Event": EVENT, "CreateTime": int(clock.epoch()), "MsgID": secrets.token_hex(8)}
    sealer = PrpCrypto(base64.b64decode(f"{settings.push_aes_key}="))
    sealed = sealer.encrypt(json.dumps(event), settings.wechat_appid).decode()
    query = urlencode(_stamp(settings, sealed) | {"encrypt_type": "aes"})
    body = json.dumps({"ToUserName": settings.wechat_appid, "Encrypt": sealed})
    headers = {"Content-Type": "application/json"}
    answer = pool.request("POST", f"{url}?{query}", body=body, headers=headers, redirect=False)
    return answer.status == 200 and answer.data == b"success"


def _stamp(settings: Settings, sealed: str = "") -> dict[str, str]:
    timestamp, nonce = str(int(clock.epoch())), secrets.token_hex(5)
    found = {"timestamp": timestamp, "nonce": nonce, "signature": signature(settings.push_token, timestamp, nonce)}
    return found | ({"msg_signature": signature(settings.push_token, timestamp, nonce, sealed)} if sealed else {})


def _certificate_end(host: str, port: int) -> str:
    """When the certificate ends, in the words of the certificate. Raises ``ssl.SSLError`` when it is not trusted."""
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), PATIENCE_S) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        return str((secure.getpeercert() or {}).get("notAfter", ""))
