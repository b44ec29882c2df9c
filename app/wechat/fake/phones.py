"""The parts of the demo page that show what happened: phones with their messages, codes, pushes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from app.core import clock
from app.wechat.fake.codes import Code
from app.wechat.fake.identity import DEMO_USERS, openid_for
from app.wechat.fake.messages import Message
from app.wechat.fake.templates import Template

if TYPE_CHECKING:
    from app.wechat.fake.platform import FakePlatform

OTHERS = 8  # phones shown beside the four of DEMO_USERS
PUSHES = 12


def part(name: str, html: str, *, css: str = "") -> str:
    """A part of the page that is replaced when its fingerprint changes."""
    print_ = hashlib.sha256(html.encode()).hexdigest()[:16]
    return f'<div id="{name}" class="{css}" data-print="{print_}">{html}</div>'


def button(label: str, call: str, body: object, *, done: str = "", css: str = "", id_: str = "") -> str:
    """A button that sends ``body`` to the control plane; ``done`` is what the page says then."""
    facts = {"data-call": call, "data-body": json.dumps(body), "data-done": done, "class": css, "id": id_}
    told = "".join(f' {name}="{escape(value)}"' for name, value in facts.items() if value)
    return f'<button type="button"{told}>{escape(label)}</button>'


def phones(platform: FakePlatform) -> str:
    """The phone of everybody in DEMO_USERS, and of whoever else signed in lately."""
    known = [user for user in platform.people.values() if user not in DEMO_USERS]
    people = [*DEMO_USERS, *known[-OTHERS:]]
    return part("phones", "".join(_phone(platform, user) for user in people), css="phones")


def codes(platform: FakePlatform) -> str:
    """Every code made so far, newest first, as a picture any camera reads."""
    figures = "".join(_figure(code) for code in reversed(platform.codes))
    nothing = '<p class="quiet">还没有码。管理员生成站点海报、班次码或邀请码之后，会出现在这里。</p>'
    return part("codes", figures or nothing, css="codes")


def pushes(platform: FakePlatform) -> str:
    """What was pushed to the service, and what it answered."""
    notes = list(platform.post.noted)[-PUSHES:]
    lines = "".join(_line(note) for note in reversed(notes))
    table = f"<table><tr><th>时间<th>事件<th>格式<th>益骑的回答</tr>{lines}</table>"
    return part("pushes", table if lines else '<p class="quiet">还没有推送。</p>', css="wide")


def _phone(platform: FakePlatform, user: str) -> str:
    openid = openid_for(platform.options.appid, user)
    name = escape(user)
    inbox = "".join(_message(platform, message) for message in platform.mailbox.newest(openid))
    empty = '<li class="empty">还没有消息</li>'
    asks = "".join(_ask(platform, user, openid, template) for template in platform.templates.values())
    role = escape(DEMO_USERS.get(user, "其他人"))
    return f"""<section class="card" aria-label="{role} {name}"><h3>{role} <code>{name}</code></h3>
<div class="screen"><div class="bar">服务通知</div><ul class="inbox" tabindex="0">{inbox or empty}</ul></div>
<details id="asks-{name}"><summary>同意接收消息（{_left(platform, openid)} 条可收）</summary>{asks}</details>
<details id="more-{name}"><summary>登录与授权</summary>{_more(user, openid)}</details></section>"""


def _left(platform: FakePlatform, openid: str) -> int:
    return sum(platform.mailbox.credits[openid, template_id] for template_id in platform.templates)


def _ask(platform: FakePlatform, user: str, openid: str, template: Template) -> str:
    """One line of the sheet that ``wx.requestSubscribeMessage`` shows."""
    left = platform.mailbox.credits[openid, template.id]
    buttons = ""
    for label, answer, css in (("接受", "accept", ""), ("拒绝", "reject", "no")):
        body = {"user": user, "answers": {template.id: answer}}
        done = f"“{template.title}”已{label}，推送正在告诉益骑。"
        buttons += button(label, "tap", body, done=done, css=css, id_=f"{answer}-{user}-{template.id}")
    title = escape(template.title)
    return f'<div class="ask"><b>{title}</b> <small>可收 {left} 条</small><div class="row">{buttons}</div></div>'


def _more(user: str, openid: str) -> str:
    """Signing in by hand, and what people do in WeChat's own settings."""
    revoked = {"Event": "user_authorization_revoke", "OpenID": openid, "RevokeInfo": "8"}
    cancelled = {"Event": "user_authorization_cancellation", "OpenID": openid}
    buttons = button("撤回手机号授权", "push", {"event": revoked, "user": user}, css="no", done="已告诉益骑。")
    buttons += button("注销小程序账号", "push", {"event": cancelled, "user": user}, css="no", done="已告诉益骑。")
    copy = f'<button type="button" data-copy="c-{escape(user)}">复制登录命令</button>'
    return f'<p class="row">{copy}{buttons}</p><p><small>openid <code>{openid}</code></small></p>'


def _message(platform: FakePlatform, message: Message) -> str:
    template = platform.templates.get(message.template_id)
    labels = template.labels if template else {}
    rows = "".join(
        f"<dt>{escape(labels.get(keyword, keyword))}<dd>{escape(text)}" for keyword, text in message.values.items()
    )
    page = f'<div class="page">点开：{escape(message.page)}</div>' if message.page else ""
    return f"<li><time>{_time(message.at)}</time><h4>{escape(message.title)}</h4><dl>{rows}</dl>{page}</li>"


def _figure(code: Code) -> str:
    query = escape(urlencode({"scene": code.scene, "page": code.page}))
    target = escape(code.target)
    image = f'<img src="/__fake/code?{query}" alt="{target}">'
    return f'<figure class="card">{image}<figcaption>{target}</figcaption></figure>'


def _line(note: dict[str, Any]) -> str:
    tries: Iterable[dict[str, Any]] = note["tries"]
    said = "，".join(f"{one['status'] or '没有回应'} {one['reply']}" for one in tries)
    good = any(one["status"] == 200 for one in tries)
    css, text = ("good", "收到") if good else ("bad" if said else "", said or "（没有送出）")
    event = escape(str(note["event"]))
    return f'<tr><td>{_time(note["at"])}<td><code>{event}</code><td>{note["form"]}<td class="{css}">{escape(text)}</tr>'


def _time(at_s: float) -> str:
    return f"{clock.local(clock.from_epoch(at_s)):%m-%d %H:%M:%S}"
