"""What the access table finds in check-ins: each actor's own that asks for a position, others' that wait at stations.

Their time of receipt lies ahead, so that the table may be tried for longer than five minutes.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.accounts import identities, notices
from app.checkins import expecting, posters, service
from app.checkins.evidence_models import Checkin
from app.core import clock
from app.core.db import transaction
from app.wechat import code_images
from tests.access_communities import OTHER, OWN
from tests.access_table import ACTORS, Line
from tests.support.people import openid_of

NOBODY = str(2**31 - 1)
AHEAD = timedelta(hours=3)
COUNTER = itertools.count()


@dataclass
class Checkins:
    """Numbers of check-ins: each actor's own, and what waits at a station, by words of the table."""

    mine: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    notice_version: int = 0


def furnish(world: Any) -> Checkins:
    """Let everybody have scanned, the newcomer wait at each station, and staff have looked once."""
    made = Checkins(notice_version=notices.notice_for("location_once").version)
    with transaction() as session:
        for actor in (*ACTORS, "newcomer"):
            made.mine[actor] = _checkin(session, actor, "OWN", "needs_position")
        for thing, code in (("own", "OWN"), ("other", "OTHER"), ("hidden", "HIDDEN")):
            made.waiting[thing] = _checkin(session, "newcomer", code, "pending")
        for code in (OWN, OTHER):
            scene = service.scene_of("community", code)
            code_images.keep(scene, posters.COMMUNITY_PAGE, posters.plain_qr(scene))
    for staff in ("stf", "stx", "mgr", "mgx"):
        assert world.client.get("/api/v1/checkins?limit=100", headers=world.headers[staff]).status_code == 200
    return made


def furnish_shifts(shifts: dict[str, int]) -> None:
    """Give the published shifts their points, and the images of their posters."""
    with transaction():
        for thing in ("own", "other"):
            place = (44.9046, 82.0719, 150, None, None)
            service.make_point("shift", str(shifts[thing]), "送水", *place)
            scene = service.scene_of("shift", str(shifts[thing]))
            code_images.keep(scene, posters.SHIFT_PAGE, posters.plain_qr(scene))


def _checkin(session: Any, user: str, code: str, state: str) -> int:
    account, _ = identities.find_or_make(openid_of(user), age_ok=None)
    number = service.point_no_of("station", code)
    assert number is not None
    point, count = expecting.point_of(number), next(COUNTER)
    row = Checkin(
        account_id=account.id, kind=point.kind, point=point, scanned_point=point, nonce=f"furnished-{count}",
        direction="in", local_day=clock.today() + timedelta(days=2), pair_no=count + 1, method="printed", level=0,
        state=state, occurred_at=clock.now(), received_at=clock.now() + AHEAD, note="",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def path_values(found: Checkins, line: Line, actor: str) -> dict[str, str]:
    """The variable part of a route of check-ins."""
    mine = found.mine.get(actor) if line.thing == "mine" else None
    other = found.mine.get("newcomer") if line.thing == "theirs" else None
    return {"<checkin_id>": str(mine or other or found.waiting.get(line.thing) or NOBODY)}


def _scan(world: Any, thing: str, _actor: str) -> dict[str, Any]:
    return {
        "code": world.scenes["own"],
        "nonce": f"access-{next(COUNTER):06d}",
        "direction": "in",
        "occurred_at": clock.rfc3339(clock.now()),
        "onsite_hint": "camera",
    }


def _position(world: Any, *_: object) -> dict[str, Any]:
    return {
        "lat": 44.9046,
        "lng": 82.0719,
        "accuracy_m": 20,
        "source": "precise",
        "crs": "wgs84",
        "notice_version": world.checkins.notice_version,
    }


BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/checkins"): _scan,
    ("POST", "/checkins/<checkin_id>/position"): _position,
    ("POST", "/checkins/<checkin_id>/decision"): lambda *_: {"accept": True, "reason": "看见他在场"},
}
