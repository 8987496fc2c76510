from __future__ import annotations

import asyncio
import threading
from datetime import date
from pathlib import Path

import pytest

from csm_tui.errors import Cancelled
from csm_tui.formatting import UNICODE
from csm_tui.operations import planning
from csm_tui.operations.plan_excess import OverWeek
from csm_tui.operations.plan_report import PlanLine, PlanReport
from csm_tui.queries.planning import planned_until
from csm_tui.store.database import open_book
from csm_tui.tui import plan_lines
from csm_tui.tui.calendar_rows import Setting
from csm_tui.tui.dialogs.lists import Group
from csm_tui.tui.dialogs.plan_preview import PlanPreview
from csm_tui.tui.plan_lines import Digest
from tests.tui.driving import NOW, TODAY, Driver, drive

SETTING = Setting(TODAY, UNICODE)


def planned_line(sign: str = "+", **fields: object) -> PlanLine:
    made = PlanLine(
        sign=sign,
        id=None,
        date=date(2026, 2, 11),
        account="Aurora Cooperative",
        account_id=1,
        kind="check-in",
        channel="video",
        purpose=None,
        owner=None,
        reason="high: every 14 days",
        was_date=None,
        due_on=None,
        effort=60,
        automated=False,
        over=False,
        plan="check-in:2026-02-11",
    )
    return made._replace(**fields)  # type: ignore[arg-type]


def report(*lines: PlanLine, **fields: object) -> PlanReport:
    made = PlanReport(0, 0, 0, 0, 0, 0, (), lines, date(2026, 5, 4))
    return made._replace(**fields)  # type: ignore[arg-type]


def plans(path: Path) -> list[tuple[object, ...]]:
    with open_book(path, read_only=True) as book:
        return book.connection.execute(
            "SELECT id, date, kind FROM touchpoint WHERE plan IS NOT NULL ORDER BY id"
        ).fetchall()


# Lines


def test_the_figures_say_what_changes_what_stays_and_what_is_over() -> None:
    weeks = (OverWeek(date(2026, 2, 9), 210),)
    made = report(added=1_312, changed=4, kept=280, over=3, over_minutes=210, over_weeks=weeks)
    assert [line.plain for line in plan_lines.summary_lines(made, SETTING)] == [
        "1,312 new · 4 changed · 280 as they are  to Mon 4 May 2026",
        "3h30 over the hours available in 1 week, of 9 Feb 3h30",
        "3 touchpoints stand there on the day they are due, flagged.",
    ]
    nothing = plan_lines.summary_lines(report(), SETTING)
    assert nothing[0].plain == "no touchpoint is asked for  to Mon 4 May 2026"


def test_a_line_gives_day_account_kind_minutes_where_it_was_and_why() -> None:
    one = planned_line("~", was_date=date(2026, 2, 9), over=True)
    words = " ".join(plan_lines.plan_line(one, SETTING).plain.split())
    assert words == (
        "~ Wed 11 Feb Aurora Cooperative check-in 1h was 9 Feb; over the hours; high: every 14 days"
    )


def test_however_many_lines_there_are_few_are_kept_and_the_rest_is_counted() -> None:
    many = [planned_line(account_id=number) for number in range(1_000)]
    found = plan_lines.digest(report(*many, planned_line("-"), added=1_000, removed=1))
    assert found.report.lines == ()
    groups = plan_lines.groups(found, SETTING, Group)
    assert [group.title.plain for group in groups] == ["No longer  1", "New  1,000"]
    assert len(groups[1].lines) == plan_lines.MOST + 1
    assert groups[1].lines[-1].plain == "and 700 more"


def test_accounts_without_a_plan_are_named_and_of_many_the_reasons_counted() -> None:
    few = plan_lines.without_lines([("Comet Cargo", "prospect, no cadence")])
    assert few[0].plain.split() == "Comet Cargo prospect, no cadence".split()
    many = [(f"A{number}", "churned" if number else "paused") for number in range(1_000)]
    assert [line.plain.split() for line in plan_lines.without_lines(many)] == [
        ["999", "churned"],
        ["1", "paused"],
    ]


# The dialog


def test_the_difference_is_shown_and_enter_adopts_it_as_one_change(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "P")
        assert driver.shows(" new")
        assert driver.shows("▾ New")
        assert driver.shows("Nothing is written yet.")
        assert plans(book) == []
        await driver.press("enter")
        assert "Planned: " in driver.lines()[-2]
        assert plans(book) != []
        assert "13 weeks " in driver.lines()[1]
        await driver.press("u")
        assert plans(book) == []
        assert "no plan yet" in driver.lines()[1]

    drive(book, script)


def test_planning_is_offered_on_every_screen(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("P")
        assert driver.shows("what you booked, moved or skipped stays yours")
        await driver.press("escape")
        assert driver.shows("[2 Portfolio]")

    drive(book, script)


def test_esc_leaves_the_book_as_it_is(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "P", "escape")
        assert driver.shows("[3 Calendar]")
        assert not driver.shows("Nothing is written yet.")

    drive(book, script)
    assert plans(book) == []


def test_where_nothing_differs_it_says_so_and_enter_closes(book: Path) -> None:
    with open_book(book) as opened:
        planning.plan(opened, today=TODAY, now=NOW)
    before = plans(book)

    async def script(driver: Driver) -> None:
        await driver.press("3", "P")
        assert driver.shows("Nothing to change: the calendar is as the model asks.")
        assert driver.shows("⏎ close")
        await driver.press("enter")
        assert "Planned" not in driver.lines()[-2]

    drive(book, script)
    assert plans(book) == before


def test_what_is_being_worked_out_is_cancelled_with_the_dialog(book: Path) -> None:
    async def script(driver: Driver) -> None:
        started, let_go = threading.Event(), threading.Event()
        ended: list[bool] = []

        def long(_: object) -> Digest:
            started.set()
            let_go.wait(10)
            ended.append(dialog._cancelled.is_set())
            raise Cancelled("Planning was cancelled.")

        await driver.press("3")
        dialog = PlanPreview()
        driver.app.ask_aside(long, dialog._take, dialog._failed)
        # Not on this thread: the question is asked from its loop.
        assert await asyncio.to_thread(started.wait, 10)
        driver.app.push_screen(dialog)
        await driver.pilot.pause()
        # What is asked beside does not hold up what the screens ask.
        assert driver.shows("Planning")
        await driver.pilot.press("escape")
        await driver.pilot.pause()
        assert driver.shows("[3 Calendar]")
        await driver.pilot.press("l")
        await driver.pilot.pause()
        assert driver.shows("Tue 3 Feb 2026")
        let_go.set()
        await driver.settle()
        assert ended == [True]

    drive(book, script)


def test_progress_is_told_while_it_runs(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "P")
        dialog = driver.app.screen
        assert isinstance(dialog, PlanPreview)
        dialog._busy = "Planning"
        dialog._note(12_000, 300_000)
        dialog._tell()
        await driver.pilot.pause()
        assert driver.shows("Planning 12,000 of 100,000")
        assert "━━━──" in driver.line_of("Planning 12,000")

    drive(book, script)


def test_a_plan_that_is_cancelled_while_it_is_written_changes_nothing(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "P")
        dialog = driver.app.screen
        assert isinstance(dialog, PlanPreview)
        dialog._cancelled.set()
        await driver.press("enter")
        assert "Planning was cancelled; the calendar is as it was." in driver.lines()[-2]
        assert driver.shows("[3 Calendar]")

    drive(book, script)
    assert plans(book) == []
    with open_book(book, read_only=True) as opened:
        assert planned_until(opened.connection) is None


@pytest.mark.parametrize("holidays", ["Atlantis"])
def test_a_country_that_is_not_known_is_said_in_the_dialog(book: Path, holidays: str) -> None:
    from csm_tui.config import Config

    async def script(driver: Driver) -> None:
        await driver.press("3", "P")
        assert driver.shows("Atlantis")
        await driver.press("enter")
        assert driver.shows("[3 Calendar]")

    drive(book, script, config=Config(holidays=holidays))
