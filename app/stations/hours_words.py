"""Opening hours in Chinese words, as sheets carry them: read and written back (PRODUCT 4.4, data README).

A text is clauses ``[season] [days] span[,span...]`` joined by ``;``, then perhaps ``节假日休息`` or ``节假日照常`` for
all of them. Empty text is no rules: hours unknown.

The sheet's grammar cannot say everything a keeper can enter, so three further words exist. Exports write them only
where they are needed, imports read them:

- a clause's own holiday rule in brackets behind it, ``(节假日休息)``, ``(节假日照常)`` or ``(仅节假日)``;
- a validity before it, ``2026年5月1日起`` and ``2026年5月31日止``;
- ``次日`` before an end that is a full day after its start.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from app.stations.bands import DAY_MINUTES, Band
from app.stations.opening import EVERY_DAY, HolidayRule, Schedule, overlapping

WEEKDAYS = "一二三四五六日"
LONGEST_TEXT = 1000
_HOLIDAY_WORDS: dict[str, HolidayRule] = {"节假日休息": "closed", "节假日照常": "same", "仅节假日": "only"}
_WORD_OF_RULE = {rule: word for word, rule in _HOLIDAY_WORDS.items()}
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_DASHES = re.compile("[-\u2010\u2012\u2013\u2014\u2015\u2212~\u301c至]+")
_VALIDITY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日([起止])", re.ASCII)
_SEASON = re.compile(r"(\d{1,2})月(\d{1,2})日-(\d{1,2})月(\d{1,2})日", re.ASCII)
_DAY_ITEM = re.compile(r"每天|周六日|周[一二三四五六日](?:-周[一二三四五六日])?")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(次日)?(\d{1,2}):(\d{2})", re.ASCII)
_BRACKETED = re.compile(r"\((节假日休息|节假日照常|仅节假日)\)$")


class HoursUnreadable(ValueError):
    """The text is not in the grammar. ``str()`` is a short Chinese reason that names the piece."""


class Clause(NamedTuple):
    """What the bands of one written clause have in common: when they hold."""

    valid_from: date | None
    valid_to: date | None
    season_from: tuple[int, int] | None
    season_to: tuple[int, int] | None
    byday: tuple[int, ...]
    holiday_rule: HolidayRule


# --- reading -------------------------------------------------------------------------------------------------------


def parse(text: str) -> tuple[Schedule, ...]:
    """The rules that the text says, in its order; none for an empty text. Raises :class:`HoursUnreadable`.

    Full-width signs, any dash and any spaces are as good as the plain ones.
    """
    plain = _plain(text)
    if not plain:
        return ()
    if len(plain) > LONGEST_TEXT:
        raise HoursUnreadable(f"开放时间太长，最多 {LONGEST_TEXT} 个字")
    body, rule_for_all = _closing_words(plain.removesuffix(";"))
    rules = tuple(rule for clause in body.split(";") for rule in _clause(clause, rule_for_all))
    clash = overlapping(rules)
    if clash:
        raise HoursUnreadable(f"时段重叠：{write(clash[:1])} 与 {write(clash[1:])}")
    return rules


def _plain(text: str) -> str:
    """The text with half-width signs, one kind of dash, and no spaces."""
    half_width = unicodedata.normalize("NFKC", text).replace("、", ",")
    return _DASHES.sub("-", re.sub(r"\s+", "", half_width))


def _closing_words(plain: str) -> tuple[str, HolidayRule]:
    """The clauses, and the holiday rule that the end of the text gives to all of them."""
    for word in ("节假日休息", "节假日照常"):
        if plain.endswith(word):
            body = plain.removesuffix(word).removesuffix(";")
            if not body:
                raise HoursUnreadable(f"只写了“{word}”，没有写开放时间")
            return body, _HOLIDAY_WORDS[word]
    return plain, "same"


def _clause(clause: str, rule_for_all: HolidayRule) -> list[Schedule]:
    if not clause:
        raise HoursUnreadable("两个分号之间没有内容")
    if clause in _HOLIDAY_WORDS:
        raise HoursUnreadable(f"“{clause}”应写在最后")
    rest, holiday_rule = clause, rule_for_all
    if own := _BRACKETED.search(rest):
        rest, holiday_rule = rest[: own.start()], _HOLIDAY_WORDS[own[1]]
    valid_from, valid_to, rest = _validity(rest)
    season_from, season_to, rest = _season(rest)
    byday, rest = _days(rest)
    model = Schedule(byday, 0, DAY_MINUTES, season_from, season_to, valid_from, valid_to, holiday_rule)
    return [replace(model, opens_minute=opens, closes_minute=closes) for opens, closes in _spans(rest, clause)]


def _validity(rest: str) -> tuple[date | None, date | None, str]:
    ends: dict[str, date] = {}
    while found := _VALIDITY.match(rest):
        year, month, day, side = int(found[1]), int(found[2]), int(found[3]), found[4]
        try:
            limit = date(year, month, day)
        except ValueError as error:
            raise HoursUnreadable(f"没有这一天：{found[0]}") from error
        if side in ends:
            raise HoursUnreadable(f"写了两次：{found[0]}")
        ends[side] = limit
        rest = rest[found.end() :].removeprefix(",")
    if "起" in ends and "止" in ends and ends["起"] > ends["止"]:
        raise HoursUnreadable(f"开始晚于结束：{ends['起']} 至 {ends['止']}")
    return ends.get("起"), ends.get("止"), rest


def _season(rest: str) -> tuple[tuple[int, int] | None, tuple[int, int] | None, str]:
    found = _SEASON.match(rest)
    if not found:
        return None, None, rest
    return _month_day(found[1], found[2]), _month_day(found[3], found[4]), rest[found.end() :]


def _month_day(month_text: str, day_text: str) -> tuple[int, int]:
    month, day = int(month_text), int(day_text)
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS_IN_MONTH[month - 1]:
        raise HoursUnreadable(f"没有这一天：{month_text}月{day_text}日")
    return month, day


def _days(rest: str) -> tuple[tuple[int, ...], str]:
    """The weekdays in front, all seven if none are named, and what follows them."""
    chosen: set[int] = set()
    while found := _DAY_ITEM.match(rest):
        days = _day_item(found[0])
        if chosen & days:
            raise HoursUnreadable(f"星期重复：{found[0]}")
        chosen |= days
        rest = rest[found.end() :]
        if not rest.startswith(",周"):
            break
        rest = rest[1:]
    return tuple(sorted(chosen)) or EVERY_DAY, rest


def _day_item(item: str) -> set[int]:
    if item == "每天":
        return set(EVERY_DAY)
    if item == "周六日":
        return {5, 6}
    first, last = WEEKDAYS.index(item[1]), WEEKDAYS.index(item[-1])
    if "-" in item and first == last:
        raise HoursUnreadable(f"星期的起止相同：{item.replace('-', '至')}")
    return {(first + step) % 7 for step in range((last - first) % 7 + 1)}


def _spans(rest: str, clause: str) -> list[Band]:
    if not rest:
        raise HoursUnreadable(f"没有写时段：{clause}")
    if rest == "24小时":
        return [(0, DAY_MINUTES)]
    return [_span(piece) for piece in rest.split(",")]


def _span(piece: str) -> Band:
    found = _SPAN.fullmatch(piece)
    if not found:
        raise HoursUnreadable(f"看不懂：{piece or '多余的逗号'}")
    opens, closes = _minute(found[1], found[2]), _minute(found[4], found[5])
    if opens == DAY_MINUTES:
        raise HoursUnreadable(f"开始时间不能是 24:00：{piece}")
    next_day = bool(found[3])
    if opens == closes and not next_day:
        raise HoursUnreadable(f"开始与结束相同，全天请写“24小时”：{piece}")
    if next_day and closes > opens:
        raise HoursUnreadable(f"超过一整天：{piece}")
    return opens, closes + DAY_MINUTES if closes <= opens else closes


def _minute(hour_text: str, minute_text: str) -> int:
    minutes = int(hour_text) * 60 + int(minute_text)
    if int(minute_text) > 59 or minutes > DAY_MINUTES:
        raise HoursUnreadable(f"没有这个时间：{hour_text}:{minute_text}")
    return minutes


# --- writing -------------------------------------------------------------------------------------------------------


def write(schedules: Iterable[Schedule]) -> str:
    """The rules in words, in an order of their own; reading them back gives rules of the same meaning.

    The holiday rule stands at the end if all clauses share it, else in brackets behind each that is not ``same``.
    """
    clauses = gathered(schedules)
    shared = {key.holiday_rule for key in clauses}
    for_all = shared == {"closed"}
    words = [_clause_words(key, spans, own_rule=not for_all) for key, spans in sorted(clauses.items(), key=_order)]
    return ";".join([*words, _WORD_OF_RULE["closed"]] if for_all else words)


def gathered(schedules: Iterable[Schedule]) -> dict[Clause, tuple[Band, ...]]:
    """The rules gathered into as few clauses as may be: first days of one band, then bands of the same days."""
    days: dict[tuple[Clause, Band], set[int]] = defaultdict(set)
    for rule in schedules:
        key = Clause(rule.valid_from, rule.valid_to, rule.season_from, rule.season_to, (), rule.holiday_rule)
        days[key, (rule.opens_minute, rule.closes_minute)].update(rule.byday)
    clauses: dict[Clause, list[Band]] = defaultdict(list)
    for (key, band), byday in days.items():
        clauses[key._replace(byday=tuple(sorted(byday)))].append(band)
    return {key: tuple(sorted(bands)) for key, bands in clauses.items()}


def _order(clause: tuple[Clause, tuple[Band, ...]]) -> tuple[object, ...]:
    key, bands = clause
    return (
        key.valid_from or date.min,
        key.valid_to or date.max,
        key.season_from or (0, 0),
        key.season_to or (0, 0),
        _WORD_OF_RULE[key.holiday_rule],
        key.byday,
        bands,
    )


def _clause_words(key: Clause, bands: tuple[Band, ...], *, own_rule: bool) -> str:
    words = [
        f"{limit.year:04d}年{limit.month}月{limit.day}日{side}"
        for limit, side in ((key.valid_from, "起"), (key.valid_to, "止"))
        if limit
    ]
    if key.season_from and key.season_to:
        words.append("{}月{}日-{}月{}日".format(*key.season_from, *key.season_to))
    all_day = bands == ((0, DAY_MINUTES),)
    if not all_day or key.byday != EVERY_DAY:
        words.append(_days_words(key.byday))
    words.append("24小时" if all_day else ",".join(map(_span_words, bands)))
    mark = f"({_WORD_OF_RULE[key.holiday_rule]})" if own_rule and key.holiday_rule != "same" else ""
    return " ".join(words) + mark


def _days_words(byday: tuple[int, ...]) -> str:
    if byday == EVERY_DAY:
        return "每天"
    if byday == (5, 6):
        return "周六日"
    starts = [day for day in byday if (day - 1) % 7 not in byday]
    return ",".join(_run_words(start, byday) for start in starts)


def _run_words(start: int, byday: tuple[int, ...]) -> str:
    length = next(n for n in range(1, 8) if (start + n) % 7 not in byday)
    names = ["周" + WEEKDAYS[(start + n) % 7] for n in range(length)]
    return f"{names[0]}至{names[-1]}" if length > 2 else ",".join(names)


def _span_words(band: Band) -> str:
    opens, closes = band
    next_day = "次日" if closes - opens == DAY_MINUTES and opens else ""
    end = closes if closes <= DAY_MINUTES else closes - DAY_MINUTES
    return f"{_clock_words(opens)}-{next_day}{_clock_words(end)}"


def _clock_words(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
