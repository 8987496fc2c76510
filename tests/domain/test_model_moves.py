"""What moved is counted by place, the largest named; an early change is told with its reason."""

from __future__ import annotations

from datetime import date

import pytest

from csm_tui.domain.model_moves import (
    NAMED,
    MovedAccount,
    Shift,
    as_json,
    early_change,
    from_json,
    moved_words,
    summed,
)


def account(number: int, arr: int | None, **places: str | None) -> MovedAccount:
    """Return an account that stands alike before and after but for `places`."""
    stood: dict[str, str | None] = {
        "tier_from": "high", "tier_to": "high", "level_from": "high", "level_to": "high",
        "quadrant_from": None, "quadrant_to": None,
    }  # fmt: skip
    return MovedAccount(number, f"Account {number}", arr, **(stood | places))


def test_moves_are_counted_by_where_from_and_where_to() -> None:
    moved = summed(
        [
            account(1, None, tier_to="medium"),
            account(2, 500, tier_to="medium", level_to="medium"),
            account(3, 900, quadrant_to="project"),
        ],
        10,
    )
    assert (moved.accounts, moved.moved) == (10, 3)
    assert moved.tiers == (Shift("high", "medium", 2),)
    assert moved.quadrants == (Shift(None, "project", 1),)
    assert [one.account_id for one in moved.first] == [3, 2, 1]
    assert moved_words(moved) == (
        "3 of 10 accounts: tier high → medium 2; level high → medium 1;"
        " quadrant unknown → project 1"
    )
    assert moved_words(summed([], 10)) == "no account moves"


def test_of_many_the_largest_are_named_and_all_is_kept_as_json() -> None:
    moved = summed((account(n, n, tier_to="low") for n in range(300)), 300)
    assert len(moved.first) == NAMED
    assert moved.first[0].arr == 299
    assert from_json(as_json(moved)) == moved


@pytest.mark.parametrize(
    ("adopted", "told"),
    [
        (date(2026, 2, 1), "less than a month ago"),
        (date(2026, 1, 2), "1 month ago"),
        (date(2025, 2, 3), "11 months ago"),
        (date(2025, 2, 2), None),
        (date(2020, 1, 1), None),
    ],
)
def test_a_change_within_the_months_of_the_model_comes_early(
    adopted: date, told: str | None
) -> None:
    found = early_change(adopted, 12, date(2026, 2, 2))
    assert (found is None) if told is None else (told in str(found))


def test_a_model_without_a_commitment_may_change_any_day() -> None:
    assert early_change(date(2026, 2, 2), 0, date(2026, 2, 2)) is None
