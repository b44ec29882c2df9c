"""The edge of HTTP: what is refused before a view runs, how refusals look, what every answer carries."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core import web
from tests.core.probe import SECRET_SENTENCE

THINGS = "/api/v1/probe/things"
NAMED = {"name": "水壶"}


def problem(response: TestResponse, status: int, slug: str) -> dict[str, Any]:
    """The problem document of a refusal, checked for what every one holds."""
    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    body: dict[str, Any] = response.get_json(force=True)
    assert body["type"] == f"/problems/{slug}"
    assert body["status"] == status
    assert body["request_id"] == response.headers["X-Request-Id"]
    assert any("\u4e00" <= char <= "\u9fff" for char in body["title"])
    return body


def send(client: FlaskClient, raw: bytes, content_type: str = "application/json", method: str = "POST") -> TestResponse:
    return client.open(THINGS, method=method, data=raw, headers={"Content-Type": content_type})


def test_a_known_query_and_body_pass(edge: FlaskClient):
    assert edge.get(f"{THINGS}?n=3&name=x").get_json() == {"n": 3, "name": "x"}
    assert edge.post(THINGS, json={**NAMED, "parts": [{"minutes": 5}]}).status_code == 201


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_another_content_type_is_415_before_parsing(edge: FlaskClient, content_type: str):
    problem(send(edge, b'{"name": "a"}', content_type), 415, "wrong-content-type")


def test_json_with_a_charset_is_still_json(edge: FlaskClient):
    assert send(edge, b'{"name": "a"}', "application/json; charset=utf-8").status_code == 201


def test_a_misspelt_query_parameter_is_422_and_named(edge: FlaskClient):
    body = problem(edge.get(f"{THINGS}?nmae=x"), 422, "invalid")
    assert [error["field"] for error in body["errors"]] == ["nmae"]


def test_a_query_parameter_of_the_wrong_kind_is_422_and_named(edge: FlaskClient):
    body = problem(edge.get(f"{THINGS}?n=many"), 422, "invalid")
    assert [error["field"] for error in body["errors"]] == ["n"]


def test_a_query_where_none_is_known_is_422(edge: FlaskClient):
    problem(edge.get(f"{THINGS}/3?x=1"), 422, "invalid")
    problem(edge.get("/healthz?x=1"), 422, "invalid")


def test_an_unknown_field_is_422_and_named_with_its_path(edge: FlaskClient):
    body = problem(edge.post(THINGS, json={**NAMED, "colour": 1, "parts": [{"minutes": 1, "x": 2}]}), 422, "invalid")
    assert {error["field"] for error in body["errors"]} == {"colour", "parts.0.x"}


def test_a_missing_field_is_422_also_with_an_empty_body(edge: FlaskClient):
    for response in (edge.post(THINGS, json={}), send(edge, b""), edge.post(THINGS)):
        assert problem(response, 422, "invalid")["errors"][0]["field"] == "name"


@pytest.mark.parametrize("raw", [b"[]", b'"text"', b"3", b"null"])
def test_json_that_is_no_object_is_422(edge: FlaskClient, raw: bytes):
    problem(send(edge, raw), 422, "invalid")


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b'{"name": "a",}',
        b'{"name": "\xff"}',
        b'{"name": "a", "any": NaN}',
        b'{"name": "a", "any": Infinity}',
        b'{"name": "a", "any": -Infinity}',
        b'\xef\xbb\xbf{"name": "a"}',
        b'{"name": "a"} {"name": "b"}',
        b'{"name": "a", "any": ' + b"[" * 30 + b"]" * 30 + b"}",
        b'{"name": "a", "any": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    ],
    ids=["cut", "comma", "latin", "nan", "inf", "-inf", "bom", "two", "deep", "very-deep"],
)
def test_unreadable_json_is_400(edge: FlaskClient, raw: bytes):
    problem(send(edge, raw), 400, "unreadable-json")


def test_a_number_too_long_to_read_is_400_not_500(edge: FlaskClient):
    problem(send(edge, b'{"name": "a", "any": ' + b"9" * 5000 + b"}"), 400, "unreadable-json")


def test_json_twenty_deep_is_read(edge: FlaskClient):
    assert send(edge, b'{"name": "a", "any": ' + b"[" * 18 + b"]" * 18 + b"}").status_code == 201


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800", "x\\udfffy"])
def test_characters_no_database_keeps_are_422(edge: FlaskClient, text: str):
    problem(send(edge, f'{{"name": "{text}"}}'.encode()), 422, "invalid")
    problem(send(edge, f'{{"name": "a", "any": {{"{text}": 1}}}}'.encode()), 422, "invalid")


def test_a_nul_in_a_query_or_a_path_never_reaches_a_view(edge: FlaskClient):
    problem(edge.get(f"{THINGS}?name=a%00b"), 422, "invalid")
    problem(edge.get("/api/v1/probe/words/a%00b"), 404, "not-found")


def test_an_emoji_written_as_a_pair_of_surrogates_is_one_character(edge: FlaskClient):
    assert send(edge, b'{"name": "\\ud83d\\ude00"}').get_json()["name"] == "😀"


def test_json_of_64_kib_is_read_and_one_byte_more_is_413(edge: FlaskClient):
    frame = len(b'{"name":"a","any":""}')
    fits = b'{"name":"a","any":"' + b"x" * (64 * 1024 - frame) + b'"}'
    assert len(fits) == 64 * 1024
    assert send(edge, fits).status_code == 201
    problem(send(edge, fits + b" "), 413, "too-large")


def test_a_long_body_without_a_length_is_413(edge: FlaskClient):
    class Endless:
        def __init__(self) -> None:
            self.left = 15 * 1024 * 1024

        def read(self, size: int = -1) -> bytes:
            size = min(self.left, 65536 if size < 0 else size)
            self.left -= size
            return b" " * size

        def readline(self, size: int = -1) -> bytes:
            return self.read(size)

    environ = {"wsgi.input": Endless(), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    response = edge.post(THINGS, content_type="application/json", environ_overrides=environ)
    assert response.status_code == 413


@pytest.mark.parametrize("number", ["0", str(2**31), "9" * 30, "-1", "1.5", "x", "%31%20"])
def test_an_id_that_cannot_be_one_is_404(edge: FlaskClient, number: str):
    problem(edge.get(f"{THINGS}/{number}"), 404, "not-found")


def test_the_largest_id_reaches_the_view(edge: FlaskClient):
    assert edge.get(f"{THINGS}/{2**31 - 1}").get_json() == {"number": 2**31 - 1}


def test_a_segment_longer_than_200_characters_is_404(edge: FlaskClient):
    assert edge.get(f"/api/v1/probe/words/{'字' * 200}").status_code == 200
    problem(edge.get(f"/api/v1/probe/words/{'字' * 201}"), 404, "not-found")


def test_a_method_that_is_not_there_is_405_with_allow(edge: FlaskClient):
    for method in ("DELETE", "PATCH", "PUT"):
        response = edge.open(THINGS, method=method)
        problem(response, 405, "method-not-allowed")
        assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))
    assert edge.open("/healthz", method="POST").headers["Allow"].split(", ")[0] == "GET"


def test_there_are_no_redirects_for_slashes(edge: FlaskClient):
    for path in (f"{THINGS}/", f"/{THINGS}", "/api/v1//probe/things"):
        assert edge.get(path).status_code in {200, 404}


def test_a_version_is_demanded_compared_and_sent_back(edge: FlaskClient):
    url = f"{THINGS}/3"
    assert edge.get(url).headers["ETag"] == '"7"'
    problem(edge.put(url, json=NAMED), 428, "version-required")
    for stale in ('"6"', '"8"', "7", 'W/"7"', "*", '"x"', '""', '"' + "9" * 50 + '"', '"7", "8"', '"７"'):
        body = problem(
            edge.put(url, json=NAMED, headers={"If-Match": stale.encode().decode("latin-1")}), 412, "stale-version"
        )
        assert body["current"] == {"version": 7}
    done = edge.put(url, json=NAMED, headers={"If-Match": '"7"'})
    assert (done.status_code, done.headers["ETag"]) == (200, '"8"')


def test_a_shared_answer_is_304_for_who_has_it(edge: FlaskClient):
    first = edge.get("/api/v1/probe/bundle")
    assert first.headers["Cache-Control"] == "public, max-age=0, s-maxage=2, must-revalidate"
    again = edge.get("/api/v1/probe/bundle", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert edge.get("/api/v1/probe/bundle", headers={"If-None-Match": '"other"'}).status_code == 200


def test_an_answer_is_private_unless_it_says_otherwise(edge: FlaskClient):
    for path in (THINGS, "/nothing", "/healthz", "/problems/invalid"):
        assert edge.get(path).headers["Cache-Control"] == "private, no-store"


EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", THINGS, 200),
        ("GET", "/nothing/here", 404),
        ("DELETE", THINGS, 405),
        ("GET", "/api/v1/probe/boom", 500),
        ("GET", "/api/v1/probe/unmarked", 403),
        ("GET", "/api/v1/probe/mine", 401),
        ("GET", "/", 200),
        ("GET", "/api/docs", 200),
        ("GET", "/static/vendor/rapidoc-min.js", 200),
        ("GET", "/static/nothing.js", 404),
    ],
)
def test_every_answer_has_a_request_id_and_the_safety_headers(edge: FlaskClient, method: str, path: str, status: int):
    response = edge.open(path, method=method)
    assert response.status_code == status
    assert EVERYWHERE.items() <= dict(response.headers).items()
    assert len(response.headers["X-Request-Id"]) == 32
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "unsafe-eval" not in response.headers["Content-Security-Policy"]


def test_413_has_the_safety_headers_too(edge: FlaskClient):
    response = send(edge, b" " * (14 * 1024 * 1024))
    problem(response, 413, "too-large")
    assert EVERYWHERE.items() <= dict(response.headers).items()


def test_a_request_id_is_kept_when_it_is_plain_and_replaced_when_not(edge: FlaskClient):
    def echoed(given: str) -> str:
        return edge.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"]

    assert echoed("abc-123_4.5") == "abc-123_4.5"
    for bad in ("short", "x" * 65, "with space here", "<script>alert(1)</script>", "abcdefgh\x7f"):
        assert echoed(bad) != bad
        assert len(echoed(bad)) == 32


def test_what_nobody_foresaw_is_a_500_without_stack_sql_or_path(edge: FlaskClient, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR):
        response = edge.get("/api/v1/probe/boom")
    problem(response, 500, "internal-error")
    text = response.get_data(as_text=True)
    assert not any(word in text for word in ("RuntimeError", "Traceback", "SELECT", "/srv", ".py", SECRET_SENTENCE))
    assert any(record.exc_info and SECRET_SENTENCE in str(record.exc_info[1]) for record in caplog.records)


def test_the_title_of_a_problem_is_a_page_at_its_type(edge: FlaskClient):
    body = problem(edge.get("/nothing"), 404, "not-found")
    page = edge.get(body["type"])
    assert page.status_code == 200
    assert body["title"] in page.get_data(as_text=True)
    problem(edge.get("/problems/no-such-problem"), 404, "not-found")


def test_answers_are_compact_utf8_json(edge: FlaskClient):
    response = edge.post(THINGS, json=NAMED)
    assert response.data == '{"name":"水壶"}'.encode()
    assert json.loads(response.data) == NAMED


# --- the marks ---


def test_a_view_without_a_mark_is_refused_to_everybody(edge: FlaskClient, person: dict[str, str]):
    problem(edge.get("/api/v1/probe/unmarked"), 403, "not-allowed")
    problem(edge.get("/api/v1/probe/unmarked", headers=person), 403, "not-allowed")


def test_a_signed_in_view_asks_for_a_living_session(edge: FlaskClient, person: dict[str, str]):
    assert edge.get("/api/v1/probe/mine", headers=person).status_code == 200
    for headers in (
        {},
        {"Authorization": "Bearer dead"},
        {"Authorization": "Basic cGVyc29uLTE="},
        {"Authorization": "x"},
    ):
        response = edge.get("/api/v1/probe/mine", headers=headers)
        problem(response, 401, "not-signed-in")
        assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_dead_token_on_a_guests_route_is_answered_and_told(edge: FlaskClient, person: dict[str, str]):
    dead = edge.get(THINGS, headers={"Authorization": "Bearer dead"})
    assert (dead.status_code, dead.headers["X-Session"]) == (200, "ended")
    assert "X-Session" not in edge.get(THINGS, headers=person).headers
    assert "X-Session" not in edge.get("/api/v1/probe/bundle", headers={"Authorization": "Bearer dead"}).headers


def test_a_role_opens_its_own_and_hides_what_guests_may_not_know_of(edge: FlaskClient):
    rider, keeper = ({"Authorization": f"Bearer {who}-1"} for who in ("person", "keeper"))

    def put(code: str, headers: dict[str, str]) -> TestResponse:
        return edge.put(f"/api/v1/probe/kept/{code}", headers=headers)

    assert put("S1", keeper).status_code == 200
    problem(put("S2", keeper), 403, "not-allowed")
    problem(put("HIDDEN", keeper), 404, "not-found")
    problem(put("NONE", keeper), 404, "not-found")
    problem(put("S1", rider), 403, "not-allowed")
    problem(put("S1", {}), 401, "not-signed-in")


def test_without_a_confirmed_age_one_may_look_and_leave_but_not_write(edge: FlaskClient):
    child = {"Authorization": "Bearer child-1"}
    assert edge.get("/api/v1/probe/mine", headers=child).status_code == 200
    assert edge.post("/api/v1/probe/leaving", headers=child).status_code == 200
    problem(edge.post("/api/v1/probe/effects", json=NAMED, headers=child), 403, "age-unconfirmed")


def test_while_an_account_closes_only_what_is_marked_for_it_works(edge: FlaskClient):
    leaving = {"Authorization": "Bearer leaving-1"}
    assert edge.post("/api/v1/probe/leaving", headers=leaving).status_code == 200
    assert edge.get(THINGS, headers=leaving).status_code == 200
    problem(edge.get("/api/v1/probe/mine", headers=leaving), 403, "account-closing")


def test_strangers_learn_nothing_of_what_a_guarded_view_takes(edge: FlaskClient):
    problem(edge.post("/api/v1/probe/effects?x=1", data=b"{", content_type="text/plain"), 401, "not-signed-in")


def test_two_marks_on_one_view_are_a_mistake_at_start(probe: Flask):
    from app.core.access import public, signed_in

    with pytest.raises(TypeError, match="two access marks"):
        public(signed_in(lambda: None))


def test_a_parameter_said_twice_is_422_but_for_lists(app: Flask):
    client = app.test_client()
    for query in ("lat=44.9&lat=45&lng=82.07", "open=now&open=arrival", "limit=1&limit=2", "crs=wgs84&crs=gcj02"):
        refused = client.get(f"/api/v1/stations?{query}")
        assert refused.status_code == 422 and refused.get_json(force=True)["errors"], query
    assert (
        client.get("/api/v1/stations?amenity=seats&amenity=heating&kind=rider_home&kind=youth_home").status_code == 200
    )


def test_options_is_no_method_of_ours(app: Flask):
    refused = app.test_client().options("/api/v1/stations")
    assert refused.status_code == 405 and "OPTIONS" not in refused.headers["Allow"]
    assert refused.mimetype == "application/problem+json"


@pytest.mark.parametrize("sent", ['"01"', '"1', "1", '"1x"', '"10000000000000000000000"', 'W/"1"', '"-1"', '"１"'])
def test_only_a_version_written_as_ours_is_one(probe: Flask, sent: str):
    with probe.test_request_context(headers={"If-Match": sent}):
        assert web.sent_version() == -1


def test_a_refused_body_is_read_to_its_end(app: Flask):
    """gunicorn would close on the rest of it, and nginx, still sending, would tell 503 for our 401."""
    body = io.BytesIO(b"x" * 2_000_000)
    refused = app.test_client().post("/api/v1/stations/YQ0001/photos", input_stream=body, content_length=2_000_000)
    assert (refused.status_code, body.tell()) == (401, 2_000_000)
