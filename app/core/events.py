"""Signals by which a low floor tells, or asks, a high one. Handlers run in the sender's transaction, never commit.

The owner declares the signal in its service (``calendar_changed = events.signal("calendar-changed")``); whoever lives
higher subscribes in its own ``wiring.py`` with ``events.on(app, service.calendar_changed, handler)``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from blinker import NamedSignal, Namespace
from flask import Flask, current_app

_signals = Namespace()


def signal(name: str) -> NamedSignal:
    """Declare the signal of this name."""
    return _signals.signal(name)


def on(app: Flask, happening: NamedSignal, handler: Callable[..., Any]) -> None:
    """Call ``handler(**facts)`` whenever this application tells or asks ``happening``."""

    def receive(_sender: Flask, **facts: Any) -> Any:
        return handler(**facts)

    happening.connect(receive, sender=app, weak=False)


def ask(happening: NamedSignal, **facts: Any) -> list[Any]:
    """Ask everybody above; the answers of those who have one, in no order. An exception rolls the whole change back."""
    app = cast(Any, current_app)._get_current_object()
    return [answer for _, answer in happening.send(app, **facts) if answer is not None]


def tell(happening: NamedSignal, **facts: Any) -> None:
    """Tell everybody above, in this transaction."""
    ask(happening, **facts)
