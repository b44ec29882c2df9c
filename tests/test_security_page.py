"""``docs/security.md`` says what the code does, and ``docs/licences.md`` what is installed."""

from __future__ import annotations

import ast
import re
import runpy
from types import SimpleNamespace

import pytest

from app.core import picture_rules, settings
from app.core.settings import RATES, WECHAT_HOSTS
from app.stations import archive, importing_views
from tests.support.blueprint import ROOT, name_of, sources, tree
from tests.test_asvs import named_in

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
licences = SimpleNamespace(**runpy.run_path(str(ROOT / "scripts" / "licences.py")))
OURS = [path for path in sources("app") if "/fake/" not in name_of(path)]


def section(head: str) -> str:
    """What stands under a head of the page."""
    return PAGE.split(f"\n## {head}\n")[1].split("\n## ")[0]


def words(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def purposes(*functions: str) -> set[str]:
    """The purposes that are handed to ``sealing``; what comes behind a colon (a day) is left out."""
    found = set()
    for path in OURS:
        names = dict(constants(tree(path)))
        for call in ast.walk(tree(path)):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in {f"sealing.{name}" for name in functions}:
                found.add(purpose(call.args[0], names))
    return found


def constants(module: ast.Module) -> list[tuple[str, str]]:
    """Texts that a module gives a name to, one by one or in pairs."""
    found = []
    for node in module.body:
        if isinstance(node, ast.Assign):
            targets = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else node.targets
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            pairs = zip(targets, values, strict=False)
            found += [(ast.unparse(one), said.value) for one, said in pairs if isinstance(said, ast.Constant)]
    return found


def purpose(given: ast.expr, names: dict[str, str]) -> str:
    if isinstance(given, ast.JoinedStr):
        given = given.values[0]
    said = given.value if isinstance(given, ast.Constant) else names[ast.unparse(given)]
    return str(said).rstrip(":")


def test_every_purpose_of_a_key_is_on_the_page():
    sealed, hashed = section("Keys").split("Sealed (")[1].split("Keyed hashes (")
    assert words(sealed) == purposes("seal")
    assert words(hashed.split("Plain ")[0]) == purposes("keyed_hash")
    assert len(purposes("keyed_hash")) > 10


def test_every_sealed_thing_is_classified():
    line = next(line for line in section("Levels of data").splitlines() if line.startswith("| sealed"))
    assert words(line) == purposes("seal")


def test_every_limit_is_on_the_page():
    assert {name.upper() for name in RATES} - words(section("What costs much")) == set()
    nginx = (ROOT / "deploy" / "nginx" / "yiqi-http.conf").read_text(encoding="utf-8")
    assert "rate=50r/s" in nginx
    assert "50 a second and 30 connections" in section("What costs much")


def test_lifetimes_are_as_the_page_says():
    defaults = settings.Settings()
    said = section("Sessions")
    assert f"{defaults.session_idle_days} days without use (`SESSION_IDLE_DAYS`)" in said
    assert f"{defaults.session_absolute_days} days in any case (`SESSION_ABSOLUTE_DAYS`)" in said


def test_the_uploads_are_as_the_page_says():
    mib = 1024 * 1024
    photo, sheet = (line for line in section("Uploads").splitlines() if line.startswith("| a "))
    assert f"{picture_rules.MOST_BYTES // mib} MiB, {picture_rules.MOST_SIDE:,} pixels a side" in photo
    most = (importing_views.MOST_BYTES // mib, archive.MOST_UNPACKED // mib, archive.MOST_PARTS)
    assert "{} MiB, unpacked {} MiB, {} parts".format(*most) in sheet
    assert {kind.upper() for kind in picture_rules.MOST_PIXELS} == {"JPEG", "PNG", "WEBP"}


def test_every_host_we_speak_to_is_on_the_page():
    assert {word for word in words(section("Who speaks to whom")) if word.endswith(".com")} == WECHAT_HOSTS


def test_every_log_is_on_the_page():
    site = (ROOT / "deploy" / "nginx" / "yiqi-site.conf").read_text(encoding="utf-8")
    files = set(re.findall(r"^(?:access|error)_log\s+(\S+)", site, re.MULTILINE))
    text = "\n".join(path.read_text(encoding="utf-8") for path in OURS)
    events = set(re.findall(r'"event": "([a-z-]+)"', text))
    assert len(files) == 2
    assert len(events) > 20
    assert files - words(section("Logs")) == set()
    assert words(section("Logs").split("Events with a name:")[1]) == events


def test_every_line_of_single_fields_names_a_test_that_exists():
    lines = [line for line in section("Single fields").splitlines() if line.startswith("| ")][1:]
    assert len(lines) >= 8
    for line in lines:
        path, _, test = line.rstrip("| ").rpartition("| `")[2].rstrip("`").partition("::")
        assert test in named_in(path), line


def test_the_time_frames_are_named():
    assert re.findall(r"(\d+) days", section("Parts of others")) == ["3", "14", "60"]


# --- licences ---


def test_every_locked_package_stands_on_the_page_of_licences():
    assert (ROOT / "docs" / "licences.md").read_text(encoding="utf-8") == licences.page(), "python scripts/licences.py"


def test_no_package_is_without_a_licence_we_may_use():
    assert {name: said for name, said in licences.locked().items() if not licences.is_free(said)} == {}


@pytest.mark.parametrize("said", ["", "UNKNOWN", "AGPL-3.0-only", "GPL-2.0-or-later", "Proprietary"])
def test_negative_control_a_licence_that_binds_the_whole_house_is_seen(said: str):
    assert not licences.is_free(said)
