"""The top room of notices: what the factory calls."""

from __future__ import annotations

from flask import Flask

from app.accounts import service as accounts
from app.core import events
from app.notices import inbox
from app.notices.models import Notice  # noqa: F401 - its tables belong to the house


def wire(app: Flask) -> None:
    """Answer what accounts ask."""
    events.on(app, accounts.unread_asked, inbox.unread)
