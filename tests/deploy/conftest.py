"""Ground of the tests of deployment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.wechat.fake import Serving
from tests.conftest import Ground
from tests.deploy.front import Front, front_of


@pytest.fixture
def front(ground: Ground, wechat: Serving, tmp_path: Path) -> Iterator[Front]:
    """nginx, and the service behind it."""
    with front_of(ground, wechat, tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def lasting_front(ground: Ground, wechat: Serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """The same for tests that leave nothing behind which another would mind: one for all of a file."""
    with front_of(ground, wechat, tmp_path_factory.mktemp("lasting")) as running:
        yield running
