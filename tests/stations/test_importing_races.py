"""Imports beside keepers at work: account before station, in every write."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable

from flask import Flask

from tests.stations.sheets import as_csv, row, table
from tests.support.people import grant, sign_in
from tests.support.places import load_areas, make_station

ROUNDS = 6


def test_a_keyed_import_and_the_same_persons_words_never_wait_for_each_other_in_a_circle(committed: Flask) -> None:
    with committed.app_context():
        load_areas(committed)
        make_station("YQ9001", amenities=["hot_water"])
        grant("office", "prefecture_admin", "652700")
    headers = sign_in(committed.test_client(), "office")
    statuses: list[int] = []
    gate = threading.Barrier(4)

    def take_in(turn: int, place: int) -> int:
        sheet = io.BytesIO(as_csv(table(row(座位数=str(10 + turn * 4 + place)))))
        keyed = headers | {"Idempotency-Key": f"import-{turn}-{place}"}
        sent = {"file": (sheet, "a.csv")}
        return committed.test_client().post("/api/v1/imports/stations", data=sent, headers=keyed).status_code

    def say(turn: int, _place: int) -> int:
        body = {"status": "working" if turn % 2 else "limited"}
        path = "/api/v1/stations/YQ9001/amenities/hot_water"
        return committed.test_client().put(path, json=body, headers=headers).status_code

    def work(act: Callable[[int, int], int], place: int) -> None:
        gate.wait(30)
        for turn in range(ROUNDS):
            statuses.append(act(turn, place))

    jobs = [(take_in, 0), (take_in, 1), (say, 2), (say, 3)]
    threads = [threading.Thread(target=work, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert statuses == [200] * (4 * ROUNDS)
