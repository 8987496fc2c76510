"""Sorting in runs is sorting."""

from __future__ import annotations

from random import Random

from csm_tui.domain.in_order import in_order


def test_many_values_are_in_order_and_equals_keep_theirs() -> None:
    chance = Random(1)
    values = [(chance.randrange(1000), number) for number in range(90_001)]
    assert in_order(values, lambda one: one[0]) == sorted(values, key=lambda one: one[0])


def test_few_values_are_in_order() -> None:
    assert in_order([3, 1, 2], lambda one: -one) == [3, 2, 1]
    assert in_order([], lambda one: one) == []
