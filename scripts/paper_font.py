"""Makes the font of printed papers, ``data/fonts/YiqiPaper-Regular.ttf``, from Noto Sans CJK SC.

    .venv/bin/python scripts/paper_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

The source is Debian's ``fonts-noto-cjk`` (SIL Open Font License 1.1, text in ``data/fonts/OFL.txt``). What is changed:
only the characters below are kept, outlines become quadratic (readers copy text out of a PDF with TrueType outlines as
it was written; with the CFF outlines of the source they find a space after every character), hints and layout tables
are dropped, and the font has a name of its own, because a licence may reserve the old one.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

ROOT = Path(__file__).resolve().parents[1]
MADE = ROOT / "data" / "fonts" / "YiqiPaper-Regular.ttf"
FAMILY = "Noto Sans CJK SC"
CALLED = "Yiqi Paper"
LARGEST_ERROR = 1.0  # of 1000 units: a quadratic outline may lie this far from the cubic one
EPOCH = 3786912000  # seconds since 1904: 2024-01-01; the same source gives the same bytes
# Names of people and places outside GB 2312 that are met often.
NAMES = (
    "堃喆玥昇镕珺翀淼犇垚骉晟煊玮琎珣玹珮瑄璟璠瓅禔祎祺稑笙芃苡茜菂萱蓥蘅螢赟迒逸郃酆釭鋆钐钘钜铄铖锜锴锺镔闳阇隽霏霖韡頔顼颀颋颎颢饴"
    "骙骞骦鸑鹓麒黟龑奡婳婧嫄嫕嬅孖宓峣峤嵘嵛帔幖庥廑弢彧恺惇愔憙懿扆旻昀昉昕昱昳晗晞晧暐暠曈曌杲杺柷栩桁桢梽棨棽椋楗榑樨橦欣毓汭沄泂泓"
    "洺浠浥涑涔淏渼湉湜滢潆澍澧濛炅炘炜炟烜烨焓焜煐煜熠燊牧犍玎玓玕玘玚玠玢玥玭珅珂珈珉珒珝珞珹珽琀琇琊琋琚琤琨琬瑀瑗瑢瑭璇璐璘瓒甯畋畯"
    "皓皛皞砺碓祯祾禛禤稷竑竞筠筱箐粲絜綦纮绂绚绮缇羿翊翎翾耘聃胤舸芊芮苒荃荇莳菁菀葳蓁蕖薇藜藟虔衎袆裎褀襄覃詝諟诒诩谞谌豫贇贲赓赟赪轺迦"
    "迩邈邗郗郯鄄鄯醴釉鈊銘鍇钊钰铎铚铠锟锳镠镡镱阚陞陟雩雯霁靓靖韫韬頫飏飒馥骁骅骎骥鸢鹂麓黎龢渟槑嘦囍阎薛閤崟埇塬坨垭峁嵎旸晔暕叡哿"
)
BEYOND = "·—–‘’“”…•‰′″※℃℉№℡←↑→↓√∞≈≠≤≥①②③④⑤⑥⑦⑧⑨⑩■□▲△●○★☆♀♂✓✔✕✗〇㎡㎞￥€"


def characters() -> set[int]:
    """GB 2312 whole, Latin with its accents, Cyrillic, the names above and every character of the places we ship."""
    found = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(range(0x400, 0x460)) | set(map(ord, NAMES + BEYOND))
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            found |= set(map(ord, bytes([row, cell]).decode("gb2312", errors="ignore")))
    for table in (ROOT / "data").glob("*.csv"):
        found |= set(map(ord, table.read_text(encoding="utf-8-sig")))
    return {character for character in found if character >= 0x20}


def cut(source: Path) -> TTFont:
    """The chosen characters of the source, still with its own outlines."""
    fonts = TTCollection(source, lazy=True).fonts
    font = next(face for face in fonts if face["name"].getDebugName(1) == FAMILY)
    options = subset.Options(
        layout_features=[],
        hinting=False,
        desubroutinize=True,
        notdef_outline=True,
        name_IDs=["*"],
        name_languages=[0x409],
    )
    options.drop_tables += ["vhea", "vmtx", "VORG", "GSUB", "GPOS", "GDEF", "BASE"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)
    return font


def quadratic(font: TTFont) -> None:
    """Replace cubic outlines by quadratic ones, in place."""
    order, drawn = font.getGlyphOrder(), font.getGlyphSet()
    glyphs: dict[str, Any] = {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, LARGEST_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    table = font["glyf"] = newTable("glyf")
    table.glyphOrder, table.glyphs = order, glyphs
    for name in order:
        glyphs[name].recalcBounds(table)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyphs[name], "xMin", 0))
    del font["CFF "]
    profile = font["maxp"]
    profile.tableVersion = 0x00010000
    zeros = (
        "maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements maxSizeOfInstructions "
        "maxComponentElements"
    )
    for field in zeros.split():
        setattr(profile, field, 0)
    profile.maxZones = 1
    font["post"].formatType = 3.0  # no names of glyphs
    font.sfntVersion = "\x00\x01\x00\x00"


def rename(font: TTFont) -> None:
    """A name of its own; copyright and licence stay as they are."""
    said = {1: CALLED, 2: "Regular", 3: f"{CALLED} 1", 4: CALLED, 6: "YiqiPaper-Regular"}
    font["name"].names = [record for record in font["name"].names if record.nameID in {0, 5, 13, 14}]
    for number, text in said.items():
        font["name"].setName(text, number, 3, 1, 0x409)


def main(source: Path) -> None:
    """Make the font; prints how many characters and bytes it has."""
    font = cut(source)
    quadratic(font)
    rename(font)
    font["head"].modified = EPOCH
    font.recalcTimestamp = False
    MADE.parent.mkdir(parents=True, exist_ok=True)
    font.save(MADE)
    print(f"{MADE.relative_to(ROOT)}: {len(font.getBestCmap())} characters, {MADE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
