"""The poster as a printer gets it: a real Chromium prints the page, and a reader of QR looks at what came out."""

from __future__ import annotations

import io
import re
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Page
from pypdf import PdfReader

from app.checkins import service
from tests.support.browser import browser, chromium
from tests.support.people import Headers, grant, sign_in
from tests.support.places import make_station

A4_PX = {"width": 794, "height": 1123}  # at 96 dots per inch
LONG = {
    "name": "博尔塔拉蒙古自治州博乐市青得里街道新时代文明实践站暨新就业群体党群服务中心暖心驿站（小哥之家）一站",
    "address": "博乐市青得里街道" * 15,
}

pytestmark = pytest.mark.slow


@pytest.fixture
def page() -> Iterator[Page]:
    """A page of a real headless Chromium as large as a sheet of A4."""
    with browser() as chromium:
        yield chromium.new_page(viewport=A4_PX, device_scale_factor=2)


@pytest.fixture
def saved(client: FlaskClient, manager: Headers, tmp_path: Path) -> Callable[[str], Path]:
    """Saves the poster of a station as the console does; returns the file."""

    def save(code: str) -> Path:
        response = client.get(f"/api/v1/stations/{code}/poster", headers=manager)
        assert response.status_code == 200
        file = tmp_path / f"{code}.html"
        file.write_bytes(response.data)
        return file

    return save


def scene_of(code: str) -> str:
    found = service.print_of("station", code)
    assert found is not None
    return f"pages/station/station?scene={found.scene}"


def codes_in(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


def test_chromium_prints_one_sheet_of_a4_with_text_and_a_code_that_is_the_scene(
    saved: Callable[[str], Path], tmp_path: Path
) -> None:
    html, pdf = saved("YQ0001"), tmp_path / "printed.pdf"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={pdf}"]
    subprocess.run([chromium(), *flags, html.as_uri()], check=True, capture_output=True, timeout=60)
    (sheet,) = PdfReader(pdf).pages
    assert [round(float(side)) for side in sheet.mediabox[2:]] in ([595, 842], [594, 841], [595, 841])
    text = unicodedata.normalize("NFKC", re.sub(r"\s", "", sheet.extract_text())).replace("\u2ed8", "青")  # radicals
    for told in ("益骑驿站·小哥之家", "南城暖心驿站", "青得里街道文化路12号", "微信扫一扫", "编号YQ0001"):
        assert told in text
    (code,) = [picture.image for picture in sheet.images if picture.image is not None]
    assert codes_in(code) == [scene_of("YQ0001")]


def test_the_code_is_read_from_the_sheet_as_a_camera_sees_it(page: Page, saved: Callable[[str], Path]) -> None:
    page.goto(saved("YQ0001").as_uri())
    page.emulate_media(media="print")
    sheet = Image.open(io.BytesIO(page.screenshot()))
    assert codes_in(sheet) == [scene_of("YQ0001")]
    assert codes_in(sheet.resize((sheet.width // 4, sheet.height // 4))) == [scene_of("YQ0001")]  # from across a room
    assert codes_in(sheet.rotate(17, expand=True, fillcolor="white")) == [scene_of("YQ0001")]  # hung askew


def test_nothing_is_cut_off_and_nothing_overlaps_whatever_the_name(
    page: Page, client: FlaskClient, town: None, tmp_path: Path
) -> None:
    make_station("YQ0009", **LONG)
    grant("printer", "station_manager", "YQ0009")
    response = client.get("/api/v1/stations/YQ0009/poster", headers=sign_in(client, "printer"))
    page.set_content(response.text)
    boxes = page.evaluate(
        "[...document.querySelectorAll('.sheet > *')].map(e => { const b = e.getBoundingClientRect();"
        " return [b.top, b.bottom, b.left, b.right]; })"
    )
    assert len(boxes) >= 6
    for (_, bottom, left, right), (top, *_) in zip(boxes, [*boxes[1:], [A4_PX["height"]]], strict=True):
        assert bottom <= top + 1 and left >= 0 and right <= A4_PX["width"]
