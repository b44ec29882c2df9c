"""The export as a paper in Chinese: the same rows, in words that people read."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from app.accounts import exporting, notices
from app.accounts.granting_rules import ROLE_NAMES
from app.core import clock, papers
from app.core.papers import Paper

TITLE = "益骑驿站保存的我的信息"
MOST = 200  # rows of one table; all of them are in the data
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00")
WORDS = {  # what the fields of exports are called on paper; a field without a word keeps its name
    "accepted_at": "接受时间",
    "action": "操作",
    "age_ok": "已满16周岁",
    "answer": "答复",
    "answered_at": "答复时间",
    "app_id": "小程序",
    "at": "时间",
    "amenity": "设施",
    "avatar_url": "图案",
    "body": "内容",
    "code": "编号",
    "community": "社区",
    "confirmed_minutes": "已确认分钟",
    "created_at": "时间",
    "device_name": "设备",
    "display_name": "名字",
    "ended_at": "结束时间",
    "ends_at": "到期时间",
    "ends_on": "最后一天",
    "field": "项目",
    "kind": "类型",
    "last_seen_at": "最近使用",
    "left_at": "退出时间",
    "link": "链接",
    "minutes": "分钟",
    "note": "说明",
    "notice_version": "告知版本",
    "open_minutes": "待确认分钟",
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
    "service_date": "服务日期",
    "shift_id": "班次编号",
    "side": "哪一边",
    "source": "来源",
    "state": "状态",
    "station": "驿站",
    "status": "状态",
    "subject": "对象",
    "template": "消息种类",
    "text": "内容",
    "title": "标题",
    "topic": "类别",
    "unit": "单位",
    "what": "内容",
    "whose": "谁的",
    "work_kind": "工种",
}
VALUES = {  # what some values are called; all others stand as they are
    "active": "正常",
    "another": "看过别人的",
    "awaiting_second": "待复核",
    "backfill": "补录",
    "closing": "注销中",
    "confirm": "确认",
    "confirmed": "已确认",
    "courier": "快递",
    "driver": "司机",
    "first_approval": "初次确认",
    "given": "同意",
    "held": "担任",
    "mine": "我的",
    "on_duty": "在岗位上处理的",
    "own": "看过我的",
    "pending": "待确认",
    "proposal": "系统建议",
    "reject": "未通过",
    "rejected": "未通过",
    "reverse": "冲回",
    "reversed": "已撤销",
    "rider": "骑手",
    "withdrawn": "撤回",
}


def on_paper(account_id: int) -> bytes:
    """The export as a PDF. Of a long table the newest rows, and how many more the data has."""
    found = exporting.everything(account_id)
    paper = Paper(TITLE).title_line(TITLE)
    paper.paragraph(f"导出时间：{_said(found['made_at'])}。这份文件只给您本人，请妥善保管。", grey=True)
    for table in found["tables"]:
        if table["rows"]:
            _write_table(paper, table)
    empty = [table["what"] for table in found["tables"] if not table["rows"]]
    if empty:
        paper.heading("没有存的").paragraph("、".join(empty))
    return paper.pdf()


def _write_table(paper: Paper, table: dict[str, Any]) -> None:
    rows = table["rows"]
    paper.heading(table["what"])
    paper.paragraph(f"用途：{_purpose(table['purpose'])}；保存：{table['kept']}；共{len(rows)}条", grey=True)
    for row in rows[-MOST:]:
        paper.paragraph("；".join(f"{WORDS.get(name, name)}：{text}" for name, text in _texts(row)), size_pt=9)
    if len(rows) > MOST:
        paper.paragraph(f"更早的{len(rows) - MOST}条没有印出来，导出成 JSON 就有。", grey=True)


def _texts(row: dict[str, Any]) -> list[tuple[str, str]]:
    """The fields with something in them, the instant first."""
    names = sorted((name for name, value in row.items() if value not in (None, "")), key=lambda name: name != "at")
    return [(name, _field(name, row[name])) for name in names]


def _field(name: str, value: Any) -> str:
    if name == "role":
        return ROLE_NAMES.get(value, _said(value))
    if name == "purpose":
        return _purpose(value)
    return _said(value)


def _purpose(purpose: str) -> str:
    return notices.notice_for(purpose).title


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    text = VALUES.get(value, value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = INSTANT.sub(lambda found: f"{clock.local(datetime.fromisoformat(found[0])):%Y-%m-%d %H:%M}", text)
    for char in papers.missing_glyphs(text):  # nobody is refused their own data for a character
        text = text.replace(char, f"[U+{ord(char):04X}]")
    return text
