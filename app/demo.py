"""``flask demo shifts`` and ``flask demo remove``: sample shifts, teams, sign-ups and hours for whoever tries it out.

Everything is made as people would make it, by the services, with the clock set to when they would have done it, and in
order of time: an inbox is read by the order of its notices. Twice changes nothing; on a later day what that day lacks
is added, and whenever the sample rider has no shift about now, one to try checking in at. Nothing of it is made in
production.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import click
import sqlalchemy as sa
from flask import Flask, current_app, g
from flask.cli import with_appcontext

from app import demo_removal, demo_yesterday
from app.accounts import demo as people
from app.accounts import guard
from app.areas import service as areas
from app.communities import announcements, memberships
from app.core import clock, settings
from app.core.access import Caller
from app.core.db import db, reading, transaction
from app.core.problems import Problem
from app.demo_shifts import (
    AHEAD,
    AROUND,
    COMMUNITY,
    HAPPINESS,
    HERE,
    HEROES,
    MARK,
    TOWN,
    WEEKLY,
    YESTERDAY,
    Sample,
    begins_soon,
)
from app.hours import confirming, proposing, rights
from app.hours.rules import Wish
from app.volunteering import attendance_staff, publication, series, shifts, signups, teams
from app.volunteering.attendance_staff import Marked
from app.volunteering.rules import ON_ROSTER
from app.volunteering.shift_facts import Actor
from app.volunteering.shift_plans import Plan, plan_of
from app.volunteering.shift_schemas import ShiftBody
from app.worker import run_worker

RIDERS = {1: "rider", **{n: f"rider{n:02}" for n in range(2, 8)}}
OFFICE = ("staff", "staff02")  # who leads, and a colleague who scans the leader
ROLL_CALL = f"现场点名{MARK}"
NEWS = f"骑手驿站冬季开放时间{MARK}"
ABOUT_NOW = timedelta(hours=2)  # a shift made now is over by then, so that it overlaps none of theirs


def wire(app: Flask) -> None:
    """Add to the group of sample data."""
    group = app.cli.commands["demo"]
    if isinstance(group, click.Group):
        group.add_command(add_shifts)
        group.add_command(remove)


@click.command("shifts")
@click.option("--renew", is_flag=True, help="Only where the samples stand: those that were taken away stay away.")
@with_appcontext
def add_shifts(renew: bool) -> None:
    """Add sample teams, shifts, sign-ups and hours around today. Twice changes nothing."""
    _refuse_in_production()
    if renew and not demo_removal.are_there():
        click.echo("demo shifts: the samples were taken away")
        return
    house = House()
    made = house.furnish(clock.today())
    if made:
        run_worker(current_app._get_current_object(), once=True)  # type: ignore[attr-defined] # what is due is done
    click.echo(f"demo shifts: {made} created")


@click.command("remove")
@with_appcontext
def remove() -> None:
    """Remove the sample shifts, teams, news and riders; the people of ``demo people`` stay."""
    _refuse_in_production()
    gone, kept = demo_removal.remove([user for user in (*RIDERS.values(), "staff02") if user != "rider"])
    click.echo(f"demo: {gone} shifts removed; {kept} stay, with lines in the ledger of hours, which keeps all")


def _refuse_in_production() -> None:
    if settings.current().is_production:
        raise click.ClickException("sample data are refused when APP_ENV=production")


class House:
    """The sample people and what they do."""

    def __init__(self) -> None:
        with transaction():
            for number, user in RIDERS.items():
                people.demo_person(user, f"示例骑手{number:02}")
            people.demo_person("staff", "示例社区01", ("community_staff", TOWN))
            people.demo_person("staff02", "示例社区02", ("community_staff", TOWN))
            named = (*RIDERS.values(), *OFFICE)
            found = {user: people.demo_account(user) for user in named}
        self.people = {user: one for user, one in found.items() if one is not None}
        self.actor = Actor("community_staff", self.people["staff"][0])
        self.teams: dict[str, int] = {}

    def furnish(self, today: date) -> int:
        """Add what is missing; how many shifts that made."""
        with self.acting("staff"):
            self._settle()
            known = _known()
            new = [one for one in (*AROUND, YESTERDAY, *AHEAD) if (one.title, _day(one, today)) not in known]
            new += [] if self._has_one_about_now() else [begins_soon(clock.now(), today)]
            lives = [self._life(sample, today) for sample in new]
            if not any(title == WEEKLY.title for title, _ in known):
                lives.append(self._repeat(today))
            _let_happen(lives)
            with transaction():
                proposing.propose_forgotten()
        return len(lives)

    @contextmanager
    def acting(self, user: str) -> Iterator[None]:
        """As if this person called."""
        account_id, ref = self.people[user]
        with reading() as session:
            held = guard.read_grants(session, account_id)
        grants = tuple(map(guard.with_path, held))
        with current_app.test_request_context("/"):
            g.caller = Caller(account_id, ref, 0, age_ok=True, status="active", grants=grants)
            yield

    def _settle(self) -> None:
        """Teams, who reported in, and a piece of news."""
        for name in (HEROES, HAPPINESS):
            with transaction():
                found = _find("teams", name=name)
                self.teams[name] = found or teams.create_team(name, TOWN, None, self.actor).id
        for number, user in RIDERS.items():
            account_id = self.people[user][0]
            with transaction():
                if not _find("memberships", account_id=account_id):
                    memberships.report_in(account_id, COMMUNITY, "home" if number % 2 else "work")
                if not _find("team_members", "team_id", account_id=account_id):
                    teams.join(self.teams[HEROES if number % 2 else HAPPINESS], account_id, None)
        area = areas.find_area(COMMUNITY)
        with transaction():
            if area is not None and not _find("announcements", title=NEWS):
                now = clock.now()
                span = {"first": now, "last": now + timedelta(days=90)}
                told = "光明社区党群服务中心每天可以取暖、充电、接热水，进门不用登记。"
                announcements.announce(area, title=NEWS, body=told, **span, acting_role=self.actor.role)

    def _life(self, sample: Sample, today: date) -> Iterator[datetime]:
        """Make a shift three days before it begins, or now, let riders sign up, and be there if it is over."""
        starts, now = sample.starts_at(today), clock.now()
        yield min(now, starts - timedelta(days=3))
        shift_id = self._publish(self._draft(sample, today))
        yield min(now, starts - timedelta(days=2))
        rows = [self.sign_up(RIDERS[number], shift_id) for number in sample.riders]
        if sample is YESTERDAY:
            yield from demo_yesterday.be_there(self, shift_id, starts, now)
        elif starts < now:
            ends = starts + timedelta(minutes=sample.minutes)
            yield ends + timedelta(hours=1)
            for row in filter(None, rows):
                self._be_there(row, starts, ends)
            yield starts + timedelta(days=1)
            with transaction():
                confirming.confirm(_waiting(shift_id), rights.desk())

    def _has_one_about_now(self) -> bool:
        """Whether the sample rider stands on the roster of a shift about now, or one was made for that."""
        shifts, rows, now = db.metadata.tables["shifts"], db.metadata.tables["signups"], clock.now()
        mine = sa.and_(rows.c.account_id == self.people["rider"][0], rows.c.state.in_(ON_ROSTER))
        query = sa.select(shifts.c.id).outerjoin(rows, sa.and_(rows.c.shift_id == shifts.c.id, mine))
        query = query.where(
            shifts.c.starts_at < now + ABOUT_NOW, shifts.c.ends_at > now, shifts.c.status == "published"
        )
        query = query.where(sa.or_(rows.c.id.is_not(None), shifts.c.title == f"{HERE}{MARK}"))
        with reading() as session:
            return session.execute(query.limit(1)).first() is not None

    def plan(self, sample: Sample, today: date) -> Plan:
        body = ShiftBody().load(sample.body(today, self.teams))
        return plan_of(body, "wgs84")

    def _draft(self, sample: Sample, today: date) -> int:
        plan = self.plan(sample, today)
        with transaction():
            return shifts.create_shift(plan, self.actor).id

    def _publish(self, shift_id: int) -> int:
        with transaction():
            publication.publish_shift(shift_id, self.actor)
        return shift_id

    def sign_up(self, user: str, shift_id: int) -> int | None:
        """The sign-up's id; None where whoever tried it out left them leaving, without consent, or busy then."""
        try:
            with transaction():
                return int(signups.sign_up(self.people[user][0], shift_id)["id"])
        except Problem:
            return None

    def _be_there(self, signup_id: int, starts: datetime, ends: datetime) -> None:
        """Staff write by hand when somebody came and went."""
        with transaction():
            attendance_staff.mark(signup_id, Marked(starts, ends, ROLL_CALL), demo_yesterday.staff_of(self))

    def _repeat(self, today: date) -> Iterator[datetime]:
        """The weekly shift: one place, and three who wait for its first day."""
        yield clock.now()
        plan = self.plan(WEEKLY, today)
        with transaction():
            series_id = series.start_series(plan, "FREQ=WEEKLY", [], self.actor).id
            first = _find("shifts", series_id=series_id, occurs_on=_day(WEEKLY, today))
        for number in WEEKLY.riders if first and self._publish(first) else ():
            self.sign_up(RIDERS[number], first)


def _let_happen(lives: Iterable[Iterator[datetime]]) -> None:
    """Let what happens in each happen in order of time, with the clock set to it: a life says when it goes on."""
    waiting = [(next(life), number, life) for number, life in enumerate(lives)]
    heapq.heapify(waiting)
    while waiting:
        at, number, life = heapq.heappop(waiting)
        with clock.set_to(at):
            following = next(life, None)
        if following is not None:
            heapq.heappush(waiting, (following, number, life))


def _day(sample: Sample, today: date) -> date:
    return today + timedelta(days=sample.day)


def _known() -> set[tuple[str, date]]:
    """Titles and local days of the sample shifts there are."""
    table = db.metadata.tables["shifts"]
    query = sa.select(table.c.title, table.c.starts_at).where(table.c.title.like(f"%{MARK}"))
    with reading() as session:
        return {(title, clock.local(starts).date()) for title, starts in session.execute(query)}


def _find(table_name: str, column: str = "id", **like: object) -> int:
    """The first row of a table with these values, 0 when there is none."""
    table = db.metadata.tables[table_name]
    query = sa.select(table.c[column]).where(*(table.c[name] == value for name, value in like.items()))
    return int(db.session.scalar(query.order_by(table.c[column]).limit(1)) or 0)


def _waiting(shift_id: int) -> list[tuple[int, Wish]]:
    """The hours of a shift, each to be confirmed as it was proposed."""
    table = db.metadata.tables["hours_chains"]
    query = sa.select(table.c.id, table.c.version).where(table.c.shift_id == shift_id)
    return [(one, Wish(None, version, ROLL_CALL)) for one, version in db.session.execute(query)]
