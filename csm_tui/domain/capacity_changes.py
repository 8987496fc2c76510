"""What would bring the hours down for good: a slower cadence, or less touch for an account.

The smallest loss comes first: the lowest level before the higher ones, and of accounts those for
which the matrix asks for less anyway. Business reviews of the highest level are never skipped
(DOMAIN §5), an account at risk, in onboarding or in renewal is never served less.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.disagreements import matrix_level
from csm_tui.domain.terms import LEVELS, QUADRANT_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.domain.terms import Level, Quadrant
    from csm_tui.domain.touch_model import LevelCadence, TouchModel

# The frequencies of DOMAIN §1 in days: weekly, bi-weekly, monthly … annual.
_SCALE: Final = (7, 14, 30, 60, 91, 182, 365)
_STEP: Final = 1.2
# Whom the intensive quadrant is for is not to be kept waiting.
_INTENSIVE: Final = "persistent-intensive"


class Slower(NamedTuple):
    """A clock of a level that could run slower: `key` as the model file spells it, in days."""

    key: str
    level: Level
    what: str
    days: int
    slower: int
    model: TouchModel


class Lowered(NamedTuple):
    """What an account could be served at instead of its level, and why."""

    level: Level
    reason: str


def slower_clocks(model: TouchModel) -> Iterator[Slower]:
    """Yield the clocks of `model` one step slower, each with the model so changed; lowest first."""
    highest = next(iter(model.tiers))
    for level in model.levels:
        clock = model.cadence.levels[level]
        for quadrant, days in clock.by_quadrant.items():
            if quadrant != _INTENSIVE and (slower := _slower(days)) is not None:
                by_quadrant = {**clock.by_quadrant, quadrant: slower}
                changed = _with_clock(model, level, replace(clock, by_quadrant=by_quadrant))
                key = f"cadence.levels.{level}.by_quadrant.{quadrant}"
                what = f"check-ins in {QUADRANT_NAMES[quadrant]}"
                yield Slower(key, level, what, days, slower, changed)
        if clock.check_in is not None and (slower := _slower(clock.check_in)) is not None:
            changed = _with_clock(model, level, replace(clock, check_in=slower))
            key = f"cadence.levels.{level}.check_in"
            yield Slower(key, level, "check-ins", clock.check_in, slower, changed)
        if clock.review is None or level == highest:
            continue
        if (slower := _slower(clock.review)) is not None:
            changed = _with_clock(model, level, replace(clock, review=slower))
            key = f"cadence.levels.{level}.review"
            yield Slower(key, level, "business reviews", clock.review, slower, changed)


def lowered(level: Level | None, quadrant: Quadrant | None, model: TouchModel) -> Lowered | None:
    """Return the lower level an account in growth could be served at, None for none.

    That is the one of its quadrant; not placed in the matrix, the next lower one.
    """
    if level is None or level not in model.tiers:
        return None
    matrix = matrix_level(quadrant, model)
    if quadrant is not None and matrix is not None:
        if LEVELS.index(matrix) >= LEVELS.index(level):
            return None
        return Lowered(matrix, f"{QUADRANT_NAMES[quadrant]} asks for {matrix} touch only")
    place = model.levels.index(level)
    if place == 0:
        return None
    return Lowered(model.levels[place - 1], f"among the smallest ARR in {level} touch")


def _slower(days: int) -> int | None:
    """Return the next slower frequency, None beyond a year; 91 days is no slower than 90."""
    return next((step for step in _SCALE if step >= _STEP * days), None)


def _with_clock(model: TouchModel, level: Level, clock: LevelCadence) -> TouchModel:
    levels = {**model.cadence.levels, level: clock}
    return replace(model, cadence=replace(model.cadence, levels=levels))
