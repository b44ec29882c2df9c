"""However a photo goes, its signed address ends and its bytes go with it: in the same act, by no sweep (PRODUCT 6).
Nor does the next photo inherit what was said of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.accounts import consents, identities
from app.accounts.service import Person
from app.core import events, pictures
from app.core.db import db, transaction
from app.notices.models import Notice
from app.stations import photo_wiring, photos
from app.stations.photo_models import StationPhoto
from app.wechat import telling
from tests.stations.photo_words import URL, be
from tests.support.people import openid_of, sign_in
from tests.support.photos import Hung, hang


class Told(NamedTuple):
    """Who acts on which photo."""

    client: FlaskClient
    photo: Hung


def person() -> Person:
    account = identities.find(openid_of("rider"))
    assert account is not None
    return Person(account.id, account.person_ref)


def by_its_author(told: Told) -> None:
    gone = told.client.delete(f"{URL}/{told.photo.id}", headers=sign_in(told.client, "rider"))
    assert gone.status_code == 200


def by_a_keeper(told: Told) -> None:
    gone = told.client.delete(f"{URL}/{told.photo.id}", headers=sign_in(told.client, "manager"))
    assert gone.status_code == 200


def by_wechats_verdict(told: Told) -> None:
    be("pending_review", check_id="trace-1")
    with transaction():
        events.tell(telling.media_checked, trace_id="trace-1", verdict="risky")


def by_revocation_inside_wechat(told: Told) -> None:
    with transaction():
        consents.act(person().account_id, photos.PURPOSE, None)
    with transaction():
        events.tell(telling.authorization_revoked, openid=openid_of("rider"), kinds=frozenset({"photos"}))


def by_the_withdrawn_consent(told: Told) -> None:
    gone = told.client.delete("/api/v1/me/consents/report_photo", headers=sign_in(told.client, "rider"))
    assert gone.status_code == 200


def by_erasure(told: Told) -> None:
    with transaction():
        photo_wiring.HOLDING.erase(person())


WAYS = [
    by_its_author,
    by_a_keeper,
    by_wechats_verdict,
    by_revocation_inside_wechat,
    by_the_withdrawn_consent,
    by_erasure,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_address_is_404_at_once_and_no_byte_is_left(client, town, manager, way: Callable[[Told], None]):
    photo = hang("YQ0001", "review", by="rider")
    path = pictures.signed_path(photo.picture_id)
    assert client.get(path).status_code == 200
    way(Told(client, photo))
    assert client.get(path).status_code == 404
    assert db.session.scalars(sa.select(pictures.Picture.id)).all() == []


def test_the_same_picture_by_somebody_else_stays(client, town):
    mine, other = hang("YQ0001", by="rider"), hang("YQ0003", by="other")
    by_its_author(Told(client, mine))
    assert mine.picture_id == other.picture_id
    assert client.get(pictures.path(other.picture_id)).status_code == 200


def test_managers_are_asked_about_the_next_photo_too_and_an_old_page_cannot_hit_it(client, town, manager):
    gone = let_managers_look(hang("YQ0001", "pending_review", by="rider"))
    by_its_author(Told(client, gone))
    later = let_managers_look(hang("YQ0001", "pending_review", by="other"))
    keys = [f"photo-waits:{photo.id}" for photo in (gone, later)]
    held = db.session.scalars(sa.select(Notice.dedupe_key).where(Notice.dedupe_key.contains("photo-waits:")))
    assert [key.partition(":")[2] for key in held] == keys
    stale = client.put(f"{URL}/{gone.id}", json={"state": "removed"}, headers=manager)
    assert (stale.status_code, client.get(pictures.signed_path(later.picture_id)).status_code) == (404, 200)


def let_managers_look(photo: Hung) -> Hung:
    with transaction():
        for row in photos.lock(StationPhoto.id == photo.id):
            photos.pass_on(row, "review", "silent")
    return photo
