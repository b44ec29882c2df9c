"""The committed ``docs/openapi.json`` is what the code says now, and a valid OpenAPI 3.1 document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import environment
from environment import ROOT, say

COMMITTED = ROOT / "docs" / "openapi.json"


def main() -> int:
    """0 when both hold; else 1 and a line that says what to do."""
    environment.enter(__file__, dev=True)
    from openapi_spec_validator import validate

    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "openapi.json"
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "openapi", "--output", str(written)]
        env = os.environ | {"DATA_DIR": folder}
        subprocess.run(command, check=True, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        text = written.read_text(encoding="utf-8")
    if not COMMITTED.exists() or COMMITTED.read_text(encoding="utf-8") != text:
        say("docs/openapi.json is not what the code says: run make docs and commit it")
        return 1
    validate(json.loads(text))
    say("docs/openapi.json is up to date and valid")
    return 0


if __name__ == "__main__":
    sys.exit(main())
