"""Hours worked out ahead say what the rules say: at every boundary, as the clock runs, jumps, and is asked at once."""

from __future__ import annotations

import json
import random
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.stations import opening, timeline
from app.stations.opening import StationHours
from app.stations.timeline import OPEN, STATES, Timeline
from tests.stations.hours_builders import (
    AL_001,
    BL_001,
    BL_002,
    BL_003,
    BL_004,
    BL_005,
    JH_001,
    JH_002,
    PUBLISHED,
    WORKDAYS,
    at,
    closed_on,
    hours,
    rule,
    shut,
    special_on,
)

HOUR, DAY = 3600, 86_400
HOURS = {
    "always": BL_001,
    "past midnight": BL_002,
    "seasons": BL_003,
    "holidays": BL_004,
    "weekend nights": BL_005,
    "until 24:00": JH_001,
    "no hours": JH_002,
    "two that meet": hours(rule("22:00-24:00"), rule("00:00-02:00")),
    "closures to the second": hours(
        rule("00:00-24:00"),
        shut("2026-09-28 11:00:17", "2026-09-28 11:00:18"),
        shut("2026-09-30 23:59:59", "2026-10-01 08:00:30"),
        shut("2026-10-08 09:30"),
    ),
    "exceptions": hours(
        rule("10:00-26:00"), closed_on("2026-09-29"), special_on("2026-10-02", "06:30-07:15", "20:00-30:00")
    ),
    "a gap between seasons": hours(rule("18:00-27:00", until="2026-09-29"), rule("08:00-12:00", since="2026-10-04")),
    "workdays past midnight": hours(rule("20:00-28:00", WORKDAYS, holidays="closed")),
    "not active": StationHours(schedules=BL_001.schedules, status="inactive"),
}
START = int(at("2026-09-27 09:17:23").timestamp())
END = START + 14 * DAY

each = pytest.mark.parametrize("name", HOURS)


def moment(text: str) -> int:
    return int(at(text).timestamp())


def line(name: str) -> Timeline:
    return Timeline(HOURS[name], PUBLISHED)


def turns(facts: StationHours, start: int, end: int) -> Iterator[int]:
    """Every epoch second at which the rules give another state."""
    while (change := opening.next_change(facts, start, PUBLISHED)) and change[0].timestamp() < end:
        start = int(change[0].timestamp())
        yield start


def told_by_the_rules(facts: StationHours, now: int) -> dict[str, object]:
    """The face as the rules give it at this very second."""

    def text(instant) -> str:
        return (instant + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%S+08:00")

    state = opening.open_at(facts, now, PUBLISHED)
    change, opens = opening.next_change(facts, now, PUBLISHED), opening.next_opening(facts, now, PUBLISHED)
    return {
        "open_state": state,
        "open_until": text(change[0]) if change and state == "open" else None,
        "opens_at": text(opens) if opens and state != "open" else None,
        "next_change": {"at": text(change[0]), "state": change[1]} if change else None,
    }


def told(found: Timeline, now: int) -> dict[str, object]:
    return json.loads(b"{%s}" % found.face(now))


def same_at(found: Timeline, now: int) -> None:
    """State, face and "until" at the present second, and what is said of other instants from here."""
    facts = found.hours
    assert STATES[found.state_now(now)] == opening.open_at(facts, now, PUBLISHED), now
    assert told(found, now) == told_by_the_rules(facts, now), now
    assert now < found.until(now) <= next(turns(facts, now, now + 14 * DAY), now + 14 * DAY), now


@each
def test_every_boundary_is_the_rules_own_as_the_clock_runs_forward(name: str) -> None:
    found = line(name)
    edges = list(turns(found.hours, START, END))
    for edge in edges[:40]:
        for now in (edge - 1, edge, edge + 1):
            same_at(found, now)
    assert len(edges) >= 3 or name in {"always", "no hours", "not active"}


@each
def test_a_clock_set_back_is_followed_too(name: str) -> None:
    found = line(name)
    edges = list(turns(found.hours, START, END))[:12] or [START + DAY]
    for edge in reversed(edges):
        for now in (edge + 1, edge, edge - 1):
            same_at(found, now)


@each
def test_any_second_of_two_weeks_is_the_rules_own(name: str) -> None:
    rng, found, now = random.Random(name), line(name), START
    while now < END:
        same_at(found, now)
        for ahead in (rng.randrange(72 * HOUR), rng.randrange(72 * HOUR, 15 * DAY), -rng.randrange(2 * DAY)):
            assert STATES[found.state_at(now + ahead)] == opening.open_at(found.hours, now + ahead, PUBLISHED), ahead
        now += rng.choice((1, 59, 600, HOUR, 7 * HOUR, 30 * HOUR))


@each
def test_until_the_next_turn_nothing_changes_and_it_is_never_passed(name: str) -> None:
    """Following ``until`` from turn to turn visits every turn of the rules."""
    found, now, seen = line(name), START, set()
    while now < START + 6 * DAY:
        state, then = found.state_now(now), found.until(now)
        assert {found.state_at(second) for second in (now, (now + then) // 2, then - 1)} == {state}
        seen.add(then)
        now = then
    assert set(turns(found.hours, START, START + 6 * DAY)) <= seen


def test_the_roll_of_the_hour_moves_what_is_kept_and_changes_no_answer() -> None:
    found = line("past midnight")
    for hour in range(START - START % HOUR, START + 100 * HOUR, HOUR):
        for now in (hour - 1, hour, hour + 1):
            same_at(found, now)
            far = now + 72 * HOUR  # still kept
            assert STATES[found.state_at(far)] == opening.open_at(found.hours, far, PUBLISHED)


def test_past_what_is_kept_the_rules_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    found = line("weekend nights")
    found.state_now(START)
    asked: list[int] = []

    def noted(facts: StationHours, instant: int, table: opening.CalendarTable) -> str:
        asked.append(instant)
        return open_at(facts, instant, table)

    open_at = opening.open_at
    monkeypatch.setattr(timeline.opening, "open_at", noted)
    for ahead in (0, 72 * HOUR):
        found.state_at(START + ahead)
    assert asked == []
    for ahead in (-2 * HOUR, 79 * HOUR, 14 * DAY):
        found.state_at(START + ahead)
    assert asked == [START - 2 * HOUR, START + 79 * HOUR, START + 14 * DAY]


def test_a_face_is_made_at_a_turn_and_kept_until_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    found, opens = line("until 24:00"), moment("2026-09-28 10:00")
    made: list[int] = []
    fields = Timeline.clock_fields

    def counted(self: Timeline, now: int) -> dict[str, object]:
        made.append(now)
        return fields(self, now)

    monkeypatch.setattr(Timeline, "clock_fields", counted)
    for now in (opens - 1800, opens - 2, opens - 1, opens, opens + 1, opens + 14 * HOUR - 1, opens + 14 * HOUR):
        found.face(now)
    assert made == [opens - 1800, opens, opens + 14 * HOUR]


def test_what_comes_within_fourteen_days_is_told_from_that_second_on() -> None:
    found = Timeline(hours(rule("00:00-24:00"), shut("2026-10-20 03:30:30")), PUBLISHED)
    sight = moment("2026-10-06 03:30:30")
    for now in range(sight - 7 * HOUR, sight, 31 * 60):
        assert told(found, now)["next_change"] is None
    assert told(found, sight - 1)["next_change"] is None
    assert told(found, sight)["next_change"] == {"at": "2026-10-20T03:30:30+08:00", "state": "closed"}
    assert told(found, sight)["open_until"] == "2026-10-20T03:30:30+08:00"


def test_an_opening_beyond_an_unknown_stretch_is_told_once_it_is_within_fourteen_days() -> None:
    quiet = rule("10:00-12:00", "Mo", since="2026-06-02", until="2026-06-05")  # Tuesday to Friday: closed, then unknown
    found = Timeline(hours(quiet, rule("10:00-12:00", since="2026-06-18")), PUBLISHED)
    sight = moment("2026-06-04 10:00")
    for now in (sight - 3 * HOUR, sight - 1):
        assert told(found, now)["next_change"] == {"at": "2026-06-06T00:00:00+08:00", "state": "unknown"}
        assert told(found, now)["opens_at"] is None
    assert told(found, sight)["opens_at"] == "2026-06-18T10:00:00+08:00"


def test_what_never_changes_has_no_next_change() -> None:
    found = line("always")
    for now in (START, START + 7 * HOUR, END):
        assert told(found, now) == {"open_state": "open", "open_until": None, "opens_at": None, "next_change": None}
        assert found.never_closes(now)
    assert not line("until 24:00").never_closes(moment("2026-09-28 12:00"))
    assert not line("no hours").never_closes(START)


def test_windows_are_cut_to_72_hours_and_remade_for_another_hour() -> None:
    found = Timeline(AL_001, PUBLISHED)
    hour = moment("2026-09-28 10:00")
    opened, unsure = found.windows(hour)
    assert opened[0] == (hour, moment("2026-09-28 22:00")) and opened[-1][1] == hour + 72 * HOUR and unsure == []
    assert found.windows(hour + HOUR)[0][0][0] == hour + HOUR
    assert found.windows(hour)[0] == opened


def test_many_threads_with_clocks_apart_get_each_their_own_answer() -> None:
    """One worker's threads may disagree by the length of a pause; nobody's answer may come of another's clock."""
    found = line("closures to the second")
    instants = [START, START + 26 * HOUR, START + 5 * DAY, START + 10 * DAY]
    wanted = {now: told_by_the_rules(found.hours, now) for now in instants}
    nearest = {now: next(turns(found.hours, now, now + 14 * DAY), now + 14 * DAY) for now in instants}
    ready, quick = threading.Barrier(8), sys.getswitchinterval()

    def ask(number: int) -> list[str]:
        rng, wrong = random.Random(number), []
        ready.wait()
        for _ in range(400):
            now = rng.choice(instants)
            if STATES[found.state_now(now)] != wanted[now]["open_state"]:
                wrong.append(f"state at {now}")
            if told(found, now) != wanted[now]:
                wrong.append(f"face at {now}")
            if not now < found.until(now) <= nearest[now]:
                wrong.append(f"until at {now}")
        return wrong

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as crowd:
            assert [wrong for found_wrong in crowd.map(ask, range(8)) for wrong in found_wrong] == []
    finally:
        sys.setswitchinterval(quick)


def test_closed_hours_are_never_open() -> None:
    found = line("not active")
    assert all(found.state_now(START + step * HOUR) != OPEN for step in range(100))
