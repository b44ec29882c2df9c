"""``make security``: the API under thousands of made-up calls."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.security)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(900))
