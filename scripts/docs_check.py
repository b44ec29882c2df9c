"""The committed ``docs/openapi.json`` and ``docs/privacy.md`` are what the code says now, the former valid."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import environment
from environment import ROOT, say

WRITTEN = {"openapi": "openapi.json", "privacy-notice": "privacy.md"}  # command: what it writes into docs


def main() -> int:
    """0 when all holds; else 1 and a line that says what to do."""
    environment.enter(__file__, dev=True)
    from openapi_spec_validator import validate

    with tempfile.TemporaryDirectory() as folder:
        texts = {name: written(command, Path(folder) / name) for command, name in WRITTEN.items()}
    for name, text in texts.items():
        committed = ROOT / "docs" / name
        if not committed.exists() or committed.read_text(encoding="utf-8") != text:
            say(f"docs/{name} is not what the code says: run make docs and commit it")
            return 1
    validate(json.loads(texts["openapi.json"]))
    say("docs/openapi.json and docs/privacy.md are up to date, the former valid")
    return 0


def written(command: str, path: Path) -> str:
    """What a command of the house writes."""
    asked = [sys.executable, "-m", "flask", "--app", "wsgi", command, "--output", str(path)]
    env = os.environ | {"DATA_DIR": str(path.parent)}
    subprocess.run(asked, check=True, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
