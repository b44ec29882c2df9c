"""The poster: downloaded with the bearer header, opened as PDF in a tab, its Chinese whole, its code the station's."""

from __future__ import annotations

import io
import re
import unicodedata

import zxingcpp
from PIL import Image
from pypdf import PdfReader

from tests.e2e import papers
from tests.e2e.keeper_stage import at_the_station, detail, station_of
from tests.e2e.phone import Phone, Phones
from tests.e2e.presence_stage import poster
from tests.e2e.service import Service

PDF = "**/poster?format=pdf"


def opened(keeper: Phone) -> bytes:
    """Tap, and a tab shows the paper; its bytes as they came, asked for with the bearer header."""
    found = papers.opened(keeper, "打开海报（PDF）", PDF)
    keeper.until("海报打开了")
    return found


def scenes(pdf: bytes) -> list[str]:
    """What a camera reads off the sheet."""
    (sheet,) = PdfReader(io.BytesIO(pdf)).pages
    pictures = [Image.open(io.BytesIO(picture.data)).convert("L") for picture in sheet.images]
    return [code.text for one in pictures for code in zxingcpp.read_barcodes(one)]


def words(pdf: bytes) -> str:
    (sheet,) = PdfReader(io.BytesIO(pdf)).pages
    return unicodedata.normalize("NFKC", re.sub(r"\s", "", sheet.extract_text()))


def scene_of(found: list[str]) -> str:
    (text,) = found
    return text.rpartition("scene=")[2]


def test_the_poster_opens_whole_and_a_new_code_ends_the_old(
    service: Service, phones: Phones, size: tuple[int, int]
) -> None:
    person = f"printer{size[0]}"
    code = station_of(service, person)
    keeper = at_the_station(phones, person, size)
    keeper.tap("打印海报")
    keeper.until("以前印的马上不能用")
    pdf = opened(keeper)
    keeper.shot("poster")
    (keeper.shots / f"poster-{size[0]}.pdf").write_bytes(pdf)
    name = detail(service, code)["name"]
    assert unicodedata.normalize("NFKC", name) in words(pdf) and f"编号{code}" in words(pdf)
    first = scene_of(scenes(pdf))
    assert first == poster(service, f"/stations/{code}", person)

    keeper.tap("换新码")
    keeper.answer("不换")
    assert poster(service, f"/stations/{code}", person) == first
    keeper.tap("换新码")
    keeper.answer("换")
    keeper.until("换好了")
    second = scene_of(scenes(opened(keeper)))
    assert second != first and second == poster(service, f"/stations/{code}", person)
    assert service.call("GET", f"/scenes/{second}")[1]["code"] == code


def test_negative_control_without_the_header_nothing_opens(service: Service, phones: Phones) -> None:
    """Planted: the header is lost on the way; the page says so, and no tab opens."""
    station_of(service, "headless")
    keeper = at_the_station(phones, "headless", (375, 812))
    keeper.tap("打印海报")
    keeper.until("以前印的马上不能用")
    bare = {"content-type": "application/json"}
    keeper.context.route(PDF, lambda route: route.fulfill(status=403, body="{}", headers=bare))
    keeper.tap("打开海报（PDF）")
    keeper.until("没有成功")
    assert len(keeper.context.pages) == 1 and not keeper.sees("海报打开了")
