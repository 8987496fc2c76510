"""Changes that are dated back."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.account import Account
from csm_tui.domain.arr import arr_on
from csm_tui.domain.dated_back import enter
from csm_tui.domain.facts import Facts, RecordedArr

JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


@given(st.lists(st.tuples(st.sampled_from([JAN, FEB, MAR]), st.integers(0, 9)), max_size=6))
def test_what_was_entered_last_for_a_day_or_an_earlier_one_holds_on_it(
    entered: list[tuple[date, int]],
) -> None:
    known: list[tuple[date, int]] = []
    arr = -1
    for day, new in entered:
        enter(known, day, arr)
        arr = new
    assert [day for day, _ in known] == sorted({day for day, _ in known})
    recorded = tuple(RecordedArr(*change) for change in known)
    account = Account(1, "Acme", date(2025, 1, 1), arr=arr)
    for on in (date(2025, 12, 31), JAN, FEB, MAR):
        told = [-1, *(new for day, new in entered if day <= on)][-1]
        assert arr_on(account, Facts(recorded_arr=recorded), on).cents == told
