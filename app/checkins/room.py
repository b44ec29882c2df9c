"""The blueprint all views of presence share."""

from __future__ import annotations

from app.core.web import Room

room = Room("checkins", __name__, url_prefix="/api/v1", description="签到点：码代表哪里、站点海报")
