"""Instants and local days in requests: strict RFC 3339 with offset, and days of Asia/Shanghai."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from marshmallow import ValidationError, fields

from app.core import clock

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read_instant(text: str) -> datetime:
    """The aware UTC instant of an RFC 3339 text with offset. Raises ``ValidationError``."""
    if not _RFC3339.fullmatch(text):
        raise ValidationError("需要带时区的时间，如 2025-11-20T08:00:00+08:00")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValidationError("没有这个时间") from None


class Instant(fields.String):
    """An instant as RFC 3339 with offset; loads aware UTC."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return read_instant(super()._deserialize(value, attr, data, **kwargs))


class DayOrInstant(fields.String):
    """A local day or an instant; loads aware UTC. ``end``: of a day its end, 24:00, else its beginning."""

    def __init__(self, *, end: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.end = end

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not _DAY.fullmatch(text):
            return read_instant(text.replace(" ", "+"))  # a query's bare "+" arrives as a blank
        try:
            day = date.fromisoformat(text) + timedelta(days=int(self.end))
            return datetime.combine(day, time(), tzinfo=clock.SHANGHAI).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError("没有这一天") from None
