"""What the network does to what people send: ten times, in any order, late, with another body, under the same key."""

from __future__ import annotations

import random
import threading
from dataclasses import replace
from datetime import timedelta

from app.core import clock
from app.wechat.fake.envelope import Sealed
from tests.faults import clients
from tests.faults.clients import Intent
from tests.faults.conftest import Live
from tests.faults.house import House
from tests.wechat.pushing import PATH, popup, sealed

TIMES = 10


def test_each_tap_arrives_ten_times_at_once(on_postgres: House, live: Live) -> None:
    crowd = clients.gather(on_postgres, riders=12)
    answers: dict[Intent, list[tuple[int, str]]] = {intent: [] for intent in crowd.intents}

    def tap(intent: Intent) -> None:
        status, body, _ = clients.send(on_postgres.port, intent)
        answers[intent].append((status, str(clients.essence(body))))

    def ten_times() -> None:
        threads = [threading.Thread(target=tap, args=(intent,)) for intent in crowd.intents for _ in range(TIMES)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    live(on_postgres, ten_times, crowd=crowd, at=0.0)
    assert {len(told) for told in answers.values()} == {TIMES}
    assert all(len({said for _, said in told}) == 1 and {s for s, _ in told} <= {200, 201} for told in answers.values())


def test_taps_arrive_in_another_order_than_they_were_made(on_postgres: House, live: Live) -> None:
    crowd = clients.gather(on_postgres)
    random.Random(7).shuffle(crowd.intents)
    live(on_postgres, lambda: None, crowd=crowd)


def test_the_same_key_with_another_body_is_refused_and_changes_nothing(on_postgres: House, live: Live) -> None:
    crowd = clients.gather(on_postgres)

    def another_body() -> None:
        mine = crowd.intents[0]
        clients.until_acknowledged(on_postgres.port, mine, clients.History(), threading.Lock(), clients.seconds())
        status, body, _ = clients.send(on_postgres.port, replace(mine, body={"notice_version": 1}))
        assert (status, body["type"]) == (422, "/problems/idempotency-mismatch")

    live(on_postgres, another_body, crowd=crowd)


def test_a_push_of_wechat_comes_again_and_again(on_postgres: House, live: Live) -> None:
    def replayed() -> None:
        push: Sealed = sealed(popup(("T" * 43, "accept")))
        client = on_postgres.app.test_client()
        for _ in range(3):
            answer = client.post(f"{PATH}?{push.query}", data=push.body, content_type=push.content_type)
            assert (answer.status_code, answer.text) == (200, "success")
        assert on_postgres.value("SELECT count(*) FROM pushes") == 1

    live(on_postgres, replayed)


def test_a_check_in_without_network_arrives_two_hours_late(on_postgres: House, live: Live) -> None:
    crowd = clients.gather(on_postgres)
    then = (clock.now() - timedelta(hours=2)).isoformat()
    crowd.intents[:] = [
        replace(intent, body=intent.body | {"occurred_at": then}) if intent.path.endswith("checkins") else intent
        for intent in crowd.intents
    ]
    live(on_postgres, lambda: None, crowd=crowd)
