"""What somebody with a role has to do today, within their grants. Source: API "Work and service"."""

from __future__ import annotations

from typing import Any

from app.checkins import service as checkins
from app.core import access, clock
from app.core.access import Permission
from app.hours import service as hours
from app.stations import service as stations
from app.volunteering import service as volunteering


def work_of_today() -> dict[str, Any]:
    """The caller's shifts of today, and how much waits for them. A permission that they lack counts nothing."""
    who = access.somebody()
    kept = stations.work_of(who)
    return {
        "shifts": volunteering.shifts_of_day(clock.today()),
        "hours_pending": hours.count_waiting(),
        "objections_open": hours.count_objections(),
        "checkins_pending": checkins.count_waiting(who),
        "stations_stale": kept.stale,
        "reports_open": kept.reports,
        "actions": ["see_hours"] if access.may(Permission.READ_HOURS, None) else [],
        "server_now": clock.rfc3339(clock.now()),
    }
