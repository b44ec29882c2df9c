"""All pages on one sheet, four pictures a page: light, dark, at 200 %, from right to left."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

HOWS = ("light", "dark", "large", "rtl")
WIDTH_PX, GAP_PX, LABEL_PX, ACROSS = 187, 6, 16, 3


def sheet(folder: Path, out: Path) -> Path:
    """Write the sheet of the pictures that lie in ``folder``; how many pages is in its height."""
    names = sorted(path.name.removesuffix("-light.png") for path in folder.glob("*-light.png"))
    pages = [[_small(folder / f"{name}-{how}.png") for how in HOWS] for name in names]
    height = max(picture.height for page in pages for picture in page) + LABEL_PX + GAP_PX
    wide = len(HOWS) * (WIDTH_PX + GAP_PX) + 3 * GAP_PX
    whole = Image.new("RGB", (ACROSS * wide, -(-len(pages) // ACROSS) * height), "#888888")
    pen = ImageDraw.Draw(whole)
    for index, (name, page) in enumerate(zip(names, pages, strict=True)):
        x, y = index % ACROSS * wide, index // ACROSS * height
        pen.text((x, y + 2), name, fill="white")
        for at, picture in enumerate(page):
            whole.paste(picture, (x + at * (WIDTH_PX + GAP_PX), y + LABEL_PX))
    whole.save(out)
    return out


def _small(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("RGB").resize((WIDTH_PX, round(picture.height * WIDTH_PX / picture.width)))
