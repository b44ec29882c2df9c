"""One certificate asked for twice at the same instant, and one whose line is taken back meanwhile: real commits.

The negative controls take the account's lock away (on SQLite: let transactions begin deferred) and watch the promise
break, so that the tests above them are known to be able to fail.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from app.accounts import identities
from app.accounts import service as accounts
from app.core import clock, duties
from app.core.db import db, transaction
from app.hours import certificates, certificates_personal
from app.hours.certificate_models import Certificate
from app.worker import run_sweep
from tests.hours.hours_words import TOWN, account_of, confirm, office, proposed
from tests.stations.test_keeping_races import PATIENCE_S, at_once
from tests.support.people import Headers, grant, sign_in
from tests.support.places import load_areas

API = "/api/v1"


@pytest.fixture
def town(committed: Flask) -> Iterator[Flask]:
    with committed.app_context():
        load_areas(committed)
        grant("staff", "community_staff", TOWN)
    yield committed


def served(app: Flask) -> tuple[int, dict[str, Any]]:
    """A confirmed hour of the rider, and what asks for a certificate of it."""
    with app.app_context():
        chain = proposed("rider", area_code=TOWN)
        confirm(chain)
        body = {"issuer": office(TOWN), "period_from": "2025-11-01", "period_to": "2025-11-30"}
        return chain, body | {"name_on_paper": "马力"}


def asking(body: dict[str, Any], headers: Headers) -> Callable[[Any], Any]:
    return lambda client: client.post(f"{API}/certificates", json=body, headers=headers)


def correcting(chain: int, headers: Headers) -> Callable[[Any], Any]:
    body = {"minutes": 30, "reason": "多算了", "version": 2}
    with_key = headers | {"Idempotency-Key": "correct-0001"}
    return lambda client: client.post(f"{API}/hours/{chain}/correction", json=body, headers=with_key)


def statuses(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Certificate.status).order_by(Certificate.id)))


def false_ones(app: Flask) -> list[str]:
    with app.app_context():
        return certificates_personal.certificates_are_true()


def wait_for_the_other(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, barrier: threading.Barrier) -> None:
    """After ``where.name`` has answered, go on only when the other thread has come as far."""
    real = getattr(where, name)

    def answer_and_wait(*args: Any, **kwargs: Any) -> Any:
        found = real(*args, **kwargs)
        barrier.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(where, name, answer_and_wait)


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Accounts are read, not locked; SQLite begins transactions deferred."""

    def look_only(account_id: int) -> Any:
        return db.session.get_one(identities.Account, account_id)

    monkeypatch.setattr(accounts, "lock_account", look_only)
    monkeypatch.setattr(Connection, "get_execution_options", lambda self: {})


def test_the_same_certificate_asked_for_five_times_at_once_has_one_number(town):
    _, body = served(town)
    rider = sign_in(town.test_client(), "rider")
    answers = at_once(town, [asking(body, rider)] * 5)
    assert [answer.status_code for answer in answers] == [201] * 5
    assert len({answer.json["number"] for answer in answers}) == 1
    assert statuses(town) == ["issued"]
    assert false_ones(town) == []


def test_without_the_account_lock_the_second_does_not_find_the_first(town, monkeypatch):
    """Both look before either has numbered: the unique lines are what is left to refuse."""
    _, body = served(town)
    rider = sign_in(town.test_client(), "rider")
    with town.app_context():
        consented()
    without_locks(monkeypatch)
    wait_for_the_other(monkeypatch, certificates, "_numbered", threading.Barrier(2))
    answers = at_once(town, [asking(body, rider)] * 2)
    assert sorted(answer.status_code for answer in answers) != [201, 201]
    assert statuses(town) == ["issued"]  # the named constraint holds even then


def consented() -> None:
    """The rider has agreed before, so that asking writes nothing ahead of the certificate."""
    account_id, _ = account_of("rider")
    with transaction():
        accounts.give(account_id, certificates.PURPOSE, None)


def test_a_line_taken_back_while_a_certificate_is_asked_for_never_stands_on_it(town):
    chain, body = served(town)
    rider, staff = (sign_in(town.test_client(), user) for user in ("rider", "staff"))
    asked, corrected = at_once(town, [asking(body, rider), correcting(chain, staff)])
    assert (asked.status_code, corrected.status_code) == (201, 200)
    assert false_ones(town) == []
    if asked.json["minutes"] == 60:
        assert statuses(town) == ["superseded"]
    else:
        assert (asked.json["minutes"], statuses(town)) == (30, ["issued"])


def test_two_workers_erase_each_name_once(town):
    _, body = served(town)
    rider = sign_in(town.test_client(), "rider")
    assert asking(body, rider)(town.test_client()).status_code == 201
    past = clock.now() - timedelta(minutes=1)
    with town.app_context(), transaction() as session:
        session.execute(sa.update(Certificate).values(name_until=past))
    sweep = next(one for one in duties.sweeps(town) if one.name == "certificate-names")
    done = at_once(town, [lambda _client: run_sweep(town, sweep)] * 2)
    assert sorted(done) == [0, 1]
    with town.app_context():
        assert db.session.scalars(sa.select(Certificate.name_enc)).all() == [None]
