"""The OpenAPI 3.1 document, generated from the code, its docs page, and a page for every kind of problem."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, render_template

from app.core import web
from app.core.access import public
from app.core.problems import NotFound, every_problem
from app.core.settings import Settings
from app.core.web import Document

PAGE_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def configure(app: Flask, settings: Settings) -> None:
    """Settings of flask-smorest; its own document routes stay off, ours carry access marks."""
    app.config.update(
        API_TITLE="益骑 Yiqi",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_JSON_PATH=None,
        API_SPEC_OPTIONS={
            "info": {"description": "益骑驿站 · 小哥之家：骑手找站点、登录，站长报状态。错误都是 RFC 9457 文档。"},
            "servers": [{"url": "/"}],
            "components": {"securitySchemes": {"session": {"type": "http", "scheme": "bearer"}}},
        },
    )
    app.extensions["yiqi.docs_enabled"] = settings.docs_enabled


def wire(app: Flask, document: Document) -> None:
    """Add the document, the docs page and the problem pages."""
    app.add_url_rule("/problems/<slug>", "problem_page", problem_page)
    if app.extensions["yiqi.docs_enabled"]:
        app.add_url_rule("/api/openapi.json", "openapi", openapi)
        app.add_url_rule("/api/docs", "docs_page", docs_page)


def document(app: Flask) -> dict[str, Any]:
    """The document with each operation's policy, security and problem answer."""
    found: dict[str, Any] = app.extensions["yiqi.document"].spec.to_dict()
    return found


@public(anonymous=True)
def openapi() -> Response:
    """The OpenAPI 3.1 document of this service."""
    return web.answer(document(current_app), cache="public, max-age=300")


@public(anonymous=True)
def docs_page() -> Response:
    """The document, readable."""
    response = Response(render_template("docs.html"), mimetype="text/html")
    response.headers["Content-Security-Policy"] = PAGE_CSP
    return response


@public(anonymous=True)
def problem_page(slug: str) -> Response:
    """What a kind of problem means, for whoever opens the address in ``type``."""
    found = every_problem().get(slug)
    if found is None:
        raise NotFound
    page = render_template("problem.html", problem=found, text=(found.__doc__ or "").strip())
    response = Response(page, mimetype="text/html")
    response.headers["Content-Security-Policy"] = PAGE_CSP
    return response
