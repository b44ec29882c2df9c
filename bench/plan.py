"""How much is measured: the whole, a short run, or what was asked for."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Plan:
    """Sizes and repetitions. ``sizes``: stations; ``rows``: check-ins and sign-ups that are there already."""

    rounds: int = 7
    seconds: int = 2  # of each round
    sizes: tuple[int, ...] = (2_000, 100_000, 1_000_000)
    rows: tuple[int, ...] = (10_000, 1_000_000, 10_000_000)
    rushes: int = 3  # of two taps each
    starts: int = 7
    loads: int = 5  # of the app in a browser


FULL = Plan()
QUICK = Plan(rounds=3, seconds=1, sizes=(2_000, 100_000), rows=(10_000, 200_000), rushes=1, starts=3, loads=1)


@dataclass(frozen=True)
class Asked:
    """``names``: the trials in the order they run; ``name``: what the run is called."""

    plan: Plan
    names: tuple[str, ...]
    name: str
    is_again: bool = False  # into the last full run


def asked(trials: Sequence[str], arguments: Sequence[str] | None = None) -> Asked:
    """What the words of the command ask for. Ends the program with a line of help when they cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure, beside peers and limits.")
    parser.add_argument("names", nargs="*", metavar="TRIAL", help=f"some of: {' '.join(trials)}; none: all")
    parser.add_argument("--quick", action="store_true", help="about five minutes instead of twenty-five")
    parser.add_argument("--without", nargs="+", default=[], metavar="TRIAL", choices=trials, help="all but these")
    parser.add_argument("--again", action="store_true", help="what is measured takes its place in the last full run")
    for figure in ("rounds", "seconds", "rushes", "starts", "loads"):
        parser.add_argument(f"--{figure}", type=_count)
    for many in ("sizes", "rows"):
        parser.add_argument(f"--{many}", type=_counts, help="by commas")
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - set(trials):
        parser.error(f"no such trial: {' '.join(sorted(unknown))}")
    if given.again and given.quick:
        parser.error("a short run has no place in a full one")
    own = {name: value for name, value in vars(given).items() if name in Plan.__annotations__ and value is not None}
    names = tuple(name for name in trials if name in (given.names or trials) and name not in given.without)
    is_whole = names == tuple(trials) and not own
    name = ("quick" if given.quick else "full") if is_whole else "part"
    return Asked(replace(QUICK if given.quick else FULL, **own), names, name, given.again)


def _count(text: str) -> int:
    found = int(text)
    if found < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return found


def _counts(text: str) -> tuple[int, ...]:
    return tuple(sorted(_count(part) for part in text.split(",")))
