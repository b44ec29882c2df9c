"""Access tokens as the platform gives them: stable ones, legacy ones, and the errors for all others."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

from app.wechat.fake.errors import ApiError

LAST_S = 300  # a stable token is repeated until its last 300 s; then both it and the next one work
FORCE_APART_S, FORCE_A_DAY, DAY_S = 30, 20, 86_400
TOKEN_LENGTH = 157
_LETTERS = string.ascii_letters + string.digits + "_-"


class TokenDesk:
    """Issues and checks tokens. ``now`` is the platform's clock in seconds since 1970."""

    def __init__(self, expires_in: int, grace: int, chance: random.Random, now: Callable[[], float]) -> None:
        self._expires_in, self._grace, self._chance, self._now = expires_in, grace, chance, now
        self._ends: dict[str, float] = {}
        self._stable = self._legacy = ""
        self._forced: list[float] = []
        self.issued = 0

    def stable(self, force: bool) -> tuple[str, int]:
        """The stable token and its remaining seconds. Forcing ends the old one at once."""
        if force:
            self._force()
        if self._now() >= self._ends.get(self._stable, 0.0) - LAST_S:
            self._stable = self._issue()
        return self._stable, int(self._ends[self._stable] - self._now())

    def legacy(self) -> tuple[str, int]:
        """A new token at every call; the one before lives for ``grace`` seconds more."""
        if self._legacy:
            self._ends[self._legacy] = min(self._ends[self._legacy], self._now() + self._grace)
        self._legacy = self._issue()
        return self._legacy, self._expires_in

    def check(self, token: str | None) -> None:
        """Raises ``ApiError``: 41001 missing, 40001 not one of ours, 42001 expired."""
        if not token:
            raise ApiError(41001, "access_token missing")
        end = self._ends.get(token)
        if end is None:
            raise ApiError(40001, "invalid credential, access_token is invalid or not latest")
        if self._now() >= end:
            raise ApiError(42001, "access_token expired")

    def expire(self) -> None:
        """Every token out there stops working now."""
        self._ends = dict.fromkeys(self._ends, self._now())

    def _force(self) -> None:
        now = self._now()
        self._forced = [at for at in self._forced if now - at < DAY_S]
        if self._forced and now - self._forced[-1] < FORCE_APART_S:
            raise ApiError(45011, "api minute-quota reach limit, force_refresh needs 30 s between")
        if len(self._forced) >= FORCE_A_DAY:
            raise ApiError(45009, "reach max api daily quota limit of force_refresh")
        self._forced.append(now)
        self._ends.pop(self._stable, None)
        self._stable = ""

    def _issue(self) -> str:
        self.issued += 1
        token = f"{self.issued}_" + "".join(self._chance.choices(_LETTERS, k=TOKEN_LENGTH))
        self._ends[token] = self._now() + self._expires_in
        return token
