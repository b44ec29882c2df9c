"""Photos over HTTP: giving, seeing, deciding, taking back; by every role."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core import audit, settings
from app.core.db import db, transaction
from app.stations import photo_checks
from app.stations.models import Station
from app.stations.photo_models import StationPhoto
from tests.support import uploads
from tests.support.people import Headers, grant, sign_in
from tests.support.uploads import picture, read

URL = "/api/v1/stations/YQ0001/photos"
STATION = "/api/v1/stations/YQ0001"
MEMBERS = {"id", "url", "state", "actions"}


def send(
    client: FlaskClient, who: Headers, raw: bytes | None = None, *, url: str = URL, name: str = "照片.jpg", **more: Any
) -> Any:
    data = {"file": (io.BytesIO(picture() if raw is None else raw), name)} | more.pop("beside", {})
    headers = who | {key.replace("_", "-"): value for key, value in more.items()}
    return client.post(url, data=data, headers=headers, content_type="multipart/form-data")


def shown_to(client: FlaskClient, who: Headers, url: str = STATION) -> list[dict[str, Any]]:
    return list(client.get(url, headers=who).json["photos"])


def rows() -> list[StationPhoto]:
    query = sa.select(StationPhoto).order_by(StationPhoto.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def be(state: str, **also: Any) -> None:
    """Let all photos be in a state."""
    with transaction():
        db.session.execute(sa.update(StationPhoto).values(state=state, **also))


@pytest.fixture
def photo(client, rider) -> int:
    """A photo by the rider, which nobody has checked yet."""
    return int(send(client, rider).json["id"])


# --- giving one ---


def test_a_photo_is_taken_in_and_waits_for_its_check(client, rider):
    response = send(client, rider)
    assert response.status_code == 201
    assert set(response.json) == {"id", "state"}
    assert response.json["state"] == "pending_review"
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("user", "role", "scope"),
    [("one", "station_manager", "YQ0001"), ("two", "rider_liaison", "YQ0001"), ("three", "community_staff", "652701001"),
     ("four", "prefecture_admin", "652700")],
)  # fmt: skip
def test_keepers_and_liaisons_give_photos_too_and_that_is_written_down(client, town, user, role, scope):
    grant(user, role, scope)
    response = send(client, sign_in(client, user))
    assert (response.status_code, response.json["state"]) == (201, "pending_review")
    (line,) = db.session.scalars(sa.select(audit.AuditEvent).where(audit.AuditEvent.action == "station.photo"))
    assert (line.actor_role, line.subject) == (role, "station:YQ0001")
    assert line.changes == {f"photo.{response.json['id']}": [None, "pending_review"]}


def test_guests_are_401_and_whoever_is_too_young_403(client, town):
    assert send(client, {}).status_code == 401
    young = send(client, sign_in(client, "young", age_ok=False))
    assert (young.status_code, young.json["type"]) == (403, "/problems/age-unconfirmed")
    assert rows() == []


def test_a_hidden_station_takes_photos_of_its_keepers_only(client, town, rider):
    hidden = URL.replace("YQ0001", "YQ0002")
    grant("keeper", "station_manager", "YQ0002")
    grant("looker", "auditor", "652700")
    assert send(client, rider, url=hidden).status_code == 404
    assert send(client, sign_in(client, "looker"), url=hidden).status_code == 403
    assert send(client, sign_in(client, "keeper"), url=hidden).status_code == 201
    assert send(client, rider, url=URL.replace("YQ0001", "NOWHERE")).status_code == 404


FILES = {
    "svg": (uploads.SVG, 415, "not-a-picture"),
    "a page": (b"<html><script>alert(1)</script>", 415, "not-a-picture"),
    "gif": (picture("GIF"), 415, "not-a-picture"),
    "heic": (uploads.HEIC, 415, "heic-picture"),
    "nothing": (b"", 415, "not-a-picture"),
    "60,000 px": (uploads.jpeg_of_size(60_000, 60_000), 422, "too-many-pixels"),
    "a png of 900 million px": (uploads.png(30_000, 30_000, uploads.zeros(1 << 20)), 422, "too-many-pixels"),
    "broken off": (picture(size=(400, 300))[:-400], 422, "picture-broken"),
    "2 MiB + 1": (picture() + bytes(2 * 1024 * 1024 + 1 - len(picture())), 413, "picture-too-large"),
    "3 MiB": (bytes(3 * 1024 * 1024), 413, "picture-too-large"),
    "14 MiB": (bytes(14 * 1024 * 1024), 413, "picture-too-large"),
}


@pytest.mark.parametrize("name", FILES)
def test_f1_what_is_refused_says_why_and_leaves_nothing(client, rider, name):
    raw, status, slug = FILES[name]
    response = send(client, rider, raw)
    assert (response.status_code, response.json["type"]) == (status, f"/problems/{slug}")
    assert response.mimetype == "application/problem+json"
    assert rows() == []


@pytest.mark.parametrize("name", ["照片.svg", "../../etc/passwd", "x.php", "a" * 3000])
def test_the_name_and_type_of_a_file_are_not_believed(client, rider, name):
    data = {"file": (io.BytesIO(picture("PNG")), name, "text/html")}
    response = client.post(URL, data=data, headers=rider, content_type="multipart/form-data")
    assert response.status_code == 201


def test_f1_where_it_was_taken_is_gone(client, rider, manager):
    send(client, rider, uploads.with_exif(orientation=6))
    (seen,) = shown_to(client, manager)
    served = client.get(seen["url"])
    assert read(served.data).size == (48, 64)
    assert not read(served.data).getexif()
    assert b"SecretPhone" not in served.data


@pytest.mark.parametrize("content_type", ["application/json", "image/jpeg", "application/octet-stream"])
def test_anything_but_a_form_is_415(client, rider, content_type):
    assert client.post(URL, data=picture(), content_type=content_type, headers=rider).status_code == 415


def test_no_file_two_files_and_strange_fields_are_422(client, rider):
    form = {"headers": rider, "content_type": "multipart/form-data"}
    assert client.post(URL, headers=rider).status_code == 422
    assert client.post(URL, data={"file": "text"}, **form).status_code == 422
    two = [(io.BytesIO(picture()), "a.jpg"), (io.BytesIO(picture()), "b.jpg")]
    assert client.post(URL, data={"file": two}, **form).status_code == 422
    strange = send(client, rider, beside={"state": "shown"})
    assert strange.status_code == 422
    assert [error["field"] for error in strange.json["errors"]] == ["state"]
    assert send(client, rider, url=URL + "?state=shown").status_code == 422
    assert rows() == []


def test_a_part_of_another_name_is_understood(client, rider):
    data = {"image": (io.BytesIO(picture()), "a.jpg")}
    response = client.post(URL, data=data, headers=rider, content_type="multipart/form-data")
    assert response.status_code == 201


def test_a_person_gives_so_many_photos_a_day(client, rider):
    most = int(settings.current().photos_per_account.split("/")[0])
    assert {send(client, rider).status_code for _ in range(most)} == {201}
    response = send(client, rider)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0


# --- the act is the consent ---


def test_giving_a_photo_is_the_consent_and_an_old_notice_is_409(client, rider):
    def standing() -> str:
        items = client.get("/api/v1/me/consents", headers=rider).json["items"]
        return next(str(item["state"]) for item in items if item["purpose"] == "report_photo")

    notices = client.get("/api/v1/client-config").json["notices"]
    version = notices["report_photo"]["version"]
    old = send(client, rider, beside={"notice_version": str(version + 1)})
    assert (old.status_code, old.json["type"]) == (409, "/problems/notice-changed")
    assert (standing(), rows()) == ("none", [])
    for wrong in ("one", "-1", "1.0", "１", "99999999999999999999"):
        assert send(client, rider, beside={"notice_version": wrong}).status_code == 422
    assert send(client, rider, beside={"notice_version": str(version)}).status_code == 201
    assert standing() == "given"


def test_t68_a_withdrawn_consent_takes_the_photos_along_and_is_403_until_given_again(client, rider, manager, photo):
    other = send(client, manager).json["id"]
    version = client.get("/api/v1/client-config").json["notices"]["report_photo"]["version"]
    assert client.delete("/api/v1/me/consents/report_photo", headers=rider).status_code == 200
    assert [row.id for row in rows()] == [other]
    refused = send(client, rider)
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/consent-withdrawn")
    given = client.put("/api/v1/me/consents/report_photo", json={"notice_version": version}, headers=rider)
    assert given.status_code == 200
    assert send(client, rider).status_code == 201


# --- an upload tried again ---


def test_t35_the_same_key_gives_the_same_answer_and_one_photo(client, rider):
    first = send(client, rider, Idempotency_Key="photo-0001")
    again = send(client, rider, Idempotency_Key="photo-0001")
    assert first.status_code == again.status_code == 201
    assert first.json == again.json
    assert again.headers["Idempotent-Replayed"] == "true"
    other = send(client, rider, picture(size=(30, 30)), Idempotency_Key="photo-0001")
    assert (other.status_code, other.json["type"]) == (422, "/problems/idempotency-mismatch")
    assert len(rows()) == 1


def test_t35_the_same_photo_without_a_key_is_the_same_photo(client, rider, photo):
    again = send(client, rider, name="another name.png")
    assert (again.status_code, again.json["id"]) == (201, photo)
    assert len(rows()) == 1


def test_the_same_photo_by_another_or_of_another_station_is_another(client, rider, manager, photo):
    ids = {photo, send(client, manager).json["id"]}
    ids.add(send(client, rider, url=URL.replace("YQ0001", "YQ0003")).json["id"])
    assert len(ids) == 3
    assert len({row.picture_id for row in rows()}) == 1


def test_a_photo_that_is_shown_already_is_told_so(client, rider, photo):
    be("shown")
    assert send(client, rider).json == {"id": photo, "state": "shown"}
    be("review")
    assert send(client, rider).json == {"id": photo, "state": "pending_review"}


def test_what_was_refused_stays_refused(client, rider, photo):
    be("removed", picture_id=None)
    refused = send(client, rider)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/photo-refused")
    assert rows()[0].state == "removed"


# --- who sees what ---


@pytest.mark.parametrize("state", ["pending_review", "review"])
def test_until_it_is_passed_its_author_and_the_keepers_see_it_and_nobody_else(client, rider, manager, photo, state):
    be(state)
    other = sign_in(client, "other-rider")
    assert shown_to(client, {}) == shown_to(client, other) == []
    (mine,), (kept,) = shown_to(client, rider), shown_to(client, manager)
    assert set(mine) == set(kept) == MEMBERS
    assert (mine["state"], mine["actions"]) == ("pending_review", ["delete_photo"])
    assert kept["state"] == state
    assert kept["actions"] == (["settle_photo"] if state == "review" else []) + ["delete_photo"]
    picture_id = rows()[0].picture_id
    assert client.get(f"/pictures/{picture_id}").status_code == 404
    assert client.get(f"/pictures/{picture_id}", headers=manager).status_code == 404
    served = client.get(mine["url"])
    assert served.status_code == 200
    assert served.headers["Cache-Control"] == "private, no-store"


def test_once_passed_everybody_sees_it(client, rider, manager, photo):
    be("shown")
    for who, actions in (
        ({}, []),
        (sign_in(client, "other"), []),
        (rider, ["delete_photo"]),
        (manager, ["delete_photo"]),
    ):
        (seen,) = shown_to(client, who)
        assert seen == {"id": photo, "url": f"/pictures/{rows()[0].picture_id}", "state": "shown", "actions": actions}


def test_removed_ones_are_seen_by_nobody(client, rider, manager, photo):
    be("removed", picture_id=None)
    assert shown_to(client, rider) == shown_to(client, manager) == []


def test_a_station_hidden_later_hides_its_photos(client, rider, manager, photo):
    be("shown")
    picture_url = shown_to(client, {})[0]["url"]
    with transaction():
        db.session.execute(sa.update(Station).where(Station.code == "YQ0001").values(open_to_riders=False))
    assert client.get(picture_url).status_code == 404
    (kept,) = shown_to(client, manager)
    assert client.get(kept["url"]).status_code == 200


def test_a_picture_is_served_so_that_it_can_only_be_looked_at(client, photo):
    be("shown")
    response = client.get(f"/pictures/{rows()[0].picture_id}")
    assert response.status_code == 200
    assert response.mimetype == "image/jpeg"
    assert read(response.data).format == "JPEG"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    policy = response.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    again = client.get(f"/pictures/{rows()[0].picture_id}", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_station_says_that_photos_may_be_added(client, rider, manager, town):
    def may(who: Headers) -> bool:
        return "add_photo" in client.get(STATION, headers=who).json["actions"]

    assert not may({})
    assert may(rider)
    assert may(manager)
    assert not may(sign_in(client, "young", age_ok=False))


# --- people decide ---


def test_a_keeper_shows_or_removes_what_wechat_left_to_people(client, rider, manager, photo):
    be("review")
    shown = client.put(f"{URL}/{photo}", json={"state": "shown"}, headers=manager)
    assert shown.status_code == 200
    assert [one["state"] for one in shown.json["photos"]] == ["shown"]
    assert shown.headers["ETag"] == f'"{shown.json["version"]}"'
    assert len(shown_to(client, {})) == 1
    gone = client.put(f"{URL}/{photo}", json={"state": "removed"}, headers=manager)
    assert (gone.status_code, gone.json["photos"]) == (200, [])
    assert shown_to(client, {}) == []
    lines = db.session.scalars(sa.select(audit.AuditEvent).where(audit.AuditEvent.action == "station.photo"))
    assert [line.changes for line in lines] == [
        {f"photo.{photo}": ["review", "shown"]},
        {f"photo.{photo}": ["shown", "removed"]},
    ]


def test_deciding_twice_is_deciding_once(client, manager, photo):
    be("review")
    for _ in range(2):
        assert client.put(f"{URL}/{photo}", json={"state": "shown"}, headers=manager).status_code == 200
    assert (
        len(db.session.scalars(sa.select(audit.AuditEvent).where(audit.AuditEvent.action == "station.photo")).all())
        == 1
    )


def test_while_wechat_looks_people_only_remove(client, manager, photo):
    waits = client.put(f"{URL}/{photo}", json={"state": "shown"}, headers=manager)
    assert (waits.status_code, waits.json["type"]) == (409, "/problems/photo-in-check")
    assert client.put(f"{URL}/{photo}", json={"state": "removed"}, headers=manager).status_code == 200


def test_nobody_passes_a_photo_of_their_own(client, manager):
    own = send(client, manager).json["id"]
    be("review")
    response = client.put(f"{URL}/{own}", json={"state": "shown"}, headers=manager)
    assert (response.status_code, response.json["type"]) == (403, "/problems/own-photo")
    grant("liaison", "rider_liaison", "YQ0001")
    other = client.put(f"{URL}/{own}", json={"state": "shown"}, headers=sign_in(client, "liaison"))
    assert other.status_code == 200


def test_riders_and_keepers_of_other_stations_do_not_decide(client, rider, photo):
    be("review")
    grant("elsewhere", "station_manager", "YQ0003")
    body = {"state": "shown"}
    assert client.put(f"{URL}/{photo}", json=body, headers={}).status_code == 401
    assert client.put(f"{URL}/{photo}", json=body, headers=rider).status_code == 403
    assert client.put(f"{URL}/{photo}", json=body, headers=sign_in(client, "elsewhere")).status_code == 403
    theirs = URL.replace("YQ0001", "YQ0003")
    assert client.put(f"{theirs}/{photo}", json=body, headers=sign_in(client, "elsewhere")).status_code == 404
    assert rows()[0].state == "review"


def test_a_decision_is_one_of_two(client, manager, photo):
    for body in ({}, {"state": "pending_review"}, {"state": "shown", "why": "x"}, {"state": None}):
        assert client.put(f"{URL}/{photo}", json=body, headers=manager).status_code == 422
    assert client.put(f"{URL}/999999", json={"state": "shown"}, headers=manager).status_code == 404


# --- taking one away ---


@pytest.mark.parametrize("state", ["pending_review", "review", "shown"])
def test_ones_own_photo_goes_without_a_trace(client, rider, photo, state):
    be(state)
    response = client.delete(f"{URL}/{photo}", headers=rider)
    assert (response.status_code, response.json["photos"]) == (200, [])
    assert rows() == []
    assert client.delete(f"{URL}/{photo}", headers=rider).status_code == 404
    assert send(client, rider).status_code == 201  # and may come again


def test_ones_own_photo_goes_also_where_the_station_is_hidden_by_now(client, rider, photo):
    with transaction():
        db.session.execute(sa.update(Station).where(Station.code == "YQ0001").values(open_to_riders=False))
    response = client.delete(f"{URL}/{photo}", headers=rider)
    assert (response.status_code, response.data) == (204, b"")
    assert rows() == []


def test_a_keeper_takes_anothers_photo_away_for_good(client, rider, manager, photo):
    assert client.delete(f"{URL}/{photo}", headers=manager).status_code == 200
    assert [(row.state, row.picture_id) for row in rows()] == [("removed", None)]
    assert send(client, rider).status_code == 409
    assert client.delete(f"{URL}/{photo}", headers=manager).status_code == 404


def test_another_riders_photo_is_not_theirs_to_take_away(client, photo):
    other = sign_in(client, "other-rider")
    assert client.delete(f"{URL}/{photo}", headers={}).status_code == 401
    assert client.delete(f"{URL}/{photo}", headers=other).status_code == 404
    be("shown")
    assert client.delete(f"{URL}/{photo}", headers=other).status_code == 403
    with transaction():
        db.session.execute(sa.update(Station).where(Station.code == "YQ0001").values(open_to_riders=False))
    assert client.delete(f"{URL}/{photo}", headers=other).status_code == 404
    assert len(rows()) == 1


def test_what_people_decided_wechat_does_not_undo_but_for_risky(client, manager, photo):
    be("review", trace_id="trace-1")
    client.put(f"{URL}/{photo}", json={"state": "shown"}, headers=manager)
    with transaction():
        photo_checks.take_verdict("trace-1", "review")
    assert rows()[0].state == "shown"
    with transaction():
        photo_checks.take_verdict("trace-1", "risky")
    assert rows()[0].state == "removed"
