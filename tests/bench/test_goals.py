"""What the bench makes of its figures: verdicts, the table, the file and the picture. Nothing is measured here."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from bench import goals, plot, report
from bench.goals import MET, MISSED, NOISY, TOLD, Goal
from bench.measure import Round
from bench.plan import FULL, QUICK, Asked, asked
from bench.report import Curve, Findings, Result

SVG = "{http://www.w3.org/2000/svg}"


def result(ours: tuple[float, ...], twin: tuple[float, ...], again: tuple[float, ...]) -> Result:
    """A trial of so many answers a second in each round; an answer costs what is left of a second of two cores."""
    rounds = {
        name: [Round(rate, 2e6 / rate, 1.0, 1000 / rate, 600.0) for rate in rates]
        for name, rates in (("ours", ours), ("twin", twin), ("again", again))
    }
    return Result("a trial", "ours", ("twin", "again"), rounds, {"stations": 3}, 101.25, (0.5, 0.4, 0.3))


@pytest.fixture
def quiet() -> Result:
    return result((70.0, 80.0, 75.0), (100.0, 100.0, 150.0), (100.0, 105.0, 150.0))


def test_ratios_are_taken_within_each_round(quiet: Result) -> None:
    assert quiet.ratios("ours", "twin") == (0.7, 0.8, 0.5)
    assert quiet.ratios("ours", "twin", "cpu_us") == pytest.approx((1 / 0.7, 1 / 0.8, 2.0))


@pytest.mark.parametrize(
    ("limit", "least", "verdict"), [(0.7, True, MET), (0.71, True, MISSED), (0.7, False, MET), (0.69, False, MISSED)]
)
def test_the_median_decides(quiet: Result, limit: float, least: bool, verdict: str) -> None:
    goal = quiet.goal("ours / twin", limit, under="twin", is_least=least)
    assert (goal.median, goal.verdict) == (0.7, verdict)


def test_where_identical_servers_differ_nothing_is_said_for_or_against() -> None:
    noisy = result((10.0, 80.0, 75.0), (100.0, 100.0, 150.0), (80.0, 80.0, 150.0))
    assert noisy.goal("ours / twin", 0.1, under="twin").verdict == NOISY
    assert noisy.goal("ours / twin", 0.9, under="twin").verdict == NOISY
    assert noisy.goal("ours / twin", 9.9, under="twin", part="cpu_us", is_least=False).verdict == NOISY
    for one in noisy.rounds["again"]:
        object.__setattr__(one, "cpu_us", one.cpu_us * 0.8)  # by processor time the twins are equal
    assert noisy.goal("ours / twin", 9.9, under="twin", part="cpu_us", is_least=False).verdict == MET


@pytest.mark.parametrize(("values", "verdict"), [((1.0, 1.2), MET), ((1.4, 9.0, 8.0), NOISY), ((1.6, 9.0), MISSED)])
def test_a_figure_without_a_peer_misses_its_limit_only_in_every_round(values: tuple[float, ...], verdict: str) -> None:
    assert Goal("start", values, 1.5, is_least=False, unit="s", is_absolute=True).verdict == verdict


def test_a_figure_without_a_limit_is_told() -> None:
    goal = Goal("one insert / constant", (0.3,), None)
    assert (goal.verdict, goal.share) == (TOLD, None)


@pytest.mark.parametrize(("least", "share"), [(True, 0.5), (False, 2.0)])
def test_the_share_of_the_limit_grows_towards_better(least: bool, share: float) -> None:
    assert Goal("a figure", (0.2,), 0.4, is_least=least).share == pytest.approx(share)


def test_the_table_has_a_line_for_each_goal_and_equal_columns() -> None:
    shown = goals.table([
        Goal("nearby / constant route", (0.712, 0.65, 0.75), 0.7, moonshot=0.9),
        Goal("bundle", (66_961.0,), 100_000, is_least=False, unit="bytes", is_absolute=True),
    ]).splitlines()  # fmt: skip
    assert [cell.strip() for cell in shown[2].split("|")[1:-1]] == [
        "nearby / constant route", "0.71", "0.65-0.75", ">= 0.70", ">= 0.90", MET,
    ]  # fmt: skip
    assert [cell.strip() for cell in shown[3].split("|")[2:5]] == ["66,961 bytes", "66,961-66,961", "<= 100,000"]
    assert len({line.count("|") for line in shown}) == 1 and set(shown[1]) == {"|", "-"}


def test_the_file_holds_everything_with_a_line_for_each_server(quiet: Result) -> None:
    found = Findings([quiet], [quiet.goal("ours / twin", 0.7, under="twin")], missing={"pages": "no Chromium"})
    found.curves.append(Curve("nearby", "stations", ((2_000, 1.0), (1_000_000, 1.4))))
    text = report.as_json(report.document({"cores": 2}, QUICK, found))
    told = json.loads(text)
    assert told["goals"][0] | {"what": ""} == {
        "what": "", "median": 0.7, "low": 0.5, "high": 0.8, "unit": "", "limit": 0.7, "least_or_most": "least",
        "moonshot": None, "verdict": MET,
    }  # fmt: skip
    assert [line.get("server") for line in told["trials"]] == [None, "ours", "twin", "again"]
    assert told["trials"][1]["rate"] == [70, 80, 75]
    assert (told["not_measured"], told["plan"]["rounds"]) == ({"pages": "no Chromium"}, QUICK.rounds)
    assert all(len(line) < 300 for line in text.splitlines())


def test_what_is_measured_again_takes_its_place_in_the_run_and_says_so(quiet: Result) -> None:
    slow = replace(quiet, title="another trial")
    aims = [Goal("ours", (0.5,), 0.7), Goal("import", (0.6,), 0.8, is_least=False, is_absolute=True)]
    missing = {"pages": "no Chromium", "rush": "no PostgreSQL"}
    before = report.document({"at": "monday"}, FULL, Findings([quiet, slow], aims, missing=missing))
    again = replace(slow, memory_mb=7.0)
    anew = Findings([again], [Goal("ours", (0.9,), 0.7), Goal("pages", (3.0,), None)])
    told = report.mended(before, report.document({"at": "tuesday"}, FULL, anew), ["pages", "checkin"])
    assert [(one["what"], one["median"]) for one in told["goals"]] == [("ours", 0.9), ("import", 0.6), ("pages", 3.0)]
    titles = [(one["trial"], one["memory_mb"]) for one in told["trials"] if "trial" in one]
    assert titles == [("a trial", 101.0), ("another trial", 7.0)]
    assert len(told["trials"]) == len(before["trials"])
    assert told["not_measured"] == {"rush": "no PostgreSQL"}
    assert (told["machine"]["at"], told["measured_again"]) == (
        "monday", [{"at": "tuesday", "trials": ["pages", "checkin"]}],
    )  # fmt: skip


def test_a_goal_that_was_written_down_is_read_as_it_was(quiet: Result) -> None:
    aims = [quiet.goal("ours / twin", limit, under="twin") for limit in (0.6, 0.9)]
    aims += [replace(aims[0], is_quiet=False), Goal("MB", (9.0, 8.0), 7, is_least=False, unit="MB", is_absolute=True)]
    assert [Goal.of(one.as_dict()).verdict for one in aims] == [MET, MISSED, NOISY, MISSED]
    assert goals.table([Goal.of(one.as_dict()) for one in aims]) == goals.table(aims)


def test_the_picture_is_a_picture_with_a_bar_for_each_limit(quiet: Result) -> None:
    shown = [quiet.goal("ours < twin", limit, under="twin") for limit in (0.01, 0.7, 70.0)]
    curves = [Curve("check-in", "rows", ((10_000, 1.0), (10_000_000, 1.2)))]
    root = ElementTree.fromstring(plot.picture("bench", [*shown, Goal("told", (1.0,), None)], curves))  # noqa: S314 - our own
    bars = [one for one in root.iter(f"{SVG}rect") if one.get("height") == str(plot.BAR)]
    assert len(bars) == 3
    assert [bar.get("fill") for bar in bars] == [plot.COLOURS[MET], plot.COLOURS[MET], plot.COLOURS[MISSED]]
    inside = [float(bar.get("x", "")) >= plot.LABELS - 1 for bar in bars]
    assert all(inside) and len(list(root.iter(f"{SVG}polyline"))) == 1


@pytest.mark.parametrize(
    ("words", "names", "plan", "name"),
    [
        ([], ("nearby", "rush"), FULL, "full"),
        (["--quick"], ("nearby", "rush"), QUICK, "quick"),
        (["rush"], ("rush",), FULL, "part"),
        (["--without", "rush"], ("nearby",), FULL, "part"),
        (["--quick", "--rounds", "3"], ("nearby", "rush"), QUICK, "part"),
    ],
)
def test_only_a_whole_run_takes_the_name_of_one(
    words: list[str], names: tuple[str, ...], plan: object, name: str
) -> None:
    assert asked(("nearby", "rush"), words) == Asked(plan, names, name)  # type: ignore[arg-type]


@pytest.mark.parametrize("words", [["nothing"], ["--rounds", "0"], ["--sizes", "2000,-1"], ["--quick", "--again"]])
def test_what_cannot_be_measured_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        asked(("nearby",), words)
    assert capsys.readouterr().err
