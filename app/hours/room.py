"""The blueprint all views of hours share."""

from __future__ import annotations

from app.core.web import Room

room = Room("hours", __name__, url_prefix="/api/v1", description="时长：分录、确认、异议、证明")
