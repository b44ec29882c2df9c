"""Two hosts, two workers, one database, one Redis, behind nginx; one host loses its power while another is added."""

from __future__ import annotations

import http.client
import json
import signal
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import sqlalchemy as sa

from app.accounts import granting, identities
from app.core.db import db, transaction
from tests.faults import clients
from tests.faults.clients import PAUSE
from tests.faults.conftest import Live
from tests.faults.house import House
from tests.faults.machines import Machine, machine
from tests.notices.people import tap, tell
from tests.support.nginx_server import NginxServer, nginx_server
from tests.support.people import openid_of
from tests.support.servers import wait_until

SEEN_WITHIN_S = 5.0  # a change stands in every process after 2 s on a quiet machine
ONE_TRY_S = 8.0
MESSAGES = 10
ASKED = 12  # as often as it takes to reach every process of every host


@dataclass
class Street:
    """``first`` has the database and Redis of all; ``third`` is not up yet. Everybody asks ``nginx``."""

    first: Machine
    second: Machine
    third: Machine
    nginx: NginxServer

    def ask(self, method: str, path: str, body: object = None, token: str = "") -> tuple[int, Any]:
        return ask(f"127.0.0.1:{self.nginx.port}", method, path, body, token)

    def add_the_third(self) -> None:
        """As an operator does: up, named in nginx's file, nginx told."""
        self.third.house.start_web()
        self.third.house.start_worker()
        file = self.nginx.folder / "nginx.conf"
        old, new = f"server {self.second.where} ", f"server {self.third.where}; server {self.second.where} "
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
        self.nginx.process.send_signal(signal.SIGHUP)


def ask(where: str, method: str, path: str, body: object = None, token: str = "") -> tuple[int, Any]:
    """One call; (0, {}) when it was cut off."""
    connection = http.client.HTTPConnection(where, timeout=ONE_TRY_S)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        raw = answer.read()
        return answer.status, json.loads(raw) if raw else {}
    except (OSError, http.client.HTTPException):
        return 0, {}
    finally:
        connection.close()


def at(host: Machine, path: str, token: str = "") -> list[tuple[int, Any]]:
    """What this host says, asked straight and often enough that each of its processes was."""
    return [ask(host.where, "GET", path, token=token) for _ in range(ASKED)]


@pytest.fixture(scope="module")
def street(on_postgres: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp("street")
    with ExitStack() as stack:
        first = Machine(on_postgres, None)
        stack.callback(on_postgres.end_worker, signal.SIGKILL)
        second, third = (
            stack.enter_context(machine(on_postgres, number, folder / name))
            for number, name in ((2, "second"), (3, "third"))
        )
        on_postgres.start_worker()
        second.house.start_web()
        second.house.start_worker()
        yield Street(first, second, third, stack.enter_context(nginx_server(first.where, second.where, unlimited=True)))


def sign_in(street: Street, user: str) -> str:
    """The token, or nothing when it did not come through."""
    status, told = street.ask("POST", "/sessions", {"code": f"{user}.{uuid.uuid4().hex}", "age_ok": True})
    assert status in {0, 201, 503}, told
    return str(told.get("token", ""))


def keeper_of(street: Street) -> tuple[str, str]:
    """A station, and the token of who keeps it."""
    house = street.first.house
    with house.app.app_context():
        station = db.session.execute(sa.text("SELECT code FROM stations ORDER BY code LIMIT 1")).scalar_one()
        db.session.remove()
        with transaction():
            account = identities.find_or_make(openid_of("keeper"), age_ok=True)[0]
            granting.give_role_by_operator(account, "station_manager", station)
    return station, sign_in(street, "keeper")


def told_of_water(host: Machine, station: str) -> set[str]:
    found = (answer for _, answer in at(host, f"/stations/{station}"))
    return {one["status"] for told in found for one in told["amenities"] if one["amenity"] == "hot_water"}


def reader_with_messages(street: Street, name: str) -> str:
    """Somebody for whom messages are on their way; their openid."""
    house = street.first.house
    with house.app.app_context():
        openid = openid_of(name)
        with transaction():
            account = identities.find_or_make(openid, age_ok=True)[0].id
        tap(house.wechat, account, count=MESSAGES)
        for number in range(MESSAGES):
            assert tell(account, key=f"{name}-{number}", urgent=True)
        db.session.remove()
    return openid


def each_arrives_once(street: Street, name: str, openid: str) -> None:
    """Of those that were on their way when a worker died nobody knows: these may be missing, and none comes twice."""
    house = street.first.house
    done = "SELECT count(*) FROM notices WHERE wechat_state = 'sent' AND dedupe_key LIKE :like"
    wait_until(
        lambda: house.value(done, like=f"%{name}-%") >= MESSAGES - 1, 60, "all messages but perhaps the one on its way"
    )
    messages = [message for message in house.wechat.platform.mailbox.messages if message.openid == openid]
    assert len({message.msgid for message in messages}) == len(messages) <= MESSAGES


def test_a_sign_in_at_one_host_holds_at_the_other_and_ends_there_too(street: Street) -> None:
    token = sign_in(street, "visitor")
    hosts = (street.first, street.second)
    assert {status for host in hosts for status, _ in at(host, "/me", token)} == {200}
    assert street.ask("DELETE", "/sessions/current", token=token)[0] == 204
    for host in hosts:
        wait_until(lambda host=host: {s for s, _ in at(host, "/me", token)} == {401}, 10, "the end of the sign-in")


def test_a_broken_amenity_is_seen_at_every_host(street: Street) -> None:
    station, token = keeper_of(street)
    assert street.ask("PUT", f"/stations/{station}/amenities/hot_water", {"status": "broken"}, token)[0] == 200
    for host in (street.first, street.second):
        wait_until(lambda host=host: told_of_water(host, station) == {"broken"}, SEEN_WITHIN_S, "the broken hot water")


def test_two_workers_send_each_message_once(street: Street) -> None:
    """Both at work, one of them killed midway."""
    openid = reader_with_messages(street, "host")
    PAUSE.wait(0.2)
    street.second.house.end_worker(signal.SIGKILL)
    each_arrives_once(street, "host", openid)
    street.second.house.start_worker()


@dataclass
class Errands:
    """People who sign in and a keeper who says what works, without a pause, until told to stop."""

    street: Street
    station: str
    keeper: str
    tokens: list[str] = field(default_factory=list)
    water: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def sign_in(self, number: int) -> None:
        token = sign_in(self.street, f"passer-by-{number}")
        self.tokens += [token] if token else []

    def say(self, number: int) -> None:
        """Whatever became of a cut call: the same is said again until it is acknowledged."""
        status = ("broken", "working")[number % 2]
        where = f"/stations/{self.station}/amenities/hot_water"
        while True:
            told, answer = self.street.ask("PUT", where, {"status": status}, self.keeper)
            if told == 200:
                self.water.append(status)
                return
            if told not in {0, 503}:
                self.wrong.append(f"{told} {answer}")
                return

    def run(self, act: Callable[[int], None]) -> None:
        number = 0
        while not self.over.wait(0.05):
            act(number)
            number += 1


def test_one_host_loses_its_power_and_another_is_added_while_people_are_at_it(street: Street, live: Live) -> None:
    """Sign-ups, check-ins, sign-ins, what works at a station and messages: nothing that was acknowledged is lost."""
    crowd = clients.gather(replace(street.first.house, port=street.nginx.port))
    openid = reader_with_messages(street, "dark")
    errands = Errands(street, *keeper_of(street))
    threads = [threading.Thread(target=errands.run, args=(act,)) for act in (errands.sign_in, errands.say)]
    for thread in threads:
        thread.start()

    def lose_and_add() -> None:
        street.second.lose_power()
        street.add_the_third()

    try:
        live(crowd.house, lose_and_add, crowd=crowd)
    finally:
        errands.over.set()
        for thread in threads:
            thread.join()
    assert errands.wrong == []
    assert len(errands.tokens) > 1
    assert len(errands.water) > 1
    for host in (street.first, street.third):
        for token in errands.tokens:
            assert ask(host.where, "GET", "/me", token=token)[0] == 200
        water = {errands.water[-1]}
        wait_until(
            lambda host=host, water=water: told_of_water(host, errands.station) == water, SEEN_WITHIN_S, "the last"
        )
    each_arrives_once(street, "dark", openid)
