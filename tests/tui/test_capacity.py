"""The capacity view: weeks as bars and table, what drives them, what would make them fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from csm_tui import formatting
from csm_tui.config import Config
from csm_tui.domain.capacity_moves import Movable, Move
from csm_tui.domain.capacity_weeks import Week
from csm_tui.domain.filters import parse
from csm_tui.domain.work_time import WorkTime
from csm_tui.queries.capacity import Capacity, TierHours, capacity
from csm_tui.queries.capacity_proposals import Cadence, Proposals, Touch
from csm_tui.store.database import open_book
from csm_tui.store.standings import prepare
from csm_tui.tui import capacity_rows as rows
from csm_tui.tui import capacity_ways as ways
from csm_tui.tui.pieces import Line
from csm_tui.tui.setting import Setting
from tests.tui.driving import NARROW, TODAY, WIDE, Driver, add_account, drive, settled
from tests.tui.test_snapshots import app_on

SETTING = Setting(TODAY, formatting.UNICODE, formatting.money)
MONDAY = date(2026, 2, 2)


def text(shown: Line) -> str:
    return " ".join("".join(piece.text for piece in (*shown.left, *shown.right)).split())


def week(planned: float | None, available: float = 30, **fields: Any) -> Week:
    """Return the week of TODAY with so many planned hours and ten reactive ones."""
    values: dict[str, Any] = {
        "reactive": 10.0, "asked": 28.0, "by_tier": {}, "by_kind": {}, "free": (),
    }  # fmt: skip
    return Week(MONDAY, planned, available=available, **{**values, **fields})


@pytest.fixture
def found(book: Path) -> Capacity:
    """Return the hours of the small book, six a day."""
    with open_book(book) as opened:
        prepare(opened.connection, TODAY)
        work = WorkTime(frozenset(range(5)), {}, 360)
        return capacity(opened.connection, parse(""), today=TODAY, work=work)


def with_weeks(found: Capacity, *weeks: Week) -> Capacity:
    """Return the hours with other weeks."""
    over = next((one for one in weeks if one.over), None)
    return found._replace(weeks=weeks, first_over=over)


def test_a_bar_is_planned_hours_with_the_reactive_ones_behind_them(found: Capacity) -> None:
    figure = rows.weeks_figure(with_weeks(found, week(15), week(16), week(23), week(25)), SETTING)
    assert figure is not None
    assert [(bar.value, bar.more) for bar in figure.bars] == [
        (15, 10),
        (16, 10),
        (23, 10),
        (25, 10),
    ]
    assert [bar.shown.rstrip() for bar in figure.bars] == [
        "25.0 of 30.0 ▲ room",
        "26.0 of 30.0 ■ tight",
        "33.0 of 30.0 ▼ first over",
        "35.0 of 30.0 ▼ over",
    ]
    assert [bar.ink for bar in figure.bars] == ["good", "warn", "bad", "bad"]
    assert figure.split == 30


def test_a_week_beyond_the_plan_is_marked_as_the_models(found: Capacity) -> None:
    beyond = with_weeks(found, week(None))
    figure = rows.weeks_figure(beyond, SETTING)
    assert figure is not None
    assert (figure.bars[0].value, figure.bars[0].more) == (18, 10)
    assert figure.bars[0].shown == "~28.0 of 30.0 ■ tight"
    assert "~ by the model" in text(rows.caption(beyond, 80, plain=False))
    assert text(rows.week_line(week(None), beyond, SETTING)) == "2 Feb – 10.0 – 30.0 28.0"


def test_exactly_all_hours_are_not_over_and_no_hours_are_at_once(found: Capacity) -> None:
    assert rows.week_fill(week(20), found) == "tight"
    assert rows.week_fill(week(0.5, available=0), found) == "over"
    assert rows.week_fill(week(0, available=0, reactive=0.0), found) == "room"


def test_many_hours_stay_beside_their_bars(found: Capacity) -> None:
    figure = rows.weeks_figure(with_weeks(found, week(66_588.0), week(110.0)), SETTING)
    assert figure is not None
    assert [bar.shown.rstrip() for bar in figure.bars] == [
        "67K of 30 ▼ first over",
        "120 of 30 ▼ over",
    ]


def test_the_table_has_what_is_over_and_what_is_off(found: Capacity) -> None:
    short = week(25, 24, free=("Candlemas",), by_tier={"high": 25.0}, by_kind={"check-in": 25.0})
    assert text(rows.week_line(short, found, SETTING)) == (
        "2 Feb 25.0 10.0 35.0 24.0 ▼ 11.0 28.0 Candlemas"
    )
    assert text(rows.week_why(short, SETTING)) == "2 Feb: Candlemas; high 25.0; check-in 25.0"
    assert "28.0 h a week on average" in text(rows.week_why(week(None), SETTING))


def test_what_is_unknown_is_no_zero() -> None:
    unknown = TierHours("unknown", 3, None, None, None, None)
    assert text(rows.tier_line(unknown, SETTING)) == "No tier 3 – – – –"
    assert "hours not known: no ARR" in text(rows.tier_why(unknown, "⏎"))
    tech = TierHours("tech", 9, 1.8, 0.01, None, 7)
    assert text(rows.tier_line(tech, SETTING)) == "Tech touch 9 1.8 <0.1 no bound 7"


PLAN = Movable(5, 1, "Acme", "business-review", MONDAY, date(2026, 1, 30), date(2026, 2, 20), 240)
MOVE = Move(PLAN, date(2026, 2, 10))


def test_what_would_make_it_fit_has_the_hours_gained(found: Capacity) -> None:
    over = found._replace(planned_until=date(2026, 5, 3))
    moving = over._replace(proposals=Proposals(0, 2, 1, (MOVE,)))
    assert ways.moves_words(moving, SETTING) == (
        "1 move until 10 Feb take 4.0 h out of the 2 weeks over: 1 of them would fit."
    )
    assert text(ways.move_line(MOVE, SETTING, 80)) == "4.0 Acme 2 Feb → 10 Feb business-review"
    assert "30 Jan to 20 Feb" in text(ways.move_why(MOVE, SETTING, "⏎"))
    cadence = Cadence("cadence.levels.medium.check_in", "medium", "check-ins", 30, 60, 20, 10.1)
    assert text(ways.cadence_line(cadence, SETTING)) == (
        "10.1 medium touch: check-ins, 30 → 60 days 20 accounts"
    )
    assert "csm what-if cadence.levels.medium.check_in=60d" in text(ways.cadence_why(cadence))
    touch = Touch(1, "Acme", 82_000_00, "high", "medium", 2.8, "among the smallest")
    assert text(ways.touch_line(touch, SETTING, 80)) == (
        "2.8 Acme high → medium 82K among the smallest"
    )
    assert text(ways.touch_why(touch, "")) == "Acme: among the smallest"


@pytest.mark.parametrize(
    ("proposals", "said"),
    [
        (Proposals(0, 0, 0), "No planned week is over: nothing to move."),
        (Proposals(0, 2, 0, None), "Moves are looked for in the whole book: clear the filter."),
        (
            Proposals(0, 2, 0),
            "Nothing of the 2 weeks over has room in another week of its window.",
        ),
    ],
)
def test_why_nothing_moves_is_said(found: Capacity, proposals: Proposals, said: str) -> None:
    planned = found._replace(planned_until=date(2026, 5, 3), proposals=proposals)
    assert ways.moves_words(planned, SETTING) == said


def test_the_weeks_are_bars_and_a_table_of_as_many_as_are_asked_for(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("7")
        driver.app.perform("capacity")
        await driver.settle()
        assert "[Capacity]" in driver.lines()[1]
        assert driver.lines()[1].rstrip().endswith("13 weeks")
        assert driver.line_of("first over").split()[0] == "2"
        assert "▼ over" in driver.line_of("Utilisation")
        assert "fit at this mix, now 59" in driver.line_of("Accounts")
        where = driver.cursor_line()
        await driver.press("T", "j", "j")
        assert driver.cursor_line().split()[1:3] == ["2", "Feb"]
        assert driver.lines()[-2].startswith(" 2 Feb: high ")
        await driver.press("T")
        assert driver.cursor_line() == where
        await driver.press("comma")
        assert driver.lines()[1].rstrip().endswith("4 weeks")
        assert not driver.shows("2 Mar")
        await driver.press("comma")
        assert driver.shows("There is no shorter span.")
        await driver.press("full_stop", "full_stop")
        assert driver.lines()[1].rstrip().endswith("26 weeks")
        assert driver.shows("~ by the model")
        # Weeks are whole and begin today: there are no exact dates.
        await driver.press("f")
        assert driver.lines()[1].rstrip().endswith("26 weeks")

    drive(demo, script, size=WIDE)


def test_enter_opens_who_takes_the_hours_and_looks_at_a_tier_alone(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        driver.app.show_view("capacity")
        await driver.settle()
        await driver.press("J", "J", "J", "j")
        name = driver.cursor_line().split("▌")[1].split("  ")[1]
        await driver.press("enter")
        assert name in driver.lines()[1]
        await driver.press("escape", "K", "K", "K", "j")
        assert "looks at it alone" in driver.lines()[-2]
        await driver.press("enter")
        assert driver.lines()[1].rstrip().endswith("tier:high")
        await driver.press("g")
        assert "for 13 accounts" in driver.line_of("Asked for")
        await driver.press("escape")
        assert "for 59 accounts" in driver.line_of("Asked for")

    drive(demo, script, size=WIDE)


def test_without_a_plan_the_key_that_plans_is_named_and_the_weeks_follow(book: Path) -> None:
    async def script(driver: Driver) -> None:
        driver.app.show_view("capacity")
        await driver.settle()
        assert "press P to plan what the model asks for" in driver.line_of("Planned")
        assert driver.shows("~ by the model")
        await driver.press("G")
        assert driver.shows("Hours unknown of 1 account without ARR or level")
        await driver.press("P", "enter")
        assert driver.shows("Planned:")
        assert not driver.shows("~ by the model")

    drive(book, script)


def test_read_only_names_no_key_that_writes(book: Path) -> None:
    async def script(driver: Driver) -> None:
        driver.app.show_view("capacity")
        await driver.settle()
        assert "csm plan to plan what the model asks for" in driver.line_of("Planned")
        assert "P plan" not in driver.lines()[-1]

    drive(book, script, read_only=True)


def test_nothing_is_computed_from_nothing(empty_book: Path) -> None:
    async def script(driver: Driver) -> None:
        driver.app.show_view("capacity")
        await driver.settle()
        assert driver.shows("No live accounts are there yet")
        assert not driver.shows("Hours a week")

    async def unknown(driver: Driver) -> None:
        driver.app.show_view("capacity")
        await driver.settle()
        assert driver.shows("Nothing is planned: press P")
        assert driver.shows("Hours unknown of 1 account without ARR or level")
        assert not driver.shows("Utilisation")
        await driver.press("T")
        assert driver.shows("There is no chart here.")

    drive(empty_book, script)
    add_account(empty_book, "Nobody")
    drive(empty_book, unknown)


def test_hours_that_the_config_does_not_give_are_missing(book: Path) -> None:
    async def none(driver: Driver) -> None:
        driver.app.show_view("capacity")
        await driver.settle()
        assert "– no hours for customers" in driver.line_of("Utilisation")
        await driver.press("G")
        assert driver.shows("No hours are left for customers: give working_days, hours_a_day")

    async def unknown(driver: Driver) -> None:
        driver.app.show_view("capacity")
        await driver.settle()
        assert driver.shows("There are no holidays of 'ES-XX'")

    drive(book, none, config=Config(internal_share=100), size=WIDE)
    drive(book, unknown, config=Config(holidays="ES-XX"))


def test_the_capacity_can_be_read_in_ascii(book: Path) -> None:
    async def script(driver: Driver) -> None:
        driver.app.show_view("capacity")
        await driver.settle()
        await driver.press("slash")
        await driver.type("aurora")
        await driver.press("enter")
        assert driver.screen().isascii()
        assert "= planned  + reactive  : 30.0 available" in driver.lines()[2]
        await driver.press("T", "G")
        assert driver.screen().isascii()

    drive(book, script, config=Config(ascii=True))


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_the_capacity_looks_as_it_was_accepted(
    demo: Path, snap_compare: Callable[..., bool], size: tuple[int, int]
) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        app.show_view("capacity")
        await settled(pilot)

    with app_on(demo) as app:
        assert snap_compare(app, terminal_size=size, run_before=show)
