"""Our messages: which words each has, of which kind, and under which keys the configured WeChat templates show them.

``WECHAT_TEMPLATES`` is ``{name: {"id": id, our word: WeChat's key}}``, e.g. ``{"station_alert": {"id": "…",
"station": "thing1", "change": "thing2"}}``; the keys may also stand in an object ``keywords``. The letters of a key
are its kind, the digits are WeChat's. A bare id, and a word left out, take the keys of ``usual``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.core.settings import Settings

KEY = re.compile(r"([a-z]+(?:_[a-z]+)?)(\d+)")
MOST_WORDS = 5  # WeChat's templates have at most five keywords

# our word: the kind of WeChat's keyword. Whoever sends fills all of them; ``fit`` sees to lengths.
WORDS: Mapping[str, Mapping[str, str]] = {
    "signup_result": {"activity": "thing", "time": "time", "place": "thing", "result": "phrase", "note": "thing"},
    "waitlist_offer": {"activity": "thing", "time": "time", "place": "thing", "until": "time", "note": "thing"},
    "shift_reminder": {"activity": "thing", "time": "time", "place": "thing", "note": "thing"},
    "shift_changed": {"activity": "thing", "time": "time", "change": "phrase", "note": "thing"},
    "hours_confirmed": {"activity": "thing", "date": "date", "hours": "thing", "result": "phrase"},
    "report_progress": {"subject": "thing", "state": "phrase", "time": "time", "note": "thing"},
    "care_answer": {"subject": "thing", "state": "phrase", "time": "time", "note": "thing"},
    "station_alert": {"station": "thing", "change": "thing", "time": "time", "note": "thing"},
}
MESSAGES = tuple(WORDS)


@dataclass(frozen=True)
class Template:
    """One configured template: our name, WeChat's id, and WeChat's key for each of our words."""

    name: str
    id: str
    keywords: Mapping[str, str]


def usual(name: str) -> dict[str, str]:
    """The keys if WeChat numbered our words in our order: ``{"station": "thing1", "change": "thing2", ...}``."""
    return {word: f"{kind}{number}" for number, (word, kind) in enumerate(WORDS[name].items(), 1)}


def fake_id(name: str) -> str:
    """The template's id on the fake platform: 43 characters, as WeChat's."""
    return f"FAKE-{name}-".ljust(42, "0") + "A"


def configured(raw: str, *, fake: bool) -> dict[str, Template]:
    """The templates that are set up, by our name. An empty id is none; in fake mode an empty setting is all of them."""
    if not raw and fake:
        return {name: Template(name, fake_id(name), usual(name)) for name in MESSAGES}
    found = {}
    for name, entry in json.loads(raw or "{}").items():
        parts = entry if isinstance(entry, dict) else {"id": entry}
        if name in WORDS and parts.get("id"):
            found[name] = Template(name, parts["id"], usual(name) | _keys(name, parts))
    return found


def current(settings: Settings) -> dict[str, Template]:
    """The templates of these settings, by our name."""
    return configured(settings.wechat_templates, fake=settings.wechat_mode == "fake")


def strangers(raw: str) -> list[str]:
    """What the setting says that we do not have: names, and words as ``station_alert.wether``."""
    found = []
    for name, entry in json.loads(raw or "{}").items():
        inner = entry.get("keywords") if isinstance(entry, dict) else None
        said = [*entry, *(inner if isinstance(inner, dict) else ())] if isinstance(entry, dict) else []
        known = {"id", "keywords", *WORDS.get(name, ())}
        found += [f"{name}.{word}" for word in said if word not in known] if name in WORDS else [name]
    return found


def name_of(found: Mapping[str, Template], template_id: str) -> str | None:
    """Our name of a template WeChat tells of; None for one we have not."""
    return next((name for name, template in found.items() if template.id == template_id), None)


def _keys(name: str, parts: Mapping[str, Any]) -> dict[str, str]:
    """WeChat's keys by our words, beside the id or in an object ``keywords``; other words are not ours."""
    inner = parts.get("keywords")
    said = {**parts, **(inner if isinstance(inner, dict) else {})}
    return {word: said[word] for word in WORDS[name] if isinstance(said.get(word), str)}


def kind_of(key: str) -> str | None:
    """``thing`` of ``thing12``; None for what is no key of WeChat's."""
    match = KEY.fullmatch(key)
    return match.group(1) if match else None
