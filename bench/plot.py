"""One picture of a run: how far each figure is beyond its limit, and how costs grow with what is there. Plain SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from bench.goals import MET, MISSED, NOISY, Goal
from bench.report import Curve

COLOURS = {MET: "#2f7d4f", MISSED: "#b3372f", NOISY: "#8a8a8a"}
WIDTH, LABELS, BAR, STEP, GAP = 960, 440, 14, 22, 48
FURTHEST = 16.0  # times the limit, either way, to the end of the picture
CURVE_HEIGHT, CURVE_COLOURS = 220, ("#1f4e79", "#b3372f", "#2f7d4f", "#7a4fa3")


def picture(title: str, goals: Sequence[Goal], curves: Sequence[Curve]) -> str:
    """The SVG. Bars to the right of the middle line are beyond their limit; the scale doubles with each thin line."""
    shown = [goal for goal in goals if goal.share is not None]
    below = GAP + len(shown) * STEP + GAP
    height = below + (CURVE_HEIGHT + GAP if curves else 0)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">'
    parts = [head, f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>', _text(12, 24, title, size=15)]
    parts += _scale(GAP + len(shown) * STEP)
    for place, goal in enumerate(shown):
        parts += _bar(goal, GAP + place * STEP)
    if curves:
        parts += _curves(curves, below)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _bar(goal: Goal, top: int) -> Iterator[str]:
    middle, end = _at(1.0), _at(goal.share or 1.0)
    left, colour = min(middle, end), COLOURS[goal.verdict]
    yield _text(12, top + BAR - 2, goal.what)
    yield f'<rect x="{left:.1f}" y="{top}" width="{max(abs(end - middle), 1):.1f}" height="{BAR}" fill="{colour}"/>'


def _scale(bottom: int) -> Iterator[str]:
    steps = int(math.log2(FURTHEST))
    for power in range(-steps, steps + 1):
        x, colour = _at(2.0**power), "#333" if power == 0 else "#ddd"
        yield f'<line x1="{x:.1f}" y1="{GAP - 8}" x2="{x:.1f}" y2="{bottom}" stroke="{colour}"/>'
        if power in {-steps, 0, steps}:
            words = "limit" if power == 0 else f"{FURTHEST:g} times {'better' if power > 0 else 'worse'}"
            yield _text(x, bottom + 16, words, anchor="middle" if power <= 0 else "end")


def _curves(curves: Sequence[Curve], top: int) -> Iterator[str]:
    """Size to the right, by tens; cost upwards, as a multiple of the first."""
    sizes = [size for curve in curves for size, _ in curve.points]
    most = max(2.0, *(cost for curve in curves for _, cost in curve.points))
    first, last = math.log10(min(sizes)), math.log10(max(sizes))
    bottom, left, right = top + CURVE_HEIGHT - 30, 60, WIDTH - 330

    def spot(size: int, cost: float) -> tuple[float, float]:
        x = left + (math.log10(size) - first) / ((last - first) or 1) * (right - left)
        return x, bottom - cost / most * (CURVE_HEIGHT - 60)

    yield _text(12, top, "cost as a multiple of that at the smallest size", size=13)
    for cost in (0, 1, most):
        y = spot(min(sizes), cost)[1]
        yield f'<line x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="#ddd"/>'
        yield _text(left - 8, y + 4, f"{cost:.2g}", anchor="end")
    for power in range(math.ceil(first), math.floor(last) + 1):
        yield _text(spot(10**power, 0)[0], bottom + 18, f"{10**power:,}", anchor="middle")
    for place, curve in enumerate(curves):
        colour, spots = CURVE_COLOURS[place % len(CURVE_COLOURS)], [spot(*point) for point in curve.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in spots)
        yield _text(right + 20, top + 30 + place * 20, f"{curve.title}, by {curve.of}", fill=colour)


def _at(share: float) -> float:
    """Where on the scale a share of the limit lies."""
    reach = math.log2(min(max(share, 1 / FURTHEST), FURTHEST)) / math.log2(FURTHEST)
    middle, half = (LABELS + WIDTH - 20) / 2, (WIDTH - 20 - LABELS) / 2
    return middle + reach * half


def _text(x: float, y: float, words: str, *, size: int = 12, anchor: str = "start", fill: str = "#222") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{fill}">{escape(words)}</text>'
    )
