"""Giving photos over HTTP: who may, what is taken in, and that a second try makes no second photo."""

from __future__ import annotations

import io

import pytest

from app.core import settings
from tests.stations.photo_words import URL, audited, be, rows, send, shown_to
from tests.support import uploads
from tests.support.people import grant, sign_in
from tests.support.uploads import picture, read


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
    (line,) = audited()
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
