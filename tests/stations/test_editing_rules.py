"""Rules of a station's facts, without application or database."""

from __future__ import annotations

import pytest

from app.core import geo
from app.core.problems import Invalid, PointOutside
from app.stations import editing_rules as rules
from app.stations.editing_rules import StatusNotReachable
from app.stations.vocabulary import STATION_STATUSES

HERE = (44.903778, 82.070814)
AS_GCJ = geo.to_gcj02(*HERE)
REACHABLE = {("draft", "active"), ("active", "inactive"), ("inactive", "active"), ("inactive", "defunct")}
PAIRS = [(before, after) for before in STATION_STATUSES for after in STATION_STATUSES]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_states_follow_each_other_in_one_order(before, after):
    if before == after or (before, after) in REACHABLE:
        rules.check_status(before, after)
        return
    with pytest.raises(StatusNotReachable) as refused:
        rules.check_status(before, after)
    assert refused.value.extra["allowed"] == [two for one, two in PAIRS if one == before and (one, two) in REACHABLE]


@pytest.mark.parametrize(
    ("after", "fine"), [("draft", True), ("active", True), ("inactive", False), ("defunct", False)]
)
def test_a_new_station_is_a_draft_or_open_at_once(after, fine):
    if fine:
        rules.check_status(None, after)
        return
    with pytest.raises(StatusNotReachable, match="新建的站点只能改成“草稿”、“启用”"):
        rules.check_status(None, after)


def test_a_defunct_station_is_told_that_nothing_follows():
    with pytest.raises(StatusNotReachable, match="现在是“撤销”，不能再改"):
        rules.check_status("defunct", "active")


def test_a_code_is_for_life_and_the_refusal_says_so():
    rules.check_code(None, "YQ0001")
    rules.check_code("YQ0001", "YQ0001")
    with pytest.raises(Invalid) as refused:
        rules.check_code("YQ0002", "YQ0001")
    assert refused.value.errors == [{"field": "code", "message": "编号定下后不能改，这里只能填 YQ0001"}]


@pytest.mark.parametrize("crs", ["gcj02", "wgs84"])
def test_a_pin_is_kept_in_wgs84_whatever_it_was_told_in(crs):
    told = AS_GCJ if crs == "gcj02" else HERE
    assert rules.placed(*told, crs, geo.SERVICE_BOX) == HERE


def test_a_pin_outside_the_box_is_refused_by_the_angle_that_is_wrong():
    with pytest.raises(PointOutside) as refused:
        rules.placed(44.9, 87.6, "wgs84", geo.SERVICE_BOX)
    assert [error["field"] for error in refused.value.errors] == ["lng"]
    with pytest.raises(PointOutside, match="填反"):
        rules.placed(82.07, 44.9, "wgs84", geo.SERVICE_BOX)


@pytest.mark.parametrize("crs", ["gcj02", "wgs84"])
@pytest.mark.parametrize("nudge", [0, 1e-7, 4.9e-7, -4.9e-7])
def test_a_pin_sent_back_as_an_answer_rounded_it_has_not_moved(crs, nudge):
    lat, lng = HERE[0] + nudge, HERE[1] - nudge
    shown = geo.to_gcj02(lat, lng) if crs == "gcj02" else (lat, lng)
    sent = rules.placed(round(shown[0], 6), round(shown[1], 6), crs, geo.SERVICE_BOX)
    assert rules.unmoved((lat, lng), sent)


def test_a_metre_is_a_move():
    assert not rules.unmoved(HERE, (HERE[0] + 0.00001, HERE[1]))
    assert rules.moved_m(HERE, (HERE[0] + 0.00001, HERE[1])) == 1


def test_t09_a_pin_that_is_the_old_one_in_the_other_datum_looks_pasted():
    assert [warning["slug"] for warning in rules.warnings_of(HERE, AS_GCJ)] == ["pasted-gcj02"]


@pytest.mark.parametrize("new", [HERE, (HERE[0] + 0.0025, HERE[1]), (HERE[0], HERE[1] + 0.02), geo.to_wgs84(*HERE)])
def test_no_other_move_looks_so(new):
    assert rules.warnings_of(HERE, new) == []
