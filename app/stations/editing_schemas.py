"""Shapes of a station's facts as keepers send them, and of the monthly check."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

from app.core.numbers import Number
from app.core.wording import in_plain_letters
from app.stations.keeping_rules import FACTS
from app.stations.keeping_schemas import InDatum
from app.stations.opening import ALL_CALENDARS
from app.stations.reading_schemas import NudgeShape, StationDetail
from app.stations.sheet_rules import CODE, MOST_SEATS, PHONE
from app.stations.vocabulary import KINDS, STATION_STATUSES


class Words(fields.String):
    """One line of text; blanks around it fall away. ``longest``: in characters; ``empty``: what nothing becomes."""

    def __init__(self, longest: int, *, least: int = 0, empty: str | None = "", **kwargs: Any) -> None:
        super().__init__(validate=[validate.Length(least, longest), in_plain_letters], **kwargs)
        self.empty = empty

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        text = unicodedata.normalize("NFC", value.strip()) if isinstance(value, str) else value
        loaded = super().deserialize(text, *args, **kwargs)
        return loaded or self.empty


class Code(fields.String):
    """A station's code: a letter first, then letters, digits and ``-``, 10 characters at most; loads upper case."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        code = str(super()._deserialize(value, attr, data, **kwargs)).strip().upper()
        if not CODE.fullmatch(code):
            raise ValidationError("编号要以字母开头，只用字母、数字和 -，最多 10 个字符")
        return code


class Telephone(fields.String):
    """The place's own number; nothing loads as None."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        number = unicodedata.normalize("NFKC", text).strip()
        if number and not PHONE.fullmatch(number):
            raise ValidationError("电话只能有数字、空格、- 和开头的 +，3 到 20 位数字")
        return number or None


class YesOrNo(fields.Boolean):
    """JSON's true or false and nothing like them."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Calendars(fields.List[str]):
    """Which holiday tables count here, each once; none of them means both."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(fields.String(validate=validate.OneOf(ALL_CALENDARS)), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        named = set(super()._deserialize(value, attr, data, **kwargs)) or set(ALL_CALENDARS)
        return [calendar for calendar in ALL_CALENDARS if calendar in named]


def _degrees(limit: int) -> Number:
    return Number(required=True, validate=validate.Range(-limit, limit))


class FactsBody(InDatum):
    """All that is editable of a station; ``code``, should it be sent, is the one it has. ``crs``: of the pin, too."""

    code = Code(load_default=None, allow_none=True)
    name = Words(60, least=1, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    operator_id = fields.Integer(required=True, allow_none=True, strict=True, validate=validate.Range(1, 2**31 - 1))
    area_code = fields.String(required=True, validate=validate.Length(6, 15))
    address = Words(120, required=True)
    lat = _degrees(90)
    lng = _degrees(180)
    status = fields.String(required=True, validate=validate.OneOf(STATION_STATUSES))
    alert = Words(120, required=True, allow_none=True, empty=None)
    capacity_seats = fields.Integer(required=True, allow_none=True, strict=True, validate=validate.Range(0, MOST_SEATS))
    contact = Telephone(required=True, allow_none=True)
    open_to_riders = YesOrNo(required=True)
    calendars = Calendars(required=True)
    radius_m = fields.Integer(required=True, strict=True, validate=validate.Range(50, 500))


class NewStationBody(FactsBody):
    """A new station: what it is and where; all else may be left for later."""

    code = Code(required=True)
    operator_id = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 2**31 - 1))
    address = Words(120, load_default="")
    status = fields.String(load_default="draft", validate=validate.OneOf(STATION_STATUSES))
    alert = Words(120, load_default=None, allow_none=True, empty=None)
    capacity_seats = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(0, MOST_SEATS)
    )
    contact = Telephone(load_default=None, allow_none=True)
    open_to_riders = YesOrNo(load_default=True)
    calendars = Calendars(load_default=lambda: list(ALL_CALENDARS))
    radius_m = fields.Integer(load_default=150, strict=True, validate=validate.Range(50, 500))


class VerificationBody(InDatum):
    """The lines of the monthly check that are right, each once."""

    facts = fields.List(
        fields.String(validate=validate.OneOf(FACTS)), required=True, validate=validate.Length(1, len(FACTS))
    )


class EditedStation(StationDetail):
    """A station as it is after an edit. ``warnings``: what may have been a slip."""

    warnings = fields.List(fields.Nested(NudgeShape), required=True)
