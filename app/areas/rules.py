"""Rules of the division tree: names, codes, paths, the programme, and following a merged area to its last code."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.problems import Conflict

LEVELS = ("prefecture", "county", "township", "community", "grid")
DIGITS = {"prefecture": 6, "county": 6, "township": 9, "community": 12, "grid": 15}
COLUMNS = ("code", "name", "level", "parent_code")
MAX_NAME = 60
MAX_GRIDS = 999
PROGRAMME_ENDINGS = ("街道", "镇", "乡")  # farms, ranches, the park, 兵团 units end otherwise

# The long forms first: 居委会 and 村委会 name the committee; people say the place.
_SHORTER = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("村民委员会", "村"),
    ("村委会", "村"),
)


class ReplacementLoop(Conflict):
    """Following the successors of an area would lead back to it."""

    slug, title = "replacement-loop", "合并关系成环"


class NotReplaceable(Conflict):
    """An area can only be replaced by one of its own level, and when nothing living is left below it."""

    slug, title = "not-replaceable", "不能这样合并"


class NotACommunity(Conflict):
    """Grids are drawn inside communities and villages only."""

    slug, title = "not-a-community", "网格只能建在社区或村里"


class GridExists(Conflict):
    """The community has a living grid of this name; ``area`` says which."""

    slug, title = "grid-exists", "这个网格已经有了"


class NoGridCode(Conflict):
    """All 999 codes of the community are taken."""

    slug, title = "no-grid-code", "这个社区的网格编号用完了"


@dataclass(frozen=True)
class AreaFacts:
    """What the rest of the house knows of an area. ``township_*`` and ``county_code``: above it, or itself."""

    code: str
    name: str
    short_name: str
    level: str
    parent_code: str | None
    path: str  # "/652700/652701/652701001/"
    township_code: str | None
    township_name: str | None
    county_code: str | None
    in_programme: bool
    replaced_by: str | None  # the last code of the chain
    aliases: tuple[str, ...] = ()  # what people also call it, and its township


@dataclass(frozen=True)
class AreaRow:
    """One line of a division table."""

    code: str
    name: str
    level: str
    parent_code: str | None


def short_name(name: str) -> str:
    """What people call it: 团结社区居委会 is 团结社区, 呼都格村委会 is 呼都格村; anything else stays whole."""
    for ending, kept in _SHORTER:
        if name.endswith(ending) and len(name) > len(ending):
            stem = name[: -len(ending)]
            return stem if stem.endswith(kept) else stem + kept
    return name


def programme_township(name: str) -> bool:
    """Whether a township-level unit is one of the programme's 街道, 镇 and 乡."""
    return name.endswith(PROGRAMME_ENDINGS)


def line_above(code: str, parents: Mapping[str, str | None]) -> list[str]:
    """The codes from the top of the tree down to ``code``. Ends where a loop or an unknown parent begins."""
    line: list[str] = []
    at: str | None = code
    while at is not None and at in parents and at not in line:
        line.append(at)
        at = parents[at]
    return line[::-1]


def path_of(line: Iterable[str]) -> str:
    """``/652700/652701/652701001/``: a scope covers an area when the area's path begins with the scope's."""
    return "".join(f"/{code}" for code in line) + "/"


def last_code(code: str, replaced_by: Mapping[str, str | None]) -> str:
    """Where a merged area's chain of successors ends. A loop (refused on save) ends where it closes."""
    seen = {code}
    while (following := replaced_by.get(code)) is not None and following not in seen:
        seen.add(following)
        code = following
    return code


def makes_loop(old: str, new: str, replaced_by: Mapping[str, str | None]) -> bool:
    """Whether replacing ``old`` by ``new`` would close a loop."""
    return last_code(new, {**replaced_by, old: None}) == old


def next_grid_code(community: str, taken: Collection[str]) -> str:
    """The first free grid code of a community: its code and three digits. Raises ``NoGridCode`` after 999."""
    for number in range(1, MAX_GRIDS + 1):
        code = f"{community}{number:03d}"
        if code not in taken:
            return code
    raise NoGridCode


def read_rows(rows: Iterable[Mapping[str, str | None]]) -> tuple[list[AreaRow], list[dict[str, Any]]]:
    """Rows of a division table and what is wrong with each: ``{"row", "column", "message"}``, row 1 the header's."""
    found: list[AreaRow] = []
    errors: list[dict[str, Any]] = []
    for number, raw in enumerate(rows, start=2):
        cells = {column: (raw.get(column) or "").strip() for column in COLUMNS}
        row = AreaRow(cells["code"], cells["name"], cells["level"], cells["parent_code"] or None)
        found.append(row)
        errors += [{"row": number, "column": column, "message": text} for column, text in _faults(row)]
    return found, errors


def check_tree(rows: Iterable[AreaRow], known: Mapping[str, str]) -> list[dict[str, Any]]:
    """What is wrong between the rows. ``known``: levels of the areas already there, by code."""
    rows = list(rows)
    levels = {**known, **{row.code: row.level for row in rows}}
    errors: list[dict[str, Any]] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        faults = _tree_faults(row, levels.get)
        if row.code in seen:
            faults.append(("code", f"{row.code} stands twice in the file"))
        if known.get(row.code, row.level) != row.level:
            faults.append(("level", f"{row.code} is a {known[row.code]} already"))
        seen.add(row.code)
        errors += [{"row": number, "column": column, "message": text} for column, text in faults]
    return errors


def _faults(row: AreaRow) -> list[tuple[str, str]]:
    faults = []
    if row.level not in LEVELS:
        faults.append(("level", f"must be one of {', '.join(LEVELS)}"))
    digits = DIGITS.get(row.level)
    if not (row.code.isascii() and row.code.isdigit()) or (digits is not None and len(row.code) != digits):
        faults.append(("code", f"must be {digits or 'only'} digits"))
    if not 1 <= len(row.name) <= MAX_NAME:
        faults.append(("name", f"must be 1 to {MAX_NAME} characters"))
    if not row.name.isprintable():
        faults.append(("name", "holds characters that nobody can see"))
    return faults


def _tree_faults(row: AreaRow, level_of: Callable[[str], str | None]) -> list[tuple[str, str]]:
    if row.level not in LEVELS:
        return []
    if row.level == "prefecture":
        return [("parent_code", "a prefecture has none")] if row.parent_code else []
    above = LEVELS[LEVELS.index(row.level) - 1]
    if row.parent_code is None or level_of(row.parent_code) != above:
        return [("parent_code", f"must be the code of a {above}")]
    if row.level != "county" and not row.code.startswith(row.parent_code):
        return [("code", f"must begin with its parent's code {row.parent_code}")]
    return []
