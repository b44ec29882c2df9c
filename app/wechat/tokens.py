"""The access token: one stored value per appid, refreshed by one caller at a time, in this process and in all others.

A lock alone is not enough. With a token call that hangs, waiters would hang one after the other, so a failure is
shared too: with whoever waited or asks within a second, for the same reason, and with nobody else.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from app.core import clock
from app.core.store import Store, StoreUnavailable
from app.wechat.rules import STABLE_TOKEN, CallFailed
from app.wechat.sockets import Deadline

FRESH_S = 240.0  # more than this left: just use it
USABLE_S = 60.0  # less than this left: not for a new call
SHARE_FAILURE_S = 1.0
MARK_S = 2.0
LOCK_S = 15.0
POLL_S = 0.05
RENEW_PAUSE_S = 10.0  # between two refreshes ahead of time: a platform that repeats an old token is not asked each call


@dataclass(frozen=True)
class Token:
    """A token and the moment it ends, in seconds since 1970."""

    value: str = field(repr=False)
    expires_at: float

    def packed(self) -> str:
        return json.dumps({"token": self.value, "expires_at": self.expires_at})

    @classmethod
    def unpacked(cls, text: str | None) -> Token | None:
        """The stored token; None for nothing, or for what is not ours."""
        try:
            stored = json.loads(text or "")
            return cls(str(stored["token"]), float(stored["expires_at"]))
        except (ValueError, KeyError, TypeError):
            return None


class _Flight:
    """One refresh under way, and how it ended."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.done = threading.Event()
        self.token: Token | None = None
        self.failure: CallFailed | None = None


class Tokens:
    """Hands out the token. ``fetch(deadline)`` makes one token call or raises ``CallFailed``."""

    def __init__(
        self,
        appid: str,
        store: Store,
        fetch: Callable[[Deadline], Token],
        *,
        budget_s: float,
        epoch: Callable[[], float] | None = None,
        ticks: Callable[[], float] | None = None,
    ) -> None:
        self._store, self._fetch, self._budget_s = store, fetch, budget_s
        self._epoch, self._ticks = epoch or clock.epoch, ticks or clock.ticks
        self._key = f"wechat:token:{appid}"
        self._id = secrets.token_hex(8)
        self._lock = threading.Lock()
        self._memory: Token | None = None  # what this process last fetched, for when the store is away
        self._flight: _Flight | None = None
        self._failed: tuple[str, float, CallFailed] | None = None
        self._renew_after = 0.0
        self._renewal: threading.Thread | None = None

    def current(self, deadline: Deadline) -> str:
        """A token for one call. Raises ``CallFailed`` when there is none by the deadline."""
        token = self._stored()
        left = self._left(token)
        if token is None or left <= USABLE_S:
            return self.refresh(None, deadline)
        if left <= FRESH_S:
            self._renew_ahead()
        return token.value

    def refresh(self, rejected: str | None, deadline: Deadline) -> str:
        """A token other than ``rejected``, which the platform refused (None: there was none, or our clock says old).

        Raises ``CallFailed``; its cause is ``SameToken`` when the platform hands out the very token it refused.
        """
        reason = _reason(rejected)
        while True:
            if deadline.left() <= 0:  # whoever has no time left must not fail the others with him
                raise CallFailed(STABLE_TOKEN, "DeadlinePassed")
            with self._lock:
                flight, leading = self._flight, self._flight is None
                if flight is None:
                    flight = self._flight = _Flight(reason)
            if leading:
                self._lead(flight, rejected, USABLE_S, deadline)
            elif not flight.done.wait(deadline.left()):
                raise CallFailed(STABLE_TOKEN, "DeadlinePassed")
            if flight.token is not None and flight.token.value != rejected:
                return flight.token.value
            if flight.failure is not None and flight.reason == reason:
                raise flight.failure if leading else flight.failure.copy()

    def replace(self, token: Token) -> None:
        """Take a token that was forced; every process finds it where they share a store."""
        self._save(token)

    def settle(self, timeout_s: float | None = None) -> None:
        """Wait until a refresh ahead of time, if one is under way, has ended."""
        renewal = self._renewal
        if renewal is not None:
            renewal.join(timeout_s)

    def _renew_ahead(self) -> None:
        """Start the refresh of a token that still works. Nobody waits: the old one is good for minutes."""
        with self._lock:
            if self._flight is not None or self._ticks() < self._renew_after:
                return
            self._renew_after = self._ticks() + RENEW_PAUSE_S
            flight = self._flight = _Flight("ahead")
        self._renewal = threading.Thread(
            target=self._lead, args=(flight, None, FRESH_S, Deadline(self._budget_s)), daemon=True, name="wechat-token"
        )
        try:
            self._renewal.start()
        except RuntimeError:  # no thread to be had: the old token will do, somebody tries again later
            self._renewal = None
            self._land(flight, None, CallFailed(STABLE_TOKEN, "NoThread"))

    def _lead(self, flight: _Flight, rejected: str | None, min_left_s: float, deadline: Deadline) -> None:
        token, failure = None, CallFailed(STABLE_TOKEN, "Interrupted")
        try:
            token = self._obtain(flight.reason, rejected, min_left_s, deadline)
        except CallFailed as raised:
            failure = raised
        finally:
            self._land(flight, token, None if token else failure)

    def _land(self, flight: _Flight, token: Token | None, failure: CallFailed | None) -> None:
        with self._lock:
            flight.token, flight.failure = token, failure
            self._flight = None
        flight.done.set()

    def _obtain(self, reason: str, rejected: str | None, min_left_s: float, deadline: Deadline) -> Token:
        """Compare, then lock, then compare again, then call: most refreshes find that somebody else was quicker."""
        found = self._acceptable(rejected, min_left_s)
        if found:
            return found
        self._share_recent(reason)
        with self._lock_of_all(reason, rejected, min_left_s, deadline) as quicker:
            return quicker or self._call(reason, rejected, deadline)

    @contextmanager
    def _lock_of_all(
        self, reason: str, rejected: str | None, min_left_s: float, deadline: Deadline
    ) -> Iterator[Token | None]:
        """Hold the lock all processes share; yields what another one stored meanwhile. Store away: alone."""
        key, owner, held = f"{self._key}:lock", secrets.token_hex(8), False
        quicker = None
        try:
            while quicker is None and not held:
                held = self._store.add(key, owner, LOCK_S)
                quicker = self._acceptable(rejected, min_left_s)
                if quicker is None:
                    self._share_marked(reason)
                    if not held:
                        _pause(deadline)
        except StoreUnavailable:
            quicker = self._acceptable(rejected, min_left_s)
        except CallFailed:
            self._release(key, owner)
            raise
        try:
            yield quicker
        finally:
            if held:
                self._release(key, owner)

    def _release(self, key: str, owner: str) -> None:
        with suppress(StoreUnavailable):  # it ends by itself
            self._store.delete_if(key, owner)

    def _call(self, reason: str, rejected: str | None, deadline: Deadline) -> Token:
        failure = None
        try:
            token = self._fetch(deadline)
        except CallFailed as raised:
            failure = raised
        else:
            if token.value != rejected:
                self._save(token)
                return token
            failure = CallFailed(STABLE_TOKEN, "SameToken")
        self._failed = (reason, self._ticks(), failure)
        mark = [self._id, reason, failure.endpoint, failure.cause, failure.errcode, failure.rid]
        with suppress(StoreUnavailable):  # other processes then find out for themselves
            self._store.set(f"{self._key}:failed", json.dumps(mark), MARK_S)
        raise failure

    def _share_recent(self, reason: str) -> None:
        if self._failed is not None:
            why, at, failure = self._failed
            if why == reason and self._ticks() - at < SHARE_FAILURE_S:
                raise failure.copy()

    def _share_marked(self, reason: str) -> None:
        """Another process just failed for this reason. Our own marks are not for us: we may try again after 1 s."""
        mark = self._store.get(f"{self._key}:failed")
        if not mark:
            return
        by, why, endpoint, cause, errcode, rid = json.loads(mark)
        if by != self._id and why == reason:
            raise CallFailed(endpoint, cause, errcode, rid, shared=True)

    def _acceptable(self, rejected: str | None, min_left_s: float) -> Token | None:
        token = self._stored()
        if token is not None and token.value != rejected and self._left(token) > min_left_s:
            return token
        return None

    def _stored(self) -> Token | None:
        """The shared token; what this process remembers where the store is away or was emptied."""
        try:
            return Token.unpacked(self._store.get(self._key)) or self._memory
        except StoreUnavailable:
            return self._memory

    def _save(self, token: Token) -> None:
        self._memory = token
        with suppress(StoreUnavailable):  # stable_token tells the other processes the same token
            self._store.set(self._key, token.packed(), max(1.0, self._left(token)))

    def _left(self, token: Token | None) -> float:
        return token.expires_at - self._epoch() if token else 0.0


def _reason(rejected: str | None) -> str:
    """Why a token is wanted, without the token itself: it is written into the store."""
    return "missing" if rejected is None else hashlib.sha256(rejected.encode()).hexdigest()[:16]


def _pause(deadline: Deadline) -> None:
    if deadline.left() <= POLL_S:
        raise CallFailed(STABLE_TOKEN, "DeadlinePassed")
    threading.Event().wait(POLL_S)
