"""The tier of an account: the traditional pyramid, by ARR (DOMAIN §2 and §11, Tier)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.days import after
from csm_tui.domain.values import value
from csm_tui.domain.wording import amount, on

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.terms import Tier
    from csm_tui.domain.touch_model import TouchModel


@value
class TierResult:
    """A tier with its reason; `suggestion` is a tier and why, listed and not taken."""

    tier: Tier
    reason: str
    suggestion: str | None
    override_until: date | None
    changes_on: date | None


def tier_of(account: Account, arr: int | None, model: TouchModel, today: date) -> TierResult:
    """Return the tier of `account` with an ARR of `arr` cents (None: unknown).

    An override holds through its end date and hides any suggestion while it does; otherwise
    strategic weight goes before ARR. An account without ARR is "unknown", a trial the tier that the
    model gives to trials.
    """
    override = account.tier_override
    if override is not None:
        until = account.tier_override_until
        if until is None:
            return TierResult(override, _by_hand(account), None, None, None)
        if today <= until:
            return TierResult(override, _by_hand(account), None, until, after(until, 1))
    tier, reason = by_rule(account, arr, model)
    return TierResult(tier, reason, _suggestion(account, arr, tier, model), None, None)


def by_rule(account: Account, arr: int | None, model: TouchModel) -> tuple[Tier, str]:
    """Return the tier that the model gives, overrides aside, and why."""
    rule = model.tiering
    strategic = account.strategic
    if strategic is not None and strategic >= rule.strategic_from:
        return next(iter(model.tiers)), f"strategic {strategic} of 5"
    if arr is None:
        if account.status == "trial":
            return rule.trial_without_arr, "trial without ARR"
        return "unknown", "no ARR"
    ceiling: int | None = None
    lowest: Tier = "unknown"
    for tier, bounds in model.tiers.items():
        if arr >= bounds.from_:
            return tier, _between(account, arr, bounds.from_, ceiling)
        ceiling, lowest = bounds.from_, tier
    return lowest, _between(account, arr, 0, ceiling)


def _between(account: Account, arr: int, floor: int, ceiling: int | None) -> str:
    currency = account.currency
    if floor > 0:
        return f"ARR {amount(arr, currency)}, from {amount(floor, currency)}"
    if ceiling is None:
        return f"ARR {amount(arr, currency)}"
    return f"ARR {amount(arr, currency)}, below {amount(ceiling, currency)}"


def _by_hand(account: Account) -> str:
    until = account.tier_override_until
    end = f" through {on(until)}" if until is not None else ""
    why = f": {account.tier_override_reason}" if account.tier_override_reason else ""
    return f"set by hand{end}{why}"


def _suggestion(account: Account, arr: int | None, tier: Tier, model: TouchModel) -> str | None:
    rule = model.tiering
    if arr is None or arr < rule.suggest_arr_from:
        return None
    potential = account.potential_arr
    if account.complexity == "high":
        why = "high complexity"
    elif potential is not None and potential >= rule.suggest_potential_from:
        why = f"potential ARR {amount(potential, account.currency)}"
    else:
        return None
    tiers = list(model.tiers)
    place = tiers.index(tier)
    return f"{tiers[place - 1]}: {why}" if place > 0 else None
