"""The published notice: what is kept and how long, and what is not collected. Source: PRODUCT 6.

Made from the tables that refer to people (``holdings``) and the texts people agree to, so that it says what is done;
``flask privacy-notice`` writes ``docs/privacy.md``, and the build compares.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from app.accounts import notices
from app.accounts.holdings import Holding, holdings

FILE = notices.FOLDER / "published.toml"
ERASED, SEVERED = "7 天后删除", "7 天后不再连着您"
NO_LINK = "不再连着您"  # in how long it is kept: such rows stay, without the person
HEAD = """<!-- Written by `flask --app wsgi privacy-notice` from the code; `make docs` does it. Do not edit. -->

# 存什么，存多久；不收集什么

这一页由程序从数据表生成：表里多一样，这里就多一行。您自己的那一份，在小程序「我的」→「隐私与我的数据」里看，也能带走、能删。
"""
TABLE = "| 存什么 | 存多久 | 注销以后 |\n|---|---|---|\n"
ELSEWHERE = "| 什么 | 存多久 |\n|---|---|\n"


@dataclass(frozen=True)
class Beside:
    """What the tables do not say: sentences on what is not collected, and ``(what, kept)`` of the rest."""

    never: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...]


def beside(root: Path) -> Beside:
    """The texts beside the tables."""
    raw = tomllib.loads((root / FILE).read_text(encoding="utf-8"))
    return Beside(tuple(raw["never"]), tuple((line["what"], line["kept"]) for line in raw["elsewhere"]))


def notice(root: Path) -> str:
    """The notice as Markdown."""
    found = beside(root)
    used = [(purpose, _held(current_app, purpose)) for purpose in notices.every_notice()]
    parts = [HEAD, "## 存什么，存多久\n", *(_purpose(purpose, held) for purpose, held in used)]
    rest = "".join(f"| {what} | {kept} |\n" for what, kept in found.elsewhere)
    never = "".join(f"- {sentence}\n" for sentence in found.never)
    return "\n".join([*parts, f"### 不连着谁的\n\n{ELSEWHERE}{rest}", f"## 不收集什么\n\n{never}"])


def _held(app: Flask, purpose: str) -> list[Holding]:
    """The tables of a purpose; ``message`` has those of every kind of message."""
    return [held for held in holdings(app) if held.purpose.partition(":")[0] == purpose]


def _purpose(purpose: str, held: list[Holding]) -> str:
    text = notices.every_notice()[purpose]
    lines = "".join(f"| {one.what} | {one.kept} | {_after(one)} |\n" for one in held)
    table = f"{TABLE}{lines}" if held else "现在没有单独的表。\n"
    return f"### {text.title}\n\n{text.text}\n\n{table}"


def _after(held: Holding) -> str:
    """What becomes of a table's rows when their person leaves."""
    return held.stays or (SEVERED if NO_LINK in held.kept else ERASED)
