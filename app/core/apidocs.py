"""The OpenAPI 3.1 document, generated from the code, its docs page, and a page for every kind of problem."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from threading import Lock
from typing import Any, cast

from flask import Flask, Response, current_app, render_template
from flask_smorest import Api
from werkzeug.routing import Rule

from app.core import idempotency, web
from app.core.access import Access, mark_of, public
from app.core.problems import NotFound, every_problem
from app.core.settings import Settings
from app.core.web import PROBLEM_JSON

PAGE_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
INFO = (
    "益骑驿站 · 小哥之家：骑手不登录就能找到最近、现在开着的驿站；站长报设施；大家补充情况。\n\n"
    "- 坐标默认 GCJ-02（微信的），`crs=wgs84` 换成 WGS-84；距离是整米，时刻带时区。\n"
    "- 登录后在请求头里带 `Authorization: Bearer <token>`；不带就是游客。\n"
    "- 出错时答 `application/problem+json`，`type` 说是哪一种，`title` 是给人看的话。\n"
    "- `x-policy` 写明谁能用：`public` 谁都行，`signed_in` 要登录，`requires:…` 要有这个岗位权限。\n"
    "- 机器读的全文：[openapi.json](/api/openapi.json)。"
)
TAGS = {
    "accounts": "登录、我的信息、同意记录、岗位授权",
    "notices": "消息、微信提醒",
    "areas": "行政区划、单位、节假日表",
    "communities": "社区：报到、公告、志愿身份",
    "volunteering": "志愿服务：队伍、班次、报名、候补、考勤",
    "hours": "时长：我的分录、确认、更正、异议",
    "work": "今天要办的：岗位上的人今天的班次和待办",
    "stations": "驿站：找最近的、开放时间、设施、站长的改动",
    "checkins": "签到点：码代表哪里、站点海报",
    "service": "服务是否活着、是否就绪",
}
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 的错误文档；各类错误见 /problems/<slug>",
    "properties": {
        "type": {"type": "string", "description": "/problems/<slug>"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "description": "field: 请求里的哪一项；导入表格时改为 row（第几行）和 column（哪一列）",
                "properties": {
                    "field": {"type": "string"},
                    "row": {"type": "integer"},
                    "column": {"type": "string"},
                    "message": {"type": "string"},
                },
                "required": ["message"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "request_id"],
}
PROBLEM_ANSWER = {
    "description": "没有成功，原因见错误文档",
    "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
SERVICE = {  # routes outside /api/v1 that belong to the contract, by endpoint
    "healthz": ("/healthz", {"200": {"description": "进程在回答，没有读写任何东西"}}),
    "readyz": (
        "/readyz",
        {"200": {"description": "可以服务"}, "503": {"description": "还不能服务，checks 说明哪一项"}},
    ),
}
CONVERTED = re.compile(r"<(?:[^:>]+:)?([^>]+)>")
WHO = {"public": "谁都可以，不用登录", "signed_in": "登录后"}
METHODS = ("get", "post", "put", "delete")


class Document(Api):
    """The API document without flask-smorest's own error handler: ours are registered once, in ``web``.

    It is written when somebody asks for it: that took a seventh of a process's start, and most are never asked.
    """

    def __init__(self, app: Flask) -> None:
        self.unheard: list[Callable[[], None]] = []
        self._writing = Lock()
        super().__init__(app)  # type: ignore[no-untyped-call] # flask-smorest is untyped

    def written(self) -> dict[str, Any]:
        """All of it, as flask-smorest describes the views; the caller's to change."""
        with self._writing:
            while self.unheard:
                self.unheard.pop(0)()
            found: dict[str, Any] = copy.deepcopy(self.spec.to_dict())
        return found

    def _register_error_handlers(self) -> None:
        """Nothing."""


def configure(app: Flask, settings: Settings) -> None:
    """The document that rooms are registered with. flask-smorest's own routes stay off, ours carry access marks."""
    app.config.update(
        API_TITLE="益骑 Yiqi",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_JSON_PATH=None,
        API_SPEC_OPTIONS={
            "info": {"description": INFO},
            "servers": [{"url": "/"}],
            "components": {"securitySchemes": {"session": {"type": "http", "scheme": "bearer"}}},
        },
    )
    app.extensions["yiqi.docs_enabled"] = settings.docs_enabled
    app.extensions["yiqi.document"] = Document(app)


def wire(app: Flask) -> None:
    """Add the document, the docs page with its script, and the problem pages."""
    app.add_url_rule("/problems", "problems_page", problems_page, strict_slashes=False)  # by hand, with a slash or not
    app.add_url_rule("/problems/<slug>", "problem_page", problem_page)
    public(app.view_functions["static"], anonymous=True)
    if app.extensions["yiqi.docs_enabled"]:
        app.add_url_rule("/api/openapi.json", "openapi", openapi)
        app.add_url_rule("/api/docs", "docs_page", docs_page)


def document(app: Flask) -> dict[str, Any]:
    """The document with each operation's policy, security and problem answer."""
    found: dict[str, Any] | None = app.extensions.get("yiqi.openapi")
    if found is None:
        found = _complete(app, app.extensions["yiqi.document"].written())
        app.extensions["yiqi.openapi"] = found
    return found


def page(html: str) -> Response:
    """A page for people, with the policy that lets it use our own styles and scripts and nothing else."""
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = PAGE_CSP
    return response


@public(anonymous=True)
def openapi() -> Response:
    """The OpenAPI 3.1 document of this service."""
    return web.answer(document(_app()), cache="public, max-age=300")


@public(anonymous=True)
def docs_page() -> Response:
    """The document, readable."""
    return page(render_template("docs.html"))


@public(anonymous=True)
def problems_page() -> Response:
    """Every kind of problem there is, by slug."""
    return page(render_template("problems.html", problems=every_problem()))


@public(anonymous=True)
def problem_page(slug: str) -> Response:
    """What a kind of problem means, for whoever opens the address in ``type``."""
    found = every_problem().get(slug)
    if found is None:
        raise NotFound
    return page(render_template("problem.html", problem=found, text=" ".join((found.__doc__ or "").split())))


def _complete(app: Flask, found: dict[str, Any]) -> dict[str, Any]:
    found["components"].setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    found["components"].pop("responses", None)  # flask-smorest's own error answers: ours are problem documents
    for endpoint, (path, answers) in SERVICE.items():
        summary = (app.view_functions[endpoint].__doc__ or "").splitlines()[0]
        found["paths"][path] = {"get": {"summary": summary, "tags": ["service"], "responses": dict(answers)}}
    keyed, used = set(idempotency.every_post(app)), set()
    for rule in app.url_map.iter_rules():
        for method, operation in found["paths"].get(path_of(rule), {}).items():
            if method in METHODS and method.upper() in (rule.methods or set()):
                _describe(app, rule.endpoint, operation, takes_key=method == "post" and rule.endpoint in keyed)
                used |= set(operation.get("tags", []))
    found["tags"] = [{"name": name, "description": text} for name, text in TAGS.items() if name in used]
    return found


def _describe(app: Flask, endpoint: str, operation: dict[str, Any], *, takes_key: bool) -> None:
    access = mark_of(app, endpoint)
    operation["operationId"] = endpoint
    operation["x-policy"] = policy = web.policy(app, endpoint)
    operation["security"] = _security(access)
    who = f"谁能用：{WHO.get(policy, f'有岗位权限 `{policy}`')}。"
    operation["description"] = "\n\n".join(filter(None, [operation.get("description", "").strip(), who]))
    kept = {code: answer for code, answer in operation.get("responses", {}).items() if "$ref" not in answer}
    operation["responses"] = kept | {"default": PROBLEM_ANSWER}
    if takes_key:
        operation.setdefault("parameters", []).append(KEY_HEADER)


def _security(access: Access | None) -> list[dict[str, list[str]]]:
    if access is None or access.anonymous:
        return []
    return [{}, {"session": []}] if access.kind == "public" else [{"session": []}]


KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时）",
    "schema": {"type": "string", "minLength": 8, "maxLength": 64},
}


def path_of(rule: Rule) -> str:
    """The rule as the document writes it: ``/api/v1/stations/{code}``."""
    return CONVERTED.sub(r"{\1}", rule.rule)


def _app() -> Flask:
    return cast(Flask, cast(Any, current_app)._get_current_object())
