"""What a rider is told of their hours, in the transaction of its cause; whoever is gone is told nothing."""

from __future__ import annotations

from app.core import clock
from app.hours.minutes_rules import ASK_AFTER, FORGOTTEN_AFTER
from app.hours.models import HoursChain, HoursEntry
from app.notices import service as notices
from app.notices.service import Topic
from app.volunteering import service as volunteering

PAGE = "pages/hours/hours"


def tell(chain: HoursChain, key: str, entry: HoursEntry, *, result: str, **facts: str | int) -> None:
    """Tell the person of a line. ``key``: of the text; ``result``: at most five characters for WeChat's phrase.

    ``facts`` that are numbers are minutes.
    """
    if chain.account_id is None:
        return
    shift = volunteering.shift_facts(chain.shift_id)
    day = f"{chain.service_date.month}月{chain.service_date.day}日"
    told = {name: notices.span(fact) if isinstance(fact, int) else fact for name, fact in facts.items()}
    words = notices.words(key, shift=shift.title, day=day, **told)
    date = f"{chain.service_date.year}年{chain.service_date.month:02}月{chain.service_date.day:02}日"
    notices.notify(
        chain.account_id,
        Topic.HOURS,
        title=words.title,
        body=words.body,
        dedupe_key=f"hours:{entry.id}",
        link=f"{PAGE}?id={chain.id}",
        template="hours_confirmed",
        values={"activity": shift.title, "date": date, "hours": notices.span(chain.minutes), "result": result},
    )


def tell_answer(chain: HoursChain, objection_id: int, answer: str) -> None:
    """Tell the person that their objection was answered."""
    if chain.account_id is None:
        return
    shift = volunteering.shift_facts(chain.shift_id)
    words = notices.words("hours-answered", shift=shift.title, answer=answer)
    notices.notify(
        chain.account_id,
        Topic.HOURS,
        title=words.title,
        body=words.body,
        dedupe_key=f"objection:{objection_id}",
        link=f"{PAGE}?id={chain.id}",
    )


def ask_forgotten() -> int:
    """A sweep: half an hour after the planned end, whoever has not checked out is asked for the time, once."""
    now = clock.now()
    parts = volunteering.half_known(now - FORGOTTEN_AFTER, now - ASK_AFTER)
    asked = [who for part in parts for who in part if who.account_id is not None and who.pairs[-1][1] is None]
    return sum(_ask(who) for who in sorted(asked, key=lambda who: who.account_id or 0))


def _ask(who: volunteering.Attended) -> bool:
    shift = volunteering.shift_facts(who.shift_id)
    words = notices.words("checkout-asked", shift=shift.title)
    return notices.notify(
        who.account_id or 0,
        Topic.SHIFT,
        title=words.title,
        body=words.body,
        dedupe_key=f"checkout:{who.signup_id}",
        link=f"pages/shift/shift?id={who.shift_id}",
    )
