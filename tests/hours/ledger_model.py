"""The ledger as PRODUCT 4.8 tells it, in a hundred lines that import nothing of the application.

One ``Case`` is a person's hours at one shift. Each call says what must come of it: a state, or a word for the refusal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass
class Case:
    """``night``: from 23:00 on, so that 60 minutes lie on ``day`` and the rest on the next."""

    person: str
    day: int
    planned: int
    proposed: int
    night: bool = False
    apart: bool = False
    state: str = "pending"
    minutes: int = 0
    first_by: str = ""
    waiting: int = 0
    version: int = 1

    def parts(self, minutes: int) -> dict[int, int]:
        first = min(minutes, 60) if self.night else minutes
        return {self.day: first, self.day + 1: minutes - first}


@dataclass
class Decision:
    case: int
    by: str
    at: datetime
    version: int  # of the case, once it was made


@dataclass
class Model:
    cases: dict[int, Case] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)

    def balance(self, person: str) -> int:
        return sum(case.minutes for case in self.cases.values() if case.person == person)

    def waits(self, person: str) -> int:
        return sum(self._about(case) for case in self.cases.values() if case.person == person)

    def over(self, number: int, minutes: int) -> bool:
        case = self.cases[number]
        others = [one for key, one in self.cases.items() if key != number and one.person == case.person]
        for day, part in case.parts(minutes).items():
            there = sum(one.parts(one.minutes).get(day, 0) for one in others)
            if part and there + part > 720:
                return True
        return minutes > 480

    def propose(self, number: int, minutes: int) -> None:
        case = self.cases[number]
        if case.state in {"pending", "awaiting_second"} and minutes != case.proposed:
            case.proposed, case.state, case.version = minutes, "pending", case.version + 1

    def confirm(self, number: int, minutes: int | None, by: str, *, approver: bool, at: datetime) -> str:
        case = self.cases[number]
        if by == case.person:
            return "own"
        if case.state == "awaiting_second":
            return self._second(number, minutes, by, approver=approver, at=at)
        if case.state != "pending" or approver:
            return "not-allowed" if case.state == "pending" else "decided"
        amount = case.proposed if minutes is None else minutes
        if amount == 0:
            return "invalid"
        if self.over(number, amount):
            case.waiting, case.state, case.first_by = amount, "awaiting_second", by
            return self._decided(number, by, at)
        return self._stand(number, amount, by, at)

    def reject(self, number: int, by: str, *, approver: bool, at: datetime) -> str:
        case = self.cases[number]
        if by == case.person:
            return "own"
        if case.state not in {"pending", "awaiting_second"}:
            return "decided"
        if case.state == "pending" and approver:
            return "not-allowed"
        case.state, case.minutes = "rejected", 0
        return self._decided(number, by, at)

    def undo(self, decision: Decision, by: str, at: datetime) -> str:
        case = self.cases[decision.case]
        if by != decision.by:
            return "not-found"
        if case.version != decision.version:
            return "blocked"
        if at - decision.at > timedelta(minutes=10):
            return "late"
        case.state, case.minutes, case.version = "pending", 0, case.version + 1
        return "pending"

    def correct(self, number: int, minutes: int, by: str) -> str:
        case = self.cases[number]
        if by == case.person:
            return "own"
        if case.state in {"pending", "awaiting_second"}:
            return "pending"
        if minutes == case.minutes:
            return "invalid"
        if case.state != "reversed":
            case.version += 1
        case.state, case.minutes = "reversed", 0
        if minutes:
            case.version += 1
            if self.over(number, minutes):
                case.waiting, case.state, case.first_by = minutes, "awaiting_second", by
            else:
                case.minutes, case.state = minutes, "confirmed"
        return case.state

    def _second(self, number: int, minutes: int | None, by: str, *, approver: bool, at: datetime) -> str:
        case = self.cases[number]
        if not approver or by == case.first_by:
            return "second-approver-needed"
        return self._stand(number, case.waiting, by, at) if minutes in {None, case.waiting} else "invalid"

    def _stand(self, number: int, minutes: int, by: str, at: datetime) -> str:
        case = self.cases[number]
        case.minutes, case.state = minutes, "confirmed"
        return self._decided(number, by, at)

    def _decided(self, number: int, by: str, at: datetime) -> str:
        case = self.cases[number]
        case.version += 1
        self.decisions.append(Decision(number, by, at, case.version))
        return case.state

    @staticmethod
    def _about(case: Case) -> int:
        if case.state == "awaiting_second":
            return case.waiting
        return case.proposed if case.state == "pending" else 0
