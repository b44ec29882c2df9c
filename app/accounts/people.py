"""The device of a sign-in, for features that count devices; nothing that leads to a phone."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts.models import AuthToken
from app.core.db import db


def device_of(session_id: int) -> str | None:
    """The keyed hash of the device of a sign-in, None when it said none."""
    return db.session.scalar(sa.select(AuthToken.device_id).where(AuthToken.id == session_id))
