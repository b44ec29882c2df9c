"""Routes of moving to another WeChat account.

None takes a key: the code and the transfer itself tell a repeat (RELIABILITY 5).
"""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import transfer_rules, transfers
from app.accounts.room import room
from app.accounts.transfer_schemas import TransferBody, TransferCodeSchema, TransferListSchema, TransferSchema
from app.core import clock, limits, settings, web
from app.core.access import signed_in, somebody
from app.core.db import transaction
from app.core.idempotency import keyless
from app.core.problems import Invalid


@room.route("/me/transfer-codes", methods=["POST"])
@signed_in
@keyless
@room.response(201, TransferCodeSchema)
def make_transfer_code() -> Response:
    """在旧微信上要一个换号码：10 分钟内有效，只能用一次，再要一个，前一个就作废"""
    who = somebody()
    limits.spend(settings.current().transfer_codes_per_account, f"transfer-codes:{who.account_id}")
    with transaction():
        made = transfers.make_code(who.account_id)
    return web.answer({"code": made.code, "expires_at": clock.rfc3339(made.expires_at)}, 201)


@room.route("/me/transfers", methods=["POST"])
@signed_in
@keyless
@room.arguments(TransferBody)
@room.response(202, TransferSchema)
def ask_for_transfer(body: dict[str, Any]) -> Response:
    """在新微信上输入换号码，等旧微信同意"""
    who = somebody()
    limits.spend(settings.current().transfers_per_account, f"transfers:{who.account_id}")
    code = transfer_rules.read_code(body["code"])
    if code is None:
        raise Invalid(errors=[{"field": "code", "message": "换号码是 8 位数字和字母"}])
    with transaction():
        found = transfers.ask(who.account_id, code)
    return web.answer(found, 202)


@room.route("/me/transfers")
@signed_in
@room.response(200, TransferListSchema)
def list_transfers() -> Response:
    """正在等的更换：旧微信和新微信都看得到"""
    return web.answer({"items": transfers.waiting(somebody().account_id), "next_cursor": None})


@room.route("/me/transfers/<int:transfer_id>/approval", methods=["POST"])
@signed_in
@keyless
@room.response(200, TransferSchema)
def approve_transfer(transfer_id: int) -> Response:
    """在旧微信上同意：账号换到新微信，两边都要重新登录，旧微信不能再登录这个账号"""
    with transaction():
        found = transfers.approve(somebody().account_id, transfer_id)
    return web.answer(found)
