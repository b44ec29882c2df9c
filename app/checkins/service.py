"""What the floors above call: points and their codes, who is expected, check-ins by staff, scenes and what they mean.

``target_asked`` (``kind``, ``code``) is answered with a ``Meant``, ``standings_asked`` (``kind``, ``codes``) with the
``Scope`` by code whose staff settle there, ``roster_asked`` (also ``account_id``) with a list of ``Rostered``, by
whoever owns targets of that kind. ``checkin_counted`` and ``checkin_withdrawn`` (``checkin``: a ``CheckinFacts``) are
told within the transaction of the change.
"""

from __future__ import annotations

from app.checkins.codes import SLOT_S as STEP_S
from app.checkins.expecting import (
    close_point,
    expect,
    expect_at,
    make_point,
    point_no_of,
    screen_codes,
    unexpect,
    update_point,
)
from app.checkins.facts import (
    CheckinFacts,
    Rostered,
    Staff,
    checkin_counted,
    checkin_withdrawn,
    roster_asked,
    standings_asked,
)
from app.checkins.listing import count_waiting
from app.checkins.points import (
    COMMUNITY,
    SHIFT,
    STATION,
    Print,
    Target,
    as_print,
    open_community,
    open_station,
    print_of,
    renew,
    renew_community,
    renew_station,
    write_point,
)
from app.checkins.proving import MemberScan, read_member_code, read_member_scan
from app.checkins.scenes import Meant, meant_by, revoke_tokens, target_asked, token_of
from app.checkins.settling import decide
from app.checkins.settling import find as find_checkin
from app.checkins.staffing import (
    attendance_of,
    directions_waiting,
    record_staff_mark,
    record_staff_scan,
    settle_hours,
    waiting_at,
)
from app.core.problems import NotFound

__all__ = [
    "COMMUNITY",
    "SHIFT",
    "STATION",
    "STEP_S",
    "CheckinFacts",
    "Meant",
    "MemberScan",
    "Print",
    "Rostered",
    "Staff",
    "Target",
    "as_print",
    "attendance_of",
    "checkin_counted",
    "checkin_withdrawn",
    "close_point",
    "count_waiting",
    "decide",
    "directions_waiting",
    "expect",
    "expect_at",
    "find_checkin",
    "make_point",
    "meant_by",
    "open_community",
    "open_station",
    "point_no_of",
    "print_of",
    "read_member_code",
    "read_member_scan",
    "record_staff_mark",
    "record_staff_scan",
    "renew",
    "renew_community",
    "renew_station",
    "revoke_tokens",
    "roster_asked",
    "scene_of",
    "screen_codes",
    "settle_hours",
    "standings_asked",
    "target_asked",
    "token_of",
    "unexpect",
    "update_point",
    "waiting_at",
    "write_point",
]


def scene_of(kind: str, code: str) -> str:
    """The signed scene that a poster of a target carries, in the caller's transaction.

    The point of a station or community is made at first need, that of another kind by its owner (``write_point``).
    Raises ``NotFound``.
    """
    openers = {STATION: open_station, COMMUNITY: open_community}
    found = openers[kind](code) if kind in openers else print_of(kind, code)
    if found is None:
        raise NotFound
    return found.scene
