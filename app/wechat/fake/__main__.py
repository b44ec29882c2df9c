"""``python -m app.wechat.fake``: the fake platform without loading the service; ``make run`` starts it so."""

from __future__ import annotations

import signal
import sys
import threading

from app.core.settings import Settings, SettingsError
from app.wechat.fake import serve
from app.wechat.fake.beside import beside


def main() -> int:
    """Serve on ``WECHAT_FAKE_PORT`` (else ``PORT`` + 1) until told to stop. Refused in production."""
    try:
        settings = Settings.from_env()
    except SettingsError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    if settings.is_production:
        sys.stderr.write("the fake platform is refused when APP_ENV=production\n")
        return 1
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    with serve(beside(settings), settings.fake_port):
        asked.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
