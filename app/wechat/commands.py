"""``flask wechat …``: what operators ask and do. Errcodes and rids are shown here and nowhere else; secrets nowhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar

import click
from flask.cli import with_appcontext

from app.core import clock, settings
from app.wechat import doctor, fitting, templates
from app.wechat import gateway as gateways
from app.wechat.remedies import told
from app.wechat.rules import CallFailed

Result = TypeVar("Result")
FORCE_APART_S = 30


@click.command("doctor")
@with_appcontext
def examine() -> None:
    """Look at everything that WeChat needs; a remedy for each red line, exit 1 if there is one."""
    red = 0
    for finding in doctor.examine(gateways.current(), settings.current()):
        red += bool(finding.remedy)
        click.echo(finding.line)
    raise SystemExit(1 if red else 0)


@click.command("check-templates")
@with_appcontext
def check_templates() -> None:
    """Compare WECHAT_TEMPLATES with WeChat's console: ids, keyword keys, kinds. Exit 1 if something differs."""
    found = settings.current()
    faults = doctor.template_faults(found, _asking(gateways.current().templates))
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException("correct WECHAT_TEMPLATES, or the templates in WeChat's console")
    click.echo(f"templates: {len(templates.current(found))} as WeChat has them")


@click.command("send-test")
@click.option("--openid", required=True, help="Who gets it; they must have accepted one message of this template.")
@click.option("--template", required=True, type=click.Choice(templates.MESSAGES), help="Our name of the message.")
@click.option("--page", default="", help="What it opens.")
@with_appcontext
def send_test(openid: str, template: str, page: str) -> None:
    """Send one message with sample values; prints what became of it."""
    sent = gateways.current().send(openid, template, samples(template), page)
    if sent.fate == "sent":
        click.echo(f"sent, msgid {sent.msgid}")
        return
    if sent.failure is not None:
        raise click.ClickException(f"{sent.fate}: {told(sent.failure)}")
    why = f"{sent.word} has a key of another kind" if sent.word else f"{template} is not set up"
    raise click.ClickException(f"{sent.fate}: {why}; flask wechat check-templates")


@click.command("quota")
@click.argument("endpoints", nargs=-1)
@with_appcontext
def quota(endpoints: tuple[str, ...]) -> None:
    """Today's calls of ENDPOINTS (/wxa/msg_sec_check), by default of those we use most."""
    for endpoint in endpoints or doctor.WATCHED:
        found = _asking(partial(gateways.current().quota, endpoint))
        click.echo(f"{found.endpoint}: {found.used} of {found.daily} used, {found.left} left")


@click.command("rid")
@click.argument("rid")
@with_appcontext
def explain(rid: str) -> None:
    """What WeChat remembers of the call RID, without its body, which may name people."""
    found = _asking(lambda: gateways.current().explain(rid))
    at = clock.rfc3339(found.at) if found.at else "unknown"
    errcode = "unknown" if found.errcode is None else found.errcode
    click.echo(f"at {at}, {found.cost_ms} ms, from {found.client_ip or 'unknown'}, errcode {errcode}")


@click.command("clear-quota")
@click.option("--by-secret", is_flag=True, help="With the secret: for when the calls to get a token are used up.")
@with_appcontext
def clear_quota(by_secret: bool) -> None:
    """Start today's counters of all endpoints again. Ten times a month."""
    _asking(lambda: gateways.current().clear_quota(by_secret=by_secret))
    click.echo("today's counters start again; WeChat allows this ten times a month")


@click.command("force-refresh")
@with_appcontext
def force_refresh() -> None:
    """End the present token at once. For a leaked secret only: twice, 30 s apart, then reset the secret."""
    click.confirm("This ends the token that every process uses. Did the secret or a token leak?", abort=True)
    click.confirm("WeChat allows it 20 times a day. End the token now?", abort=True)
    _asking(gateways.current().force_refresh)
    again = clock.rfc3339(clock.now() + timedelta(seconds=FORCE_APART_S))
    click.echo(f"the token is a new one. Run this once more after {again}, then reset the secret in WeChat's console")


def samples(template: str) -> dict[str, str]:
    """A value for every word of the message, of its kind."""
    now = clock.now()
    by_kind = {"time": fitting.time_text(now), "date": fitting.date_text(clock.local(now).date()), "phrase": "测试"}
    return {word: by_kind.get(kind, "这是一条测试消息") for word, kind in templates.WORDS[template].items()}


def _asking(ask: Callable[[], Result]) -> Result:
    """The answer; a failure is one line with errcode, rid and remedy, and exit 1."""
    try:
        return ask()
    except CallFailed as failure:
        raise click.ClickException(told(failure)) from None


EVERY = (examine, check_templates, send_test, quota, explain, clear_quota, force_refresh)
