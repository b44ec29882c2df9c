"""A month replayed beside a model of PRODUCT 4.6 to 4.8; a service made wrong on purpose is caught (issue 4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.internal.conjecture import engine as hypothesis_engine
from hypothesis.stateful import run_state_machine_as_test

from app.core import access, clock
from app.hours import chains, minutes_rules, rules
from app.volunteering import places, shift_rules, waitlist_rules
from tests.month.beside import PEOPLE
from tests.month.machine import Month
from tests.support.places import load_areas
from tests.volunteering.signup_builders import Clock, people

STEPS = 100  # of one walk, those included that find nothing to do
WALKS, PARTS, LEAST = 48, 5, 2_000  # at least 10,000 steps that both sides took

KINDS = {  # of steps; the first week takes each
    *("plan", "sign_up", "withdraw", "answer", "set_capacity", "move", "reconfirm", "cancel"),
    *("wait", "wait_for", "scan", "upload", "staff_scan", "mark", "undo_scan", "decide", "say"),
    *("note_guest", "mark_guest", "claim", "confirm", "reject", "undo", "correct", "fill_in"),
}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.now)
    monkeypatch.setattr(clock, "epoch", lambda: moved.now.timestamp())  # noqa: PLW0108 - of the time it is then
    return moved


@pytest.fixture
def month(app: Any, at: Clock, monkeypatch: pytest.MonkeyPatch) -> type[Month]:
    """The machine over a town with riders. Whether a caller may change a shift is asked by other tests."""
    load_areas(app)
    monkeypatch.setattr(access, "require", lambda *_: None)
    monkeypatch.setattr(hypothesis_engine, "MAX_SHRINKING_SECONDS", 20)  # of a failure: CI waits no longer
    return type("Walk", (Month,), {"at": at, "accounts": people(PEOPLE), "steps": Counter()})


def walk(month: type[Month], number: int, walks: int, phases: tuple[Phase, ...] = tuple(Phase)) -> Counter[str]:
    """So many walks, the same for a number; how often each step was taken."""
    chosen = settings(
        max_examples=walks,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        report_multiple_bugs=False,
        phases=[one for one in phases if one is not Phase.explain],
    )
    run_state_machine_as_test(seed(number)(month), settings=chosen)
    return month.steps


@pytest.mark.both_engines
def test_the_first_week_goes_as_the_model_says(month: type[Month]) -> None:
    steps = walk(month, 0, WALKS)
    assert steps.total() >= LEAST
    assert {step.partition(" ")[0] for step in steps} == KINDS


@pytest.mark.parametrize("number", range(1, PARTS))
def test_the_rest_of_the_month_goes_as_the_model_says(month: type[Month], number: int) -> None:
    assert walk(month, number, WALKS).total() >= LEAST


def backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offers go to whoever came last."""
    oldest = places.oldest
    monkeypatch.setattr(places, "oldest", lambda role, count: oldest(role, 500)[::-1][: max(count, 0)])


def cap_off_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minutes_rules, "SHIFT_CAP", minutes_rules.SHIFT_CAP + 1)


def not_counted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was counted before the lock is believed after it: places are sold twice."""
    standing, seen = places.standing, dict[int, Any]()
    monkeypatch.setattr(places, "standing", lambda role: seen.setdefault(role.id, standing(role)))


def own_hours_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Staff confirm what they did themselves."""

    class Unasked(dict[int, Any]):
        def __bool__(self) -> bool:
            return False

    judged, lock = rules.judged, chains.lock
    monkeypatch.setattr(rules, "judged", lambda lines, _person, wish, judge: judged(lines, "", wish, judge))
    monkeypatch.setattr(chains, "lock", lambda ids: Unasked(lock(ids)))


def credited_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    append = chains.append

    def doubled(book: Any, kind: str, amount: Any, **more: Any) -> Any:
        written = append(book, kind, amount, **more)
        return append(book, kind, amount, **more) if kind == "confirm" else written

    monkeypatch.setattr(chains, "append", doubled)


def asked_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moved shift asks nobody whether they still come."""
    monkeypatch.setattr(shift_rules, "has_moved", lambda *_: False)


def minute_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    worked = minutes_rules.worked

    def less(*told: Any) -> minutes_rules.Worked:
        found = worked(*told)
        return minutes_rules.Worked(max(found.minutes - 1, found.next_day), found.next_day)

    monkeypatch.setattr(minutes_rules, "worked", less)


def lapse_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    lapsed = waitlist_rules.lapsed
    monkeypatch.setattr(waitlist_rules, "lapsed", lambda skips, *, counted: lapsed(skips, counted=False))


def place_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "promote", lambda _role, _now: 0)


MUTATIONS = (
    backwards,
    cap_off_by_one,
    not_counted_again,
    own_hours_confirmed,
    credited_twice,
    asked_by_nobody,
    minute_lost,
    lapse_not_counted,
    place_not_passed_on,
)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.__name__)
def test_negative_control_a_service_made_wrong_is_caught(
    month: type[Month], monkeypatch: pytest.MonkeyPatch, mutation: Callable[[pytest.MonkeyPatch], None]
) -> None:
    mutation(monkeypatch)
    with pytest.raises(AssertionError):
        for number in range(PARTS):
            walk(month, number, WALKS, phases=(Phase.generate,))
