"""After 200 check-ins with positions through nginx nothing of one is in its logs, the service's, a file or a backup."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app.checkins.models import PresencePoint
from app.core.db import db, transaction
from tests.checkins.presence import expect, new_nonce, person, printed, shift_point
from tests.checkins.traces import Position, Traces, positions
from tests.deploy.front import AS_JSON, Front
from tests.support.disks import Files, disk_of
from tests.support.servers import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.both_engines]

RIDERS, SHIFTS = 10, 20


@pytest.fixture
def posters(front: Front) -> list[str]:
    """Twenty shifts that begin now and expect all riders: what their posters say."""
    with front.app.app_context():
        spots = [shift_point(str(900_000 + number)) for number in range(SHIFTS)]
        for rider in range(RIDERS):
            for spot in spots:
                expect(person(f"rider-{rider}"), spot)
        return [printed(spot) for spot in spots]


class Phone:
    """A rider's phone, at an address of its own as in life: no limit of one address is met."""

    def __init__(self, front: Front, rider: int) -> None:
        self.front, self.source = front, f"127.0.0.{10 + rider}"
        self.token = front.sign_in(f"rider-{rider}", self.source)

    def post(self, path: str, body: object) -> tuple[int, dict]:
        raw, own = json.dumps(body).encode(), {"Authorization": f"Bearer {self.token}"}
        status, _, answer = self.front.nginx.call(path, "POST", raw, self.source, **AS_JSON, **own)
        return status, json.loads(answer)

    def stand_at(self, poster: str, where: Position) -> str:
        """Scan a poster and answer with a position; the state that makes."""
        _, made = self.post("/api/v1/checkins", {"code": poster, "nonce": new_nonce()})
        status, answer = self.post(f"/api/v1/checkins/{made['id']}/position", said(where))
        assert status == 200, answer
        return str(answer["state"])

    def blunder(self, where: Position) -> Iterator[int]:
        """Positions where none belongs: at no check-in, beyond the region, unreadable, in an address."""
        lat, lng = where
        yield self.post("/api/v1/checkins/1/position", said(where))[0]
        yield self.post("/api/v1/checkins/999999/position", said((lat + 100, lng)))[0]
        yield self.post(f"/api/v1/checkins/1/position?lat={lat}&lng={lng}", said(where))[0]
        yield self.post("/api/v1/checkins", said(where) | {"code": f"{lat},{lng}"})[0]
        yield self.post("/api/v1/checkins", f"{lat},{lng}")[0]


def said(where: Position) -> dict:
    return {"lat": where[0], "lng": where[1], "accuracy_m": 12.5, "source": "precise"}


def logs_and_files(front: Front) -> Files:
    """All that nginx and the service wrote outside the database, by name."""
    folders = (front.nginx.folder, front.log.parent)
    return {path.name: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


def test_t44_after_200_check_ins_nothing_is_in_logs_files_or_a_backup(front: Front, posters: list[str]) -> None:
    sent = positions(random.Random(45), RIDERS * SHIFTS)
    phones = [Phone(front, rider) for rider in range(RIDERS)]

    def day_of(phone: Phone, places: list[Position]) -> list[str]:
        return [phone.stand_at(poster, where) for poster, where in zip(posters, places, strict=True)]

    with disk_of(engine_of(front)) as disk:
        with ThreadPoolExecutor(4) as crowd:
            days = list(
                crowd.map(day_of, phones, (sent[first : first + SHIFTS] for first in range(0, len(sent), SHIFTS)))
            )
        assert days == [["accepted"] * SHIFTS] * RIDERS
        assert all(400 <= status < 500 for where in sent[:5] for status in phones[0].blunder(where))
    front.end_service()
    assert phones[0].post(f"/api/v1/checkins/1/position?lat={sent[0][0]}", said(sent[0]))[0] == 503
    wait_until(lambda: '"status": 503' in front.nginx.written["yiqi.log"], 20, "the last line")

    everything, traces = disk | logs_and_files(front), Traces(sent)
    assert {"yiqi.log", "service.log", "backup"} <= set(everything)
    assert everything["yiqi.log"].count(b"/position") >= 200 <= everything["service.log"].count(b"/position")
    assert {name: found for name, data in everything.items() if (found := traces.found_in(data))} == {}


def test_t44_negative_control_what_is_planted_is_found_wherever_it_is(front: Front) -> None:
    """As a text and as a number in the database, in a line of nginx's and of the service's."""
    ((lat, lng),) = sent = positions(random.Random(46), 1)
    with disk_of(engine_of(front)) as disk, front.app.app_context():
        spot = shift_point()
        with transaction() as session:
            row = sa.update(PresencePoint).where(PresencePoint.no == spot)
            session.execute(row.values(label=f"{lat:.6f},{lng:.6f}", lng_wgs84=lng))
    front.nginx.call(f"/map/{lat:.6f}/{lng:.6f}")  # nothing of it is written down
    front.end_service()
    assert traces_of_path(front, sent) == []
    for file in (front.log, front.nginx.folder / "yiqi.log"):
        with file.open("a", encoding="utf-8") as log:
            log.write(f'{{"message": "at {lat:.6f}"}}\n')
    everything, traces = disk | logs_and_files(front), Traces(sent)
    found = {name: len(traces.found_in(data)) for name, data in everything.items()}
    for name in {"yiqi.log", "service.log", *disk} - {
        "server log",
        ".db",
    }:  # SQLite: the WAL may hold what .db does not
        assert found[name] > 0, name
    assert any(trace in traces.numbers for name in disk for trace in traces.found_in(disk[name]))


def traces_of_path(front: Front, sent: list[Position]) -> list[bytes]:
    wait_until(lambda: '"status": 404' in front.nginx.written["yiqi.log"], 20, "the line of the call")
    return Traces(sent).found_in(front.nginx.written["yiqi.log"].encode())


def engine_of(front: Front) -> sa.Engine:
    with front.app.app_context():
        return db.engine
