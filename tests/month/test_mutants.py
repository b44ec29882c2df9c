"""A service made wrong on purpose is caught within the steps of the month (issue 4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase

from app.hours import chains, minutes_rules, rules
from app.volunteering import places, shift_rules
from tests.month.machine import Month
from tests.month.walks import PARTS, WALKS, walk

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


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


def place_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "promote", lambda _role, _now: 0)


SOONEST = (2, 3, 4, 0, 1)  # most are found in the third part first
MUTATIONS = (
    backwards,
    cap_off_by_one,
    not_counted_again,
    own_hours_confirmed,
    credited_twice,
    asked_by_nobody,
    minute_lost,
    place_not_passed_on,
)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.__name__)
def test_negative_control_a_service_made_wrong_is_caught(
    month: type[Month], monkeypatch: pytest.MonkeyPatch, mutation: Callable[[pytest.MonkeyPatch], None]
) -> None:
    mutation(monkeypatch)
    month.changing = mutation is asked_by_nobody
    with pytest.raises(AssertionError):
        for number in range(PARTS) if month.changing else SOONEST:
            walk(month, number, WALKS, phases=(Phase.generate,))
