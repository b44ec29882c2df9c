"""Single cells and rows of a sheet: what is read, what is refused, and by which name."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import geo
from app.stations.sheet_rules import COLUMNS, check_row
from app.stations.vocabulary import AMENITIES, KINDS
from tests.stations.sheets import A_ROW

GOOD = {name: A_ROW[word] for name, word in COLUMNS.items()}


def errors_of(**texts: str) -> list[str]:
    return [name for name, _ in check_row(GOOD | texts).errors]


def value_of(name: str, text: str) -> object:
    checked = check_row(GOOD | {name: text})
    assert checked.errors == []
    return checked.cells[name].value


def message_of(name: str, text: str) -> str:
    (error,) = check_row(GOOD | {name: text}).errors
    assert error[0] == name
    return error[1]


def test_a_faultless_row_has_no_errors_and_a_point():
    checked = check_row(GOOD)
    assert checked.errors == []
    assert checked.point == (44.9046, 82.0719)
    assert set(checked.canonical()) == set(COLUMNS)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("code", ""),
        ("code", "1YQ"),
        ("code", "YQ 01"),
        ("code", "YQ01234567890"),
        ("code", "益骑01"),
        ("code", "YQ_01"),
        ("name", ""),
        ("name", "   "),
        ("name", "站" * 61),
        ("name", "=HYPERLINK(1)"),
        ("name", "@SUM(A1)"),
        ("name", "+1"),
        ("name", "-1"),
        ("name", "＝1+1"),
        ("name", "上\n下"),
        ("name", "上\u2028下"),
        ("name", "上\x07下"),
        ("name", "上\x00下"),
        ("name", "上\t下"),
        ("name", "\u202e站点"),
        ("name", "站\u200b点"),
        ("kind", ""),
        ("kind", "加油站"),
        ("kind", "Rider Station"),
        ("area_code", ""),
        ("area_code", "青得里街道"),
        ("area_code", "65270100100X"),
        ("area_code", "６52701001-"),
        ("address", "址" * 121),
        ("lng", ""),
        ("lng", "东经82"),
        ("lng", "82,07"),
        ("lng", "8.2e1"),
        ("lng", "nan"),
        ("lng", "inf"),
        ("lng", "82°04′"),
        ("lng", "-82.07"),
        ("lat", "0"),
        ("lat", "45.5"),
        ("lat", "1_0"),
        ("crs", ""),
        ("crs", "BD-09"),
        ("hours", "25:00-26:00"),
        ("hours", "每天 10:00-20:60"),
        ("hours", "有人就开"),
        ("hours", "每天 10:00-20:00;每天 19:00-21:00"),
        ("amenities", "热水;桑拿"),
        ("amenities", "热水 座椅"),
        ("seats", "十二"),
        ("seats", "-3"),
        ("seats", "12.5"),
        ("seats", "2001"),
        ("seats", "99999999999999999999"),
        ("seats", "٣"),
        ("phone", "0909-05O0001"),
        ("phone", "12"),
        ("phone", "0909/0500001"),
        ("phone", "0909--0500001"),
        ("phone", "123456789012345678901"),
        ("phone", "=0909"),
        ("open_to_riders", ""),
        ("open_to_riders", "也许"),
        ("open_to_riders", "1"),
        ("synthetic", "真"),
        ("note", "注" * 201),
        ("note", "=cmd|' /C calc'!A0"),
    ],
)
def test_a_bad_cell_is_named_and_no_other(name, text):
    assert errors_of(**{name: text}) == [name]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("code", "yq0001", "YQ0001"),
        ("code", " ＹＱ-1 ", "YQ-1"),
        ("name", "\u3000小哥之家 2号 ", "小哥之家 2号"),
        ("name", "站" * 60, "站" * 60),
        ("name", "<svg onload=1>{{7*7}}", "<svg onload=1>{{7*7}}"),
        ("kind", "小哥之家", "rider_home"),
        ("kind", "rider_home", "rider_home"),
        ("area_code", "652701001002", "652701001002"),
        ("crs", "wgs84", "wgs84"),
        ("crs", "GCJ-02", "gcj02"),
        ("hours", "", ()),
        ("amenities", "", ()),
        ("amenities", "座椅; 热水；座椅;", ("hot_water", "seats")),
        ("amenities", "seats;hot_water", ("hot_water", "seats")),
        ("seats", "", None),
        ("seats", "0", 0),
        ("seats", "１２", 12),
        ("seats", "2000", 2000),
        ("phone", "", None),
        ("phone", "+86 909 0500001", "+86 909 0500001"),
        ("phone", "110", "110"),
        ("open_to_riders", "TRUE", True),
        ("open_to_riders", "否", False),
        ("synthetic", "false", False),
    ],
)
def test_a_good_cell_is_read_as(name, text, value):
    assert value_of(name, text) == value


@pytest.mark.parametrize(("kind", "word"), KINDS.items())
def test_a_kind_is_one_thing_in_both_languages(kind, word):
    assert check_row(GOOD | {"kind": kind}).canonical() == check_row(GOOD | {"kind": word}).canonical()


@pytest.mark.parametrize(("amenity", "word"), AMENITIES.items())
def test_an_amenity_is_one_thing_in_both_languages(amenity, word):
    assert value_of("amenities", amenity) == value_of("amenities", word) == (amenity,)


def test_hours_that_mean_the_same_have_one_canonical_text():
    one = check_row(GOOD | {"hours": "周一至周日 10:00—20:00"}).canonical()
    two = check_row(GOOD | {"hours": "每天 10:00-20:00"}).canonical()
    assert one == two


def test_what_an_export_marked_as_text_comes_back_as_it_was():
    assert value_of("name", "'=1+1") == "=1+1"
    assert value_of("phone", "'+86 909 0500001") == "+86 909 0500001"


def test_t10_swapped_angles_are_both_named_with_the_reason():
    checked = check_row(GOOD | {"lng": GOOD["lat"], "lat": GOOD["lng"]})
    assert [name for name, _ in checked.errors] == ["lng", "lat"]
    assert all("填反" in message for _, message in checked.errors)


def test_t10_only_the_angle_outside_the_box_is_named():
    assert errors_of(lat="43.9") == ["lat"]
    assert errors_of(lng="84.0") == ["lng"]
    assert errors_of(lat="39.9", lng="116.4") == ["lng", "lat"]
    assert "填反" not in message_of("lat", "43.9")


@pytest.mark.parametrize(
    ("lat", "lng", "wrong"),
    [
        ("45.383333", "83.883333", []),
        ("44.033334", "79.883334", []),
        ("45.383334", "82", ["lat"]),
        ("44.033333", "82", ["lat"]),
        ("45", "83.883334", ["lng"]),
        ("45", "79.883333", ["lng"]),
    ],
)
def test_the_edge_of_the_box_is_inside_to_the_last_digit(lat, lng, wrong):
    assert errors_of(lat=lat, lng=lng) == wrong


def test_t09_a_gcj02_row_stands_where_its_wgs84_twin_stands():
    """博乐's vector of PRODUCT 8: the same spot in both datums."""
    there = check_row(GOOD | {"lat": "44.904805", "lng": "82.074103", "crs": "GCJ-02"}).point
    assert geo.distance_m(*there, 44.903778, 82.0708139) < 1
    assert there == (round(there[0], 6), round(there[1], 6))


def test_a_bad_datum_is_not_also_a_bad_point():
    assert errors_of(crs="北京54") == ["crs"]


def test_several_bad_cells_are_named_in_the_order_of_the_columns():
    assert errors_of(note="=1", code="", seats="x", lat="abc") == ["code", "lat", "seats", "note"]


def test_columns_that_are_not_there_are_not_missed_by_the_row():
    texts = {name: text for name, text in GOOD.items() if name not in {"crs", "phone"}}
    assert check_row(texts).errors == []


@settings(max_examples=1500, deadline=None)
@given(
    name=st.sampled_from(list(COLUMNS)),
    text=st.one_of(
        st.text(max_size=80),
        st.text(alphabet="0123456789.-+eE,: ;至周一六日每天月年节假休息照常小时'=@", max_size=40),
        st.floats().map(str),
        st.integers().map(str),
    ),
)
def test_whatever_stands_in_a_cell_only_that_cell_can_be_at_fault(name, text):
    checked = check_row(GOOD | {name: text})
    assert {wrong for wrong, _ in checked.errors} <= {name}
    if not checked.errors:
        assert checked.point is not None
        assert json.loads(json.dumps(checked.canonical())) == checked.canonical()
        assert all(char.isprintable() or char.isspace() or ord(char) > 127 for char in checked.cells[name].canonical)
