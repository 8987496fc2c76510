"""Packed columns behave as the lists they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.exchange.packed import (
    Days,
    Filled,
    Lines,
    Packed,
    Pairs,
    Plain,
    Same,
    Tags,
    repeated,
)

TEXTS = st.lists(st.text(st.characters(), max_size=3), max_size=20)
# More than a run, with what would part the texts, half a character and blanks among them.
MANY = [("", "é", "a\0b", "\ud800", str(number))[number % 5] for number in range(4_321)]


@given(TEXTS, TEXTS)
def test_a_packed_column_reads_as_the_texts_that_were_put_in(
    one: list[str], two: list[str]
) -> None:
    column = Packed(one)
    column.extend(two)
    assert list(column) == one + two
    assert column == one + two
    assert [*Filled(column)] == [text or None for text in one + two]


def test_long_columns_are_read_by_place_as_lists_are() -> None:
    column, filled = Packed(MANY), Filled(Packed(MANY))
    assert len(column) == len(MANY) == len(filled)
    for at in (0, 1, 1_999, 2_000, 3_999, 4_000, -1, -4_321):
        assert column[at] == MANY[at]
        assert filled[at] == (MANY[at] or None)
    for part in (
        slice(1_990, 2_010),
        slice(None, 3),
        slice(4_300, None),
        slice(5, 5),
        slice(-3, 0),
    ):
        assert column[part] == MANY[part]
    assert column[::1_000] == MANY[::1_000]
    assert filled[1_998:2_003] == [text or None for text in MANY[1_998:2_003]]
    with pytest.raises(IndexError):
        column[len(MANY)]


def test_texts_are_taken_off_the_end_also_beyond_a_run() -> None:
    column = Packed(MANY[:2_001])
    assert column[1_500] == MANY[1_500]
    assert [column.pop(), column.pop()] == [MANY[2_000], MANY[1_999]]
    column.extend(["x"])
    assert column == [*MANY[:1_999], "x"]
    with pytest.raises(IndexError):
        Packed().pop()


NUMBERS: list[object] = [(None, 7, 0.1, True, "ünï", -(1 << 60))[at % 6] for at in range(4_321)]
DATES: list[object] = [
    None if at % 7 == 0 else date(2024, 1, 1) + timedelta(at % 900) for at in range(4_321)
]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (Plain(NUMBERS), NUMBERS),
        (Days(DATES), DATES),
        (Lines(range(4_321)), [*range(4_321)]),
        (Same("x", 4_321), ["x"] * 4_321),
        (
            Pairs(Same("crm", 4_321), Filled(Packed(MANY))),
            [None if text == "" else ("crm", text) for text in MANY],
        ),
    ],
)
def test_columns_of_other_values_read_as_lists_too(
    column: Sequence[object], values: list[object]
) -> None:
    assert column == values
    assert len(column) == len(values)
    assert [column[0], column[2_000], column[-1]] == [values[0], values[2_000], values[-1]]
    assert column[1_999:2_001] == values[1_999:2_001]
    assert list(map(type, column)) == list(map(type, values))


@pytest.mark.parametrize(
    "column",
    [
        Lines([7, 8, 9]),
        Packed(["a", "", "c"]),
        Filled(Packed(["a", "", "c"])),
        Tags([("a", "b"), None, ("c",)]),
        [1, None, 3],
    ],
    ids=lambda column: type(column).__name__,
)
def test_values_are_repeated_as_they_are_held(column: Sequence[object]) -> None:
    again = repeated(column, [2, 0, 1])
    assert type(again) is type(column)
    assert [*again] == [column[0], column[0], column[2]]
    assert [*repeated(Same("x", 3), Lines([2, 0, 1]))] == ["x"] * 3


def test_tags_come_back_from_where_they_lie() -> None:
    tags = [("a", "ö;"), None, ("c",)] * 1_000
    assert [*Tags(tags)] == tags
    grown = Tags()
    for one in tags:
        grown.append(one)
    assert grown == tags
