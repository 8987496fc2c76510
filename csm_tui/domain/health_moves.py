"""How the health of an account moved, by which measure, and week by week (DOMAIN §10)."""

from __future__ import annotations

from datetime import date
from itertools import compress
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.health import band_of
from csm_tui.domain.lifecycle import stage_of
from csm_tui.domain.measures import anything_to_score, collect
from csm_tui.domain.scoring import Scorer, scorer_of
from csm_tui.domain.terms import MEASURES, Band, Measure, Tier
from csm_tui.domain.thresholds import bounds_of, own_bounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.health_result import HealthResult
    from csm_tui.domain.measures import Found
    from csm_tui.domain.thresholds import Bounds
    from csm_tui.domain.touch_model import Health, TouchModel

# What moved where both days have an imported score: no measure explains it.
IMPORTED: Final = "imported score"
_LEAST_LOST: Final = 1.0  # points: less is no reason to act


class HealthMove(NamedTuple):
    """A change of the score in points, and the measure whose weighted change is the largest.

    `measure_change` is that of the measure itself, in points of its own 0–100. Where both days have
    an imported score, `beside` is the measure that moved most meanwhile; it does not count.
    """

    change: float
    measure: str | None
    measure_change: float | None
    beside: str | None = None
    beside_change: float | None = None


class WeekScore(NamedTuple):
    """The computed score of a day and each measure then, in the order of MEASURES; None unknown."""

    day: date
    score: float | None
    band: Band
    imported: bool
    provisional: bool
    values: tuple[float | None, ...]


class Lost(NamedTuple):
    """A measure that costs points of the score, and how many its weight could give."""

    measure: Measure
    points: float
    whole: float


def health_move(
    account: Account, facts: Facts, tier: Tier, model: TouchModel, today: date, days: int
) -> HealthMove | None:
    """Return how the score changed over `days`, one of the spans of the model's trends.

    It is the change over the measures known on both days; None where there is none to compare.
    """
    now = today.toordinal()
    scorer = scorer_of(account, facts, tier, model, now)
    if scorer is None:
        return None
    after, before = scorer.on(now), scorer.on(now - days)
    change = scorer.change(after, now - days)
    if change is None:
        return None
    if after.imported is not None and before.imported is not None:
        return HealthMove(change, IMPORTED, change, *_most_moved(scorer, after.found, before.found))
    return HealthMove(change, *_most_moved(scorer, after.counted, before.counted))


def _most_moved(
    scorer: Scorer, after: list[Found | None], before: list[Found | None]
) -> tuple[str | None, float | None]:
    """Return the measure whose weighted change is the largest, and its own change."""
    moved = [
        (abs(weight * (new[0] - old[0])), MEASURES[place], new[0] - old[0])
        for place, _, _, weight in scorer.active
        if (new := after[place]) is not None and (old := before[place]) is not None
    ]
    if not moved:
        return None, None
    _, measure, by = max(moved, key=lambda one: one[0])
    return (measure, by) if by else (None, None)


def weekly(
    account: Account, facts: Facts, tier: Tier, model: TouchModel, today: date, weeks: int
) -> tuple[WeekScore, ...]:
    """Return the computed score and the measures of `weeks` days a week apart, today last."""
    now, rule = today.toordinal(), model.health
    first = max(1, now - 7 * (weeks - 1))
    days = range(now - 7 * ((now - first) // 7), now + 1, 7)
    if not anything_to_score(account, facts):
        nothing = (None,) * len(MEASURES)
        return tuple(
            WeekScore(date.fromordinal(day), None, "unknown", False, False, nothing) for day in days
        )
    scorer = Scorer(collect(account, facts, tier, rule, now, now - first), rule, now)
    scorer.idle = False
    return tuple(_week(scorer, day, _bounds(account, tier, model, day)) for day in days)


def _bounds(account: Account, tier: Tier, model: TouchModel, day: int) -> Bounds:
    """Return the thresholds that held on a day: the stage is that of the day, the tier today's."""
    if not model.health.thresholds:
        return own_bounds(model)
    on_day = date.fromordinal(day)
    return bounds_of(account, stage_of(account, model, on_day), tier, model, on_day)


def _week(scorer: Scorer, day: int, bounds: Bounds) -> WeekScore:
    found = scorer.on(day)
    return WeekScore(
        date.fromordinal(day),
        found.score,
        band_of(found.score, bounds),
        found.imported is not None,
        found.provisional,
        tuple(None if value is None else value[0] for value in found.found),
    )


def tenths(weeks: tuple[WeekScore, ...]) -> str:
    """Return the scores as a standing's `spark` has them: "0"–"9", " " for unknown."""
    return "".join(
        " " if week.score is None else str(min(9, int(week.score // 10))) for week in weeks
    )


def contributions(health: HealthResult, rule: Health) -> tuple[float | None, ...]:
    """Return for each measure its points of the computed score, None where it has no part in it.

    They add up to the score: Σ weight × value ÷ Σ weight present. An imported score has none, and
    of a pulse that stands alone it is the pulse.
    """
    if health.imported is not None or health.computed is None:
        return (None,) * len(health.measures)
    known = [part for part in health.measures if part.value is not None and part.weight]
    if 100 * sum(part.weight for part in known) < rule.least_coverage * sum(rule.weights.values()):
        known = [part for part in known if part.measure == "pulse"]
    present = sum(part.weight for part in known)
    return tuple(
        part.weight * part.value / present if part.value is not None and part in known else None
        for part in health.measures
    )


def wholes(health: HealthResult, points: Sequence[float | None]) -> tuple[float | None, ...]:
    """Return for each measure with `points` how many its weight could give; together they are 100.

    `points` are its contributions(); a measure without has None here too.
    """
    counted = [one is not None for one in points]
    present = sum(compress((part.weight for part in health.measures), counted))
    return tuple(
        100 * part.weight / present if counts and present else None
        for part, counts in zip(health.measures, counted, strict=True)
    )


def most_lost(health: HealthResult, points: Sequence[float | None]) -> Lost | None:
    """Return the measure that costs the score most, None where none costs a point.

    `points` are the contributions() of the measures.
    """
    lost = [
        Lost(part.measure, whole - given, whole)
        for part, given, whole in zip(health.measures, points, wholes(health, points), strict=True)
        if given is not None and whole is not None and whole - given >= _LEAST_LOST
    ]
    return max(lost, key=lambda one: (one.points, one.measure), default=None)
