"""``docs/miniprogram.md``: every page is in it with its picture, and every file and picture it names is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support.blueprint import ROOT

DOCUMENT = ROOT / "docs" / "miniprogram.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
SOURCE = ROOT / "miniprogram" / "src"
LINK = re.compile(r"\]\(([^)#:]+)\)")
NAMED = re.compile(r"`((?:miniprogram|tests|docs|core|services|components|scripts)/[\w./-]+)`")
PAGE = re.compile(r"`((?:pages|rider|keeper|staff)/[\w-]+)`")
MOST_BYTES, LEAST_PICTURES = 60 * 1024, 20
ROOTS = (ROOT, SOURCE, ROOT / "miniprogram")


def absent(text: str) -> list[str]:
    """What the text links to or names, and is not there."""
    linked = [target for target in LINK.findall(text) if not (DOCUMENT.parent / target).exists()]
    named = [path for path in NAMED.findall(text) if not any((root / path).exists() for root in ROOTS)]
    return linked + named + [page for page in PAGE.findall(text) if page not in short_names()]


def short_names() -> dict[str, str]:
    """Pages as the document names them, with the name of their picture; without the developers' own."""
    app = json.loads((SOURCE / "app.json").read_text(encoding="utf-8"))
    found = {f"pages/{page.split('/')[1]}": page.split("/")[1] for page in app["pages"]}
    for part in app["subPackages"]:
        package = part["root"].removeprefix("packages/")
        if package != "dev":
            found |= {f"{package}/{page.split('/')[1]}": f"{package}-{page.split('/')[1]}" for page in part["pages"]}
    return found


def pictures() -> list[Path]:
    return sorted((ROOT / "docs" / "pictures").glob("*.png"))


def test_every_file_picture_and_page_that_it_names_exists():
    assert absent(TEXT) == []


@pytest.mark.parametrize("planted", ["![x](pictures/none.png)", "`core/none.ts`", "`rider/none`", "[x](../none.md)"])
def test_negative_control_what_is_not_there_is_named(planted: str):
    assert len(absent(f"{TEXT}\n{planted}")) == 1


def test_every_page_is_in_it_with_its_picture():
    assert [page for page in short_names() if f"`{page}`" not in TEXT] == []
    assert [name for name in short_names().values() if f"(pictures/{name}.png)" not in TEXT] == []


def test_pictures_are_small_and_none_is_left_over():
    found = pictures()
    assert len(found) >= LEAST_PICTURES
    assert {path.stem for path in found} == set(short_names().values())
    assert [path.name for path in found if path.stat().st_size > MOST_BYTES] == []
