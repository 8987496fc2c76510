"""What must hold between the values of a touch model, beyond each value by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.model_reader import Spot, nearest
from csm_tui.domain.terms import COMPLEXITIES, QUADRANTS, TIERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csm_tui.domain.touch_model import HealthThresholds, LicenceUse, Template, TouchModel

_TIMINGS = {
    "onboarding": ("day", "week", "month"),
    "ongoing": ("every_days",),
    "renewal": ("before_renewal",),
}
_COSTED = ("check-in", "business-review", "email", "renewal")


def check(model: TouchModel, spot: Spot) -> None:
    """Raise ModelProblem, naming the key, where two values of `model` contradict each other."""
    _check_tiers(model, spot)
    _check_levels_known(model, spot)
    _check_tables_whole(model, spot)
    _check_templates(model, spot.at("templates"))
    _check_weights(model.need.weights.values(), spot.at("need.weights"))
    _check_weights(model.health.weights.values(), spot.at("health.weights"))
    _check_orders(model, spot)
    _check_when(model, spot)


def _check_tiers(model: TouchModel, spot: Spot) -> None:
    """Tiers run from the highest touch down, thresholds strictly descending to 0."""
    names = list(model.tiers)
    if not names:
        spot.at("tiers").refuse("is empty; a model has at least one tier.")
    if "unknown" in names:
        spot.at("tiers.unknown").refuse(f"is not a tier. {nearest('unknown', TIERS[:-1])}")
    if names != sorted(names, key=TIERS.index):
        spot.at("tiers").refuse("must stand from the highest touch down: high, medium, low, tech.")
    rules = list(model.tiers.values())
    for name, above, rule in zip(names[1:], rules, rules[1:], strict=False):
        if rule.from_ >= above.from_:
            spot.at(f"tiers.{name}.from").refuse(
                f"must be less than the {above.from_ // 100:,} of the tier above it."
            )
    if rules[-1].from_ != 0:
        spot.at(f"tiers.{names[-1]}.from").refuse(
            "must be 0: the lowest tier takes whatever is left."
        )


def _check_levels_known(model: TouchModel, spot: Spot) -> None:
    """Every tier or level that is named anywhere is one of the model's own."""
    stage = model.lifecycle
    named: dict[str, Iterable[str]] = {
        "tiering.trial_without_arr": [model.tiering.trial_without_arr],
        "lifecycle.onboarding_level": [*stage.onboarding_level, *stage.onboarding_level.values()],
        "lifecycle.onboarding_unknown": [stage.onboarding_unknown],
        "lifecycle.renewal_not_for": stage.renewal_not_for,
        "lifecycle.risk_at_least": [stage.risk_at_least],
        "lifecycle.risk_unknown": [stage.risk_unknown],
        "lifecycle.quadrant_at_least": stage.quadrant_at_least.values(),
        "cadence.levels": model.cadence.levels,
        "templates.onboarding": model.templates.onboarding,
        "templates.ongoing": model.templates.ongoing,
        "templates.renewal": model.templates.renewal,
        "health.engagement_interval": model.health.engagement_interval,
        "rank.inbound_days": model.rank.inbound_days,
        "hours.effort_by_level": model.hours.effort_by_level,
        "hours.reactive_month": model.hours.reactive_month,
        "costs.accounts_per_csm": model.costs.accounts_per_csm,
        "costs.shared": model.costs.shared,
        "costs.technology": model.costs.technology,
        "benchmarks.review_attendance": model.benchmarks.review_attendance,
    }
    for key, levels in named.items():
        for level in levels:
            if level not in model.tiers:
                spot.at(key).refuse(
                    f"names `{level}`, which is no tier of this model ({', '.join(model.tiers)})."
                )


def _check_tables_whole(model: TouchModel, spot: Spot) -> None:
    """Tables that must speak of every tier, quadrant or kind leave none out."""
    by_tier: dict[str, Iterable[str]] = {
        "lifecycle.onboarding_level": model.lifecycle.onboarding_level,
        "cadence.levels": model.cadence.levels,
        "hours.reactive_month": model.hours.reactive_month,
        "costs.accounts_per_csm": model.costs.accounts_per_csm,
        "costs.shared": model.costs.shared,
        "costs.technology": model.costs.technology,
    }
    for key, table in by_tier.items():
        _check_whole(table, model.tiers, spot.at(key))
    _check_whole(model.quadrant_strategy, QUADRANTS, spot.at("quadrant_strategy"))
    _check_whole(model.hours.effort, _COSTED, spot.at("hours.effort"))
    _check_whole(model.need.complexity, COMPLEXITIES, spot.at("need.complexity"))


def _check_whole(table: Iterable[str], names: Iterable[str], spot: Spot) -> None:
    given = set(table)
    for name in names:
        if name not in given:
            spot.at(name).refuse("is missing.")


def _check_templates(model: TouchModel, spot: Spot) -> None:
    calendar = {
        "onboarding": model.templates.onboarding.items(),
        "ongoing": model.templates.ongoing.items(),
        "renewal": model.templates.renewal.items(),
    }
    for part, lists in calendar.items():
        for name, templates in lists:
            for number, template in enumerate(templates, start=1):
                _check_timing(template, _TIMINGS[part], spot.at(f"{part}.{name}").item(number))


def _check_timing(template: Template, wanted: tuple[str, ...], spot: Spot) -> None:
    """A template says exactly once when it is due, in the way its part of the calendar counts."""
    every = [name for names in _TIMINGS.values() for name in names]
    given = [name for name in every if getattr(template, name) is not None]
    if len(given) != 1 or given[0] not in wanted:
        said = " and ".join(f"`{name}`" for name in given) or "nothing"
        one = " or ".join(f"`{name}`" for name in wanted)
        spot.refuse(f"must say when by exactly one of {one}; it has {said}.")


def _check_weights(weights: Iterable[float], spot: Spot) -> None:
    """Weights add up to 100, so that what is known of them is a percentage."""
    total = sum(weights)
    if abs(total - 100) > 0.01:
        spot.refuse(f"must add up to 100, and add up to {total:g}.")


def _check_orders(model: TouchModel, spot: Spot) -> None:
    """Of two bounds the lower one is the lower."""
    pairs = {
        "health.yellow_from": (model.health.yellow_from, model.health.green_from, "green_from"),
        "hours.green_to": (model.hours.green_to, model.hours.red_from, "red_from"),
        "costs.under_below": (
            model.costs.under_below,
            model.costs.comfortable_to,
            "comfortable_to",
        ),
        "costs.comfortable_to": (model.costs.comfortable_to, model.costs.viable_to, "viable_to"),
    }
    for key, (low, high, name) in pairs.items():
        if low >= high:
            spot.at(key).refuse(f"is {low:g}, and must be less than `{name}` ({high:g}).")
    spans: dict[str, tuple[float, float] | None] = {"costs.blended": model.costs.blended}
    for tier, rule in model.tiers.items():
        spans[f"tiers.{tier}.cost_range"] = rule.cost_range
        spans[f"tiers.{tier}.fully_loaded_range"] = rule.fully_loaded_range
        spans[f"tiers.{tier}.revenue_to_cost"] = rule.revenue_to_cost
        spans[f"tiers.{tier}.hours_a_month"] = rule.hours_a_month
    for key, span in spans.items():
        if span is not None and span[0] > span[1]:
            spot.at(key).refuse("must run from the lower to the higher value.")


def _check_when(model: TouchModel, spot: Spot) -> None:
    """What holds for some accounts says for which, of tiers there are, and bounds in order."""
    health, own = spot.at("health.thresholds"), model.health
    for number, entry in enumerate(own.thresholds, start=1):
        here = health.item(number)
        _check_whom(entry, model, here)
        if {entry.green_from, entry.yellow_from, entry.at_risk_below} == {None}:
            here.refuse("must set `green_from`, `yellow_from` or `at_risk_below`.")
        green = own.green_from if entry.green_from is None else entry.green_from
        yellow = own.yellow_from if entry.yellow_from is None else entry.yellow_from
        if yellow >= green:
            here.refuse(f"has `yellow_from` {yellow:g}, which must be less than {green:g}, green.")
    for number, line in enumerate(model.need.licence_use_when, start=1):
        _check_whom(line, model, spot.at("need.licence_use_when").item(number))


def _check_whom(entry: HealthThresholds | LicenceUse, model: TouchModel, spot: Spot) -> None:
    if entry.stage is None and entry.tier is None and entry.until is None:
        spot.refuse("must say for whom by `stage`, `tier` or `until` (days from the start).")
    if entry.tier is not None and entry.tier != "unknown" and entry.tier not in model.tiers:
        spot.at("tier").refuse(
            f"names `{entry.tier}`, which is no tier of this model ({', '.join(model.tiers)})."
        )
