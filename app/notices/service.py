"""What other features call: telling somebody something, and the words to tell it in."""

from __future__ import annotations

from app.notices.inbox import notify
from app.notices.rules import Topic
from app.notices.texts import Words, span, words

__all__ = ["Topic", "Words", "notify", "span", "words"]
