"""The calendar of a rider: a secret address, shifts as RFC 5545 reads them, never a private place. PRODUCT 4.7, API.

``Reading`` is an independent reader of iCalendar, written from the RFC alone: it imports nothing of the writer.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.models import Account
from app.core import logs
from app.core.db import db, transaction
from app.volunteering import calendar_rules as rules
from app.volunteering.calendar_rules import Event
from app.volunteering.models import CalendarFeed, Shift, SignUp
from app.volunteering.shift_plans import sealed
from tests.checkins.presence import person
from tests.support.people import Headers, sign_in
from tests.volunteering.day_builders import kind
from tests.volunteering.signup_builders import NOON, local, make_shift, sign_up, withdraw

API = "/api/v1"


class Reading:
    """Reads a calendar by the grammar of RFC 5545: unfold (3.1), split name, parameters and value, unescape (3.3.11)."""

    def __init__(self, octets: bytes) -> None:
        assert octets.endswith(b"\r\n")
        for physical in octets[:-2].split(b"\r\n"):
            assert len(physical) <= 75, physical
            assert b"\n" not in physical and b"\r" not in physical
            physical.decode("utf-8")  # no character is cut in two
        lines = octets.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode("utf-8").split("\r\n")[:-1]
        assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR"
        self.head: dict[str, str] = {}
        self.events: list[dict[str, str]] = []
        inside = False
        for line in lines[1:-1]:
            found = re.fullmatch(r"([A-Z][A-Z0-9-]*)((?:;[A-Z-]+=[^:;]+)*):(.*)", line, re.DOTALL)
            assert found is not None, line
            name, value = found[1], found[3]
            if (name, value) == ("BEGIN", "VEVENT"):
                inside = True
                self.events.append({})
            elif (name, value) == ("END", "VEVENT"):
                inside = False
            else:
                bag = self.events[-1] if inside else self.head
                assert name not in bag, f"{name} twice"
                bag[name] = value
        assert not inside

    @staticmethod
    def text(value: str) -> str:
        assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), "an unescaped separator"
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)

    @staticmethod
    def instant(value: str) -> datetime:
        assert re.fullmatch(r"\d{8}T\d{6}Z", value)
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def event(**more: object) -> Event:
    facts = {
        "uid": "shift-1@yiqi", "sequence": 1, "stamp": NOON, "starts_at": NOON, "ends_at": NOON + timedelta(hours=1),
        "title": "送水", "place": "南城", "note": "见", "state": "registered",
    }  # fmt: skip
    return Event(**(facts | more))


# --- the text ---


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_a_title_and_a_place_say_a_reader_gets_it_back(title: str, place: str) -> None:
    found = Reading(rules.written([event(title=title, place=place)]).encode()).events[0]
    assert Reading.text(found["SUMMARY"]) == visible(title)
    assert Reading.text(found["LOCATION"]) == visible(place)


def visible(text: str) -> str:
    """As a calendar may show it: line breaks are one kind, other controls are not there."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char == "\n" or not (ord(char) < 32 or 127 <= ord(char) < 160))


def test_an_attempt_to_smuggle_a_line_stays_a_text() -> None:
    evil = "送水\r\nEND:VEVENT\r\nBEGIN:VALARM;x=1,2"
    found = Reading(rules.written([event(title=evil)]).encode())
    assert len(found.events) == 1
    assert Reading.text(found.events[0]["SUMMARY"]) == evil.replace("\r\n", "\n")


def test_long_lines_are_folded_at_75_octets_between_characters() -> None:
    folded = rules.folded("SUMMARY:" + "博" * 60)
    assert max(len(line.encode()) for line in folded.split("\r\n")) <= 75
    assert folded.replace("\r\n ", "") == "SUMMARY:" + "博" * 60
    assert rules.folded("X" * 75) == "X" * 75


def test_what_one_waits_for_is_tentative_and_what_was_called_off_cancelled() -> None:
    assert [rules.status_of(state) for state in ("registered", "checked_in", "waitlisted", "offered", "shift_cancelled")] == [
        "CONFIRMED", "CONFIRMED", "TENTATIVE", "TENTATIVE", "CANCELLED",
    ]  # fmt: skip


# --- the address ---


@pytest.fixture
def rider(town, client) -> Headers:
    return sign_in(client, "ma")


def feed(client, rider: Headers) -> str:
    """The path of a new address."""
    answer = client.post(f"{API}/me/calendar-feed", json={}, headers=rider)
    assert answer.status_code == 201, answer.json
    return str(answer.json["url"].partition("/api/v1")[2])


def read(client, path: str) -> Reading:
    answer = client.get(API + path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    return Reading(answer.data)


def test_the_feed_has_ones_shifts_in_order_for_whoever_knows_the_address(town, client, at, rider) -> None:
    later, sooner = (
        make_shift(1, starts_at=local(23, 18), title="夜间巡查；第2组, 南城"),
        make_shift(1, starts_at=local(22, 11)),
    )
    for shift in (later, sooner):
        sign_up(person("ma").account_id, shift)
    make_shift(1)  # nobody's
    found = read(client, feed(client, rider))
    assert (found.head["VERSION"], found.head["METHOD"], bool(found.head["PRODID"])) == ("2.0", "PUBLISH", True)
    assert [Reading.instant(one["DTSTART"]) for one in found.events] == [local(22, 11), local(23, 18)]
    assert Reading.instant(found.events[0]["DTEND"]) == local(22, 12)
    assert Reading.text(found.events[1]["SUMMARY"]) == "夜间巡查；第2组, 南城"
    assert {one["UID"] for one in found.events} == {
        f"shift-{shift}@{found.events[0]['UID'].split('@')[1]}" for shift in (later, sooner)
    }


def test_the_same_state_is_the_same_text_and_a_withdrawal_takes_the_shift_out(town, client, at, rider) -> None:
    signup = sign_up(person("ma").account_id, make_shift(1))["id"]
    path = feed(client, rider)
    first = client.get(API + path).data
    at.forward(minutes=5)
    assert client.get(API + path).data == first
    withdraw(person("ma").account_id, signup)
    assert read(client, path).events == []


def test_who_waits_sees_so_and_what_was_called_off_is_cancelled_there(town, client, at, rider) -> None:
    shift = make_shift(1)
    sign_up(person("other").account_id, shift)
    sign_up(person("ma").account_id, shift)
    path = feed(client, rider)
    (waits,) = read(client, path).events
    assert (waits["STATUS"], Reading.text(waits["SUMMARY"])[:4]) == ("TENTATIVE", "（候补）")
    with transaction() as session:
        session.execute(sa.update(SignUp).values(state="shift_cancelled"))
    assert read(client, path).events[0]["STATUS"] == "CANCELLED"


def test_a_private_place_is_never_in_the_feed_not_even_for_who_is_registered(town, client, rider) -> None:
    shift = make_shift(2)
    with transaction() as session:
        session.execute(sa.update(Shift).where(Shift.id == shift).values(private_place_enc=sealed("幸福路8号3单元501")))
    sign_up(person("ma").account_id, shift)
    assert client.get(f"{API}/shifts/{shift}", headers=rider).json["private_place"] == "幸福路8号3单元501"
    body = client.get(API + feed(client, rider)).data.decode().replace("\r\n ", "")
    assert "501" not in body and "幸福路" not in body
    assert "LOCATION:试验站" in body


def test_a_new_address_ends_the_one_before_and_only_a_hash_is_kept(town, client, rider) -> None:
    first = feed(client, rider)
    second = feed(client, rider)
    assert client.get(API + first).status_code == 404
    assert client.get(API + second).status_code == 200
    token = second.rpartition("/")[2].removesuffix(".ics")
    assert len(token) == 43
    row = db.session.scalars(sa.select(CalendarFeed)).one()
    assert token not in repr(vars(row))
    for _ in range(2):
        assert client.delete(f"{API}/me/calendar-feed", headers=rider).status_code == 204
    assert kind(client.get(API + second)) == (404, "not-found")


def test_t24_the_address_of_whoever_leaves_or_is_disabled_leads_nowhere(town, client, rider) -> None:
    path = feed(client, rider)
    assert client.delete(f"{API}/me", headers=rider).status_code == 202
    assert client.get(API + path).status_code == 404
    assert list(db.session.scalars(sa.select(CalendarFeed))) == []
    other = sign_in(client, "bao")
    path = feed(client, other)
    bao = person("bao").account_id
    with transaction() as session:
        session.execute(sa.update(Account).where(Account.id == bao).values(status="disabled"))
    assert client.get(API + path).status_code == 404


def test_guests_make_no_address_and_a_guessed_one_is_404(town, client) -> None:
    assert client.post(f"{API}/me/calendar-feed", json={}).status_code == 401
    assert kind(client.get(f"{API}/calendar/{'A' * 43}.ics")) == (404, "not-found")


def test_old_shifts_leave_the_feed_after_30_days(town, client, at, rider) -> None:
    sign_up(person("ma").account_id, make_shift(1, starts_at=local(21, 11)))
    path = feed(client, rider)
    at.now = local(21, 12) + timedelta(days=30) - timedelta(seconds=1)
    assert len(read(client, path).events) == 1
    at.forward(seconds=1)
    assert read(client, path).events == []


# --- the address in logs ---


def test_t25_no_log_line_says_the_address(town, client, rider, caplog: pytest.LogCaptureFixture, capfd) -> None:
    caplog.set_level(logging.DEBUG)
    path = feed(client, rider)
    client.get(API + path)
    token = path.rpartition("/")[2].removesuffix(".ics")
    assert token not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize("token", ["a" * 43, "short", "abc-DEF_123", "Ab1" * 14])
def test_a_line_of_anybody_else_that_names_a_calendar_is_redacted(token: str) -> None:
    for line in (f"GET /api/v1/calendar/{token}.ics HTTP/1.1", f'"url": "https://x.cn/api/v1/calendar/{token}.ics"'):
        assert token not in logs.redact(line)
    assert logs.redact("GET /api/v1/calendars/CN/2026") == "GET /api/v1/calendars/CN/2026"
