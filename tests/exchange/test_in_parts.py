"""A long column is converted in parts: what is held does not grow, what is said stays the same."""

from __future__ import annotations

import tracemalloc
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from csm_tui.exchange import in_parts as parts
from csm_tui.exchange.in_parts import Firsts, distinct, in_parts
from csm_tui.exchange.kinds import Column, ColumnType
from csm_tui.exchange.options import ValueOptions
from csm_tui.exchange.packed import Packed
from csm_tui.exchange.values import convert_column

if TYPE_CHECKING:
    from collections.abc import Callable

    from csm_tui.exchange.converted import Converted

_DAY = datetime.fromisoformat("2020-01-01")
_COLUMNS: dict[ColumnType, Callable[[int], str]] = {
    "money": lambda at: f"${at * 7 + 1_000:,}.{at % 90 + 10}",
    "number": lambda at: f"{at}.{at % 9}1 %",
    "date": lambda at: (_DAY + timedelta(seconds=at * 601)).strftime("%m/%d/%Y %H:%M:%S"),
    "tags": lambda at: f"one {at}; two {at % 5}",
    "text": lambda at: f"what somebody wrote of row {at}",
}


def _held(of_type: ColumnType, count: int) -> int:
    """Return the most bytes held while so many different texts are converted."""
    cells = Packed(map(_COLUMNS[of_type], range(count)))
    column = Column("it", of_type)
    tracemalloc.start()
    converted = convert_column(column, cells)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert not converted.problems and converted.ambiguous is None
    return most


@pytest.mark.parametrize("of_type", _COLUMNS)
def test_more_different_texts_are_not_more_memory(
    of_type: ColumnType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("amounts", "dates", "choices"):
        monkeypatch.setattr(f"csm_tui.exchange.{module}.REMEMBERED", 500)
    monkeypatch.setattr(parts.in_parts, "__defaults__", (500,))
    # What is made at first use is none of it.
    _held(of_type, 2_500)
    # Other threads of the tests may hold something just then, but not each time.
    assert any(_held(of_type, 7_000) - _held(of_type, 4_000) < 10 * 3_000 for _ in range(3))


_SAID: dict[str, tuple[ColumnType, list[str]]] = {
    "a mark proven late": ("money", ["1.234", "5", "$7", "1.234,56", "x", "1.234"]),
    "marks mixed": ("number", ["1,234.5", "7", "1.234,5", "1,234.5"]),
    "nothing proven": ("money", ["1.234", "", "2.345", "n/a", "3.456"]),
    "two currencies": ("money", ["1", "$2.50", "€ 3.50", "€ 3.50", "$4.50"]),
    "no amount": ("int", ["12", "x", "1e5", "", "x", "-3", "12.5"]),
    "an order proven late": ("date", ["03/04/2026", "n/a", "03/04/2026 09:30", "28/04/2026"]),
    "orders mixed": ("date", ["28/01/2026", "01/02/2026", "01/28/2026"]),
    "an order to ask for": ("date", ["01/02/2026", "x", "03/04/2026", "05/06/2026"]),
    "days and months": ("date", ["2026-01-01", "Mar 2026", "44623", "3/4/26", "Apr 2026"]),
    "words": ("bool", ["yes", "maybe", "", "no", "maybe"]),
    "tags": ("tags", ["a;b", "", "b, a", "a;b"]),
}


def _converted(of_type: ColumnType, cells: list[str]) -> Converted:
    column = Column("it", of_type)
    return convert_column(column, cells, ValueOptions())


@pytest.mark.parametrize("said", _SAID)
def test_what_is_said_of_parts_is_what_is_said_of_all(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _converted(*_SAID[said])
    monkeypatch.setattr(parts.in_parts, "__defaults__", (2,))
    assert _converted(*_SAID[said]) == whole
    assert [*in_parts([1, 2, 3])] == [[1, 2], [3]]


def test_an_amount_that_contradicts_its_row_is_one_in_any_part() -> None:
    count = 9_000
    currencies = ["EUR" if at % 1_000 == 7 else "USD" for at in range(count)]
    cells = [f"${at + 1_000:,}.50" for at in range(count)]
    options = ValueOptions(currencies=currencies)
    converted = convert_column(Column("it", "money"), cells, options)
    wrong = [*range(7, count, 1_000)]
    assert [fault.at for fault in converted.problems] == wrong
    assert [at for at, value in enumerate(converted.values) if value is None] == wrong


def test_the_first_two_of_each_shape_are_kept_in_their_order() -> None:
    firsts = Firsts[int](lambda number: number % 2)
    for number in (4, 4, 1, 6, 8, 3, 5, 4):
        firsts.add(str(number), number)
    assert firsts.kept == {"4": 4, "1": 1, "6": 6, "3": 3}
    assert [*distinct("abac")] == ["a", "b", "c"]
