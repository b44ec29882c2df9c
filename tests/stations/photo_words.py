"""Words for the tests of photos: sending one, seeing what somebody sees, and the rows behind."""

from __future__ import annotations

import io
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.stations.models import Station
from app.stations.photo_models import StationPhoto
from tests.support.people import Headers
from tests.support.uploads import picture

URL = "/api/v1/stations/YQ0001/photos"
STATION = "/api/v1/stations/YQ0001"


def send(
    client: FlaskClient, who: Headers, raw: bytes | None = None, *, url: str = URL, name: str = "照片.jpg", **more: Any
) -> Any:
    data = {"file": (io.BytesIO(picture() if raw is None else raw), name)} | more.pop("beside", {})
    headers = who | {key.replace("_", "-"): value for key, value in more.items()}
    return client.post(url, data=data, headers=headers, content_type="multipart/form-data")


def shown_to(client: FlaskClient, who: Headers, url: str = STATION) -> list[dict[str, Any]]:
    return list(client.get(url, headers=who).json["photos"])


def rows() -> list[StationPhoto]:
    query = sa.select(StationPhoto).order_by(StationPhoto.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def be(state: str, **also: Any) -> None:
    """Let all photos be in a state."""
    with transaction():
        db.session.execute(sa.update(StationPhoto).values(state=state, **also))


def hide_station(code: str = "YQ0001") -> None:
    """Close a station to riders."""
    with transaction():
        db.session.execute(sa.update(Station).where(Station.code == code).values(open_to_riders=False))


def audited() -> list[AuditEvent]:
    """The audit lines of photos."""
    query = sa.select(AuditEvent).where(AuditEvent.action == "station.photo").order_by(AuditEvent.id)
    return list(db.session.scalars(query))
