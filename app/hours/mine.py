"""One's own hours: what is confirmed, what waits, who keeps them, and all of it as a paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core import clock, papers
from app.core.db import db
from app.core.paging import from_cursor, to_cursor
from app.core.problems import Invalid
from app.hours import chain_rules, chains, describing
from app.hours.chains import Book
from app.hours.models import HoursChain, HoursEntry, Objection

TITLE = "我的志愿时长（个人汇总）"
MOST = 500  # rows of the paper; the sums are of all
STATE_NAMES = {
    "pending": "待确认",
    "awaiting_second": "待复核",
    "confirmed": "已确认",
    "rejected": "未通过",
    "reversed": "已撤销",
}


def page(person_ref: str, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """Sums of all one's hours, and a page of them, the newest day first."""
    rows = _rows(person_ref, limit=limit + 1, before=_before(cursor) if cursor is not None else None)
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return sums(person_ref) | {
        "entries": _entries(shown),
        "next_cursor": to_cursor(last.service_date.isoformat(), last.id) if last else None,
    }


def sums(person_ref: str) -> dict[str, int]:
    """Confirmed minutes (what was filled in afterwards among them, and apart), and minutes that wait for staff."""
    of = (HoursEntry.person_ref == person_ref, HoursEntry.kind.in_(chain_rules.COUNTED))
    backfilled = sa.case((HoursEntry.source == "backfill", HoursEntry.minutes), else_=0)
    query = sa.select(
        sa.func.coalesce(sa.func.sum(HoursEntry.minutes), 0), sa.func.coalesce(sa.func.sum(backfilled), 0)
    )
    confirmed, apart = db.session.execute(query.where(*of)).one()
    waits = sa.select(sa.func.coalesce(sa.func.sum(HoursChain.open_minutes), 0))
    pending = db.session.scalar(waits.where(HoursChain.person_ref == person_ref))
    return {
        "confirmed_minutes": int(confirmed),
        "backfilled_minutes": int(apart),
        "pending_minutes": int(pending or 0),
    }


def issuers(person_ref: str) -> list[dict[str, Any]]:
    """Who keeps one's confirmed hours, with minutes and days, the most first; each proves its own."""
    query = sa.select(HoursChain).where(HoursChain.person_ref == person_ref, HoursChain.minutes > 0)
    rows = list(db.session.scalars(query.order_by(HoursChain.service_date)))
    named = {one: describing.issuer(one) for one in {chain.issuer_id for chain in rows}}
    found: dict[int, dict[str, Any]] = {}
    for chain in rows:
        issuer = named[chain.issuer_id]
        first = {"issuer": issuer, "minutes": 0, "first_on": chain.service_date.isoformat()}
        kept = found.setdefault(issuer["id"], first)
        kept["minutes"] += chain.minutes
        kept["last_on"] = chain.service_date.isoformat()
    return sorted(found.values(), key=lambda kept: (-kept["minutes"], kept["issuer"]["id"]))


def on_paper(person_ref: str) -> bytes:
    """One's hours as a PDF: a summary for oneself, which proves nothing; certificates are of one issuer each."""
    total, rows = sums(person_ref), _rows(person_ref, limit=MOST, before=None)
    paper = papers.Paper(TITLE).title_line(TITLE)
    paper.paragraph(f"打印时间：{clock.local(clock.now()):%Y年%m月%d日 %H:%M}", grey=True)
    paper.paragraph(
        f"已确认 {total['confirmed_minutes']} 分钟（其中补录 {total['backfilled_minutes']} 分钟），"
        f"待确认 {total['pending_minutes']} 分钟。"
    )
    paper.paragraph("这是给本人看的汇总，不是证明；证明由各组织单位分别开具，免费。", grey=True)
    entries = _entries(rows)
    for title, apart in (("活动时长", False), ("补录", True)):
        lines = [_cells(entry) for entry in entries if (entry["kind"] == "backfill") is apart]
        if lines:
            paper.heading(title)
            paper.table(("日期", "班次", "组织单位", "分钟", "状态"), lines, widths=(20, 38, 38, 12, 14))
    return paper.pdf()


def _cells(entry: dict[str, Any]) -> tuple[str, ...]:
    state = STATE_NAMES[entry["state"]]
    return entry["service_date"], entry["shift"]["title"], entry["issuer"]["name"], str(entry["minutes"]), state


def _rows(person_ref: str, *, limit: int, before: tuple[date, int] | None) -> list[HoursChain]:
    query = sa.select(HoursChain).where(HoursChain.person_ref == person_ref)
    if before is not None:
        query = query.where(sa.tuple_(HoursChain.service_date, HoursChain.id) < sa.tuple_(*map(sa.literal, before)))
    return list(db.session.scalars(query.order_by(HoursChain.service_date.desc(), HoursChain.id.desc()).limit(limit)))


def _entries(rows: Iterable[HoursChain]) -> list[dict[str, Any]]:
    found = list(rows)
    ids = [chain.id for chain in found]
    lines = chains.entries_of(ids)
    open_ones = sa.select(Objection).where(Objection.chain_id.in_(ids), Objection.answered_at.is_(None))
    objections = {row.chain_id: row for row in db.session.scalars(open_ones)}
    around = describing.around(found)
    return [describing.own_entry(Book(chain, lines[chain.id]), around, objections.get(chain.id)) for chain in found]


def _before(cursor: str) -> tuple[date, int]:
    day, chain_id = from_cursor(cursor, str, int)
    try:
        return date.fromisoformat(str(day)), int(chain_id)
    except ValueError:
        raise Invalid(errors=[{"field": "cursor", "message": "翻页位置无效，请从头查起"}]) from None
