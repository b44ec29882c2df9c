"""What the worker does with pushes: each told once, in any order, and none in the way of another."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock, duties, sealing
from app.core.db import db, transaction
from app.core.problems import DatabaseUnavailable
from app.wechat import push_rules, pushes, telling
from app.wechat.models import Push
from app.worker import run_sweep
from tests.stations.keeping_words import Clock
from tests.wechat.pushing import OTHER, RIDER, TEMPLATE, event, media, popup, tell

SIGNALS = {
    "media": telling.media_checked,
    "accepted": telling.message_accepted,
    "refused": telling.message_refused,
    "settled": telling.message_settled,
    "revoked": telling.authorization_revoked,
    "cancelled": telling.authorization_cancelled,
}
Heard = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.now)
    return moved


@pytest.fixture
def heard() -> Iterator[Heard]:
    """What the floors above are told, in order."""
    found: Heard = []
    with ExitStack() as stack:
        for name, signal in SIGNALS.items():
            receiver = listening(found, name)
            stack.enter_context(signal.connected_to(receiver))
        yield found


def listening(found: Heard, name: str) -> Callable[..., None]:
    def receive(_sender: Flask, **facts: Any) -> None:
        found.append((name, facts))

    return receive


def act(app: Flask) -> int:
    """One run of the worker's sweep."""
    return run_sweep(app, next(one for one in duties.sweeps(app) if one.name == "pushes"))


def keep(*happened: dict[str, Any]) -> list[bool]:
    """Take pushes in as the callback does, each in a transaction of its own."""
    known = []
    for one in happened:
        with transaction():
            known.append(pushes.take_in(one))
    return known


def rows() -> list[Push]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Push).order_by(Push.id)))


def states() -> list[str]:
    return [row.state for row in rows()]


def test_every_event_reaches_the_floors_above_in_our_own_words(app: Flask, client: FlaskClient, heard: Heard):
    tell(client, media("t-1", "risky"))
    tell(client, popup((TEMPLATE, "accept"), (OTHER, "reject")), form="xml")
    sent = {"TemplateId": TEMPLATE, "MsgID": "17", "ErrorCode": "0", "ErrorStatus": "success"}
    tell(client, event("subscribe_msg_sent_event", List=sent))
    tell(client, event("user_authorization_revoke", OpenID=RIDER, RevokeInfo="8,14"))
    tell(client, event("user_authorization_cancellation", OpenID=RIDER))
    assert act(app) == 5
    assert heard == [
        ("media", {"trace_id": "t-1", "verdict": "risky"}),
        ("accepted", {"openid": RIDER, "template_id": TEMPLATE, "count": 1, "at": None}),
        ("refused", {"openid": RIDER, "template_id": OTHER, "at": None}),
        ("settled", {"openid": RIDER, "template_id": TEMPLATE, "msgid": "17", "delivered": True}),
        ("revoked", {"openid": RIDER, "kinds": frozenset({"phone", "photos"}), "at": None}),
        ("cancelled", {"openid": RIDER, "at": None}),
    ]


@pytest.mark.parametrize(
    ("late_s", "believed"), [(0, True), (3_600, True), (86_000, True), (90_000, False), (-200, True), (-600, False)]
)
def test_when_it_happened_is_told_if_it_can_be_believed(
    app: Flask, client: FlaskClient, heard: Heard, late_s: int, believed: bool
):
    created = int(clock.epoch()) - late_s
    tell(client, event("user_authorization_cancellation", created, OpenID=RIDER))
    act(app)
    assert [facts["at"] for _, facts in heard] == [clock.from_epoch(created) if believed else None]


@pytest.mark.parametrize("verdict", ["pass", "risky", "review"])
def test_w15_the_media_verdicts_are_told(app: Flask, client: FlaskClient, heard: Heard, verdict: str):
    tell(client, media("t-1", verdict))
    act(app)
    assert heard == [("media", {"trace_id": "t-1", "verdict": verdict})]


def test_w15_a_picture_wechat_could_not_fetch_goes_to_people(app: Flask, client: FlaskClient, heard: Heard):
    tell(client, media("t-1", errcode=-1008, result=None), form="xml")
    act(app)
    assert heard == [("media", {"trace_id": "t-1", "verdict": "review"})]


def test_a_push_acted_on_is_not_acted_on_again_and_holds_nothing_any_more(app: Flask, heard: Heard):
    keep(popup((TEMPLATE, "accept")))
    assert [act(app), act(app)] == [1, 0]
    assert keep(popup((TEMPLATE, "accept"))) == [False]
    assert act(app) == 0
    assert len(heard) == 1
    (row,) = rows()
    assert (row.state, row.sealed, row.settled_at is not None) == ("done", None, True)


def test_w17_two_accepts_are_two_however_often_each_is_repeated(app: Flask, heard: Heard):
    one, two = popup((TEMPLATE, "accept")), popup((TEMPLATE, "accept"), created=1_790_000_060)
    assert keep(one, two, one, two, two) == [True, True, False, False, False]
    act(app)
    assert heard == [("accepted", {"openid": RIDER, "template_id": TEMPLATE, "count": 1, "at": None})] * 2


def test_news_are_noted_and_nothing_follows(app: Flask, heard: Heard):
    keep(event("user_info_modified", OpenID=RIDER), event("news_of_2027"))
    act(app)
    assert (heard, states()) == ([], ["done", "done"])


def test_w15_a_verdict_before_its_picture_is_known_waits_for_it(app: Flask, at: Clock):
    known: set[str] = set()
    told: list[str] = []

    def handler(_sender: Flask, trace_id: str, verdict: str) -> None:
        if trace_id not in known:
            raise telling.TooEarly
        told.append(verdict)

    with telling.media_checked.connected_to(handler):
        keep(media("t-1", "pass"))
        act(app)
        assert (told, states()) == ([], ["waiting"])
        known.add("t-1")
        assert act(app) == 0  # not due yet
        at.forward(seconds=2)
        act(app)
    assert (told, states()) == (["pass"], ["done"])


def test_what_nobody_ever_knows_is_let_go_after_two_hours(app: Flask, at: Clock):
    def handler(_sender: Flask, **_: Any) -> None:
        raise telling.TooEarly

    with telling.media_checked.connected_to(handler):
        keep(media("t-1"))
        for _ in range(20):
            act(app)
            at.forward(minutes=10)
    assert states() == ["done"]
    assert rows()[0].sealed is None


def test_reordered_verdicts_reach_their_own_pictures(app: Flask, heard: Heard):
    keep(media("t-3", "pass"), media("t-1", "risky"), media("t-2", "review"))
    act(app)
    told = {facts["trace_id"]: facts["verdict"] for _, facts in heard}
    assert told == {"t-1": "risky", "t-2": "review", "t-3": "pass"}


def write_a_row() -> None:
    db.session.add(Push(key="x" * 64, event="trace", received_at=clock.now(), due_at=clock.now() + timedelta(days=1)))
    db.session.flush()


def test_a_failing_push_does_not_hold_up_the_others_and_leaves_no_trace(
    app: Flask, heard: Heard, caplog: pytest.LogCaptureFixture
):
    def handler(_sender: Flask, openid: str, **_: Any) -> None:
        write_a_row()
        raise ValueError(f"about {openid}")

    with telling.authorization_cancelled.connected_to(handler), caplog.at_level(logging.WARNING):
        keep(media("t-1"), event("user_authorization_cancellation", OpenID=RIDER), media("t-2"))
        act(app)
    assert [name for name, _ in heard if name == "media"] == ["media", "media"]
    assert states() == ["done", "waiting", "done"]
    said = "\n".join(str(vars(record)) for record in caplog.records)
    assert "ValueError" in said
    assert RIDER not in said


def test_a_push_that_fails_again_and_again_is_given_up_and_said(app: Flask, at: Clock):
    tries = []

    def handler(_sender: Flask, **_: Any) -> None:
        tries.append(at.now)
        raise ValueError

    with telling.authorization_cancelled.connected_to(handler):
        keep(event("user_authorization_cancellation", OpenID=RIDER))
        for _ in range(20):
            act(app)
            at.forward(minutes=10)
    assert len(tries) == push_rules.ATTEMPTS
    assert states() == ["failed"]
    assert rows()[0].sealed is not None  # for whoever mends it
    with app.app_context():
        assert pushes.left_lying() == ["1 pushes user_authorization_cancellation are failed"]


def test_a_push_mended_in_time_is_told_once(app: Flask, at: Clock):
    tries = []

    def handler(_sender: Flask, **_: Any) -> None:
        tries.append(at.now)
        if len(tries) == 1:
            raise ValueError

    with telling.authorization_cancelled.connected_to(handler):
        keep(event("user_authorization_cancellation", OpenID=RIDER))
        for _ in range(5):
            act(app)
            at.forward(minutes=10)
    assert (len(tries), states()) == (2, ["done"])


def test_a_row_locked_too_long_postpones_its_own_push_only(app: Flask, heard: Heard):
    def handler(_sender: Flask, **_: Any) -> None:
        raise sa.exc.OperationalError("select", {}, Exception("lock timeout"))

    with telling.authorization_cancelled.connected_to(handler):
        keep(event("user_authorization_cancellation", OpenID=RIDER), media("t-1"))
        act(app)
    assert [(row.state, row.attempts) for row in rows()] == [("waiting", 1), ("done", 0)]
    assert [name for name, _ in heard if name == "media"] == ["media"]


def test_a_database_that_goes_away_postpones_everything(app: Flask, monkeypatch: pytest.MonkeyPatch):
    def gone(*_: Any, **__: Any) -> None:
        raise sa.exc.OperationalError("select", {}, Exception("gone"))

    def handler(_sender: Flask, **_: Any) -> None:
        monkeypatch.setattr(db.session, "execute", gone)
        gone()

    with telling.media_checked.connected_to(handler):
        keep(media("t-1"))
        with pytest.raises(DatabaseUnavailable), transaction():
            pushes.act()
    monkeypatch.undo()
    assert [(row.state, row.attempts) for row in rows()] == [("waiting", 0)]


def test_an_event_sealed_with_a_lost_key_says_nothing_and_blocks_nobody(app: Flask, heard: Heard):
    keep(media("t-1"), media("t-2"))
    with transaction():
        rows()[0].sealed = b"not ours"
    act(app)
    assert (states(), len(heard)) == (["done", "done"], 1)


def test_many_pushes_are_taken_in_slices(app: Flask, heard: Heard):
    keep(*(media(f"t-{number}") for number in range(pushes.AT_ONCE + 3)))
    assert [act(app), act(app), act(app)] == [pushes.AT_ONCE, 3, 0]
    assert len(heard) == pushes.AT_ONCE + 3


def test_old_pushes_are_forgotten_after_the_days_of_the_setting(app: Flask, at: Clock):
    keep(media("old"))
    at.forward(days=20)
    keep(media("new"))
    at.forward(days=10, seconds=1)
    sweep = next(one for one in duties.sweeps(app) if one.name == "old-pushes")
    assert [run_sweep(app, sweep), run_sweep(app, sweep)] == [1, 0]
    assert [row.received_at.day for row in rows()] == [(at.now - timedelta(days=10, seconds=1)).day]


def test_what_waits_for_hours_is_said(app: Flask, at: Clock):
    keep(media("t-1"))
    assert pushes.left_lying() == []
    at.forward(hours=4)
    assert pushes.left_lying() == ["1 pushes wxa_media_check are waiting"]


def test_the_event_opens_with_our_key_only(app: Flask):
    keep(popup((TEMPLATE, "accept")))
    assert RIDER in sealing.unseal("push", rows()[0].sealed or b"")


# --- real commits ---

CROWD = 8


def together(work: Callable[[int], Any]) -> list[Any]:
    gate = threading.Barrier(CROWD)

    def run(number: int) -> Any:
        gate.wait(10)
        return work(number)

    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(run, range(CROWD)))


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Push)) or 0


def test_w15_parallel_duplicates_are_one_row_and_all_are_answered_success(committed: Flask):
    together(lambda number: tell(committed.test_client(), popup((TEMPLATE, "accept")), nonce=str(number)))
    assert count(committed) == 1


def test_w15_negative_control_looking_alone_lets_parallel_duplicates_in(committed: Flask):
    """Without the unique key, and without SQLite's one writer, looking first is not enough."""
    with committed.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE loose (key VARCHAR(64))")
    gate = threading.Barrier(CROWD)

    def naive(_: int) -> None:
        with committed.app_context():
            with db.engine.connect() as connection:
                known = connection.exec_driver_sql("SELECT count(*) FROM loose").scalar()
            gate.wait(10)
            if not known:
                with db.engine.begin() as connection:
                    connection.exec_driver_sql("INSERT INTO loose VALUES ('k')")

    with ThreadPoolExecutor(CROWD) as pool:
        list(pool.map(naive, range(CROWD)))
    with committed.app_context(), db.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM loose").scalar() == CROWD


def test_several_workers_tell_each_push_once(committed: Flask, heard: Heard):
    with committed.app_context():
        keep(*(media(f"t-{number}") for number in range(20)))
    swept = together(lambda _: act(committed))
    assert sum(swept) == 20
    assert sorted(facts["trace_id"] for _, facts in heard) == sorted(f"t-{number}" for number in range(20))
