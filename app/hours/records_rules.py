"""Refusals of trainings, commendations and evaluations."""

from __future__ import annotations

from app.core.problems import Conflict, NotAllowed

TITLE, NOTE, TEXT = 60, 200, 500  # characters
MOST_MINUTES = 1440


class OwnRecord(NotAllowed):
    """Nobody records a training or a commendation of their own."""

    slug, title = "own-record", "自己的记录要由别人来写"


class RecordTwice(Conflict):
    """The same of the same day is there already; `id` names it."""

    slug, title = "record-twice", "这一条已经记过了"


class NotAParticipant(NotAllowed):
    """An activity is evaluated by those who took part, once it is over."""

    slug, title = "not-a-participant", "参加过的人才能评价，活动结束后就可以"
