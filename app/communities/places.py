"""Which areas one can report in to: the communities and villages of the programme, a merged one as its successor."""

from __future__ import annotations

from typing import Any

from app.areas import service as areas
from app.areas.service import AreaFacts
from app.core.access import Scope
from app.core.problems import NotFound

NO_COMMUNITY = "没有这个可以报到的社区"


def find_community(code: str) -> AreaFacts | None:
    """The community or village of the programme with this code; None for townships, grids and all else."""
    area = areas.find_area(code)
    return area if area is not None and area.level == "community" and area.in_programme else None


def community(code: str) -> AreaFacts:
    """As ``find_community``. Raises ``NotFound``: a township has no door to report in at."""
    found = find_community(code)
    if found is None:
        raise NotFound(NO_COMMUNITY)
    return found


def communities_of(area_path: str) -> list[AreaFacts]:
    """The communities one can report in to at or below this path, by code."""
    found = areas.list_areas(level="community")
    return [area for area in found if area.in_programme and area.path.startswith(area_path)]


def scope_of(area_code: str, **_: object) -> Scope | None:
    """Where a community stands, None when there is none."""
    area = find_community(area_code)
    return Scope(area_path=area.path) if area else None


def now_called(code: str) -> str:
    """The code by which an area goes today."""
    area = areas.find_area(code)
    return area.code if area else code


def shape(code: str) -> dict[str, Any]:
    """``{code, name, township_name}`` as lists carry it; four communities share one name."""
    area = areas.find_area(code)
    if area is None:
        return {"code": code, "name": code, "township_name": None}
    return {"code": area.code, "name": area.short_name, "township_name": area.township_name}


def full_name(code: str) -> str:
    """光明社区（青得里街道）, for sentences."""
    return areas.scope_name(code) or code
