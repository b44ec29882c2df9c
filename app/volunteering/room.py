"""The blueprint all views of volunteering share."""

from __future__ import annotations

from app.core.web import Room

room = Room("volunteering", __name__, url_prefix="/api/v1", description="志愿服务：队伍、班次、报名、候补、考勤")
