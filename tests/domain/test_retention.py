"""GRR, NRR, logo retention and the movement table (DOMAIN §11, last paragraph)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.retention import Movement, Retention, movement, retention, year_before

cents = st.one_of(st.none(), st.integers(-100, 10**13), st.just(0))
pairs = st.lists(st.tuples(cents, cents), max_size=30)


def of(*pairs: tuple[int | None, int | None]) -> Retention:
    """Return the retention of accounts by their ARR on the two days."""
    return retention(moved for moved in movements(*pairs))


def movements(*pairs: tuple[int | None, int | None]) -> list[Movement]:
    found = (movement(id, f"Account {id}", *pair) for id, pair in enumerate(pairs))
    return [moved for moved in found if moved is not None]


def test_the_worked_figures_of_the_issue() -> None:
    found = of((400_000, 600_000), (300_000, 250_000), (100_000, 0), (200_000, 200_000))
    assert (found.start, found.end, found.accounts) == (1_000_000, 1_050_000, 4)
    assert (found.expansion, found.contraction, found.churn) == (200_000, 50_000, 100_000)
    assert (found.nrr, found.grr) == (1.05, 0.85)
    assert (found.retained, found.logo_retention) == (3, 0.75)


@pytest.mark.parametrize("pair", [(0, 500), (None, 500), (0, 0), (-100, 500)])
def test_nothing_on_the_first_day_is_no_ratio(pair: tuple[int | None, int]) -> None:
    found = of(pair)
    assert (found.start, found.accounts) == (0, 0)
    assert (found.grr, found.nrr, found.logo_retention) == (None, None, None)


def test_where_nobody_churned_churn_is_zero() -> None:
    found = of((100, 100), (100, 150))
    assert (found.churn, found.counts["churn"], found.logo_retention) == (0, 0, 1.0)
    assert (found.contraction, found.grr, found.nrr) == (0, 1.0, 1.25)


def test_everything_lost_is_zero_and_not_unknown() -> None:
    found = of((100, 0))
    assert (found.grr, found.nrr, found.logo_retention) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        (100, 150, "expansion"),
        (150, 100, "contraction"),
        (100, 0, "churn"),
        (100, -5, "churn"),
        (100, 100, "unchanged"),
        (0, 100, "new"),
        (-5, 100, "new"),
        (None, 100, "unknown"),
        (100, None, "unknown"),
        (None, None, "unknown"),
        (None, 0, "unknown"),
    ],
)
def test_each_account_moves_in_one_way(start: int | None, end: int | None, kind: str) -> None:
    found = movement(1, "Acme", start, end)
    assert found is not None
    assert found.kind == kind


def test_an_account_without_arr_on_either_day_moves_not_at_all() -> None:
    assert movement(1, "Acme", 0, 0) is None
    assert movement(1, "Acme", -5, 0) is None


def test_new_accounts_stand_beside_the_cohort_and_unknown_ones_in_no_sum() -> None:
    found = of((100, 100), (0, 900), (None, 700), (800, None))
    assert (found.accounts, found.start, found.end, found.new) == (1, 100, 100, 900)
    assert (found.counts["new"], found.counts["unknown"]) == (1, 2)
    assert (found.grr, found.nrr) == (1.0, 1.0)


def test_a_negative_arr_counts_as_nothing() -> None:
    found = of((100, -50), (200, 200))
    assert (found.start, found.churn, found.end) == (300, 100, 200)


@given(pairs)
def test_the_cohort_ends_where_its_movements_lead(
    pairs: list[tuple[int | None, int | None]],
) -> None:
    found = of(*pairs)
    assert found.start + found.expansion - found.contraction - found.churn == found.end
    assert min(found.expansion, found.contraction, found.churn, found.new) >= 0
    moved = movements(*pairs)
    assert sum(found.counts.values()) == len(moved)
    assert found.end + found.new == sum(one.end or 0 for one in moved if one.kind != "unknown")


@given(pairs)
def test_gross_retention_is_at_most_one_and_at_most_net(
    pairs: list[tuple[int | None, int | None]],
) -> None:
    found = of(*pairs)
    if found.start == 0:
        assert found.grr is found.nrr is found.logo_retention is None
        return
    assert found.grr is not None
    assert found.nrr is not None
    assert found.logo_retention is not None
    assert 0 <= found.grr <= 1
    assert found.grr <= found.nrr
    assert 0 <= found.logo_retention <= 1


@given(pairs)
def test_gross_retention_is_the_sum_of_the_lesser_of_both_days(
    pairs: list[tuple[int | None, int | None]],
) -> None:
    cohort = [
        (start, max(0, end))
        for start, end in pairs
        if start is not None and end is not None and start > 0
    ]
    found = of(*pairs)
    if cohort:
        whole = sum(start for start, _ in cohort)
        assert found.grr == sum(min(pair) for pair in cohort) / whole
        assert found.nrr == sum(end for _, end in cohort) / whole


@pytest.mark.parametrize(
    ("day", "earlier"),
    [
        (date(2026, 2, 2), date(2025, 2, 2)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(1, 3, 1), date(1, 3, 1)),
    ],
)
def test_a_year_before(day: date, earlier: date) -> None:
    assert year_before(day) == earlier
