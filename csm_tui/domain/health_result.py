"""What the health of an account is, as one value; `health.py` computes it (DOMAIN §10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.facts import MetricPoint, Override, Reading, Survey, Touchpoint
from csm_tui.domain.values import value

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.terms import Band, Measure
    from csm_tui.domain.thresholds import Bounds

Evidence = Reading | MetricPoint | Survey | Touchpoint


class MeasureValue(NamedTuple):
    """One measure today: its value 0–100 (None: missing), how it came about, and the latest fact.

    `on` is the day of that fact. A measure that the book derives day by day from touchpoints
    (engagement, relationship) is never stale.
    """

    measure: Measure
    value: float | None
    weight: float
    on: date | None
    basis: str
    stale: bool
    fact: Evidence | None


@value
class HealthResult:
    """The health of a day. `score` is unrounded and in force, `computed` is it without an override.

    `basis` is "override", "imported", "measures", "pulse" or "unknown"; `coverage` is percent.
    `stale_on` is the first day on which the newest dated input is stale. Trends are changes in
    points over the two spans of the model, `fall_28` the fall over the span of the risk rule, all
    over the measures known on both days. `changes_on` covers everything except the value of an
    engagement or relationship that cannot reach a score for want of coverage. `bounds` are the
    thresholds in force.
    """

    score: float | None
    band: Band
    coverage: int
    provisional: bool
    basis: str
    measures: tuple[MeasureValue, ...]
    computed: float | None
    override: Override | None
    stale_on: date | None
    trend_28: float | None
    trend_84: float | None
    fall_28: float | None
    changes_on: date | None
    bounds: Bounds
    imported: Reading | None = None
