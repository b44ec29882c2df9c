"""Points and scenes as services: one point for a target, what its owner says of it, and what a code stands for."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.areas import service as areas
from app.checkins import codes, keys, points, scenes, service
from app.checkins.codes import LAST_VERSION
from app.checkins.models import PresencePoint, SceneToken
from app.checkins.service import Meant, Target
from app.core import events
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.problems import NotFound
from app.core.settings import Settings, SettingsError
from app.stations.changes import mark_changed
from app.stations.models import Station
from app.wechat.fitting import is_scene
from tests.stations.keeping_words import Clock
from tests.support.places import load_areas, load_sheet

NEWS = {"name": "北城暖心驿站", "lat_wgs84": 44.91, "lng_wgs84": 82.08, "radius_m": 300}


def opened(code: str = "YQ0001") -> service.Print:
    with transaction():
        return service.open_station(code)


def scene_now(code: str) -> str:
    found = service.print_of("station", code)
    assert found is not None
    return found.scene


def point_of(code: str) -> PresencePoint:
    return db.session.scalars(sa.select(PresencePoint).where(PresencePoint.target == code)).one()


def rewrite(code: str, **facts: object) -> None:
    """Change a station as any of its services does."""
    with transaction():
        station = db.session.scalars(sa.select(Station).where(Station.code == code)).one()
        for name, value in facts.items():
            setattr(station, name, value)
        mark_changed(station)


def meant(scene: str) -> Meant | None:
    try:
        return service.meant_by(scene)
    except NotFound:
        return None


# --- points ---


def test_the_first_need_makes_a_point_with_what_the_station_says(town: None, at: Clock) -> None:
    first = opened("yq0001")
    assert (first.kind, first.code, first.name, first.version, first.since) == (
        "station", "YQ0001", "南城暖心驿站", 1, at.now,
    )  # fmt: skip
    point = point_of("YQ0001")
    assert (point.lat_wgs84, point.lng_wgs84, point.radius_m, point.needs_position) == (44.9046, 82.0719, 150, False)
    assert 1 <= point.no <= codes.LAST_POINT


def test_later_needs_find_the_same_point_and_the_same_scene(town: None) -> None:
    first = opened()
    assert opened() == first == service.print_of("station", "YQ0001")
    with transaction():
        assert service.scene_of("station", "YQ0001") == first.scene
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PresencePoint)) == 1


def test_no_station_no_point(town: None) -> None:
    with pytest.raises(NotFound):
        opened("NOWHERE")
    assert service.print_of("station", "YQ0003") is None
    with pytest.raises(NotFound):
        service.scene_of("shift", "1")  # its owner has written none
    with pytest.raises(NotFound):
        service.scene_of("community", "652701001")  # a township
    assert db.session.scalars(sa.select(PresencePoint)).all() == []


def test_a_number_that_is_taken_is_drawn_again(town: None, monkeypatch: pytest.MonkeyPatch) -> None:
    opened("YQ0003")
    taken = point_of("YQ0003").no
    drawn = iter([taken, taken, taken % codes.LAST_POINT + 1])
    monkeypatch.setattr(points, "_new_number", lambda: next(drawn))
    opened("YQ0001")
    assert point_of("YQ0001").no == taken % codes.LAST_POINT + 1
    assert point_of("YQ0003").no == taken


def test_t33_a_merged_communitys_poster_says_the_name_of_its_successor(town: None) -> None:
    with transaction():
        first = service.open_community("652701001001")
        other = service.open_community("652701001003")
    with transaction():
        areas.replace_area("652701001001", "652701001002")
    assert [point_of(code).label for code in ("652701001001", "652701001003")] == ["东风社区", other.name]
    assert meant(first.scene) == Meant("community", "652701001002", "东风社区")


def test_a_station_that_moves_or_is_renamed_writes_its_point_and_no_other(town: None) -> None:
    opened("YQ0001"), opened("YQ0003")
    scene = scene_now("YQ0001")
    rewrite("YQ0001", **NEWS)
    point, other = point_of("YQ0001"), point_of("YQ0003")
    assert (point.label, point.lat_wgs84, point.lng_wgs84, point.radius_m) == tuple(NEWS.values())
    assert (other.label, other.lat_wgs84) == ("精河站", 44.9046)
    assert scene_now("YQ0001") == scene  # what is printed still holds


def test_a_change_of_a_station_without_point_makes_none(town: None) -> None:
    rewrite("YQ0001", **NEWS)
    assert db.session.scalars(sa.select(PresencePoint)).all() == []
    assert opened("YQ0001").name == NEWS["name"]


def test_a_change_that_is_rolled_back_leaves_the_point_alone(town: None) -> None:
    opened("YQ0001")
    with pytest.raises(RuntimeError), transaction():
        station = db.session.scalars(sa.select(Station).where(Station.code == "YQ0001")).one()
        station.name = "改不成"
        mark_changed(station)
        raise RuntimeError
    db.session.expire_all()
    assert point_of("YQ0001").label == "南城暖心驿站"


def test_owners_of_other_kinds_write_their_own_points(town: None) -> None:
    target = Target("community", "652701001001", "光明社区", None, None, 150)
    with transaction():
        scene = service.as_print(service.write_point(target)).scene
        assert service.write_point(target).target == "652701001001"
    assert service.scene_of("community", "652701001001") == scene


# --- renewal ---


def test_t38_a_renewal_ends_earlier_prints_and_only_those(town: None, at: Clock) -> None:
    first, other = opened("YQ0001"), opened("YQ0003")
    at.forward(days=1)
    with transaction():
        second = service.renew_station("yq0001", "station_manager")
    assert (second.version, second.since) == (2, at.now)
    assert second.scene != first.scene
    assert [meant(scene) is not None for scene in (first.scene, second.scene, other.scene)] == [False, True, True]
    masters = keys.masters()
    code = codes.read(first.scene)
    assert code is not None and codes.why_not_printed(code, masters, 2) == "revoked"


def test_a_renewal_is_audited_in_the_role_it_is_made_in(town: None) -> None:
    number = (opened("YQ0001"), point_of("YQ0001").no)[1]
    with transaction():
        service.renew_station("YQ0001", "station_manager")
    line = db.session.scalars(sa.select(AuditEvent)).one()
    assert (line.action, line.subject, line.actor_role) == (
        "station.poster_renewed", "station:YQ0001", "station_manager",
    )  # fmt: skip
    assert line.changes == {"print": [[number, 1], [number, 2]]}


def test_after_the_last_version_a_point_begins_anew_under_another_number(town: None) -> None:
    opened("YQ0001")
    with transaction():
        point = point_of("YQ0001")
        point.key_version = LAST_VERSION
        number = point.no
    last = scene_now("YQ0001")
    with transaction():
        anew = service.renew_station("YQ0001", "station_manager")
    assert (anew.version, point_of("YQ0001").no != number) == (1, True)
    assert meant(last) is None and meant(anew.scene) is not None


# --- scenes ---


def test_a_printed_scene_stands_for_its_station_by_the_name_it_has_now(town: None) -> None:
    scene = opened("YQ0001").scene
    assert meant(scene) == Meant("station", "YQ0001", "南城暖心驿站")
    rewrite("YQ0001", **NEWS)
    assert meant(scene) == Meant("station", "YQ0001", "北城暖心驿站")


def test_what_is_forged_hidden_closed_or_of_another_form_is_not_there(town: None) -> None:
    genuine, hidden = opened("YQ0001").scene, opened("YQ0002").scene
    number = point_of("YQ0001").no
    slot = codes.slot_at(1_800_000_000)
    forged = [
        codes.printed(b"s" * 32, number, 1),
        codes.printed(keys.masters()[0], number, 2),
        codes.printed(keys.masters()[0], number % codes.LAST_POINT + 1, 1),
        codes.on_screen(keys.masters()[0], number, 1, slot),
        codes.of_member(keys.masters()[0], number, slot),
        *(genuine.lower(), genuine + "0", genuine[:-1], "", "YQ0001", "0" * 11, "1" * 32),
    ]
    assert [scene for scene in [*forged, hidden] if meant(scene) is not None] == []
    assert meant(genuine) is not None
    rewrite("YQ0001", status="defunct")
    assert meant(genuine) is None


def test_a_token_points_until_it_is_revoked_and_there_is_one_for_a_target(town: None) -> None:
    with transaction():
        token = service.token_of("station", "YQ0001")
        assert service.token_of("station", "YQ0001") == token
        assert service.token_of("station", "YQ0003") != token
    assert is_scene(token) and meant(token) == Meant("station", "YQ0001", "南城暖心驿站")
    with transaction():
        service.revoke_tokens("station", "YQ0001")
    assert meant(token) is None
    with transaction():
        again = service.token_of("station", "YQ0001")
    assert again != token and meant(again) is not None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SceneToken)) == 3


def test_targets_of_higher_floors_are_named_by_their_owners(town: None, app: Flask) -> None:
    with transaction():
        token = service.token_of("shift", "17")
    assert meant(token) is None  # nobody here knows of shifts

    def answer(_sender: object, kind: str, code: str) -> Meant | None:
        return Meant(kind, code, "周六清雪") if (kind, code) == ("shift", "17") else None

    with scenes.target_asked.connected_to(answer, sender=app):
        assert events.ask(scenes.target_asked, kind="shift", code="18") == []
        assert meant(token) == Meant("shift", "17", "周六清雪")


# --- all of them ---


@pytest.mark.slow
@pytest.mark.both_engines
def test_t19_and_w20_every_printed_scene_of_all_1661_stations(app: Flask, at: Clock) -> None:
    load_areas(app)
    load_sheet(app)
    facts = list(db.session.execute(sa.select(Station.code, Station.name, Station.contact)))
    assert len(facts) == 1661
    with transaction():
        found = {fact.code: service.open_station(fact.code).scene for fact in facts}
    assert len(set(found.values())) == 1661
    for fact in facts:
        scene = found[fact.code]
        assert is_scene(scene) and len(scene) <= 32
        code = codes.read(scene)
        assert code is not None and set(code.signed + code.tag) <= set("P.0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        for told in (fact.code, fact.name, fact.contact):
            assert not told or told not in scene  # a random number, a version and a tag: nothing else


# --- keys ---


def test_master_keys_are_a_list_and_the_previous_ones_prints_still_hold(
    app: Flask, town: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = b"o" * 32, b"n" * 32
    monkeypatch.setattr(points, "masters", lambda: [old])
    printed = opened("YQ0001").scene
    for module in (points, scenes):
        monkeypatch.setattr(module, "masters", lambda: [new, old])
    assert meant(printed) is not None
    assert scene_now("YQ0001") != printed  # a new print is made with the new key
    monkeypatch.setattr(scenes, "masters", lambda: [new])
    assert meant(printed) is None


def test_the_keys_come_from_their_setting_or_from_the_secret(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [len(key) for key in keys.masters()] == [32]
    found = Settings.from_env({"PRESENCE_KEYS": f"{'n' * 32}, {'o' * 40}"})
    monkeypatch.setitem(app.extensions, "yiqi.settings", found)
    assert keys.masters() == [b"n" * 32, b"o" * 40]
    assert "nnnn" not in repr(found)


@pytest.mark.parametrize("value", ["short", "n" * 32 + ",short", ",".join(["n" * 32] * 2), ",".join("abc" * 32)])
def test_keys_that_are_short_alike_or_many_stop_the_start_without_being_told(value: str) -> None:
    with pytest.raises(SettingsError, match="PRESENCE_KEYS") as refused:
        Settings.from_env({"PRESENCE_KEYS": value})
    assert value not in str(refused.value)
