"""HTTP of trainings, commendations and evaluations."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.core import access, clock, web
from app.core.access import Permission, requires, signed_in, somebody, writes_on_read
from app.core.db import transaction
from app.core.idempotency import keep
from app.core.problems import NotAllowed
from app.hours import evaluations, looks, records, rights
from app.hours.records_schemas import (
    CommendationBody,
    CommendationShape,
    CommendationsPage,
    EvaluationBody,
    EvaluationShape,
    RecordsQuery,
    TrainingBody,
    TrainingShape,
    TrainingsPage,
)
from app.hours.room import room

LOOKED = "people learn who saw their records by name: the line is committed before the answer"


@room.route("/trainings")
@signed_in
@writes_on_read(LOOKED)
@room.arguments(RecordsQuery, location="query")
@room.response(200, TrainingsPage)
def list_trainings(query: dict[str, Any]) -> Response:
    """培训记录：自己的；工作人员用 of=scope 看本单位记的。培训不算时长"""
    return web.answer(_listed("training", query))


@room.route("/trainings", methods=["POST"])
@requires(Permission.CONFIRM_HOURS)
@room.arguments(TrainingBody)
@room.response(201, TrainingShape)
def record_training(body: dict[str, Any]) -> Response:
    """记一条培训：工作人员，本人会收到；不能给自己记"""
    desk = rights.desk()
    with transaction():
        return keep(_recorded("training", body, desk), 201)


@room.route("/commendations")
@signed_in
@writes_on_read(LOOKED)
@room.arguments(RecordsQuery, location="query")
@room.response(200, CommendationsPage)
def list_commendations(query: dict[str, Any]) -> Response:
    """表扬记录：自己的；工作人员用 of=scope 看本单位记的"""
    return web.answer(_listed("commendation", query))


@room.route("/commendations", methods=["POST"])
@requires(Permission.CONFIRM_HOURS)
@room.arguments(CommendationBody)
@room.response(201, CommendationShape)
def record_commendation(body: dict[str, Any]) -> Response:
    """记一条表扬：工作人员，本人会收到；不能给自己记"""
    desk = rights.desk()
    with transaction():
        return keep(_recorded("commendation", body, desk), 201)


@room.route("/shifts/<int:shift_id>/evaluation", methods=["PUT"])
@signed_in
@room.arguments(EvaluationBody)
@room.response(200, EvaluationShape)
def evaluate_shift(body: dict[str, Any], shift_id: int) -> Response:
    """评价参加过的活动，1 到 5；评的是活动，不是人，写的话不公开"""
    with transaction():
        found = evaluations.evaluate(shift_id, somebody().account_id, body["rating"], body["text"] or "")
        told = {"rating": found.stars, "text": found.text, "changed_at": clock.rfc3339(found.changed_at)}
    return web.answer(told)


def _listed(kind: str, query: dict[str, Any]) -> dict[str, Any]:
    page = {"limit": query["limit"], "cursor": query["cursor"]}
    if query["of"] == "own":
        return records.own(kind, somebody().account_id, **page)
    if not access.may(Permission.READ_HOURS, None):
        raise NotAllowed
    desk = rights.desk()
    found = records.of_scope(kind, desk, **page)
    looks.write_down(desk, looks.RECORDS)
    return found


def _recorded(kind: str, body: dict[str, Any], desk: rights.Desk) -> dict[str, Any]:
    facts = {name: value for name, value in body.items() if name != "account"}
    return records.shape(kind, records.record(kind, body["account"], facts, desk)) | {"person": None}
