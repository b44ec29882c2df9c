"""Routes of what riders say and keep: saved stations, crowding, votes for a missing station."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.core import access, limits, settings, web
from app.core.access import public, signed_in
from app.core.db import transaction
from app.core.idempotency import keyless
from app.core.problems import NotAllowed
from app.stations import answering, crowding, keeping, saved, saving, voting
from app.stations.reading_schemas import CrsQuery, StationDetail
from app.stations.riders_schemas import CrowdingBody, SavedPage, SavedQuery, VoteBody
from app.stations.room import room


@room.route("/me/saved-stations")
@signed_in
@room.arguments(SavedQuery, location="query")
@room.response(200, SavedPage)
def list_saved(query: dict[str, Any]) -> Response:
    """我收藏的站点，新的在前"""
    return web.answer(saved.cards_saved(access.somebody().account_id, **query))


@room.route("/me/saved-stations/<code>", methods=["PUT"])
@signed_in(any_age=True)
@room.response(204)
def save_station(code: str) -> Response:
    """收藏一个站点；收藏过的不变"""
    keeping.scope_seen(code)
    with transaction():
        saving.save(code, access.somebody().account_id)
    return Response(status=204)


@room.route("/me/saved-stations/<code>", methods=["DELETE"])
@signed_in(any_age=True)
@room.response(204)
def unsave_station(code: str) -> Response:
    """取消收藏；后来不再开放的站点也能取消"""
    with transaction():
        was_there = saving.unsave(code, access.somebody().account_id)
    if not was_there:
        keeping.scope_seen(code)
    return Response(status=204)


@room.route("/stations/<code>/crowding", methods=["PUT"])
@signed_in
@room.arguments(CrsQuery, location="query")
@room.arguments(CrowdingBody)
@room.response(200, StationDetail)
def put_crowding(query: dict[str, Any], body: dict[str, Any], code: str) -> Response:
    """现在人多不多：空、有人、满；一小时后自动失效，不记是谁说的"""
    if not keeping.scope_seen(code).visible:
        raise NotAllowed("这个站点没有对骑手开放，不用报")
    limits.spend(settings.current().crowding_per_account, f"crowding:{access.somebody().account_id}")
    with transaction():
        detail = answering.detail_after(
            lambda: crowding.tell_crowding(code, body["level"]), code, answering.crs(query, body)
        )
    return web.answer(detail, version=detail["version"])


@room.route("/missing-station-votes", methods=["POST"])
@public
@keyless
@room.arguments(VoteBody)
@room.response(204)
def vote_for_station(body: dict[str, Any]) -> Response:
    """这里缺个驿站：只记 500 米的格子，不记是谁、从哪里来"""
    cell = voting.cell_at(body["lat"], body["lng"], body["crs"])
    voting.count_caller()
    with transaction():
        voting.vote(cell)
    return Response(status=204)
