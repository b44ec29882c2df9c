"""Reading what WeChat posts to us, JSON or XML, into plain values. Content types are not believed; DTDs are refused."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat  # with every declaration refused below, nothing expands

from app.wechat.answers import json_object

MAX_BYTES = 64 * 1024
MAX_DEPTH = 12


class Unreadable(Exception):
    """Neither a JSON object nor an ``<xml>`` element, or one that is up to something."""


def read(raw: bytes) -> dict[str, Any]:
    """The object in the bytes; XML as WeChat writes it: texts, objects, and lists where an element repeats."""
    if len(raw) > MAX_BYTES:
        raise Unreadable
    found = _Reader().read(raw) if raw.lstrip()[:1] == b"<" else json_object(raw)
    if found is None:
        raise Unreadable
    return found


class _Reader:
    """One document. Each open element is its children by name and its text so far."""

    def __init__(self) -> None:
        self._open: list[tuple[dict[str, Any], list[str]]] = [({}, [])]

    def read(self, raw: bytes) -> dict[str, Any] | None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._said
        try:
            parser.Parse(raw, True)
        except (expat.ExpatError, ValueError):
            raise Unreadable from None
        found = self._open[0][0].get("xml")
        return found if isinstance(found, dict) else None

    def _refuse(self, *_: object) -> None:
        raise Unreadable

    def _start(self, _name: str, _attributes: dict[str, str]) -> None:
        if len(self._open) > MAX_DEPTH:
            raise Unreadable
        self._open.append(({}, []))

    def _end(self, name: str) -> None:
        children, texts = self._open.pop()
        value: Any = children or "".join(texts).strip()
        around = self._open[-1][0]
        if name not in around:
            around[name] = value
        elif isinstance(around[name], list):
            around[name].append(value)
        else:
            around[name] = [around[name], value]

    def _said(self, text: str) -> None:
        self._open[-1][1].append(text)
