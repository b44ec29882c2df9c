"""What some pages need before they can be opened, by the name that a row of ``faces.json`` gives. Each is set once a run
and shared by all rows that name it, so it must leave the pages of others as they are; what it returns fills {names}.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.e2e.service import Service
from tests.e2e.shift_stage import shift

Stage = Callable[[Service], Mapping[str, object]]
ROLES = [{"name": "铲冰", "capacity": 2}, {"name": "引导", "capacity": 1, "skills": "会说哈萨克语"}]


def a_shift(service: Service) -> Mapping[str, object]:
    """``shift``: with two roles, open for sign-up."""
    return {"shift": shift(service, roles=ROLES)}


def a_saved_station(service: Service) -> Mapping[str, object]:
    """The rider has saved one."""
    done_with = service.call("PUT", "/me/saved-stations/YQ0001", person="rider")
    assert done_with[0] < 300, done_with
    return {}


STAGES: dict[str, Stage] = {made.__name__: made for made in (a_shift, a_saved_station)}
