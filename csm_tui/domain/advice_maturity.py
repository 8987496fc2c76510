"""The stage of maturity by number of customers, and what it asks for (DOMAIN §9).

0–50 start-up, all high-touch by need · 50–200 early scale, first CSMs and first playbooks ·
200–500 scaled operations, tiers needed · 500+ optimised, dynamic tiers. A bound begins the next.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Stage(NamedTuple):
    """A stage from `least` customers on, to below `below` (None: without end)."""

    stage: str
    title: str
    least: int
    below: int | None
    asks: str


STAGES: Final[tuple[Stage, ...]] = (
    Stage("start-up", "Start-up", 0, 50, "all high-touch by need, to learn what customers want"),
    Stage("early-scale", "Early scale", 50, 200, "the first CSMs and the first playbooks"),
    Stage("scaled", "Scaled operations", 200, 500, "tiers: one treatment for all no longer holds"),
    Stage("optimised", "Optimised", 500, None, "dynamic tiers, which follow need and life cycle"),
)


def stage_of(customers: int) -> Stage:
    """Return the stage of so many customers."""
    return next(stage for stage in reversed(STAGES) if customers >= stage.least)


def stage_words(customers: int, then: int | None) -> str:
    """Return the stage as sentences, with the one that comes and when growth reaches it."""
    stage = stage_of(customers)
    bounds = f"from {stage.least}" if stage.below is None else f"{stage.least}–{stage.below}"
    count = "1 customer" if customers == 1 else f"{customers:,} customers"
    said = f"{stage.title}: {count} in this book ({bounds}). It asks for {stage.asks}."
    if then is None:
        if stage.below is None:
            return said
        return f"{said} {stage.below - customers:,} more begin the next stage."
    later = stage_of(then)
    if later == stage:
        return f"{said} With {then:,} in twelve months it stays so."
    return f"{said} With {then:,} in twelve months it is {later.title.lower()}: {later.asks}."
