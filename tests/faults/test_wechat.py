"""The platform fails in every way it knows while people sign in, sign up and wait for a message."""

from __future__ import annotations

import signal
import threading
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest

from app.accounts import identities
from app.core import clock
from app.core.db import db, transaction
from app.wechat.fake.faults import KINDS, Fault
from app.worker import run_worker
from tests.faults import clients
from tests.faults.clients import History, Intent
from tests.faults.conftest import HEAL_S, Live
from tests.faults.house import House, seconds
from tests.faults.table import note
from tests.notices.people import SEND, tap, tell
from tests.support.people import openid_of
from tests.support.servers import wait_until

LOGIN = "/sns/jscode2session"
AT_ONCE = 4
FAULTS = [{"kind": kind} for kind in sorted(KINDS)] + [{"errcode": code} for code in (-1, 40001, 45009, 45011)]


def signing_in(n: int) -> Intent:
    body = {"code": f"fault{n}-{uuid4().hex[:8]}.{uuid4().hex}", "device_id": uuid4().hex}
    return Intent(f"sign-in {n}", "/api/v1/sessions", body, "", "")


def try_once(house: House, intent: Intent, told: History) -> int:
    try:
        status, body, _ = clients.send(house.port, intent)
    except OSError:
        told.cut += 1
        return 0
    told.statuses[status] += 1
    if status == 201:
        told.acknowledged[intent] = body
    elif status not in {429, 503}:  # 429: code2session itself asks for a pause, or too many wait for it here
        told.wrong.append(f"{status} {body}")
    return status


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(next(iter(fault.values()))))
def test_sign_in_is_refused_kindly_and_heals(on_sqlite: House, fault: dict[str, object]) -> None:
    told = History()
    platform = on_sqlite.wechat.platform
    platform.faults.add(Fault.of({"path": LOGIN, "count": -1} | fault))
    threads = [threading.Thread(target=try_once, args=(on_sqlite, signing_in(n), told)) for n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.wrong == []
    assert told.statuses[503] + told.statuses[429] == AT_ONCE, told.statuses
    platform.faults.add(Fault.of({"path": LOGIN, "count": 0} | fault))
    told.back_at = back = seconds()

    def signs_in() -> bool:
        sent = seconds()
        fine = try_once(on_sqlite, signing_in(99), told) == 201
        told.acknowledged_at += [(sent, seconds())] if fine else []
        return fine

    wait_until(signs_in, HEAL_S, "a sign-in after the platform was well again")
    name = str(next(iter(fault.values())))
    note("wechat", f"sign-in while code2session answers {name}", told, lost=0, fine=seconds() - back < HEAL_S)


def test_sign_ups_go_on_while_sign_ins_hang(on_sqlite: House, live: Live) -> None:
    told = History()
    platform = on_sqlite.wechat.platform
    platform.faults.add(Fault.of({"path": LOGIN, "count": -1, "kind": "hang"}))
    threads = [threading.Thread(target=try_once, args=(on_sqlite, signing_in(n), told)) for n in range(AT_ONCE)]

    def hang() -> None:
        for thread in threads:
            thread.start()

    live(on_sqlite, hang)
    for thread in threads:
        thread.join()
    platform.faults.add(Fault.of({"path": LOGIN, "count": 0, "kind": "hang"}))
    assert told.wrong == []


def test_the_worker_is_killed_while_it_sends(on_sqlite: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was on its way is found out when its lease ends, and arrives once (the platform had not taken it)."""
    platform = on_sqlite.wechat.platform
    with on_sqlite.app.app_context():
        openid = openid_of("waiting")
        with transaction():
            account = identities.find_or_make(openid, age_ok=True)[0].id
        tap(on_sqlite.wechat, account)
        platform.faults.add(Fault.of({"path": SEND, "count": 1, "kind": "hang"}))
        assert tell(account, key="killed", urgent=True)
        db.session.remove()
    on_sqlite.start_worker()
    states = "SELECT wechat_state FROM notices WHERE dedupe_key LIKE '%killed'"
    wait_until(lambda: on_sqlite.value(states) == "sending" and platform.calls[SEND] == 1, 60, "the sending")
    on_sqlite.end_worker(signal.SIGKILL)
    platform.faults.add(Fault.of({"path": SEND, "count": 0, "kind": "hang"}))
    real = clock.now
    for later in (timedelta(minutes=2), timedelta(days=1)):
        monkeypatch.setattr(clock, "now", lambda later=later: real() + later)
        run_worker(on_sqlite.app, once=True)
    monkeypatch.undo()
    arrived = [message for message in platform.mailbox.messages if message.openid == openid]
    assert (on_sqlite.value(states), len(arrived)) == ("sent", 1)
    told = History(statuses=Counter({200: 1}))
    note("wechat", "the worker is killed while it sends", told, lost=0, fine=True)
    assert on_sqlite.broken() == []
