"""What the access table finds in communities: who reported in where, news and volunteer roles, and what its calls send.

Everybody is a member of the other community and holds an offer there ("mine"); of the own one only the newcomer. Staff
have looked at their lists today, so that looking again writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from app.communities import announcements, memberships, places, roles
from app.core import clock
from app.core.access import Caller
from app.core.db import transaction
from tests.access_table import Line
from tests.support.people import Headers

OWN, OTHER = "652701001001", "652722100001"
CODES = {"own": OWN, "other": OTHER, "mine": OTHER, "town": "652701001", "absent": "659999"}
NOBODY = str(2**31 - 1)
ROUTES = ("/communities/", "/announcements/", "/volunteer-roles/")
VERSIONS = {("PUT", "/api/v1/communities/<area_code>"): {"If-Match": '"0"'}}


@dataclass
class Communities:
    """Numbers of news and roles by words of the table, and each actor's own offer."""

    news: dict[str, int] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)
    mine: dict[str, int] = field(default_factory=dict)


def furnish(people: dict[str, int], numbers: dict[str, str], newcomer: str) -> Communities:
    """Report everybody in and offer them a role; ``people``, ``numbers``: accounts and public numbers by actor."""
    made = Communities()
    giver = Caller(0, "f" * 32, 0, True, "active")
    with transaction():
        for code, actor in [(OWN, newcomer), *((OTHER, actor) for actor in people)]:
            memberships.report_in(people[actor], code, "work")
            row, _ = roles.offer(
                places.community(code), numbers[actor], "policy_guide", None, giver=giver, acting_role="staff"
            )
            made.mine[actor] = row.id
            if code == OWN:
                made.roles["own"] = row.id
        made.roles["other"] = made.mine[newcomer]
        for thing in ("own", "other"):
            made.news[thing] = announcements.announce(places.community(CODES[thing]), acting_role="staff", **_news())["id"]
    return made


def look(client: FlaskClient, staff: Iterable[tuple[str, Headers]]) -> None:
    """Let staff see their lists once."""
    for code, headers in staff:
        for name in ("members", "volunteer-roles"):
            assert client.get(f"/api/v1/communities/{code}/{name}?limit=100", headers=headers).status_code == 200


def path_values(found: Communities, line: Line, actor: str) -> dict[str, str]:
    """The variable parts of a route of communities."""
    if not any(part in line.route for part in ROUTES):
        return {}
    role = found.mine[actor] if line.thing == "mine" else found.roles.get(line.thing, NOBODY)
    return {
        "<area_code>": CODES.get(line.thing, ""),
        "<number>": str(found.news.get(line.thing, NOBODY)),
        "<role_id>": str(role),
    }


def _news() -> dict[str, Any]:
    now = clock.now()
    return {"title": "公告", "body": "正文", "first": now - timedelta(hours=1), "last": now + timedelta(days=9)}


def _said() -> dict[str, str]:
    now = clock.now()
    return {
        "title": "新公告",
        "body": "新正文",
        "from": clock.rfc3339(now - timedelta(hours=1)),
        "to": clock.rfc3339(now + timedelta(days=3)),
    }


BODIES: dict[tuple[str, str], Any] = {
    ("PUT", "/communities/<area_code>"): lambda *_: {"welcome": "欢迎", "contact": "0909-2220000"},
    ("PUT", "/communities/<area_code>/membership"): lambda world, *_: {
        "kind": "home",
        "notice_version": world.notices["membership"],
    },
    ("POST", "/communities/<area_code>/announcements"): lambda *_: _said(),
    ("PUT", "/announcements/<number>"): lambda *_: _said(),
    ("POST", "/communities/<area_code>/volunteer-roles"): lambda world, *_: {
        "account": world.newcomer,
        "kind": "place_reporter",
        "ends_on": (clock.today() + timedelta(days=30)).isoformat(),
    },
    ("POST", "/volunteer-roles/<role_id>/acceptance"): lambda *_: {"briefing_opened": True},
}
