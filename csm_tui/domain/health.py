"""The health of an account: imported, computed or set by hand (DOMAIN §10 and §11, Health)."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from csm_tui.domain.curves import half_up
from csm_tui.domain.days import earliest
from csm_tui.domain.health_result import HealthResult, MeasureValue
from csm_tui.domain.measures import Found, Record, collect
from csm_tui.domain.overrides import in_force
from csm_tui.domain.terms import MEASURES, Band, Measure, Tier

if TYPE_CHECKING:
    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts, Override, Reading
    from csm_tui.domain.touch_model import Health, TouchModel

__all__ = ["HealthResult", "MeasureValue", "band_of", "health_of", "override_score", "sparkline"]

WEEKS: Final = 12
LAST: Final = date.max.toordinal()
PULSE: Final = MEASURES.index("pulse")
BASES: Final = {
    "reading": "reading",
    "adoption_pct": "adoption_pct",
    "active_users": "active users ÷ licensed seats",
    "tickets_open": "open tickets",
    "escalation": "open tickets, capped by an open escalation",
    "answers": "survey answers",
    "touchpoint": "days since the last touchpoint",
    "imported contact": "days since the imported last contact",
    "people": "contacts who took part",
}
ABSENT: Final[dict[Measure, str]] = {
    "adoption": "no reading, adoption_pct or active users with licensed seats",
    "engagement": "no touchpoint, or no interval for the tier",
    "relationship": "no contacts",
    "support": "no open tickets figure",
    "sentiment": "no survey answer",
    "pulse": "no pulse",
}


class _Day:
    """The score of one day: `counted` are the measures it may be compared over, by place."""

    __slots__ = (
        "counted",
        "found",
        "imported",
        "measured",
        "newest",
        "present",
        "provisional",
        "score",
    )

    def __init__(self, found: list[Found | None], present: float) -> None:
        self.found = found
        self.present = present
        self.counted: list[Found | None] = []
        self.newest = 0
        self.measured: float | None = None
        self.provisional = False
        self.imported: Reading | None = None
        self.score: float | None = None


class _Scorer:
    """Scores the days of one record by the weights of a model."""

    __slots__ = ("active", "least", "record", "total")

    def __init__(self, record: Record, rule: Health) -> None:
        self.record = record
        self.total = sum(rule.weights.values())
        self.least = rule.least_coverage * self.total / 100
        self.active = [
            (place, measure, rule.weights[measure])
            for place, measure in enumerate(MEASURES)
            if (measure in record.derive or measure in record.readings) and measure in rule.weights
        ]

    def on(self, day: int) -> _Day:
        """Return the score of `day`: imported while newer than the measures, else computed."""
        found: list[Found | None] = [None] * len(MEASURES)
        points = present = 0.0
        newest = 0
        for place, measure, weight in self.active:
            value = self.record.find(measure, day)
            if value is not None:
                found[place] = value
                points += weight * value[0]
                present += weight
                if value[2] and value[1] > newest:
                    newest = value[1]
        result = _Day(found, present)
        if present and present >= self.least:
            result.measured = round(points / present, 9)
            result.counted = found
        else:
            pulse = found[PULSE]
            newest = 0
            if pulse is not None:
                result.measured, newest, result.provisional = pulse[0], pulse[1], True
                result.counted = [*[None] * PULSE, pulse]
        result.newest = newest
        result.score = result.measured
        imported = self.record.scores.latest(day)
        if imported is not None:
            on_day = imported.date.toordinal()
            if on_day >= newest:
                result.score, result.newest, result.imported = imported.value, on_day, imported
                result.provisional = False
        return result

    def change(self, now: _Day, day: int) -> float | None:
        """Return the change of the score since `day`, over the measures known on both days."""
        if now.score is None:
            return None
        then = self.on(day)
        if then.score is None:
            return None
        if now.imported is not None and then.imported is not None:
            return round(now.score - then.score, 9)
        points = weights = 0.0
        for place, _, weight in self.active:
            if place < len(now.counted) and place < len(then.counted):
                after, before = now.counted[place], then.counted[place]
                if after is not None and before is not None:
                    points += weight * (after[0] - before[0])
                    weights += weight
        return round(points / weights, 9) if weights else None

    def activity_counts(self, rule: Health) -> bool:
        """Return whether engagement and relationship can reach a score, for coverage."""
        reach = rule.weights.get("engagement", 0.0) + rule.weights.get("relationship", 0.0)
        for _, measure, weight in self.active:
            if measure not in ("engagement", "relationship"):
                reach += weight
        return reach >= self.least


def health_of(
    account: Account, facts: Facts, tier: Tier, model: TouchModel, today: date
) -> HealthResult:
    """Return the health of `account` today from the facts known by then.

    The score is the override in force, else the imported overall score while it is at least as new
    as the measures that would take its place, else Σ weight × value ÷ Σ weight over the measures
    present; with too little coverage it is a pulse alone (provisional), else unknown.
    """
    rule = model.health
    override: Override | None = None
    edge: date | None = None
    if facts.overrides:
        override, edge = in_force(facts.overrides, "health", today, at_most=rule.override_days)
    offsets = _offsets(rule.trend_days, model.risk.fall_days)
    now = today.toordinal()
    record = collect(account, facts, tier, rule, now, offsets[-1])
    if record is None:
        return _unknown(rule, override, edge)
    scorer = _Scorer(record, rule)
    day = scorer.on(now)
    short, long = rule.trend_days
    trend_short, trend_long = scorer.change(day, now - short), scorer.change(day, now - long)
    fall_days = model.risk.fall_days
    fall = trend_short if fall_days == short else scorer.change(day, now - fall_days)
    score = day.score if override is None else override_score(override)
    stale_on = day.newest + rule.stale_days + 1
    return HealthResult(
        score,
        band_of(score, rule),
        100 if day.imported is not None else half_up(day.present * 100 / scorer.total),
        day.provisional and override is None,
        "override" if override is not None else _basis(day),
        _measures(day, rule, now),
        day.score,
        override,
        date.fromordinal(stale_on) if day.newest and stale_on <= LAST else None,
        trend_short,
        trend_long,
        None if fall is None else -fall,
        earliest(edge, _changes_on(scorer, day, rule, now, offsets)),
        day.imported,
    )


def sparkline(account: Account, facts: Facts, tier: Tier, model: TouchModel, today: date) -> str:
    """Return the computed score of 12 weeks, oldest first, in tenths: "0"–"9", " " for unknown."""
    if not (facts.readings or facts.metrics or facts.surveys):
        return " " * WEEKS
    rule = model.health
    now = today.toordinal()
    first = now - 7 * (WEEKS - 1)
    record = collect(account, facts, tier, rule, now, now - first)
    if record is None:
        return " " * WEEKS
    scorer = _Scorer(record, rule)
    return "".join(map(_tenth, (scorer.on(day).score for day in range(first, now + 1, 7))))


def _tenth(score: float | None) -> str:
    return " " if score is None else str(min(9, int(score // 10)))


def band_of(score: float | None, rule: Health) -> Band:
    """Return the band of an unrounded score."""
    if score is None:
        return "unknown"
    if score >= rule.green_from:
        return "green"
    return "yellow" if score >= rule.yellow_from else "red"


def override_score(override: Override) -> float:
    """Return the score that an override of health sets, within 0–100."""
    return min(100.0, max(0.0, float(override.value)))


def _basis(day: _Day) -> str:
    if day.imported is not None:
        return "imported"
    if day.provisional:
        return "pulse"
    return "unknown" if day.score is None else "measures"


def _measures(day: _Day, rule: Health, today: int) -> tuple[MeasureValue, ...]:
    values: list[MeasureValue] = []
    for measure, found in zip(MEASURES, day.found, strict=True):
        weight = rule.weights.get(measure, 0.0)
        if found is None:
            values.append(MeasureValue(measure, None, weight, None, ABSENT[measure], False, None))
            continue
        value, on_day, dated, origin, fact = found
        on_date = date.fromordinal(on_day) if on_day else None
        stale = dated and today - on_day > rule.stale_days
        values.append(MeasureValue(measure, value, weight, on_date, BASES[origin], stale, fact))
    return tuple(values)


def _unknown(rule: Health, override: Override | None, edge: date | None) -> HealthResult:
    measures = _no_measures(tuple(rule.weights.items()))
    if override is None:
        return HealthResult(
            None, "unknown", 0, False, "unknown", measures, None, None, None, None, None, None, edge
        )
    score = override_score(override)
    band = band_of(score, rule)
    return HealthResult(
        score, band, 0, False, "override", measures, None, override, None, None, None, None, edge
    )


@lru_cache(maxsize=8)
def _no_measures(weights: tuple[tuple[Measure, float], ...]) -> tuple[MeasureValue, ...]:
    known = dict(weights)
    return tuple(
        MeasureValue(measure, None, known.get(measure, 0.0), None, ABSENT[measure], False, None)
        for measure in MEASURES
    )


@lru_cache(maxsize=8)
def _offsets(trend_days: tuple[int, int], fall_days: int) -> tuple[int, ...]:
    """Return how many days back the score is looked at, ascending: today, the weeks, the trends."""
    return tuple(sorted({*range(0, 7 * WEEKS, 7), *trend_days, fall_days}))


def _changes_on(
    scorer: _Scorer, day: _Day, rule: Health, today: int, offsets: tuple[int, ...]
) -> date | None:
    """Return the next day on which a fact begins or ceases to count, grows stale or decays."""
    record = scorer.record
    edges = list(record.dated)
    edges += [on_day + rule.window_days + 1 for on_day in record.dated]
    activity = scorer.activity_counts(rule)
    if activity:
        edges += record.touched
        edges += [on_day + rule.relationship_days + 1 for on_day, _ in record.met]
    next_day = record.coming if record.coming is not None else LAST + 1
    for edge in edges:
        place = bisect_right(offsets, today - edge)
        if place < len(offsets):
            next_day = min(next_day, edge + offsets[place])
    stale_after = rule.stale_days + 1
    if day.newest and day.newest + stale_after > today:
        next_day = min(next_day, day.newest + stale_after)
    for found in day.found:
        if found is not None and found[2] and found[1] + stale_after > today:
            next_day = min(next_day, found[1] + stale_after)
    if activity and next_day > today + 1:
        next_day = min(next_day, _next_decay(record, rule, today, offsets[-1]))
    return date.fromordinal(next_day) if next_day <= LAST else None


def _next_decay(record: Record, rule: Health, today: int, span: int) -> int:
    """Return the next day on which engagement falls, today's or that of a day looked back at."""
    if record.interval is None:
        return LAST + 1
    falls_after, zero = record.interval, record.interval * rule.engagement_zero_at
    last = len(record.touched) - 1
    for place, on_day in enumerate(record.touched):
        first, until = on_day + falls_after + 1, on_day + zero
        if place < last:
            until = min(until, record.touched[place + 1] - 1)
        if first <= until + 1:
            if today < first:
                return first
            if today <= until + span:
                return today + 1
    return LAST + 1
