"""A set of ids behaves as the set of whole numbers that it stands for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from csm_tui.store.id_set import IdSet

IDS = st.sets(st.one_of(st.integers(-3_000, 3_000), st.integers(-(1 << 63), (1 << 63) - 1)))


@given(IDS, IDS)
def test_it_answers_as_a_set_does(one: set[int], two: set[int]) -> None:
    ids, others = IdSet(one), IdSet(two)
    assert [*ids] == sorted(one)
    assert len(ids) == len(one)
    assert {*(ids - others)} == one - two
    assert {*(ids & others)} == one & two
    assert all((number in ids) == (number in one) for number in one | two)
    ids |= others
    assert {*ids} == one | two
    ids.update(two)
    for number in two:
        ids.discard(number)
    assert {*ids} == one - two
    assert bool(ids) == bool(one - two)


def test_ids_that_lie_far_apart_take_no_room_between_them() -> None:
    assert [*IdSet([1 << 62, 0, 5])] == [0, 5, 1 << 62]
