"""Whatever a notice leads to is a page of the mini-program, which reads what comes with it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
SRC = HOUSE / "miniprogram" / "src"
APP = json.loads((SRC / "app.json").read_text(encoding="utf-8"))
TABS = {tab["pagePath"] for tab in APP["tabBar"]["list"]}  # WeChat opens none of them by a link with a query
PAGES = {*APP["pages"], *(f"{part['root']}/{page}" for part in APP["subPackages"] for page in part["pages"])}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((HOUSE / "app").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "notify(" in text:
            yield str(path.relative_to(HOUSE)), ast.parse(text)


def links(module: ast.Module) -> list[str]:
    """What is given as the link of each notice that a file sends; {} where a value is filled in."""
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    told = [call for call in calls if _name(call.func) == "notify"]
    return [_text(word.value, module) for call in told for word in call.keywords if word.arg == "link"]


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _text(node: ast.expr, module: ast.Module) -> str:
    """As it is written: a text, a name for one in this file or in ``telling``, or a function that returns one."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, module) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, module) if _name(node.value).isupper() else "{}"
    if isinstance(node, ast.Attribute) and _name(node.value) == "telling":
        return _text(ast.Name(node.attr), ast.parse((HOUSE / "app/hours/telling.py").read_text(encoding="utf-8")))
    name = _name(node.func if isinstance(node, ast.Call) else node)
    for made in ast.walk(module):
        if isinstance(made, ast.Assign) and name in map(_name, made.targets):
            return _text(made.value, module)
        if isinstance(made, ast.FunctionDef) and made.name == name and isinstance(made.body[-1], ast.Return):
            return _text(made.body[-1].value or ast.Constant(""), module)
    raise AssertionError(f"nobody can tell where {ast.unparse(node)} leads")


def faults(link: str) -> list[str]:
    """What would keep a tap on a notice from opening its page."""
    page, _, query = link.partition("?")
    if page not in PAGES:
        return [f"{page} is no page of app.json"]
    code = (SRC / f"{page}.ts").read_text(encoding="utf-8")
    read = re.search(r"onLoad\((.*?)\) \{", code)
    names = [pair.partition("=")[0] for pair in query.split("&") if pair]
    unread = [f"{page} does not read {name}" for name in names if not read or f"{name}?:" not in read[1]]
    return unread + ([f"{page} is a tab"] if page in TABS else [])


def test_every_notice_opens_a_page_that_is_there_and_reads_its_query():
    found = {where: links(module) for where, module in sources()}
    assert sum(map(len, found.values())) >= 12, "most notices lead somewhere"
    assert [f"{where}: {fault}" for where, all_of in found.items() for link in all_of for fault in faults(link)] == []


@pytest.mark.parametrize("link", ["packages/rider/pages/roles/roles", "pages/shift/shift?shift={}", "pages/me/me"])
def test_negative_control_a_link_that_opens_nothing_is_named(link: str):
    assert faults(link) != []
