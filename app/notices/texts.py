"""The words of notices, in one place: what stands in the inbox, and what a message says for several at once.

Other features take a notice's title and body from here by ``words``; a test holds the whole file to a snapshot, so that
no sentence changes unseen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from app.wechat.fitting import fit
from app.wechat.templates import WORDS


class Words(NamedTuple):
    """A title and a body; in ``TEXTS`` with the names of facts in braces."""

    title: str
    body: str


TEXTS: dict[str, Words] = {
    # stations: to those who keep one
    "reports-agreed": Words(
        "{station}：请看一下{amenity}", "半小时里有 {people} 位骑手反映：{amenity}。方便时看一眼，改一下状态。"
    ),
    "door-closed": Words(
        "{station}：有人到了没开门", "半小时里有 {people} 位骑手到了门口没开。请看看开放时间要不要改。"
    ),
    "eta-passed": Words(
        "{station}：{amenity}修好了吗",
        "说好的时间过了，{amenity}先显示“未知”。修好了就点一下“正常”，没修好就再写个时间。",
    ),
    "facts-old": Words(
        "{station}：信息还对吗",
        "已经 90 天没有核对，骑手会看到“信息可能过期”。看一眼，都对就点“今天照常”。",
    ),
    "closure-long": Words(
        "{station}：还在用吗", "临时关闭已经超过 7 天，没有写结束时间。重新开了就结束它，不再用了就告诉社区。"
    ),
    # stations: to those who saved one
    "station-alert": Words(
        "{station}有新提醒",
        "{alert}",
    ),
    "station-exception": Words(
        "{station}：{day}安排有变",
        "{alert}",
    ),
    "photo-shown": Words(
        "照片已通过",
        "你给{station}传的照片已经显示出来了，谢谢。",
    ),
    "photo-refused": Words(
        "照片没有通过",
        "你给{station}传的照片不适合公开，没有显示。可以换一张再传。",
    ),
    # volunteering: to whoever signed up
    "signup-registered": Words(
        "报名成功：{title}",
        "{time}，{place}。走不开的话，{until} 前取消不留记录。",
    ),
    "signup-registered-late": Words(
        "报名成功：{title}",
        "{time}，{place}。走不开就点一下“跑单走不开”，好让别人补上。",
    ),
    "signup-waiting": Words(
        "已候补：{title}",
        "{time}，{place}。你排第 {position} 位，有名额马上告诉你。",
    ),
    "signup-offered": Words(
        "有名额了：{title}",
        "{time}，{place}。{until} 前点“接受”，名额就是你的；过时让给下一位。",
    ),
    "signup-open-call": Words(
        "有空位，先到先得：{title}",
        "{time}，{place}。候补的人都收到了这条消息，谁先点就是谁的。",
    ),
    "signup-passed": Words(
        "名额让给了下一位：{title}",
        "没有等到你的回复。你还在候补，再有名额会告诉你。",
    ),
    "signup-out": Words(
        "不再候补：{title}",
        "三次名额都没有等到你的回复，先把你移出了候补。想来随时可以再报。",
    ),
    "signup-not-reached": Words(
        "这次没有候补上：{title}",
        "班次开始了，没有等到空位。谢谢你愿意来，下次再约。",
    ),
    "shift-reminder": Words(
        "快开始了：{title}",
        "{time}，{place}。走不开的话，{until} 前取消不留记录。",
    ),
    "shift-reminder-late": Words(
        "快开始了：{title}",
        "{time}，{place}。走不开就点一下“跑单走不开”，好让别人补上。",
    ),
    # communities: to whoever is offered or holds a volunteer role
    "role-offered": Words(
        "{area}邀请你做{role}",
        "14 天内打开看看说明再决定，做到 {until} 为止。不接受也没关系，照样用驿站。",
    ),
    "role-lapsed": Words(
        "邀请过期了：{role}",
        "{area}的邀请没有等到答复，自动取消。还想做的话，跟社区说一声就行。",
    ),
    "role-expired": Words(
        "到期了：{role}",
        "你在{area}做到 {until} 的身份结束了，这段时间辛苦了，谢谢你。",
    ),
    "role-withdrawn": Words(
        "邀请撤回了：{role}",
        "{area}收回了这个邀请。有疑问可以问问社区。",
    ),
    "role-revoked": Words(
        "身份结束了：{role}",
        "{area}结束了这个身份，谢谢你做过的事。有疑问可以问问社区。",
    ),
    # hours
    "hours-confirmed": Words(
        "时长已确认：{shift}",
        "{day}，{minutes}。觉得不对，30 天内可以提异议。",
    ),
    "hours-refused": Words(
        "时长没有通过：{shift}",
        "{day}。原因：{reason}。觉得不对，30 天内可以提异议。",
    ),
    "hours-reopened": Words(
        "时长要重新确认：{shift}",
        "{day}。刚才的处理撤回了，确认后再告诉你。",
    ),
    "hours-corrected": Words(
        "时长有更正：{shift}",
        "{day}，原来{before}，更正为{after}。原因：{reason}。觉得不对，30 天内可以提异议。",
    ),
    "hours-backfilled": Words(
        "补录了时长：{shift}",
        "{day}，{minutes}，会单独列出。原因：{reason}。",
    ),
    "hours-answered": Words(
        "异议有答复：{shift}",
        "{answer}",
    ),
    "certificate-superseded": Words(
        "有一张证明要换",
        "{issuer}，{period}：里面的时长有更正，编号 {number} 不再有效。可以重新开一张，免费。",
    ),
    "certificate-revoked": Words(
        "有一张证明被撤销了",
        "{issuer}，{period}，编号 {number}。原因：{reason}。有疑问可以问问组织方。",
    ),
    "training-recorded": Words(
        "记了一次培训：{title}",
        "{issuer}，{day}。培训单独记，不算时长。",
    ),
    "commendation-recorded": Words(
        "收到一份表扬：{title}",
        "{issuer}，{day}。谢谢你做的这些。",
    ),
    "checkout-asked": Words(
        "忘了签退吗：{shift}",
        "班次结束半小时了，还没有签退。点开写一下离开的时间；不写的话，先按计划的结束时间报给工作人员核对。",
    ),
    # volunteering: changes of shifts, to riders and to organisers
    "shift-changed": Words(
        "{shift}：安排有变",
        "现在是 {time}，{place}。名额还是你的，来不了可以退出。",
    ),
    "shift-moved": Words(
        "{shift}：时间或地点改了",
        "现在是 {time}，{place}。请点开确认还来不来；不点也给你留着。",
    ),
    "shift-cancelled": Words(
        "{shift}：取消了",
        "原定 {time}。原因：{reason}。不会留下任何记录，谢谢你愿意来。",
    ),
    "shift-station-closed": Words(
        "{shift}：{station}要关闭",
        "班次安排在这个站点关闭的时间里。{instead}请改地点或取消，骑手会收到通知。",
    ),
    "shift-station-moved": Words(
        "{shift}：{station}搬了",
        "站点的位置变了 {metres} 米，班次还写着老地方。请改一下地点，骑手会收到通知。",
    ),
    # volunteering: the day of a shift
    "signup-added": Words(
        "给你留了位置：{title}",
        "{time}，{place}。组织者把你加进了这一班，来不了点一下退出就行。",
    ),
    "signup-role": Words(
        "岗位有调整：{title}",
        "{time}，{place}。你现在的岗位是“{role}”，不合适可以跟组织者说，也可以退出。",
    ),
    "signup-removed": Words(
        "报名取消了：{title}",
        "{time}。组织者取消了你的报名，原因：{reason}。不留任何记录，有疑问可以问问组织者。",
    ),
    "signup-excused": Words(
        "没有记录了：{title}",
        "{time}。组织者知道你有事，这次不留记录，下次再约。",
    ),
    "signup-not-seen": Words(
        "这次没见到你：{title}",
        "{time}。如果你来过，点开写一下到达和离开的时间；没来成也没关系，不影响以后报名。",
    ),
    "shift-crowded": Words(
        "{shift}：来的人比名额多",
        "已经有 {there} 人签到，超过了名额。请看看怎么分工，都能算时长。",
    ),
    # accounts
    "grant-ending": Words(
        "岗位快到期：{role}",
        "范围：{scope}，{until} 到期。还要继续的话，请找给你岗位的人续上。",
    ),
    "transfer-asked": Words(
        "有人想把账号换到新微信",
        "是你本人就点“同意”；不是你就别理它，10 分钟后自动作废。",
    ),
    "transfer-done": Words(
        "账号已换到新微信",
        "报名、时长和岗位都跟过来了。旧微信不能再登录这个账号。",
    ),
}

DIGEST_SUBJECTS = ("activity", "subject", "station")  # the word of a template that says what it is about
DIGEST_MORE = "等{count}条"
DIGEST_NOTE = "其余在“消息”里看"
SUBJECT_LENGTH = 20  # of WeChat's ``thing``


def words(key: str, **facts: str | int) -> Words:
    """The title and body of a notice with its facts filled in. Raises ``KeyError`` for one that is missing."""
    title, body = TEXTS[key]
    return Words(title.format(**facts), body.format(**facts))


def span(minutes: int) -> str:
    """Minutes as the mini-program writes them: 45分钟, 1小时, 1小时5分."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}分钟"
    return f"{hours}小时{rest}分" if rest else f"{hours}小时"


def filled(template: str, values: Mapping[str, str] | None) -> dict[str, str]:
    """The values of a message as WeChat takes them, for every word of its template (``wechat.templates.WORDS``).

    Raises ``ValueError`` for an unknown template or word and for a time or date of another shape; texts that are only
    too long are cut, and one left out becomes ``-``.
    """
    kinds, given = WORDS.get(template), dict(values or {})
    if kinds is None or not set(given) <= set(kinds):
        raise ValueError(f"{template} is no template with the words {sorted(given)}")
    return {word: fit(kind, given.get(word, "")) for word, kind in kinds.items()}


def digest(values: Mapping[str, str], count: int) -> dict[str, str]:
    """The values of the newest of ``count`` notices, saying that there are more."""
    if count < 2:
        return dict(values)
    more = DIGEST_MORE.format(count=count)
    told = {
        word: _within(text, SUBJECT_LENGTH - len(more)) + more
        for word, text in values.items()
        if word in DIGEST_SUBJECTS
    }
    return {**values, **told} | ({"note": DIGEST_NOTE} if "note" in values else {})


def _within(text: str, length: int) -> str:
    """The text within so many of WeChat's characters, which are UTF-16's: a rare one counts twice."""
    if _length(text) <= length:
        return text
    while _length(text) > length - 1:
        text = text[:-1]
    return text + "…"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
