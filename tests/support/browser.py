"""A private headless Chromium: Debian's, with nothing that asks for the network by itself.

Where its shell without windows is installed, that is taken: the same engine, but a new page costs a tenth of the work,
for ``chromium --headless`` opens a whole window for each.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class ChromiumMissing(RuntimeError):
    """There is no Chromium on this machine."""


def chromium() -> str:
    """Where the program is. Raises ``ChromiumMissing``."""
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if found is None:
        raise ChromiumMissing("chromium is not installed")
    return found


@contextmanager
def browser(*flags: str) -> Iterator[Browser]:
    """A browser until the block ends. Raises ``ChromiumMissing``."""
    program = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags])
        try:
            yield started
        finally:
            started.close()
