"""Tables of presence. Coordinates are of places, never of people; nothing here refers to a person."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.checkins.codes import LAST_POINT, LAST_VERSION
from app.core import clock
from app.core.db import Model, UtcDateTime


class PresencePoint(Model):
    """What a signed code stands for. ``no`` stands in the codes; the owner of the target writes label and place.

    ``key_version`` counts renewals: a print of an earlier one is over. ``opens_at``, ``closes_at``: outside these the
    point takes no check-in; None is always. ``needs_position``: rotating codes ask for a position, too.
    """

    __tablename__ = "presence_points"

    id: Mapped[int] = mapped_column(primary_key=True)
    no: Mapped[int] = mapped_column()
    kind: Mapped[str] = mapped_column(sa.String(10))  # station | community | shift
    target: Mapped[str] = mapped_column(sa.String(20))  # the code of the station or area, the id of the shift
    label: Mapped[str] = mapped_column(sa.String(80))
    lat_wgs84: Mapped[float | None] = mapped_column()  # None: a community has no one place
    lng_wgs84: Mapped[float | None] = mapped_column()
    radius_m: Mapped[int] = mapped_column(default=150)
    key_version: Mapped[int] = mapped_column(default=1)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    needs_position: Mapped[bool] = mapped_column(default=False)
    renewed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)  # since when ``key_version`` holds

    __table_args__ = (
        sa.UniqueConstraint("no", name="uq_presence_points_no"),
        sa.UniqueConstraint("kind", "target", name="uq_presence_points_kind_target"),
        sa.CheckConstraint(f"no BETWEEN 1 AND {LAST_POINT}", name="no"),
        sa.CheckConstraint("kind IN ('station', 'community', 'shift')", name="kind"),
        sa.CheckConstraint("radius_m BETWEEN 50 AND 500", name="radius"),
        sa.CheckConstraint(f"key_version BETWEEN 1 AND {LAST_VERSION}", name="key_version"),
    )


class SceneToken(Model):
    """An opaque pointer for a scene that proves nothing: which page of ours it opens."""

    __tablename__ = "scene_tokens"

    token: Mapped[str] = mapped_column(sa.String(11), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    target: Mapped[str] = mapped_column(sa.String(20))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        sa.Index(
            "uq_scene_tokens_living",
            "kind",
            "target",
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
    )
