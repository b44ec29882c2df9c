"""The page at ``/``: what this is, where to go, a first request. In fake mode also who can sign in.

Where the mini-program's preview is served it has ``/``, and this page stands at ``/welcome``.
"""

from __future__ import annotations

from typing import NamedTuple

from flask import Flask, Response, render_template

from app.core import apidocs, settings
from app.core.access import public


class Person(NamedTuple):
    """Somebody to sign in as with the fake platform; made by ``flask demo people``."""

    name: str
    who: str


PEOPLE = (
    Person("rider", "骑手：找驿站、报设施"),
    Person("staff", "社区工作人员：青得里街道（652701001）"),
    Person("manager", "站长：管理 YQ0001 和 GH0001"),
    Person("admin", "州管理员：导入、授权"),
)


def wire(app: Flask, path: str) -> None:
    """Add the page."""
    app.add_url_rule(path, "welcome", welcome)


@public(anonymous=True)
def welcome() -> Response:
    """The first page a newcomer opens."""
    found = settings.current()
    latitude, longitude = (part.strip() for part in found.map_center.split(","))
    fake = found.wechat_mode == "fake"
    return apidocs.page(
        render_template(
            "welcome.html",
            site=found.site_url,
            docs=found.docs_enabled,
            preview=bool(found.preview_dir),
            fake_url=f"{found.api_base}/__fake/" if fake else None,
            people=PEOPLE if fake else (),
            lat=latitude,
            lng=longitude,
        )
    )
