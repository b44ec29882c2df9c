"""Papers: Chinese in an embedded font, text that can be copied, and no empty box for a character that is missing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from app.core import papers
from app.core.papers import MissingGlyph, Paper
from app.core.settings import Settings, SettingsError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _running(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def read(paper: Paper) -> str:
    """All text of a paper as a reader of PDF gives it, without spaces and breaks."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.pdf())).pages))


def embedded_fonts(pdf: bytes) -> list[str]:
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    below = [font["/DescendantFonts"][0].get_object() for font in fonts]
    assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in below)
    return [str(font["/BaseFont"]) for font in below]


def test_what_is_written_can_be_read_and_copied() -> None:
    paper = Paper("服务证明").title_line("志愿服务证明").heading("博乐市青得里街道")
    paper.paragraph("益骑驿站·小哥之家——热水、充电、厕所（免费）“24 小时”，YQ0001 Abc")
    assert read(paper) == (
        "志愿服务证明博乐市青得里街道益骑驿站·小哥之家——热水、充电、厕所（免费）“24小时”，YQ0001Abc第1页，共1页"
    )


def test_the_font_is_embedded_and_only_the_characters_used() -> None:
    pdf = Paper("短").paragraph("益骑").pdf()
    assert all("YiqiPaper" in name and "+" in name for name in embedded_fonts(pdf))
    assert len(pdf) < 20_000


def test_a_long_table_shows_its_header_on_every_page() -> None:
    rows = [(f"2026-01-{day:02d}", "博乐市青得里街道雷锋驿站", f"{day}") for day in range(1, 61)]
    pages = PdfReader(io.BytesIO(Paper("记录").table(("日期", "地点", "分钟"), rows, widths=(2, 5, 1)).pdf())).pages
    assert len(pages) >= 2
    assert all("日期" in page.extract_text() for page in pages)
    assert "2026-01-60" in "".join(page.extract_text() for page in pages)


def test_a_long_text_stays_inside_the_page() -> None:
    paper = Paper("长", numbered=False)
    paper.paragraph("新疆维吾尔自治区博尔塔拉蒙古自治州" * 200)
    assert read(paper).count("博尔塔拉蒙古自治州") == 200


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一二三四五六", 3, ["一二三", "四五六"]),
        ("一二三，四五六", 3, ["一二", "三，四", "五六"]),  # a comma takes its character along
        ("服务中心（小哥之家）一站", 5, ["服务中心", "（小哥之", "家）一站"]),
        ("到 2026-11-26 09:00 开门", 10, ["到", "2026-11-26", "09:00 开门"]),
        ("YQ0001号站", 7, ["YQ0001号", "站"]),
        ("第一段\n\n第二段", 9, ["第一段", "", "第二段"]),
        ("wonderful", 4, ["wonderful"]),  # wider than a line: the drawing cuts it
        ("", 4, [""]),
    ],
)
def test_lines_end_where_chinese_lines_may(text: str, width: int, lines: list[str]) -> None:
    assert papers.broken(text, width, len).split("\n") == lines


def test_a_word_wider_than_the_page_is_cut_not_lost() -> None:
    assert read(Paper("长", numbered=False).paragraph("w" * 300)) == "w" * 300


def test_the_document_names_its_title_and_its_language() -> None:
    found = PdfReader(io.BytesIO(Paper("益骑驿站海报", numbered=False).paragraph("好").pdf()))
    assert found.metadata is not None and found.metadata.title == "益骑驿站海报"
    assert found.trailer["/Root"]["/Lang"] == "zh-CN"
    assert "页" not in found.pages[0].extract_text()


@pytest.mark.parametrize("character", ["龘", "㙓", "𠮷"])
def test_a_missing_character_is_refused_by_name_wherever_it_stands(character: str) -> None:
    for write in (
        lambda: Paper(f"给{character}"),
        lambda: Paper("证明").title_line(f"给{character}"),
        lambda: Paper("证明").heading(f"给{character}"),
        lambda: Paper("证明").paragraph(f"给{character}"),
        lambda: Paper("证明").table(("姓名",), [(f"王{character}",)]),
        lambda: papers.refuse_missing(f"王{character}"),
    ):
        with pytest.raises(MissingGlyph) as refused:
            write()
        assert refused.value.status == 422
        assert character in str(refused.value.detail) and f"U+{ord(character):04X}" in str(refused.value.detail)
        assert refused.value.extra["characters"] == [character]


def test_each_missing_character_is_named_once_in_the_order_of_the_text() -> None:
    assert papers.missing_glyphs("𠮷野龘龘㙓\n家") == ["𠮷", "龘", "㙓"]


def test_every_name_we_ship_can_be_printed() -> None:
    for table in (ROOT / "data").glob("*.csv"):
        assert papers.missing_glyphs(table.read_text(encoding="utf-8-sig")) == []


def test_gb2312_and_rarer_names_can_be_printed() -> None:
    whole = "".join(
        bytes([row, cell]).decode("gb2312", errors="ignore") for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)
    )
    assert papers.missing_glyphs(whole) == []
    assert papers.missing_glyphs("堃喆镕玥珺翀 Gülnar Адилет 艾合买提·买买提") == []


def test_making_a_paper_writes_nothing_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        Paper("短").paragraph("益骑").pdf()
    assert caplog.records == []


def test_the_font_and_its_licence_lie_together() -> None:
    font = papers.font_path()
    assert font.stat().st_size < 3_500_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (font.parent / "OFL.txt").read_text(encoding="utf-8")


def test_a_fuller_font_may_be_named_and_must_be_one(tmp_path: Path) -> None:
    ours = str(ROOT / papers.FONT)
    assert Settings.from_env({"CERT_FONT": ours}).cert_font == ours
    (tmp_path / "not.ttf").write_bytes(b"OTTO, or anything")
    for wrong in (tmp_path / "absent.ttf", tmp_path / "not.ttf", tmp_path):
        with pytest.raises(SettingsError, match="CERT_FONT"):
            Settings.from_env({"CERT_FONT": str(wrong)})
