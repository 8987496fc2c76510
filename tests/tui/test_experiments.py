"""The experiments view: both sides with their counts, defined, ended, dropped and taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot

from csm_tui.config import Config
from csm_tui.domain.experiments import Sample, side_of, verdict_of
from csm_tui.formatting import UNICODE
from csm_tui.operations import experiments
from csm_tui.operations.experiments import Definition
from csm_tui.queries.experiments import Experiment, Member, Result
from csm_tui.store.database import open_book
from csm_tui.tui import experiment_rows as rows
from csm_tui.tui.pieces import Line
from tests.tui.driving import NARROW, NOW, TODAY, WIDE, Driver, drive, settled
from tests.tui.test_snapshots import app_on

START, END = date(2025, 11, 3), date(2026, 1, 25)


def looked_at(a: list[float], b: list[float]) -> Result:
    """Return an experiment whose accounts answered these shares of two touchpoints each."""
    row = Experiment(
        1, "By phone", "medium", "channel", "check-in", "email", "phone", "answer", 7, None,
        START, END, START, None, len(a), len(b), "over",
    )  # fmt: skip
    sides = [
        side_of("a" if name == "a" else "b", treatment, len(given), samples(given), "answer")
        for name, treatment, given in (("a", "email", a), ("b", "phone", b))
    ]
    verdict = verdict_of(sides[0], sides[1], "answer", "over", END, 20)
    return Result(row, sides[0], sides[1], verdict, (), 20)


def samples(given: list[float]) -> list[Sample]:
    return [Sample(place, 2 * share, 2) for place, share in enumerate(given)]


def text(shown: Line) -> str:
    return "".join(piece.text for side in shown for piece in side)


def test_the_better_side_is_named_and_each_bar_has_its_count_and_margin() -> None:
    found = looked_at([0.5, 0] * 10, [1, 0.5] * 11)
    assert rows.verdict_word(found) == ("B better", "good")
    bars = rows.sides_figure(found, UNICODE).bars
    assert [bar.name for bar in bars] == ["A  email", "B  phone"]
    assert bars[0].shown == "25.0 % ± 11.5  n 20"
    assert [bar.ink for bar in bars] == ["accent", "good"]
    assert "email / phone" in text(rows.row_line(found, TODAY, UNICODE, 78))


def test_too_few_are_grey_and_what_is_unknown_is_no_zero() -> None:
    found = looked_at([1, 1], [])
    assert rows.verdict_word(found) == ("too few", "muted")
    a, b = rows.sides_figure(found, UNICODE).bars
    assert (a.ink, b.value, b.shown) == ("muted", None, "–  n 0")
    table = [text(shown).split() for shown in rows.table_lines(found, UNICODE)]
    assert table[2] == ["B", "check-in", "by", "phone", "0", "0", "–", "–"]
    unknown = Member(1, "[/nope]", "b", 0, 0, None)
    assert text(rows.member_line(found, unknown, None, UNICODE)) == "[/nope]– "


def test_an_experiment_is_defined_ended_dropped_and_taken_back(book: Path) -> None:
    async def script(driver: Driver) -> None:
        driver.app.show_view("experiments")
        await driver.settle()
        assert driver.shows("n compares two cadences, channels or contents inside a tier.")
        await driver.press("n")
        await driver.type("Closer")
        await driver.press("tab", "tab", "tab", "tab")
        await driver.type("30")
        await driver.press("enter")
        assert driver.shows("Both sides need their cadence.")
        await driver.press("tab")
        await driver.type("14")
        await driver.press("enter")
        assert driver.shows("Experiment Closer: 1 + 1 accounts.  u to undo")
        assert "too few" in driver.line_of("30 / 14 days")
        assert "1 account, 0 with a figure" in driver.line_of("Side B  check-in every 14 days")
        await driver.press("x")
        await driver.type("no more")
        await driver.press("enter")
        assert driver.shows("Concluded: no more")
        await driver.press("d")
        assert driver.shows("No experiment yet.")
        await driver.press("u")
        assert driver.shows("Concluded: no more")
        # Its days are its own: neither filter nor span hold here.
        await driver.press("slash", "f", "comma")
        assert driver.shows("Concluded: no more")

    drive(book, script)


def test_defining_an_experiment_shows_that_it_goes_on_and_is_done_once(book: Path) -> None:
    go_on = Event()

    async def script(driver: Driver) -> None:
        driver.app.show_view("experiments")
        await driver.settle()
        await driver.press("n")
        await driver.type("Closer")
        await driver.press("tab", "tab", "tab", "tab")
        await driver.type("30")
        await driver.press("tab")
        await driver.type("14")
        # Something else is being written first.
        driver.app.desk.change(lambda _, **__: go_on.wait(10), {})
        for _ in range(2):
            driver.app.post_message(Key("enter", None))
            await driver.pilot.pause()
        assert driver.shows("Defining it")
        go_on.set()
        await driver.settle()
        assert driver.shows("Experiment Closer: 1 + 1 accounts.  u to undo")

    try:
        drive(book, script)
    finally:
        go_on.set()
    with open_book(book, read_only=True) as found:
        assert found.connection.execute("SELECT count(*) FROM experiment").fetchone() == (1,)


@pytest.fixture(scope="session")
def tried_once(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo book, which has an experiment that is over, with one more and one to come."""
    path = Path(shutil.copy(demo_once, tmp_path_factory.mktemp("tried") / "demo.db"))
    runs = Definition("Closer", "medium", "cadence", "30", "14", "health", START, date(2026, 3, 1))
    ahead = Definition(
        "Two letters", "low", "content", "short", "long", "nps", date(2026, 2, 9), date(2026, 5, 3)
    )
    with open_book(path) as book:
        for wished, today in ((runs, START), (ahead, TODAY)):
            experiments.new(book, wished, today=today, now=NOW)
    return path


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_the_experiments_look_as_they_were_accepted(
    tried_once: Path, tmp_path: Path, snap_compare: Callable[..., bool], size: tuple[int, int]
) -> None:
    book = Path(shutil.copy(tried_once, tmp_path / "demo.db"))

    async def show(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        app.show_view("experiments")
        await settled(pilot)

    with app_on(book) as app:
        assert snap_compare(app, terminal_size=size, run_before=show)


def test_the_experiments_can_be_read_in_ascii(tried_once: Path, tmp_path: Path) -> None:
    async def script(driver: Driver) -> None:
        driver.app.show_view("experiments")
        await driver.settle()
        shown = driver.screen()
        assert "too few" in driver.line_of("30 / 14 days")
        assert shown.isascii() or not set("±━▾–·").intersection(shown)

    book = Path(shutil.copy(tried_once, tmp_path / "demo.db"))
    drive(book, script, config=Config(ascii=True))
