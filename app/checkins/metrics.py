"""Figures of check-ins: what kinds there were and what came of them, never where."""

from __future__ import annotations

from prometheus_client import Counter

from app.checkins.evidence_models import Checkin
from app.core.db import after_commit

CHECKINS = Counter("yiqi_checkins_total", "Check-ins", ["kind", "method", "state", "reason"])


def count(row: Checkin) -> None:
    """Count a new check-in, once it is committed."""
    labels = (row.kind or "unknown", row.method, row.state, row.reason or "none")
    after_commit(CHECKINS.labels(*labels).inc)
