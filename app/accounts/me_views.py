"""Routes of one's own account: profile, phone, consents."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import consents, identities, notices, phones, profile
from app.accounts.consents import Standing
from app.accounts.room import room
from app.accounts.schemas import (
    ConsentBody,
    ConsentListSchema,
    ConsentSchema,
    MeSchema,
    PhoneBody,
    PhoneSchema,
    ProfileBody,
)
from app.core import clock, limits, settings, web
from app.core.access import signed_in, somebody
from app.core.db import db, transaction
from app.core.idempotency import keyless
from app.core.problems import NotSignedIn
from app.wechat import gateway


@room.route("/me")
@signed_in(while_closing=True)
@room.response(200, MeSchema)
def show_me() -> Response:
    """我的账号和岗位"""
    found = profile.me(somebody().account_id)
    return web.answer(found, version=found["version"])


@room.route("/me/profile", methods=["PUT"])
@signed_in(any_age=True)
@room.arguments(ProfileBody)
@room.response(200, MeSchema)
def put_profile(body: dict[str, Any]) -> Response:
    """改名字、图案、工种；确认已满16周岁。新名字先请微信看一看，没通过就什么都不改"""
    version, who = web.required_version(), somebody()
    body["display_name"] = body["display_name"].strip()
    _check_name(who.account_id, version, body["display_name"], body["avatar_url"])
    with transaction():
        profile.edit_profile(who.account_id, version, **body)
        found = profile.me(who.account_id)
    return web.answer(found, version=found["version"])


@room.route("/me/phone", methods=["POST"])
@signed_in
@keyless
@room.arguments(PhoneBody)
@room.response(200, PhoneSchema)
def bind_phone(body: dict[str, Any]) -> Response:
    """绑定手机号：按一下微信的按钮，就是同意我们在需要回电话时用它"""
    who = somebody()
    openid = phones.ready_to_bind(who.account_id, body["notice_version"])
    if openid is None:
        raise NotSignedIn
    # spent before WeChat is asked, whatever it answers: a number is paid for, also when its answer is lost on the way
    limits.spend(settings.current().phone_per_account, f"phone:{who.account_id}")
    db.session.rollback()  # nothing is held while WeChat is asked
    given = gateway.current().phone(body["code"], openid)
    with transaction():
        masked = phones.bind(who.account_id, given.number, given.country_code, body["notice_version"])
    return web.answer({"phone_masked": masked})


@room.route("/me/phone", methods=["DELETE"])
@signed_in(any_age=True)
@room.response(200, PhoneSchema)
def remove_phone() -> Response:
    """删掉手机号"""
    with transaction():
        phones.remove(somebody().account_id)
    return web.answer({"phone_masked": None})


@room.route("/me/consents")
@signed_in
@room.response(200, ConsentListSchema)
def list_consents() -> Response:
    """我同意过什么，现在还算不算数"""
    found = [_consent(standing) for standing in consents.standings(somebody().account_id)]
    return web.answer({"items": found, "next_cursor": None})


@room.route("/me/consents/<purpose>", methods=["PUT"])
@signed_in(any_age=True)
@room.arguments(ConsentBody)
@room.response(200, ConsentSchema)
def give_consent(body: dict[str, Any], purpose: str) -> Response:
    """打开一项同意"""
    who = somebody()
    with transaction():
        identities.lock_account(who.account_id)
        found = consents.give(who.account_id, purpose, body["notice_version"])
    return web.answer(_consent(found))


@room.route("/me/consents/<purpose>", methods=["DELETE"])
@signed_in(any_age=True)
@room.response(200, ConsentSchema)
def withdraw_consent(purpose: str) -> Response:
    """撤回一项同意：马上停用，别的都不受影响"""
    who = somebody()
    with transaction():
        identities.lock_account(who.account_id)
        found = consents.withdraw(who.account_id, purpose)
    return web.answer(_consent(found))


def _check_name(account_id: int, version: int, name: str, avatar_url: str) -> None:
    """Ask WeChat about a new name. Nobody could look at it later, so that only a clear yes lets it be shown."""
    openid = profile.name_to_check(account_id, version, display_name=name, avatar_url=avatar_url)
    if openid is None:
        return
    limits.spend(settings.current().names_per_account, f"names:{account_id}")
    db.session.rollback()  # nothing is held while WeChat is asked
    verdict = gateway.current().check_text(name, openid, "profile", waits=False)
    if verdict is gateway.TextVerdict.REVIEW:
        raise gateway.TextRefused(errors=[{"field": "display_name", "message": "微信没看准这个名字，请换一个"}])
    if verdict is not gateway.TextVerdict.PASS:
        raise gateway.TextRefused.at("display_name")


def _consent(standing: Standing) -> dict[str, Any]:
    notice = notices.notice_for(standing.purpose)
    return {
        "purpose": standing.purpose,
        "title": notice.title,
        "state": standing.state,
        "notice_version": standing.notice_version,
        "current_version": notice.version,
        "at": clock.rfc3339(standing.at) if standing.at else None,
        "switchable": standing.purpose not in consents.UNSWITCHABLE,
    }
