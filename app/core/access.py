"""Who may enter: marks on views, the names of permissions, and a place for the guard that reads them.

Every view carries exactly one mark; a view without one is refused to everybody, and a test fails the build. The guard
itself lives in ``accounts`` (it knows sessions and grants) and is installed at start-up, so that floors below accounts
can be guarded too without looking up.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, TypeVar, cast, overload

from flask import Flask, current_app, g, request

from app.core.problems import DatabaseUnavailable, NotAllowed, NotFound, NotSignedIn

View = TypeVar("View", bound=Callable[..., Any])


class Permission(StrEnum):
    """What may be done. The table of who may do it is ``accounts/permissions.py``."""

    EDIT_AREA = "edit_area"  # grids, gathering areas
    EDIT_CALENDAR = "edit_calendar"
    GRANT_ROLES = "grant_roles"
    READ_GRANTS = "read_grants"
    EDIT_STATION = "edit_station"  # facts and hours
    SET_AMENITY = "set_amenity"
    CONFIRM_STATION = "confirm_station"  # daily confirmation, verification
    SETTLE_REPORTS = "settle_reports"
    KEEP_PHOTOS = "keep_photos"  # see what waits, decide, take away
    PRINT_POSTERS = "print_posters"  # see a station's printed code, end earlier prints
    SETTLE_CHECKINS = "settle_checkins"  # see what waits at a target, accept or reject it; never one's own
    SEE_HIDDEN_STATION = "see_hidden_station"
    SEE_WHO_CHANGED = "see_who_changed"
    IMPORT_STATIONS = "import_stations"
    DRAFT_SHIFT = "draft_shift"  # write drafts, change and drop them
    PUBLISH_SHIFT = "publish_shift"  # publish, change what is published, cancel
    EDIT_TEAM = "edit_team"
    READ_ROSTER = "read_roster"  # who comes to a shift; each look is written down
    RUN_SHIFT = "run_shift"  # screen code, scans, marks by hand, walk-ins, extras; never one's own
    KEEP_SIGNUPS = "keep_signups"  # move, remove, excuse
    REVEAL_PHONE = "reveal_phone"  # with a reason that its owner reads
    EDIT_COMMUNITY = "edit_community"  # welcome card, announcements
    READ_MEMBERS = "read_members"  # who reported in: of the own community, each look is written down
    COUNT_MEMBERS = "count_members"
    COUNT_MEMBERS_FROM_TEN = "count_members_from_ten"  # smaller figures are not told
    OFFER_VOLUNTEER_ROLES = "offer_volunteer_roles"  # and revoke them
    READ_VOLUNTEER_ROLES = "read_volunteer_roles"
    READ_HOURS = "read_hours"  # the queue; names only with DECIDE_HOURS
    DECIDE_HOURS = "decide_hours"  # the first word or the second
    CONFIRM_HOURS = "confirm_hours"  # the first word: staff of the issuer
    APPROVE_HOURS = "approve_hours"  # the second word over a cap, and second readings
    SEE_WORK = "see_work"  # what is to be done today, within one's grants


@dataclass(frozen=True)
class Scope:
    """Where a thing stands: what a grant must cover. ``visible``: guests may know that it exists."""

    area_path: str | None = None  # "/652700/652701/652701001/"
    org_id: int | None = None
    team_id: int | None = None
    station_code: str | None = None
    visible: bool = True


@dataclass(frozen=True)
class Grant:
    """One active role, as the guard read it."""

    id: int
    role: str
    scope_kind: str  # area | org | team | station
    scope_code: str
    area_path: str | None = None  # of an area scope


@dataclass(frozen=True)
class Caller:
    """The signed-in person of this request. ``grants`` is None until read from the database in this request."""

    account_id: int
    person_ref: str = field(repr=False)
    session_id: int
    age_ok: bool
    status: str
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True)
class Access:
    """A view's mark."""

    kind: str  # public | signed_in | requires
    permission: Permission | None = None
    scope: Callable[..., Scope | None] | None = None
    anonymous: bool = False  # never looks at the token
    any_age: bool = False  # allowed without age_ok
    while_closing: bool = False  # allowed while the account is closing

    def describe(self) -> str:
        """The mark as ``x-policy`` of the API document shows it."""
        return f"requires:{self.permission}" if self.permission else self.kind


class Guard(Protocol):
    """What ``accounts`` installs."""

    def identify(self, token: str, *, fresh: bool) -> Caller | None:
        """The caller of a token, or None when the session is dead. ``fresh``: not from the 5 s cache, which only views
        that guests may call are answered from."""

    def allows(self, caller: Caller, permission: Permission, scope: Scope | None) -> bool: ...


@overload
def public(view: View, *, anonymous: bool = ...) -> View: ...
@overload
def public(view: None = None, *, anonymous: bool = ...) -> Callable[[View], View]: ...
def public(view: View | None = None, *, anonymous: bool = False) -> View | Callable[[View], View]:
    """Guests may call it. ``anonymous``: the token is not even looked at (bundles, areas)."""

    def mark(view: View) -> View:
        return _marked(view, Access("public", anonymous=anonymous, any_age=True, while_closing=True))

    return mark(view) if view is not None else mark


@overload
def signed_in(view: View, *, any_age: bool = ..., while_closing: bool = ...) -> View: ...
@overload
def signed_in(view: None = None, *, any_age: bool = ..., while_closing: bool = ...) -> Callable[[View], View]: ...
def signed_in(
    view: View | None = None, *, any_age: bool = False, while_closing: bool = False
) -> View | Callable[[View], View]:
    """Anybody with a living session. Writes need ``age_ok`` unless ``any_age`` (API: looking, saving, privacy)."""

    def mark(view: View) -> View:
        return _marked(view, Access("signed_in", any_age=any_age, while_closing=while_closing))

    return mark(view) if view is not None else mark


def requires(permission: Permission, *, scope: Callable[..., Scope | None] | None = None) -> Callable[[View], View]:
    """A role is needed. ``scope(**view_args)`` says where the thing stands, None for "no such thing" (404).

    Without ``scope`` any grant with the permission passes, and the view itself asks ``require`` about what it finds.
    """

    def mark(view: View) -> View:
        return _marked(view, Access("requires", permission=permission, scope=scope))

    return mark


def writes_on_read(reason: str) -> Callable[[View], View]:
    """Mark one of the few GETs that write, and say why it must. A test finds any other."""

    def mark(view: View) -> View:
        view.__writes_on_read__ = reason  # type: ignore[attr-defined]
        return view

    return mark


def mark_of(app: Flask, endpoint: str) -> Access | None:
    """The mark of an endpoint's view."""
    return getattr(app.view_functions.get(endpoint), "__access__", None)


def install(app: Flask, guard: Guard) -> None:
    """Put the guard at the door of every request."""
    app.extensions["yiqi.guard"] = guard
    app.before_request(_enter)


def caller() -> Caller | None:
    """The signed-in person of this request, or None for a guest."""
    return getattr(g, "caller", None)


def somebody() -> Caller:
    """The signed-in person; for views marked ``signed_in`` or ``requires``."""
    found = caller()
    if found is None:
        raise NotSignedIn
    return found


def may(permission: Permission, scope: Scope | None) -> bool:
    """Whether this request's caller may do this there; what ``actions`` are made from."""
    found = caller()
    return found is not None and _guard().allows(found, permission, scope)


def require(permission: Permission, scope: Scope | None) -> None:
    """Refuse unless the caller may: 404 for what they may not know of, else 403."""
    if scope is None:
        raise NotFound
    if not may(permission, scope):
        raise NotAllowed if may_know_of(scope) else NotFound


def may_know_of(scope: Scope) -> bool:
    """Whether this request's caller may know that a thing standing there exists."""
    able = (Permission.SEE_HIDDEN_STATION, Permission.DRAFT_SHIFT)
    return scope.visible or any(may(permission, scope) for permission in able)


def _enter() -> None:
    if request.url_rule is None or request.endpoint is None:
        return  # 404 and 405 are the router's answers
    access = mark_of(cast(Any, current_app)._get_current_object(), request.endpoint)
    if access is None:
        raise NotAllowed
    if access.anonymous:
        return
    if access.kind == "public":
        with suppress(DatabaseUnavailable):  # looking needs nothing: who cannot be told who they are looks as a guest
            g.caller = _identify(fresh=False)
        return
    g.caller = _identify(fresh=True)  # what is somebody's own is nobody's once the session has ended, wherever it ended
    found = somebody()
    _admit(found, access)
    if access.permission is not None:
        if access.scope is not None:
            require(access.permission, access.scope(**(request.view_args or {})))
        elif not may(access.permission, None):
            raise NotAllowed


def _admit(found: Caller, access: Access) -> None:
    if found.status == "closing" and not access.while_closing:
        raise AccountClosing
    if not found.age_ok and not access.any_age and request.method not in {"GET", "HEAD", "OPTIONS"}:
        raise AgeUnconfirmed


def bearer_token(authorization: str) -> str:
    """The token of an Authorization header as it was sent, empty where there is none."""
    scheme, _, token = authorization.partition(" ")
    return token if scheme.lower() == "bearer" else ""


def _identify(*, fresh: bool) -> Caller | None:
    token = bearer_token(request.headers.get("Authorization", ""))
    if not token:
        return None
    found = _guard().identify(token.strip(), fresh=fresh)
    if found is not None:
        request.environ["yiqi.person"] = found.person_ref
    else:
        g.session_ended = True  # told in a header: guests' answers are never refused for an old token
    return found


def _guard() -> Guard:
    guard: Guard = current_app.extensions["yiqi.guard"]
    return guard


def _marked(view: View, access: Access) -> View:
    if hasattr(view, "__access__"):
        raise TypeError(f"{view.__name__} has two access marks")
    view.__access__ = access  # type: ignore[attr-defined]
    return view


class AccountClosing(NotAllowed):
    slug, title = "account-closing", "账号正在注销"


class AgeUnconfirmed(NotAllowed):
    slug, title = "age-unconfirmed", "请先确认已满16周岁"
