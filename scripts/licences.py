"""Write ``docs/licences.md``: every locked runtime package with its licence, as its own metadata says it.

``python scripts/licences.py``, in the environment of the project. Nothing is fetched; versions are left out, they stand
in the lock.
"""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "licences.md"
ELSEWHERE = {"async-timeout": "Apache-2.0"}  # locked for a Python older than ours; its metadata is not here to be read
SHORT = {  # classifiers and free texts, as SPDX has them
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Dual License": "Apache-2.0 OR BSD-3-Clause",
}
FREE = {"MIT", "MIT-0", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "MPL-2.0", "LGPL-3.0-only"}
HEAD = """# Licences of what runs

Written by `python scripts/licences.py` from the packages' own metadata; do not edit. Packages of
`requirements.txt`, with all they bring; versions stand there.

| package | licence |
|---|---|
"""
FOOT = """
LGPL and MPL parts are used as published and unchanged; whoever runs a house may exchange them.

Files beside: RapiDoc (MIT, `app/static/vendor`), the font of papers (SIL Open Font License 1.1, `data/fonts`).
"""


def locked() -> dict[str, str]:
    """The licence of every package of the runtime lock, by name."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    names = sorted(set(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", text, re.MULTILINE)))
    return {name: ELSEWHERE.get(name) or licence_of(name) for name in names}


def licence_of(name: str) -> str:
    """The SPDX expression of an installed package: said as such, in the old field, or by its classifiers."""
    said = metadata.metadata(name)
    expression, old = said.get("License-Expression"), (said.get("License") or "").strip()
    kinds = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License ::")]
    if expression:
        return expression
    if old and old != "UNKNOWN" and len(old) < 40:
        return SHORT.get(old, old)
    return " AND ".join(SHORT.get(kind, kind) for kind in kinds)


def is_free(said: str) -> bool:
    """Whether an expression names only licences that bind nothing but their own files."""
    parts = re.split(r" (?:AND|OR) ", said)
    return bool(said) and all(part.strip("()") in FREE for part in parts)


def page() -> str:
    """The whole document."""
    return HEAD + "".join(f"| {name} | {said} |\n" for name, said in locked().items()) + FOOT


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
