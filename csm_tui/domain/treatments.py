"""What experiments try on an account, on which days, and when it gives way (DOMAIN §8).

An experiment compares two ways of the ordinary: onboarding, risk and a level raised above the
tier's own (renewal, a floor, an override) go before what is tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.days import after

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from csm_tui.domain.facts import Treatment
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.terms import Level, Tier
    from csm_tui.domain.touch_model import TouchModel


def follows(tier: Tier, level: Level | None, *, onboarding: bool, at_risk: bool) -> bool:
    """Return whether an account is treated in the ordinary way of its tier."""
    return level == tier and not onboarding and not at_risk


def is_ordinary(standing: Standing) -> bool:
    """Return whether an account that stands so is treated in the ordinary way of its tier."""
    return follows(
        standing.tier.tier,
        standing.level.level,
        onboarding=standing.stage.onboarding,
        at_risk=standing.risk.at_risk,
    )


def treatment_on(
    treatments: Iterable[Treatment], aspect: str, kind: str, today: date
) -> Treatment | None:
    """Return the treatment that holds on a day; of several the one that began last."""
    found = None
    for one in treatments:
        if one.aspect == aspect and one.kind == kind and one.holds(today):
            found = one
    return found


def turns_of(treatments: Iterable[Treatment]) -> list[date]:
    """Return the days on which treatments begin, and those after their last."""
    days: list[date] = []
    for one in treatments:
        over_on = after(one.ends, 1)
        days.append(one.begins)
        if over_on is not None:
            days.append(over_on)
    return days


def treatment_words(aspect: str, kind: str, treatment: str) -> str:
    """Return a treatment as words: "check-in every 14 days", "business review by video"."""
    thing = _thing(kind)
    if aspect == "cadence":
        return f"{thing} every {treatment} days"
    return f"{thing} by {treatment}" if aspect == "channel" else f"{thing}: {treatment}"


def unplanned(tier: Tier, kind: str, model: TouchModel) -> str:
    """Return that the model plans no touchpoints of `kind` at a tier, "" where it does."""
    cadence = model.cadence.levels.get(tier)
    interval = None
    if cadence is not None:
        interval = cadence.review if kind == "business-review" else cadence.check_in
    if interval is not None:
        return ""
    return (
        f"The touch model plans no {_thing(kind)}s at tier {tier}: what the sides get is yours to"
        " do."
    )


def _thing(kind: str) -> str:
    return kind if kind == "check-in" else kind.replace("-", " ")
