"""Numbers in JSON bodies: a number is a number, never text that looks like one. Queries are text and stay so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields


class Number(fields.Float):
    """A JSON number; text is refused, as are NaN and infinities."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_nan=False, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float:
        if isinstance(value, str | bytes):
            raise self.make_error("invalid", input=value)
        found: float = super()._deserialize(value, attr, data, **kwargs)
        return found
