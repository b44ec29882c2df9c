"""The demo page: everybody's phone, the codes, the pushes, and buttons for the clock and the faults."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from app.wechat.fake.faults import KINDS
from app.wechat.fake.identity import DEMO_USERS
from app.wechat.fake.phones import button, codes, phones, pushes

if TYPE_CHECKING:
    from app.wechat.fake.platform import FakePlatform

HERE = Path(__file__).parent
FAULT_NAMES = {
    "http": "网关错误 502",
    "html": "返回网页",
    "empty": "空的回答",
    "list": "错的格式",
    "truncated": "只回一半",
    "hang": "一直不回",
    "drip": "慢慢滴",
    "reset": "断开连接",
}
PLACES = {
    "/sns/jscode2session": "登录",
    "/wxa/business/getuserphonenumber": "取手机号",
    "/cgi-bin/message/subscribe/send": "发消息",
    "/wxa/msg_sec_check": "检查文字",
    "/wxa/media_check_async": "检查图片",
    "/wxa/getwxacodeunlimit": "生成小程序码",
    "/cgi-bin/stable_token": "取令牌",
    "*": "任何一次调用",
}
SPANS = (("前进 5 分钟", 300), ("前进 1 小时", 3600), ("前进 1 天", 86_400))


def page(platform: FakePlatform) -> str:
    """The page as HTML. Its sign-in codes are fresh at every load, because a code works once."""
    style, script = ((HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    clocks = "".join(button(label, "clock", {"advance": seconds}, done="时钟拨快了。") for label, seconds in SPANS)
    clocks += button("让所有令牌过期", "expire_tokens", {}, done="令牌都过期了。")
    return f"""<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>模拟微信 · 益骑</title><style>{style}</style>
<main><h1>模拟微信平台</h1>
<p class="note">这是<strong>模拟</strong>的微信，只在本机运行，和真正的微信没有关系，也不会发出任何消息。</p>
<p id="said" role="status" aria-live="polite">这里是几位演示用户的手机。点“接受”，益骑就可以给这部手机发一条消息。</p>
<h2>手机</h2>{phones(platform)}
<h2>小程序码</h2><p class="quiet">真正的小程序码是圆的；这里换成普通二维码，任何相机都能扫，内容是页面和 scene。</p>
{codes(platform)}
<h2>推送</h2><p class="quiet">微信主动告诉益骑的事：同意接收、消息送达、图片检查结果。</p>{pushes(platform)}
<h2>拨快模拟时钟</h2><p class="row">{clocks}</p>
<h2>让下一次调用出错</h2>{_faults()}
<h2>自己登录试试</h2>
<p><small>code 的写法是「名字.随便什么」，名字可以自己起；每个 code 只能用一次，刷新本页会换新的。</small></p>
{_commands(platform)}
<h2>恢复原样</h2><p class="row">{button("全部重来", "reset", {}, css="no", done="模拟微信忘掉了一切。")}</p>
<p><small>想看收到了哪些请求：<a href="/__fake/state?log=20">/__fake/state?log=20</a></small></p>
</main><script>{script}</script></html>"""


def _faults() -> str:
    """The script puts the chosen place into the order."""
    options = "".join(f'<option value="{path}">{name}</option>' for path, name in PLACES.items())
    done = "下一次这样的调用会出错。"
    buttons = "".join(
        button(FAULT_NAMES[kind], "fault", {"kind": kind, "count": 1}, done=done) for kind in sorted(KINDS)
    )
    buttons += button("系统繁忙 -1", "fault", {"errcode": -1}, done=done)
    buttons += button("额度用完 45009", "fault", {"errcode": 45009}, done=done)
    return f'<p><label>哪一种：<select id="where">{options}</select></label></p><p class="row">{buttons}</p>'


def _commands(platform: FakePlatform) -> str:
    salt = f"{int(platform.now() * 1000):x}"
    return "".join(_command(platform, user, salt) for user in DEMO_USERS)


def _command(platform: FakePlatform, user: str, salt: str) -> str:
    body = json.dumps({"code": f"{user}.{salt}"})
    text = f"curl -X POST {platform.options.app_url}/api/v1/sessions -H 'Content-Type: application/json' -d '{body}'"
    return f'<p>{escape(DEMO_USERS[user])} <code>{user}</code></p><pre id="c-{user}">{escape(text)}</pre>'
