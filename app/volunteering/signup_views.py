"""Routes of signing up: joining a shift or its queue, leaving, answering offers, one's own list."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.core import idempotency, limits, settings, web
from app.core.access import signed_in, somebody
from app.core.db import transaction
from app.volunteering import offers, signup_listing, signups
from app.volunteering.room import room
from app.volunteering.signup_rules import OfferLapsed
from app.volunteering.signup_schemas import OwnSignUpsQuery, SignUpBody, SignUpPage, SignUpShape, WithdrawalBody


@room.route("/shifts/<int:shift_id>/signups", methods=["POST"])
@signed_in
@room.arguments(SignUpBody)
@room.response(201, SignUpShape)
def sign_up(body: dict[str, Any], shift_id: int) -> Response:
    """报名：有名额就报上，满了排候补；报名即同意记录志愿服务"""
    who = somebody()
    limits.spend(settings.current().signups_per_account, f"signups:{who.account_id}")
    with transaction():
        return idempotency.keep(signups.sign_up(who.account_id, shift_id, **body), 201)


@room.route("/me/signups")
@signed_in
@room.arguments(OwnSignUpsQuery, location="query")
@room.response(200, SignUpPage)
def list_own(query: dict[str, Any]) -> Response:
    """我的报名，带班次卡片；将来的近的在前，过去的新的在前"""
    return web.answer(signup_listing.signups_of(somebody().account_id, **query))


@room.route("/signups/<int:signup_id>/withdrawal", methods=["POST"])
@signed_in(any_age=True)
@room.arguments(WithdrawalBody)
@room.response(200, SignUpShape)
def withdraw(body: dict[str, Any], signup_id: int) -> Response:
    """取消报名或候补；跑单走不开（excused）一点就行，不问原因"""
    with transaction():
        return idempotency.keep(signups.withdraw(somebody().account_id, signup_id, body["kind"]), 200)


@room.route("/signups/<int:signup_id>/acceptance", methods=["POST"])
@signed_in
@room.response(200, SignUpShape)
def accept(signup_id: int) -> Response:
    """接受候补名额；先到先得时也点这里"""
    with transaction():
        found = offers.accept_offer(somebody().account_id, signup_id)
        response = idempotency.keep(found, 200) if found is not None else None
    return _or_lapsed(response)


@room.route("/signups/<int:signup_id>/refusal", methods=["POST"])
@signed_in(any_age=True)
@room.response(200, SignUpShape)
def refuse(signup_id: int) -> Response:
    """不要这个名额，也不再候补"""
    with transaction():
        found = offers.refuse_offer(somebody().account_id, signup_id)
        response = idempotency.keep(found, 200) if found is not None else None
    return _or_lapsed(response)


@room.route("/signups/<int:signup_id>/reconfirmation", methods=["POST"])
@signed_in
@room.response(200, SignUpShape)
def reconfirm(signup_id: int) -> Response:
    """时间或地点改了，还来"""
    with transaction():
        return idempotency.keep(signups.reconfirm(somebody().account_id, signup_id), 200)


def _or_lapsed(response: Response | None) -> Response:
    """An answer, or the refusal of a lapse that was found: what it set in motion is committed by now."""
    if response is None:
        raise OfferLapsed
    return response
