"""The blueprint all views of communities share."""

from __future__ import annotations

from app.core.web import Room

room = Room("communities", __name__, url_prefix="/api/v1", description="社区：报到、公告、志愿身份")
