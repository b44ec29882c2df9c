"""The rare ways: what is not there, whoever has gone meanwhile, and that answers are what the document says."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.accounts import service as accounts
from app.core.access import Permission
from app.core.db import db, transaction
from app.core.problems import NotFound
from app.hours import chains, objecting, queue, refusing, schemas
from app.hours.models import HoursChain
from app.hours.rules import OwnHours
from app.notices.models import Notice
from app.volunteering.models import SignUp
from tests.hours.desk_words import API, backfill, objection, row, slug
from tests.hours.desk_words import confirm as confirm_over_http
from tests.hours.hours_words import account_of, attend, confirm, desk, lines, local, make_shift, proposed, row_of
from tests.hours.test_checks import broken, forged

NOBODY = 2**31 - 1
APPROVER = desk("t" * 32, "second_approver")


@pytest.mark.parametrize(
    "call",
    [
        lambda: queue.one(NOBODY, desk()),
        lambda: queue.read_again(NOBODY, APPROVER),
        lambda: refusing.reject(NOBODY, "没来", 1, desk()),
        lambda: objecting.object_to(NOBODY, "不对", "r" * 32),
    ],
)
def test_hours_that_are_not_there(town, call):
    with pytest.raises(NotFound), transaction():
        call()


def test_whoever_is_erased_while_their_lock_is_waited_for_keeps_the_sum(town, monkeypatch):
    chain = proposed("rider")

    def gone(_account_id: int) -> None:
        raise NotFound

    monkeypatch.setattr(accounts, "lock_account", gone)
    confirm(chain)
    assert lines(chain) == [("proposal", 60), ("confirm", 60)]


def test_a_proposal_that_somebody_else_just_wrote_is_not_written_twice(town, monkeypatch):
    signup = attend(make_shift(), "rider", (local("11:00"), local("12:00")))
    found = chains.find
    stale: list[chains.Book] = []

    def older(chain_id: int) -> chains.Book:
        """As it stood before the other one wrote."""
        book = found(chain_id)
        stale.append(book)
        return chains.Book(book.chain, [])

    monkeypatch.setattr(chains, "find", older)
    from app.hours import proposing

    with transaction():
        assert not proposing.propose(signup)
    assert len(stale) == 1


def test_staff_of_an_organisation_by_its_own_number_are_its_staff(town):
    chain = proposed("rider")
    confirm(chain)
    forged(chain, actor_scope=f"org:{row_of(chain).issuer_id}")
    assert "hours-staff" not in broken(town)


def test_nobody_reads_their_own_hours_again_nor_writes_without_a_right(town):
    ref = account_of("approver")[1]
    chain = proposed("approver")
    confirm(chain)
    with pytest.raises(OwnHours), transaction():
        queue.read_again(chain, desk(ref, "second_approver"))
    with pytest.raises(RuntimeError):
        desk().by(Permission.APPROVE_HOURS, row_of(chain))


def test_an_answer_to_whoever_has_left_is_kept_and_told_nobody(town):
    chain = proposed("rider")
    confirm(chain)
    ref = account_of("rider")[1]
    with transaction():
        made, _ = objecting.object_to(chain, "少算了", ref)
    row_of(chain).account_id = None
    db.session.commit()
    told = db.session.scalar(sa.select(sa.func.count()).select_from(Notice))
    with transaction():
        objecting.answer(made.id, "核对过了", desk())
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == told


def test_a_walk_in_that_nobody_claimed_is_nobody_in_the_queue(desk, client):
    signup = attend(make_shift(), None, (local("11:00"), local("12:00")), label="现场 3")
    db.session.delete(db.session.get_one(SignUp, signup))
    db.session.commit()
    (item,) = client.get(f"{API}/hours", headers=desk["staff"]).json["items"]
    assert item["person"] == {"account": None, "display_name": None, "person_ref": None}


@pytest.mark.parametrize("path", ["/hours", "/objections", "/me/hours"])
def test_a_cursor_of_another_list_is_422(desk, client, path):
    assert client.get(f"{API}{path}?cursor=WyJ4IiwxXQ", headers=desk["staff"]).status_code == 422


def test_objections_come_in_pages_the_next_due_first(desk, client, at):
    made = []
    for user in ("rider", "stranger"):
        chain = proposed(user)
        confirm_over_http(client, desk["staff"], row(chain))
        made.append(objection(client, desk[user], chain).json["id"])
        at.forward(days=1)
    first = client.get(f"{API}/objections?limit=1", headers=desk["staff"]).json
    rest = client.get(f"{API}/objections?limit=1&cursor={first['next_cursor']}", headers=desk["staff"]).json
    assert [page["items"][0]["id"] for page in (first, rest)] == made
    assert rest["next_cursor"] is None


def test_answers_are_what_the_document_says(desk, client):
    chain, shift = proposed("rider"), make_shift(day=18)
    decided = confirm_over_http(client, desk["staff"], row(chain), row(NOBODY))
    made = objection(client, desk["rider"], chain)
    filled = backfill(client, desk["staff"], shift)
    shapes = [
        (schemas.DecidedShape, decided.json),
        (schemas.ObjectionShape, made.json),
        (schemas.HoursDetail, filled.json),
        (schemas.OwnHoursShape, client.get(f"{API}/me/hours", headers=desk["rider"]).json),
        (schemas.IssuersList, client.get(f"{API}/me/hours/issuers", headers=desk["rider"]).json),
        (schemas.QueuePage, client.get(f"{API}/hours?state=sampled", headers=desk["approver"]).json),
        (schemas.ObjectionsPage, client.get(f"{API}/objections", headers=desk["staff"]).json),
        (schemas.HoursDetail, client.get(f"{API}/hours/{chain}", headers=desk["rider"]).json),
    ]
    assert [(shape.__name__, shape().validate(body)) for shape, body in shapes if shape().validate(body)] == []


def test_a_public_number_that_is_nobodys_is_404(desk, client):
    body = {"account": "ZZZZZZZZ", "shift_id": make_shift(), "minutes": 30, "reason": "手机没电"}
    headers = desk["staff"] | {"Idempotency-Key": "backfill-0001"}
    answer = client.post(f"{API}/hours/backfills", json=body, headers=headers)
    assert (answer.status_code, slug(answer)) == (404, "not-found")
    assert db.session.scalars(sa.select(HoursChain)).all() == []
