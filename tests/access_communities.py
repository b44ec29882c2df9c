"""What the access table finds in communities: who reported in where, news and volunteer roles, and what its calls send.

Everybody is a member of the other community and holds an offer there ("mine"); of the own one only the newcomer. Staff
have looked at their lists today, so that looking again writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.accounts import identities
from app.communities import announcements, memberships, places, roles
from app.core import clock
from app.core.access import Caller
from app.core.db import transaction
from tests.access_table import ACTORS, Line
from tests.support.people import openid_of

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


def furnish(world: Any) -> Communities:
    """Report everybody in, offer each a role, write news, and let staff see their lists once."""
    made = Communities()
    with transaction():
        made.roles["own"] = _settle("newcomer", OWN)
        made.mine = {actor: _settle(actor, OTHER) for actor in (*ACTORS, "newcomer")}
        made.roles["other"] = made.mine["newcomer"]
        for thing in ("own", "other"):
            written = announcements.announce(places.community(CODES[thing]), acting_role="staff", **_news())
            made.news[thing] = written["id"]
    for code, staff in ((OWN, "stf"), (OTHER, "stx")):
        for name in ("members", "volunteer-roles"):
            path = f"/api/v1/communities/{code}/{name}?limit=100"
            assert world.client.get(path, headers=world.headers[staff]).status_code == 200
    return made


def _settle(user: str, code: str) -> int:
    """Report a fake user in and offer them a role; its number."""
    account, _ = identities.find_or_make(openid_of(user), age_ok=None)
    memberships.report_in(account.id, code, "work")
    giver, area = Caller(0, "f" * 32, 0, True, "active"), places.community(code)
    return roles.offer(area, account.public_no, "policy_guide", None, giver=giver, acting_role="staff")[0].id


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
