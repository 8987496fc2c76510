"""What would flip a figure: changes supposed to an account and judged by the rules themselves."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from csm_tui.domain.facts import MetricPoint, Reading, Touchpoint
from csm_tui.domain.pulse import PULSES, points_of, pulse_of
from csm_tui.domain.standing import assess
from csm_tui.domain.wording import figure

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.provenance import Provenance
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.terms import Measure
    from csm_tui.domain.touch_model import TouchModel

# How far ahead, and over how many changes, a figure is followed if nobody does anything.
HORIZON_DAYS: Final = 400
MOST_TURNS: Final = 120
# The measures that a person can move, and how they are said; a pulse moves in steps of 25.
LEVERS: Final[tuple[tuple[Measure, str], ...]] = (
    ("adoption", "adoption at {} %"),
    ("support", "support at {}"),
    ("sentiment", "sentiment at {}"),
)
PULSE_POINTS: Final = tuple(map(points_of, PULSES))


Fact = TypeVar("Fact", Reading, MetricPoint, Touchpoint)


class Question(NamedTuple):
    """All that an explanation may look at."""

    account: Account
    facts: Facts
    standing: Standing
    model: TouchModel
    today: date
    provenance: Provenance

    def suppose(self, **fields: Any) -> Standing:
        """Return the standing if the account's fields were these."""
        account = replace(self.account, **fields)
        return assess(account, self.facts, self.model, self.today)

    def suppose_facts(self, facts: Facts) -> Standing:
        """Return the standing if the facts were these."""
        return assess(self.account, facts, self.model, self.today)

    def suppose_arr(self, cents: int) -> Standing:
        """Return the standing if the ARR were `cents`, whatever it comes from now."""
        facts = replace(self.facts, subscriptions=(), arr_changes=(), recorded_arr=())
        return assess(replace(self.account, arr=cents), facts, self.model, self.today)

    def suppose_reading(self, measure: str, value: float) -> Standing:
        """Return the standing if today brought a reading of `measure`."""
        reading = Reading(0, self.today, measure, value)
        known = _with(self.facts.readings, reading)
        return self.suppose_facts(replace(self.facts, readings=known))

    def suppose_metric(self, metric: str, value: float) -> Standing:
        """Return the standing if today brought a value of `metric`."""
        known = _with(self.facts.metrics, MetricPoint(0, metric, self.today, value))
        return self.suppose_facts(replace(self.facts, metrics=known))

    def suppose_touchpoint(self) -> Standing:
        """Return the standing if the customer had been met today."""
        met = Touchpoint(0, self.today, "check-in", channel="video")
        return self.suppose_facts(
            replace(self.facts, touchpoints=_with(self.facts.touchpoints, met))
        )

    def next_turn(
        self, read: Callable[[Standing], object], until: Callable[[Standing], date | None]
    ) -> tuple[date, Standing] | None:
        """Return the first day on which `read` gives something else, if nothing is done until then.

        `until` is the next day on which that may happen, of the standing of a day.
        """
        now, standing = read(self.standing), self.standing
        for _ in range(MOST_TURNS):
            day = until(standing)
            if day is None or (day - self.today).days > HORIZON_DAYS:
                return None
            standing = assess(self.account, self.facts, self.model, day)
            if read(standing) != now:
                return day, standing
        return None


def _with(facts: tuple[Fact, ...], fact: Fact) -> tuple[Fact, ...]:
    """Return `facts` with one more, the last of its day."""
    known = list(facts)
    known.insert(sum(other.date <= fact.date for other in facts), fact)
    return tuple(known)


def nearest(start: float, end: int, test: Callable[[int], bool]) -> int | None:
    """Return the whole number nearest to `start` on the way to `end` that passes `test`, if any.

    Where one passes, all beyond it do: the rules are monotone in what is searched for.
    """
    step = 1 if end > start else -1
    first = floor(start) + 1 if step > 0 else ceil(start) - 1
    least, most = 0, (end - first) * step
    if most < 0 or not test(end):
        return None
    while least < most:
        middle = (least + most) // 2
        if test(first + step * middle):
            most = middle
        else:
            least = middle + 1
    return first + step * least


def lever(question: Question, *, up: bool, test: Callable[[Standing], bool]) -> str | None:
    """Return the smallest change of one measure of health that passes `test`, in words.

    None where no single one does, or where health is imported or set by hand and does not follow.
    """
    health = question.standing.health
    if health.basis not in ("measures", "pulse", "unknown"):
        return None
    found: list[tuple[float, str]] = []
    measures = {part.measure: part for part in health.measures}
    for measure, words in LEVERS:
        part = measures[measure]
        if part.value is None:
            continue
        by_metric = measure == "adoption" and part.basis != "reading"

        def passes(value: int, measure: Measure = measure, by_metric: bool = by_metric) -> bool:
            if by_metric:
                return test(question.suppose_metric("adoption_pct", value))
            return test(question.suppose_reading(measure, value))

        value = nearest(part.value, 100 if up else 0, passes)
        if value is not None:
            found.append((abs(value - part.value), words.format(value)))
    found += _pulse(question, measures["pulse"].value, up=up, test=test)
    if up and test(question.suppose_touchpoint()):
        engagement = measures["engagement"].value
        found.append((100 - (engagement or 0), "a touchpoint with the customer today"))
    return min(found)[1] if found else None


def _pulse(
    question: Question, current: float | None, *, up: bool, test: Callable[[Standing], bool]
) -> list[tuple[float, str]]:
    """Return the first pulse on the way that passes, with its distance."""
    for value in PULSE_POINTS if up else reversed(PULSE_POINTS):
        if current is not None and (value <= current if up else value >= current):
            continue
        if test(question.suppose_reading("pulse", value)):
            distance = abs(value - current) if current is not None else 50.0
            return [(distance, f"a pulse of {pulse_of(value):g}")]
    return []


def points(value: float) -> str:
    """Return a difference of points with its sign: "+6", "−2.5"."""
    return f"+{figure(value)}" if value > 0 else f"−{figure(-value)}"
