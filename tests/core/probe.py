"""A tiny room that exists in these tests only: core is tried through it, whatever the features do."""

from __future__ import annotations

import threading
from typing import Any

import sqlalchemy as sa
from flask import Flask, request
from marshmallow import Schema, fields, validate

from app.accounts.models import Account
from app.core import access, audit, clock, limits, web
from app.core.access import Caller, Permission, Scope, public, requires, signed_in
from app.core.db import db, transaction
from app.core.idempotency import demanded, keep, keyless
from app.core.problems import Conflict, StaleVersion

SECRET_SENTENCE = "SELECT openid FROM accounts -- in /srv/yiqi/app/secret.py"


class Part(Schema):
    minutes = fields.Integer(required=True, strict=True)


class Thing(Schema):
    name = fields.String(required=True, validate=validate.Length(1, 40))
    parts = fields.List(fields.Nested(Part))
    any = fields.Raw()


class ThingQuery(Schema):
    n = fields.Integer(load_default=1)
    name = fields.String()


class Watchman:
    """A guard whose tokens are ``person-<account id>`` and ``keeper-<account id>``; others are dead sessions."""

    def identify(self, token: str, *, fresh: bool) -> Caller | None:
        kind, _, number = token.partition("-")
        if kind not in {"person", "keeper", "child", "leaving"} or not number.isdigit():
            return None
        status = "closing" if kind == "leaving" else "active"
        grants = (access.Grant(1, "station_manager", "station", "S1"),) if kind == "keeper" else ()
        return Caller(int(number), f"ref-{number}", 1, kind != "child", status, grants)

    def allows(self, caller: Caller, permission: Permission, scope: Scope | None) -> bool:
        return bool(caller.grants) and (scope is None or scope.station_code == "S1")


def add_probe(app: Flask) -> Flask:
    """Give the application the probe's routes and the watchman."""
    app.extensions["yiqi.guard"] = Watchman()
    room = web.Room("probe", __name__, url_prefix="/api/v1/probe")
    app.extensions["probe.gate"] = threading.Barrier(2, timeout=10)
    for add in (_add_reads, _add_writes, _add_guarded):
        add(room)
    app.extensions["yiqi.document"].register_blueprint(room)
    return app


def make_account(app: Flask) -> int:
    """An account for keys to belong to; its id."""
    with app.app_context(), transaction():
        account = Account(display_name="骑手", avatar_url="", age_ok=True, created_at=clock.now())
        db.session.add(account)
        db.session.flush()
        return account.id


def effects(app: Flask) -> int:
    """How many effects the probe's writes have had."""
    with app.app_context():
        return db.session.execute(sa.select(sa.func.count()).select_from(audit.AuditEvent)).scalar_one()


def _add_reads(room: web.Room) -> None:
    @room.route("/things")
    @public
    @room.arguments(ThingQuery, location="query")
    def list_things(query: dict[str, Any]) -> Any:
        return web.answer(query)

    @room.route("/things/<int:number>")
    @public
    def get_thing(number: int) -> Any:
        return web.answer({"number": number}, version=7)

    @room.route("/words/<word>")
    @public
    def get_word(word: str) -> Any:
        return web.answer({"word": word})

    @room.route("/boom")
    @public
    def boom() -> Any:
        raise RuntimeError(SECRET_SENTENCE)

    @room.route("/database")
    @public
    def ask_database() -> Any:
        return web.answer({"one": db.session.execute(sa.text("SELECT 1")).scalar_one()})

    @room.route("/bundle")
    @public(anonymous=True)
    def bundle() -> Any:
        return web.shared_answer(b'{"rows":[]}', "abc")

    @room.route("/limited")
    @public
    def limited() -> Any:
        limits.spend("3/minute", "probe:" + request.headers.get("X-Who", "somebody"))
        return web.answer({})


def _add_writes(room: web.Room) -> None:
    @room.route("/things", methods=["POST"])
    @public
    @room.arguments(Thing)
    def post_thing(body: dict[str, Any]) -> Any:
        return web.answer(body, 201)

    @room.route("/things/<int:number>", methods=["PUT"])
    @public
    @room.arguments(Thing)
    def put_thing(body: dict[str, Any], number: int) -> Any:
        if web.required_version() != 7:
            raise StaleVersion(current={"version": 7})
        return web.answer(body, version=8)

    @room.route("/effects", methods=["POST"])
    @signed_in
    @room.arguments(Thing)
    def make_effect(body: dict[str, Any]) -> Any:
        with transaction():
            audit.record("probe", body["name"], {})
            return keep({"made": body["name"]})

    @room.route("/gated-effects", methods=["POST"])
    @signed_in
    @room.arguments(Thing)
    def make_gated_effect(body: dict[str, Any]) -> Any:
        web.current_app.extensions["probe.gate"].wait()  # both have looked for a kept answer and found none
        with transaction():
            audit.record("probe", body["name"], {})
            return keep({"made": body["name"]})

    @room.route("/refusals", methods=["POST"])
    @signed_in
    @room.arguments(Thing)
    def refuse_once(body: dict[str, Any]) -> Any:
        flags = web.current_app.extensions
        with transaction():
            audit.record("probe", body["name"], {})
            if not flags.get("probe.willing"):
                flags["probe.willing"] = True
                raise Conflict
            return keep({"made": body["name"]})

    @room.route("/secrets", methods=["POST"])
    @signed_in
    @keyless
    @room.arguments(Thing)
    def take_secret(body: dict[str, Any]) -> Any:
        with transaction():
            audit.record("probe", body["name"], {})
        return web.answer({"made": body["name"]}, 201)

    @room.route("/demanding", methods=["POST"])
    @signed_in
    @demanded
    @room.arguments(Thing)
    def demand_key(body: dict[str, Any]) -> Any:
        with transaction():
            return keep({"made": body["name"]})


def _add_guarded(room: web.Room) -> None:
    @room.route("/unmarked")
    def unmarked() -> Any:
        return web.answer({})

    @room.route("/mine")
    @signed_in
    def mine() -> Any:
        return web.answer({"id": access.somebody().account_id})

    @room.route("/leaving", methods=["POST"])
    @signed_in(any_age=True, while_closing=True)
    def leave() -> Any:
        return web.answer({})

    @room.route("/kept/<code>", methods=["PUT"])
    @requires(Permission.EDIT_STATION, scope=_scope)
    def put_kept(code: str) -> Any:
        return web.answer({"code": code})


def _scope(code: str) -> Scope | None:
    return {"S1": Scope(station_code="S1"), "S2": Scope(station_code="S2"), "HIDDEN": Scope(visible=False)}.get(code)
