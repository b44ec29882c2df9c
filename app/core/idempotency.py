"""Idempotency keys: a signed-in POST sent twice has one effect and one answer (API "Idempotency-Key").

The key row is written in the transaction of the effect, so it exists exactly when the effect does. Two in parallel: the
second fails on the key, rolls back and replays. Only 2xx answers are kept; a refused call may be tried again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, sealing, web
from app.core.access import caller, mark_of
from app.core.db import Model, UtcDateTime, db, reading
from app.core.problems import Conflict, Invalid, Problem

KEPT = timedelta(hours=72)
View = TypeVar("View", bound=Callable[..., Any])


class IdempotencyKey(Model):
    """``fingerprint``: keyed hash of method, path, query and body."""

    __tablename__ = "idempotency_keys"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[int] = mapped_column()
    body: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class KeyMissing(Invalid):
    slug, title = "idempotency-key-missing", "缺少防重复编号"


class KeyMismatch(Invalid):
    slug, title = "idempotency-mismatch", "同一个防重复编号用在了不同的内容上"


class Replay(Problem):
    """Not an error: carries the kept answer out of a transaction that must roll back."""


def keyless(view: View) -> View:
    """Mark a POST whose body holds a secret or a position: it ignores the key and keeps no answer."""
    view.__keyless__ = True  # type: ignore[attr-defined]
    return view


def demanded(view: View) -> View:
    """Mark a POST that must carry a key because nothing else tells a repeat."""
    view.__key_demanded__ = True  # type: ignore[attr-defined]
    return view


def refilled(told: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[View], View]:
    """Mark a POST that keeps its answer without some fields (``unkept``): ``told`` says them of the kept answer.

    They come from where they are kept, as long as they are; nothing lies a second time beside the key.
    """

    def mark(view: View) -> View:
        view.__refill__ = told  # type: ignore[attr-defined]
        return view

    return mark


def wire(app: Flask) -> None:
    """Replay kept answers before the view runs. To be installed after the guard."""
    app.before_request(_look)
    app.register_error_handler(Replay, _replay)
    app.register_error_handler(Conflict, _refused)


def keep(body: Any, status: int = 201, *, version: int | None = None, unkept: tuple[str, ...] = ()) -> Response:
    """The answer of a POST, kept under its key if it has one. Call it inside the transaction of the effect.

    ``unkept``: fields that are kept as null; the view is marked ``refilled``.
    """
    response = web.answer(body, status, version=version)
    pending: tuple[int, str, str] | None = getattr(g, "idempotency", None)
    if pending is not None:
        account_id, key, fingerprint = pending
        row = IdempotencyKey(account_id=account_id, key=key, fingerprint=fingerprint, status=status)
        shown = web.answer(body | dict.fromkeys(unkept)) if unkept else response
        row.body, row.created_at = shown.get_data(as_text=True), clock.now()
        if (found := db.session.get(IdempotencyKey, (account_id, key))) is not None:
            if not _is_stale(found):  # a parallel call was first
                raise Replay
            db.session.delete(found)  # past its hours, and the sweep has not come by yet
            db.session.flush()
        db.session.add(row)
        try:
            db.session.flush()  # now, so that a parallel call with the same key rolls back whole
        except IntegrityError as error:
            if "idempotency_keys" in str(error.orig):
                raise Replay from None
            raise
    return response


def forget_old() -> int:
    """Delete keys past their 72 hours; a sweep. Returns how many."""
    gone = db.session.execute(sa.delete(IdempotencyKey).where(IdempotencyKey.created_at < clock.now() - KEPT))
    return int(getattr(gone, "rowcount", 0))


def _look() -> Response | None:
    g.pop("idempotency", None)  # ``g`` outlives a request where its caller holds the application's context
    view = current_app.view_functions.get(request.endpoint or "")
    who = caller()
    if request.method != "POST" or view is None or who is None or hasattr(view, "__keyless__"):
        return None
    key = request.headers.get("Idempotency-Key")
    if key is None:
        if hasattr(view, "__key_demanded__"):
            raise KeyMissing
        return None
    if not (8 <= len(key) <= 64 and all(33 <= ord(char) <= 126 for char in key)):
        raise Invalid(errors=[{"field": "Idempotency-Key", "message": "需要 8 到 64 个可见的 ASCII 字符"}])
    text = json.dumps([request.method, request.full_path, request.mimetype, _body()])
    g.idempotency = (who.account_id, key, sealing.keyed_hash("idempotency", text))
    return _kept_answer()


def _body() -> str | list[list[str]]:
    """What a repeat must repeat. Of a form its parts: each try of a client draws a new boundary between them."""
    if request.mimetype != "multipart/form-data":
        return request.get_data(cache=True).decode("utf-8", "surrogateescape")
    parts = [[name, "text", value] for name, value in request.form.items(multi=True)]
    for name, file in request.files.items(multi=True):
        parts.append([name, file.filename or "", hashlib.sha256(file.stream.read()).hexdigest()])
        file.stream.seek(0)
    return sorted(parts)


def _replay(_: Exception) -> Response:
    """The answer of the parallel call that was first. An error handler must not raise: Flask would make it a 500."""
    try:
        kept = _kept_answer()
    except Problem as problem:
        return web.problem_response(problem)
    return kept or web.problem_response(KeyMismatch())


def _refused(refusal: Conflict) -> Response:
    """A refusal that a parallel call with the same key may have brought about: then its answer is this one's, too.

    Who waits for the first call's lock finds its effect ("signed up already") before coming to the key.
    """
    if getattr(g, "idempotency", None) is not None:
        try:
            kept = _kept_answer()
        except Problem:  # another body, or the database has gone away meanwhile: the refusal stands
            kept = None
        if kept is not None:
            return kept
    return web.problem_response(refusal)


def _is_stale(row: IdempotencyKey) -> bool:
    return row.created_at < clock.now() - KEPT


def _kept_answer() -> Response | None:
    account_id, key, fingerprint = g.idempotency
    with reading() as session:
        row = session.get(IdempotencyKey, (account_id, key))
    if row is None or _is_stale(row):
        return None
    if row.fingerprint != fingerprint:
        raise KeyMismatch
    kept = json.loads(row.body)
    if (told := getattr(current_app.view_functions[request.endpoint or ""], "__refill__", None)) is not None:
        kept |= told(kept)
    version = kept.get("version") if isinstance(kept, dict) else None  # the ETag of the first answer
    response = web.answer(kept, row.status, version=version)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def every_post(app: Flask) -> list[str]:
    """Endpoints of signed-in POSTs that take a key; for the test that each keeps its answer."""
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or set())]
    return [
        rule.endpoint
        for rule in rules
        if (mark := mark_of(app, rule.endpoint)) is not None
        and mark.kind != "public"
        and not hasattr(app.view_functions[rule.endpoint], "__keyless__")
    ]
