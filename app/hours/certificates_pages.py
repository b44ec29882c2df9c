"""The page that the code on a certificate opens: what the paper must say, and whether its name is the right one.

For whoever is handed a paper and has no mini-program. What they type is compared and kept nowhere.
"""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from app.core import access, apidocs, limits, settings
from app.core.access import public
from app.core.problems import NotFound
from app.core.web import reads_its_body
from app.hours import certificate_rules, certificates

STATUS_WORDS = {
    "issued": "有效",
    "superseded": "不再有效：里面的时长后来有更正，请对方重新开一张",
    "revoked": "已撤销：组织单位收回了这张证明",
}
MOST_BYTES = 4096  # of a form
MOST_CHARACTERS = certificate_rules.NAME * 2
POLICY = apidocs.PAGE_CSP.replace("form-action 'none'", "form-action 'self'")


@public(anonymous=True)
def certificate_page(number: str) -> Response:
    """What the paper with this number must say, and a form for name and check code."""
    count_look()
    return _page(number)


@reads_its_body
@public(anonymous=True)
def match_page(number: str) -> Response:
    """The same page, with the answer whether name and check code belong to the paper."""
    count_look()
    request.max_content_length = MOST_BYTES
    name, code = (request.form.get(field, "").strip() for field in ("name", "check_code"))
    if not name or not code or max(len(name), len(code)) > MOST_CHARACTERS:
        return _page(number, unanswered=True)
    return _page(number, name=name, code=code)


def count_look() -> None:
    """Hold this request's caller to so many look-ups a minute. Raises ``TooManyRequests``."""
    who = access.caller()
    whose = f"account:{who.account_id}" if who else f"net:{limits.address_prefix()}"
    limits.spend(settings.current().certificate_lookups_per_caller, f"certificate-lookups:{whose}")


def _page(number: str, *, name: str = "", code: str = "", unanswered: bool = False) -> Response:
    try:
        found = certificates.find(number)
    except NotFound:
        if "text/html" not in request.accept_mimetypes.values():
            raise
        return _dressed(404, found=None)
    match = certificates.matches(found.number, name, code) if name else None
    hours, status = certificate_rules.hours_text(found.minutes), STATUS_WORDS[found.status]
    told = {"number": found.number, "hours": hours, "status": status, "match": match, "unanswered": unanswered}
    return _dressed(200, found=certificates.public(found), **told)


def _dressed(code: int, **told: Any) -> Response:
    page = apidocs.page(render_template("certificate.html", **told))
    page.status_code = code
    page.headers["Content-Security-Policy"] = POLICY
    return page
