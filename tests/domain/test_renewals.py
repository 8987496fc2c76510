"""Months and years counted from their beginning: no end of a month ever drifts (TORTURE J)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from csm_tui.domain import model_file
from csm_tui.domain.relative_days import coming_day
from csm_tui.domain.renewals import next_renewal
from csm_tui.models import preset

RULE = model_file.load(preset("four-tier"), file="four-tier.toml").lifecycle


def rolled(start: date, renewal: date, count: int) -> list[date]:
    """Return the first `count` days on which a contract that renews by itself does so."""
    found: list[date] = [renewal]
    while len(found) < count:
        after = found[-1] + timedelta(days=1)
        found.append(next_renewal(start, renewal, True, RULE, after).on)
    return found


def test_t102_monthly_from_31_january_keeps_to_the_end_of_the_month() -> None:
    """T102: 28 Feb, 31 Mar, 30 Apr; in a leap year 29 Feb."""
    days = rolled(date(2026, 1, 31), date(2026, 2, 28), 4)
    assert days == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]
    assert rolled(date(2024, 1, 31), date(2024, 2, 29), 2)[1] == date(2024, 3, 31)


def test_t103_quarterly_from_30_november_comes_in_february() -> None:
    """T103: 28 Feb, not May; and then 30 May again."""
    days = rolled(date(2025, 11, 30), date(2026, 2, 28), 3)
    assert days == [date(2026, 2, 28), date(2026, 5, 30), date(2026, 8, 30)]


def test_t107_yearly_from_29_february_comes_back_to_it() -> None:
    """T107: 28 Feb in other years, 29 Feb in the next leap year."""
    days = rolled(date(2024, 2, 29), date(2025, 2, 28), 4)
    assert days[-1] == date(2028, 2, 29)
    assert days[1] == date(2026, 2, 28)


@pytest.mark.parametrize("year", [1900, 2100, 9999])
def test_t107_years_at_the_ends_overflow_nowhere(year: int) -> None:
    """T107: a renewal before, in and after the present, as of the last day of the calendar too."""
    renewal = date(year, 12, 31)
    for today in (date(1900, 1, 1), date(2026, 2, 2), date.max):
        for start in (None, date(1900, 1, 31), date(year, 1, 31)):
            found = next_renewal(start, renewal, True, RULE, today)
            assert found.on >= min(renewal, today)


def test_t102_a_month_ahead_of_the_31st_is_the_end_of_the_next() -> None:
    """T102: as it is typed, too."""
    assert coming_day("+1m", date(2026, 1, 31)) == date(2026, 2, 28)
    assert coming_day("+3m", date(2025, 11, 30)) == date(2026, 2, 28)
