"""Redis holds nothing that may not be lost: people notice none of this."""

from __future__ import annotations

from tests.faults.clients import PAUSE
from tests.faults.conftest import Live
from tests.faults.house import House

AWHILE_S = 1.0


def test_redis_is_killed_and_stays_away(on_postgres: House, live: Live) -> None:
    live(on_postgres, on_postgres.redis.kill)
    on_postgres.redis.restart()


def test_redis_was_never_there(on_postgres: House, live: Live) -> None:
    on_postgres.redis.kill()
    on_postgres.kill_web()
    on_postgres.start_web()
    live(on_postgres, lambda: None)
    on_postgres.redis.restart()


def test_redis_is_frozen(on_postgres: House, live: Live) -> None:
    def freeze() -> None:
        on_postgres.redis.freeze()
        PAUSE.wait(AWHILE_S)

    live(on_postgres, freeze)
    on_postgres.redis.thaw()


def test_redis_comes_back_empty(on_postgres: House, live: Live) -> None:
    live(on_postgres, on_postgres.redis.restart)


def test_redis_takes_no_writes(on_postgres: House, live: Live) -> None:
    live(on_postgres, on_postgres.redis.read_only)
    on_postgres.redis.read_only(False)
