"""The recommendation of `csm advise`, with its arithmetic said in sentences (DOMAIN §9).

Customers ask for a touch (complexity, expectations, competition, each counted alike: the field
states no weights), ARR pays for one; the lower of the two is recommended. Tech, low, medium and
high touch count 0, 1, 2, 3 for that.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain.advice import QUESTION, QUESTIONS, Answer, BookFacts
from csm_tui.domain.advice_economics import (
    Carried,
    Fit,
    carried,
    economics_gap,
    fit,
    headcount,
    typical,
)
from csm_tui.domain.advice_maturity import STAGES, stage_of
from csm_tui.domain.economics import share_of
from csm_tui.domain.economics_words import percent
from csm_tui.domain.model_moves import early_change
from csm_tui.domain.terms import LEVELS, Level
from csm_tui.domain.touch_level import TOUCH
from csm_tui.domain.wording import amount, figure, on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from csm_tui.domain.advice import Asked
    from csm_tui.domain.touch_model import TouchModel

Layout = Literal["pyramid", "matrix"]
_ASKING: Final[tuple[Asked, ...]] = ("complexity", "customers", "competition")
_HALF: Final = Fraction(1, 2)
_FOR_MOST: Final = 3
# From here on the field needs more than one dimension of a large and diverse base.
_TIERS_FROM: Final = next(stage.least for stage in STAGES if stage.stage == "early-scale")
# Our own choice: so large a part of the accounts counts as all.
_NEARLY_ALL: Final = 0.8
_MATRIX_FROM: Final = next(stage.least for stage in STAGES if stage.stage == "scaled")


class Recommendation(NamedTuple):
    """The touch for most customers, what they ask for and what the median ARR pays for.

    None where nothing says so. `csms` are needed by ratio and by hours (None: no hours there), in
    twelve months `csms_then`. `left_out` names what is not known and so counts for nothing.
    """

    touch: Level | None
    wanted: Level | None
    carried: Level | None
    touches: tuple[Carried, ...]
    fits: tuple[Fit, ...]
    model: str
    layout: Layout | None
    csms: float | None
    csms_by_hours: float | None
    csms_then: float | None
    sentences: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def for_most(self) -> tuple[str, ...]:
        """Return the sentences on most customers: what they ask for, pay for, and so get."""
        return self.sentences[:_FOR_MOST]

    @property
    def further(self) -> tuple[str, ...]:
        """Return the sentences on what follows: tiers, CSMs, the model and its layout."""
        return self.sentences[_FOR_MOST:]


def recommend(
    facts: BookFacts,
    answers: Mapping[Asked, Answer],
    then: int | None,
    models: Mapping[str, TouchModel],
    adopted_on: date | None,
    today: date,
) -> Recommendation:
    """Return the recommendation for a book.

    `models` are the one in force, first, and the presets, by name; `then` is the number of
    customers in twelve months. `adopted_on` is the day of the version in force, None where it is
    the one that the book began with.
    """
    (name, model), *_ = models.items()
    touches = carried(facts.arrs, model)
    paid = typical(facts.median, touches)
    asked, ask_words = _wanted(answers, model)
    touch = _lower(asked, None if paid is None else paid.level)
    fits = tuple(fit(one, found, facts.arrs) for one, found in models.items() if facts.arrs)
    chosen, model_words = _model(fits, name, model, adopted_on, today)
    layout, layout_words = _layout(facts, answers)
    by_ratio = headcount({tier.tier: tier.accounts for tier in facts.tiers}, model.costs)
    told = any(tier.accounts for tier in facts.tiers if tier.tier in model.tiers)
    by_hours = facts.hours / facts.available if facts.available and told else None
    by_then = by_ratio * then / facts.accounts if then is not None and facts.accounts else None
    sentences = [ask_words, *_paid_words(facts, paid, model), *_result(touch, asked, paid)]
    if facts.accounts:
        sentences += [
            *_one_or_tiers(facts, touches),
            *_csms(facts, model, by_ratio, by_hours, then, by_then),
        ]
    return Recommendation(
        touch,
        asked,
        None if paid is None else paid.level,
        touches,
        fits,
        chosen,
        layout,
        by_ratio if told else None,
        by_hours if facts.accounts else None,
        by_then,
        (*sentences, *model_words, *layout_words),
        tuple(_left_out(facts, answers, touches)),
    )


def _wanted(answers: Mapping[Asked, Answer], model: TouchModel) -> tuple[Level | None, str]:
    """Return the mean of what the answers ask for, and its arithmetic."""
    votes: list[tuple[str, Level]] = []
    for asked in _ASKING:
        if asked in answers:
            value = answers[asked].value
            touch = next(one.touch for one in QUESTION[asked].choices if one.value == value)
            if touch is not None:
                votes.append((QUESTION[asked].title, touch))
    if not votes:
        return None, "What customers ask for is not known: nothing that says so is answered."
    told = ", ".join(f"{title} {touch} ({TOUCH[touch]})" for title, touch in votes)
    mean = Fraction(sum(TOUCH[touch] for _, touch in votes), len(votes))
    wanted = LEVELS[floor(mean + _HALF)]
    sums = ""
    if len(votes) > 1:
        total = sum(TOUCH[touch] for _, touch in votes)
        exact = figure(float(mean))
        rounded = "" if mean.denominator == 1 else f", rounded {TOUCH[wanted]}"
        sums = f" {total} ÷ {len(votes)} = {exact}{rounded}:"
    there = _nearest(wanted, model)
    note = "" if there == wanted else f", which {model.name} serves as {there}"
    return there, f"What customers ask for: {told}.{sums} {wanted} touch{note}."


def _nearest(level: Level, model: TouchModel) -> Level:
    """Return the level of the model at most as high as `level`, its lowest where none is."""
    below = [one for one in model.tiers if TOUCH[one] <= TOUCH[level]]
    return max(below, key=TOUCH.__getitem__) if below else model.levels[0]


def _lower(wanted: Level | None, paid: Level | None) -> Level | None:
    if wanted is None or paid is None:
        return wanted or paid
    return min(wanted, paid, key=TOUCH.__getitem__)


def _paid_words(facts: BookFacts, paid: Carried | None, model: TouchModel) -> list[str]:
    if facts.median is None or paid is None:
        return ["What ARR pays for is not known."]
    share = share_of(paid.cost.exact, facts.median) or 0
    median = amount(facts.median // 100 * 100, facts.currency)
    cost = amount((paid.cost.cents + 50) // 100 * 100, facts.currency)
    said = f"{paid.level} touch, {cost} ÷ {median} = {percent(share)}"
    if share > model.costs.viable_to:
        limit = figure(model.costs.viable_to)
        return [f"The median ARR pays for no touch within {limit} %; least costs {said}."]
    margin = ""
    if share > model.costs.comfortable_to:
        margin = ", if gross margin allows"
    return [f"What the median ARR pays for: {said}{margin}."]


def _result(touch: Level | None, wanted: Level | None, paid: Carried | None) -> list[str]:
    if touch is None:
        return ["No touch is recommended: neither what is asked for nor what is paid for is known."]
    if wanted is None or paid is None:
        said = "what ARR pays for alone" if wanted is None else "what customers ask for alone"
        return [f"Recommended for most: {touch} touch, by {said}."]
    if wanted == paid.level:
        return [f"Recommended for most: {touch} touch: what they ask for is what they pay for."]
    if touch == wanted:
        return [
            f"Recommended for most: {touch} touch: the ARR would pay for more, and nobody asks."
        ]
    return [
        (
            f"Recommended for most: {touch} touch: more is asked for than the ARR pays for. More"
            f" where it decides: in onboarding, at risk, and for the accounts whose ARR is larger."
        )
    ]


def _one_or_tiers(facts: BookFacts, touches: tuple[Carried, ...]) -> list[str]:
    """Return whether one touch does for all, by the stage and by what the accounts pay for."""
    if not facts.arrs or not touches:
        return []
    highest, *_ = touches
    if facts.accounts < _TIERS_FROM:
        return [
            (
                f"Under {_TIERS_FROM} customers the field gives all of them high touch, by need;"
                f" here {highest.accounts:,} of {len(facts.arrs):,} with an ARR pay for"
                f" {highest.level} touch."
            )
        ]
    most = max(touches, key=lambda touch: touch.accounts)
    part = percent(100 * most.accounts / len(facts.arrs))
    if most.accounts >= _NEARLY_ALL * len(facts.arrs):
        return [
            f"One touch does for nearly all: {part} of the accounts pay for {most.level} touch."
        ]
    return [
        (
            f"One touch does not fit all: no more than {part} of the accounts pay for the same"
            f" ({most.level}). Tiers are worth their trouble."
        )
    ]


def _csms(
    facts: BookFacts,
    model: TouchModel,
    by_ratio: float,
    by_hours: float | None,
    then: int | None,
    by_then: float | None,
) -> list[str]:
    ratios = model.costs.accounts_per_csm
    parts = " + ".join(
        f"{tier.accounts:,} ÷ {ratios[tier.tier]:,}"
        for tier in facts.tiers
        if tier.tier in ratios and tier.accounts
    )
    said = []
    if parts:
        later = ""
        if by_then is not None and then is not None:
            later = f"; with {then:,} customers of the same mix {by_then:,.1f}"
        said.append(f"CSMs by accounts per CSM: {parts} = {by_ratio:,.1f}{later}.")
    if by_hours is not None:
        said.append(
            f"CSMs by hours: {facts.hours:,.0f} ÷ {facts.available:,.0f} a month = {by_hours:,.1f}."
        )
    return said


def _model(
    fits: tuple[Fit, ...],
    name: str,
    model: TouchModel,
    adopted_on: date | None,
    today: date,
) -> tuple[str, list[str]]:
    """Return which model to have, and why: the one in force unless another alone fits better."""
    if not fits:
        return name, []
    low, high = model.costs.blended
    told = "; ".join(
        f"{one.name} {'–' if one.whole.share is None else percent(one.whole.share)} of ARR"
        f"{_against(one)}, {one.csms:,.1f} CSMs"
        for one in fits
    )
    said = f"By ARR alone: {told} ({figure(low)}–{figure(high)} % is expected)."
    within = [one.name for one in fits if one.whole.verdict == "within"]
    if name in within or not within:
        why = "it is within" if within else "none is within"
        return name, [f"{said} Stay with {name}: {why}."]
    months = model.tiering.commit_months
    if adopted_on is not None and early_change(adopted_on, months, today) is not None:
        return name, [
            (
                f"{said} {within[0]} is within, and yet stay with {name}: it was adopted on"
                f" {on(adopted_on)}, and a model is committed to for {months} months or more."
            )
        ]
    return within[0], [f"{said} Look at {within[0]}: `csm model diff {within[0]}`."]


def _against(one: Fit) -> str:
    return "" if one.whole.verdict is None else f" ({one.whole.verdict})"


def _layout(facts: BookFacts, answers: Mapping[Asked, Answer]) -> tuple[Layout | None, list[str]]:
    """Return pyramid or matrix (DOMAIN §3: when to use which)."""
    if not facts.accounts:
        return None, []
    placed = f"{facts.placed:,} of {facts.accounts:,} accounts have a quadrant"
    stage = stage_of(facts.accounts).title.lower()
    simple = "complexity" in answers and answers["complexity"].value == "minutes"
    if facts.accounts < _MATRIX_FROM:
        return "pyramid", [f"Pyramid by ARR: few accounts ({stage}); {placed}."]
    if 2 * facts.placed < facts.accounts:
        return "pyramid", [
            (
                f"Pyramid by ARR: only {placed}, for a matrix too few; `csm quadrants` says what is"
                f" missing."
            )
        ]
    if simple:
        return "pyramid", [f"Pyramid by ARR: a simple product, though {placed}."]
    return "matrix", [f"Matrix of size and need: a large base ({stage}), and {placed}."]


def _left_out(
    facts: BookFacts, answers: Mapping[Asked, Answer], touches: tuple[Carried, ...]
) -> list[str]:
    lacks = economics_gap(facts, touches)
    said = [] if lacks is None else [f"Unit economics: {lacks}"]
    for question in QUESTIONS:
        if question.asked not in answers:
            choices = "|".join(one.value for one in question.choices)
            choices += "|250|+50%" if question.free else ""
            said.append(f"{question.title.capitalize()}: --{question.asked} {choices}.")
    return said
