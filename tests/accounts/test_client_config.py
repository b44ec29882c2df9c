"""What the mini-program learns before anybody signs in."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from app.core.geo import distance_m
from tests.accounts.conftest import Clock
from tests.support.people import headers_of

PATH = "/api/v1/client-config"


def test_it_has_what_the_contract_says(client: FlaskClient) -> None:
    body = client.get(PATH).json
    assert set(body) >= {
        "server_now", "min_client_version", "templates", "notices", "hotlines", "map_center", "features",
    }  # fmt: skip
    assert all(set(notice) == {"version", "title", "text"} for notice in body["notices"].values())
    assert "12345" in {hotline["number"] for hotline in body["hotlines"]}


def test_the_map_opens_on_bole_in_wechats_datum(client: FlaskClient) -> None:
    center = client.get(PATH).json["map_center"]
    assert distance_m(center["lat"], center["lng"], 44.904805, 82.074103) < 1


def test_templates_that_are_not_set_up_are_null(client: FlaskClient, with_settings: Callable[..., None]) -> None:
    with_settings(wechat_mode="live")
    assert set(client.get(PATH).json["templates"].values()) == {None}
    raw = '{"signup_result": "tmpl-1", "care_answer": {"id": "tmpl-2", "subject": "thing7"}, "shift_changed": ""}'
    with_settings(wechat_templates=raw)
    templates = client.get(PATH).json["templates"]
    assert (templates["signup_result"], templates["care_answer"], templates["shift_changed"]) == (
        "tmpl-1",
        "tmpl-2",
        None,
    )


def test_in_fake_mode_all_templates_are_those_of_the_simulation(client: FlaskClient) -> None:
    templates = client.get(PATH).json["templates"]
    assert len(templates) == 8
    assert templates["station_alert"] == "FAKE-station_alert-00000000000000000000000A"


def test_it_is_shared_by_all_and_its_tag_does_not_move_with_the_clock(
    client: FlaskClient, standing_clock: Clock
) -> None:
    first = client.get(PATH)
    assert first.headers["Cache-Control"] == "public, max-age=0, s-maxage=2, must-revalidate"
    standing_clock.forward(hours=1)
    again = client.get(PATH)
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.json["server_now"] != first.json["server_now"]
    unchanged = client.get(PATH, headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")


def test_it_never_looks_at_the_token(client: FlaskClient) -> None:
    response = client.get(PATH, headers=headers_of("x" * 43))
    assert response.status_code == 200
    assert "X-Session" not in response.headers


def test_a_misspelt_query_parameter_is_422(client: FlaskClient) -> None:
    assert client.get(f"{PATH}?crs=wgs84").status_code == 422
