"""Thresholds of a touch model that overlap, or that leave a gap between them.

What makes a model impossible is refused by `model_checks`; this is told and works all the same.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain.thresholds import for_whom
from csm_tui.domain.wording import amount, figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.domain.touch_model import HealthThresholds, LicenceUse, Template, TouchModel

# The questions a review asks: is a tier answered, does a channel fit its purpose, do thresholds
# overlap or leave gaps, do two keys say different things.
Question = Literal["answers", "channels", "thresholds", "agreement"]
# What is said of each of them where there is nothing to tell of.
FINE: Final[dict[Question, str]] = {
    "answers": "The five questions are answered for every tier.",
    "channels": "Every channel fits its purpose.",
    "thresholds": "No thresholds overlap or leave a gap.",
    "agreement": "Words, clocks and measures agree.",
}
_WEEK: Final = 7
_SHORTEST_MONTH: Final = 28


class Finding(NamedTuple):
    """One thing that a model leaves open or contradicts: the key to look at, and why."""

    question: Question
    key: str
    text: str


def gaps(model: TouchModel) -> Iterator[Finding]:
    """Yield the thresholds of `model` that overlap or leave a gap, each by its key."""
    yield from _risk(model)
    yield from _entries("health.thresholds", model.health.thresholds)
    yield from _entries("need.licence_use_when", model.need.licence_use_when)
    yield from _suggestions(model)
    yield from _splits(model)
    yield from _costs(model)
    yield from _journey(model)
    yield from _clocks(model)


def _risk(model: TouchModel) -> Iterator[Finding]:
    own = (model.risk.health_below, model.health.yellow_from)
    bounds = [("risk.health_below", "", *own)]
    for number, entry in enumerate(model.health.thresholds, start=1):
        below = own[0] if entry.at_risk_below is None else entry.at_risk_below
        yellow = own[1] if entry.yellow_from is None else entry.yellow_from
        bounds.append((f"health.thresholds[{number}]", f" ({for_whom(entry)})", below, yellow))
    for key, whom, below, yellow in bounds:
        if below < yellow:
            yield Finding(
                "thresholds",
                key,
                f"Health from {figure(below)} to {figure(yellow)} is red and yet not at risk{whom}:"
                f" a gap.",
            )
        elif below > yellow:
            yield Finding(
                "thresholds",
                key,
                f"Health from {figure(yellow)} to {figure(below)} is not red and yet at risk{whom}:"
                f" the two overlap.",
            )
    if model.risk.fall_below <= model.risk.health_below:
        yield Finding(
            "thresholds",
            "risk.fall_below",
            f"A fall counts below {figure(model.risk.fall_below)} only, where health is at risk"
            f" anyway: it never adds anything.",
        )


def _entries(key: str, entries: Sequence[HealthThresholds | LicenceUse]) -> Iterator[Finding]:
    """Tell of entries that fit the same accounts: only the first of them counts."""
    for (first, early), (second, late) in combinations(enumerate(entries, start=1), 2):
        here = f"{key}[{second}]"
        if _covers(early, late):
            yield Finding(
                "thresholds", here, f"Entry {second} ({for_whom(late)}) never counts: entry {first}"
                f" ({for_whom(early)}) fits first."
            )  # fmt: skip
        elif _meet(early, late):
            yield Finding(
                "thresholds", here, f"Entries {first} ({for_whom(early)}) and {second}"
                f" ({for_whom(late)}) overlap: for accounts in both, entry {first} counts."
            )  # fmt: skip


def _covers(early: HealthThresholds | LicenceUse, late: HealthThresholds | LicenceUse) -> bool:
    """Return whether `early` fits every account that `late` fits."""
    return (
        early.stage in (None, late.stage)
        and early.tier in (None, late.tier)
        and (early.until is None or (late.until is not None and late.until <= early.until))
    )


def _meet(early: HealthThresholds | LicenceUse, late: HealthThresholds | LicenceUse) -> bool:
    return (None in (early.stage, late.stage) or early.stage == late.stage) and (
        None in (early.tier, late.tier) or early.tier == late.tier
    )


def _suggestions(model: TouchModel) -> Iterator[Finding]:
    rule, (highest, *_) = model.tiering, model.tiers.values()
    if rule.suggest_arr_from >= highest.from_:
        yield Finding(
            "thresholds",
            "tiering.suggest_arr_from",
            f"From {amount(rule.suggest_arr_from)} an account is {highest.name} already: nothing is"
            f" ever suggested.",
        )


def _splits(model: TouchModel) -> Iterator[Finding]:
    for key, split in (("size.split", model.size.split), ("need.split", model.need.split)):
        if split == 0:
            yield Finding("thresholds", key, "Everything from 0 is high: nothing is ever low.")
    if model.size.split > 0:
        top = max(height for _, height in model.size.line)
        most = top + 5 * (model.size.strategic_points + model.size.brand_points)
        if min(100.0, most) < model.size.split:
            yield Finding(
                "thresholds",
                "size.split",
                f"No account reaches {figure(model.size.split)}: nothing is ever of high size.",
            )


def _costs(model: TouchModel) -> Iterator[Finding]:
    costs = model.costs
    low, high = costs.viable_to, costs.over_served_above
    if low < high:
        yield Finding(
            "thresholds",
            "costs.over_served_above",
            f"A share from {figure(low)} to {figure(high)} % is too expensive and yet nobody is"
            f" over-served: a gap.",
        )
    elif low > high:
        yield Finding(
            "thresholds",
            "costs.over_served_above",
            f"A share from {figure(high)} to {figure(low)} % is viable and yet over-served:"
            f" the two overlap.",
        )
    for (upper, above), (lower, below) in pairwise(model.tiers.items()):
        if above.cost_range and below.cost_range and below.cost_range[1] > above.cost_range[0]:
            yield Finding(
                "thresholds",
                f"tiers.{lower}.cost_range",
                f"{below.name} may cost up to {amount(below.cost_range[1])}, more than the"
                f" {amount(above.cost_range[0])} where {model.tiers[upper].name} begins.",
            )


def _journey(model: TouchModel) -> Iterator[Finding]:
    """Tell of templates that stand outside the stage they are made for."""
    stage = model.lifecycle
    for tier, templates in model.templates.onboarding.items():
        for number, one in enumerate(templates, start=1):
            earliest = _onboarding_day(one)
            if earliest > stage.onboarding_days:
                yield Finding(
                    "thresholds",
                    f"templates.onboarding.{tier}[{number}]",
                    f"“{one.title}” comes after the {stage.onboarding_days} days of onboarding.",
                )
    for tier, templates in model.templates.renewal.items():
        for number, one in enumerate(templates, start=1):
            if (one.before_renewal or 0) > stage.renewal_days:
                yield Finding(
                    "thresholds",
                    f"templates.renewal.{tier}[{number}]",
                    f"“{one.title}” comes before renewal begins, {stage.renewal_days} days ahead.",
                )


def _onboarding_day(template: Template) -> int:
    """Return the earliest day that a template of onboarding may mean, counted from the start."""
    weeks, months = template.week or 0, template.month or 0
    return max(template.day or 0, (weeks - 1) * _WEEK, months * _SHORTEST_MONTH)


def _clocks(model: TouchModel) -> Iterator[Finding]:
    """Tell of levels that nobody contacts, and of a higher level that waits longer."""
    levels = model.cadence.levels
    for level, clock in levels.items():
        if clock.check_in is None and not model.templates.ongoing.get(level):
            yield Finding(
                "thresholds",
                f"cadence.levels.{level}",
                f"Level {level} has neither a check-in nor an ongoing touchpoint: a gap.",
            )
    ordered = list(model.tiers)
    for name in ("check_in", "review"):
        known = [
            (level, days) for level in ordered if (days := getattr(levels[level], name)) is not None
        ]
        for (upper, long), (lower, short) in pairwise(known):
            if long > short:
                yield Finding(
                    "thresholds",
                    f"cadence.levels.{upper}.{name}",
                    f"Level {upper} waits {long} days and level {lower} only {short}: the higher"
                    f" touch is the rarer.",
                )
