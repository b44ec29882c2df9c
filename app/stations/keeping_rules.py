"""Rules of keeping a station's amenities true: who may do what, when riders agree, when a word is worn out.

Sources: PRODUCT 4.4 (Freshness, keepers) and 5, API "Stations".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from app.core.problems import Invalid

WINDOW = timedelta(minutes=30)  # within which reports must agree
PEOPLE = 3  # different people who must agree
REPORTER_KEPT = timedelta(hours=24)  # then a report is nobody's, and its own words are gone
REPORT_KEPT = timedelta(days=90)  # then it says nothing about the thing any more; facts are asked about anew, too
QUEUED_AT_MOST = timedelta(hours=72)  # a phone's offline queue
ETA_AT_MOST = timedelta(days=366)
TAKEN_BACK_WITHIN = timedelta(minutes=10)  # a daily confirmation, or a word on a thing, by whoever said it

OPENING = "opening"  # what 到了没开 is a report about
NOT_WORKING = frozenset({"limited", "broken", "absent"})
REPORTABLE = ("working", "limited", "broken", "absent")
WITH_ETA = frozenset({"limited", "broken"})
RIDERS_MAY_LOWER = frozenset({"working", "unknown"})  # "limited" is better than broken: riders never raise a state

# what the answer's ``actions`` call it, and the permission it takes (names of ``core.access.Permission``)
KEEPER_ACTIONS = (
    ("set_amenity", "set_amenity"),
    ("confirm_daily", "confirm_station"),
    ("settle_reports", "settle_reports"),
    ("verify", "confirm_station"),
    ("edit", "edit_station"),
    ("edit_hours", "edit_station"),
    ("close", "edit_station"),
    ("print_poster", "print_posters"),
)
FACTS = ("name", "place", "hours", "contact", "amenities")  # the lines of the monthly check
TELLING = frozenset({"hours", "amenities"})  # confirming these is news for riders
OUT_OF_USE_AFTER = timedelta(days=7)
OUT_OF_USE = {"slug": "out-of-use", "title": "已经关闭超过 7 天，是不是不再使用了？"}


def actions(*, status: str, open_to_riders: bool, may: Callable[[str], bool], signed_in: bool) -> list[str]:
    """What this caller may do with the station now, as ``actions`` of card and detail.

    ``may`` takes the name of a ``Permission`` and answers for this station; ``signed_in`` includes ``age_ok``.
    """
    found = [action for action, permission in KEEPER_ACTIONS if may(permission)]
    if signed_in and status == "active" and open_to_riders:
        found += ["report_amenity", "set_crowding"]
    return found


def hints(closures: Iterable[tuple[datetime, datetime | None]], now: datetime) -> list[dict[str, str]]:
    """What keepers are asked to think about, ``{slug, title}`` each: a closure without end of more than 7 days.

    ``closures``: when each starts and ends.
    """
    forgotten = any(end is None and now - start > OUT_OF_USE_AFTER for start, end in closures)
    return [OUT_OF_USE] if forgotten else []


def check_eta(status: str, eta: datetime | None, now: datetime, *, field: str = "eta") -> None:
    """An expected repair needs something to repair and lies ahead, by a year at most. Raises ``Invalid``."""
    if eta is None:
        return
    if status not in WITH_ETA:
        raise _invalid(field, "只有“部分可用”或“坏了”才填预计修好时间")
    if not now < eta <= now + ETA_AT_MOST:
        raise _invalid(field, "预计修好时间要在现在之后、一年之内")


def check_report(amenity: str, status: str) -> None:
    """到了没开 knows only ``closed``, things know how they are. Raises ``Invalid``."""
    allowed = ("closed",) if amenity == OPENING else REPORTABLE
    if status not in allowed:
        raise _invalid("status", "没有这种状态")


def check_settlement(amenity: str, status: str, known: Iterable[str]) -> None:
    """What a keeper finds: of 到了没开, that it is open or closed; of a thing, its state. Raises ``Invalid``."""
    if status not in (("open", "closed") if amenity == OPENING else known):
        raise _invalid("status", "没有这种状态")


def occurred(sent: datetime | None, received: datetime) -> datetime:
    """When a report happened: what the phone says, held between 72 h ago and now (its clock may be wrong)."""
    if sent is None:
        return received
    return min(max(sent, received - QUEUED_AT_MOST), received)


def complains(status: str) -> bool:
    """True for a report that something is not as it should be."""
    return status in NOT_WORKING or status == "closed"


def people_agreeing(reports: Iterable[tuple[str, datetime]], now: datetime) -> int:
    """How many people complain of what happened in the last 30 min.

    ``reports``: status and instant of the open reports of one thing, one for each person. Old words out of an offline
    queue are kept for the keeper, but say nothing about now.
    """
    return sum(1 for status, at in reports if complains(status) and now - WINDOW < at <= now)


def lowered(status: str | None, people: int) -> bool:
    """True when riders' reports make a thing ``limited``. ``status`` None: the station does not have it."""
    return people >= PEOPLE and status in RIDERS_MAY_LOWER


def began(before: str | None, since: datetime | None, after: str, now: datetime) -> datetime:
    """Since when a thing is as it is: saying the same again does not restart it."""
    return since if since is not None and before == after else now


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(errors=[{"field": field, "message": message}])
