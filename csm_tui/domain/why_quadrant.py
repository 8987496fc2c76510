"""Why an account stands in its quadrant: both axes, input by input (DOMAIN §11, Size and Need)."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from csm_tui.domain.curves import reach
from csm_tui.domain.explanation import Explanation, Step
from csm_tui.domain.supposing import lever, nearest
from csm_tui.domain.why_tier import units
from csm_tui.domain.wording import amount, change, figure, on

if TYPE_CHECKING:
    from csm_tui.domain.quadrants import AxisPart, AxisResult
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.supposing import Question

NAMES: Final = {
    "arr": "ARR",
    "potential_arr": "potential ARR",
    "strategic": "strategic value",
    "brand_value": "brand value",
    "health": "health",
    "adoption": "adoption",
    "licence_use": "licence use",
    "tickets": "open tickets",
    "complexity": "complexity",
}
# The field of the account that an input stands on, where it is one.
FIELDS: Final = {
    "potential_arr": "potential_arr",
    "strategic": "strategic",
    "brand_value": "brand_value",
    "licence_use": "seats_used",
    "complexity": "complexity",
}
METRICS: Final = {"adoption": "adoption_pct", "tickets": "tickets_open"}
MOST_TICKETS: Final = 100


def explain_quadrant(question: Question) -> Explanation:
    """Return size and need, each input with its contribution, and the quadrant of both."""
    standing = question.standing
    size, need, quadrant = standing.size, standing.need, standing.quadrant
    steps = [
        *(_size_step(question, part) for part in size.parts if part.value is not None),
        _axis_step("size", size, question.model.size.split),
        *(_need_step(question, need, part) for part in need.parts if part.points is not None),
        _axis_step("need", need, question.model.need.split),
        Step(quadrant.reason),
    ]
    missing = tuple(NAMES[name] for name in (*size.missing, *need.missing))
    return Explanation(
        question.account.name,
        "quadrant",
        quadrant.quadrant or "not placed",
        tuple(steps),
        missing,
        _flips(question),
    )


def _axis_step(name: str, axis: AxisResult, split: float) -> Step:
    coverage = f", {axis.coverage} % known" if name == "need" else ""
    text = f"{name}: high from {figure(split)}{coverage}; {axis.reason}"
    score = None if axis.score is None else round(axis.score, 2)
    return Step(text, score, None, score)


def _size_step(question: Question, part: AxisPart) -> Step:
    source = question.provenance
    value: float | int | None = part.value
    if part.name == "arr":
        value = units(question.standing.arr.cents)
        by = question.standing.arr.basis
        known = source.field("arr") if by == "recorded" else f"its {by}"
    else:
        known = source.field(part.name)
    points = None if part.points is None else round(part.points, 2)
    return Step(f"size, {NAMES[part.name]}: {part.basis}", value, part.weight, points, known)


def _need_step(question: Question, need: AxisResult, part: AxisPart) -> Step:
    known = sum(other.weight for other in need.parts if other.points is not None)
    contribution = round(part.weight * (part.points or 0.0) / known, 2) if known else 0.0
    text = f"need, {NAMES[part.name]}: {part.basis}"
    if part.value != part.points:
        text += f" = {figure(part.points or 0.0)}"
    value = None if part.value is None else round(part.value, 2)
    return Step(text, value, part.weight, contribution, _need_source(question, part))


def _need_source(question: Question, part: AxisPart) -> str | None:
    if part.name in FIELDS:
        return question.provenance.field(FIELDS[part.name])
    health = question.standing.health
    if part.name == "health":
        fact = health.override or health.imported
        return question.provenance.fact(fact) if fact is not None else "see health"
    metric = METRICS[part.name]
    points = [p for p in question.facts.metrics if p.metric == metric and p.date <= question.today]
    if points and points[-1].value == part.value:
        return question.provenance.fact(points[-1])
    measure = health.measures[0].fact
    return question.provenance.fact(measure) if measure is not None else None


def _flips(question: Question) -> tuple[str, ...]:
    """Return what would give another quadrant, each tried by assessing the account anew."""
    flips = [*_by_size(question), *_by_need(question)]
    if question.standing.size.high is None:
        flips.append("An ARR, a potential ARR or a strategic value would give it a size.")
    turn = question.next_turn(
        lambda standing: standing.quadrant.quadrant,
        lambda standing: min(
            filter(None, (standing.arr.changes_on, standing.quadrant.changes_on)), default=None
        ),
    )
    if turn is not None:
        becomes = turn[1].quadrant.quadrant or "not placed"
        flips.append(f"On {on(turn[0])} it becomes {becomes} if nothing is recorded until then.")
    return tuple(flips)


def _moved(question: Question, standing: Standing) -> str | None:
    """Return the other quadrant that `standing` is in, None where it is the same or none."""
    other = standing.quadrant.quadrant
    return other if other != question.standing.quadrant.quadrant else None


def _by_size(question: Question) -> list[str]:
    """Return the ARR on the other side of the split of size."""
    account, rule, arr = question.account, question.model.size, question.standing.arr.cents
    extra = rule.strategic_points * (account.strategic or 0)
    extra += rule.brand_points * (account.brand_value or 0)
    units_needed = reach(rule.line, rule.split - extra)
    if units_needed is None:
        return []
    bound, currency = ceil(round(units_needed * 100, 6)), account.currency
    if question.standing.size.high:
        other = _moved(question, question.suppose_arr(bound - 1)) if bound > 0 else None
        if other is None or arr is None:
            return []
        less = f"{amount(bound, currency)} ({change(bound - 1 - arr, currency)})"
        return [f"ARR below {less} would make it {other}."]
    other = _moved(question, question.suppose_arr(bound))
    if other is None:
        return []
    more = f" ({change(bound - arr, currency)})" if arr is not None else ""
    return [f"ARR of {amount(bound, currency)}{more} would make it {other}."]


def _by_need(question: Question) -> list[str]:
    """Return for each input of need the nearest value that moves the account."""
    need = question.standing.need
    if need.high is None:
        known = question.suppose_reading("score", 70)
        other = _moved(question, known)
        return [f"A health score would place it: 70 in {other}."] if other is not None else []
    parts = {part.name: part.value for part in need.parts}
    to_low = need.high
    words = [_by_health(question, to_low), _by_tickets(question, parts["tickets"], to_low)]
    words += [_by_seats(question, to_low), _by_complexity(question)]
    return [word for word in words if word is not None]


def _by_health(question: Question, to_low: bool) -> str | None:
    health = question.standing.health
    if health.override is not None:
        return None
    score = health.score if health.score is not None else (0.0 if to_low else 100.0)
    found = nearest(
        score,
        100 if to_low else 0,
        lambda value: _moved(question, question.suppose_reading("score", value)) is not None,
    )
    if found is None:
        return None
    other = _moved(question, question.suppose_reading("score", found))
    by = lever(question, up=to_low, test=lambda standing: _moved(question, standing) == other)
    would = f": {by} would do" if by is not None else ""
    return f"Health of {found} or {'more' if to_low else 'less'} would make it {other}{would}."


def _by_tickets(question: Question, tickets: float | None, to_low: bool) -> str | None:
    if tickets is None:
        return None
    found = nearest(
        tickets,
        0 if to_low else MOST_TICKETS,
        lambda value: _moved(question, question.suppose_metric("tickets_open", value)) is not None,
    )
    if found is None:
        return None
    other = _moved(question, question.suppose_metric("tickets_open", found))
    return f"{found} open tickets or {'fewer' if to_low else 'more'} would make it {other}."


def _by_seats(question: Question, to_low: bool) -> str | None:
    seats, used = question.account.seats, question.account.seats_used
    if not seats or used is None:
        return None
    found = nearest(
        used,
        seats if to_low else 0,
        lambda value: _moved(question, question.suppose(seats_used=value)) is not None,
    )
    if found is None:
        return None
    other = _moved(question, question.suppose(seats_used=found))
    return f"{found} of {seats} seats in use would make it {other}."


def _by_complexity(question: Question) -> str | None:
    for complexity in question.model.need.complexity:
        if complexity == question.account.complexity:
            continue
        other = _moved(question, question.suppose(complexity=complexity))
        if other is not None:
            return f"{complexity.capitalize()} complexity would make it {other}."
    return None
