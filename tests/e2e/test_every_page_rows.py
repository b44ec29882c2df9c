"""The list of every page's faces is whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.e2e import every_page
from tests.e2e.every_page_stages import STAGES


def test_every_page_of_the_app_has_a_row_and_every_row_is_whole():
    assert every_page.missing(every_page.pages(), every_page.rows()) == []


def test_every_stage_that_a_row_names_is_there():
    assert {row.prepared for row in every_page.rows()} - {""} <= set(STAGES)


def test_negative_control_a_page_without_a_row_is_named():
    (said,) = [
        fault
        for fault in every_page.missing([*every_page.pages(), "pages/new/new"], every_page.rows())
        if "pages/new/new" in fault
    ]
    assert "has no row" in said and "every_page.py" in said


@pytest.mark.parametrize("face", [*every_page.FACES, "guest"])
def test_negative_control_a_face_left_out_in_silence_is_named(face: str):
    row = next(row for row in every_page.rows() if row.who != every_page.GUEST)
    bare = replace(
        row,
        shows={name: words for name, words in row.shows.items() if name != face},
        none={name: words for name, words in row.none.items() if name != face},
    )
    assert any(face in fault for fault in bare.faults())
