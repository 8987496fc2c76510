"""What a valid touch model leaves open or contradicts: told, never refused (DOMAIN §1, §6, §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.capacity import monthly_hours
from csm_tui.domain.channels import advise
from csm_tui.domain.model_file import ANSWERS, open_answers
from csm_tui.domain.model_gaps import Finding, gaps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.domain.terms import Level, Tier
    from csm_tui.domain.touch_model import Template, TierRule, TouchModel

_DAYS: Final = {
    "weekly": 7,
    "bi-weekly": 14,
    "monthly": 30,
    "bi-monthly": 60,
    "quarterly": 90,
    "semi-annual": 182,
    "annual": 365,
}
# A clock says what the word says while it is not a quarter shorter or longer.
_NEAR: Final = 0.25
_KINDS: Final = {
    "business review": "business-review",
    "check-in": "check-in",
    "kickoff": "kickoff",
    "training": "training",
}


class FullLoad(NamedTuple):
    """A CSM with as many accounts of a tier as the model gives one, hours a month.

    `possible` is how many the hours allow, None where they ask for none.
    """

    tier: Tier
    accounts: int
    hours: float
    available: float
    possible: int | None

    @property
    def percent(self) -> float | None:
        """Return the share of the available hours, None where there are none."""
        return 100 * self.hours / self.available if self.available else None


def review(model: TouchModel) -> tuple[Finding, ...]:
    """Return what `model` leaves open or contradicts, in the order of its file."""
    return (
        *_answers(model),
        *_channels(model),
        *gaps(model),
        *_agreement(model),
    )


def full_loads(model: TouchModel, available: float | None = None) -> tuple[FullLoad, ...]:
    """Return for each tier what its accounts per CSM ask of the hours there are (DOMAIN §9).

    `available` is those a month (None: what the model states).

    Accounts are taken as plain: in growth, in no quadrant; half of those whose check-in is human
    only below some health are below it.
    """
    hours = model.hours.available_month if available is None else available
    return tuple(_full_load(tier, model, hours) for tier in model.tiers)


def _full_load(tier: Tier, model: TouchModel, available: float) -> FullLoad:
    level: Level = tier
    bound = model.cadence.levels[level].human_below_health
    well = monthly_hours(level, tier, "growth", None, bound, model)
    badly = monthly_hours(level, tier, "growth", None, 0.0, model)
    accounts = model.costs.accounts_per_csm[tier]
    each = (well + badly) / 2
    possible = int(available / each + 0.5) if each else None
    return FullLoad(tier, accounts, accounts * each, available, possible)


def _answers(model: TouchModel) -> Iterator[Finding]:
    for tier, rule in model.tiers.items():
        for key in open_answers(rule):
            yield Finding(
                "answers", f"tiers.{tier}.{key}", f"{rule.name} leaves {ANSWERS[key]} open."
            )


def _channels(model: TouchModel) -> Iterator[Finding]:
    for tier, rule in model.tiers.items():
        yield from _unfit_interactions(tier, rule)
    for level, clock in model.cadence.levels.items():
        said = advise(clock.channel, "check-in", level=level)
        if said is not None:
            yield Finding("channels", f"cadence.levels.{level}.channel", said)
    parts = {
        "onboarding": model.templates.onboarding,
        "ongoing": model.templates.ongoing,
        "renewal": model.templates.renewal,
    }
    for part, lists in parts.items():
        for name, templates in lists.items():
            for number, template in enumerate(templates, start=1):
                key = f"templates.{part}.{name}[{number}]"
                yield from _unfit_template(key, template, name, model.tiers[name])


def _unfit_interactions(tier: Tier, rule: TierRule) -> Iterator[Finding]:
    """Tell of what a tier wants to do and has no channel for."""
    if not rule.channels:
        return
    for type_ in rule.interaction_types:
        kind = _KINDS.get(type_)
        said = [advise(channel, kind, level=tier) for channel in rule.channels]
        if said and None not in said:
            yield Finding(
                "channels",
                f"tiers.{tier}.channels",
                f"{rule.name} does a {type_}, and none of its channels fits. {said[0]}",
            )


def _unfit_template(key: str, template: Template, level: str, rule: TierRule) -> Iterator[Finding]:
    named = f"“{template.title}” goes by {template.channel}"
    said = advise(template.channel, template.kind, template.purpose, level=level)
    if said is not None:
        yield Finding("channels", f"{key}.channel", f"{named}. {said}")
    elif rule.channels and template.channel not in (*rule.channels, "automated"):
        yield Finding(
            "channels", f"{key}.channel", f"{named}, which is none of the channels of {rule.name}."
        )


def _agreement(model: TouchModel) -> Iterator[Finding]:
    for tier, rule in model.tiers.items():
        days = model.cadence.levels[tier].check_in
        yield from _frequency(tier, rule, days)
        asked = model.health.engagement_interval.get(tier)
        if asked is not None and days is not None and asked != days:
            yield Finding(
                "agreement",
                f"health.engagement_interval.{tier}",
                f"Engagement is measured against {asked} days, the clock of {tier} runs {days}.",
            )


def _frequency(tier: Tier, rule: TierRule, days: int | None) -> Iterator[Finding]:
    key = f"tiers.{tier}.frequency"
    if rule.frequency == "only on events" and days is not None:
        text = f"{rule.name} says “only on events”, and its clock runs {days} days."
    elif rule.frequency in _DAYS and days is None:
        text = f"{rule.name} says “{rule.frequency}”, and its level has no clock."
    elif rule.frequency in _DAYS and days is not None:
        said = _DAYS[rule.frequency]
        if abs(days - said) <= _NEAR * said:
            return
        text = f"{rule.name} says “{rule.frequency}”, and its clock runs {days} days."
    else:
        return
    yield Finding("agreement", key, text)
