"""Looking at a page as those do who do not see it, whose fingers are cold, and whose eyes are weak."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from tests.e2e.phone import Phone
from tests.support.front_end import FRONT_END

LEAST_PX, APART_PX, ROUNDING = 48.0, 8.0, 0.05
LEAST_NAME = 2
TAPPABLE = {
    "button",
    "switch",
    "tab",
    "link",
    "radio",
    "checkbox",
    "textbox",
    "combobox",
    "searchbox",
    "menuitem",
    "option",
}
AXE = (FRONT_END / "node_modules" / "axe-core" / "axe.min.js").read_text
MARK = "data-looked-at"

# An element has a handler when the framework holds a listener of a tap for it, and whatever a person types into or turns.
MARKED = f"""
() => {{
  const heard = host => Boolean(host.__wxElement?._$eventTarget?.listeners?.tap)
  const own = host => host.matches('wx-button, wx-switch, wx-input > input, wx-textarea > textarea, wx-picker > select')
  const there = host => host.checkVisibility({{ visibilityProperty: true }})
  for (const host of document.querySelectorAll('[{MARK}]')) host.removeAttribute('{MARK}')
  const hosts = [...document.querySelectorAll('#pages .page:not([hidden]) *')]
  const found = hosts.filter(host => there(host) && (own(host) || (heard(host) && !host.querySelector('input, textarea, select'))))
  return found.map((host, index) => {{
    host.setAttribute('{MARK}', index)
    const target = host.closest('wx-input, wx-textarea, wx-picker') ?? host
    const {{ x, y, width, height }} = target.getBoundingClientRect()
    const text = (host.getAttribute('aria-label') || host.innerText || host.tagName).replace(/\\s+/g, ' ').slice(0, 30)
    const inside = found.map((other, at) => (other !== host && other.contains(host) ? at : -1)).filter(at => at >= 0)
    return {{ text, x, y, width, height, inside }}
  }})
}}
"""

CONTRAST = """
async rules => {
  const { violations } = await axe.run('#phone', { resultTypes: ['violations'], ...(rules.length ? { runOnly: rules } : {}) })
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`))
}
"""


@dataclass(frozen=True)
class Target:
    """Something to tap, in CSS pixels of the screen. ``inside``: which other targets it lies in."""

    text: str
    x: float
    y: float
    width: float
    height: float
    inside: tuple[int, ...]

    def gap(self, other: Target) -> float:
        """How far apart, along the axis on which they are further apart; negative when they overlap."""
        across = max(self.x, other.x) - min(self.x + self.width, other.x + other.width)
        down = max(self.y, other.y) - min(self.y + self.height, other.y + other.height)
        return max(across, down)


def targets(phone: Phone) -> list[Target]:
    """Every element with a tap handler on the page of now, each marked with its number."""
    found: list[dict[str, Any]] = phone.page.evaluate(MARKED)
    return [Target(**one | {"inside": tuple(one["inside"])}) for one in found]


def named(phone: Phone) -> dict[int, tuple[str, str]]:
    """Role and name in the accessibility tree of each marked element, by its number."""
    devtools = phone.context.new_cdp_session(phone.page)
    document = devtools.send("DOM.getDocument", {"depth": -1})
    numbers = dict(_numbered(document["root"]))
    nodes = devtools.send("Accessibility.getFullAXTree")["nodes"]
    devtools.detach()
    seen = {}
    for node in nodes:
        number = numbers.get(node.get("backendDOMNodeId"))
        if number is not None and not node.get("ignored"):
            seen[number] = (node["role"]["value"], node.get("name", {}).get("value", "").strip())
    return seen


def _numbered(node: dict[str, Any]) -> Any:
    attributes = node.get("attributes", [])
    pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
    if MARK in pairs:
        yield node["backendNodeId"], int(pairs[MARK])
    for child in node.get("children", []):
        yield from _numbered(child)


def nameless(phone: Phone) -> tuple[int, list[str]]:
    """How many elements have a handler, and which of them nobody finds by role and name."""
    found, tree = targets(phone), named(phone)
    faults = []
    for number, target in enumerate(found):
        role, name = tree.get(number, ("", ""))
        if role not in TAPPABLE or len(name) < LEAST_NAME:
            faults.append(f"{target.text!r} at {target.x:.0f},{target.y:.0f}: role {role!r}, name {name!r}")
    return len(found), faults


def cramped(phone: Phone) -> list[str]:
    """Targets under 48x48 px, and pairs closer than 8 px."""
    found = targets(phone)
    small = [
        f"{one.text!r} is {one.width:.1f}x{one.height:.1f}"
        for one in found
        if min(one.width, one.height) < LEAST_PX - ROUNDING
    ]
    close = [
        f"{one.text!r} and {other.text!r} are {one.gap(other):.1f} apart"
        for (i, one), (j, other) in combinations(enumerate(found), 2)
        if one.gap(other) < APART_PX - ROUNDING and i not in other.inside and j not in one.inside
    ]
    return small + close


def unreadable(phone: Phone, theme: str, *rules: str) -> list[str]:
    """What axe finds against the page, its contrast included; with ``rules`` only what they find."""
    phone.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    if not phone.page.evaluate("'axe' in window"):
        phone.page.evaluate(AXE(encoding="utf-8"))
    found: list[str] = phone.page.evaluate(CONTRAST, rules)
    return [f"{theme}: {fault}" for fault in found]
