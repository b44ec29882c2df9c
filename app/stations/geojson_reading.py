"""GeoJSON as exported, read into the same texts by field as a sheet. What the texts mean is ``sheet_rules``.

Every feature must carry every field, so that nothing is emptied by a missing one; ``null`` is an empty cell. Other
members are left unread. Features are counted from 1.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.stations.archive import Unreadable
from app.stations.sheet_rules import COLUMNS
from app.stations.workbook import MOST_LINES

MOST_VALUES = 1_500_000  # colons, commas and brackets together: bounds what the parser builds of 12 MiB
_BLANK = b" \t\r\n"
_NOT_OURS = "不是导出的 GeoJSON"
_POSITION = ("lng", "lat", "crs")


@dataclass(slots=True)
class Feature:
    """The texts of one feature by field, and cells that are no text at all, with the reason."""

    number: int
    texts: dict[str, str] = field(default_factory=dict)
    odd: dict[str, str] = field(default_factory=dict)


def looks_like_geojson(raw: bytes) -> bool:
    """Whether the bytes begin as a JSON object; no sheet does."""
    return raw.removeprefix(codecs.BOM_UTF8)[:1_000].lstrip(_BLANK).startswith(b"{")


def read_features(raw: bytes) -> Iterator[Feature]:
    """The features of a collection. Raises :class:`Unreadable`."""
    if sum(map(raw.count, (b":", b",", b"[", b"{"))) > MOST_VALUES:
        raise Unreadable(_NOT_OURS)
    try:
        document = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Unreadable("GeoJSON 读不出来：应当是 UTF-8 的 JSON") from None
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise Unreadable(_NOT_OURS)
    if len(features) >= MOST_LINES:
        raise Unreadable(f"超过 {MOST_LINES - 1} 个站点，请分成几个文件")
    yield from (_read(number, one) for number, one in enumerate(features, start=1))


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _read(number: int, sent: Any) -> Feature:
    found = Feature(number)
    members = sent if isinstance(sent, dict) and sent.get("type") == "Feature" else {}
    _read_position(found, members.get("geometry"))
    properties = members.get("properties")
    for name in COLUMNS:
        if name in _POSITION:
            continue
        if not isinstance(properties, dict) or name not in properties:
            found.odd[name] = "缺少这一项"
            continue
        text = _text(properties[name])
        if text is None:
            found.odd[name] = "这一项的写法不对"
        else:
            found.texts[name] = text
    return found


def _read_position(found: Feature, geometry: Any) -> None:
    """Longitude before latitude, in WGS-84; a height behind them is left unread."""
    position = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    if isinstance(position, list) and len(position) in {2, 3} and all(map(_is_number, position)):
        found.texts |= {"lng": repr(position[0]), "lat": repr(position[1]), "crs": "WGS-84"}
    else:
        found.odd["lng"] = "位置应当是一个点：[经度, 纬度]"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: Any) -> str | None:
    """A value as somebody would have typed it into a cell, None for what nobody could have."""
    if isinstance(value, list):
        return ";".join(value) if all(isinstance(one, str) for one in value) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)  # seats that another program wrote as 12.0
    if isinstance(value, str | int):
        return str(value)
    return "" if value is None else None
