"""Routes of teams: the list, making and editing one, joining and leaving."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.core import access, idempotency, web
from app.core.access import Permission, public, requires, signed_in
from app.core.db import transaction
from app.core.problems import NotFound, StaleVersion
from app.volunteering import teams
from app.volunteering.room import room
from app.volunteering.shift_facts import actor_at
from app.volunteering.team_schemas import MembershipBody, TeamBody, TeamPage, TeamShape, TeamsQuery


@room.route("/teams")
@public
@room.arguments(TeamsQuery, location="query")
@room.response(200, TeamPage)
def list_teams(query: dict[str, Any]) -> Response:
    """志愿服务队"""
    return web.answer(teams.list_teams(query["area"], query["cursor"], query["limit"]))


@room.route("/teams", methods=["POST"])
@requires(Permission.EDIT_TEAM)
@room.arguments(TeamBody)
@room.response(201, TeamShape)
def create_team(body: dict[str, Any]) -> Response:
    """建队；不写区域就是全州的队。写了队长，就同时给队长授权"""
    area_code = teams.known_area(body["area_code"])
    scope = teams.scope_at(area_code)
    access.require(Permission.EDIT_TEAM, scope)
    actor = actor_at(Permission.EDIT_TEAM, scope)
    with transaction():
        team = teams.create_team(body["name"], area_code, body.get("leader"), actor)
        return idempotency.keep(teams.shape_of(team.id), 201, version=team.version)


@room.route("/teams/<int:team_id>", methods=["PUT"])
@requires(Permission.EDIT_TEAM, scope=teams.scope_of)
@room.arguments(TeamBody)
@room.response(200, TeamShape)
def edit_team(body: dict[str, Any], team_id: int) -> Response:
    """改队名、区域、队长：带 If-Match"""
    version, area_code = web.required_version(), teams.known_area(body["area_code"])
    access.require(Permission.EDIT_TEAM, teams.scope_at(area_code, team_id))
    scope = teams.scope_of(team_id)
    if scope is None:
        raise NotFound
    actor, leader = actor_at(Permission.EDIT_TEAM, scope), body.get("leader", teams.UNSAID)
    with transaction():
        try:
            teams.edit_team(team_id, body["name"], area_code, leader, actor, sent_version=version)
        except StaleVersion as stale:
            stale.extra["current"] = teams.shape_of(team_id)
            raise
        shape = teams.shape_of(team_id)
    return web.answer(shape, version=shape["version"])


@room.route("/teams/<int:team_id>/membership", methods=["PUT"])
@signed_in
@room.arguments(MembershipBody)
@room.response(200, TeamShape)
def join_team(body: dict[str, Any], team_id: int) -> Response:
    """入队：新加入 201，已经在队里 200；队员身份不带任何数据权限"""
    who = access.somebody()
    with transaction():
        is_new = teams.join(team_id, who.account_id, body["notice_version"])
        shape = teams.shape_of(team_id)
    return web.answer(shape, 201 if is_new else 200)


@room.route("/teams/<int:team_id>/membership", methods=["DELETE"])
@signed_in(any_age=True)
@room.response(204)
def leave_team(team_id: int) -> Response:
    """退队；已经报名的班次不受影响"""
    who = access.somebody()
    with transaction():
        teams.leave(team_id, who.account_id)
    return Response(status=204)
