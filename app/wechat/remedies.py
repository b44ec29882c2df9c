"""What an operator does about each errcode: one line, no secret, nobody's openid."""

from __future__ import annotations

from app.wechat.rules import CallFailed

SECRET = "WECHAT_SECRET is not this mini-program's: copy or reset it in WeChat's console"  # noqa: S105 - a sentence
APPID = "WECHAT_APPID is not a mini-program of this secret: compare it with WeChat's console"
TEMPLATES = "compare WECHAT_TEMPLATES with the console: flask wechat check-templates"
NEWS = "look the rid up: flask wechat rid; then WeChat's developer forum"

REMEDIES: dict[int, str] = {
    -1: "WeChat is busy: try again in a minute",
    40001: SECRET,
    40002: APPID,
    40003: "this openid is not of this mini-program: each app has its own",
    40013: APPID,
    40014: "the token was refused: try again; if it stays, somebody else uses the secret with the legacy token call",
    40037: TEMPLATES,
    40125: SECRET,
    40164: "list our address{hint} in WeChat's console under the IP white list",
    40243: "the secret is frozen: thaw it in WeChat's console",
    41001: "no token was sent: a bug of ours, unless API signing is switched on in the console; switch it off",
    41030: "release the page first, or set WECHAT_MINIPROGRAM_STATE and WECHAT_ENV_VERSION to trial",
    42001: "the token had just ended: try again",
    43101: "this person has accepted no more messages of this template: they tap in the mini-program, then try again",
    43107: TEMPLATES,
    43108: "another message to this person was under way: try again in 2 s",
    43116: TEMPLATES,
    44002: "a call without a body: a bug of ours",
    45009: "today's calls are used up: flask wechat quota, then clear-quota (ten times a month)",
    45011: "too often within a minute: wait, then try again",
    45168: "WeChat took offence at the text: look at the values",
    47001: "a body WeChat cannot read: a bug of ours",
    47003: "keyword{hint} is not one of the template, or its value is not of its kind: flask wechat check-templates",
    48006: "all ten resets of this month are used: wait for midnight in Beijing, or ask WeChat for more",
    76001: "WeChat does not know this rid: it keeps them for 7 days",
    76021: "no endpoint of this path: write it as /wxa/msg_sec_check",
    76022: "WeChat does not tell the quota of this path (those under /sns/)",
    85079: "release the mini-program first",
}
CAUSES: dict[str, str] = {
    "SameToken": REMEDIES[40014],
    "NewConnectionError": "nothing listens at WECHAT_API_BASE: is the network, the firewall or the simulation up?",
    "ConnectTimeoutError": "no way out to WECHAT_API_BASE: look at the firewall and the proxy of this machine",
    "NameResolutionError": "the name of WECHAT_API_BASE is not found: look at the DNS of this machine",
    "SSLError": "the certificate of WECHAT_API_BASE is not trusted: is something in between?",
    "BreakerOpen": "calls are refused for 5 s after five failures: try again",
}


def remedy(failure: CallFailed) -> str:
    """What to do about a failed call."""
    if failure.errcode is None:
        return CAUSES.get(failure.cause, "WeChat gave no usable answer: try again in a minute")
    found = REMEDIES.get(failure.errcode, NEWS)
    return found.replace("{hint}", f" {failure.hint}" if failure.hint else "")


def told(failure: CallFailed) -> str:
    """The failure in one line, with what to do about it."""
    return f"{failure.endpoint}: {failure.cause} errcode={failure.errcode} rid={failure.rid} -> {remedy(failure)}"
