"""Texts that leave in files which office programs open: nothing hidden, nothing that runs (RELIABILITY 10, C1, F2)."""

from __future__ import annotations

from app.stations.sheet_rules import FORMULA_SIGNS, INVISIBLE, LINE_BREAK

FORMULA_STARTS = (*FORMULA_SIGNS, "\t", "\r", "\0")


def visible(text: str) -> str:
    """The text as a reader sees it: on one line, without outer blanks or what hides or turns the text around it."""
    return INVISIBLE.sub("", LINE_BREAK.sub(" ", text)).strip()


def safe_cell(value: str | float | int) -> str | float | int:
    """A text that a spreadsheet would run as a formula, behind an apostrophe; numbers untouched (ASVS 1.2.10).

    One that would look so once its apostrophes are gone gets one more: imports take one away.
    """
    return f"'{value}" if isinstance(value, str) and value.lstrip("'").startswith(FORMULA_STARTS) else value
