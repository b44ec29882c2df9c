"""Code images are permanent at WeChat and cost a call, so each is made once and kept (WECHAT 5).

The view does read, gateway, write: ``kept``; if there is none ``gateway.current().code_image`` outside any
transaction; then ``keep`` inside one.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock, settings
from app.core.db import db
from app.wechat import codes
from app.wechat.models import CodeImage


def kept(scene: str, page: str) -> bytes | None:
    """The image of this code as the present settings would have it, if it was made."""
    return db.session.scalar(sa.select(CodeImage.image).where(CodeImage.key == _key(scene, page)))


def keep(scene: str, page: str, image: bytes) -> bytes:
    """Keep an image inside the caller's transaction; whoever was quicker wins. Returns the one that is kept."""
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"key": _key(scene, page), "image": image, "made_at": clock.now()}
    db.session.execute(dialect.insert(CodeImage).values(**row).on_conflict_do_nothing(index_elements=["key"]))
    return kept(scene, page) or image


def _key(scene: str, page: str) -> str:
    """SHA-256 over the app and every parameter: another build or width is another image."""
    found = settings.current()
    asked = {"appid": found.wechat_appid, **codes.wanted(found, scene, page)}
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
