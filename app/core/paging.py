"""Cursors: where a list goes on. A cursor is opaque to clients and never holds a position or anything personal."""

from __future__ import annotations

import base64
import binascii
import json

from marshmallow import Schema, fields, validate

from app.core.problems import Invalid

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # made once: every list has a cursor


class PageQuery(Schema):
    """``limit`` 1-100 (default 20) and ``cursor`` of every list."""

    limit = fields.Integer(load_default=DEFAULT_LIMIT, validate=validate.Range(1, MAX_LIMIT))
    cursor = fields.String(load_default=None, validate=validate.Length(max=400))


def to_cursor(*parts: str | int) -> str:
    """The cursor after the row with these keys."""
    return base64.urlsafe_b64encode(_ENCODER.encode(parts).encode()).rstrip(b"=").decode()


def from_cursor(cursor: str, *kinds: type) -> list[str | int]:
    """The keys in a cursor. Raises ``Invalid`` for anything ``to_cursor`` did not make with these kinds."""
    try:
        raw = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        parts = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError):
        parts = None
    if not isinstance(parts, list) or [type(part) for part in parts] != list(kinds) or not all(map(_ours, parts)):
        raise Invalid(errors=[{"field": "cursor", "message": "翻页位置无效，请从头查起"}])
    return parts


def _ours(part: str | int) -> bool:
    """Ids and places fit their columns; names and codes are printable (no NUL, no lone surrogate)."""
    return part.isprintable() if isinstance(part, str) else 0 <= part < 2**31
