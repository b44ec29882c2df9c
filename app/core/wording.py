"""What a refused field is told, in Chinese: marshmallow's own English texts, replaced once for every schema."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

LOCATIONS = frozenset({"json", "query", "files", "form"})
OF_ENTRIES = frozenset({"key", "value"})  # marshmallow's own words under each entry of a mapping; no field is called so
NO_OBJECT, UNKNOWN, UNSEEN = "要用一个 JSON 对象", "没有这一项", "里面有看不见的字符"


class Amount(str):
    """A text on a length: characters of a text, but entries of a list. marshmallow has one text for both."""

    __slots__ = ()

    def format(self, *args: Any, **told: Any) -> str:
        """The text in the word that fits what was sent, which is ``input``."""
        said = super().format(*args, **told)
        return said if isinstance(told.get("input"), str) else said.replace("个字", "项")


def speak_chinese() -> None:
    """Give marshmallow's fields and validators our texts. Schemas made before keep the old ones: call it first."""
    Schema._default_error_messages.update(type=NO_OBJECT, unknown=UNKNOWN)
    fields.Field.default_error_messages.update(required="必填", null="不能为空", validator_failed="填写有误")
    texts: dict[type[fields.Field[Any]], dict[str, str]] = {
        fields.String: {"invalid": "要填文字", "invalid_utf8": "文字编码不对"},
        fields.Number: {"invalid": "要填数字", "too_large": "数字太大"},
        fields.Integer: {"invalid": "要填整数"},
        fields.Float: {"special": "要填普通的数字"},
        fields.Boolean: {"invalid": "要填 true 或 false"},
        fields.List: {"invalid": "要填一个列表"},
        fields.Nested: {"type": "要用一个 JSON 对象"},
        fields.Mapping: {"invalid": "要用一个 JSON 对象"},
        fields.DateTime: {"invalid": "时间格式不对", "invalid_awareness": "时间要带时区"},
        fields.Date: {"invalid": "日期要写成 2026-01-31 这样"},
    }
    for kind, words in texts.items():
        kind.default_error_messages = {**kind.__dict__.get("default_error_messages", {}), **words}
    validate.Range.message_min = "不能小于 {{min}}"
    validate.Range.message_max = "不能大于 {{max}}"
    validate.Range.message_all = "要在 {{min}} 和 {{max}} 之间"
    validate.Length.message_min = Amount("至少 {min} 个字")
    validate.Length.message_max = Amount("最多 {max} 个字")
    validate.Length.message_all = Amount("要 {min} 到 {max} 个字")
    validate.Length.message_equal = Amount("要正好 {equal} 个字")
    validate.OneOf.default_message = "只能填：{choices}"
    validate.Regexp.default_message = "格式不对"


def in_plain_letters(text: str) -> None:
    """A validator: no line breaks, controls, lone surrogates or marks that turn the direction of what follows."""
    if not text.strip().isprintable():
        raise ValidationError(UNSEEN)


def in_plain_lines(text: str) -> None:
    """A validator: as above, in lines however the phone ends them, and with tabs; no other control at their ends."""
    for line in text.replace("\r\n", "\n").replace("\t", " ").split("\n"):
        if not line.isprintable():
            raise ValidationError(UNSEEN)


def flat_errors(messages: Any, path: str = "") -> list[dict[str, str]]:
    """marshmallow's nested messages as ``[{"field": "items.0.minutes", "message": ...}]``; locations are dropped."""
    if isinstance(messages, dict):
        found = []
        for key, inner in messages.items():
            unsaid = key in (OF_ENTRIES if path else LOCATIONS) and inner != [UNKNOWN]  # strangers may call theirs so
            nested = path if unsaid or key == "_schema" else f"{path}.{key}".lstrip(".")
            found += flat_errors(inner, nested)
        return found
    if isinstance(messages, list):
        return [error for inner in messages for error in flat_errors(inner, path)]
    return [{"field": path, "message": str(messages)}]
