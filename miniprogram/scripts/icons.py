"""Draws the tab icons: PNG 81x81 of each SVG of ``src/assets/icons``, in the tab colours of ``src/theme.json``.

Run with the service's Python: ``.venv/bin/python miniprogram/scripts/icons.py``; the pictures are committed.
"""

from __future__ import annotations

import io
import json
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

SRC = Path(__file__).resolve().parents[1] / "src"
ICONS = SRC / "assets" / "icons"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
COLOURS = 16  # one colour and its soft edge
SIZE = {"width": 81, "height": 81}


def main() -> None:
    theme = json.loads((SRC / "theme.json").read_text())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport=SIZE)
        for drawing in sorted(ICONS.glob("*.svg")):
            for mode, suffix in (("light", ""), ("dark", "-dark")):
                for colour, end in ((theme[mode]["tab"], ""), (theme[mode]["tabSelected"], "-on")):
                    svg = drawing.read_text().replace("currentColor", colour)
                    page.set_content(f"<style>*{{margin:0;background:transparent}}</style>{svg}")
                    drawn = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
                    small = drawn.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
                    small.save(ICONS / f"{drawing.stem}{suffix}{end}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
