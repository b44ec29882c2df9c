"""People in tests: signing in, through the fake platform where the answer matters, and giving them roles.

``user`` is any word; it stands for one WeChat user of the fake platform. Roles need their scope to exist (areas
loaded, station made). Giving a role ends the person's sign-ins, as it does in life: grant first, then sign in.
"""

from __future__ import annotations

import uuid
from typing import Any

from flask.testing import FlaskClient

from app.accounts import granting, identities, sessions
from app.core import settings
from app.core.db import transaction
from app.wechat.fake import openid_for
from tests.support.places import inside

Headers = dict[str, str]


def sign_in_answer(client: FlaskClient, user: str, device_id: str | None = None, **body: Any) -> Any:
    """The whole answer of ``POST /sessions`` for a fake user; ``body`` may hold ``age_ok``, ``device_name``, ``code``."""
    sent = {"code": f"{user}.{uuid.uuid4().hex}"} | body
    if device_id is not None:
        sent["device_id"] = device_id
    return client.post("/api/v1/sessions", json=sent)


def sign_in_by_wechat(client: FlaskClient, user: str, device_id: str | None = None, **body: Any) -> Headers:
    """The same through ``POST /sessions``, which asks WeChat: for tests in which one of the two is looked at."""
    response = sign_in_answer(client, user, device_id, **body)
    assert response.status_code == 201, response.json
    return headers_of(response.json["token"])


def sign_in(client: FlaskClient, user: str, device_id: str | None = None, **body: Any) -> Headers:
    """Sign a fake user in, without a request; the headers that speak for them from now on."""
    with inside(client.application), transaction():
        code = f"{user}.{uuid.uuid4().hex}"
        made = sessions.sign_in(openid_of(user), **({"code": code, "device_id": device_id} | body))
    return headers_of(made.token)


def headers_of(token: str) -> Headers:
    """The headers of a token."""
    return {"Authorization": f"Bearer {token}"}


def grant(user: str, role: str, scope: str) -> int:
    """Give a fake user a role as an operator would, and return the grant's id; the account is made if new."""
    with transaction():
        account, _ = identities.find_or_make(openid_of(user), age_ok=None)
        return granting.give_role_by_operator(account, role, scope)[0].id


def openid_of(user: str) -> str:
    """The openid the fake platform gives this user."""
    return openid_for(settings.current().wechat_appid, user)
