"""What an area is found by when it is typed in Latin letters."""

from __future__ import annotations

from app.areas.models import AdminArea
from app.core.spelling import spell


def spell_out(area: AdminArea) -> None:
    """Write the pinyin and initials of an area's name and of each alias, spaces between, as wide as the columns."""
    spelled = [spell(name) for name in (area.name, *area.aliases)]
    area.pinyin = " ".join(dict.fromkeys(full for full, _ in spelled))[:400]
    area.initials = " ".join(dict.fromkeys(first for _, first in spelled))[:120]
