"""Asking and reminding a station's managers, in the cause's transaction: riders agree, or a repair is overdue."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import clock
from app.core.db import db
from app.notices import service as notices
from app.stations.keeping_rules import OPENING
from app.stations.models import Station
from app.stations.vocabulary import AMENITIES
from app.wechat.fitting import time_text


def ask_managers(*, code: str, amenity: str, people: int) -> None:
    """Riders agree: have a look. Told at each agreement, so its instant makes the key."""
    name, at = _name(code), clock.now()
    if amenity == OPENING:
        words, change = notices.words("door-closed", station=name, people=people), "有人到了没开门"
    else:
        thing = AMENITIES[amenity]
        words = notices.words("reports-agreed", station=name, amenity=thing, people=people)
        change = f"{thing}：骑手说有问题"
    tell_managers(code, name, words, f"reports-agreed:{code}:{amenity}:{int(at.timestamp())}", change=change, at=at)


def remind_managers(*, code: str, amenity: str, eta: datetime) -> None:
    """A repair was expected by now: is it done?"""
    name, thing = _name(code), AMENITIES[amenity]
    words = notices.words("eta-passed", station=name, amenity=thing)
    key = f"eta-passed:{code}:{amenity}:{int(eta.timestamp())}"
    tell_managers(code, name, words, key, change=f"{thing}修好了吗", at=eta)


def tell_managers(
    code: str, name: str, words: notices.Words, key: str, *, change: str, at: datetime, note: str = "点开改一下状态"
) -> None:
    """Tell all managers of a station, each once for a ``key``; ``change``, ``at``, ``note``: the message's words."""
    values = {"station": name, "change": change, "time": time_text(at), "note": note}
    for account_id in sorted(accounts.managers_of(code)):
        notices.notify(
            account_id,
            notices.Topic.KEEPING,
            title=words.title,
            body=words.body,
            dedupe_key=key,
            link=f"pages/station/station?code={code}",
            template="station_alert",
            values=values,
        )


def _name(code: str) -> str:
    return db.session.scalars(sa.select(Station.name).where(Station.code == code)).one()
