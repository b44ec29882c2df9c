"""Weekly rules as an OpenStreetMap ``opening_hours`` value (wiki.openstreetmap.org, Key:opening_hours/specification).

Our bands of one day add up, while OSM's ``;`` lets a later rule replace the day: so ``,`` joins rules, and ``;``
stands only between rules that never share a day nor run past midnight: there both mean the same and people write ``;``.

OSM has no "unknown": a gap between seasons reads as shut. Nor has it make-up workdays; and the tail of a ``closed``
rule into a holiday ends at midnight there. Exceptions and closures are news, not a weekly rule, and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

from app.stations.bands import DAY_MINUTES, Band
from app.stations.hours_words import Clause, gathered
from app.stations.opening import EVERY_DAY, Schedule

ALWAYS = "24/7"
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FIRST_YEAR = 2000  # where a validity has no beginning: opening hours are asked for instants from 2000 on

_MonthDay = tuple[int, int]
_Stretch = tuple[_MonthDay, _MonthDay]
_WHOLE_YEAR: _Stretch = ((1, 1), (12, 31))


def write(schedules: Iterable[Schedule]) -> str | None:
    """The rules as one value; None where there are none (unknown), or where OSM has no sure words for them.

    It has none for holidays of certain weekdays: ``PH Mo-Fr`` means "both" to some readers, "either" to others.
    """
    clauses = sorted(gathered(schedules).items(), key=_order)
    if not clauses or any(clause.holiday_rule == "only" and clause.byday != EVERY_DAY for clause, _ in clauses):
        return None
    if any(_never_closes(clause, bands) for clause, bands in clauses):
        return ALWAYS
    firm = [one for one in clauses if one[0].holiday_rule != "closed"]
    yielding = _joined([one for one in clauses if one[0].holiday_rule == "closed"])
    if not yielding:
        return _joined(firm) or None
    # PH off replaces, on holidays, what stands before it; what is added behind it stays
    return ", ".join([f"{yielding}; PH off", *_texts(firm)])


def _order(one: tuple[Clause, tuple[Band, ...]]) -> tuple[object, ...]:
    clause, bands = one
    return (
        clause.valid_from or date.min,
        clause.season_from or (0, 0),
        clause.holiday_rule == "only",
        clause.byday,
        bands,
        clause.valid_to or date.max,
    )


def _never_closes(clause: Clause, bands: tuple[Band, ...]) -> bool:
    always = clause == (None, None, clause.season_from, clause.season_to, EVERY_DAY, "same")
    return always and _season(clause) == [_WHOLE_YEAR] and (0, DAY_MINUTES) in bands


def _joined(clauses: list[tuple[Clause, tuple[Band, ...]]]) -> str:
    texts = _texts(clauses)
    apart = len(texts) == len(clauses) and all(
        _share_no_day(one, two) for (one, _), (two, _) in combinations(clauses, 2)
    )
    by_midnight = all(closes <= DAY_MINUTES for _, bands in clauses for _, closes in bands)
    return ("; " if apart and by_midnight else ", ").join(texts)


def _texts(clauses: list[tuple[Clause, tuple[Band, ...]]]) -> list[str]:
    return [
        f"{dates}{_days(clause)} {','.join(map(_span, bands))}" for clause, bands in clauses for dates in _dates(clause)
    ]


def _share_no_day(one: Clause, two: Clause) -> bool:
    if set(one.byday).isdisjoint(two.byday):
        return "only" not in (one.holiday_rule, two.holiday_rule)
    return all(a[1] < b[0] or b[1] < a[0] for a in _season(one) for b in _season(two))


def _days(clause: Clause) -> str:
    if clause.holiday_rule == "only":
        return "PH"
    if clause.byday == EVERY_DAY:
        return "Mo-Su"
    starts = [day for day in clause.byday if (day - 1) % 7 not in clause.byday]
    return ",".join(_run(start, clause.byday) for start in starts)


def _run(start: int, byday: tuple[int, ...]) -> str:
    length = next(n for n in range(1, 8) if (start + n) % 7 not in byday)
    first, last = WEEKDAYS[start], WEEKDAYS[(start + length - 1) % 7]
    return first if length == 1 else f"{first}-{last}"


def _span(band: Band) -> str:
    opens, closes = band
    if DAY_MINUTES < closes < opens + DAY_MINUTES:
        closes -= DAY_MINUTES  # 18:00-03:00; only a full day from a later start needs an hour above 24
    return f"{_clock(opens)}-{_clock(closes)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


# --- dates ---------------------------------------------------------------------------------------------------------


def _season(clause: Clause) -> list[_Stretch]:
    """The season as stretches of one calendar year; one that wraps makes two, one without a gap is the whole year."""
    first, last = clause.season_from or (1, 1), clause.season_to or (12, 31)
    if first <= last:
        return [(first, last)]
    gap = date(2024, *first) - date(2024, *last)  # a leap year: 29 February may be the gap
    return [_WHOLE_YEAR] if gap.days == 1 else [((1, 1), last), (first, (12, 31))]


def _dates(clause: Clause) -> list[str]:
    """The selectors of dates, each with a space behind it; ``""`` for all dates."""
    stretches = _season(clause)
    first, last = clause.valid_from, clause.valid_to
    if first is None and last is None:
        return ["" if stretches == [_WHOLE_YEAR] else _yearly(clause)]
    if stretches == [_WHOLE_YEAR]:
        start = _day(first or date(FIRST_YEAR, 1, 1))
        return [f"{start}+ " if last is None else f"{start}-{_day(last)} "]
    return list(_dated(stretches, first or date(FIRST_YEAR, 1, 1), last))


def _yearly(clause: Clause) -> str:
    return f"{_stretch((clause.season_from or (1, 1), clause.season_to or (12, 31)))} "


def _dated(stretches: list[_Stretch], first: date, last: date | None) -> Iterator[str]:
    """A season within a validity: the whole years by their numbers, the cut ones at either end day by day."""
    whole_from = first.year if (first.month, first.day) == (1, 1) else first.year + 1
    whole_to = None if last is None else last.year if (last.month, last.day) == (12, 31) else last.year - 1
    cut = {first.year, last.year if last else first.year}
    if whole_from == whole_to:
        cut.add(whole_from)
    elif whole_to is None or whole_from < whole_to:
        cut -= {whole_from, whole_to}
        years = f"{whole_from}+" if whole_to is None else f"{whole_from}-{whole_to}"
        yield f"{years} {','.join(map(_stretch, stretches))} "
    for year in sorted(cut):
        for start, end in stretches:
            since, until = max(first, _on(year, start)), _on(year, end, ends=True)
            until = until if last is None else min(last, until)
            if since <= until:
                yield f"{_day(since)}-{_day(until)} "


def _on(year: int, day: _MonthDay, *, ends: bool = False) -> date:
    """The day in a year; where it has no 29 February, the day after for a beginning, the day before for an end."""
    if day == (2, 29) and (year % 4 or (year % 100 == 0 and year % 400)):
        return date(year, 2, 28) if ends else date(year, 3, 1)
    return date(year, *day)


def _stretch(stretch: _Stretch) -> str:
    first, last = stretch
    return _month_day(first) if first == last else f"{_month_day(first)}-{_month_day(last)}"


def _month_day(day: _MonthDay) -> str:
    return f"{MONTHS[day[0] - 1]} {day[1]:02d}"


def _day(day: date) -> str:
    return f"{day.year} {_month_day((day.month, day.day))}"
