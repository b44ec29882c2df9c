"""The cards of the stations somebody saved."""

from __future__ import annotations

from typing import Any

from app.stations import reading, saving


def cards_saved(account_id: int, *, limit: int, cursor: str | None, crs: str) -> dict[str, Any]:
    """A page of the caller's list as cards, the newest first. Raises ``Invalid`` for a foreign cursor."""
    codes, after = saving.page_of(account_id, limit=limit, cursor=cursor)
    cards = {card["code"]: card for card in reading.cards_of(codes, crs=crs)}
    return {"items": [cards[code] for code in codes if code in cards], "next_cursor": after}
