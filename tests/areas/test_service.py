"""Loading, finding and merging, on a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from app.areas import rules, service, tree
from app.areas.models import AdminArea, Organization
from app.core import clock, duties, events
from app.core.db import db, transaction
from app.core.problems import Invalid, NotFound, Problem
from app.factory import create_app
from tests.areas.building import dump, in_parallel, load
from tests.areas.conftest import SMALL, rows_of
from tests.support.apps import living


def test_the_official_table_gives_300_programme_communities_and_an_issuing_office_each(app, real_rows):
    with transaction():
        done = service.load_areas(real_rows)
    assert (done.rows, done.created, done.updated, done.organizations) == (448, 448, 0, 323)
    areas = service.all_areas().values()
    inside = [area for area in areas if area.in_programme]
    levels = [area.level for area in inside]
    assert [levels.count(level) for level in rules.LEVELS] == [1, 4, 23, 300, 0]
    offices = db.session.scalars(sa.select(Organization)).all()
    assert all(office.may_issue for office in offices)
    assert {office.area_code for office in offices} == {a.code for a in inside if a.level in ("township", "community")}


def test_a_second_load_changes_nothing(app, real_rows, notice):
    with transaction():
        service.load_areas(real_rows)
        service.load_holidays(notice)
    dumps = dump()
    with transaction():
        again = service.load_areas(real_rows)
        service.load_holidays(notice)
    assert (again.created, again.updated, again.organizations) == (0, 0, 0)
    assert dump() == dumps
    assert len(dumps["admin_areas"]) == 448


def test_a_bad_table_loads_nothing_and_names_every_fault(app):
    with pytest.raises(Invalid) as refused:
        load(SMALL + "652701009,,township,652701\n652701010,好街道,township,652799\n")
    assert [(e["row"], e["column"]) for e in refused.value.errors] == [(15, "name"), (16, "parent_code")]
    assert dump()["admin_areas"] == []


def test_areas_a_later_table_does_not_name_stay(small):
    done = load("652701003,新街道,township,652701")
    assert (done.rows, done.created, done.updated, done.organizations) == (1, 1, 0, 1)
    assert service.find_area("652701001005") is not None


def test_a_renamed_area_is_found_by_its_new_name_and_its_office_follows(small):
    done = load("652701001,青德里街道,township,652701")
    assert (done.created, done.updated) == (0, 1)
    assert [area.code for area in service.list_areas(q="青德里")] == ["652701001"]
    assert service.list_areas(q="青得里") == []
    assert service.issuer_of("/652700/652701/652701001/").name == "青德里街道"
    assert service.find_area("652701001005").township_name == "青德里街道"


def test_an_office_with_a_name_of_its_own_keeps_it(small):
    with transaction():
        db.session.scalar(sa.select(Organization).where(Organization.area_code == "652701001")).name = "街道办"
    load("652701001,青德里街道,township,652701")
    assert service.issuer_of("/652700/652701/652701001/").name == "街道办"


def test_a_township_that_leaves_the_programme_takes_its_communities_along(small):
    load("652701001,青得里农场,township,652701")
    assert not service.find_area("652701001005").in_programme
    assert service.find_area("652701002001").in_programme


def test_an_area_knows_its_township_county_and_path(small):
    area = service.find_area("652701001005")
    assert (area.short_name, area.township_code, area.township_name) == ("团结社区", "652701001", "青得里街道")
    assert (area.county_code, area.path) == ("652701", "/652700/652701/652701001/652701001005/")
    assert area.in_programme and area.replaced_by is None
    assert service.find_area("652701001").township_name == "青得里街道"
    assert service.find_area("652701").township_name is None
    assert not service.find_area("652701400201").in_programme
    assert service.find_area("999999") is None


@pytest.mark.parametrize("q", ["顾里木图", "顾力木图", "gulimutu", "GuLi MuTu", "glmt", "ｇｌｍｔｊｄ"])
def test_gulimutu_is_found_however_it_is_written(small, q):
    assert [area.code for area in service.list_areas(q=q)] == ["652701002"]


def test_an_alias_that_is_gone_from_the_table_finds_nothing_more(small):
    load(aliases=[{"code": "652701", "alias": "博城"}, {"code": "999999", "alias": "没有"}])
    assert service.list_areas(q="顾里木图") == []
    assert [area.code for area in service.list_areas(q="bocheng")] == ["652701"]
    load(aliases=None)
    assert [area.code for area in service.list_areas(q="博城")] == ["652701"]


def test_lists_are_narrowed_by_parent_and_level(small):
    assert [a.code for a in service.list_areas(parent="652701", q="街道")] == ["652701001", "652701002"]
    assert [a.code for a in service.list_areas(level="county")] == ["652701", "652722"]
    assert service.list_areas(parent="999999") == []


def test_a_scope_is_called_by_its_place(small):
    assert service.scope_name("652701001005") == "团结社区（青得里街道）"
    assert service.scope_name("652722100001") == "团结社区（精河镇）"
    assert service.scope_name("652701001") == "青得里街道"
    assert service.scope_name("652701") == "博乐市"
    office = service.issuer_of("/652700/652701/652701001/")
    assert service.scope_name(f"org:{office.id}") == office.name
    assert [service.scope_name(code) for code in ("999999", "org:99999999", "org:x", "")] == [None] * 4


def test_t33_a_replaced_by_chain_is_resolved_to_its_last_code(small):
    with transaction():
        service.replace_area("652701001005", "652701001006")
        service.replace_area("652701001006", "652701002001")
    for code in ("652701001005", "652701001006", "652701002001"):
        assert service.find_area(code).code == "652701002001"
        assert service.all_areas()[code].code == "652701002001"
    assert [a.code for a in service.list_areas(q="团结")] == ["652701002001", "652722100001"]
    assert service.list_areas(parent="652701001") == []


def test_t33_a_loop_is_refused_and_nothing_changes(small):
    with transaction():
        service.replace_area("652701001005", "652701001006")
    before = dump()
    for old, new in [("652701001006", "652701001005"), ("652701002001", "652701002001")]:
        with pytest.raises(rules.ReplacementLoop), transaction():
            service.replace_area(old, new)
    assert dump() == before


def test_a_merged_communitys_office_leads_to_its_successors(small):
    before = service.issuer_of("/652700/652701/652701001/652701001005/")
    with transaction():
        service.replace_area("652701001005", "652701001006")
    after = service.find_organization(before.id)
    assert after.area_code == "652701001006"
    assert before.id not in {o.id for o in service.organizations()}
    load()
    assert len(service.organizations(area="652701001")) == 2


def test_an_area_is_only_replaced_by_one_of_its_level_and_when_empty(small):
    for old, new in [("652701001005", "652701002"), ("652701001", "652701002")]:
        with pytest.raises(rules.NotReplaceable), transaction():
            service.replace_area(old, new)
    with pytest.raises(NotFound), transaction():
        service.replace_area("652701001005", "999999999999")


def test_grids_move_with_a_merged_community_under_new_codes(small):
    with transaction():
        for code, name in [("652701001005", "东"), ("652701001005", "西"), ("652701001006", "东")]:
            service.add_grid(code, name)
    with transaction():
        service.replace_area("652701001005", "652701001006")
    below = service.list_areas(parent="652701001006", level="grid")
    assert [(a.code[-3:], a.name) for a in below] == [("001", "东"), ("002", "东（团结社区）"), ("003", "西")]
    assert service.find_area("652701001005002").code == "652701001006003"
    assert tree.broken_paths() == []


def test_a_grid_lies_in_its_community_and_is_found(small):
    with transaction():
        grid = service.add_grid("652701001005", "一号网格")
    assert (grid.code, grid.level) == ("652701001005001", "grid")
    assert grid.path == "/652700/652701/652701001/652701001005/652701001005001/"
    assert (grid.township_name, grid.in_programme) == ("青得里街道", True)
    assert service.list_areas(q="yihaowangge") == [grid]


def test_grids_are_refused_twice_above_communities_and_nowhere(small):
    with transaction():
        service.add_grid("652701001005", "一号网格")
    with pytest.raises(rules.GridExists) as refused, transaction():
        service.add_grid("652701001005", "一号网格")
    assert refused.value.extra == {"area": "652701001005001"}
    with pytest.raises(rules.NotACommunity), transaction():
        service.add_grid("652701001", "一号网格")
    with pytest.raises(NotFound), transaction():
        service.add_grid("999999999999", "一号网格")


def test_parallel_taps_draw_one_grid_of_a_name_and_never_share_a_code(committed):
    with committed.app_context():
        load()
    names = ["甲", "甲", "乙", "丙"]
    results = in_parallel(committed, *[lambda name=name: service.add_grid("652701001005", name) for name in names])
    with committed.app_context():
        grids = service.list_areas(level="grid")
    assert sorted(grid.name for grid in grids) == sorted({"甲", "乙", "丙"})
    assert {grid.code[-3:] for grid in grids} == {"001", "002", "003"}
    assert [type(r) for r in results if isinstance(r, Problem)] == [rules.GridExists]


def test_the_issuer_is_the_nearest_up_the_path(small):
    path = "/652700/652701/652701001/652701001005/652701001005001/"
    assert service.issuer_of(path).area_code == "652701001005"
    with transaction():
        db.session.scalar(sa.select(Organization).where(Organization.area_code == "652701001005")).may_issue = False
    assert service.issuer_of(path).area_code == "652701001"
    assert service.issuer_of("/652700/652701/652701400/652701400201/") is None


def test_organisations_are_listed_by_area_and_name_and_go_on_after_an_id(small):
    with transaction():
        db.session.add(Organization(name="100%社区友好商户_", kind="enterprise", area_code="652701400201"))
    assert {o.area_code for o in service.organizations(area="652722")} == {
        "652722100",
        "652722100001",
        "652722100002",
    }
    assert [o.area_code for o in service.organizations(q="团结")] == ["652701001005", "652722100001"]
    assert [o.township_name for o in service.organizations(q="团结")] == ["青得里街道", "精河镇"]
    assert [o.name for o in service.organizations(q="0%")] == ["100%社区友好商户_"]
    assert [o.name for o in service.organizations(q="_")] == ["100%社区友好商户_"]
    everything = service.organizations()
    assert service.organizations(after=everything[2].id, limit=2) == everything[3:5]
    assert service.organizations(area="999999") == []


def test_a_load_that_is_rolled_back_is_seen_inside_and_forgotten_outside(small):
    with pytest.raises(ZeroDivisionError), transaction():
        service.load_areas(rows_of("652701003,新街道,township,652701"))
        assert service.find_area("652701003") is not None
        raise ZeroDivisionError
    assert service.find_area("652701003") is None


@pytest.fixture
def other(committed) -> Iterator[Flask]:
    """Another process on the same database, looking for changes once a second."""
    app = create_app(replace(committed.extensions["yiqi.settings"], snapshot_poll_s=1.0))
    with living(app):
        yield app


def test_another_process_sees_a_change_within_a_second_and_its_own_at_once(committed, other, monkeypatch):
    ticks = [1000.0]
    monkeypatch.setattr(clock, "ticks", lambda: ticks[0])
    with other.app_context():
        assert service.find_area("652701") is None
    with committed.app_context():
        load()
    with other.app_context():
        assert service.find_area("652701") is None
        ticks[0] += 1.0
        assert service.find_area("652701").name == "博乐市"
        load("652701,博乐,county,652700")
        assert service.find_area("652701").name == "博乐"


def test_what_a_rolled_back_change_showed_is_never_taken_for_anothers(committed, other):
    with committed.app_context():
        load()
        with pytest.raises(ZeroDivisionError), transaction():
            service.load_areas(rows_of("652701003,没成的街道,township,652701"))
            assert service.find_area("652701003").name == "没成的街道"
            raise ZeroDivisionError
    with other.app_context():
        load("652701003,新街道,township,652701")
    with committed.app_context():
        assert service.find_area("652701003").name == "新街道"


def test_the_tree_is_read_once_while_nothing_changes(small):
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    service.find_area("652701")
    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        for _ in range(5):
            service.find_area("652701")
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert not [s for s in statements if "admin_areas" in s]


def test_a_change_is_told_within_its_transaction(small):
    told: list[object] = []
    open_then: list[bool] = []

    def hear(**facts):
        told.append(facts)
        open_then.append(bool(db.session().in_transaction()))

    events.on(small, service.areas_changed, hear)
    events.on(small, service.calendar_changed, hear)
    with transaction():
        service.add_grid("652701001005", "一号网格")
    with transaction():
        service.put_calendar("CN-XJ", 2030, "complete", [], 0)
    assert told == [{}, {"calendar": "CN-XJ", "year": 2030}]
    assert open_then == [True, True]


def test_a_broken_path_and_a_loop_break_the_invariant(small):
    check = duties.invariants(small)["area paths follow their parents"]
    assert check() == []
    with transaction():
        table = AdminArea.__table__
        db.session.execute(sa.update(table).where(table.c.code == "652701001006").values(path="/652701001006/"))
        for old, new in [("652722100001", "652722100002"), ("652722100002", "652722100001")]:
            db.session.execute(sa.update(table).where(table.c.code == old).values(replaced_by=new))
    broken = check()
    assert [sentence.split(":")[0] for sentence in broken] == [
        "area 652701001006",
        "area 652722100001",
        "area 652722100002",
    ]
