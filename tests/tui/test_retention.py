"""The retention view: ratios with what they are of, the movement, who is behind each figure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from csm_tui import formatting
from csm_tui.domain.retention import Movement, movement, retention
from csm_tui.queries.retention import RetentionReport
from csm_tui.store.database import open_book
from csm_tui.tui import retention_rows as rows
from csm_tui.tui.pieces import Line
from csm_tui.tui.screens.retention import first_day
from csm_tui.tui.spans import Measuring
from tests.operations.files import bring
from tests.tui.driving import TODAY, Driver, drive

SETTING = rows.Setting(TODAY, formatting.UNICODE, formatting.money_exact, formatting.money)


def report(*pairs: tuple[int | None, int | None], least: int = 20) -> RetentionReport:
    """Return a report of accounts with so many units of ARR on the first and the last day."""
    movements: list[Movement] = []
    for number, (start, end) in enumerate(pairs):
        cents = [None if one is None else one * 100 for one in (start, end)]
        moved = movement(number, f"Account {number}", *cents)
        movements += [moved] if moved else []
    return RetentionReport(retention(movements), tuple(movements), (), 0, 0, least)


WORKED = report((4000, 6000), (3000, 2500), (1000, 0), (2000, 2000), (0, 800), (None, 1))


def text(shown: Line) -> str:
    return "".join(piece.text for piece in (*shown.left, *shown.right))


def test_a_ratio_stands_with_what_it_is_of_and_its_arithmetic() -> None:
    assert " ".join(text(rows.ratio_line("grr", WORKED, SETTING)).split()) == (
        "GRR 85.0 % 8,500 of 10,000, expansion left out"
    )
    assert "105.0 %" in text(rows.ratio_line("nrr", WORKED, SETTING))
    assert "3 of 4 accounts" in text(rows.ratio_line("logo", WORKED, SETTING))
    assert text(rows.ratio_why("nrr", WORKED, SETTING)) == (
        " NRR = (start + expansion 2,000 - contraction 500 - churn 1,000) ÷ start"
    )
    assert "4 accounts: too few to judge (under 20)" in text(rows.ratio_head(WORKED))


def test_nothing_at_the_start_is_n_a_and_nobody_churned_is_zero() -> None:
    for name in rows.RATIOS:
        assert "n/a" in text(rows.ratio_line(name, report((0, 10)), SETTING))
    churn = text(rows.movement_line("churn", report((10, 10)), SETTING)).split()
    assert churn == ["Churn", "0", "0"]


def test_losses_run_left_of_zero_and_each_bar_has_its_accounts() -> None:
    figure = rows.movement_figure(WORKED, SETTING)
    assert figure is not None
    assert [bar.value for bar in figure.bars] == [10000, 2000, -500, -1000, 10500, 800]
    assert figure.bars[3].shown.split() == ["-1K", "1", "account"]
    assert rows.movement_figure(report(), SETTING) is None


@pytest.mark.parametrize(
    ("figure", "number"),
    [("start", 4), ("end", 3), ("churn", 1), ("new", 1), ("unknown", 1), ("due", 0)],
)
def test_each_figure_knows_how_many_are_behind_it(figure: str, number: int) -> None:
    assert rows.number_behind(rows.FIGURES[figure], WORKED) == number


def test_a_named_span_begins_with_the_day_before_it_and_a_year_with_its_day() -> None:
    measuring = Measuring()
    assert first_day(measuring.span(TODAY)) == date(2025, 2, 2)
    measuring.turn(-1)
    assert first_day(measuring.span(TODAY)) == date(2025, 11, 3)
    measuring.choose(date(2025, 6, 30), date(2025, 12, 31))
    assert first_day(measuring.span(TODAY)) == date(2025, 6, 30)


CHANGES = (
    "account,date,amount\n"
    "Aurora Cooperative,2024-01-01,4000\nAurora Cooperative,2025-03-01,2000\n"
    "José Médico,2024-01-01,3000\nJosé Médico,2025-08-01,-500\n"
    "Contoso Retail,2024-01-01,1000\nContoso Retail,2025-09-01,-1000\n"
    "Tiny Tea,2024-01-01,2000\nUnknown Size,2025-06-01,800.50\n"
)


@pytest.fixture
def moved(book: Path) -> Path:
    """Return the small book with the ARR changes of the worked figures."""
    with open_book(book) as opened:
        bring(opened, {"arr_changes.csv": CHANGES}, today=TODAY)
    return book


def test_enter_on_a_figure_lists_its_accounts_and_enter_opens_one(moved: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("6", "v", "v")
        assert "2 Feb 2025 to 2 Feb 2026 · 4 accounts at the start" in driver.lines()[2]
        assert "85.0 %" in driver.line_of("GRR")
        assert "of contracts: another figure" in driver.line_of("Renewal rate")
        await driver.press("J", "j", "j", "j", "j")
        assert driver.cursor_line().split()[1] == "Churn"
        await driver.press("enter")
        assert driver.lines()[1].startswith(" Churn · 1 account · 2 Feb 2025 to 2 Feb 2026")
        assert driver.cursor_line().split()[1:4] == ["Contoso", "Retail", "churn"]
        await driver.press("enter")
        assert "Contoso Retail" in driver.lines()[1]
        await driver.press("escape", "escape")
        assert driver.cursor_line().split()[1] == "Churn"
        await driver.press("comma")
        assert "3 Nov 2025 to 2 Feb 2026" in driver.lines()[2]
        assert driver.cursor_line().split()[1:4] == ["Churn", "0", "0"]
        await driver.press("enter")
        assert driver.shows("Churn: nobody.")
        await driver.press("f", "down", "end", "ctrl+u")
        await driver.type("2026-03-31")
        await driver.press("enter")
        assert "3 Nov 2025 to 31 Mar 2026" in driver.lines()[2]
        assert driver.shows("31 Mar 2026 is after today: a contract that ends until then counts")
        await driver.press("G")
        assert driver.line_of("Open").split()[1] == "1"
        await driver.press("v", "v", "v")
        assert driver.lines()[1].rstrip().endswith("to 2 Feb 2026")

    drive(moved, script)


def test_enter_on_a_large_change_opens_its_account_once(moved: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("6", "v", "v", "G", "enter")
        assert "▌" not in driver.lines()[1]
        opened = driver.lines()[1].split()[0]
        await driver.press("escape")
        assert "[Retention]" in driver.lines()[1]
        assert driver.cursor_line().split()[1] == opened

    drive(moved, script)
