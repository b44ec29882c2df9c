"""Pinyin of names, so that 顾里木图 is found by ``gulimutu`` and ``glmt``. Staff may edit what this proposes."""

from __future__ import annotations

import unicodedata


def spell(name: str) -> tuple[str, str]:
    """Full pinyin without tones or spaces, and the initials: ``("nancheng", "nc")``. Other letters are kept."""
    from pypinyin import Style, lazy_pinyin  # 57 MB: imported only where names are written

    full = lazy_pinyin(name, style=Style.NORMAL)
    initials = lazy_pinyin(name, style=Style.FIRST_LETTER)
    return _plain("".join(full)), _plain("".join(initials))


def fold(text: str) -> str:
    """A search text as it is compared: NFKC, lower case, no spaces; ü as keyboards write it, v."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).replace("ü", "v")


def _plain(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())
