"""The operator's commands: grant a role, disable or enable an account, make the demo people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from app.accounts import demo, granting, granting_rules, identities, published, rules, standing
from app.accounts.models import Account
from app.core import clock, settings
from app.core.db import transaction
from app.core.problems import Problem

accounts = AppGroup("accounts", help="Accounts.")


def wire(app: Flask) -> None:
    """Register the commands; ``demo`` is a group that other features add to."""
    app.cli.add_command(grant_role)
    app.cli.add_command(accounts)
    app.cli.add_command(privacy_notice)
    group = app.cli.commands.get("demo")
    if not isinstance(group, click.Group):
        group = AppGroup("demo", help="Sample data, refused in production.")
        app.cli.add_command(group)
    group.add_command(people)


@click.command("grant-role")
@click.option("--user", required=True, metavar="OPENID_OR_ID", help="An openid, an account number, or an account id.")
@click.option("--role", required=True, type=click.Choice(granting_rules.ROLES))
@click.option("--scope", required=True, metavar="CODE", help="6, 9, 12 or 15 digits, org:ID, team:ID or a station.")
@with_appcontext
def grant_role(user: str, role: str, scope: str) -> None:
    """Give a role for 12 months; an openid nobody signed in with yet gets its account. Twice changes nothing."""
    try:
        with transaction():
            account = _account(user, make=True)
            grant, is_new = granting.give_role_by_operator(account, role, scope)
    except Problem as problem:
        raise _refused(problem) from None
    word = "given" if is_new else "held already"
    last_day = clock.local(grant.ends_at - timedelta(seconds=1)).date()
    click.echo(f"{role} over {grant.scope_code} {word}: account {account.public_no}, until {last_day}, 24:00")


@click.command("privacy-notice")
@click.option("--output", type=click.Path(path_type=Path), default=Path("docs/privacy.md"), show_default=True)
@with_appcontext
def privacy_notice(output: Path) -> None:
    """Write what is kept and how long, and what is not collected."""
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(published.notice(settings.current().root), encoding="utf-8")
    click.echo(f"wrote {output}")


@accounts.command("disable")
@click.argument("user")
def disable(user: str) -> None:
    """Shut an account: its sign-ins fail within 5 s."""
    _change(user, standing.disable, "disabled")


@accounts.command("enable")
@click.argument("user")
def enable(user: str) -> None:
    """Let a disabled account in again."""
    _change(user, standing.enable, "enabled")


@click.command("people")
@with_appcontext
def people() -> None:
    """Make the sample people rider, staff, manager and admin with their roles. Twice changes nothing."""
    if settings.current().is_production:
        raise click.ClickException("sample people are refused when APP_ENV=production")
    try:
        with transaction():
            made = demo.seed_demo_people()
    except Problem as problem:
        raise _refused(problem) from None
    click.echo(f"demo people: {made.people} created, {made.grants} roles given")


def _change(user: str, change: Callable[[int], bool], word: str) -> None:
    try:
        with transaction():
            account = _account(user, make=False)
            changed = change(account.id)
    except Problem as problem:
        raise _refused(problem) from None
    click.echo(f"account {account.public_no} {word}{'' if changed else ' already'}")


def _account(user: str, *, make: bool) -> Account:
    found = identities.find_by_number(user)
    if found is None and rules.OPENID.fullmatch(user):
        found = identities.find_or_make(user, age_ok=None)[0] if make else identities.find(user)
    if found is None:
        raise click.ClickException("no account has this openid, number or id")
    return found


def _refused(problem: Problem) -> click.ClickException:
    faults = "; ".join(f"{fault['field']}: {fault['message']}" for fault in problem.errors or ())
    return click.ClickException(faults or problem.detail or problem.title)
