"""The way out to WeChat: one client a process, made at the first call, and a place for each call."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from app.core.settings import Settings
from app.core.store import Store
from app.wechat.breaker import Bulkhead
from app.wechat.sockets import Deadline
from app.wechat.transport import allowed_base

if TYPE_CHECKING:
    from app.wechat.client import MiniProgramClient


class Door:
    """WeChat for one mini-program.

    The client is made at the first call, after the worker has forked. ``forbidden`` answers whether a database
    transaction is open: WeChat may take seconds, and no row stays locked that long.
    """

    def __init__(self, settings: Settings, store: Store, *, forbidden: Callable[[], bool] = lambda: False) -> None:
        self._base = allowed_base(settings.api_base, production=settings.is_production)
        self._settings, self._store, self._forbidden = settings, store, forbidden
        self._lock = threading.Lock()
        self._made: tuple[int, MiniProgramClient] | None = None
        self._bulkhead = Bulkhead(settings.wechat_bulkhead)

    def __repr__(self) -> str:
        return f"<Gateway {self._base}>"

    def close(self) -> None:
        """Drop the connections; the next call makes new ones."""
        with self._lock:
            made, self._made = self._made, None
        if made and made[0] == os.getpid():
            made[1].close()

    @contextmanager
    def _asking(self, endpoint: str, seconds: float | None = None) -> Iterator[tuple[MiniProgramClient, Deadline]]:
        """A client, a deadline and a place. Raises ``CallFailed`` when no place is free."""
        if self._forbidden():
            raise RuntimeError("WeChat must not be called inside a database transaction")
        client = self._client()
        deadline = client.deadline(seconds)
        with self._bulkhead.place(endpoint, deadline):
            yield client, deadline

    def _operating(self, endpoint: str) -> AbstractContextManager[tuple[MiniProgramClient, Deadline]]:
        return self._asking(endpoint, self._settings.wechat_worker_deadline)

    def _client(self) -> MiniProgramClient:
        with self._lock:
            if self._made is None or self._made[0] != os.getpid():
                self._made = os.getpid(), self._make()
            return self._made[1]

    def _make(self) -> MiniProgramClient:
        from app.wechat.client import MiniProgramClient  # late: wechatpy is not needed to start a command

        settings = self._settings
        return MiniProgramClient(
            settings.wechat_appid,
            settings.wechat_secret,
            base=self._base,
            store=self._store,
            production=settings.is_production,
            connect_s=settings.wechat_timeout_connect,
            read_s=settings.wechat_timeout_read,
            deadline_s=settings.wechat_deadline,
            pool=2 * settings.wechat_bulkhead + 1,
        )
