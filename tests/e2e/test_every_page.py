"""Every page of the app by its row of ``faces.json``: all faces, names and sizes, contrast, large text, right to left."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.every_page import GUEST, Row, rows
from tests.e2e.every_page_looks import Held, Look, pictures
from tests.e2e.every_page_stages import STAGES
from tests.e2e.phone import LARGE, SMALL, Phones
from tests.e2e.service import Service


@pytest.fixture(scope="module")
def held_phones(service: Service, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phones]:
    """The phones of this file."""
    phones = Phones(service.url, chromium, tmp_path_factory.mktemp("shots"))
    yield phones
    phones.close()


@pytest.fixture(scope="module")
def held(held_phones: Phones) -> Held:
    return Held(held_phones)


@pytest.fixture(scope="module")
def staged(service: Service) -> Callable[[str], Mapping[str, object]]:
    """What a stage returned; each is set once."""
    known: dict[str, Mapping[str, object]] = {"": {}}

    def values(name: str) -> Mapping[str, object]:
        if name not in known:
            known[name] = STAGES[name](service)
        return known[name]

    return values


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.page)
def test_every_page_shows_its_faces_and_holds(
    held: Held,
    staged: Callable[[str], Mapping[str, object]],
    row: Row,
    record_property: Callable[[str, object], None],
):
    look = Look(held.phone(row.who), row, staged(row.prepared))
    look.faces()
    look.resize(LARGE)
    count = look.names()
    record_property("handlers", count)
    record_property("aside", look.mirrors())
    look.contrast("light")
    if os.environ.get("E2E_SHOTS"):
        pictures(look, Path(os.environ["E2E_SHOTS"]))
    look.sizes(LARGE)
    look.sizes(SMALL)
    look.contrast("dark", "color-contrast")
    look.enlarge()
    look.fits()
    assert count > 0 or GUEST in row.shows, "nothing can be tapped, and nobody is asked to sign in"
    assert not look.faults, "\n".join(look.faults)
    complaints, look.phone.thrown = look.phone.complaints(), []
    assert complaints == []


@pytest.mark.parametrize("row", [row for row in rows() if GUEST in row.shows], ids=lambda row: row.page)
def test_whoever_is_not_signed_in_is_told_why(held: Held, staged: Callable[[str], Mapping[str, object]], row: Row):
    look = Look(held.running(GUEST), row, staged(row.prepared))
    look.open_again()
    look.phone.until(row.shows[GUEST])
    look.phone.until_settled()
    look.sizes(LARGE)
    look.sizes(SMALL)
    assert look.names() > 0
    look.contrast("light")
    assert not look.faults, "\n".join(look.faults)
