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
from flask import Flask, Response, current_app, request
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, sealing, web
from app.core.access import caller, mark_of
from app.core.db import Model, UtcDateTime, db, look
from app.core.problems import Conflict, Invalid, NotFound, Problem, StaleVersion

KEPT = timedelta(hours=72)
BROUGHT_ABOUT = (Conflict, StaleVersion, NotFound)  # what a repeat may find because its twin was first
_KEY = "yiqi.idempotency"  # of a request: account, key, fingerprint
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


_KEPT = sa.select(
    IdempotencyKey.fingerprint, IdempotencyKey.status, IdempotencyKey.body, IdempotencyKey.created_at
).where(IdempotencyKey.account_id == sa.bindparam("account_id"), IdempotencyKey.key == sa.bindparam("key"))


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
    for refusal in BROUGHT_ABOUT:
        app.register_error_handler(refusal, _refused)


def keep(body: Any, status: int = 201, *, version: int | None = None, unkept: tuple[str, ...] = ()) -> Response:
    """The answer of a POST, kept under its key if it has one. Call it inside the transaction of the effect.

    ``unkept``: fields that are kept as null; the view is marked ``refilled``.
    """
    response = web.answer(body, status, version=version)
    pending: tuple[int, str, str] | None = request.environ.get(_KEY)
    if pending is not None:
        db.session.flush()  # first the effect
        shown = web.answer(body | dict.fromkeys(unkept)) if unkept else response
        told = {"fingerprint": pending[2], "status": status, "body": shown.get_data(as_text=True)}
        _write(pending[0], pending[1], told | {"created_at": clock.now()})
    return response


def forget_old() -> int:
    """Delete keys past their 72 hours; a sweep. Returns how many."""
    gone = db.session.execute(sa.delete(IdempotencyKey).where(IdempotencyKey.created_at < clock.now() - KEPT))
    return int(getattr(gone, "rowcount", 0))


def _look() -> Response | None:
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
    request.environ[_KEY] = (who.account_id, key, sealing.keyed_hash("idempotency", text))
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


def _refused(refusal: Problem) -> Response:
    """A refusal that a parallel call with the same key may have brought about: then its answer is this one's, too.

    Who waits for the first call's lock finds its effect ("signed up already", a version that is old by now) before
    coming to the key.
    """
    if _KEY in request.environ:
        try:
            kept = _kept_answer()
        except Problem:  # another body, or the database has gone away meanwhile: the refusal stands
            kept = None
        if kept is not None:
            return kept
    return web.problem_response(refusal)


def _write(account_id: int, key: str, told: dict[str, Any]) -> None:
    """Write the row of a key. Raises ``Replay`` where a parallel call was first, whose row is waited for and seen here.

    A row past its hours, which the sweep has not come by yet, is written over.
    """
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    keys: Any = IdempotencyKey.__table__
    row = dialect.insert(keys).values(account_id=account_id, key=key, **told)
    is_stale = keys.c.created_at < told["created_at"] - KEPT
    row = row.on_conflict_do_update(index_elements=["account_id", "key"], set_=told, where=is_stale)
    if db.session.execute(row.returning(keys.c.key)).first() is None:
        raise Replay


def _kept_answer() -> Response | None:
    account_id, key, fingerprint = request.environ[_KEY]
    found = look(_KEPT, account_id=account_id, key=key)
    if not found or found[0].created_at < clock.now() - KEPT:
        return None
    row = found[0]
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
