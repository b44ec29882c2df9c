"""The documentation says what the code does: settings, problems, words, commands, and the first request of the README."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from app.accounts import granting_rules
from app.accounts.demo import PEOPLE
from app.core import settings
from app.core.db import db
from app.core.problems import every_problem
from app.factory import create_app
from app.stations.vocabulary import AMENITY_STATUSES, STATION_STATUSES
from app.wechat.fake import Serving
from app.welcome import PEOPLE as WELCOMED
from tests.conftest import Ground, settings_for
from tests.support.blueprint import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "app").rglob("*.md")])


def rows(path: str, *, under: str = "") -> list[list[str]]:
    """The cells of the tables of a document, of one section if given; without the heads."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if under:
        text = text.split(f"\n## {under}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def fenced(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


# --- settings ---


def test_every_setting_is_listed_with_its_default():
    text = (ROOT / "docs/operators/settings.md").read_text(encoding="utf-8").split("\n## ")[0]
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", text, re.MULTILINE))
    known = {field.name.upper(): field.default for field in fields(settings.Settings)}
    assert set(listed) == set(known)
    for name, said in listed.items():
        default = known[name]
        if said.startswith("`"):
            assert said.strip("` ") == str(default).lower() if isinstance(default, bool) else str(default), name
        elif said.strip() == "empty":
            assert default == "", name


def test_every_variable_of_the_web_processes_is_listed():
    used = set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', (ROOT / "gunicorn.conf.py").read_text(encoding="utf-8")))
    text = (ROOT / "docs/operators/settings.md").read_text(encoding="utf-8")
    assert {name for name in used if f"`{name}`" not in text} == {"PROMETHEUS_MULTIPROC_DIR"}


# --- problems ---


def test_every_problem_is_listed_with_its_status_and_title(shared_app: Flask):
    listed = {row[0].strip("`"): (int(row[1]), row[2]) for row in rows("docs/problems.md")}
    known = {
        slug: (cls.status, cls.title) for slug, cls in every_problem().items() if cls.__module__.startswith("app.")
    }
    assert listed == known
    assert all(len(row) == 4 and row[3] for row in rows("docs/problems.md"))
    assert list(listed) == sorted(listed)


# --- words ---


def test_every_table_has_a_word_in_the_glossary(shared_app: Flask):
    for mapper in db.Model.registry.mappers:
        assert f"`{mapper.class_.__name__}`" in GLOSSARY, mapper.class_.__name__


def test_every_role_and_state_has_a_word_in_the_glossary():
    for word in (*AMENITY_STATUSES, *STATION_STATUSES, *granting_rules.ROLES):
        assert f"`{word}`" in GLOSSARY, word


def test_the_words_we_do_not_use_of_people_are_used_nowhere_else():
    never = ("管控", "摸排", "画像", "举报人", "freeloader")
    texts = {
        path: path.read_text(encoding="utf-8") for path in ROOT.glob("app/**/*") if path.suffix in {".py", ".html"}
    }
    assert [f"{path.name}: {word}" for path, text in texts.items() for word in never if word in text] == []


# --- links, commands ---


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path):
    text = path.read_text(encoding="utf-8")
    anchors = {
        re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        elif not target.startswith("http"):
            assert (path.parent / target.partition("#")[0]).exists(), target


def test_every_file_the_architecture_names_is_there():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = re.findall(r"`([\w/.*-]+\.(?:py|toml|md))`", text)
    assert len(names) > 25
    known = {path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.*"), *ROOT.glob("[!.]*/**/*.*")]}
    missing = [
        name
        for name in names
        if "*" not in name and not any(path == name or path.endswith(f"/{name}") for path in known)
    ]
    assert missing == []


def test_every_decision_says_what_and_why():
    found = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in found] == [f"{number:04}" for number in range(1, len(found) + 1)]
    for path in found:
        assert path.read_text(encoding="utf-8").startswith(f"# {int(path.name[:4])}. "), path.name


def test_every_named_dependency_has_its_reason():
    names = re.findall(r"^([a-z][\w-]*)", (ROOT / "requirements.in").read_text(encoding="utf-8"), re.MULTILINE)
    reasons = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8")
    assert [name for name in names if f"`{name}" not in reasons] == []
    ranges = (ROOT / "requirements.in").read_text(encoding="utf-8").split()
    asked = [line for line in ranges if re.match(r"[a-z][\w-]*(\[|[<>=])", line)]
    assert [line for line in asked if f"`{line}`" not in reasons] == []


def test_both_locks_agree():
    def pins(name: str) -> dict[str, str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", text, re.MULTILINE))

    run, dev = pins("requirements.txt"), pins("requirements-dev.txt")
    assert len(run) > 35
    assert {name: version for name, version in run.items() if dev.get(name) != version} == {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8"), "no index address in a lock"


def test_the_manual_and_the_readme_name_real_targets():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"`make ([a-z -]+?)(?: [A-Z]+=.*?)?`", README)) | {"run", "test"}
    assert {word for words in named for word in words.split()} <= targets
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == targets


def test_every_command_the_operators_page_names_exists(shared_app: Flask):
    text = (ROOT / "docs/operators/running.md").read_text(encoding="utf-8")
    named = re.findall(r"`flask --app wsgi ([a-z -]+?)(?: [A-Z\[-].*)?`", text)
    assert len(named) >= 10
    for words in named:
        command: Any = shared_app.cli
        for word in words.split():
            if word == "upgrade":
                break  # Flask-Migrate's own; tests/test_migrations.py types it
            command = command.commands.get(word)
            assert command is not None, words


# --- the README's first request ---


@pytest.fixture(scope="module")
def furnished(ground: Ground, wechat: Serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The house as ``make run`` prepares it."""
    home = tmp_path_factory.mktemp("docs")
    app = create_app(settings_for(ground.fresh("docs"), home, ground.redis_url, wechat_api_base=wechat.url))
    prepared = app.test_cli_runner().invoke(args=["prepare"])
    assert prepared.exit_code == 0, prepared.output
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def shape(value: Any) -> Any:
    """Names and kinds; lists by their first member."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def differences(said: Any, found: Any, at: str = "") -> list[str]:
    """Where two shapes differ; what may be null is null now and then."""
    if isinstance(said, dict) and isinstance(found, dict):
        missing = [f"{at}.{name}" for name in set(said) ^ set(found)]
        return missing + [
            line for name in set(said) & set(found) for line in differences(said[name], found[name], f"{at}.{name}")
        ]
    if isinstance(said, list) and isinstance(found, list):
        return differences(said[0], found[0], f"{at}[]") if said and found else []
    return [] if said == found or "NoneType" in (said, found) else [f"{at}: {said} but {found}"]


def test_the_first_request_of_the_readme_gives_the_answer_of_the_readme(furnished: Flask):
    urls = set(re.findall(r"curl 'http://127\.0\.0\.1:8000(/api/v1/stations\?[^']+)'", README))
    assert len(urls) == 1, "both languages show the same request"
    response = furnished.test_client().get(urls.pop())
    assert response.status_code == 200
    said = json.loads(fenced(README, "json")[0])
    assert response.get_json()["items"], "a station that never closes is always there"
    assert differences(shape(said), shape(response.get_json())) == []


def test_negative_control_another_shape_is_seen():
    assert differences({"a": "int"}, {"a": "str"}) == [".a: int but str"]
    assert differences({"a": "int"}, {"b": "int"}) != []


def test_the_managers_request_of_the_readme_works_in_both_languages(furnished: Flask):
    client = furnished.test_client()
    blocks = [block for block in fenced(README, "sh") if "TOKEN=" in block]
    assert len(blocks) == 2
    for block in blocks:
        code, change = (json.loads(raw) for raw in re.findall(r"-d '(\{.*?\})'", block))
        signed_in = client.post("/api/v1/sessions", json=code)
        assert signed_in.status_code == 201, block
        path = urlsplit(re.findall(r"http://\S+/amenities/\w+", block)[0]).path
        headers = {"Authorization": f"Bearer {signed_in.get_json()['token']}"}
        changed = client.put(path, json=change, headers=headers)
        assert changed.status_code == 200
        heating = next(item for item in changed.get_json()["amenities"] if item["amenity"] == "heating")
        assert heating["status"] == "broken"


def test_the_first_page_welcomes_exactly_the_demo_people(shared_app: Flask):
    assert [person.name for person in WELCOMED] == list(PEOPLE)
    text = shared_app.test_client().get("/").get_data(as_text=True)
    assert all(f"<code>{name}</code>" in text for name in PEOPLE)
