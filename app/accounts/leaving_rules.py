"""Leaving, as plain functions over instants: seven days in which it can be taken back. Source: PRODUCT 6 "Deletion"."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.core.problems import Conflict

TAKEN_BACK_WITHIN = timedelta(days=7)  # 7 x 24 hours, whatever the hour


class TooLateToReturn(Conflict):
    """The seven days are over; what was held is being erased. Signing in makes a new account."""

    slug, title = "too-late-to-return", "7天已过，这个账号不能再恢复"


def erased_after(closing_at: datetime) -> datetime:
    """From when on an account that asked to be deleted is erased."""
    return closing_at + TAKEN_BACK_WITHIN


def may_return(now: datetime, closing_at: datetime) -> bool:
    """Whether leaving can still be taken back; at the very end it no longer can."""
    return now < erased_after(closing_at)
