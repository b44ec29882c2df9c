"""Moves in any order, held to a model of a few lines: who is which account, what waits, what is refused and why."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import duties
from app.core.db import db
from tests.accounts.conftest import Clock
from tests.accounts.leavers import come_back, leave
from tests.accounts.movers import CODES, approve, type_code
from tests.support.people import Headers, headers_of, sign_in_answer

USERS = ("an", "bo", "ci", "du")
STEPS = 60
WAITS_S = 600


@dataclass
class Move:
    """A transfer as the model sees it. ``number``: its id, known once somebody typed the code."""

    old: int
    code: str
    until: float
    state: str = "code"
    new: int | None = None
    number: int = 0


@dataclass
class Model:
    """What must be, written without a look at the code. Accounts by id, time in seconds."""

    now: float = 0.0
    owner: dict[str, int] = field(default_factory=dict)
    headers: dict[str, Headers] = field(default_factory=dict)
    closing: set[int] = field(default_factory=set)
    moves: list[Move] = field(default_factory=list)

    def end(self, which: Callable[[Move], bool]) -> None:
        for move in self.moves:
            if move.state in {"code", "asked"} and which(move):
                move.state = "ended"

    def made(self, me: int, code: str) -> None:
        self.end(lambda move: move.old == me)
        self.moves.append(Move(me, code, self.now + WAITS_S))

    def typing(self, me: int, move: Move | None) -> str:
        """The refusal of a typed code, or empty."""
        if move is None:
            return "code-expired"
        if move.old == me:
            return "own-code"
        if move.state == "asked" and move.new == me and self.now < move.until:
            return ""
        if move.state in {"asked", "done"}:
            return "code-used"
        return "code-expired" if move.state == "ended" or self.now >= move.until else ""

    def typed(self, me: int, move: Move, number: int) -> None:
        if move.state == "code":
            self.end(lambda other: other.new == me)
            move.state, move.new, move.until, move.number = "asked", me, self.now + WAITS_S, number

    def approving(self, me: int, move: Move) -> str:
        if move.old != me:
            return "not-found"
        waits = move.state == "asked" and self.now < move.until
        return "" if waits or move.state == "done" else "transfer-over"

    def approved(self, move: Move) -> None:
        if move.state == "done":
            return
        old_user, new_user = (next(u for u, a in self.owner.items() if a == side) for side in (move.old, move.new))
        gone, move.state, move.new = move.new, "done", None
        self.owner[new_user] = move.old
        del self.owner[old_user]
        for user in (old_user, new_user):
            self.headers.pop(user, None)
        self.end(lambda other: other.new == gone)
        self.moves = [other for other in self.moves if other.old != gone]


class Walk:
    """A seeded walk of four WeChat users."""

    def __init__(self, client: FlaskClient, clock: Clock, seed: int) -> None:
        self.client, self.clock, self.model = client, clock, Model()
        self.chance = random.Random(seed)
        self.seen: set[str] = set()

    def step(self) -> None:
        user = self.chance.choice(USERS)
        if user not in self.model.headers:
            self.sign_in(user)
            return
        acts = [self.make] * 3 + [self.type] * 4 + [self.approve] * 4 + [self.leave, self.come_back, self.wait]
        self.chance.choice(acts)(user)

    def sign_in(self, user: str) -> None:
        answer = sign_in_answer(self.client, user)
        assert (answer.status_code, answer.json["is_new"]) == (201, user not in self.model.owner)
        me = self.model.owner.setdefault(user, answer.json["account"]["id"])
        assert answer.json["account"]["id"] == me
        self.model.headers[user] = headers_of(answer.json["token"])

    def make(self, user: str) -> None:
        answer = self.client.post(CODES, headers=self.model.headers[user])
        if not self.refused(user, answer, ""):
            self.model.made(self.model.owner[user], answer.json["code"])

    def type(self, user: str) -> None:
        move = self.chance.choice([*self.model.moves[-6:], None])
        answer = type_code(self.client, self.model.headers[user], move.code if move else "00000000")
        if not self.refused(user, answer, self.model.typing(self.model.owner[user], move)):
            assert move is not None
            self.model.typed(self.model.owner[user], move, answer.json["id"])

    def approve(self, user: str) -> None:
        asked = [move for move in self.model.moves if move.number]
        if not asked:
            return
        move = self.chance.choice(asked[-4:])
        answer = approve(self.client, self.model.headers[user], move.number)
        if not self.refused(user, answer, self.model.approving(self.model.owner[user], move)):
            self.model.approved(move)

    def leave(self, user: str) -> None:
        me = self.model.owner[user]
        assert leave(self.client, self.model.headers[user]).status_code == 202
        self.model.closing.add(me)
        self.model.end(lambda move: me in {move.old, move.new})

    def come_back(self, user: str) -> None:
        assert come_back(self.client, self.model.headers[user]).status_code == 200
        self.model.closing.discard(self.model.owner[user])

    def wait(self, _user: str) -> None:
        seconds = self.chance.choice([1, 300, 599, 600])
        self.clock.forward(seconds=seconds)
        self.model.now += seconds

    def refused(self, user: str, answer: Any, slug: str) -> bool:
        expected = "account-closing" if self.model.owner[user] in self.model.closing else slug
        got = "" if answer.status_code < 300 else answer.json["type"].removeprefix("/problems/")
        assert got == expected
        self.seen.add(expected)
        return bool(expected)

    def look(self) -> None:
        """Everybody signed in is who the model says; nobody else has got in; no account has two WeChat users."""
        for user, headers in self.model.headers.items():
            assert self.client.get("/api/v1/me", headers=headers).json["id"] == self.model.owner[user]
        assert len(set(self.model.owner.values())) == len(self.model.owner)


@pytest.mark.parametrize("seed", range(6))
def test_moves_in_any_order_do_what_the_model_says(
    app: Flask, client: FlaskClient, standing_clock: Clock, with_settings: Callable[..., None], seed: int
) -> None:
    often = "100000/minute"
    with_settings(transfers_per_account=often, transfer_codes_per_account=often, sign_in_per_address=often)
    walk = Walk(client, standing_clock, seed)
    for _ in range(STEPS):
        walk.step()
        walk.look()
    db.session.rollback()
    assert duties.invariants(app)["one-identity-each"]() == []
    assert "" in walk.seen
