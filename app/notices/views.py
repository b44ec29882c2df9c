"""Routes of the inbox: what one is told, what one wants to hear on WeChat."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import service as accounts
from app.core import idempotency, web
from app.core.access import signed_in, somebody
from app.core.db import transaction
from app.core.paging import PageQuery
from app.notices import credits, inbox, switches
from app.notices.room import room
from app.notices.schemas import (
    MessageCredits,
    NoticePage,
    NoticeSettings,
    NoticeSettingsBody,
    NoticesReadBody,
    SubscriptionBody,
)
from app.wechat.templates import MESSAGES


@room.route("/me/notices")
@signed_in
@room.arguments(PageQuery, location="query")
@room.response(200, NoticePage)
def list_notices(query: dict[str, Any]) -> Response:
    """我的消息，新的在前"""
    return web.answer(inbox.page(somebody().account_id, **query))


@room.route("/me/notices/read", methods=["PUT"])
@signed_in
@room.arguments(NoticesReadBody)
@room.response(204)
def read_notices(body: dict[str, Any]) -> Response:
    """标为已读：指定几条，或到某一条为止的全部"""
    with transaction():
        inbox.read(somebody().account_id, **body)
    return Response(status=204)


@room.route("/me/notice-settings")
@signed_in
@room.response(200, NoticeSettings)
def show_settings() -> Response:
    """哪些消息要发到微信，各还能发几条"""
    return web.answer(_settings(somebody().account_id))


@room.route("/me/notice-settings", methods=["PUT"])
@signed_in(any_age=True)
@room.arguments(NoticeSettingsBody)
@room.response(200, NoticeSettings)
def put_settings(body: dict[str, Any]) -> Response:
    """开关各类微信提醒；关掉的仍在消息里"""
    who = somebody()
    with transaction():
        switches.switch(who.account_id, body["topics"])
        found = _settings(who.account_id)
    return web.answer(found)


@room.route("/me/subscriptions", methods=["POST"])
@signed_in
@room.arguments(SubscriptionBody)
@room.response(200, MessageCredits)
def tell_subscription(body: dict[str, Any]) -> Response:
    """手机上点了“允许”：先记一笔，以微信通知为准"""
    who, template, accepted = somebody(), body["template"], body["accepted"]
    with transaction():
        if accepted:
            credits.told_by_phone(who.account_id, template, accepted)  # locks the account
            accounts.act(who.account_id, f"message:{template}", None)
        return idempotency.keep({"credits": _credits(who.account_id)}, 200)


def _settings(account_id: int) -> dict[str, Any]:
    topics = {str(topic): on for topic, on in switches.wanted(account_id).items()}
    return {"topics": topics, "credits": _credits(account_id)}


def _credits(account_id: int) -> dict[str, int]:
    left = credits.remaining(account_id)
    return {template: left.get(template, 0) for template in MESSAGES}
