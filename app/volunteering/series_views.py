"""Routes of shifts that repeat."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.core import access, idempotency
from app.core.access import Permission, Scope, requires
from app.core.db import reading, transaction
from app.core.problems import NotFound
from app.volunteering import series
from app.volunteering.models import ShiftSeries
from app.volunteering.room import room
from app.volunteering.shift_facts import actor_at
from app.volunteering.shift_plans import check_issuer, plan_of
from app.volunteering.shift_schemas import CrsQuery, SeriesBody, SeriesShape


@room.route("/shift-series", methods=["POST"])
@requires(Permission.DRAFT_SHIFT)
@idempotency.demanded
@room.arguments(CrsQuery, location="query")
@room.arguments(SeriesBody)
@room.response(201, SeriesShape)
def start_series(query: dict[str, Any], body: dict[str, Any]) -> Response:
    """新建重复班次：往后 28 天的都先做成草稿；发布其中一个，整个系列就发布了

    `rrule` is a part of RFC 5545: DAILY, WEEKLY or MONTHLY with INTERVAL, BYDAY, BYMONTHDAY, UNTIL or COUNT. On a
    holiday an occurrence waits as a draft (`waits_for`).
    """
    crs = str(body["shift"].get("crs") or query["crs"])
    plan = plan_of(body["shift"], crs)
    access.require(Permission.DRAFT_SHIFT, plan.scope)
    check_issuer(plan)
    actor = actor_at(Permission.DRAFT_SHIFT, plan.scope)
    with transaction():
        row = series.start_series(plan, body["rrule"], body["exdates"], actor)
        return idempotency.keep(series.shape(row, crs), 201, version=row.version)


def scope_of(series_id: int, **_: object) -> Scope | None:
    """Where a series stands; None when there is none."""
    with reading() as session:
        row = session.get(ShiftSeries, series_id)
    return series.scope_of_series(row) if row is not None else None


@room.route("/shift-series/<int:series_id>", methods=["DELETE"])
@requires(Permission.DRAFT_SHIFT, scope=scope_of)
@room.response(204)
def end_series(series_id: int) -> Response:
    """结束重复：以后不再有；还没人报名的撤下，有人报了名的照常"""
    scope = scope_of(series_id)
    if scope is None:
        raise NotFound
    actor = actor_at(Permission.DRAFT_SHIFT, scope)
    with transaction():
        series.end_series(series_id, actor)
    return Response(status=204)
