"""The second step: what a position settles, for whom, until when; and that nothing of it stays."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import consents
from app.accounts import service as accounts
from app.accounts.rules import ConsentWithdrawn, NoticeChanged
from app.accounts.service import Person
from app.checkins import settling
from app.checkins.evidence_models import Checkin, DeviceDay, Expectation, SpentNonce
from app.checkins.evidence_rules import PositionNotAsked, PositionTooLate
from app.checkins.settling import Position, answer_position, pass_positions
from app.core.db import db, transaction
from app.core.problems import NotFound
from tests.checkins.presence import (
    PLACE,
    came_to,
    expect,
    hearing,
    new_nonce,
    person,
    printed,
    rotating,
    scan,
    shift_point,
    stand,
    station_point,
)
from tests.checkins.traces import Traces, positions
from tests.conftest import ENGINE
from tests.stations.keeping_words import Clock
from tests.support.people import sign_in
from tests.support.places import load_areas, make_station

RIDERS, SHIFTS = 10, 20


@pytest.mark.parametrize(
    ("answer", "came"),
    [
        ({"metres": 100}, ("accepted", None, 1)),
        ({"metres": 169}, ("accepted", None, 1)),
        ({"metres": 171}, ("rejected", "too-far", 0)),
        ({"metres": 0, "accuracy_m": 250}, ("pending", "no-position", 0)),
        ({"metres": 0, "source": "approximate"}, ("pending", "no-position", 0)),
    ],
)
def test_t43_a_printed_code_inside_outside_and_imprecise(answer: dict, came: tuple, ma: Person, spot: int):
    assert came_to(stand(ma, scan(ma, printed(spot)), **answer)) == came


def test_t43_without_a_position_in_time_it_waits_for_staff(at: Clock, ma: Person, spot: int):
    row = scan(ma, printed(spot))
    at.forward(minutes=5)
    with transaction():
        assert pass_positions() == 0
    at.forward(seconds=1)
    with transaction():
        assert (pass_positions(), pass_positions()) == (1, 0)
    assert came_to(row) == ("pending", "no-position", 0)


def test_a_screens_code_with_a_position_is_the_best_a_rider_can_do(ma: Person, spot: int):
    shift_point(needs_position=True)
    assert came_to(stand(ma, scan(ma, rotating(spot)), 100)) == ("accepted", None, 3)


def test_a_screens_code_from_afar_waits_for_staff(ma: Person, spot: int):
    shift_point(needs_position=True)
    assert came_to(stand(ma, scan(ma, rotating(spot)), 900)) == ("pending", "too-far", 2)


def test_at_a_stations_poster_the_stations_place_counts(ma: Person, town: None):
    spot = shift_point("900002", (44.95, 82.07))  # the shift itself meets 5 km away
    expect(ma, spot, station="YQ0001")
    assert came_to(stand(ma, scan(ma, printed(station_point())), 50)) == ("accepted", None, 1)


def test_a_place_without_coordinates_measures_nothing(town: None):
    who, spot = person("ma"), shift_point("900002", (None, None))
    expect(who, spot)
    assert came_to(stand(who, scan(who, printed(spot)))) == ("pending", "no-position", 0)


def test_it_counts_once_the_position_is_in(app: Flask, ma: Person, spot: int):
    with hearing(app) as heard:
        row = scan(ma, printed(spot))
        assert heard == []
        stand(ma, row)
    assert [(kind, facts.id, facts.level) for kind, facts in heard] == [("counted", row.id, 1)]


def test_who_was_too_far_may_come_nearer_and_scan_again(ma: Person, spot: int):
    stand(ma, scan(ma, printed(spot)), 900)
    again = stand(ma, scan(ma, printed(spot)), 10)
    assert (came_to(again), again.pair_no) == (("accepted", None, 1), 1)


def test_who_missed_the_five_minutes_is_asked_anew_by_the_next_scan(at: Clock, ma: Person, spot: int):
    row = scan(ma, printed(spot))
    at.forward(minutes=6)
    with transaction():
        pass_positions()
    again = scan(ma, printed(spot))
    assert (again.id, came_to(again)) == (row.id, ("needs_position", None, 0))
    assert came_to(stand(ma, again)) == ("accepted", None, 1)


@pytest.mark.parametrize("metres", [0, 900])
def test_t39_a_position_sent_again_is_refused(metres: int, ma: Person, spot: int):
    row = stand(ma, scan(ma, printed(spot)), metres)
    with pytest.raises(PositionNotAsked):
        stand(ma, row, 0)


def test_t39_another_users_position_is_refused(ma: Person, spot: int):
    row = scan(ma, printed(spot))
    with pytest.raises(NotFound):
        stand(person("li"), row)
    assert row.state == "needs_position"


def test_t39_a_position_after_five_minutes_is_refused(at: Clock, ma: Person, spot: int):
    row = scan(ma, printed(spot))
    at.forward(minutes=5, seconds=1)
    with pytest.raises(PositionTooLate):
        stand(ma, row)
    assert row.state == "needs_position"


def test_at_four_minutes_59_it_is_in_time(at: Clock, ma: Person, spot: int):
    row = scan(ma, printed(spot))
    at.forward(minutes=4, seconds=59)
    assert came_to(stand(ma, row)) == ("accepted", None, 1)


def test_answering_is_the_consent_and_a_withdrawn_one_is_respected(ma: Person, spot: int):
    row = scan(ma, printed(spot))
    with transaction():
        accounts.give(ma.account_id, "location_once", None)
    stand(ma, row)
    accounts.require(ma.account_id, "location_once")
    second = scan(ma, printed(spot), direction="out")
    with transaction():
        consents.withdraw(ma.account_id, "location_once")
    with pytest.raises(ConsentWithdrawn):
        stand(ma, second)


def test_the_act_writes_the_consent(ma: Person, spot: int):
    stand(ma, scan(ma, printed(spot)))
    accounts.require(ma.account_id, "location_once")


def test_an_old_notice_is_refused(ma: Person, spot: int):
    row = scan(ma, printed(spot))
    with pytest.raises(NoticeChanged), transaction():
        answer_position(ma, row.id, Position(*PLACE, 20, "precise"), 999)


def test_a_position_prints_as_nothing():
    assert repr(Position(44.9, 82.0, 10, "precise")) == "Position(source='precise')"


def test_t44_no_table_of_check_ins_has_room_for_a_coordinate():
    for model in (Checkin, Expectation, SpentNonce, DeviceDay):
        for column in model.__table__.columns:
            assert not isinstance(column.type, sa.Float | sa.Numeric), column
            assert not set(column.name.split("_")) & {"lat", "lng", "distance", "accuracy", "m"}, column


# --- T44: 200 check-ins with positions over HTTP, then everything is searched


@pytest.fixture
def house(committed: Flask) -> Iterator[Flask]:
    with committed.app_context():
        load_areas(committed)
        make_station("YQ0001", name="南城站")
    yield committed


def dump(app: Flask) -> bytes:
    """Every table as text."""
    with app.app_context(), db.engine.connect() as connection:
        names = sorted(db.metadatas[None].tables)
        tables = [connection.exec_driver_sql(f"SELECT * FROM {name}") for name in names]  # noqa: S608 - names of our tables
        rows = [
            tuple(row) for table in tables for row in table
        ]  # a row's own text leaves out the middle of long values
    return repr(rows).encode()


def check_in_with_positions(app: Flask, sent: list[tuple[float, float]], riders: int = RIDERS) -> list[str]:
    """Each rider at each of twenty shifts; the states they are answered with."""
    client: FlaskClient = app.test_client()
    with app.app_context():
        spots = [shift_point(str(900_000 + number)) for number in range(SHIFTS)]
        for user in range(riders):
            for spot in spots:
                expect(person(f"rider-{user}"), spot)
        posters = [printed(spot) for spot in spots]
    answers, points = [], iter(sent)
    for user in range(riders):
        headers = sign_in(client, f"rider-{user}")
        for code in posters:
            made = client.post("/api/v1/checkins", json={"code": code, "nonce": new_nonce()}, headers=headers).json
            lat, lng = next(points)
            body = {"lat": lat, "lng": lng, "accuracy_m": 12.5, "source": "precise"}
            answer = client.post(f"/api/v1/checkins/{made['id']}/position", json=body, headers=headers)
            answers.append(answer.json["state"])
    return answers


def database_files(app: Flask) -> list[bytes]:
    """The bytes of the database and its WAL; on PostgreSQL the dump alone is looked at."""
    if ENGINE != "sqlite":
        return []
    with app.app_context():
        path = Path(str(db.engine.url.database))
    return [file.read_bytes() for file in (path, path.with_name(path.name + "-wal")) if file.exists()]


def test_t44_after_200_check_ins_with_positions_no_digit_of_one_is_anywhere(
    house: Flask, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    caplog.set_level("DEBUG")
    sent = positions(random.Random(44))
    assert check_in_with_positions(house, sent) == ["accepted"] * 200
    printed_lines = capfd.readouterr()
    haystacks = [dump(house), *database_files(house), caplog.text.encode()]
    haystacks += [printed_lines.out.encode(), printed_lines.err.encode()]
    assert len(dump(house)) > 20_000
    traces = Traces(sent)
    for haystack in haystacks:
        assert traces.found_in(haystack) == []


def test_t44_the_seconds_of_an_instant_are_no_trace_of_a_latitude():
    traces = Traces([(44.904581, 82.071234)])
    assert traces.found_in(b"2026-11-26 23:28:44.904581") == []
    assert traces.found_in(b"lat 44.904581") == [b"44.90458"]


def test_t44_negative_control_a_position_that_is_kept_would_be_found(house: Flask, monkeypatch: pytest.MonkeyPatch):
    sent = positions(random.Random(44))
    measured = settling._measured

    def keep(row: Checkin, position: Position) -> object:
        row.note = f"{position.lat:.6f}"
        return measured(row, position)

    monkeypatch.setattr(settling, "_measured", keep)
    check_in_with_positions(house, sent, riders=1)
    for haystack in (dump(house), b"".join(database_files(house)) or dump(house)):
        assert Traces(sent).found_in(haystack)


def test_a_refused_position_says_nothing_of_where(house: Flask, caplog: pytest.LogCaptureFixture):
    client = house.test_client()
    headers = sign_in(client, "rider")
    with house.app_context():
        spot = shift_point()
        expect(person("rider"), spot)
        code = printed(spot)
    row = client.post("/api/v1/checkins", json={"code": code, "nonce": new_nonce()}, headers=headers).json
    path = f"/api/v1/checkins/{row['id']}/position"
    for lat, lng in ((39.91234, 116.40567), (244.91234, 82.07567)):
        body = {"lat": lat, "lng": lng, "accuracy_m": 12.5, "source": "precise"}
        answer = client.post(path, json=body, headers=headers)
        assert answer.status_code == 422
        assert "91234" not in answer.text + caplog.text
