"""The building itself: who may import, commit and read the clock; sizes, names, tables, problems (HOUSE.md)."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.core.problems import Problem, every_problem
from tests.support.blueprint import (
    ROOT,
    all_imports,
    circles,
    functions,
    imports_at_start,
    module_of,
    name_of,
    sources,
    tree,
)

FLOORS = (
    "core",
    "wechat",
    "areas",
    "accounts",
    "notices",
    "communities",
    "stations",
    "checkins",
    "volunteering",
    "hours",
)  # from the ground up
LATE = ("pypinyin", "python_calamine", "xlsxwriter", "fpdf", "PIL", "alembic", "flask_migrate", "redis", "segno")
CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "localtime", "gmtime", "sleep"},
}


def where(found: list[tuple[Path, ast.AST]]) -> list[str]:
    """Places as ``file:line`` for the failure to show."""
    return [f"{name_of(path)}:{getattr(node, 'lineno', 0)}" for path, node in found]


def nodes(folder: str, kind: type, *, but: tuple[str, ...] = ()) -> list[tuple[Path, ast.AST]]:
    """All nodes of a kind under a folder, but those of some files."""
    paths = [path for path in sources(folder) if name_of(path) not in but]
    return [(path, node) for path in paths for node in ast.walk(tree(path)) if isinstance(node, kind)]


def test_only_core_db_commits():
    calls = nodes("app", ast.Call, but=("app/core/db.py",))
    committing = [(path, call) for path, call in calls if getattr(call.func, "attr", "") in {"commit", "begin"}]
    assert where(committing) == []


def test_only_core_clock_reads_the_clock():
    def reads(node: ast.AST) -> bool:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return node.attr in CLOCKS.get(node.value.id, ())
        return isinstance(node, ast.ImportFrom) and node.module == "time"

    found = [pair for pair in nodes("app", ast.AST, but=("app/core/clock.py",)) if reads(pair[1])]
    assert where(found) == []


def test_only_core_settings_reads_the_environment():
    def reads(node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} and ast.unparse(node.value) == "os"
        )

    found = [pair for pair in nodes("app", ast.Attribute, but=("app/core/settings.py",)) if reads(pair[1])]
    assert where(found) == []


def test_only_wechat_imports_wechatpy():
    assert [name_of(p) for p in sources("app") if "wechatpy" in all_imports(p) and "/wechat/" not in name_of(p)] == []


def test_the_service_imports_nothing_of_its_tests():
    assert [name_of(p) for p in sources("app", "wsgi.py") if {"tests", "bench", "pytest"} & all_imports(p)] == []


BLIND = {  # files where every exception ends, and why
    "app/core/edge.py": "a fault of a lane costs its speed only",
    "app/worker.py": "one failing sweep must not end the others",
    "app/wechat/pushes.py": "one failing push must not hold up the others",
    "app/accounts/leaving.py": "one person's erasure that fails must not keep the others waiting",
    "app/volunteering/offers.py": "a fault with one queue must not keep the others waiting",
    "app/stations/keeper.py": "the thread that keeps the snapshot tries again",
}


def test_blind_catches_are_few_and_stated():
    def swallows(handler: ast.ExceptHandler) -> bool:
        kind = "BaseException" if handler.type is None else ast.unparse(handler.type)
        again = any(isinstance(node, ast.Raise) for node in ast.walk(handler))
        return kind in {"Exception", "BaseException"} and not again

    found = {name_of(path) for path, handler in nodes("app", ast.ExceptHandler) if swallows(handler)}
    assert sorted(found - set(BLIND)) == []


def test_no_module_stands_in_an_import_circle():
    paths = sources("app", "wsgi.py")
    modules = {module_of(path) for path in paths}
    graph = {module_of(path): imports_at_start(path, modules) for path in paths}
    assert len(graph) > 60
    assert circles(graph) == []


def test_negative_control_a_circle_is_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def test_the_root_of_the_house_is_a_docstring():
    body = tree(ROOT / "app" / "__init__.py").body
    assert [type(node) for node in body] == [ast.Expr]


def test_no_file_is_longer_than_400_lines():
    long = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert {name: lines for name, lines in long.items() if lines > 400} == {}


def test_functions_are_short():
    lengths = dict(pair for path in sources("app") for pair in functions(path))
    assert statistics.median(lengths.values()) <= 8
    long = {name: lines for name, lines in lengths.items() if lines > 40}
    assert len(long) <= len(lengths) * 0.02, long
    assert max(lengths.values()) <= 60, long


@pytest.mark.parametrize(
    "word", ["utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"]
)
def test_no_file_has_a_name_that_says_nothing(word: str):
    assert [name_of(path) for path in sources() if word in re.split(r"[_./]", name_of(path).removesuffix(".py"))] == []


def test_nothing_committed_names_a_machine_or_is_left_to_do():
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    listed = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    names = listed.stdout.split() if listed.returncode == 0 else [name_of(path) for path in sources()]
    words = ("TO" + "DO", "FIX" + "ME", "/ro" + "ot/", "/wo" + "rk/", "/ho" + "me/")
    found = []
    for name in names:
        path = ROOT / name
        if path.suffix in {".py", ".md", ".sh", ".toml", ".html", ".in", ""} and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace").replace("/wo" + "rk/today", "")  # a route of ours
            found += [f"{name}: {word}" for word in words if word in text]
    assert found == []


def test_heavy_libraries_are_imported_where_they_are_used(tmp_path: Path):
    code = f"import sys, wsgi; print([name for name in {LATE!r} if name in sys.modules])"
    env = {"DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- tables ---

ABOVE = {  # (table, referred table) that looks up, with its reason
    ("idempotency_keys", "accounts"): "goes when its account goes; by the table's name only, nothing is imported",
}


def owners() -> dict[str, str]:
    """The floor that owns each table."""
    mappers = db.Model.registry.mappers
    return {str(mapper.local_table): mapper.class_.__module__.split(".")[1] for mapper in mappers}


def test_foreign_keys_point_downward(shared_app: Flask):
    owner = owners()
    upward = [
        (table.name, key.column.table.name)
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if FLOORS.index(owner[key.column.table.name]) > FLOORS.index(owner[table.name])
    ]
    assert sorted(set(upward) - set(ABOVE)) == []


def test_relationships_point_downward_or_stay_inside(shared_app: Flask):
    for mapper in db.Model.registry.mappers:
        mine = FLOORS.index(mapper.class_.__module__.split(".")[1])
        for relation in mapper.relationships:
            theirs = relation.mapper.class_.__module__.split(".")[1]
            assert FLOORS.index(theirs) <= mine, f"{mapper.class_.__name__}.{relation.key}"


def test_every_constraint_and_index_has_a_name(shared_app: Flask):
    for table in db.metadata.tables.values():
        for item in [*table.constraints, *table.indexes]:
            assert item.name, f"{table.name}: {item!r}"
            assert len(str(item.name)) <= 63, f"PostgreSQL would cut {item.name}"


def test_every_instant_is_aware(shared_app: Flask):
    for table in db.metadata.tables.values():
        for column in table.columns:
            assert not isinstance(column.type, sa.DateTime), f"{table.name}.{column.name}: use UtcDateTime"
            if type(column.type).__name__ == "UtcDateTime":
                assert column.name.endswith(("_at", "_from", "_to", "at", "since", "eta", "until", "due")), column.name


NEVER = {  # PRODUCT rule 6, 8 and PIPL: parts of names that no column and no form field may have
    *("ethnic", "ethnicity", "nationality", "minority", "religion", "religious", "faith", "party", "political"),
    *("politics", "ideology", "thought", "thoughts", "discipline", "penalty", "rating", "score", "language", "locale"),
    *(
        "idcard",
        "face",
        "fingerprints",
        "biometric",
        "birthday",
        "birth",
        "gender",
        "sex",
        "race",
        "employer",
        "salary",
    ),
    *("track", "trajectory", "blacklist", "risk"),
}
OF_THINGS = {"risk_text", "rating"}  # of a shift: what the law wants told (条例 12), how it was; nobody is rated
NEVER_WHOLE = {"id_card", "identity_number", "id_number", "lang", "nation", "union_member"}
COORDINATES = re.compile(r"(^|_)(lat|lng|lon|latitude|longitude|accuracy|geohash)(_|$)")


def is_never(name: str) -> bool:
    return name in NEVER_WHOLE or (name not in OF_THINGS and bool(NEVER & set(name.lower().split("_"))))


def test_t56_no_column_holds_what_rule_6_forbids(shared_app: Flask):
    columns = [f"{table.name}.{column.name}" for table in db.metadata.tables.values() for column in table.columns]
    assert len(columns) > 100
    assert [name for name in columns if is_never(name.partition(".")[2])] == []


def test_t56_no_form_asks_what_rule_6_forbids(shared_app: Flask):
    from app.core import apidocs

    names: set[str] = set()

    def collect(value: object) -> None:
        if isinstance(value, dict):
            names.update(value.get("properties", {}) if isinstance(value.get("properties"), dict) else {})
            if isinstance(value.get("name"), str) and "in" in value:
                names.add(value["name"])
            for inner in value.values():
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    collect(apidocs.document(shared_app))
    assert {"display_name", "amenity", "code"} <= names
    assert [name for name in sorted(names) if is_never(name)] == []


def test_t56_no_table_about_people_has_a_place_of_theirs(shared_app: Flask):
    about_people = {
        table.name
        for table in db.metadata.tables.values()
        if table.name == "accounts" or any(key.column.table.name == "accounts" for key in table.foreign_keys)
    }
    assert "accounts" in about_people
    found = [
        f"{name}.{column.name}"
        for name in about_people
        for column in db.metadata.tables[name].columns
        if COORDINATES.search(column.name)
    ]
    assert found == []


# --- problems ---


def all_problem_classes() -> list[type[Problem]]:
    found: list[type[Problem]] = []
    queue = list(Problem.__subclasses__())
    while queue:
        cls = queue.pop()
        queue.extend(cls.__subclasses__())
        if "slug" in cls.__dict__ and cls.__module__.startswith("app."):
            found.append(cls)
    return found


def test_no_slug_is_used_twice(shared_app: Flask):
    slugs = [cls.slug for cls in all_problem_classes()]
    assert len(slugs) > 25
    assert sorted(slugs) == sorted(set(slugs))


def test_every_problem_says_what_it_is(shared_app: Flask):
    for cls in all_problem_classes():
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", cls.slug), cls
        assert re.search(r"[\u4e00-\u9fff]", cls.title), cls
        assert 400 <= cls.status <= 503, cls
        assert cls in every_problem().values(), cls
        if cls.status in {429, 503}:
            assert cls().headers.get("Retry-After"), f"{cls.__name__} must say when to come again"
