"""Errors as documents (RFC 9457). Classes only: no Flask here, so that rules and gateways may raise them.

A class is the document: its ``slug`` names ``/problems/<slug>``, its ``title`` is what a person reads. ``core.web``
renders them. Feature problems live beside the feature's rules.
"""

from __future__ import annotations

from typing import Any, ClassVar


class Problem(Exception):
    """Base of everything a caller can be refused with.

    ``detail`` is a sentence for people (Chinese), ``errors`` a list of ``{"field", "message"}``, ``extra`` further
    top-level members of the document (``current``, ``signup``), ``headers`` further response headers.
    """

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "服务出错了"
    retry_after_s: int | None = None

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: list[dict[str, Any]] | None = None,
        retry_after_s: int | None = None,
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.errors = errors
        self.extra = extra
        self.headers = dict(headers or {})
        if retry_after_s is not None:
            self.retry_after_s = retry_after_s
        if self.retry_after_s is not None:
            self.headers.setdefault("Retry-After", str(self.retry_after_s))

    def document(self) -> dict[str, Any]:
        """The problem document without ``request_id``, which the renderer adds."""
        body: dict[str, Any] = {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail or self.title,
        }
        if self.errors:
            body["errors"] = self.errors
        return body | self.extra


class UnreadableJson(Problem):
    status, slug, title = 400, "unreadable-json", "请求内容读不懂"


class BadRequest(Problem):
    status, slug, title = 400, "bad-request", "请求格式不对"


class NotSignedIn(Problem):
    status, slug, title = 401, "not-signed-in", "请先登录"

    def __init__(self, detail: str | None = None, **extra: Any) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"}, **extra)


class NotAllowed(Problem):
    status, slug, title = 403, "not-allowed", "没有权限"


class NotFound(Problem):
    status, slug, title = 404, "not-found", "没有找到"


class MethodNotAllowed(Problem):
    status, slug, title = 405, "method-not-allowed", "不支持这种操作"


class NotAcceptable(Problem):
    status, slug, title = 406, "not-acceptable", "无法提供所要的格式"


class Conflict(Problem):
    status, slug, title = 409, "conflict", "与现有内容冲突"


class StaleVersion(Problem):
    status, slug, title = 412, "stale-version", "内容已被别人改过"


class TooLarge(Problem):
    status, slug, title = 413, "too-large", "内容太大"


class UriTooLong(Problem):
    status, slug, title = 414, "uri-too-long", "网址太长"


class WrongContentType(Problem):
    status, slug, title = 415, "wrong-content-type", "内容类型不支持"


class Invalid(Problem):
    status, slug, title = 422, "invalid", "填写有误"


class PointOutside(Invalid):
    slug, title = "point-outside", "位置不在博州服务范围内"


class VersionRequired(Problem):
    status, slug, title = 428, "version-required", "需要带上版本号"


class TooManyRequests(Problem):
    status, slug, title = 429, "too-many-requests", "操作太频繁，请稍后再试"
    retry_after_s = 60


class InternalError(Problem):
    status, slug, title = 500, "internal-error", "服务出错了"


class DatabaseUnavailable(Problem):
    status, slug, title = 503, "database-unavailable", "系统繁忙，请稍后再试"
    retry_after_s = 1


class ServiceUnavailable(Problem):
    """What nginx says while no process of the service answers (deploy/nginx)."""

    status, slug, title = 503, "service-unavailable", "服务正在重启，请稍后再试"
    retry_after_s = 2


def every_problem() -> dict[str, type[Problem]]:
    """All problem classes by slug; feeds ``/problems/<slug>``, the docs and the test that no slug is used twice."""
    found: dict[str, type[Problem]] = {}
    queue: list[type[Problem]] = list(Problem.__subclasses__())
    while queue:
        cls = queue.pop()
        queue.extend(cls.__subclasses__())
        if cls.__dict__.get("slug"):
            found[cls.slug] = cls
    return dict(sorted(found.items()))
