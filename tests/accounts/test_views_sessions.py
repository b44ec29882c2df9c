"""Signing in and out over HTTP, through the fake platform."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.support import people


def test_a_fake_user_signs_in_and_sees_themselves(client: FlaskClient) -> None:
    made = people.sign_in_answer(client, "rider", device_name="小米手机")
    assert made.status_code == 201
    assert made.json["is_new"] is True
    assert len(made.json["token"]) == 43
    me = client.get("/api/v1/me", headers=people.headers_of(made.json["token"]))
    assert me.status_code == 200
    assert me.json == made.json["account"]
