"""A rider's own list: saved once, bounded, seen by nobody else, and gone with the account."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.accounts.service import Person
from app.core.db import db, transaction
from app.stations import personal, saving
from app.stations.models import Station
from app.stations.riders_models import SavedStation
from tests.stations.riders_words import SAVED, codes_saved, saved_rows
from tests.support.people import grant, sign_in
from tests.support.places import make_station

DETAIL = "/api/v1/stations/YQ0001"


def hide(code: str, hidden: bool = True) -> None:
    with transaction() as session:
        session.execute(sa.update(Station).where(Station.code == code).values(open_to_riders=not hidden))


def account_ids() -> list[int]:
    return list(db.session.scalars(sa.select(Account.id).order_by(Account.id)))


def test_a_saved_station_comes_back_as_a_card(rider, client):
    assert client.put(f"{SAVED}/yq0001", headers=rider).status_code == 204
    (card,) = client.get(SAVED, headers=rider).json["items"]
    assert (card["code"], card["name"], card["distance_m"]) == ("YQ0001", "南城站", None)
    gcj, wgs = card, client.get(f"{SAVED}?crs=wgs84", headers=rider).json["items"][0]
    assert gcj["lat"] != wgs["lat"] == 44.9046


def test_saving_twice_is_one_row_and_taking_off_twice_is_none(rider, client):
    answers = [client.put(f"{SAVED}/YQ0001", headers=rider) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert len(saved_rows()) == 1
    answers = [client.delete(f"{SAVED}/YQ0001", headers=rider) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert saved_rows() == []


def test_the_detail_says_whether_i_saved_it_and_guests_have_no_list(rider, client):
    other = sign_in(client, "other")
    client.put(f"{SAVED}/YQ0001", headers=rider)
    seen = [client.get(DETAIL, headers=headers).json["saved"] for headers in (rider, other, {})]
    assert seen == [True, False, None]


def test_a_list_is_its_owners_alone(rider, client):
    other = sign_in(client, "other")
    client.put(f"{SAVED}/YQ0001", headers=rider)
    client.put(f"{SAVED}/YQ0003", headers=other)
    assert (codes_saved(client, rider), codes_saved(client, other)) == (["YQ0001"], ["YQ0003"])
    client.delete(f"{SAVED}/YQ0001", headers=other)
    assert codes_saved(client, rider) == ["YQ0001"]
    assert client.get(SAVED).status_code == 401


def test_the_newest_comes_first_page_by_page(rider, client):
    for number in range(5):
        make_station(f"S{number}")
        client.put(f"{SAVED}/S{number}", headers=rider)
    first = client.get(f"{SAVED}?limit=2", headers=rider).json
    rest = client.get(f"{SAVED}?limit=3&cursor={first['next_cursor']}", headers=rider).json
    assert [card["code"] for card in first["items"] + rest["items"]] == ["S4", "S3", "S2", "S1", "S0"]
    assert rest["next_cursor"] is None
    assert client.get(f"{SAVED}?cursor=abc", headers=rider).status_code == 422


def test_without_an_age_one_may_save(town, client):
    young = sign_in(client, "young", age_ok=False)
    assert client.put(f"{SAVED}/YQ0001", headers=young).status_code == 204
    assert codes_saved(client, young) == ["YQ0001"]
    assert client.delete(f"{SAVED}/YQ0001", headers=young).status_code == 204


@pytest.mark.parametrize("code", ["YQ0002", "NOWHERE"])
def test_what_is_hidden_or_not_there_is_not_saved(rider, client, code):
    assert client.put(f"{SAVED}/{code}", headers=rider).status_code == 404
    assert client.delete(f"{SAVED}/{code}", headers=rider).status_code == 404
    assert saved_rows() == []


def test_a_station_hidden_later_leaves_the_list_and_comes_back_with_it(rider, client):
    client.put(f"{SAVED}/YQ0001", headers=rider)
    hide("YQ0001")
    assert codes_saved(client, rider) == []
    hide("YQ0001", False)
    assert codes_saved(client, rider) == ["YQ0001"]
    hide("YQ0001")
    assert client.delete(f"{SAVED}/YQ0001", headers=rider).status_code == 204  # it was mine, so I may know
    assert client.delete(f"{SAVED}/YQ0001", headers=rider).status_code == 404


def test_its_keepers_save_and_see_a_hidden_station(town, client):
    grant("keeper", "station_manager", "YQ0002")
    keeper = sign_in(client, "keeper")
    assert client.put(f"{SAVED}/YQ0002", headers=keeper).status_code == 204
    assert codes_saved(client, keeper) == ["YQ0002"]


def test_a_list_has_an_end_and_room_again(app, rider, client, monkeypatch):
    few = replace(app.extensions["yiqi.settings"], saved_stations_most=1)
    monkeypatch.setitem(app.extensions, "yiqi.settings", few)
    assert client.put(f"{SAVED}/YQ0001", headers=rider).status_code == 204
    full = client.put(f"{SAVED}/YQ0003", headers=rider)
    assert (full.status_code, full.json["type"]) == (409, "/problems/too-many-saved")
    assert client.put(f"{SAVED}/YQ0001", headers=rider).status_code == 204  # it is there already
    client.delete(f"{SAVED}/YQ0001", headers=rider)
    assert client.put(f"{SAVED}/YQ0003", headers=rider).status_code == 204


def test_saving_changes_nothing_that_others_see(rider, client):
    before = client.get(DETAIL).json
    client.put(f"{SAVED}/YQ0001", headers=rider)
    assert client.get(DETAIL).json == before


# --- rights ---


def test_t58_the_list_is_exported_counted_and_erased_for_its_owner_only(rider, client):
    other = sign_in(client, "other")
    for headers in (rider, other):
        client.put(f"{SAVED}/YQ0001", headers=headers)
    mine, theirs = account_ids()
    holding = next(one for one in personal.HOLDINGS if one.table == "saved_stations")
    person = Person(mine, "a" * 36)
    (line,) = holding.export(person)
    assert (line["station"], line["name"]) == ("YQ0001", "南城站")
    assert holding.count is not None
    assert holding.count(person) == 1
    for _ in range(2):
        with transaction():
            holding.erase(person)
    assert [account for account, _ in saved_rows()] == [theirs]


def test_the_page_of_what_is_stored_names_the_list(rider, client):
    client.put(f"{SAVED}/YQ0001", headers=rider)
    lines = client.get("/api/v1/me/stored", headers=rider).json["items"]
    (line,) = [line for line in lines if line["what"] == "收藏的驿站"]
    assert line["count"] == 1


def test_a_saved_row_goes_with_its_station(rider, client):
    client.put(f"{SAVED}/YQ0003", headers=rider)
    with transaction() as session:
        session.execute(sa.delete(Station).where(Station.code == "YQ0003"))
    assert db.session.scalars(sa.select(SavedStation)).all() == []
    assert saving.saved_by(account_ids()[0]) == 0
