"""Two hosts, two workers, one database, one Redis, behind nginx; one host dies under load while another is added."""

from __future__ import annotations

import json
import signal
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts import granting, identities
from app.core.db import db, transaction
from tests.faults import clients
from tests.faults.clients import PAUSE
from tests.faults.conftest import Live
from tests.faults.house import House, house
from tests.notices.people import tap, tell
from tests.support.nginx_server import NginxServer, nginx_server
from tests.support.people import openid_of
from tests.support.ports import free_port
from tests.support.servers import wait_until

SEEN_WITHIN_S = 5.0  # a change stands in every process after 2 s on a quiet machine
AS_JSON = {"Content_Type": "application/json"}


@dataclass
class Street:
    """``first`` has the database and Redis of all; ``third`` is not up yet. Everybody asks ``nginx``."""

    first: House
    second: House
    third: House
    nginx: NginxServer


def neighbour(first: House, folder: Path) -> House:
    """Another host of the same house: own processes, own folder, the same database and Redis."""
    folder.mkdir()
    env = first.env | {"DATA_DIR": str(folder)}
    return replace(first, folder=folder, env=env, port=free_port(), web=None, worker=None)


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    with ExitStack() as stack:
        first = stack.enter_context(house("postgres", tmp_path / "first"))
        second, third = (neighbour(first, tmp_path / name) for name in ("second", "third"))
        for host in (second, third):
            stack.callback(host.end_web)
            stack.callback(host.end_worker)
        for host in (first, second):
            host.start_web()
            host.start_worker()
        ports = [host.port for host in (first, second, third)]
        yield Street(first, second, third, stack.enter_context(nginx_server(*ports, unlimited=True)))


def test_one_host_dies_and_another_is_added_while_people_tap(street: Street, live: Live) -> None:
    crowd = clients.gather(replace(street.first, port=street.nginx.port))

    def die_and_add() -> None:
        street.second.kill_web()
        street.second.end_worker(signal.SIGKILL)
        street.third.start_web()
        street.third.start_worker()

    live(crowd.house, die_and_add, crowd=crowd)


def test_a_sign_in_at_one_host_holds_at_the_other_and_ends_there_too(street: Street) -> None:
    body = json.dumps({"code": f"visitor.{uuid.uuid4().hex}", "age_ok": True}).encode()
    status, _, raw = street.nginx.call("/api/v1/sessions", "POST", body, **AS_JSON)
    assert status == 201
    bearer = {"Authorization": f"Bearer {json.loads(raw)['token']}"}
    told = [street.nginx.call("/api/v1/me", **bearer)[0] for _ in range(12)]
    assert set(told) == {200}
    assert street.nginx.call("/api/v1/sessions/current", "DELETE", **bearer)[0] == 204
    wait_until(
        lambda: {street.nginx.call("/api/v1/me", **bearer)[0] for _ in range(12)} == {401}, 10, "the end of the sign-in"
    )


def test_a_broken_amenity_is_seen_at_every_host(street: Street) -> None:
    with street.first.app.app_context():
        station = db.session.execute(sa.text("SELECT code FROM stations ORDER BY code LIMIT 1")).scalar_one()
        openid = openid_of("keeper")
        db.session.remove()
        with transaction():
            account = identities.find_or_make(openid, age_ok=True)[0]
            granting.give_role_by_operator(account, "station_manager", station)
    body = json.dumps({"code": f"keeper.{uuid.uuid4().hex}", "age_ok": True}).encode()
    token = json.loads(street.nginx.call("/api/v1/sessions", "POST", body, **AS_JSON)[2])["token"]
    path = f"/api/v1/stations/{station}/amenities/hot_water"
    said = json.dumps({"status": "broken"}).encode()
    assert street.nginx.call(path, "PUT", said, Authorization=f"Bearer {token}", **AS_JSON)[0] == 200

    def told() -> set[str]:
        answers = [json.loads(street.nginx.call(f"/api/v1/stations/{station}")[2]) for _ in range(12)]
        return {one["status"] for answer in answers for one in answer["amenities"] if one["amenity"] == "hot_water"}

    wait_until(lambda: told() == {"broken"}, SEEN_WITHIN_S, "the broken hot water at every host")


def test_two_workers_send_each_message_once(street: Street) -> None:
    """Ten messages, both workers at work, one of them killed midway."""
    with street.first.app.app_context():
        openid = openid_of("reader")
        with transaction():
            account = identities.find_or_make(openid, age_ok=True)[0].id
        tap(street.first.wechat, account, count=10)
        for number in range(10):
            assert tell(account, key=f"host-{number}", urgent=True)
        db.session.remove()
    PAUSE.wait(0.2)
    street.second.end_worker(signal.SIGKILL)
    done = "SELECT count(*) FROM notices WHERE wechat_state = 'sent'"
    wait_until(lambda: street.first.value(done) >= 9, 60, "all messages but perhaps the one on its way")
    messages = [message for message in street.first.wechat.platform.mailbox.messages if message.openid == openid]
    assert len({message.msgid for message in messages}) == len(messages) <= 10
