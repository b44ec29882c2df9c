"""What WeChat thinks of texts, pictures and people. Whatever goes wrong, the content waits for people to look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from app.core.problems import TooManyRequests
from app.wechat import metrics
from app.wechat.repeating import once_more
from app.wechat.rules import MEDIA_CHECK, RISK_RANK, TEXT_CHECK, CallFailed, TextVerdict, verdict
from app.wechat.sockets import Deadline

if TYPE_CHECKING:
    from app.wechat.client import MiniProgramClient

PIECE = 2500  # characters in one call
Scene = Literal["profile", "comment", "forum", "log"]
Kind = Literal["image", "audio"]
SCENES: dict[str, int] = {"profile": 1, "comment": 2, "forum": 3, "log": 4}
KINDS: dict[str, int] = {"audio": 1, "image": 2}
VERSION = 2
RiskScene = Literal["register", "campaign"]
RISK_SCENES: dict[str, int] = {"register": 0, "campaign": 1}
RANKS = range(5)


def text_verdict(
    client: MiniProgramClient, deadline: Deadline, text: str, openid: str, scene: Scene, *, waits: bool = True
) -> TextVerdict:
    """The worst verdict over the pieces of a text; ends with the first risky one, or the first that gets no answer.

    Raises ``TooManyRequests``; every other failure is ``REVIEW``, or ``CallFailed`` where no text may wait.
    """
    ask = _piece if waits else _asked
    readable = text.encode("utf-8", "replace").decode()
    worst = TextVerdict.PASS
    for start in range(0, len(readable), PIECE):
        piece = readable[start : start + PIECE]
        if not piece.strip():
            continue
        found = ask(client, deadline, {"content": piece, "openid": openid, "scene": SCENES[scene]})
        if found is TextVerdict.RISKY:
            return found
        if found is None:
            return TextVerdict.REVIEW
        worst = TextVerdict.REVIEW if TextVerdict.REVIEW in {worst, found} else TextVerdict.PASS
    return worst


def ordered(client: MiniProgramClient, deadline: Deadline, *, url: str, kind: Kind, openid: str, scene: Scene) -> str:
    """The trace id of a check that was ordered; its verdict comes by push. Raises ``CallFailed``."""
    about = {"media_url": url, "media_type": KINDS[kind], "version": VERSION, "scene": SCENES[scene], "openid": openid}
    answer = once_more(lambda: client.call("POST", MEDIA_CHECK, data=about, deadline=deadline), deadline)
    trace_id = answer.get("trace_id")
    if not isinstance(trace_id, str) or not trace_id:
        raise CallFailed(MEDIA_CHECK, "NoTraceId")
    return trace_id


def rank(client: MiniProgramClient, deadline: Deadline, openid: str, scene: RiskScene, client_ip: str) -> int:
    """0 (nothing known) to 4 (high). Raises ``CallFailed``."""
    about = {"appid": client.appid, "openid": openid, "scene": RISK_SCENES[scene], "client_ip": client_ip}
    answer = once_more(lambda: client.call("POST", RISK_RANK, data=about, deadline=deadline), deadline)
    found = answer.get("risk_rank")
    if not isinstance(found, int) or isinstance(found, bool) or found not in RANKS:
        raise CallFailed(RISK_RANK, "NoRank")
    return found


def passed_over(failure: CallFailed) -> None:
    """A check that brought nothing: counted, and somebody is woken where the table says so; nobody is held up."""
    metrics.CHECKS.labels(failure.endpoint, "none").inc()
    alert = verdict(failure.endpoint, failure.errcode, failure.cause).alert
    if alert and not failure.shared:
        metrics.alert(alert, failure.endpoint, failure.cause, failure.errcode, failure.rid)


def _piece(client: MiniProgramClient, deadline: Deadline, about: dict[str, Any]) -> TextVerdict | None:
    """The verdict over one piece; None: there is none to be had."""
    failure = None
    try:
        return _asked(client, deadline, about)
    except CallFailed as raised:
        failure = raised
    found = verdict(failure.endpoint, failure.errcode, failure.cause)
    if found.problem is TooManyRequests:
        raise found.raised() from None
    passed_over(failure)
    return None


def _asked(client: MiniProgramClient, deadline: Deadline, about: dict[str, Any]) -> TextVerdict:
    """The verdict over one piece. Raises ``CallFailed``."""
    data = about | {"version": VERSION}
    answer = once_more(lambda: client.call("POST", TEXT_CHECK, data=data, deadline=deadline), deadline)
    return _said(answer.get("result"))


def _said(result: object) -> TextVerdict:
    """The verdict, counted with WeChat's label of the fault."""
    said = result.get("suggest") if isinstance(result, dict) else None
    if not isinstance(result, dict) or said not in {"pass", "review", "risky"}:
        raise CallFailed(TEXT_CHECK, "NoVerdict")
    metrics.CHECKS.labels(TEXT_CHECK, said).inc()
    return TextVerdict(said)
