"""Whether a call to our callback is WeChat's, and what it says. Nothing is believed before both signatures hold."""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
from collections.abc import Mapping
from typing import Any, NamedTuple

from app.core.problems import NotAllowed
from app.wechat import bodies
from app.wechat.answers import json_object
from app.wechat.push_rules import is_fresh

MAX_FIELD = 512


class PushRefused(NotAllowed):
    slug, title = "push-refused", "这不是微信发来的消息"


class Keys(NamedTuple):
    """What the console of the mini-program shows; an empty one opens nothing."""

    appid: str
    token: str
    aes_key: str


class Stamp(NamedTuple):
    """The query of a call, as far as it proves anything."""

    signature: str = ""
    timestamp: str = ""
    nonce: str = ""
    msg_signature: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Stamp:
        return cls(*(query.get(name, "")[:MAX_FIELD] for name in cls._fields))


def check_address(keys: Keys, stamp: Stamp, now_s: float) -> None:
    """WeChat asking whether the address is ours. Raises ``PushRefused``."""
    if not (keys.token and is_fresh(stamp.timestamp, now_s)):
        raise PushRefused
    if not same(stamp.signature, signature(keys.token, stamp.timestamp, stamp.nonce)):
        raise PushRefused


def open_push(keys: Keys, stamp: Stamp, raw: bytes, now_s: float) -> dict[str, Any]:
    """The event inside a push. Raises ``PushRefused``: forged, stale, in plain text, of another app, or unreadable."""
    check_address(keys, stamp, now_s)
    try:
        sealed = bodies.read(raw).get("Encrypt")
        if not isinstance(sealed, str) or not sealed or not keys.aes_key:
            raise PushRefused
        if not same(stamp.msg_signature, signature(keys.token, stamp.timestamp, stamp.nonce, sealed)):
            raise PushRefused
        return _read_inside(_decrypt(keys, stamp, sealed))
    except bodies.Unreadable:
        raise PushRefused from None


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts in hex: WeChat's choice, which the encryption makes up for."""
    return hashlib.sha1("".join(sorted(parts)).encode("utf-8", "replace")).hexdigest()  # noqa: S324


def same(one: str, other: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


def _decrypt(keys: Keys, stamp: Stamp, sealed: str) -> str:
    """The text inside. Whoever has the token but not the key gets here; everything they can break is a refusal."""
    from wechatpy.crypto import WeChatCrypto  # late: most processes never need it
    from wechatpy.exceptions import WeChatException

    try:
        crypto = WeChatCrypto(keys.token, keys.aes_key, keys.appid)
        text: str = crypto.decrypt_message({"Encrypt": sealed}, stamp.msg_signature, stamp.timestamp, stamp.nonce)
    except (WeChatException, ValueError, IndexError, TypeError, AssertionError, struct.error):
        text = ""
    if not text:
        raise PushRefused  # outside the except block: no cause that prints the cipher text
    return text


def _read_inside(text: str) -> dict[str, Any]:
    event = bodies.read(text.encode()) if text.lstrip().startswith("<") else json_object(text.encode())
    if event is None or not _is_text(json.dumps(event, ensure_ascii=False)):
        raise PushRefused
    return event


def _is_text(text: str) -> bool:
    """UTF-8 has no lone surrogates, and no database takes NUL, which JSON writes as an escape."""
    return "\\u0000" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
