"""What an amount is for is asked once and read so (IMPORT, trap 3)."""

from __future__ import annotations

from datetime import date

import pytest

from csm_tui.exchange.converted import Cells, Converted
from csm_tui.exchange.options import Period, ValueOptions
from csm_tui.exchange.periods import yearly

_CELLS = Cells("Contract Value", ("1200", "600"), (2, 3))
_AMOUNTS = Converted([120_000, 60_000])
_STARTS = (date(2024, 1, 1), date(2024, 1, 1))
_ENDS = (date(2026, 1, 1), None)


def read(period: Period | None) -> Converted:
    return yearly(_CELLS, _AMOUNTS, ValueOptions(period=period), _STARTS, _ENDS)


def test_nothing_is_assumed() -> None:
    ambiguous = read(None).ambiguous
    assert ambiguous is not None
    assert ambiguous.key == "period:Contract Value"
    assert [choice.value for choice in ambiguous.choices] == ["month", "year", "term"]
    assert "1200 and 600" in ambiguous.reason


@pytest.mark.parametrize(
    ("period", "values"), [("month", [1_440_000, 720_000]), ("year", [120_000, 60_000])]
)
def test_amounts_of_a_month_and_of_a_year(period: Period, values: list[int]) -> None:
    assert read(period).values == values
    assert read(period).evidence == f"amounts for a {period} (said)"


def test_an_amount_of_a_term_is_parted_by_its_years_and_needs_both_days() -> None:
    converted = read("term")
    assert converted.values == [pytest.approx(60_000, abs=50), None]
    assert [(fault.at, fault.problem) for fault in converted.problems] == [
        (1, "its term has no length.")
    ]


def test_whole_months_of_a_term_are_no_days() -> None:
    cells = Cells("Total", ("36000", "36000", "9000", "100"), (2, 3, 4, 5))
    amounts = Converted([3_600_000, 3_600_000, 900_000, 10_000])
    starts = [date(2023, 6, 1), date(2023, 6, 1), date(2024, 1, 31), date(2024, 1, 1)]
    ends = [date(2026, 6, 1), date(2026, 5, 31), date(2024, 7, 31), date(2024, 1, 2)]
    found = yearly(cells, amounts, ValueOptions(period="term"), starts, ends)
    assert found.values == [1_200_000, 1_200_000, 1_800_000, 3_652_500]


def test_a_column_may_say_row_by_row_how_often_an_amount_is_due() -> None:
    cells = Cells("Amount", ("10", "100", "20", "7"), (2, 3, 4, 5))
    due = Cells("Interval", ("month", "Yearly", "quarterly", "whenever"), (2, 3, 4, 5))
    amounts = Converted([1000, 10_000, 2000, 700])
    asked = yearly(cells, amounts, ValueOptions(), [None] * 4, [None] * 4, due)
    assert asked.ambiguous is not None
    assert asked.ambiguous.choices[-1].title == "for what Interval says in each row"
    answers = {"period:Amount": "interval"}
    found = yearly(cells, amounts, ValueOptions(answers=answers), [None] * 4, [None] * 4, due)
    assert found.values == [12_000, 10_000, 8000, None]
    assert found.evidence == "amounts for the interval of each row (said)"
    (fault,) = found.problems
    assert fault.problem == "Interval says 'whenever': there is no telling what it is for."
