"""The message templates this mini-program has chosen on the fake platform.

``templates.json`` has the shape of ``WECHAT_TEMPLATES``; its ids and keywords are those the service takes in fake mode
when that setting is empty, which a test holds together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from app.wechat.fake.keywords import KEYWORD

FILE = Path(__file__).with_suffix(".json")
TITLES = {
    "signup_result": "报名结果通知",
    "waitlist_offer": "候补名额通知",
    "shift_reminder": "活动开始提醒",
    "shift_changed": "活动变更通知",
    "hours_confirmed": "服务时长确认通知",
    "report_progress": "上报处理进度通知",
    "care_answer": "诉求回复通知",
    "station_alert": "驿站提醒",
}
LABELS = {
    "activity": "活动名称",
    "time": "时间",
    "date": "日期",
    "place": "地点",
    "result": "结果",
    "until": "保留至",
    "change": "变动",
    "hours": "时长",
    "subject": "事项",
    "state": "进度",
    "station": "驿站",
    "note": "备注",
}
SAMPLES = {
    "thing": "示例内容",
    "time": "2026年10月1日 15:01",
    "date": "2026年10月1日",
    "phrase": "已更新",
    "number": "2",
    "name": "张三",
    "amount": "¥10",
}


class Template(NamedTuple):
    """``labels`` by keyword (``thing1``: 活动名称); empty where the keywords are not known."""

    id: str
    title: str
    labels: dict[str, str]

    def listed(self) -> dict[str, Any]:
        """As ``gettemplate`` lists it."""
        content = "\n".join(f"{label}:{{{{{keyword}.DATA}}}}" for keyword, label in self.labels.items())
        example = "\n".join(f"{label}:{_sample(keyword)}" for keyword, label in self.labels.items())
        facts = {"priTmplId": self.id, "title": self.title, "content": content, "example": example}
        return facts | {"type": 2, "keywordEnumValueList": []}


def catalogue(configured: Mapping[str, Any]) -> dict[str, Template]:
    """Templates by id out of ``WECHAT_TEMPLATES``: ``{name: id}`` or ``{name: {"id": ..., field: keyword}}``."""
    found = {}
    for name, entry in configured.items():
        facts = dict(entry) if isinstance(entry, dict) else {"id": entry}
        fields = _keywords(facts)
        if facts.get("id"):
            labels = {keyword: LABELS.get(field, field) for field, keyword in fields.items()}
            found[str(facts["id"])] = Template(str(facts["id"]), TITLES.get(name, name), labels)
    return found


def _keywords(facts: Mapping[str, Any]) -> dict[str, str]:
    """Whatever in an entry, or in an object inside it, names a keyword."""
    found: dict[str, str] = {}
    for field, value in facts.items():
        if isinstance(value, dict):
            found |= _keywords(value)
        elif field != "id" and isinstance(value, str) and KEYWORD.fullmatch(value):
            found[field] = value
    return found


def own_catalogue() -> dict[str, Template]:
    """The templates of ``templates.json``."""
    return catalogue(json.loads(FILE.read_text(encoding="utf-8")))


def _sample(keyword: str) -> str:
    return SAMPLES.get(keyword.rstrip("0123456789"), "示例")
