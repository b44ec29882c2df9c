"""Communities at the same instant: real threads, real commits, on the engine of the run.

The negative controls take the account's lock away (on SQLite: let transactions begin deferred) and watch the promise
break, so that the tests above them are known to be able to fail.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from app.accounts.models import AccessLog, Account
from app.areas import service as areas
from app.communities import checks, following, memberships, roles
from app.communities.models import Membership, VolunteerRole, WelcomeCard
from app.core import clock
from app.core.db import db, transaction
from app.notices.models import Notice
from tests.communities.words import (
    API,
    CHANGCHENG,
    DONGFENG,
    GUANGMING,
    JIEXIN,
    TOWN,
    accept,
    account_of,
    join,
    number_of,
    offer,
)
from tests.support.people import grant, sign_in
from tests.support.places import load_areas

PATIENCE_S = 10


@pytest.fixture
def town(committed: Flask) -> Iterator[Flask]:
    with committed.app_context():
        load_areas(committed)
        grant("staff", "community_staff", TOWN)
    yield committed


def at_once(app: Flask, calls: list[Callable[[Any], Any]]) -> list[Any]:
    """The answers of calls that all start together, each in a thread with a client of its own."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[Any], Any]) -> Any:
        with app.test_client() as client:
            start.wait(PATIENCE_S)
            return call(client)

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def work(app: Flask, do: Callable[[], Any]) -> Callable[[Any], Any]:
    """A call of a service in a transaction of its own, as a worker makes it."""

    def run(_client: Any) -> Any:
        with app.app_context(), transaction():
            return do()

    return run


def joining(headers: dict[str, str], code: str = GUANGMING) -> Callable[[Any], Any]:
    path = f"{API}/communities/{code}/membership"
    return lambda client: client.put(path, json={"kind": "home"}, headers=headers)


def statuses(answers: list[Any]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def kept(app: Flask, model: Any, *which: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(sa.select(model).where(*which).order_by(model.id)))


def take_the_lock_away(monkeypatch: pytest.MonkeyPatch, calls: int) -> None:
    """Let all calls read a person's memberships before any of them writes."""
    all_have_read = threading.Barrier(calls)
    look = memberships.active_of

    def look_only(account_id: int) -> list[Membership]:
        found = look(account_id)
        all_have_read.wait(PATIENCE_S)
        return found

    def unlocked(account_id: int) -> Account:
        return db.session.get_one(Account, account_id)

    monkeypatch.setattr(memberships, "active_of", look_only)
    monkeypatch.setattr(memberships.accounts, "lock_account", unlocked)
    monkeypatch.setattr(memberships.accounts, "act", lambda *_: None)
    monkeypatch.setattr(Connection, "get_execution_options", lambda self: {})  # SQLite: BEGIN instead of IMMEDIATE


# --- reporting in ---


def test_a_double_tap_of_reporting_in_is_one_membership(town):
    rider = sign_in(town.test_client(), "rider")
    answers = at_once(town, [joining(rider)] * 6)
    assert statuses(answers) == [200] * 5 + [201]
    assert len({answer.get_data() for answer in answers}) == 1
    assert len(kept(town, Membership)) == 1


def test_without_the_lock_a_double_tap_is_turned_away_by_the_constraint(town, monkeypatch):
    rider = sign_in(town.test_client(), "rider")
    take_the_lock_away(monkeypatch, 2)
    assert statuses(at_once(town, [joining(rider)] * 2)) in ([201, 409], [201, 503])  # PostgreSQL, SQLite
    assert len(kept(town, Membership)) == 1


def test_of_four_communities_at_once_three_are_taken(town):
    rider = sign_in(town.test_client(), "rider")
    answers = at_once(town, [joining(rider, code) for code in (GUANGMING, DONGFENG, JIEXIN, CHANGCHENG)])
    assert statuses(answers) == [201, 201, 201, 409]
    (refused,) = [answer for answer in answers if answer.status_code == 409]
    assert len(refused.json["communities"]) == 3
    with town.app_context():
        assert checks.at_most_three() == []


def test_without_the_lock_a_fourth_gets_in(town, monkeypatch):
    rider = sign_in(town.test_client(), "rider")
    with town.app_context():
        join("rider", GUANGMING), join("rider", DONGFENG)
        db.session.remove()
        on_sqlite = db.engine.dialect.name == "sqlite"
    take_the_lock_away(monkeypatch, 2)
    answers = at_once(town, [joining(rider, code) for code in (JIEXIN, CHANGCHENG)])
    # SQLite breaks off the later writer by itself: that one is refused, not for the right reason
    assert statuses(answers) == ([201, 503] if on_sqlite else [201, 201])
    with town.app_context():
        assert len(checks.at_most_three()) == (0 if on_sqlite else 1)


def test_leaving_and_reporting_in_again_at_once_end_in_one_of_the_two(town):
    rider = sign_in(town.test_client(), "rider")
    joining(rider)(town.test_client())
    leave = [lambda client: client.delete(f"{API}/communities/{GUANGMING}/membership", headers=rider)] * 3
    answers = at_once(town, [*leave, *[joining(rider)] * 3])
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len(kept(town, Membership, Membership.left_at.is_(None))) <= 1


def test_reporting_in_while_the_community_is_merged_ends_at_the_successor(town):
    riders = [sign_in(town.test_client(), f"rider{number}") for number in range(4)]
    merge = work(town, lambda: areas.replace_area(GUANGMING, DONGFENG).code)
    answers = at_once(town, [merge, *[joining(rider) for rider in riders]])
    assert answers[0] == DONGFENG
    assert statuses(answers[1:]) == [201] * 4
    with town.app_context(), transaction():
        following.follow()
    assert {row.area_code for row in kept(town, Membership)} == {DONGFENG}
    with town.app_context():
        assert checks.nothing_left_behind() == []


# --- roles ---


def offering(app: Flask, user: str = "rider") -> Callable[[Any], Any]:
    headers = sign_in(app.test_client(), "staff")
    with app.app_context():
        body = {"account": number_of(user), "kind": "grid_volunteer"}
    return lambda client: client.post(f"{API}/communities/{GUANGMING}/volunteer-roles", json=body, headers=headers)


def test_an_offer_tapped_six_times_is_one_role_and_one_notice(town):
    with town.app_context():
        join("rider")
    answers = at_once(town, [offering(town)] * 6)
    assert statuses(answers) == [200] * 5 + [201]
    assert len({answer.json["id"] for answer in answers}) == 1
    assert (len(kept(town, VolunteerRole)), len(kept(town, Notice))) == (1, 1)


def test_without_the_lock_an_offer_tapped_twice_is_turned_away_by_the_constraint(town, monkeypatch):
    with town.app_context():
        join("rider")
    both_have_looked = threading.Barrier(2)
    look = roles._open_one

    def look_only(*args: Any) -> VolunteerRole | None:
        found = look(*args)
        both_have_looked.wait(PATIENCE_S)
        return found

    call = offering(town)
    monkeypatch.setattr(roles, "_open_one", look_only)
    monkeypatch.setattr(roles.accounts, "lock_account", lambda account_id: db.session.get_one(Account, account_id))
    monkeypatch.setattr(Connection, "get_execution_options", lambda self: {})
    assert statuses(at_once(town, [call] * 2)) in ([201, 409], [201, 503])
    assert len(kept(town, VolunteerRole)) == 1


def test_leaving_and_being_offered_a_role_at_once_leave_no_role_without_its_member(town):
    rider = sign_in(town.test_client(), "rider")
    joining(rider)(town.test_client())
    call = offering(town)
    leave = lambda client: client.delete(f"{API}/communities/{GUANGMING}/membership", headers=rider)  # noqa: E731
    answers = at_once(town, [call, leave, call])
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    with town.app_context():
        assert checks.roles_of_members() == []


def test_three_workers_end_every_due_role_once_and_tell_once(town, monkeypatch):
    with town.app_context():
        for number in range(5):
            join(f"rider{number}")
            accept(f"rider{number}", offer(f"rider{number}").id)
            offer(f"rider{number}", "policy_guide")
    later = clock.now() + timedelta(days=400)
    monkeypatch.setattr(clock, "now", lambda: later)
    done = at_once(town, [work(town, roles.end_due)] * 3)
    assert sum(done) == 10
    assert Counter(row.ended_why for row in kept(town, VolunteerRole)) == {"expired": 5, "lapsed": 5}
    with town.app_context():
        assert len(list(db.session.scalars(sa.select(Notice)))) == 20  # ten offers, ten ends


def test_a_sweep_and_its_holder_at_once_end_a_role_once(town, monkeypatch):
    with town.app_context():
        join("rider")
        number = offer("rider").id
        account_id = account_of("rider")
    later = clock.now() + timedelta(days=14)
    monkeypatch.setattr(clock, "now", lambda: later)
    give_up = work(town, lambda: roles.give_up(account_id, number).ended_why)
    at_once(town, [work(town, roles.end_due), give_up, work(town, roles.end_due)])
    (row,) = kept(town, VolunteerRole)
    assert (row.state, row.ended_why) == ("ended", "lapsed")


# --- staff ---


def test_two_first_cards_at_once_one_stands_and_the_other_is_stale(town):
    staff = sign_in(town.test_client(), "staff")

    def write(welcome: str) -> Callable[[Any], Any]:
        body, sent = {"welcome": welcome, "contact": None}, staff | {"If-Match": '"0"'}
        return lambda client: client.put(f"{API}/communities/{GUANGMING}", json=body, headers=sent)

    assert statuses(at_once(town, [write("一"), write("二"), write("三")])) == [200, 412, 412]
    with town.app_context():
        assert len(list(db.session.scalars(sa.select(WelcomeCard)))) == 1


def test_a_list_looked_at_four_times_at_once_is_one_line_a_member(town):
    with town.app_context():
        for number in range(5):
            join(f"rider{number}")
    staff = sign_in(town.test_client(), "staff")
    look = lambda client: client.get(f"{API}/communities/{GUANGMING}/members", headers=staff)  # noqa: E731
    answers = at_once(town, [look] * 4)
    assert statuses(answers) == [200] * 4
    assert all(len(answer.json["items"]) == 5 for answer in answers)
    assert len(kept(town, AccessLog)) == 5
