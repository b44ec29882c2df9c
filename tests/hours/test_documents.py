"""The certificate as a PDF: names whole, the code readable by a phone, nothing printed that the font lacks."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from PIL import Image
from pypdf import PdfReader

from app.core.db import db
from app.hours import certificate_papers, certificates_views
from app.hours.certificate_models import Certificate
from tests.hours.certificate_words import ask, code_on, confirmed, document, qr_on, text_of
from tests.hours.desk_words import API, backfill, slug
from tests.hours.hours_words import TOWN, make_shift

LONG = "古丽米热·阿不都热依木·买买提明·艾力·玉素甫江·托合提·吾"
RARE = "喆堃祎甯晗婳犇昇煊"


@pytest.fixture
def staff(desk):
    return desk["staff"]


@pytest.fixture
def rider(desk):
    return desk["rider"]


def paper(client, rider, **more) -> bytes:
    made = ask(client, rider, **more)
    assert made.status_code == 201, made.get_json(force=True)
    answer = document(client, rider, made.json["number"])
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "private, no-store"
    return answer.data


def test_the_paper_says_who_what_when_and_by_whom(client, staff, rider):
    for day in (17, 18, 19):
        confirmed(client, staff, minutes=50, day=day)
    backfill(client, staff, make_shift(day=16, area_code=TOWN, title="雪后清冰"), minutes=30)
    number = ask(client, rider).json["number"]
    text = text_of(paper(client, rider))
    for word in (
        "志愿服务时长证明",
        f"编号{number}",
        "阿依努尔·买买提",
        "2025年11月1日至2025年11月30日期间，参加青得里街道组织的志愿服务",
        "共3.00小时（180分钟，4次），其中补录30分钟",
        "组织单位（盖章）：青得里街道",
        "开具日期：2025年11月20日",
        "本证明由组织单位免费开具",
        "雪后清冰30补录",
        "环境整治50",
    ):
        assert word in text


def test_a_phones_camera_opens_the_page_that_verifies(client, staff, rider):
    confirmed(client, staff)
    made = ask(client, rider).json
    (address,) = qr_on(paper(client, rider))
    assert address == made["url"]
    page = client.get(address[address.index("/c/") :], headers={"Accept": "text/html"})
    assert (page.status_code, "有效" in page.get_data(as_text=True)) == (200, True)


def test_the_code_stands_large_enough_to_be_read_from_print():
    raw = certificate_papers._qr("https://yiqi.example.org/c/BZ2026ABCDE12345")
    with Image.open(io.BytesIO(raw)) as picture:
        modules = picture.width / certificate_papers.QR_SCALE
    assert certificate_papers.QR_MM / modules >= 0.7  # millimetres a module; phones read from about 0.4


@pytest.mark.parametrize(
    "name", ["马力", "阿依努尔·买买提", LONG, RARE, "Ольга Иванова", "ʼEli Smith-Jones"[1:], "马" * 40]
)
def test_names_print_whole_and_on_one_line(client, staff, rider, name):
    confirmed(client, staff)
    raw = paper(client, rider, name=name)
    assert name.replace(" ", "") in text_of(raw)
    lines = PdfReader(io.BytesIO(raw)).pages[0].extract_text().splitlines()
    assert any(name in line for line in lines)


def test_thirty_characters_with_middle_dots_are_thirty():
    assert len(LONG) == 30
    assert LONG.count("·") == 6


@pytest.mark.parametrize("character", ["龘", "㙓", "𠮷"])
def test_a_character_the_font_lacks_is_refused_by_name_before_anything_is_written(client, staff, rider, character):
    confirmed(client, staff)
    refused = ask(client, rider, name=f"马{character}力")
    assert (refused.status_code, slug(refused)) == (422, "missing-glyph")
    told = refused.get_json(force=True)
    assert told["characters"] == [character]
    assert f"{character}（U+{ord(character):04X}）" in told["detail"]
    assert db.session.scalars(sa.select(Certificate)).all() == []


def test_an_activity_with_a_drawing_in_its_name_keeps_nobody_from_their_paper(client, staff, rider):
    confirmed(client, staff, title="清雪🎉行动")
    assert "清雪行动60" in text_of(paper(client, rider))


def test_a_long_list_flows_onto_further_pages(client, staff, rider):
    for day in range(1, 20):
        for begin in ("08:00", "14:00"):
            confirmed(client, staff, minutes=20, day=day, begin=begin, title="社区适老送餐" * 4)
    raw = paper(client, rider)
    pages = PdfReader(io.BytesIO(raw)).pages
    assert len(pages) >= 2
    assert text_of(raw).count("社区适老送餐" * 4) == 38
    assert "2025-11-19" in text_of(raw)


def test_the_same_certificate_printed_again_has_the_same_code(client, staff, rider):
    confirmed(client, staff)
    assert code_on(paper(client, rider)) == code_on(paper(client, rider))
    assert code_on(paper(client, rider)) != code_on(paper(client, rider, name="马力"))


def test_the_download_is_named_by_its_number_and_not_by_the_person(client, staff, rider):
    confirmed(client, staff)
    number = ask(client, rider).json["number"]
    found = document(client, rider, number)
    assert found.headers["Content-Disposition"] == f'attachment; filename="{number}.pdf"'


def test_papers_are_limited_by_the_hour(client, staff, rider, monkeypatch):
    monkeypatch.setattr(certificates_views, "A_PERSON_AN_HOUR", "2/hour")
    confirmed(client, staff)
    number = ask(client, rider).json["number"]
    answers = [document(client, rider, number).status_code for _ in range(3)]
    assert (set(answers[:2]), answers[2]) == ({200}, 429)
    assert client.get(f"{API}/me/certificates", headers=rider).status_code == 200
