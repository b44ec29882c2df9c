"""Everything that is held of a person, for that person: PIPL 45, PRODUCT 6 "Rights". As data, or as a paper to keep."""

from __future__ import annotations

import json
from typing import Any

from flask import current_app

from app.accounts import consents, leaving, notices
from app.accounts.holdings import Holding, Person, holdings
from app.core import clock, papers
from app.core.papers import Paper

MOST_ON_PAPER = 200  # rows of one table; all of them are in the data
WORDS = {  # what the fields of exports are called on paper; a field without a word keeps its name
    "action": "操作",
    "age_ok": "已满16周岁",
    "amenity": "设施",
    "avatar_url": "图案",
    "body": "内容",
    "code": "编号",
    "created_at": "时间",
    "device_name": "设备",
    "display_name": "名字",
    "ended_at": "结束时间",
    "ends_at": "到期时间",
    "field": "项目",
    "last_seen_at": "最近使用",
    "link": "链接",
    "note": "说明",
    "notice_version": "告知版本",
    "openid": "微信编号",
    "person_ref": "假名编号",
    "phone": "手机号",
    "public_no": "公开编号",
    "purpose": "用途",
    "read_at": "已读时间",
    "reason": "原因",
    "remaining": "剩余次数",
    "revoked_at": "收回时间",
    "role": "岗位",
    "scope_code": "范围",
    "station": "驿站",
    "status": "状态",
    "subject": "对象",
    "template": "消息种类",
    "title": "标题",
    "topic": "类别",
    "unit": "单位",
    "what": "内容",
    "work_kind": "工种",
}


def everything(account_id: int) -> dict[str, Any]:
    """All rows of all tables that refer to a person, table by table; a table without rows says so."""
    person = leaving.person_of(account_id)
    return {
        "made_at": clock.rfc3339(clock.now()),
        "tables": [_table(held, person) for held in holdings(current_app)],
    }


def stored(account_id: int) -> list[dict[str, Any]]:
    """What is held, a line for each table: for what, what, how much, since when, how long, and whether agreed to."""
    person = leaving.person_of(account_id)
    return [_line(held, person) for held in holdings(current_app)]


def on_paper(account_id: int) -> bytes:
    """The same as a PDF in Chinese. Of a long table the newest rows, and how many more the data has."""
    found = everything(account_id)
    title = "益骑驿站保存的我的信息"
    paper = Paper(title).title_line(title)
    paper.paragraph(f"导出时间：{found['made_at']}。这份文件只给您本人，请妥善保管。", grey=True)
    for table in found["tables"]:
        _write_table(paper, table)
    return paper.pdf()


def _table(held: Holding, person: Person) -> dict[str, Any]:
    return {
        "table": held.table,
        "purpose": held.purpose,
        "what": held.what,
        "kept": held.kept,
        "stays": held.stays,
        "rows": held.export(person),
    }


def _line(held: Holding, person: Person) -> dict[str, Any]:
    rows = held.export(person)
    return {
        "purpose": held.purpose,
        "what": held.what,
        "count": held.count(person) if held.count else len(rows),
        "since": min((row["at"] for row in rows if row.get("at")), default=None),
        "kept_until": held.kept,
        "consent": consents.standing(person.account_id, held.purpose).state,
        "switchable": held.purpose not in consents.UNSWITCHABLE,
    }


def _write_table(paper: Paper, table: dict[str, Any]) -> None:
    rows = table["rows"]
    paper.heading(table["what"])
    purpose = notices.notice_for(table["purpose"]).title
    paper.paragraph(f"用途：{purpose}；保存：{table['kept']}；共{len(rows)}条", grey=True)
    for row in rows[-MOST_ON_PAPER:]:
        paper.paragraph("；".join(f"{WORDS.get(name, name)}：{_said(value)}" for name, value in _dated(row)), size_pt=9)
    if len(rows) > MOST_ON_PAPER:
        paper.paragraph(f"更早的{len(rows) - MOST_ON_PAPER}条没有印出来，导出成 JSON 就有。", grey=True)


def _dated(row: dict[str, Any]) -> list[tuple[str, Any]]:
    """The fields with something in them, the instant first."""
    return [("时间", row["at"])] * ("at" in row) + [(n, v) for n, v in row.items() if n != "at" and v not in (None, "")]


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    for char in papers.missing_glyphs(text):  # nobody is refused their own data for a character
        text = text.replace(char, f"[U+{ord(char):04X}]")
    return text
