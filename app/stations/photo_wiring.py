"""What photos of stations add to the application: duties of the worker, answers to other floors, rights of people."""

from __future__ import annotations

from flask import Flask

from app.accounts import service as accounts
from app.accounts.service import Holding
from app.core import duties, events, pictures
from app.core.db import name_constraint
from app.stations import photo_checks, photo_rights, photo_rules, photos
from app.stations.photo_models import StationPhoto
from app.wechat import telling

ASK_EVERY_S = 2.0
SILENCE_EVERY_S = 60.0
OLD_EVERY_S = 3600.0

HOLDING = Holding(
    "station_photos",
    photos.PURPOSE,
    "给驿站拍的照片",
    "1 年",
    photo_rights.export,
    photo_rights.erase,
    count=photo_rights.count,
    slight=True,
)


def wire(app: Flask) -> None:
    """Register all of it."""
    pictures.link(app, StationPhoto.picture_id)
    name_constraint("uq_station_photos_same", photo_rules.PhotoTwice)
    events.on(app, pictures.shown_asked, photos.is_shown)
    events.on(app, telling.media_checked, photo_checks.take_verdict)
    events.on(app, accounts.consent_withdrawn, _withdrawn)
    accounts.hold(app, HOLDING)
    duties.errand(app, "photo-checks", ASK_EVERY_S, photo_checks.ask_next)
    duties.sweep(app, "photo-silence", SILENCE_EVERY_S, photo_checks.give_up)
    duties.sweep(app, "photos-old", OLD_EVERY_S, photo_rights.forget_old)


def _withdrawn(account_id: int, purpose: str) -> None:
    """Without the consent there are no photos: withdrawn here, or inside WeChat (``RevokeInfo`` 14)."""
    if purpose == photos.PURPOSE:
        photo_rights.erase_of(account_id)
