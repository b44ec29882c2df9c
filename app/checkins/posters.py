"""Posters: one sheet of A4 with a place's name and its code, as a page to print, a PDF, or the code alone.

The code is WeChat's mini-program code. While WeChat cannot make one (it is away, or our page is not released) the
poster carries a plain QR of our web page for the same scene, and says so; such a one is never kept.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

from flask import render_template

from app.checkins.points import COMMUNITY, SHIFT, Print
from app.core import clock, settings
from app.core.papers import Paper
from app.core.problems import TooManyRequests
from app.wechat import gateway
from app.wechat.gateway import PageNotReleased, WechatRefused, WechatUnavailable

PAGE = "pages/station/station"  # what the mini-program opens; ``scene`` comes with it
COMMUNITY_PAGE = "packages/rider/pages/community/community"
SHIFT_PAGE = "pages/shift/shift"
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
CODE_MM = 110
NAME_PT = ((12, 40.0), (24, 28.0), (60, 20.0))  # up to so many characters, this size: one sheet whatever the name
QR_SCALE = 24  # pixels of a module: about 1,000 in all
QR_BORDER = 4  # modules: the quiet zone that readers need
DO = "微信扫一扫，看这里有什么、开到几点，也用它签到"
DO_AT_SHIFT = "到了、走时各扫一次，签到和签退都用它"
DO_IN_COMMUNITY = "微信扫一扫，到社区报到，看这里能帮你什么"
HOW = "打开微信 → 右上角“+” → 扫一扫 → 对准这个码"
PLAIN = "小程序码暂时做不了，这是普通二维码：扫开是网页，照着提示打开小程序。过几天请重新打印一张。"


@dataclass(frozen=True)
class CodeImage:
    """A PNG or JPEG. ``plain``: a QR of our web page, in place of a mini-program code."""

    image: bytes
    plain: bool


@dataclass(frozen=True)
class Poster:
    """All that stands on a poster."""

    printed: Print
    address: str
    code: CodeImage

    @property
    def name_pt(self) -> float:
        """How large the name is set."""
        return next((size for most, size in NAME_PT if len(self.printed.name) <= most), NAME_PT[-1][1])

    @property
    def do(self) -> str:
        """What one does with it."""
        return {COMMUNITY: DO_IN_COMMUNITY, SHIFT: DO_AT_SHIFT}.get(self.printed.kind, DO)

    @property
    def footer(self) -> str:
        """Which print it is, so that staff can tell an old one."""
        since = clock.local(self.printed.since)
        day = f"{since.year}年{since.month}月{since.day}日"
        return f"编号 {self.printed.code} · 第 {self.printed.version} 版，{day}起用 · 换了新版，旧海报就不能用了"


def code_from_wechat(scene: str, page: str = PAGE) -> CodeImage:
    """The mini-program code of a scene, else a plain QR. Asks WeChat: outside any transaction."""
    try:
        return CodeImage(gateway.current().code_image(scene, page), plain=False)
    except (WechatUnavailable, WechatRefused, PageNotReleased, TooManyRequests):
        return CodeImage(plain_qr(f"{settings.current().site_url}/q/{scene}"), plain=True)


def as_page(poster: Poster) -> str:
    """The poster as a page whose print is one sheet of A4."""
    kind = "jpeg" if poster.code.image.startswith(JPEG) else "png"
    picture = f"data:image/{kind};base64,{base64.b64encode(poster.code.image).decode()}"
    return render_template("poster.html", poster=poster, picture=picture, do=poster.do, how=HOW, plain=PLAIN)


def as_pdf(poster: Poster) -> bytes:
    """The poster as a PDF. Raises ``MissingGlyph`` for a name with a character that our font lacks."""
    name = poster.printed.name
    paper = Paper(f"{name} · 益骑驿站海报", numbered=False)
    paper.paragraph("益骑驿站 · 小哥之家", size_pt=18, align="C", grey=True).space(4)
    paper.paragraph(name, size_pt=poster.name_pt, align="C")
    if poster.address:
        paper.paragraph(poster.address, size_pt=13, align="C", grey=True)
    paper.space(4).image(poster.code.image, width_mm=CODE_MM).space(2)
    paper.paragraph(poster.do, size_pt=16, align="C").paragraph(HOW, size_pt=12, align="C", grey=True)
    if poster.code.plain:
        paper.paragraph(PLAIN, size_pt=10, align="C", grey=True)
    return paper.space(3).paragraph(poster.footer, size_pt=9, align="C", grey=True).pdf()


def as_png(code: CodeImage) -> bytes:
    """The code alone; WeChat may have sent it as JPEG."""
    if code.image.startswith(PNG):
        return code.image
    from PIL import Image

    made = io.BytesIO()
    with Image.open(io.BytesIO(code.image)) as opened:
        opened.convert("RGB").save(made, "PNG", optimize=True)
    return made.getvalue()


def plain_qr(text: str) -> bytes:
    """A QR of a text as PNG, a quarter of which may be scratched or dirty."""
    import segno

    made = io.BytesIO()
    segno.make_qr(text, error="q").save(made, kind="png", scale=QR_SCALE, border=QR_BORDER)
    return made.getvalue()
