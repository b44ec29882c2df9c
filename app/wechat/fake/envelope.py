"""Sealing a push as the platform does in safe mode: AES-256-CBC, SHA-1 signatures, JSON or XML around it.

Written from WeChat's description and not with the library the service opens it with, so that each checks the other.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 32  # WeChat pads to 32 bytes, not to the cipher's 16
ACCOUNT = "gh_fake00000001"


class Keys(NamedTuple):
    """What the console of the mini-program shows. ``aes_key``: 43 characters."""

    appid: str
    token: str
    aes_key: str


class Sealed(NamedTuple):
    """A push on its way: the query and the body with its type."""

    query: str
    body: bytes
    content_type: str


def seal(keys: Keys, event: Mapping[str, Any], form: str, *, stamp: int, nonce: str, salt: bytes) -> Sealed:
    """The event as one POST. ``form``: ``json`` or ``xml``; ``salt``: 16 random bytes; ``stamp`` in seconds."""
    text = as_xml(event) if form == "xml" else json.dumps(event, ensure_ascii=False)
    cipher = encrypt(keys, text.encode(), salt)
    outer = {"ToUserName": ACCOUNT, "Encrypt": cipher}
    query = {
        "signature": sign(keys.token, str(stamp), nonce),
        "timestamp": stamp,
        "nonce": nonce,
        "openid": event.get("FromUserName", ""),
        "encrypt_type": "aes",
        "msg_signature": sign(keys.token, str(stamp), nonce, cipher),
    }
    body = as_xml(outer) if form == "xml" else json.dumps(outer)
    return Sealed(urlencode(query), body.encode(), "text/xml" if form == "xml" else "application/json")


def sign(*parts: str) -> str:
    """SHA-1 over the sorted parts, in hex."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - WeChat's, not ours to choose


def encrypt(keys: Keys, text: bytes, salt: bytes) -> str:
    """16 random bytes, the length, the text and the appid; padded, encrypted, in base64."""
    key = base64.b64decode(keys.aes_key + "=")
    plain = salt + struct.pack(">I", len(text)) + text + keys.appid.encode()
    padding = BLOCK - len(plain) % BLOCK
    encryptor = Cipher(AES(key), CBC(key[:16])).encryptor()
    sealed = encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def as_xml(event: Mapping[str, Any]) -> str:
    """``<xml>`` with text in CDATA, numbers bare, and one element for each thing in a list."""
    return f"<xml>{_inside(event)}</xml>"


def _inside(value: object) -> str:
    if isinstance(value, Mapping):
        return "".join(_element(name, inner) for name, inner in value.items())
    if isinstance(value, int):
        return str(value)
    text = str(value).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{text}]]>"


def _element(name: str, value: object) -> str:
    values = value if isinstance(value, list) else [value]
    return "".join(f"<{name}>{_inside(one)}</{name}>" for one in values)
