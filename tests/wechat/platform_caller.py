"""Plain HTTP to the fake platform, as the real one would be spoken to."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable

from app.core import clock
from app.core.settings import FAKE_APPID, FAKE_SECRET

FACTS = {"appid": FAKE_APPID, "secret": FAKE_SECRET}
LOGIN_TARGET = f"/sns/jscode2session?grant_type=authorization_code&appid={FAKE_APPID}&secret={FAKE_SECRET}&js_code="


class Caller:
    """Plain HTTP to the platform on one kept connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def raw(self, method: str, target: str, body: object = None) -> tuple[int, bytes]:
        payload = body if body is None or isinstance(body, bytes) else json.dumps(body)
        self.connection.request(method, target, payload)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def __call__(self, method: str, target: str, body: object = None) -> dict[str, object]:
        return json.loads(self.raw(method, target, body)[1])

    def token(self, force: bool = False) -> dict[str, object]:
        body = {"grant_type": "client_credential", "force_refresh": force} | FACTS
        return self("POST", "/cgi-bin/stable_token", body)

    def legacy(self) -> str:
        query = f"grant_type=client_credential&appid={FAKE_APPID}&secret={FAKE_SECRET}"
        return str(self("GET", f"/cgi-bin/token?{query}")["access_token"])

    def login(self, code: str) -> dict[str, object]:
        return self("GET", LOGIN_TARGET + code)

    def phone(self, token: object, code: str) -> dict[str, object]:
        return self("POST", f"/wxa/business/getuserphonenumber?access_token={token}", {"code": code})


def wait_until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    end = clock.ticks() + seconds
    while not true():
        assert clock.ticks() < end, "it never came true"
        threading.Event().wait(0.01)
