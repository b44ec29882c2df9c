"""The people, places and calls of the access table: who holds what, and what each line sends.

Built once with real commits; every call then runs in a transaction that is rolled back, so that each cell finds the
same world.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Connection

from app.accounts import granting, identities, notices, phones, transfers
from app.accounts.models import Account, AuthToken
from app.accounts.transfer_models import Transfer
from app.areas import service as areas
from app.areas.holiday_rules import Day
from app.checkins import posters
from app.checkins import service as checkins
from app.core import clock, duties
from app.core.db import db, transaction
from app.core.limits import Counters
from app.notices import inbox
from app.notices.service import notify
from app.stations import saving
from app.stations.models import ScheduleException, Station, TemporaryClosure
from app.wechat import code_images
from tests import (
    access_certificates,
    access_checkins,
    access_communities,
    access_day,
    access_hours,
    access_shifts,
    access_signups,
)
from tests.access_bodies import BODIES, OTHER_TOWN, OWN_TOWN, STATIONS, UNGIVEN, YEAR, Body, tomorrow
from tests.access_communities import Communities
from tests.access_table import ACTORS, Line
from tests.stations.sheets import as_csv, row, table
from tests.support.people import Headers, grant, openid_of, sign_in, sign_in_by_wechat
from tests.support.photos import Hung, hang
from tests.support.places import make_batch, make_station
from tests.support.uploads import picture

READS = re.compile(
    r"\s*(SELECT|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT)\b"
)  # whatever else is sent may write
AREAS = [
    ("652700", "博尔塔拉蒙古自治州", "prefecture", None),
    ("652701", "博乐市", "county", "652700"),
    (OWN_TOWN, "青得里街道", "township", "652701"),
    ("652701001001", "光明社区居委会", "community", OWN_TOWN),
    ("652722", "精河县", "county", "652700"),
    (OTHER_TOWN, "精河镇", "township", "652722"),
    ("652722100001", "城镇社区居委会", "community", OTHER_TOWN),
]
ROLES = {  # actor: the roles they hold and where
    "stf": [("community_staff", OWN_TOWN)],
    "stx": [("community_staff", OTHER_TOWN)],
    "mgr": [("station_manager", "OWN")],
    "mgx": [("station_manager", "OTHER"), ("station_manager", "HIDDEN")],
    "lia": [("rider_liaison", "OWN")],
    "twn": [("township_admin", OWN_TOWN)],
    "twx": [("township_admin", OTHER_TOWN)],
    "cty": [("county_admin", "652701")],
    "ctx": [("county_admin", "652722")],
    "prf": [("prefecture_admin", "652700")],
    "aud": [("auditor", "652700")],
    "apr": [("second_approver", OWN_TOWN)],
}
TAKEN = {  # what DELETE /grants tries to end; of OWN the second manager's, so that it keeps one
    "lia": "lia@OWN",
    "mgr": "2nd@OWN",
    "mgr-h": "mgx@HIDDEN",
    "staff": f"stf@{OWN_TOWN}",
    "staff-x": f"stx@{OTHER_TOWN}",
    "town": f"twn@{OWN_TOWN}",
}
STATIONS |= {"moved": "OWN", "try": "OWN", "try-x": "OTHER", "try-h": "HIDDEN", "unsaved": "HIDDEN"}
PHOTOS = {  # station, state, author
    "shown": ("OWN", "shown", "2nd"),
    "waits": ("OWN", "review", "2nd"),
    "mine": ("OWN", "pending_review", "rdr"),
    "other": ("OTHER", "review", "2nd"),
    "hidden": ("HIDDEN", "review", "2nd"),
}
STATIONS |= dict.fromkeys(("shown", "waits", "mine", "photo-0"), "OWN")
SCOPES = {"any": "", "own": OWN_TOWN, "other": OTHER_TOWN, "station": "OWN", "hidden": "HIDDEN", "absent": "NOWHERE"}
SHEETS = {
    "own": row(编号="OWN"),
    "hidden": row(编号="HIDDEN", 对骑手开放="否"),
    "new": row(编号="NEW1"),
    "moved": row(编号="OWN", 区划代码=OTHER_TOWN),
    "dry-run": row(编号="OWN"),
}
QUERIES = {"dry-run": "?dry_run=true"} | {form: f"?format={form}" for form in ("csv", "xlsx", "geojson")}
BATCHES = {"own": ["OWN"], "hidden": ["HIDDEN"], "other": ["OTHER"], "both": ["OWN", "OTHER"]}


@dataclass
class World:
    """``spare``: of each actor another sign-in; ``grants``: ids by holder and scope, ``taken`` by words of the table."""

    app: Flask
    client: FlaskClient
    headers: dict[str, Headers] = field(default_factory=dict)
    spare: dict[str, int] = field(default_factory=dict)
    grants: dict[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    newcomer: str = ""
    told: int = 0  # the newcomer's notice
    codes: dict[str, str] = field(default_factory=dict)  # of moves to another WeChat account, as each actor typed them
    transfers: dict[str, int] = field(default_factory=dict)  # and one of each that waits for their approval
    offices: dict[str, str] = field(default_factory=dict)
    scenes: dict[str, str] = field(default_factory=dict)
    closures: dict[str, int] = field(default_factory=dict)
    notices: dict[str, int] = field(default_factory=dict)
    photos: dict[str, Hung] = field(default_factory=dict)
    batches: dict[str, int] = field(default_factory=dict)
    communities: Communities = field(default_factory=Communities)
    hours: access_hours.Hours = field(default_factory=access_hours.Hours)
    certificates: access_certificates.Certificates = field(default_factory=access_certificates.Certificates)
    shifts: access_shifts.Shifts = field(default_factory=access_shifts.Shifts)
    checkins: access_checkins.Checkins = field(default_factory=access_checkins.Checkins)
    day: access_day.Day = field(default_factory=access_day.Day)
    signups: access_signups.SignUps = field(default_factory=access_signups.SignUps)

    def send(self, line: Line, actor: str, body: Body | None = None) -> Any:
        """The call of a line as an actor makes it; ``body`` in place of the line's own."""
        path, sent = path_of(self, line, actor), body_of(self, line, actor) if body is None else body
        headers = VERSIONS.get((line.method, line.route), {}) | self.headers[actor]
        if line.route == "/api/v1/imports/stations":
            sheet = (io.BytesIO(as_csv(table(SHEETS[line.thing]))), "站点.csv")
            return self.client.open(
                path, method=line.method, data={"file": sheet}, headers=headers, content_type="multipart/form-data"
            )
        if line.method == "POST" and line.route.endswith("/photos"):
            file = {"file": (io.BytesIO(picture()), "照片.jpg")}
            return self.client.post(path, data=file, headers=headers, content_type="multipart/form-data")
        return self.client.open(path, method=line.method, json=sent, headers=headers)

    @contextmanager
    def undone(self) -> Iterator[Connection]:
        """What is called within is rolled back at the end."""
        engines = db._app_engines[self.app]
        engine = engines[None]
        connection = engine.connect()
        outer = connection.begin()
        connection.begin_nested()
        engines[None] = connection
        self._forget()
        try:
            yield connection
        finally:
            engines[None] = engine
            outer.rollback()
            connection.close()
            self._forget()

    def _forget(self) -> None:
        duties.forget_everything(self.app)
        self.app.extensions["yiqi.limits"] = Counters("")


VERSIONS = (
    {
        ("PUT", "/api/v1/me/profile"): {"If-Match": '"1"'},
        ("PUT", "/api/v1/calendars/<calendar>/<year>"): {"If-Match": '"1"'},
        ("PUT", "/api/v1/stations/<code>"): {"If-Match": '"1"'},
        ("PUT", "/api/v1/stations/<code>/schedules"): {"If-Match": '"1"'},
        ("DELETE", "/api/v1/stations/<code>/daily-confirmation"): {"If-Match": '"1"'},
    }
    | access_communities.VERSIONS
    | access_hours.VERSIONS
    | access_shifts.VERSIONS
)


def path_of(world: World, line: Line, actor: str) -> str:
    """The line's route with the object in its variable parts, and its query."""
    values = {
        "<area_code>": {"own": OWN_TOWN, "absent": "659999"}.get(line.thing, ""),
        "<calendar>": "CN-XX" if line.thing == "absent" else "CN",
        "<year>": str(YEAR),
        "<session_id>": str({"own": world.spare[actor], "other": world.spare["yng"]}.get(line.thing, 2**31 - 1)),
        "<purpose>": "nothing" if line.thing == "absent" else UNGIVEN,
        "<transfer_id>": str(
            {"own": world.transfers[actor], "other": world.transfers["gst"]}.get(line.thing, 2**31 - 1)
        ),
        "<batch_id>": str(world.batches.get(line.thing, 2**31 - 1)),
        "<grant_id>": str(world.taken.get(line.thing, 2**31 - 1)),
        "<amenity>": "no_such_thing" if line.thing == "thing-0" else "hot_water",
        "<slug>": "no-such-slug" if line.thing == "absent" else "invalid",
        "<filename>": "avatars/1.svg",
        "<date>": tomorrow(),
        "<closure_id>": str(world.closures.get(STATIONS.get(line.thing, ""), 2**31 - 1)),
        "<code>": STATIONS.get(line.thing, ""),
        "<photo_id>": str(getattr(world.photos.get(line.thing), "id", 2**31 - 1)),
        "<picture_id>": str(getattr(world.photos.get(line.thing), "picture_id", "0" * 64)),
        "<scene>": world.scenes.get(line.thing, "P.000001.0001.000000000000"),
    }
    values |= access_communities.path_values(world.communities, line, actor)
    values |= access_hours.path_values(world.hours, line, actor)
    values |= access_shifts.path_values(world.shifts, line)
    values |= access_checkins.path_values(world.checkins, line, actor)
    values |= access_signups.path_values(world.signups, line, actor)
    values |= access_day.path_values(world.day, line, actor)
    if "/areas/" in line.route:
        values["<code>"] = {"own": "652701001001", "other": "652722100001", "absent": "659999"}[line.thing]
    if actor == "yng" and "<session_id>" in line.route and line.thing == "other":
        values["<session_id>"] = str(world.spare["rdr"])
    values |= access_certificates.path_values(world.certificates, line, actor)
    path = re.sub(r"<\w+>", lambda found: values[found[0]], line.route)
    if line.method == "GET" and line.route == "/api/v1/grants" and SCOPES[line.thing]:
        path += f"?scope={SCOPES[line.thing]}"
    return path + (QUERIES | access_certificates.QUERIES).get(line.thing, "")


def body_of(world: World, line: Line, actor: str) -> Body | None:
    """The whole body of a write: every field that API.md names, so that any other is one too many."""
    make = BODIES.get((line.method, line.route.removeprefix("/api/v1")))
    return make(world, line.thing, actor) if make else None


def furnish(app: Flask) -> World:
    """Build the world in an empty, migrated database."""
    world = World(app, app.test_client())
    with app.app_context():
        _places(world)
        for user, roles in ROLES.items():
            for role, scope in roles:
                world.grants[f"{user}@{scope}"] = grant(user, role, scope)
        was = grant("rev", "station_manager", "OWN")
        world.grants["2nd@OWN"] = grant("2nd", "station_manager", "OWN")
        world.taken = {word: world.grants[name] for word, name in TAKEN.items()}
        for actor in ACTORS:
            _sign_in_actor(world, actor)
        world.communities = access_communities.furnish(world)
        world.shifts = access_shifts.furnish()
        access_checkins.furnish_shifts(world.shifts.shifts)
        world.hours = access_hours.furnish()
        world.certificates = access_certificates.furnish(world.hours)
        world.checkins = access_checkins.furnish(world)
        world.signups = access_signups.furnish()
        world.day = access_day.furnish(world)
        access_hours.let_everybody_look(world)
        with transaction():
            world.newcomer = identities.find_or_make(openid_of("newcomer"), age_ok=None)[0].public_no
            granting.take_role_by_operator(was)
            _ask_to_move(world)
            _end_others()
        with transaction():
            for actor in ACTORS:
                phones.bind(_account(actor), "13800000000", "86", None)
                notify(_account(actor), "account", title="欢迎", body="有事在这里告诉你。", dedupe_key="welcome")
                saving.save("OWN", _account(actor))
            notify(_account("newcomer"), "account", title="欢迎", body="有事在这里告诉你。", dedupe_key="welcome")
            world.told = inbox.page(_account("newcomer"), limit=1, cursor=None)["items"][0]["id"]
        db.session.remove()
    return world


def writes_of(connection: Connection) -> list[str]:
    """The statements of a connection that may change a row, those to come: the list grows as they are sent."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not READS.match(statement):
            found.append(statement)

    sa.event.listen(connection, "before_cursor_execute", note)
    return found


def rows_of(connection: Connection) -> dict[str, list[str]]:
    """All rows of all tables as the open transaction sees them."""
    names = sorted(db.metadatas[None].tables)
    return {name: sorted(map(repr, connection.exec_driver_sql(f"SELECT * FROM {name}"))) for name in names}  # noqa: S608 - names of our tables


def _places(world: World) -> None:
    columns = ("code", "name", "level", "parent_code")
    with transaction():
        areas.load_areas([dict(zip(columns, area, strict=True)) for area in AREAS], [])
        areas.put_calendar("CN", YEAR, "provisional", [Day(date(YEAR, 1, 1), "off", "元旦")], 0)
    make_station("OWN", amenities=("hot_water", "heating"))
    make_station("HIDDEN", amenities=("hot_water",), open_to_riders=False)
    make_station("OTHER", amenities=("hot_water",), area_code=OTHER_TOWN)
    for place, (thing, (code, state, author)) in enumerate(PHOTOS.items()):
        world.photos[thing] = hang(code, state, by=author, size=(30 + place, 30))
    for code in ("OWN", "HIDDEN", "OTHER"):
        world.closures[code] = _shut_some_day(code)
    with transaction():
        for thing in ("own", "other", "hidden"):
            world.scenes[thing] = checkins.scene_of("station", STATIONS[thing])
            code_images.keep(world.scenes[thing], posters.PAGE, posters.plain_qr(world.scenes[thing]))
    for thing, codes in BATCHES.items():
        world.batches[thing] = make_batch(codes)
    for town in (OWN_TOWN, OTHER_TOWN):
        office = next(found for found in areas.organizations(town) if found.area_code == town)
        world.offices[town] = f"org:{office.id}"
    agreed = ("phone", "membership", "volunteer_record", "certificate_identity", UNGIVEN)
    world.notices = {purpose: notices.notice_for(purpose).version for purpose in agreed}


def _shut_some_day(code: str) -> int:
    """Give a station an exception tomorrow and a closure in a week; the closure's id."""
    day, later = clock.today() + timedelta(days=1), clock.now() + timedelta(days=7)
    with transaction() as session:
        station_id = session.scalars(sa.select(Station.id).where(Station.code == code)).one()
        closure = TemporaryClosure(station_id=station_id, starts_at=later, ends_at=None, reason="装修")
        session.add_all([ScheduleException(station_id=station_id, on=day, kind="closed", intervals=[]), closure])
        session.flush()
        return closure.id


def _sign_in_actor(world: World, actor: str) -> None:
    sign_in(world.client, actor, age_ok=actor != "yng")
    world.spare[actor] = db.session.scalars(sa.select(sa.func.max(AuthToken.id))).one()
    world.headers[actor] = {} if actor == "gst" else sign_in_by_wechat(world.client, actor)


def _ask_to_move(world: World) -> None:
    """Somebody new asks to take each account over; and each has typed somebody's code, whatever they hold by now."""
    for actor in ACTORS:
        code = transfers.make_code(_account(actor)).code
        world.transfers[actor] = transfers.ask(_account(f"new-{actor}"), code)["id"]
        world.codes[actor] = transfers.make_code(_account(f"old-{actor}")).code
        db.session.flush()
        typed = sa.update(Transfer).where(Transfer.account_id == _account(f"old-{actor}"))
        db.session.execute(typed.values(state="asked", new_account_id=_account(actor)))


def _end_others() -> None:
    """As another process would: the tokens themselves are left as they are."""
    of = {actor: Account.id == _account(actor) for actor in ("dis", "clo")}
    db.session.execute(sa.update(Account).where(of["dis"]).values(status="disabled"))
    db.session.execute(sa.update(Account).where(of["clo"]).values(status="closing", closing_at=clock.now()))
    ran_out = sa.update(AuthToken).where(AuthToken.account_id == _account("exp"))
    db.session.execute(ran_out.values(idle_until=clock.now() - timedelta(seconds=1)))


def _account(actor: str) -> int:
    return identities.find_or_make(openid_of(actor), age_ok=None)[0].id
