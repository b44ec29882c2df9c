"""Rules of photos of stations: what WeChat's verdict and people's decision make of one, and who may do what.

A photo is hidden until WeChat's check passes it. What WeChat could not tell, refused to look at or never answered goes
to people: the station's keepers. Sources: PRODUCT 4.9, 6 and T30, WECHAT 4.2 and 6.
"""

from __future__ import annotations

from datetime import timedelta

from app.core.problems import Conflict, NotAllowed

SILENCE = timedelta(minutes=35)
ASKED_WITHIN = timedelta(seconds=30)  # by then WeChat's trace of the question is written down
KEPT = timedelta(days=365)
MOST_LISTED = 100  # of one station, in its detail

PENDING, REVIEW, SHOWN, REMOVED = "pending_review", "review", "shown", "removed"
LISTED = (PENDING, REVIEW, SHOWN)  # to those who may see more than what is shown
DECISIONS = (SHOWN, REMOVED)

# what keepers read when a photo is left to them
QUEUED_TITLE = "{station}：有张照片请你看一下"
QUEUED_BODY = "微信没有看准。打开驿站页看看：没有人脸和车牌、适合公开就显示，不合适就拿掉。"

# why people are asked
UNSURE, SILENT, UNCHECKED = "unsure", "silent", "unchecked"


class PhotoRefused(Conflict):
    slug, title = "photo-refused", "这张照片没有通过审核，请换一张"


class PhotoInCheck(Conflict):
    slug, title = "photo-in-check", "微信还在检查这张照片，最多等 35 分钟"


class PhotoTwice(Conflict):
    """Reached only if the lock that makes it impossible were gone."""

    slug, title = "photo-twice", "这张照片刚刚已经传过了"


class OwnPhoto(NotAllowed):
    slug, title = "own-photo", "自己的照片要请别的管理人员来看"


def after_verdict(state: str, verdict: str) -> tuple[str, str | None]:
    """State and reason once WeChat has said ``pass``, ``risky`` or ``review``.

    It may come late, when people have decided already: then only ``risky`` still counts.
    """
    if state == REMOVED or verdict == "risky":
        return REMOVED, None
    if verdict == "pass":
        return SHOWN, None
    return (REVIEW, UNSURE) if state in {PENDING, REVIEW} else (state, None)


def told(state: str) -> str:
    """The state as the answer to an upload calls it: who waits need not know for whom."""
    return PENDING if state == REVIEW else state


def check_decision(state: str, decision: str, *, own: bool) -> None:
    """What people may decide: to show only what was left to them and is not theirs, to remove anything.

    Raises ``PhotoInCheck``, ``PhotoRefused``, ``OwnPhoto``.
    """
    if decision == REMOVED or state == SHOWN:
        return
    if state == REMOVED:
        raise PhotoRefused
    if own:
        raise OwnPhoto
    if state == PENDING:
        raise PhotoInCheck


def station_actions(*, listed: bool, keeps: bool) -> list[str]:
    """What somebody who may write can do at a station, beside what concerns single photos."""
    return ["add_photo"] if listed or keeps else []


def sees(state: str, *, own: bool, keeps: bool) -> bool:
    """Whether somebody may see a photo: what is shown everybody, the rest its author and the station's keepers."""
    return state == SHOWN or (state in LISTED and (own or keeps))


def actions(state: str, *, own: bool, keeps: bool) -> list[str]:
    """What somebody may do with a photo that they see, as its ``actions``."""
    found = ["settle_photo"] if state == REVIEW and keeps and not own else []
    return [*found, "delete_photo"] if own or keeps else found
