"""Routes of the calendar address: make one, end it, and what stands behind it."""

from __future__ import annotations

from flask import Response

from app.core import idempotency, limits, settings, web
from app.core.access import public, signed_in, somebody
from app.core.db import transaction
from app.volunteering import calendar_feeds
from app.volunteering.room import room
from app.volunteering.roster_schemas import FeedShape

A_PERSON_AN_HOUR = "20/hour"
TYPE = "text/calendar; charset=utf-8"


@room.route("/me/calendar-feed", methods=["POST"])
@signed_in
@idempotency.keyless
@room.response(201, FeedShape)
def make_feed() -> Response:
    """日历订阅：给一个新地址，只有您知道；以前的地址马上失效"""
    who = somebody()
    limits.spend(A_PERSON_AN_HOUR, f"calendar-feeds:{who.account_id}")
    with transaction():
        token = calendar_feeds.make_feed(who.account_id)
    return web.answer({"url": f"{settings.current().site_url}/api/v1/calendar/{token}.ics"}, 201)


@room.route("/me/calendar-feed", methods=["DELETE"])
@signed_in(any_age=True)
@room.response(204)
def end_feed() -> Response:
    """关掉日历订阅"""
    with transaction():
        calendar_feeds.end_feed(somebody().account_id)
    return Response(status=204)


@room.route("/calendar/<token>.ics")
@public(anonymous=True)
@room.doc(responses={"200": {"description": "日历", "content": {"text/calendar": {"schema": {"type": "string"}}}}})
def show_calendar(token: str) -> Response:
    """日历应用来取：我的班次，不含上门地址；地址不对或已失效是 404"""
    response = Response(calendar_feeds.calendar_of(token), content_type=TYPE)
    response.headers["Cache-Control"] = web.PRIVATE
    return response
