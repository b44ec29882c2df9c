"""Changes of shifts against sign-ups and against each other, with real commits; and what happens without the locks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.checkins.service import Staff
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.problems import Problem
from app.volunteering import publication, roster_keeping, shift_changes, shift_facts, signups
from app.volunteering.models import Shift, ShiftRole, SignUp
from app.volunteering.shift_facts import CLOCK
from tests.conftest import ENGINE
from tests.support.places import load_areas
from tests.volunteering.signup_builders import broken, make_shift, people

STAFF = Staff(0, "5" * 32, "community_staff")
LONG_ENOUGH_S = 1.0  # for whoever is not held back; whoever is waits until the other has committed
AT_ONCE = 4  # as many as have a connection of the pool


@pytest.fixture(autouse=True)
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may is tried elsewhere; here nobody is signed in."""
    monkeypatch.setattr("app.core.access.require", lambda *_: None)


def inside(app: Flask, work: Callable[[], Any]) -> Callable[[], Any]:
    """The work in a context of its own; a refusal is its answer."""

    def run() -> Any:
        with app.app_context():
            try:
                with transaction():
                    return work()
            except Problem as problem:
                return problem.slug

    return run


def together(*works: Callable[[], Any]) -> list[Any]:
    gate, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        gate.wait(20)
        answers[place] = work()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def states_of(app: Flask, shift_id: int) -> set[str]:
    with app.app_context():
        found = set(db.session.scalars(sa.select(SignUp.state).where(SignUp.shift_id == shift_id)))
        db.session.remove()
        return found


def test_of_twenty_sign_ups_beside_a_cancellation_none_is_left_on_the_shift(committed: Flask) -> None:
    load_areas(committed)
    with committed.app_context():
        shift, riders = make_shift(20), people(20)

    def sign_up(rider: int) -> Callable[[], Any]:
        return inside(committed, lambda: signups.sign_up(rider, shift)["state"])

    def cancel() -> None:
        shift_changes.cancel_shift(shift, "大风", CLOCK)

    answers = together(*[sign_up(rider) for rider in riders], inside(committed, cancel))
    assert set(answers[:-1]) <= {"registered", "shift-closed"}
    assert states_of(committed, shift) <= {"shift_cancelled"}


def cancel_beside_a_sign_up(app: Flask) -> set[str]:
    """A cancellation that begins while a sign-up has its place and has not committed; the states it leaves."""
    load_areas(app)
    with app.app_context():
        shift, (rider,) = make_shift(2), people(1)
    holds, cancelled = threading.Event(), threading.Event()

    def sign_up() -> None:
        signups.sign_up(rider, shift)
        holds.set()
        cancelled.wait(LONG_ENOUGH_S)

    def cancel() -> None:
        holds.wait(20)
        inside(app, lambda: shift_changes.cancel_shift(shift, "大风", CLOCK))()
        cancelled.set()

    together(inside(app, sign_up), cancel)
    return states_of(app, shift)


def test_a_cancellation_waits_for_whoever_is_taking_a_place(committed: Flask) -> None:
    assert cancel_beside_a_sign_up(committed) == {"shift_cancelled"}


def test_negative_control_without_the_roles_locks_somebody_stays_on_a_cancelled_shift(
    committed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer at a time, so that nothing is to be shown there."""
    monkeypatch.setattr(shift_changes, "lock_roles", lambda shift: shift.roles)
    expected = {"registered"} if ENGINE == "postgres" else {"shift_cancelled"}
    assert cancel_beside_a_sign_up(committed) == expected


def published_lines(app: Flask) -> int:
    with app.app_context():
        query = sa.select(sa.func.count()).where(AuditEvent.action == "shift.published")
        return int(db.session.scalar(query) or 0)


def publish_at_once(app: Flask) -> int:
    load_areas(app)
    with app.app_context():
        shift = make_shift(2, status="draft", published_at=None)
    work = inside(app, lambda: publication.publish_shift(shift, CLOCK))
    together(*[work] * AT_ONCE)
    return published_lines(app)


def test_publications_at_once_are_one(committed: Flask) -> None:
    assert publish_at_once(committed) == 1


def test_negative_control_without_the_shifts_lock_it_is_published_several_times(
    committed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL, all having read the draft before the first commits."""
    all_have_read = threading.Barrier(AT_ONCE)

    def unlocked(shift_id: int) -> Shift:
        found = db.session.get_one(Shift, shift_id)
        if ENGINE == "postgres":
            all_have_read.wait(20)
        return found

    monkeypatch.setattr(publication, "lock_shift", unlocked)
    lines = publish_at_once(committed)
    assert lines > 1 if ENGINE == "postgres" else lines == 1
    assert shift_facts.lock_shift is not unlocked


def test_more_places_beside_sign_ups_are_given_once(committed: Flask) -> None:
    load_areas(committed)
    with committed.app_context():
        shift, riders = make_shift(1, minutes=60), people(12)

    def raise_capacity() -> None:
        row = shift_facts.lock_shift(shift)
        roles = shift_changes.lock_roles(row)
        roles[0].capacity = 5
        db.session.flush()
        shift_changes.places.promote(roles[0].id, shift_changes.clock.now())

    def sign_up(rider: int) -> Callable[[], Any]:
        return inside(committed, lambda: signups.sign_up(rider, shift)["state"])

    together(*[sign_up(rider) for rider in riders], inside(committed, raise_capacity))
    with committed.app_context():
        taken = sa.select(sa.func.count()).where(SignUp.state.in_(("registered", "offered")))
        assert db.session.scalar(taken) == 5
        assert broken() == []


def excuse_beside_another_sign_up(app: Flask) -> tuple[Any, str]:
    """Staff excuse a late withdrawal and have read it, when its person signs up for another part of the shift.

    What the person was told, and what stands in the end.
    """
    load_areas(app)
    with app.app_context():
        shift, (rider,) = make_shift(2, roles=2), people(1)
        first, second = sorted(db.session.scalars(sa.select(ShiftRole.id).where(ShiftRole.shift_id == shift)))
        with transaction() as session:
            signups.sign_up(rider, shift, role_id=first)
            row = session.scalars(sa.select(SignUp).where(SignUp.shift_id == shift)).one()
            row.state, number = "late_cancelled", row.id
    has_read, signed_up = threading.Event(), threading.Event()
    real = roster_keeping._locked

    def read_and_wait(*which: Any) -> SignUp:
        found = real(*which)
        has_read.set()
        signed_up.wait(LONG_ENOUGH_S)
        return found

    def sign_up() -> Any:
        has_read.wait(20)
        told = inside(app, lambda: signups.sign_up(rider, shift, role_id=second)["state"])()
        signed_up.set()
        return told

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(roster_keeping, "_locked", read_and_wait)
        _, told = together(inside(app, lambda: roster_keeping.excuse(number, STAFF).id), sign_up)
    return told, *states_of(app, shift)


def test_whoever_signs_up_anew_while_staff_excuse_them_comes(committed: Flask) -> None:
    assert excuse_beside_another_sign_up(committed) == ("registered", "registered")


def test_negative_control_without_the_lock_of_the_part_before_a_place_is_excused_away(
    committed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer at a time, so that nothing is to be shown there."""
    monkeypatch.setattr(signups, "_lock_role", lambda chosen, _row: signups.places.lock_role(chosen))
    left = "excused" if ENGINE == "postgres" else "registered"
    assert excuse_beside_another_sign_up(committed) == ("registered", left)
