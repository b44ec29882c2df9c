"""The demo page: who can sign in, the call to try, and buttons for the clock and the faults."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from app.wechat.fake.faults import KINDS
from app.wechat.fake.identity import DEMO_USERS, openid_for

if TYPE_CHECKING:
    from app.wechat.fake.platform import FakePlatform

LOGIN = "/sns/jscode2session"
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

_STYLE = """
body{font:16px/1.7 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;margin:0;background:#f6f7f4;color:#1d2420}
main{max-width:46rem;margin:0 auto;padding:1rem}
.note{background:#fff4d6;border-left:.4rem solid #e0a100;padding:.6rem 1rem;border-radius:.3rem}
section{background:#fff;border-radius:.6rem;padding:1rem 1.2rem;margin:1rem 0}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:.2rem 0}h3{font-size:1rem;margin:1rem 0 .2rem}
pre{background:#1d2420;color:#e7f2ea;padding:.7rem;border-radius:.4rem;overflow:auto;font-size:.85rem;margin:.3rem 0}
button{font:inherit;min-height:2.75rem;padding:.3rem 1rem;border:1px solid #1f7a4d;border-radius:.4rem;background:#fff;
color:#14603a;cursor:pointer;margin:.2rem .2rem .2rem 0}
button:hover,button:focus-visible{background:#e6f4ec}small{color:#5a665f;word-break:break-all}
"""
_SCRIPT = """
const said = document.getElementById("said");
async function send(name, body) {
  try {
    const answer = await fetch("/__fake/" + name, {method: "POST", body: JSON.stringify(body)});
    said.textContent = answer.ok ? "好了。" : "没成功：" + (await answer.json()).error;
  } catch { said.textContent = "模拟服务没有回应。"; }
}
document.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.copy) {
    navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent)
      .then(() => { said.textContent = "已复制，粘贴到终端里运行。"; },
            () => { said.textContent = "请手动选中复制。"; });
  } else {
    send(button.dataset.call, JSON.parse(button.dataset.body));
  }
});
"""


def page(platform: FakePlatform) -> str:
    """The page as HTML. Its codes are fresh at every load, because a code works once."""
    salt = f"{int(platform.now() * 1000):x}"
    users = "".join(_user(platform, user, role, salt) for user, role in DEMO_USERS.items())
    spans = (("前进 5 分钟", 300), ("前进 1 小时", 3600), ("前进 1 天", 86_400))
    clocks = "".join(_button(label, "clock", {"advance": seconds}) for label, seconds in spans)
    faults = "".join(
        _button(FAULT_NAMES[kind], "fault", {"path": LOGIN, "kind": kind, "count": 1}) for kind in sorted(KINDS)
    )
    return f"""<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>模拟微信 · 益骑</title><style>{_STYLE}</style>
<main><h1>模拟微信平台</h1>
<p class="note">这是<strong>模拟</strong>的微信，只在本机运行，和真正的微信没有关系，也不会发出任何消息。</p>
<p id="said" role="status" aria-live="polite">选一个人，复制命令，就能登录试试。</p>
<section><h2>谁来登录</h2>{users}
<p><small>code 的写法是「名字.随便什么」，名字可以自己起；每个 code 只能用一次，刷新本页会换新的。</small></p></section>
<section><h2>拨快模拟时钟</h2>{clocks}{_button("让所有令牌过期", "expire_tokens", {})}</section>
<section><h2>让下一次登录出错</h2>{faults}{_button("系统繁忙 -1", "fault", {"path": LOGIN, "errcode": -1})}</section>
<section><h2>恢复原样</h2>{_button("全部重来", "reset", {})}
<p><small>想看收到了哪些请求：<a href="/__fake/state?log=20">/__fake/state?log=20</a></small></p></section>
</main><script>{_SCRIPT}</script></html>"""


def _user(platform: FakePlatform, user: str, role: str, salt: str) -> str:
    body = json.dumps({"code": f"{user}.{salt}"})
    command = f"curl -X POST {platform.options.app_url}/api/v1/sessions -H 'Content-Type: application/json' -d '{body}'"
    openid = openid_for(platform.options.appid, user)
    return (
        f'<h3>{escape(role)} <code>{user}</code></h3><pre id="c-{user}">{escape(command)}</pre>'
        f'<button data-copy="c-{user}">复制命令</button> <small>openid {openid}</small>'
    )


def _button(label: str, call: str, body: object) -> str:
    return f'<button data-call="{call}" data-body="{escape(json.dumps(body))}">{escape(label)}</button>'
