"""HTTP of a day's work."""

from __future__ import annotations

from flask import Response

from app.core import web
from app.core.access import Permission, requires
from app.work import service
from app.work.room import room
from app.work.schemas import WorkToday


@room.route("/work/today")
@requires(Permission.SEE_WORK)
@room.response(200, WorkToday)
def show_today() -> Response:
    """今天的工作：岗位范围内今天的班次，等着处理的时长、签到、反馈和该核对的驿站；没有岗位的是 403"""
    return web.answer(service.work_of_today())
