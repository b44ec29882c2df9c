"""The blueprint of the inbox and its settings."""

from __future__ import annotations

from app.core.web import Room

room = Room("notices", __name__, url_prefix="/api/v1", description="消息、微信提醒")
