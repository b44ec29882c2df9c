"""Papers: PDF pages in Chinese, for posters, certificates and what people take home of their data.

The font is embedded as a subset, so a paper looks the same on every phone and printer. A character the font does not
have is refused by name before anything is drawn: never an empty box on something that bears a seal (RELIABILITY 13).
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core import clock, settings
from app.core.problems import Invalid

if TYPE_CHECKING:
    from fpdf import FPDF

logging.getLogger("fontTools").setLevel(logging.WARNING)  # tells every table of every subset otherwise
FONT = "data/fonts/YiqiPaper-Regular.ttf"
FACE = "paper"
A4_WIDTH_MM = 210
MARGIN_MM = 20
BODY_PT, HEADING_PT, TITLE_PT, SMALL_PT = 11.0, 14.0, 22.0, 8.0
LINE = 1.6  # height of a line in its own size
MM_PER_PT = 25.4 / 72
GREY, BLACK, PALE = 110, 0, 238
NAMED_AT_MOST = 5
UNSEEN = frozenset("\n\r\t")
NEVER_FIRST = frozenset("、。，；：！？）》〉」』】〕”’…—·,.;:!?)]}%％℃")  # of a line
NEVER_LAST = frozenset("（《〈「『【〔“‘([{￥$")
WORD = re.compile(r"[^\W\u2e80-\U0003ffff]+(?:[.,:/@_-][^\W\u2e80-\U0003ffff]+)*| +|.", re.DOTALL)


class MissingGlyph(Invalid):
    slug, title = "missing-glyph", "有的字印不出来"

    def __init__(self, characters: Sequence[str] = ()) -> None:
        named = "、".join(f"{one}（U+{ord(one):04X}）" for one in characters[:NAMED_AT_MOST])
        super().__init__(
            f"印不出这些字：{named}。请换一个写法，或者联系工作人员" if named else None, characters=list(characters)
        )


class Paper:
    """An A4 document that is written from top to bottom. Texts are plain; a long one flows onto the next page.

    ``title`` is the document's own (readers show it in the window), drawn only where ``title_line`` is called.
    ``numbered`` puts the page's number at its foot.
    """

    def __init__(self, title: str, *, numbered: bool = True) -> None:
        self._font = font_path()
        self._pdf = _document(self._font, numbered=numbered)
        self._pdf.set_title(self._printable(title))
        self._pdf.add_page()

    def title_line(self, text: str) -> Paper:
        """The heading of the whole paper, centred."""
        return self._write(text, TITLE_PT, align="C", after_mm=6)

    def heading(self, text: str) -> Paper:
        """The heading of a part; never alone at the foot of a page."""
        self._pdf.ln(3)
        if self._pdf.will_page_break(4 * HEADING_PT * LINE * MM_PER_PT):
            self._pdf.add_page()
        return self._write(text, HEADING_PT, after_mm=1.5)

    def paragraph(self, text: str, *, size_pt: float = BODY_PT, align: str = "L", grey: bool = False) -> Paper:
        """A text, broken into lines; ``align`` is L, C or R."""
        return self._write(text, size_pt, align=align, grey=grey, after_mm=2)

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]], *, widths: Sequence[int] = ()) -> Paper:
        """A table over the whole width, its header on every page. ``widths`` are shares; left out, all the same."""
        from fpdf.enums import WrapMode
        from fpdf.fonts import FontFace

        lines = [[self._printable(cell) for cell in row] for row in (header, *rows)]
        self._pdf.set_font(FACE, size=BODY_PT - 1)
        with self._pdf.table(
            col_widths=tuple(widths) or None,
            headings_style=FontFace(fill_color=PALE),
            line_height=(BODY_PT - 1) * LINE * MM_PER_PT,
            text_align="LEFT",
            wrapmode=WrapMode.CHAR,
            padding=1,
        ) as table:
            for line in lines:
                table.row(line)
        self._pdf.ln(3)
        return self

    def image(self, picture: bytes, *, width_mm: float) -> Paper:
        """A PNG or JPEG, centred."""
        from fpdf.enums import Align

        self._pdf.image(io.BytesIO(picture), x=Align.C, w=width_mm)
        self._pdf.ln(3)
        return self

    def space(self, height_mm: float) -> Paper:
        """Empty room."""
        self._pdf.ln(height_mm)
        return self

    def pdf(self) -> bytes:
        """The finished document."""
        return bytes(self._pdf.output())

    def _write(self, text: str, size_pt: float, *, align: str = "L", grey: bool = False, after_mm: float = 0) -> Paper:
        from fpdf.enums import WrapMode

        self._pdf.set_font(FACE, size=size_pt)
        self._pdf.set_text_color(GREY if grey else BLACK)
        self._pdf.multi_cell(
            0,
            size_pt * LINE * MM_PER_PT,
            broken(self._printable(text), self._pdf.epw - 2 * self._pdf.c_margin, self._pdf.get_string_width),
            align=align,
            wrapmode=WrapMode.CHAR,  # for what is wider than a line in one piece
            new_x="LMARGIN",
            new_y="NEXT",
        )
        self._pdf.ln(after_mm)
        return self

    def _printable(self, text: str) -> str:
        refuse_missing(text, self._font)
        return text


def broken(text: str, width: float, width_of: Callable[[str], float]) -> str:
    """A text with a line feed wherever a line is full: never inside a word or number, none begins with a closing mark.

    ``width`` and what ``width_of`` answers are in one unit.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if line and width_of((line + piece).rstrip()) > width:
                lines.append(line.rstrip())
                line = ""
            line += piece if line else piece.lstrip()
        lines.append(line.rstrip())
    return "\n".join(lines)


def _pieces(paragraph: str) -> list[str]:
    """What stays together: a word, a number, a character with the marks that must not leave it."""
    pieces: list[str] = []
    for part in WORD.findall(paragraph):
        if pieces and (part[0] in NEVER_FIRST or pieces[-1][-1] in NEVER_LAST):
            pieces[-1] += part
        else:
            pieces.append(part)
    return pieces


def missing_glyphs(text: str, font: Path | None = None) -> list[str]:
    """The characters of a text that the font does not have, each once, in the order of the text."""
    known = _known(font or font_path())
    return list(dict.fromkeys(one for one in text if one not in UNSEEN and ord(one) not in known))


def refuse_missing(text: str, font: Path | None = None) -> None:
    """Raise ``MissingGlyph`` naming what cannot be printed; for what is typed long before it is printed."""
    missing = missing_glyphs(text, font)
    if missing:
        raise MissingGlyph(missing)


def font_path() -> Path:
    """The font papers are printed in: ``CERT_FONT``, else ours."""
    chosen = settings.current()
    return Path(chosen.cert_font) if chosen.cert_font else chosen.root / FONT


@lru_cache(maxsize=4)
def _known(font: Path) -> frozenset[int]:
    from fpdf import FPDF

    opened: Any = FPDF()
    opened.add_font(FACE, fname=font)
    return frozenset(opened.fonts[FACE].cmap)


def _document(font: Path, *, numbered: bool) -> FPDF:
    from fpdf import FPDF

    class Pages(FPDF):
        def footer(self) -> None:
            if numbered:
                self.set_y(-MARGIN_MM + 5)
                self.set_font(FACE, size=SMALL_PT)
                self.set_text_color(GREY)
                self.cell(0, 5, f"第 {self.page_no()} 页，共 {{nb}} 页", align="C")

    made: Any = Pages(format="A4")
    made.set_margin(MARGIN_MM)
    made.set_auto_page_break(True, margin=MARGIN_MM)
    made.set_creation_date(clock.now())
    made.set_lang("zh-CN")
    made.set_producer("Yiqi")
    made.add_font(FACE, fname=font)
    return made  # type: ignore[no-any-return]
