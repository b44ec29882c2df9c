"""Routes of shifts' posters, for whoever shows their codes: the leader, staff of the issuer, the hosting station."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import service as accounts
from app.checkins import pending, poster_answers, service
from app.checkins.posters import SHIFT_PAGE, Poster
from app.checkins.room import room
from app.checkins.schemas import PosterQuery, PrintShape
from app.checkins.service import SHIFT
from app.core import access, idempotency
from app.core.access import Permission, Scope, requires, writes_on_read
from app.core.db import transaction
from app.core.problems import NotFound


def scope_of(shift_id: int, **_: object) -> Scope | None:
    """Where a shift stands, as its owner says; None when there is none."""
    return pending.scope_of_target(SHIFT, str(shift_id))


@room.route("/shifts/<int:shift_id>/poster")
@requires(Permission.SETTLE_CHECKINS, scope=scope_of)
@writes_on_read("the first look keeps WeChat's code image; later ones find it")
@room.arguments(PosterQuery, location="query")
@room.doc(responses={"200": {"description": "海报", "content": poster_answers.CONTENT}})
def show_shift_poster(query: dict[str, Any], shift_id: int) -> Response:
    """班次海报：到了、走时扫的码；班次发布以后才有"""
    poster_answers.spend()
    printed = service.print_of(SHIFT, str(shift_id))
    if printed is None:
        raise NotFound
    poster = Poster(printed, "", poster_answers.code_image(printed.scene, SHIFT_PAGE))
    return poster_answers.answer(poster, query["format"])


@room.route("/shifts/<int:shift_id>/poster/renewal", methods=["POST"])
@requires(Permission.SETTLE_CHECKINS, scope=scope_of)
@room.response(200, PrintShape)
def renew_shift_poster(shift_id: int) -> Response:
    """换新码：这个班次以前印的海报和屏幕上的码从现在起都不能用"""
    role = accounts.acting_role(Permission.SETTLE_CHECKINS, scope_of(shift_id))
    with transaction():
        accounts.lock_account(access.somebody().account_id)  # before the point: the call's key will refer to it
        renewed = service.renew(SHIFT, str(shift_id), role)
        return idempotency.keep(poster_answers.shape(renewed), 200)
