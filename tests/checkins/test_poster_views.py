"""Posters over HTTP: who prints them, what they carry, what happens while WeChat cannot make a code."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfReader

from app.checkins import posters, service
from app.checkins.models import PresencePoint
from app.core import settings
from app.core.db import db, transaction
from app.wechat.fake import Serving
from app.wechat.fake.faults import Fault
from app.wechat.models import CodeImage
from app.wechat.rules import CODE_IMAGE
from tests.support.people import Headers, grant, sign_in
from tests.support.places import make_station

POSTER = "/api/v1/stations/YQ0001/poster"
RENEWAL = f"{POSTER}/renewal"


@pytest.fixture(autouse=True)
def _faultless(wechat: Serving) -> Iterator[None]:
    yield
    fault(wechat, count=0, errcode=-1)  # takes back what waits


def fault(wechat: Serving, **how: object) -> None:
    """Let every call for a code image go wrong."""
    wechat.platform.faults.add(Fault.of({"path": CODE_IMAGE, "count": -1} | how))


def calls(wechat: Serving) -> int:
    """How many code images WeChat was asked for."""
    return int(wechat.platform.calls[CODE_IMAGE])


def read_codes(image: bytes) -> list[str]:
    """The texts of all codes in a picture, as a reader of QR sees them."""
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(image)).convert("L"))]


def text_of(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def picture_in(pdf: bytes) -> bytes:
    (picture,) = PdfReader(io.BytesIO(pdf)).pages[0].images
    made = io.BytesIO()
    assert picture.image is not None
    picture.image.convert("RGB").save(made, "PNG")
    return made.getvalue()


def scene_now() -> str:
    found = service.print_of("station", "YQ0001")
    assert found is not None
    return found.scene


def rows(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_the_png_is_the_code_and_a_reader_finds_page_and_scene_in_it(client: FlaskClient, manager: Headers) -> None:
    response = client.get(f"{POSTER}?format=png", headers=manager)
    assert (response.status_code, response.mimetype) == (200, "image/png")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.data.startswith(posters.PNG)
    assert read_codes(response.data) == [f"pages/station/station?scene={scene_now()}"]


def test_the_page_shows_name_address_and_code_and_nothing_from_elsewhere(client: FlaskClient, manager: Headers) -> None:
    response = client.get(POSTER, headers=manager)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    page = response.text
    for told in ("南城暖心驿站", "青得里街道文化路12号", "YQ0001", "第 1 版", "2025年11月20日", "微信扫一扫"):
        assert told in page
    assert "普通二维码" not in page
    assert re.findall(r"(?:src|href)=\"(\w+:)", page) == ["data:", "data:"] and "<script" not in page
    assert "img-src 'self' data:" in response.headers["Content-Security-Policy"]


def test_the_pdf_has_the_text_and_the_code_on_one_sheet_of_a4(client: FlaskClient, manager: Headers) -> None:
    response = client.get(f"{POSTER}?format=pdf", headers=manager)
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    (page,) = PdfReader(io.BytesIO(response.data)).pages
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    for told in ("益骑驿站·小哥之家", "南城暖心驿站", "青得里街道文化路12号", "YQ0001", "微信扫一扫"):
        assert told in text_of(response.data)
    assert read_codes(picture_in(response.data)) == [f"pages/station/station?scene={scene_now()}"]


def test_the_longest_name_and_address_still_fit_on_one_sheet(client: FlaskClient, manager: Headers) -> None:
    make_station("YQ0009", name="博尔塔拉蒙古自治州" * 6 + "暖心驿站", address="精河县" * 40)
    grant("manager", "station_manager", "YQ0009")
    headers = sign_in(client, "manager")
    response = client.get("/api/v1/stations/YQ0009/poster?format=pdf", headers=headers)
    assert len(PdfReader(io.BytesIO(response.data)).pages) == 1


def test_the_image_is_made_once_and_kept(client: FlaskClient, manager: Headers, wechat: Serving) -> None:
    before = calls(wechat)
    first = client.get(f"{POSTER}?format=png", headers=manager).data
    for form in ("png", "html", "pdf"):
        client.get(f"{POSTER}?format={form}", headers=manager)
    assert calls(wechat) == before + 1
    assert client.get(f"{POSTER}?format=png", headers=manager).data == first
    assert (rows(PresencePoint), rows(CodeImage)) == (1, 1)


@pytest.mark.parametrize(
    "how",
    [{"errcode": 41030}, {"errcode": -1}, {"errcode": 45009}, {"errcode": 40097}, {"kind": "http"}, {"kind": "html"}],
)
def test_while_wechat_makes_no_code_the_poster_carries_a_plain_one_and_says_so(
    how: dict[str, object], client: FlaskClient, manager: Headers, wechat: Serving
) -> None:
    fault(wechat, **how)
    page, pdf, png = (client.get(f"{POSTER}?format={form}", headers=manager) for form in ("html", "pdf", "png"))
    assert [answer.status_code for answer in (page, pdf, png)] == [200, 200, 200]
    address = f"{settings.current().site_url}/q/{scene_now()}"
    assert read_codes(png.data) == read_codes(picture_in(pdf.data)) == [address]
    assert "普通二维码" in page.text and "普通二维码" in text_of(pdf.data)
    assert rows(CodeImage) == 0  # tried again the next time
    fault(wechat, count=0, errcode=-1)
    png = client.get(f"{POSTER}?format=png", headers=manager)
    assert read_codes(png.data) == [f"pages/station/station?scene={scene_now()}"]


def test_a_jpeg_from_wechat_is_given_out_as_png(app: Flask) -> None:
    jpeg = io.BytesIO()
    Image.open(io.BytesIO(posters.plain_qr("益骑"))).convert("RGB").save(jpeg, "JPEG", quality=90)
    code = posters.CodeImage(jpeg.getvalue(), plain=False)
    assert posters.as_png(code).startswith(posters.PNG)
    assert read_codes(posters.as_png(code)) == ["益骑"]


def test_a_name_with_a_missing_character_is_refused_on_paper_by_name_and_shown_on_the_page(
    client: FlaskClient, town: None
) -> None:
    make_station("YQ0009", name="龘家驿站")
    grant("manager", "station_manager", "YQ0009")
    headers = sign_in(client, "manager")
    refused = client.get("/api/v1/stations/YQ0009/poster?format=pdf", headers=headers)
    assert (refused.status_code, refused.json["type"]) == (422, "/problems/missing-glyph")
    assert "龘（U+9F98）" in refused.json["detail"] and refused.json["characters"] == ["龘"]
    assert client.get("/api/v1/stations/YQ0009/poster", headers=headers).status_code == 200


def test_names_are_text_on_the_page_never_markup(client: FlaskClient, town: None) -> None:
    make_station("YQ0009", name="<b>站</b>", address='"><script>')
    grant("manager", "station_manager", "YQ0009")
    page = client.get("/api/v1/stations/YQ0009/poster", headers=sign_in(client, "manager")).text
    assert "&lt;b&gt;站&lt;/b&gt;" in page and "<script" not in page


def test_an_unknown_format_or_parameter_is_422(client: FlaskClient, manager: Headers) -> None:
    for query in ("format=svg", "fromat=pdf", "format=pdf&format=png"):
        assert client.get(f"{POSTER}?{query}", headers=manager).status_code == 422


def test_a_hidden_station_is_printed_before_it_opens_and_its_code_says_nothing_yet(
    client: FlaskClient, manager: Headers
) -> None:
    assert client.get("/api/v1/stations/YQ0002/poster?format=png", headers=manager).status_code == 200
    found = service.print_of("station", "YQ0002")
    assert found is not None
    assert client.get(f"/api/v1/scenes/{found.scene}").status_code == 404
    assert client.get(f"/api/v1/scenes/{found.scene}", headers=manager).json["name"] == "还没开放的站"


def test_riders_guests_and_keepers_of_other_stations_print_nothing(
    client: FlaskClient, manager: Headers, rider: Headers
) -> None:
    for method, path in (("GET", POSTER), ("POST", RENEWAL)):
        assert client.open(path, method=method).status_code == 401
        assert client.open(path, method=method, headers=rider).status_code == 403
        elsewhere = path.replace("YQ0001", "YQ0003")
        assert client.open(elsewhere, method=method, headers=manager).status_code == 403
    assert rows(PresencePoint) == 0


def test_t38_a_renewal_answers_the_new_code_and_ends_the_old(client: FlaskClient, manager: Headers) -> None:
    client.get(POSTER, headers=manager)
    old = scene_now()
    response = client.post(RENEWAL, headers=manager)
    assert response.status_code == 200
    assert response.json == {
        "kind": "station",
        "code": "YQ0001",
        "name": "南城暖心驿站",
        "scene": scene_now(),
        "version": 2,
        "since": "2025-11-20T12:00:00+08:00",
    }
    assert client.get(f"/api/v1/scenes/{old}").status_code == 404
    assert client.get(f"/api/v1/scenes/{response.json['scene']}").status_code == 200
    png = client.get(f"{POSTER}?format=png", headers=manager).data
    assert read_codes(png) == [f"pages/station/station?scene={response.json['scene']}"]


def test_a_renewal_sent_twice_with_one_key_renews_once(client: FlaskClient, manager: Headers) -> None:
    headers = manager | {"Idempotency-Key": "poster-renewal-1"}
    first, second = client.post(RENEWAL, headers=headers), client.post(RENEWAL, headers=headers)
    assert first.json == second.json and second.headers["Idempotent-Replayed"] == "true"
    assert scene_now() == first.json["scene"]


def test_a_person_prints_at_most_60_an_hour(client: FlaskClient, manager: Headers) -> None:
    with transaction():
        service.open_station("YQ0001")
    statuses = [client.get(f"{POSTER}?format=png", headers=manager).status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]
