"""Minutes and the ledger as PRODUCT 4.8 tells them. Imports nothing of the application."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from tests.month.model_presence import Pair

BEIJING = timezone(timedelta(hours=8))
GRACE, MINUTE = timedelta(minutes=15), timedelta(minutes=1)


class Amount(NamedTuple):
    """Minutes, and how many of them lie after the midnight that ends the service day."""

    minutes: int
    next_day: int

    @property
    def own_day(self) -> int:
        return self.minutes - self.next_day


NOTHING = Amount(0, 0)


@dataclass
class Case:
    """One person's hours at one shift."""

    person: int
    starts_at: datetime
    proposed: Amount
    state: str = "pending"
    stands: Amount = NOTHING
    waiting: Amount = NOTHING
    first_by: str = ""
    lines: int = 0  # grows with every decision, so that a later one is seen
    by: str = ""  # whose word stands
    filled_in: bool = False  # by staff, where no check-in is
    undecided: bool = False  # the attendance changed in its kind, not its minutes, while a second approver was asked

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(BEIJING).date()

    def amount(self, minutes: int) -> Amount:
        """Minutes staff settle on: as proposed, or its tail grows or shrinks (the product does not say which end)."""
        if minutes == self.proposed.minutes:
            return self.proposed
        room = (midnight(self.starts_at) - (self.starts_at - GRACE)) // MINUTE
        own_day = self.proposed.own_day if self.proposed.next_day else room
        return Amount(minutes, max(0, minutes - own_day))

    def planned(self, minutes: int) -> Amount:
        """Minutes that nobody measured, from the planned start on."""
        room = (midnight(self.starts_at) - self.starts_at) // MINUTE
        return Amount(minutes, max(0, minutes - room))


@dataclass
class Decision:
    case: Case
    by: str
    at: datetime
    line: int


@dataclass
class Ledger:
    """``people``: staff who volunteer, too, by name. ``approvers``: the second ones. ``strangers``: of elsewhere."""

    people: dict[str, int]
    approvers: set[str]
    strangers: set[str]
    cases: dict[tuple[int, int], Case] = field(default_factory=dict)

    def balance(self, person: int) -> int:
        return sum(case.stands.minutes for case in self.cases.values() if case.person == person)

    def attend(self, key: tuple[int, int], pairs: list[Pair], times: tuple[datetime, datetime], *, over: bool) -> None:
        """The attendance is another, or (``over``) 12 h have passed since the end: what it is worth is proposed."""
        case = self.cases.get(key)
        if (case is None and not pairs) or (case and case.state not in {"pending", "awaiting_second"}):
            return  # nothing to propose, or decided on: what changes then is for staff to see and correct
        if case is not None and case.filled_in:
            return  # staff said what it was worth
        if not complete(pairs) and pairs:
            if not over:
                return  # still there
            pairs = [(came or times[0], went or max(came or times[0], times[1])) for came, went in pairs]
        worth = worked(pairs, *times)
        if case is None:
            self.cases[key] = Case(key[0], times[0], worth)
        elif case.proposed != worth:
            case.proposed = worth
            if case.state == "awaiting_second":
                case.state, case.lines = "pending", case.lines + 1
        elif case.state == "awaiting_second":
            case.undecided = True

    def confirm(self, case: Case, minutes: int | None, by: str, *, unseen: bool = False) -> str:
        """``unseen``: a check-in of theirs waits, and nobody says minutes."""
        refusal = self._refusal(case, by)
        if refusal:
            return refusal
        if case.state == "awaiting_second":
            return self._second(case, minutes, by, unseen=unseen)
        if case.state != "pending":
            return "refused:hours-decided"
        if by in self.approvers:
            return "refused:not-allowed"
        amount = case.proposed if minutes is None else case.amount(minutes)
        if unseen and amount.minutes:
            return "refused:checkin-waiting"
        return self._settle(case, amount, by) if amount.minutes else "refused:invalid"

    def _second(self, case: Case, minutes: int | None, by: str, *, unseen: bool) -> str:
        if by not in self.approvers or by == case.first_by:
            return "refused:second-approver-needed"
        if unseen:
            return "refused:checkin-waiting"
        fits = minutes in {None, case.waiting.minutes}
        return self._stand(case, case.waiting, by) if fits else "refused:invalid"

    def reject(self, case: Case, by: str) -> str:
        refusal = self._refusal(case, by)
        if refusal:
            return refusal
        if case.state not in {"pending", "awaiting_second"}:
            return "refused:hours-decided"
        if case.state == "pending" and by in self.approvers:
            return "refused:not-allowed"
        case.state, case.stands, case.lines = "rejected", NOTHING, case.lines + 1
        return case.state

    def undo(self, decision: Decision, by: str, now: datetime) -> str:
        case = decision.case
        if by != decision.by:
            return "refused:not-found"
        if case.lines != decision.line:
            return "refused:undo-blocked"
        if now - decision.at > timedelta(minutes=10):
            return "refused:undo-too-late"
        case.state, case.stands, case.lines = "pending", NOTHING, case.lines + 1
        return case.state

    def correct(self, case: Case, minutes: int, by: str) -> str:
        if by in self.strangers | self.approvers:
            return "refused:not-found"
        if self.people.get(by) == case.person:
            return "refused:own-hours"
        if case.state in {"pending", "awaiting_second"}:
            return "refused:hours-pending"
        if minutes == case.stands.minutes:
            return "refused:invalid"
        case.state, case.stands, case.lines = "reversed", NOTHING, case.lines + 1
        amount = case.planned(minutes) if case.filled_in else case.amount(minutes)
        return self._settle(case, amount, by) if minutes else case.state

    def fill_in(
        self, key: tuple[int, int], times: tuple[datetime, datetime], minutes: int, by: str, *, served: bool
    ) -> str:
        """A backfill: at most as long as the shift was planned, and only where there is no line."""
        if by in self.strangers | self.approvers:
            return "refused:not-found"
        if not served:  # it lies ahead still, or was called off
            return "refused:not-backfillable"
        if minutes > (times[1] - times[0]) // MINUTE:
            return "refused:invalid"
        if self.people.get(by) == key[0]:
            return "refused:own-hours"
        if key in self.cases:
            return "refused:hours-recorded"
        case = self.cases[key] = Case(key[0], times[0], NOTHING, filled_in=True)
        case.proposed = case.planned(minutes)
        return self._settle(case, case.proposed, by)

    def follow(self, key: tuple[int, int], person: int) -> None:
        """The hours of a guest go to whoever claims them; who confirmed them is not their own judge."""
        case = self.cases.pop(key)
        case.person = person
        case.lines += case.state not in {"rejected", "reversed"}  # there nothing stands that would be written anew
        self.cases[person, key[1]] = case
        if case.state == "confirmed" and self.people.get(case.by) == person:
            case.state, case.stands = "pending", NOTHING
        elif case.state == "awaiting_second":
            case.undecided = True  # the product does not say whether the first word still counts

    def _refusal(self, case: Case, by: str) -> str | None:
        if self.people.get(by) == case.person:
            return "refused:own-hours"
        return "refused:not-found" if by in self.strangers else None

    def _settle(self, case: Case, amount: Amount, by: str) -> str:
        if not self._over(case, amount):
            return self._stand(case, amount, by)
        case.state, case.waiting, case.first_by, case.lines = "awaiting_second", amount, by, case.lines + 1
        return case.state

    def _stand(self, case: Case, amount: Amount, by: str) -> str:
        case.state, case.stands, case.by, case.lines = "confirmed", amount, by, case.lines + 1
        return case.state

    def _over(self, case: Case, amount: Amount) -> bool:
        """Over 480 min a shift, or 720 a calendar day with what is confirmed there."""
        if amount.minutes > 480:
            return True
        others = [one for one in self.cases.values() if one.person == case.person and one is not case]
        for day, part in ((case.day, amount.own_day), (case.day + timedelta(days=1), amount.next_day)):
            there = sum(one.stands.own_day for one in others if one.day == day)
            there += sum(one.stands.next_day for one in others if one.day + timedelta(days=1) == day)
            if part and there + part > 720:
                return True
        return False


def complete(pairs: list[Pair]) -> bool:
    """Whether somebody has left, and there is a whole pair to reckon with."""
    return bool(pairs) and pairs[-1][1] is not None and any(came and went for came, went in pairs)


def worked(pairs: list[Pair], starts_at: datetime, ends_at: datetime) -> Amount:
    """floor(min(out, end + 15 min) - max(in, start - 15 min)) a pair, never below 0; pairs add, no moment twice."""
    minutes = next_day = 0
    reached, night = starts_at - GRACE, midnight(starts_at)
    for came, went in sorted((came, went) for came, went in pairs if came and went):
        begin, end = max(came, reached), min(went, ends_at + GRACE)
        whole = max(0, (end - begin) // MINUTE)
        minutes += whole
        next_day += min(whole, max(0, (end - max(begin, night)) // MINUTE))
        reached = max(reached, end)
    return Amount(minutes, next_day)


def midnight(instant: datetime) -> datetime:
    local = instant.astimezone(BEIJING)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
