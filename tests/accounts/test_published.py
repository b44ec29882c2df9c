"""The published notice says what the tables say, and the mini-program what the notice says. PRODUCT 6, P2, P5."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.accounts import published
from app.accounts.holdings import holdings
from tests.support.blueprint import ROOT

TEXTS = ROOT / "miniprogram" / "src" / "texts" / "privacy.ts"


def rows(text: str) -> list[list[str]]:
    """The lines of the notice's tables."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def shown(app: Flask) -> str:
    with app.app_context():
        return published.notice(ROOT)


def test_the_committed_notice_is_what_the_tables_say(shared_app: Flask) -> None:
    assert (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8") == shown(shared_app)


def test_every_table_about_people_has_its_line(shared_app: Flask) -> None:
    found = rows(shown(shared_app))
    for held in holdings(shared_app):
        (line,) = [row for row in found if row[:2] == [held.what, held.kept]]
        assert line[2] == held.stays or "7 天后" in line[2]


def test_rows_that_stay_without_their_person_are_not_called_deleted(shared_app: Flask) -> None:
    found = {row[0]: row[2] for row in rows(shown(shared_app)) if len(row) > 2}
    assert found["改过的驿站信息"] == published.SEVERED
    assert found["收藏的驿站"] == published.ERASED


def test_a_time_is_written_in_one_way(shared_app: Flask) -> None:
    """As in the texts people agree to, with a space: 180 天."""
    assert re.findall(r"\d(?:天|小时|分钟|年)", shown(shared_app)) == []


def test_negative_control_a_new_table_makes_another_notice(shared_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shown(shared_app)
    more = replace(holdings(shared_app)[0], table="new", what="新的一样", kept="一年")
    monkeypatch.setattr(published, "holdings", lambda app: [*holdings(app), more])
    assert shown(shared_app) != before
    assert ["新的一样", "一年", "7 天后删除"] in rows(shown(shared_app))


def test_the_mini_program_shows_the_sentences_of_the_notice() -> None:
    listed = re.search(r"export const NEVER.*?= \[\n(.*?)\n\]", TEXTS.read_text(encoding="utf-8"), re.DOTALL)
    assert listed
    assert tuple(re.findall(r"'([^']+)',", listed[1])) == published.beside(ROOT).never


def test_the_command_writes_it(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["privacy-notice", "--output", str(tmp_path / "docs" / "privacy.md")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "docs" / "privacy.md").read_text(encoding="utf-8") == shown(app)
