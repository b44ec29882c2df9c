"""``flask wechat fake`` on an application of its own: ``python -m tests.wechat.fake_command <port>``."""

from __future__ import annotations

import sys

from flask import Flask

from app.core.settings import Settings
from app.core.store import MemoryStore
from app.wechat import wiring


def main(port: str) -> None:
    app = Flask("fake")
    app.extensions |= {"yiqi.settings": Settings(), "yiqi.store": MemoryStore()}
    wiring.wire(app)
    with app.app_context():
        wiring.cli.commands["fake"].main(["--port", port])


if __name__ == "__main__":
    main(sys.argv[1])
