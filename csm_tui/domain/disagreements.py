"""Where the pyramid and the matrix disagree about an account, and what that costs in hours.

The pyramid looks at ARR alone, the matrix at size and need (DOMAIN §3 and §11, Matrix level).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain.capacity import monthly_hours
from csm_tui.domain.terms import LEVELS, QUADRANT_NAMES, Band, Level, Quadrant, Stage, Tier

if TYPE_CHECKING:
    from csm_tui.domain.touch_model import TouchModel

Failure = Literal["large potential kept small", "self-sufficient yet dedicated"]

MATRIX_LEVELS: Final[dict[Quadrant, Level]] = {
    "persistent-intensive": "high",
    "persistent-light": "medium",
    "project": "low",
    "digital-scale": "tech",
}
# The two failures of the pyramid (DOMAIN §3, a and b).
KEPT_SMALL: Final[Failure] = "large potential kept small"
DEDICATED: Final[Failure] = "self-sufficient yet dedicated"
_LARGE: Final = frozenset({"persistent-light", "persistent-intensive"})


class Placement(NamedTuple):
    """Where an account stands in both models; health 0–100, None for unknown.

    `larger_potential` says that its potential ARR is known and above its ARR, `large_arr` that its
    ARR alone is that of the model's highest tier.
    """

    tier: Tier
    stage: Stage | None
    quadrant: Quadrant | None
    health: float | None
    band: Band
    larger_potential: bool
    large_arr: bool


class Disagreement(NamedTuple):
    """What both models ask for; hours are those a month of each level in its own model.

    Where a level is unknown, so are its hours, the difference and whether they disagree. The
    difference is the matrix less the pyramid: what is positive costs, what is negative is freed;
    0 where they agree.
    """

    pyramid_level: Level
    matrix_level: Level | None
    disagree: bool | None
    pyramid_hours: float | None
    matrix_hours: float | None
    hours_difference: float | None
    failure: Failure | None
    reason: str


def matrix_level(quadrant: Quadrant | None, model: TouchModel) -> Level | None:
    """Return the level that the matrix gives a quadrant, None for an account not placed.

    A model without that level gives the next lower one it has, else its lowest.
    """
    if quadrant is None:
        return None
    wanted = MATRIX_LEVELS[quadrant]
    fitting = [level for level in LEVELS[: LEVELS.index(wanted) + 1] if level in model.tiers]
    return fitting[-1] if fitting else model.levels[0]


def compared(placement: Placement, model: TouchModel) -> Disagreement:
    """Return what the pyramid (the tier) and the matrix (the quadrant) say of one account."""
    tier, quadrant = placement.tier, placement.quadrant
    matrix = matrix_level(quadrant, model)
    by_pyramid = None if tier == "unknown" else _hours(placement, tier, None, model)
    by_matrix = None if matrix is None else _hours(placement, matrix, quadrant, model)
    if quadrant is None or matrix is None or by_pyramid is None or by_matrix is None:
        return Disagreement(
            tier, matrix, None, by_pyramid, by_matrix, None, None, _unknown(tier, quadrant)
        )
    disagree = tier != matrix
    failure = _failure(placement, matrix, model) if disagree else None
    return Disagreement(
        tier,
        matrix,
        disagree,
        by_pyramid,
        by_matrix,
        by_matrix - by_pyramid if disagree else 0.0,
        failure,
        _reason(tier, quadrant, matrix, failure),
    )


def _hours(
    placement: Placement, level: Level, quadrant: Quadrant | None, model: TouchModel
) -> float:
    return monthly_hours(level, placement.tier, placement.stage, quadrant, placement.health, model)


def _failure(placement: Placement, matrix: Level, model: TouchModel) -> Failure | None:
    """Return which failure of DOMAIN §3 this is; unknown health is no health for it."""
    if placement.quadrant not in _LARGE:
        return None
    raised = LEVELS.index(matrix) > LEVELS.index(placement.tier)
    if raised and placement.larger_potential and _is_small(placement.tier, model):
        return KEPT_SMALL
    highest = placement.large_arr and placement.tier == next(iter(model.tiers))
    light = placement.quadrant == "persistent-light"
    if highest and light and not raised and placement.band == "green":
        return DEDICATED
    return None


def _is_small(tier: Tier, model: TouchModel) -> bool:
    """Return whether `tier` is one of the lower half of the model's: nobody's own account."""
    order = list(model.tiers)
    return order.index(tier) >= len(order) / 2


def _unknown(tier: Tier, quadrant: Quadrant | None) -> str:
    if quadrant is None:
        return "not placed in the matrix" + (", and no tier" if tier == "unknown" else "")
    return f"no tier; {QUADRANT_NAMES[quadrant]}"


def _reason(tier: Tier, quadrant: Quadrant, matrix: Level, failure: Failure | None) -> str:
    name = QUADRANT_NAMES[quadrant]
    if failure == KEPT_SMALL:
        return f"small ARR with large potential, kept in {tier} touch: {name}"
    if failure == DEDICATED:
        return f"large ARR, healthy and self-sufficient, with a dedicated CSM: {name}"
    if tier == matrix:
        return f"both say {tier}: {name}"
    needs = "more" if LEVELS.index(matrix) > LEVELS.index(tier) else "less"
    project = ", so a project" if quadrant == "project" else ""
    return f"needs {needs} than its tier: {name}{project}"
