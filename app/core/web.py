"""The edge of HTTP: rooms, rendering of problems, preconditions, content types, response headers.

flask-smorest answers a wrong content type with 422, lets unknown query parameters pass and has a content hash for
``@etag``; so the parser, the error handler and three hooks here are our own (RELIABILITY 1).
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, g, request
from flask_smorest.blueprint import Blueprint
from marshmallow import RAISE, Schema, ValidationError, fields
from webargs.flaskparser import FlaskParser
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, UnicodeConverter

from app.core import db, edge, problems, wording
from app.core.access import View, mark_of
from app.core.problems import Invalid, Problem

log = logging.getLogger("yiqi.web")

wording.speak_chinese()  # before any schema is made: every feature's schemas import this module's Room first
MAX_JSON_BYTES = 64 * 1024
MAX_DEPTH = 20
MOST_NAMED = 50  # unknown fields that a refusal names
_VERSION = re.compile(r'"(0|[1-9][0-9]{0,9})"', re.ASCII)
PROBLEM_JSON = "application/problem+json"
PRIVATE = "private, no-store"
SHARED = "public, max-age=0, s-maxage=2, must-revalidate"


class Parser(FlaskParser):
    """Request parsing that refuses what it does not know, also in queries."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}  # noqa: RUF012

    def load_json(self, req: Any, schema: Schema) -> Any:
        """The JSON body; ``{}`` for an empty one, so that the schema names what is missing."""
        raw = req.get_data(cache=True)
        if len(raw) > MAX_JSON_BYTES:
            raise problems.TooLarge
        return read_json(raw) if raw.strip() else {}

    def handle_error(self, error: ValidationError, req: Any, schema: Schema, **_: Any) -> Any:
        raise Invalid(errors=wording.flat_errors(error.normalized_messages()))


class Room(Blueprint):
    """A feature's blueprint. Remembers which query parameters and bodies each view knows."""

    ARGUMENTS_PARSER = Parser()

    if TYPE_CHECKING:  # flask-smorest is untyped

        def __init__(self, name: str, import_name: str, **options: Any) -> None: ...

        def route(self, rule: str, **options: Any) -> Callable[[Any], Any]: ...

        def response(self, status_code: int, schema: Any = None, **options: Any) -> Callable[[Any], Any]: ...

        @staticmethod
        def doc(**options: Any) -> Callable[[Any], Any]: ...

    def arguments(self, schema: Any, *, location: str = "json", **kwargs: Any) -> Callable[[Any], Any]:
        instance: Schema = schema() if isinstance(schema, type) else schema  # once: a class is built anew per request
        decorate = super().arguments(instance, location=location, **kwargs)  # type: ignore[no-untyped-call] # flask-smorest is untyped

        def wrap(view: Any) -> Any:
            wrapped = decorate(view)
            wrapped.__queries__ = set(getattr(view, "__queries__", ()))
            wrapped.__bodies__ = set(getattr(view, "__bodies__", ()))
            wrapped.__lists__ = set(getattr(view, "__lists__", ()))
            if location == "query":
                wrapped.__queries__ |= {f.data_key or name for name, f in instance.fields.items()}
                wrapped.__lists__ |= _lists_of(instance)
            elif location in {"json", "files"}:
                wrapped.__bodies__ |= {"application/json" if location == "json" else "multipart/form-data"}
            return wrapped

        return wrap

    def register_views_in_doc(self, api: Any, app: Flask, spec: Any, **facts: Any) -> None:
        """The document hears of these views when somebody asks for it (``apidocs``)."""
        api.unheard.append(partial(super().register_views_in_doc, api, app, spec, **facts))

    def documented_query(self, schema: Schema) -> Callable[[View], View]:
        """Name a view's query for the document and the look-over; the view reads it itself, with ``parse_query``."""

        def wrap(view: View) -> View:
            described = self.arguments(schema, location="query")(view)
            for name in ("_apidoc", "__queries__", "__lists__"):
                setattr(view, name, getattr(described, name))
            return view

        return wrap


def parse_query(schema: Schema, args: MultiDict[str, str]) -> dict[str, Any]:
    """A query as its schema reads it; raises ``Invalid`` as any view's arguments would."""
    _refuse_repeats(args, _lists_of(schema))
    try:
        loaded: dict[str, Any] = schema.load(MultiDictProxy(args, schema), unknown=RAISE)
    except ValidationError as error:
        raise Invalid(errors=wording.flat_errors(error.normalized_messages())) from None
    return loaded


def read_json(raw: bytes) -> Any:
    """Parse strictly: UTF-8, no NaN, at most ``MAX_DEPTH`` deep, no NUL or lone surrogate in any text."""
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise problems.UnreadableJson from None
    _inspect(value, 1)
    return value


def etag(version: int) -> str:
    """The ETag of an editable record."""
    return f'"{version}"'


def sent_version() -> int | None:
    """The version in ``If-Match``, None when absent. Raises ``StaleVersion`` for what is no version of ours."""
    raw = request.headers.get("If-Match")
    if raw is None:
        return None
    text = raw.strip()
    found = _VERSION.fullmatch(text)
    return int(found[1]) if found else -1  # never equal to a version: compared, it is stale


def required_version() -> int:
    """The version in ``If-Match``; absent is 428 (RFC 6585)."""
    found = sent_version()
    if found is None:
        raise problems.VersionRequired
    return found


def answer(body: Any, status: int = 200, *, version: int | None = None, cache: str = PRIVATE) -> Response:
    """A JSON answer ready to return from a view."""
    raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    response = Response(raw, status, mimetype="application/json")
    response.headers["Cache-Control"] = cache
    if version is not None:
        response.headers["ETag"] = etag(version)
    return response


def shared_answer(raw: bytes, tag: str) -> Response:
    """A public answer over ready bytes with a content ETag: 304 when the client has it."""
    response = Response(raw, 200, mimetype="application/json")
    response.headers["Cache-Control"] = SHARED
    response.set_etag(tag)
    response.make_conditional(request)
    return response


def problem_response(problem: Problem) -> Response:
    """The problem document as an answer."""
    body = problem.document() | {"request_id": getattr(g, "request_id", "")}
    raw = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    response = Response(raw, problem.status, content_type=PROBLEM_JSON)
    response.headers["Cache-Control"] = PRIVATE
    response.headers.update(problem.headers)
    return response


def wire(app: Flask) -> None:
    """Install converters, hooks and the one error handler."""
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.url_map.converters["int"] = SmallId
    app.url_map.converters["default"] = app.url_map.converters["string"] = PlainText
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False  # four methods only; another origin is never answered
    app.config["MAX_CONTENT_LENGTH"] = 13 * 1024 * 1024
    app.before_request(_begin)
    app.after_request(_dress)
    app.register_error_handler(Exception, render)


def watch(app: Flask) -> None:
    """Look over every request before its view; installed after the guard, so that strangers learn nothing."""
    app.before_request(_look_over)


def render(error: Exception) -> Response:
    """Every exception as a problem document. Only what nobody foresaw is a 500, and it is logged with its trace."""
    if isinstance(error, Problem):
        return problem_response(error)
    if isinstance(error, HTTPException):
        return problem_response(_from_http(error))
    if db.is_unavailable(error):
        log.warning("database unavailable", extra={"event": "database-unavailable"})
        return problem_response(problems.DatabaseUnavailable())
    log.error("unforeseen", exc_info=error, extra={"event": "internal-error"})
    return problem_response(problems.InternalError())


class SmallId(IntegerConverter):
    """Numbers that fit the id columns; anything else is no such thing (404)."""

    def __init__(self, url_map: Any) -> None:
        super().__init__(url_map, min=1, max=2**31 - 1)


class PlainText(UnicodeConverter):
    """A path segment without control characters and of sane length."""

    def __init__(self, url_map: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **kwargs)
        # in the pattern, too: what only ``to_python`` refuses is 405, not 404, where another method has the path
        self.regex = r"[^/\x00-\x1f]{1,200}"

    def to_python(self, value: str) -> str:
        if len(value) > 200 or any(ord(char) < 32 for char in value) or not _storable(value):
            from werkzeug.routing import ValidationError as NoMatch

            raise NoMatch
        return value


def _lists_of(schema: Schema) -> set[str]:
    """Names that a query may repeat."""
    return {f.data_key or name for name, f in schema.fields.items() if isinstance(f, fields.List)}


def _refuse_repeats(args: MultiDict[str, str], lists: set[str]) -> None:
    """A parameter said twice says nothing: 422 but for lists."""
    twice = sorted(name for name, values in args.lists() if len(values) > 1 and name not in lists)
    if twice:
        raise Invalid(errors=[{"field": name[:80], "message": "这个查询参数只能写一次"} for name in twice])


def _begin() -> None:
    environ = request.environ
    g.request_id = environ[edge.ID]
    if request.url_rule is not None:
        environ[edge.ROUTE] = request.url_rule.rule


def reads_its_body(view: View) -> View:
    """Let a view read its body by itself: a form of a page, or what WeChat sends."""
    view.__own_body__ = True  # type: ignore[attr-defined]
    return view


def takes_any_query(view: View) -> View:
    """Let a view be called with query parameters it does not know: its caller is not ours, and may add some one day."""
    view.__any_query__ = True  # type: ignore[attr-defined]
    return view


def _look_over() -> None:
    """Before parsing: unknown query parameters 422, other content types 415, too much JSON 413."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static":
        return
    if not hasattr(view, "__any_query__"):
        _look_over_query(view)
    bodies: set[str] = getattr(view, "__bodies__", set())
    if bodies and (request.content_length or request.mimetype or "HTTP_TRANSFER_ENCODING" in request.environ):
        if request.mimetype not in bodies:
            raise problems.WrongContentType(f"请用 {'、'.join(sorted(bodies))}")
        if request.mimetype == "application/json":
            request.max_content_length = MAX_JSON_BYTES + 1  # a body sent in chunks is cut here and refused when read
            if (request.content_length or 0) > MAX_JSON_BYTES:
                raise problems.TooLarge
    elif not bodies and request.method != "GET" and not hasattr(view, "__own_body__"):
        _look_over_no_body()


def _look_over_no_body() -> None:
    """A call without a body takes an empty one or ``{}``; what is beyond that is refused as any unknown field is."""
    request.max_content_length = MAX_JSON_BYTES + 1
    raw = request.get_data(cache=True)
    if len(raw) > MAX_JSON_BYTES:
        raise problems.TooLarge
    if not raw.strip():
        return
    if request.mimetype != "application/json":
        raise problems.WrongContentType("请用 application/json，或不带内容")
    value = read_json(raw)
    if not isinstance(value, dict):
        raise Invalid(errors=[{"field": "", "message": wording.NO_OBJECT}])
    if value:
        raise Invalid(errors=[{"field": name[:80], "message": wording.UNKNOWN} for name in sorted(value)[:MOST_NAMED]])


def _look_over_query(view: View) -> None:
    known: set[str] = getattr(view, "__queries__", set())
    unknown = sorted(set(request.args) - known)
    if unknown:
        raise Invalid(errors=[{"field": name[:80], "message": "没有这个查询参数"} for name in unknown])
    _refuse_repeats(request.args, getattr(view, "__lists__", set()))
    if any(not _storable(value) for values in request.args.listvalues() for value in values):
        raise Invalid("查询参数里有无法识别的字符")


def _read_on() -> None:
    """Read what a refusal left of the body: gunicorn closes on more than 64 KB of it, and whoever still sends (nginx)
    loses the answer. Of a body beyond the limit nothing is read."""
    with suppress(HTTPException):
        while request.stream.read(MAX_JSON_BYTES):
            pass


def _dress(response: Response) -> Response:
    _read_on()
    if getattr(g, "session_ended", False):
        response.headers["X-Session"] = "ended"
    if response.status_code == 405 and "Allow" not in response.headers:
        response.headers["Allow"] = ", ".join(sorted(request.url_rule.methods or [])) if request.url_rule else "GET"
    if "Cache-Control" not in response.headers and request.endpoint != "static":
        response.headers["Cache-Control"] = PRIVATE
    return response


_BY_STATUS: dict[int, type[Problem]] = {
    cls.status: cls
    for cls in (
        problems.BadRequest,
        problems.NotSignedIn,
        problems.NotAllowed,
        problems.NotFound,
        problems.MethodNotAllowed,
        problems.NotAcceptable,
        problems.Conflict,
        problems.TooLarge,
        problems.UriTooLong,
        problems.WrongContentType,
        problems.Invalid,
        problems.TooManyRequests,
    )
}


def _from_http(error: HTTPException) -> Problem:
    cls = _BY_STATUS.get(error.code or 500)
    if cls is None:
        cls = problems.BadRequest if 400 <= (error.code or 500) < 500 else problems.InternalError
    found = cls()
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        found.headers["Allow"] = ", ".join(sorted(allowed))
    retry = getattr(error, "retry_after", None)
    if retry is not None:
        found.headers["Retry-After"] = str(retry)
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _inspect(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise problems.UnreadableJson("内容嵌套太深")
    if isinstance(value, str) and not _storable(value):
        raise Invalid("内容里有无法识别的字符")
    if isinstance(value, dict):
        for key, inner in value.items():
            _inspect(key, depth + 1)
            _inspect(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _inspect(inner, depth + 1)


def _storable(text: str) -> bool:
    """Databases refuse NUL, and UTF-8 has no lone surrogates."""
    if text.isascii():
        return "\x00" not in text
    return "\x00" not in text and not any(0xD800 <= ord(char) <= 0xDFFF for char in text)


def policy(app: Flask, endpoint: str) -> str:
    """The access mark of an endpoint as the API document shows it (``x-policy``)."""
    access = mark_of(app, endpoint)
    return access.describe() if access else "none"
