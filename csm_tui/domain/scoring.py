"""Health scores day by day over one collected record, and when they next change by themselves.

`health.py` asks for the score of today, of the days its trends look back to, and of twelve weeks.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from csm_tui.domain.measures import anything_to_score, collect
from csm_tui.domain.terms import MEASURES

if TYPE_CHECKING:
    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts, Reading
    from csm_tui.domain.measures import Found, Record
    from csm_tui.domain.terms import Tier
    from csm_tui.domain.touch_model import Health, TouchModel

WEEKS: Final = 12
PULSE: Final = MEASURES.index("pulse")
ACTIVITY: Final = (MEASURES.index("engagement"), MEASURES.index("relationship"))
NOTHING: Final[list[Found | None]] = [None] * len(MEASURES)
LAST: Final = date.max.toordinal()


class Day:
    """The score of one day and what it stands on.

    `found` are the measures by place, `present` is the weight of those known; `counted` are those
    over which the score may be compared (of a pulse that stands alone only it), `measured` is the
    score computed from them, `newest` the day of the newest fact behind `score`, `imported` the
    reading that gave it.
    """

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
        self.counted: list[Found | None] = NOTHING
        self.newest = 0
        self.measured: float | None = None
        self.provisional = False
        self.imported: Reading | None = None
        self.score: float | None = None


class Scorer:
    """Scores the days of one record by the weights of a model, each day once."""

    __slots__ = ("active", "days", "idle", "least", "record", "today", "total")

    def __init__(self, record: Record, rule: Health, today: int) -> None:
        self.record = record
        self.today = today
        self.total = sum(rule.weights.values())
        self.least = rule.least_coverage * self.total / 100
        self.active = [
            (place, record.readings.get(measure), record.derive.get(measure), rule.weights[measure])
            for place, measure in enumerate(MEASURES)
            if (measure in record.derive or measure in record.readings) and measure in rule.weights
        ]
        pulse = any(place == PULSE for place, *_ in self.active)
        # Measures that can never give a score are looked at only for today's display.
        self.idle = not pulse and sum(weight for *_, weight in self.active) < self.least
        self.days: dict[int, Day] = {}

    def on(self, day: int) -> Day:
        """Return the score of `day`: imported while as new as what would replace it, else computed.

        What would replace it are the measures, or where they cover too little the pulse alone;
        engagement and relationship follow from each day's touchpoints and replace nothing by age.
        """
        known = self.days.get(day)
        if known is None:
            known = self.days[day] = self._score(day)
        return known

    def _score(self, day: int) -> Day:
        found = NOTHING.copy()
        points = present = 0.0
        newest = 0
        value: Found | None
        for place, track, derive, weight in () if self.idle and day < self.today else self.active:
            value = None
            if track is not None:
                at = bisect_right(track.days, day) - 1
                if at >= 0 and day - track.days[at] <= track.window:
                    fact = track.facts[at]
                    value = fact.value, track.days[at], True, "reading", fact
            if value is None and derive is not None:
                value = derive(day)
            if value is not None:
                found[place] = value
                points += weight * value[0]
                present += weight
                if value[2] and value[1] > newest:
                    newest = value[1]
        result = Day(found, present)
        if present and present >= self.least:
            result.measured, result.counted = round(points / present, 9), found
        else:
            newest = 0
            pulse = found[PULSE]
            if pulse is not None:
                result.measured, newest, result.provisional = pulse[0], pulse[1], True
                result.counted = [*NOTHING[:PULSE], pulse]
        result.newest, result.score = newest, result.measured
        imported = self.record.scores.latest(day)
        if imported is not None:
            on_day = imported.date.toordinal()
            if on_day >= newest:
                result.score, result.newest, result.imported = imported.value, on_day, imported
                result.provisional = False
        return result

    def change(self, now: Day, day: int) -> float | None:
        """Return the change of the score since `day`, over the measures known on both days."""
        if now.score is None:
            return None
        then = self.on(day)
        if then.score is None:
            return None
        if now.imported is not None and then.imported is not None:
            return round(now.score - then.score, 9)
        points = weights = 0.0
        for place, _, _, weight in self.active:
            after, before = now.counted[place], then.counted[place]
            if after is not None and before is not None:
                points += weight * (after[0] - before[0])
                weights += weight
        return round(points / weights, 9) if weights else None

    def activity_counts(self, rule: Health) -> bool:
        """Return whether engagement and relationship can reach a score, for coverage."""
        reach = rule.weights.get("engagement", 0.0) + rule.weights.get("relationship", 0.0)
        for place, _, _, weight in self.active:
            if place not in ACTIVITY:
                reach += weight
        return reach >= self.least


class _Recent:
    """The scorer made last: the sparkline asks again for what the health just looked at."""

    __slots__ = ("kept",)

    def __init__(self) -> None:
        self.kept: tuple[object, object, object, object, int, Scorer] | None = None


_RECENT: Final = _Recent()


def scorer_of(
    account: Account, facts: Facts, tier: Tier, model: TouchModel, today: int
) -> Scorer | None:
    """Return the scorer of an account as of `today`, None where it has nothing to score."""
    kept = _RECENT.kept
    if (
        kept is not None
        and kept[0] is account
        and kept[1] is facts
        and kept[2] == tier
        and kept[3] is model
        and kept[4] == today
    ):
        return kept[5]
    if not anything_to_score(account, facts):
        return None
    rule = model.health
    span = offsets_of(rule.trend_days, model.risk.fall_days)[-1]
    record = collect(account, facts, tier, rule, today, span)
    scorer = Scorer(record, rule, today)
    _RECENT.kept = (account, facts, tier, model, today, scorer)
    return scorer


@lru_cache(maxsize=8)
def offsets_of(trend_days: tuple[int, int], fall_days: int) -> tuple[int, ...]:
    """Return how many days back the score is looked at, ascending: today, the weeks, the trends."""
    return tuple(sorted({*range(0, 7 * WEEKS, 7), *trend_days, fall_days}))


def changes_on(scorer: Scorer, day: Day, model: TouchModel, today: int) -> date | None:
    """Return the next day on which a fact begins or ceases to count, grows stale or decays."""
    record, rule = scorer.record, model.health
    offsets = offsets_of(rule.trend_days, model.risk.fall_days)
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
