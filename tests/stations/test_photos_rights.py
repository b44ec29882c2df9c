"""What becomes of photos with time and with their authors: a year, the right to a copy, erasure (PRODUCT 6)."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from app.accounts import consents, identities
from app.accounts.models import Account
from app.accounts.service import Person
from app.core import events, pictures
from app.core.db import db, transaction
from app.stations import photo_rights, photo_wiring, photos
from app.wechat import telling
from tests.stations.keeping_words import Clock
from tests.stations.photo_words import rows
from tests.support.people import openid_of
from tests.support.photos import hang


def person(user: str) -> Person:
    account: Account | None = identities.find(openid_of(user))
    assert account is not None
    return Person(account.id, account.person_ref)


def authors() -> list[int | None]:
    return [row.account_id for row in rows()]


@pytest.fixture
def two(station) -> tuple[Person, Person]:
    """A rider with a shown and a waiting photo, and somebody else with one."""
    hang("T-001", "shown", by="rider")
    hang("T-002", "pending_review", by="rider", size=(33, 24))
    hang("T-001", "shown", by="other")
    return person("rider"), person("other")


def test_a_photo_is_kept_for_a_year(two, at: Clock):
    at.forward(days=365)
    with transaction():
        assert photo_rights.forget_old() == 0
    at.forward(seconds=1)
    hang("T-001", by="third", size=(34, 24))
    with transaction():
        assert photo_rights.forget_old() == 3
    assert len(rows()) == 1
    assert {row.picture_id for row in rows()} == set(db.session.scalars(sa.select(pictures.Picture.id)))
    with transaction():
        assert photo_rights.forget_old() == 0


def test_everybody_gets_a_copy_of_their_own_and_of_nobody_elses(client, two):
    rider, other = two
    found = photo_wiring.HOLDING.export(rider)
    assert [(row["station"], row["state"]) for row in found] == [("T-001", "shown"), ("T-002", "pending_review")]
    assert all(row["at"].endswith("+08:00") for row in found)
    for row in found:
        parts = urlsplit(row["picture"])
        assert client.get(f"{parts.path}?{parts.query}").mimetype == "image/jpeg"
    assert (photo_rights.count(rider), photo_rights.count(other)) == (2, 1)
    assert len(photo_wiring.HOLDING.export(other)) == 1


def test_a_removed_photo_is_named_in_the_copy_without_its_picture(station):
    hang("T-001", by="rider")
    with transaction():
        (photo,) = photos.lock()
        photos.pass_on(photo, "removed")
    (row,) = photo_rights.export(person("rider"))
    assert (row["state"], row["picture"]) == ("removed", None)


def test_erasure_takes_all_photos_of_a_person_and_their_bytes(two):
    rider, other = two
    for _ in range(2):  # doing it twice changes nothing more
        with transaction():
            photo_wiring.HOLDING.erase(rider)
        assert authors() == [other.account_id]
    assert {row.picture_id for row in rows()} == set(db.session.scalars(sa.select(pictures.Picture.id)))  # of two


def test_w16_photos_withdrawn_inside_wechat_are_erased_and_the_consent_ends(two):
    rider, other = two
    with transaction():
        consents.act(rider.account_id, photos.PURPOSE, None)
        consents.act(other.account_id, photos.PURPOSE, None)
    revoked = {"openid": openid_of("rider"), "kinds": frozenset({"photos"})}
    for _ in range(2):
        with transaction():
            events.tell(telling.authorization_revoked, **revoked)
        assert authors() == [other.account_id]
        assert consents.standing(rider.account_id, photos.PURPOSE).state == "withdrawn"
    assert consents.standing(other.account_id, photos.PURPOSE).state == "given"


def test_other_withdrawals_leave_photos_alone(two):
    rider, _ = two
    with transaction():
        consents.give(rider.account_id, "membership", None)
        consents.withdraw(rider.account_id, "membership")
        events.tell(telling.authorization_revoked, openid=openid_of("rider"), kinds=frozenset({"phone", "place"}))
    assert len(rows()) == 3
