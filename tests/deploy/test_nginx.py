"""nginx as ``deploy/nginx`` sets it up, in front of the real service: what it keeps, what it writes, what it refuses."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core.settings import Settings
from app.wechat.fake import openid_for
from tests.deploy.front import Front
from tests.support.servers import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.both_engines]

LAT, LNG = "44.903", "82.071"
NEARBY = f"/api/v1/stations?lat={LAT}&lng={LNG}&open=now"
LANGUAGE = "ug-CN"
SCENE = "P.00000G.0001.ABCDEFGHJKMN"
PHONE = "13909091234"
APPID = Settings.from_env({}).wechat_appid


def test_t65_bundles_and_areas_are_kept_and_nothing_else(front: Front) -> None:
    token = front.sign_in("rider")
    everything = (
        "/api/v1/bundles/652701",
        "/api/v1/areas?parent=652701",
        "/api/v1/areas/652701001",
        NEARBY,
        "/api/v1/stations",
        "/api/v1/stations/YQ0001",
        "/api/v1/client-config",
        "/api/v1/me",
        "/healthz",
    )
    for path in everything:
        for _ in range(2):
            assert front.nginx.call(path, Authorization=f"Bearer {token}")[0] == 200, path
    assert front.nginx.kept == [f" {path}" for path in sorted(everything[:3])]


def test_a_kept_bundle_is_one_answer_for_all_and_each_has_an_id_of_its_own(front: Front) -> None:
    path = "/api/v1/bundles/652701"
    answers = [
        front.nginx.call(path, Accept_Encoding=words, Authorization=f"Bearer nobody{n}")
        for n, words in enumerate(("gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8"))
    ]
    assert {status for status, _, _ in answers} == {200}
    assert len({raw for _, _, raw in answers}) == 1 and len({h["x-request-id"] for _, h, _ in answers}) == 3
    assert all(h["content-encoding"] == "gzip" and h["etag"] == answers[0][1]["etag"] for _, h, _ in answers)
    plain = front.nginx.call(path)
    assert "content-encoding" not in plain[1] and json.loads(plain[2])["rows"]
    assert front.nginx.kept == [f" {path}", f"gzip {path}"]
    again = front.nginx.call(path, Accept_Encoding="gzip", If_None_Match=answers[0][1]["etag"])
    assert (again[0], again[2]) == (304, b"")


def test_who_writes_beside_what_is_kept_is_known_all_the_same(front: Front) -> None:
    """A rider is told that they may not; nobody would be asked to sign in."""
    told = {"Authorization": f"Bearer {front.sign_in('rider')}", "Content_Type": "application/json"}
    body = json.dumps({"name": "第一网格"}).encode()
    status, _, raw = front.nginx.call("/api/v1/areas/652701001/grids", "POST", body, **told)
    assert (status, json.loads(raw)["type"]) == (403, "/problems/not-allowed")


def test_what_strangers_say_of_addresses_and_ids_is_dropped(lasting_front: Front) -> None:
    mine = "a-strangers-request-id"
    status, headers, raw = lasting_front.nginx.call(
        "/api/v1/nowhere", X_Request_Id=mine, X_Forwarded_For="203.0.113.7", Forwarded="for=203.0.113.7"
    )
    assert status == 404 and headers["x-request-id"] != mine
    assert json.loads(raw)["request_id"] == headers["x-request-id"]


def test_while_no_process_answers_a_kept_bundle_still_does_and_the_rest_says_when_to_come_again(front: Front) -> None:
    kept = front.nginx.call("/api/v1/bundles/652701")
    front.end_service()
    with ThreadPoolExecutor(4) as crowd:
        later = list(crowd.map(lambda _: front.nginx.call("/api/v1/bundles/652701"), range(8)))
    assert {(status, raw) for status, _, raw in later} == {(200, kept[2])}
    status, headers, raw = front.nginx.call(NEARBY)
    problem = json.loads(raw)
    assert (status, headers["content-type"], headers["retry-after"]) == (503, "application/problem+json", "2")
    assert (problem["type"], problem["request_id"]) == ("/problems/service-unavailable", headers["x-request-id"])


@pytest.mark.parametrize(
    ("path", "allowed", "refused"),
    [
        ("/api/v1/sessions", 100, 1_048_577),
        ("/api/v1/stations/YQ0001/photos", 2 * 1024 * 1024, 2_300_000),
        ("/api/v1/imports/stations", 12 * 1024 * 1024, 13_000_000),
    ],
)
def test_a_body_is_taken_up_to_its_size_and_refused_as_a_problem_beyond(
    lasting_front: Front, path: str, allowed: int, refused: int
) -> None:
    assert lasting_front.nginx.call(path, "POST", b"x" * allowed, Content_Type="text/plain")[0] in {401, 404, 415}
    status, headers, raw = lasting_front.nginx.call(path, "POST", b"x" * refused, Content_Type="text/plain")
    assert (status, json.loads(raw)["type"]) == (413, "/problems/too-large")
    assert headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "headers"),
    [(f"/api/v1/stations?q={'x' * 40_000}", {}), ("/api/v1/stations", {"X_Much": "x" * 40_000})],
    ids=["a line", "a header"],
)
def test_what_is_too_long_to_read_is_a_problem_and_no_fault_of_ours(
    lasting_front: Front, path: str, headers: dict[str, str]
) -> None:
    """A named location for it was answered 500: a line that was never read has no address to go on from."""
    status, told, raw = lasting_front.nginx.call(path, **headers)
    assert (status, told["content-type"]) == (400, "application/problem+json")
    assert json.loads(raw)["type"] == "/problems/bad-request"


def test_t25_and_t65_nothing_personal_is_written_by_the_service_or_by_nginx(front: Front) -> None:
    """Ordinary use, refusals, too many requests at once, and the service dying in the middle of it."""
    tokens = [front.sign_in(f"phone-{n}") for n in range(2)]
    as_json = {"Content_Type": "application/json"}
    for token in tokens:
        own = {"Authorization": f"Bearer {token}", "Accept_Language": LANGUAGE}
        body = json.dumps({"code": f"phone-{PHONE}"}).encode()
        assert front.nginx.call("/api/v1/me/phone", "POST", body, **as_json, **own)[0] in {200, 409}
        for path in (NEARBY, f"/api/v1/stations?lat={LAT}&lng=north", f"{NEARBY}&token={token}", "/api/v1/me"):
            front.nginx.call(path, **own)
        front.nginx.call(f"/api/v1/me/phone?lat={LAT}", "POST", b"{" + token.encode(), **as_json, **own)
        front.nginx.call(f"/calendar/{token}.ics")
        front.nginx.call(f"/api/v1/bundles/652701?lat={LAT}&lng={LNG}", **own)
        assert front.nginx.call_plainly(f"{NEARBY}&token={token}") == 403
        # nginx's line and the service's have one id: a place in one and a person in the other would be where they were
        front.nginx.call("/api/v1/stations/YQ0001", **own)
        front.nginx.call("/api/v1/stations/YQ0001/crowding", "PUT", b'{"level":"few"}', **as_json, **own)
        front.nginx.call(f"/api/v1/scenes/{SCENE}", **own)
    with ThreadPoolExecutor(16) as crowd:
        answered = {status for status, _, _ in crowd.map(lambda _: front.nginx.call(NEARBY), range(400))}
    assert 429 in answered and answered <= {200, 429}
    front.end_service()
    assert front.nginx.call(f"{NEARBY}&q={tokens[0]}", Authorization=f"Bearer {tokens[0]}")[0] == 503

    wait_until(lambda: '"status": 503' in front.nginx.written["yiqi.log"], 5, "the last line")
    written = front.nginx.written | {"service.log": front.log.read_text(encoding="utf-8")}
    assert "/api/v1/stations" in written["service.log"]
    assert "/api/v1/stations/*/crowding" in written["yiqi.log"]
    assert not any(place in written[name] for name in ("yiqi.log", "service.log") for place in ("YQ0001", SCENE))
    never = [*tokens, LAT, LNG, "44.90", PHONE, LANGUAGE, *(openid_for(APPID, f"phone-{n}") for n in range(2))]
    for name, text in written.items():
        for secret in never:
            assert secret not in text, f"{secret} in {name}: {context(text, secret)}"
        assert not re.search(r"\b127\.0\.0\.1\b", text) or name == "service.log", name


def context(text: str, secret: str) -> str:
    place = text.index(secret)
    return text[max(0, place - 120) : place + 40]
