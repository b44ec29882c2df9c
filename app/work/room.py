"""The blueprint of the views of work."""

from __future__ import annotations

from app.core.web import Room

room = Room("work", __name__, url_prefix="/api/v1", description="今天的工作：本岗位范围内的班次和待办")
