"""``make pictures``: every page of the mini-program as ``docs/miniprogram.md`` shows it, and all of them on one sheet.

Runs the look at every page (``tests/e2e/test_every_page.py``) with its camera on, makes the light pictures small and
writes them into ``docs/pictures``; a page that is gone takes its picture along. ``ARGS`` go to pytest: with
``ARGS='-k inbox'`` only these pictures are renewed. The contact sheet, four pictures a page, stays where it says.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import environment
from environment import ROOT, say

PICTURES = ROOT / "docs" / "pictures"
WIDTH_PX, COLOURS = 375, 48
LOOK = "tests/e2e/test_every_page.py"


def main() -> int:
    """The exit code of the look; pictures are written all the same."""
    environment.enter(__file__, dev=True)
    folder = Path(tempfile.mkdtemp(prefix="yiqi-pictures-"))
    more = shlex.split(os.environ.get("ARGS", ""))
    env = os.environ | {"E2E_SHOTS": str(folder), "TEST_ENGINE": "postgres"}
    code = subprocess.call([sys.executable, "-m", "pytest", "-q", LOOK, *more], cwd=ROOT, env=env)
    made = small(folder)
    if not more and code == 0:
        for old in set(PICTURES.glob("*.png")) - set(made):
            old.unlink()
    from tests.e2e.contact_sheet import sheet

    say(f"{len(made)} pictures in {PICTURES.relative_to(ROOT)}")
    say(f"All pages, light, dark, at 200 % and from right to left: {sheet(folder, folder / 'sheet.png')}")
    return code


def small(folder: Path) -> list[Path]:
    """The light ones, as wide as a phone is and in few colours."""
    from PIL import Image

    PICTURES.mkdir(parents=True, exist_ok=True)
    made = []
    for path in sorted(folder.glob("*-light.png")):
        with Image.open(path) as picture:
            plain = picture.convert("RGB").resize((WIDTH_PX, round(picture.height * WIDTH_PX / picture.width)))
        made.append(PICTURES / f"{path.name.removesuffix('-light.png')}.png")
        plain.quantize(COLOURS, dither=Image.Dither.NONE).save(made[-1], optimize=True)
    return made


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
