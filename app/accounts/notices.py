"""The texts people agree to, one for each purpose, with their versions: ``data/notices-zh-CN/notices.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from app.accounts import rules
from app.core.problems import NotFound

MESSAGES = (
    "signup_result",
    "waitlist_offer",
    "shift_reminder",
    "shift_changed",
    "hours_confirmed",
    "report_progress",
    "care_answer",
    "station_alert",
)
# designed, but no feature rests on them yet (docs/decisions/0025): nobody is asked to agree to what is not done
AHEAD = frozenset({"care", "national_export", "message:report_progress", "message:care_answer"})
FOLDER = Path("data") / "notices-zh-CN"
_NAME = "yiqi.notices"


@dataclass(frozen=True)
class PrivacyNotice:
    """What a purpose means, in the words people read. A new version asks everybody again."""

    version: int
    title: str
    text: str


def install(app: Flask, root: Path) -> None:
    """Read the texts; a missing or broken file stops the start."""
    raw = tomllib.loads((root / FOLDER / "notices.toml").read_text(encoding="utf-8"))
    app.extensions[_NAME] = {
        purpose: PrivacyNotice(int(entry["version"]), str(entry["title"]), str(entry["text"]).strip())
        for purpose, entry in raw.items()
    }


def every_notice() -> dict[str, PrivacyNotice]:
    """All notices by purpose; ``message`` stands for every ``message:<template>``."""
    found: dict[str, PrivacyNotice] = current_app.extensions[_NAME]
    return found


def notice_for(purpose: str) -> PrivacyNotice:
    """The current notice of a purpose. Raises ``NotFound`` for a purpose that we do not have."""
    key, _, template = purpose.partition(":")
    known = template in MESSAGES if key == "message" else not template
    notice = every_notice().get(key)
    if notice is None or not known or purpose.endswith(":"):
        raise NotFound
    return notice


def check_version(notice: PrivacyNotice, sent: int | None) -> None:
    """Refuse agreement to a text that is no longer the current one; nothing sent means the current."""
    if sent is not None and sent != notice.version:
        raise rules.NoticeChanged(notice_version=notice.version)


def every_purpose() -> list[str]:
    """All purposes with a switch of their own, in the order of the texts."""
    plain = [purpose for purpose in every_notice() if purpose != "message"]
    return plain + [f"message:{template}" for template in MESSAGES]
