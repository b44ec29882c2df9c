"""What a scanned text proves: of which point it is, how it was shown, at what time; or why it proves nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.accounts import service as accounts
from app.checkins import codes
from app.checkins import evidence_rules as rules
from app.checkins.codes import Code
from app.checkins.keys import masters
from app.checkins.known import Known
from app.checkins.models import PresencePoint
from app.checkins.points import STATION
from app.core import clock


@dataclass(frozen=True)
class Proof:
    """``reason``: why it does not count. ``point`` is None where the text does not even prove of which it is."""

    point: PresencePoint | None
    method: str  # rotating | printed
    reason: str | None
    occurred_at: datetime
    late: bool


@dataclass(frozen=True)
class MemberScan:
    """Whose phone staff scanned, and when: the code's window proves it."""

    account_id: int
    occurred_at: datetime
    late: bool


def form_of(text: str) -> Code:
    """The parts of a code that one scans oneself. Raises ``UnknownCode`` for any other text."""
    code = codes.read(text)
    if code is None or code.letter == "M":
        raise rules.UnknownCode
    return code


def prove(code: Code, known: Known, claimed_at: datetime | None, received_at: datetime) -> Proof:
    """What a code of known form proves. ``claimed_at``: what the phone's clock said. Raises ``TooLate``."""
    method, point = "rotating" if code.letter == "T" else "printed", known.point
    if point is None:
        return Proof(None, method, "bad-code", received_at, late=False)
    judge = _rotating if code.letter == "T" else _printed
    reason, occurred_at, late = judge(code, point, claimed_at, received_at)
    proof = Proof(None if reason == "bad-code" else point, method, reason, occurred_at, late)
    if reason is None and not any(takes(point, at, is_shown=known.is_shown) for at in times_of(proof, received_at)):
        return replace(proof, reason="closed")
    return proof


def times_of(proof: Proof, received_at: datetime) -> tuple[datetime, ...]:
    """When a code may have been read. Of a print that came late only the phone's clock speaks, and it may be wrong."""
    if proof.late and proof.method == "printed":
        return proof.occurred_at, received_at
    return (proof.occurred_at,)


def read_member_code(text: str, at: datetime) -> int | str:
    """The account whose phone shows a code at ``at``, or why it does not count: ``bad-code``, ``expired``.

    Raises ``UnknownCode`` for a text that is no member code.
    """
    code = _member_form(text)
    return codes.why_not_rotating(code, masters(), 0, at.timestamp()) or code.number


def read_member_scan(text: str, claimed_at: datetime | None, received_at: datetime) -> MemberScan | str:
    """As ``read_member_code``, also of a scan that waited on the staff's phone: the code proves when (``claimed_at``).

    Raises ``UnknownCode``, ``TooLate`` past 72 hours.
    """
    code = _member_form(text)
    reason = codes.why_not_rotating(code, masters(), 0, received_at.timestamp())
    if reason is not None and not _came_late(reason, code, claimed_at, received_at):
        return reason
    return MemberScan(code.number, _read_at(code, claimed_at, received_at), reason is not None)


def member_code(account_id: int) -> tuple[str, datetime, datetime]:
    """The code a rider's phone shows from now on, with when it begins and when it is over."""
    slot = codes.slot_at(clock.now().timestamp())
    begins = slot * codes.SLOT_S
    code = codes.of_member(masters()[0], account_id, slot)
    return code, clock.from_epoch(begins), clock.from_epoch(begins + codes.MEMBER_S)


def _member_form(text: str) -> Code:
    code = codes.read(text)
    if code is None or code.letter != "M":
        raise rules.UnknownCode
    return code


def _printed(
    code: Code, point: PresencePoint, claimed_at: datetime | None, received_at: datetime
) -> tuple[str | None, datetime, bool]:
    reason = codes.why_not_printed(code, masters(), point.key_version)
    return reason, *rules.bounded(claimed_at, received_at)


def _rotating(
    code: Code, point: PresencePoint, claimed_at: datetime | None, received_at: datetime
) -> tuple[str | None, datetime, bool]:
    """A code shown some time ago proves that time, if the phone says that it had no network then."""
    reason = codes.why_not_rotating(code, masters(), point.key_version, received_at.timestamp())
    if reason is not None and not _came_late(reason, code, claimed_at, received_at):
        return reason, received_at, False
    return None, _read_at(code, claimed_at, received_at), reason is not None


def _came_late(reason: str, code: Code, claimed_at: datetime | None, received_at: datetime) -> bool:
    """Whether an old code waited on a phone; one that was read just now, past its window, is a picture of it."""
    if reason != "expired" or claimed_at is None:
        return False
    _, ends = _window(code, received_at)
    return claimed_at < ends or abs(received_at - claimed_at) > rules.JUST_NOW


def _read_at(code: Code, claimed_at: datetime | None, received_at: datetime) -> datetime:
    """When a code was read: as the phone says where the code proves it; else its arrival, a late one's beginning.

    A code proves the window in which it counts; a phone's clock that points elsewhere says nothing. Raises ``TooLate``
    past 72 hours.
    """
    began, ends = _window(code, received_at)
    rules.check_age(began, received_at)
    if claimed_at is not None and began - codes.EARLY <= claimed_at < min(ends, received_at):
        return claimed_at
    return received_at if received_at < ends else began


def _window(code: Code, received_at: datetime) -> tuple[datetime, datetime]:
    began, ends = codes.window(code, received_at.timestamp())
    return clock.from_epoch(began), clock.from_epoch(ends)


def takes(point: PresencePoint, at: datetime, *, is_shown: bool | None = None) -> bool:
    """Whether a point takes check-ins then: within its times, and a station only while it is open to riders.

    ``is_shown``: whether riders may see the station, where the caller has asked already.
    """
    if (point.opens_at and at < point.opens_at) or (point.closes_at and at >= point.closes_at):
        return False
    if point.kind != STATION or is_shown is not None:
        return point.kind != STATION or is_shown is True
    station = accounts.find_scope(point.target)
    return station is not None and station.scope.visible
