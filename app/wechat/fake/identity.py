"""Who a fake user is: everything follows from the app and the user's name, so that a restart changes nothing."""

from __future__ import annotations

import base64
import hashlib
import re

DEMO_USERS = {"rider": "骑手", "staff": "社区工作人员", "manager": "驿站管理员", "admin": "博州管理员"}
OPENID = re.compile(r"o[A-Za-z0-9_-]{27}")
PHONE_CODE = re.compile(r"phone-(\d{11})(?!\d)")


def openid_for(appid: str, user: str) -> str:
    """The openid of ``user`` in the mini-program ``appid``: ``o`` and 27 characters of base64url(SHA-256)."""
    return _id(appid, user)


def unionid_for(user: str) -> str:
    """The unionid of ``user``, alike in every app of one owner."""
    return _id("unionid", user)


def user_of(js_code: str) -> str | None:
    """The user of a ``<user>.<anything>`` code; None when it is not of that form."""
    user, dot, rest = js_code.partition(".")
    return user if user and dot and rest else None


def phone_for(code: str) -> str:
    """The number behind a phone code: the 11 digits it says, else a mobile number hashed from it."""
    said = PHONE_CODE.match(code)
    if said:
        return said.group(1)
    number = int.from_bytes(hashlib.sha256(code.encode()).digest()[:8], "big")
    return f"13{number % 10**9:09d}"


def owner_of(phone_code: str) -> str | None:
    """The user a phone code was tapped by, where it says so (``…@<user>``)."""
    _, at, user = phone_code.rpartition("@")
    return user if at else None


def _id(*parts: str) -> str:
    digest = hashlib.sha256(":".join(parts).encode()).digest()
    return "o" + base64.urlsafe_b64encode(digest).decode()[:27]
