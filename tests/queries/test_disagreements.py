"""The pyramid against the matrix over a book (DOMAIN §3)."""

from __future__ import annotations

import pytest

from csm_tui.domain.disagreements import DEDICATED, KEPT_SMALL
from csm_tui.domain.filters import parse
from csm_tui.queries.disagreements import CompareRow, compare, totals
from csm_tui.store.database import Book
from tests.queries.conftest import TODAY, Add


def rows(book: Book, words: str = "") -> dict[str, CompareRow]:
    return {row.account: row for row in compare(book.connection, parse(words), today=TODAY)}


@pytest.fixture
def compared(book: Book, add: Add) -> Book:
    """Return a book with both failures, one that agrees, two unknown, and two left out."""
    old = {"start_date": "2024-01-01"}
    add(name="Idle", arr="300000", health="95", owner="Ana", **old)
    add(name="Seed", arr="4000", potential_arr="400000", health="90", **old)
    add(name="Tiny", arr="2000", health="90", **old)
    add(name="Dark", arr="300000", **old)
    add(name="Blank", health="20", potential_arr="900000", **old)
    add(name="Gone", arr="300000", health="90", status="churned", **old)
    add(name="Hope", arr="300000", health="90", status="prospect", **old)
    return book


def test_both_failures_are_found_by_name(compared: Book) -> None:
    found = rows(compared)
    assert found["Idle"].found.failure == DEDICATED
    assert (found["Idle"].found.pyramid_level, found["Idle"].found.matrix_level) == (
        "high",
        "medium",
    )
    assert found["Seed"].found.failure == KEPT_SMALL
    assert (found["Seed"].found.pyramid_level, found["Seed"].found.matrix_level) == (
        "tech",
        "medium",
    )


def test_churned_accounts_and_prospects_have_no_level_to_compare(compared: Book) -> None:
    assert set(rows(compared)) == {"Idle", "Seed", "Tiny", "Dark", "Blank"}


def test_the_totals_leave_the_unknown_out_of_every_sum(compared: Book) -> None:
    found = rows(compared)
    sums = totals(found.values())
    assert (sums.accounts, sums.agree, sums.disagree, sums.unknown) == (5, 1, 2, 2)
    assert sums.costs == pytest.approx(found["Seed"].found.hours_difference)
    assert sums.frees == pytest.approx(-(found["Idle"].found.hours_difference or 0))
    assert {failure.failure: failure.accounts for failure in sums.failures} == {
        DEDICATED: 1,
        KEPT_SMALL: 1,
    }


def test_disagreements_come_first_and_the_unknown_last(compared: Book) -> None:
    order = [row.found.disagree for row in rows(compared).values()]
    assert order == [True, True, False, None, None]


def test_a_filter_keeps_its_accounts(compared: Book) -> None:
    assert set(rows(compared, "owner:ana")) == {"Idle"}
