"""Ground of the tests of notices: a clock that stands still, riders, and a platform without memory of other tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.accounts import identities
from app.core import clock
from app.core.db import transaction
from app.wechat.fake import Serving
from app.wechat.fake.faults import FaultPlan
from app.wechat.fake.messages import Mailbox
from tests.notices.people import Clock
from tests.support.people import openid_of


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.now)
    return moved


@pytest.fixture(autouse=True)
def fresh_platform(wechat: Serving, shared_app: Flask) -> Iterator[None]:
    """Empty phones, no faults, and a gateway whose breaker has seen nothing. Tokens stay: they are the run's."""
    platform = wechat.platform
    options = platform.options
    platform.mailbox, platform.faults = Mailbox(), FaultPlan()
    shared_app.extensions["yiqi.wechat"].close()
    yield
    platform.options, platform.mailbox, platform.faults = options, Mailbox(), FaultPlan()


@pytest.fixture
def rider(app: Flask, at: Clock) -> int:
    return person("rider")


@pytest.fixture
def other(app: Flask, at: Clock) -> int:
    return person("other")


def person(user: str) -> int:
    """The account of a fake user, made if new."""
    with transaction():
        return identities.find_or_make(openid_of(user), age_ok=True)[0].id
