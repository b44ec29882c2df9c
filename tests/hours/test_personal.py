"""T24 and T58 in the ledger: what a person exports of it, and what stays when they have gone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.accounts import leaving
from app.core.db import db, transaction
from app.hours import objecting, service
from app.hours.models import HoursChain, HoursEntry, Objection
from tests.hours.hours_words import account_of, confirm, desk, lines, proposed, row_of
from tests.support.people import sign_in

ME = "/api/v1/me"


@pytest.fixture
def left(town) -> tuple[int, int, str]:
    """A rider with confirmed and waiting hours and an objection has been erased: both chains and the old pseudonym."""
    done, waits = proposed("rider"), proposed("rider", 45, day=19)
    account_id, ref = account_of("rider")
    confirm(done)
    with transaction():
        objecting.object_to(done, "我是小马，少算了", ref)
    with transaction():
        leaving.erase_at_once(account_id)
    return done, waits, ref


def test_t24_the_sum_stays_under_the_sealed_pseudonym(town, left):
    done, waits, ref = left
    assert service.balance(ref) == 60
    assert lines(done) == [("proposal", 60), ("confirm", 60)]
    assert (row_of(done).account_id, row_of(waits).account_id, row_of(done).person_ref) == (None, None, ref)


def test_t24_their_words_are_gone_and_the_pseudonym_leads_nowhere(town, left):
    assert db.session.scalars(sa.select(Objection)).all() == []
    assert account_of("rider")[1] != left[2]  # signing in later makes a new person
    assert service.balance(account_of("rider")[1]) == 0


def test_what_waits_is_confirmed_to_the_pseudonym_and_nobody_is_told(town, left):
    _, waits, ref = left
    confirm(waits)
    assert service.balance(ref) == 105


def test_a_decider_who_left_stays_as_a_pseudonym_only(town):
    chain = proposed("rider")
    staff_id, ref = account_of("staff")
    confirm(chain, by=desk(ref))
    with transaction():
        made, _ = objecting.object_to(chain, "少算了", row_of(chain).person_ref)
        objecting.answer(made.id, "核对过了", desk(ref))
    with transaction():
        leaving.erase_at_once(staff_id)
    db.session.expire_all()
    assert db.session.scalars(sa.select(Objection.answered_by_ref)).all() == [None]
    assert db.session.scalars(sa.select(HoursEntry.actor_ref).where(HoursEntry.kind == "confirm")).all() == [ref]


def test_the_export_has_every_line_and_the_preview_says_what_stays(town, client):
    rider = sign_in(client, "rider")
    chain = proposed("rider")
    confirm(chain)
    confirm(proposed("other"))
    with transaction():
        objecting.object_to(chain, "少算了", account_row(chain))
    told = {table["table"]: table["rows"] for table in client.get(f"{ME}/export", headers=rider).json["tables"]}
    assert [(row["kind"], row["minutes"], row["whose"]) for row in told["hours_entries"]] == [
        ("proposal", 60, "mine"),
        ("confirm", 60, "mine"),
    ]
    assert told["hours_chains"][0]["confirmed_minutes"] == 60
    assert told["hours_objections"][0]["text"] == "少算了"
    preview = client.get(f"{ME}/deletion-preview", headers=rider).get_data(as_text=True)
    assert "志愿时长的合计留在账本里" in preview
    assert db.session.scalar(sa.select(sa.func.count()).select_from(HoursChain)) == 2


def account_row(chain: int) -> str:
    return row_of(chain).person_ref
