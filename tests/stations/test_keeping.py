"""Keeping a station in the database: keepers' words, 今天照常, expected repairs, and the history of it all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.db import transaction
from app.core.problems import Invalid, NotFound, StaleVersion
from app.stations import history, keeping
from app.stations.amenities import Word
from tests.stations.keeping_words import MANAGER, NOON, audited, fresh, lines, say, thing

# A keeper's word


def test_a_keepers_word_changes_the_thing_and_counts_as_an_edit(station, at):
    change_no = station.change_no
    at.forward(hours=1)
    say("hot_water", "broken", note="换零件", eta=at.now + timedelta(days=1))
    row, now = thing("hot_water"), fresh()
    assert (row.status, row.note, row.source) == ("broken", "换零件", "manager")
    assert (row.since, row.eta) == (at.now, at.now + timedelta(days=1))
    assert (now.version, now.told_at, now.told_by) == (2, at.now, "manager")
    assert now.change_no > change_no
    assert thing("hot_water", "T-002").status == "working"
    assert fresh("T-002").version == 1


def test_history_and_audit_keep_what_it_was_and_what_it_became(station):
    say("hot_water", "limited", note="只有一个龙头")
    (line,) = lines()
    before = {"status": "working", "note": "", "eta": None, "source": "import"}
    after = {"status": "limited", "note": "只有一个龙头", "eta": None, "source": "manager"}
    assert (line.field, line.before, line.after) == ("amenities.hot_water", before, after)
    assert (line.source, line.role, line.person_ref) == ("manager", "station_manager", "a" * 32)
    (event,) = audited()
    assert (event.action, event.subject, event.actor_role) == (
        "station.amenity_set",
        "station:T-001",
        "station_manager",
    )
    assert event.changes == {"amenities.hot_water": [before, after]}


def test_a_thing_the_station_did_not_have_is_added(station):
    say("umbrella_raincoat", "working")
    assert thing("umbrella_raincoat").status == "working"
    assert lines()[0].before is None


def test_saying_the_same_again_keeps_since_but_is_news_all_the_same(station, at):
    say("hot_water", "broken")
    began = at.now
    at.forward(hours=3)
    say("hot_water", "broken", note="还没修好")
    assert thing("hot_water").since == began
    assert fresh().told_at == at.now
    assert len(lines()) == 2


def test_working_again_forgets_the_expected_repair(station, at):
    say("hot_water", "broken", eta=at.now + timedelta(hours=2))
    say("hot_water", "working")
    assert thing("hot_water").eta is None


def test_an_unknown_thing_or_station_is_not_found(station):
    with pytest.raises(NotFound):
        say("swimming_pool", "working")
    with pytest.raises(NotFound), transaction():
        keeping.set_amenity("T-404", "hot_water", Word("broken"), MANAGER)


def test_an_old_version_is_refused_and_changes_nothing(station):
    say("hot_water", "broken", sent_version=1)
    with pytest.raises(StaleVersion):
        say("hot_water", "working", sent_version=1)
    assert thing("hot_water").status == "broken"
    assert len(lines()) == 1


def test_an_impossible_repair_is_refused_and_changes_nothing(station, at):
    with pytest.raises(Invalid):
        say("hot_water", "broken", eta=at.now)
    assert thing("hot_water").status == "working"
    assert fresh().version == 1


# 今天照常


def test_a_daily_confirmation_verifies_all_and_changes_what_it_names(station, at):
    at.forward(hours=5)
    with transaction():
        keeping.confirm_daily("T-001", {"heating": Word("limited", "只开一半")}, MANAGER)
    now = fresh()
    assert (now.last_verified_at, now.told_at, now.told_by, now.version) == (at.now, at.now, "manager", 2)
    assert thing("heating").status == "limited"
    untouched = thing("hot_water")
    assert (untouched.status, untouched.since, untouched.source) == ("working", NOON, "import")
    assert [line.field for line in lines()] == ["amenities.heating", "last_verified_at", "told"]
    assert set(audited()[0].changes) == {"amenities.heating", "last_verified_at"}


def test_a_bad_line_of_a_daily_confirmation_refuses_it_whole(station, at):
    words = {"heating": Word("limited"), "hot_water": Word("working", eta=at.now + timedelta(hours=1))}
    with pytest.raises(Invalid) as refused, transaction():
        keeping.confirm_daily("T-001", words, MANAGER)
    assert refused.value.errors[0]["field"] == "amenities.1.eta"
    assert thing("heating").status == "working"
    assert fresh().last_verified_at is None


# Expected repairs


def test_a_repair_that_did_not_come_makes_it_unknown(station, at, told):
    eta = at.now + timedelta(hours=2)
    say("hot_water", "broken", note="等零件", eta=eta)
    say("heating", "broken", eta=eta + timedelta(days=1))
    before = fresh()
    version, told_at, change_no = before.version, before.told_at, before.change_no
    at.forward(hours=1, minutes=59)
    with transaction():
        assert keeping.pass_etas() == 0
    at.forward(minutes=2)
    with transaction():
        assert keeping.pass_etas() == 1
    row, now = thing("hot_water"), fresh()
    assert (row.status, row.note, row.eta, row.since, row.source) == ("unknown", "等零件", None, eta, "manager")
    assert thing("heating").status == "broken"
    assert (now.version, now.told_at) == (version, told_at)
    assert now.change_no > change_no
    assert (lines()[-1].field, lines()[-1].role, lines()[-1].person_ref) == ("amenities.hot_water", "system", None)
    assert told == [("eta", {"code": "T-001", "amenity": "hot_water", "eta": eta})]
    with transaction():
        assert keeping.pass_etas() == 0


# History


def test_history_turns_pages_from_the_newest(station, at):
    for status in ("broken", "limited", "working"):
        say("hot_water", status)
        at.forward(minutes=1)
    first = history.read_history("t-001", names=False, limit=2, cursor=None)
    rest = history.read_history("T-001", names=False, limit=2, cursor=first["next_cursor"])
    seen = [item["after"]["status"] for item in first["items"] + rest["items"]]
    assert seen == ["working", "limited", "broken"]
    assert rest["next_cursor"] is None
    assert rest["items"][0]["at"] == "2025-11-20T12:00:00+08:00"
    assert history.read_history("T-002", names=False, limit=2, cursor=None) == {"items": [], "next_cursor": None}
