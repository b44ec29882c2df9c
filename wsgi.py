"""What gunicorn and ``flask --app wsgi`` load."""

from app.core.settings import SettingsError
from app.factory import create_app

try:
    app = create_app()
except SettingsError as refusal:
    raise SystemExit(f"refused to start: {refusal}") from None
