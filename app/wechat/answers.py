"""Reading what the platform sent. Content types are not believed: WeChat labels JSON as text and the reverse."""

from __future__ import annotations

import json
import re
from typing import Any

RID = re.compile(r"\brid:\s*([0-9A-Za-z-]{1,64})")
HINT = re.compile(r"\bdata\.([a-z_]{1,20}\d{1,3})\b|\binvalid ip (\d{1,3}(?:\.\d{1,3}){3})\b")
SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def json_object(raw: bytes) -> dict[str, Any] | None:
    """The JSON object in the bytes, or None for HTML, nothing, a list, half an object, or a bomb of brackets."""
    try:
        found = json.loads(raw.decode("utf-8"), strict=False)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def image_type(raw: bytes) -> str | None:
    """``image/png`` or ``image/jpeg`` by signature, else None."""
    return next((name for signature, name in SIGNATURES.items() if raw.startswith(signature)), None)


def hint_of(found: dict[str, Any]) -> str | None:
    """The keyword a message's error names, or the address of ours that WeChat does not know; nothing of a person."""
    match = HINT.search(str(found.get("errmsg", "")))
    return next(filter(None, match.groups()), None) if match else None


def rid_of(found: dict[str, Any]) -> str | None:
    """WeChat's request id at the end of the error message, which ``flask wechat rid`` looks up."""
    match = RID.search(str(found.get("errmsg", "")))
    return match.group(1) if match else None
