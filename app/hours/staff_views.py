"""HTTP of the staff's side of the ledger: the queue, decisions, corrections, answers."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.core import idempotency, web
from app.core.access import Permission, requires, signed_in, writes_on_read
from app.core.db import transaction
from app.core.idempotency import keep
from app.core.problems import Problem
from app.hours import confirming, correcting, describing, looks, objecting, queue, refusing, rights
from app.hours.chains import Book
from app.hours.room import room
from app.hours.rules import Wish
from app.hours.schemas import (
    BackfillBody,
    ConfirmationBody,
    CorrectionBody,
    DecidedShape,
    HoursDetail,
    ObjectionShape,
    ObjectionsPage,
    ObjectionsQuery,
    QueuePage,
    QueueQuery,
    RejectionBody,
    TextBody,
    UndoBody,
)

LOOKED = "people learn who saw their hours by name: the line is committed before the answer"


@room.route("/hours")
@requires(Permission.READ_HOURS)
@writes_on_read(LOOKED)
@room.arguments(QueueQuery, location="query")
@room.response(200, QueuePage)
def list_hours(query: dict[str, Any]) -> Response:
    """待确认、待复核、抽查的时长，本单位范围内；自己的会标出来，不能自己处理"""
    desk = rights.desk()
    found = queue.waiting(query["state"], desk, query)
    looks.write_down(desk)
    return web.answer(found)


@room.route("/hours/<int:hours_id>")
@signed_in
@writes_on_read(LOOKED)
@room.response(200, HoursDetail)
def show_hours(hours_id: int) -> Response:
    """一条时长的每一笔，本人和工作人员都能看"""
    desk = rights.desk()
    found = queue.one(hours_id, desk)
    looks.write_down(desk)
    return web.answer(found, version=found["version"])


@room.route("/hours/confirmations", methods=["POST"])
@requires(Permission.DECIDE_HOURS)
@room.arguments(ConfirmationBody)
@room.response(200, DecidedShape)
def confirm_hours(body: dict[str, Any]) -> Response:
    """确认时长，一次可以多条；一条不行不影响别的，同样的确认再来一次结果不变"""
    wishes = [(item["id"], Wish(item["minutes"], item["version"], item["reason"])) for item in body["items"]]
    desk = rights.desk()
    with transaction():
        done = confirming.confirm(wishes, desk)
        return keep({"batch_id": done.batch_id, "items": [_row(*row) for row in done.rows]}, 200)


@room.route("/hours/<int:hours_id>/rejection", methods=["POST"])
@requires(Permission.DECIDE_HOURS)
@room.arguments(RejectionBody)
@room.response(200, DecidedShape)
def reject_hours(body: dict[str, Any], hours_id: int) -> Response:
    """不通过，写明原因，本人会收到"""
    desk = rights.desk()
    with transaction():
        batch_id, book = refusing.reject(hours_id, body["reason"], body["version"], desk)
        return keep({"batch_id": batch_id, "items": [_row(hours_id, book)]}, 200)


@room.route("/hours/undo", methods=["POST"])
@requires(Permission.DECIDE_HOURS)
@room.arguments(UndoBody)
@room.response(200, DecidedShape)
def undo_decision(body: dict[str, Any]) -> Response:
    """10 分钟内撤回自己刚才的处理，回到待确认"""
    desk = rights.desk()
    with transaction():
        rows = [_row(chain_id, met) for chain_id, met in refusing.undo(body["batch_id"], desk)]
        return keep({"batch_id": body["batch_id"], "items": rows}, 200)


@room.route("/hours/<int:hours_id>/correction", methods=["POST"])
@requires(Permission.CONFIRM_HOURS)
@idempotency.demanded
@room.arguments(CorrectionBody)
@room.response(200, HoursDetail)
def correct_hours(body: dict[str, Any], hours_id: int) -> Response:
    """更正：原来的冲掉，按新的分钟数重记，写明原因，本人会收到"""
    desk = rights.desk()
    with transaction():
        correcting.correct(hours_id, Wish(body["minutes"], body["version"], body["reason"]), desk)
        found = queue.one(hours_id, desk)
        looks.note(desk)
        return keep(found, 200, version=found["version"])


@room.route("/hours/backfills", methods=["POST"])
@requires(Permission.CONFIRM_HOURS)
@idempotency.demanded
@room.arguments(BackfillBody)
@room.response(201, HoursDetail)
def backfill_hours(body: dict[str, Any]) -> Response:
    """补录没签到的时长：不超过计划，写明哪一班和原因，单独列出"""
    desk = rights.desk()
    with transaction():
        book = correcting.backfill(body["account"], body["shift_id"], body["minutes"], body["reason"], desk)
        found = queue.one(book.chain.id, desk)
        looks.note(desk)
        return keep(found, 201, version=found["version"])


@room.route("/hours/<int:hours_id>/second-reading", methods=["POST"])
@requires(Permission.APPROVE_HOURS)
@room.response(200, HoursDetail)
def read_hours_again(hours_id: int) -> Response:
    """抽查：复核人看过了"""
    desk = rights.desk()
    with transaction():
        queue.read_again(hours_id, desk)
        found = queue.one(hours_id, desk)
        looks.note(desk)
        return keep(found, 200, version=found["version"])


@room.route("/objections")
@requires(Permission.READ_HOURS)
@writes_on_read(LOOKED)
@room.arguments(ObjectionsQuery, location="query")
@room.response(200, ObjectionsPage)
def list_objections(query: dict[str, Any]) -> Response:
    """本单位范围内的异议，先到期的在前"""
    desk = rights.desk()
    found = queue.objections(desk, query)
    looks.write_down(desk)
    return web.answer(found)


@room.route("/objections/<int:objection_id>/answer", methods=["POST"])
@requires(Permission.CONFIRM_HOURS)
@room.arguments(TextBody)
@room.response(200, ObjectionShape)
def answer_objection(body: dict[str, Any], objection_id: int) -> Response:
    """核实后答复异议；分钟数不对的另外更正"""
    desk = rights.desk()
    with transaction():
        return keep(describing.objection(objecting.answer(objection_id, body["text"], desk)), 200)


def _row(chain_id: int, found: Book | Problem) -> dict[str, Any]:
    if isinstance(found, Problem):
        return {"id": chain_id, "status": found.status, "problem": found.document()}
    chain = found.chain
    minutes = chain.minutes or chain.open_minutes
    return {"id": chain_id, "status": 200, "state": chain.state, "minutes": minutes, "version": chain.version}
