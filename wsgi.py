"""What gunicorn and ``flask --app wsgi`` load."""

import gc

gc.disable()  # classes, routes and schemas stay: looking through them again and again took a tenth of the start

from app.core.settings import SettingsError  # noqa: E402
from app.factory import create_app  # noqa: E402

try:
    app = create_app()
except SettingsError as refusal:
    raise SystemExit(f"refused to start: {refusal}") from None
finally:
    gc.freeze()  # nor are they looked through while somebody waits for an answer: 50 ms each time
    gc.enable()
