"""ARR stated day by day becomes the changes that lead there."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.operations.arr_levels import FIRST, Known, Level, Step, contradictions, steps

OCT, NOV, DEC, JAN = "2025-10-31", "2025-11-30", "2025-12-31", "2026-01-31"


def stated(*cents: int | None, since: int = 0) -> list[Level]:
    days = (OCT, NOV, DEC, JAN)[since:]
    found = zip(days, cents, strict=False)
    return [Level(1, day, amount, 2) for day, amount in found if amount is not None]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (stated(100, 150), [(OCT, 100, None, FIRST), (NOV, 50, "expansion", None)]),
        (stated(0, 100), [(OCT, 0, None, FIRST), (NOV, 100, "new", None)]),
        (stated(100, 40, 0), [(OCT, 100, None, FIRST), (NOV, -60, "contraction", None),
                              (DEC, -40, "churn", None)]),
        (stated(100, None, 0, 70), [(OCT, 100, None, FIRST), (DEC, -100, "churn", None),
                                    (JAN, 70, "new", None)]),
        (stated(100, 100, None, 100), [(OCT, 100, None, FIRST)]),
    ],
)  # fmt: skip
def test_changes_have_the_kind_that_they_are(
    levels: list[Level], expected: list[tuple[str, int, str | None, str | None]]
) -> None:
    assert steps(levels, {}) == [Step(1, *change, 2) for change in expected]


def test_what_the_book_has_already_is_no_change() -> None:
    known = {1: [Known(OCT, 100, FIRST), Known(NOV, 50)]}
    assert steps(stated(100, 150, 170), known) == [Step(1, DEC, 20, "expansion", None, 2)]


def test_a_correction_of_a_month_leaves_the_others_as_they_are_stated() -> None:
    known = {1: [Known(OCT, 100, FIRST), Known(NOV, 50)]}
    assert [(s.on, s.amount) for s in steps(stated(120, 150), known)] == [(OCT, 20), (NOV, -20)]


def test_the_first_of_two_levels_of_a_day_counts() -> None:
    levels = [Level(1, OCT, 100, 2), Level(1, OCT, 100, 3), Level(1, OCT, 90, 4)]
    assert contradictions(levels) == {2: 2}


LEVELS = st.dictionaries(
    st.tuples(st.integers(1, 2), st.integers(1, 12)), st.integers(0, 5), min_size=1, max_size=12
).map(
    lambda found: [
        Level(account, date(2025, month, 28).isoformat(), cents, 2)
        for (account, month), cents in found.items()
    ]
)


def book_of(*files: list[Level]) -> dict[int, list[Known]]:
    book: dict[int, list[Known]] = {}
    for levels in files:
        for step in steps(levels, book):
            book.setdefault(step.account, []).append(Known(step.on, step.amount, step.note))
    return book


def arr(book: dict[int, list[Known]], account: int, on: str) -> int:
    return sum(change.amount for change in book.get(account, ()) if change.on <= on)


@settings(max_examples=60)
@given(LEVELS, st.integers(0, 12))
def test_the_book_says_what_the_file_stated_in_halves_too(levels: list[Level], cut: int) -> None:
    early = [level for level in levels if int(level.on[5:7]) <= cut]
    late = [level for level in levels if int(level.on[5:7]) > cut]
    for files in ([levels], [early, late], [late, early], [levels[::2], levels[1::2], levels]):
        book = book_of(*files)
        for account, on, cents, _ in levels:
            assert arr(book, account, on) == cents
    assert steps(levels, book_of(levels)) == []
