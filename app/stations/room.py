"""The blueprint all station views share."""

from __future__ import annotations

from app.core.web import Room

room = Room("stations", __name__, url_prefix="/api/v1", description="站点：设施、开放时间、附近")
