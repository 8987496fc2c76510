"""The stage of an account, and whether it is at risk (DOMAIN §4 and §11, Stage and At risk)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.days import after, before, earliest, next_of
from csm_tui.domain.overrides import in_force
from csm_tui.domain.renewals import Renewal, next_renewal
from csm_tui.domain.values import value
from csm_tui.domain.wording import figure, on

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts, Override
    from csm_tui.domain.health import HealthResult
    from csm_tui.domain.terms import Stage
    from csm_tui.domain.touch_model import TouchModel


@value
class StageResult:
    """A stage with its reason.

    `day` counts from the start, 0 on it and negative before; `changes_on` leaves it out.
    `renewal_on` is the next renewal, `rolled` where it was rolled forward because the contract
    renews by itself; `not_renewed_since` is a renewal date that passed without one. `onboarding`
    says that onboarding holds, also where renewal goes before it.
    """

    stage: Stage | None
    reason: str
    day: int | None
    renewal_on: date | None
    notice_on: date | None
    rolled: bool
    not_renewed_since: date | None
    changes_on: date | None
    onboarding: bool = False


@value
class RiskResult:
    """Whether an account is at risk, and why or why not.

    `cause` is "hand", "below" or "fall" where it is; `override` what was set by hand.
    """

    at_risk: bool
    reason: str
    changes_on: date | None
    cause: str | None = None
    override: Override | None = None


def stage_of(account: Account, model: TouchModel, today: date) -> StageResult:
    """Return the stage of `account` today: churned before renewal before onboarding before growth.

    A prospect has none. The renewal stage begins min(renewal days, term ÷ divisor) days before the
    notice deadline and lasts until the account has renewed.
    """
    if account.status == "prospect":
        return StageResult(None, "prospect", None, None, None, False, None, None)
    start, churned_on = account.start_date, account.churned_on
    day = None if start is None else (today - start).days
    if account.status == "churned" or (churned_on is not None and churned_on <= today):
        return _churned(churned_on, day, today)
    rule = model.lifecycle
    onboarding = day is not None and day <= rule.onboarding_days
    stage, reason = _early(start, onboarding, today)
    edge = next_of(today, churned_on, start)
    if onboarding and start is not None:
        edge = earliest(edge, after(start, rule.onboarding_days + 1))
    if account.renewal_date is None:
        return StageResult(stage, reason, day, None, None, False, None, edge, onboarding)
    renewal = next_renewal(start, account.renewal_date, account.auto_renew, rule, today)
    notice_days = account.notice_days or 0
    notice_on = before(renewal.on, notice_days)
    opens_on = renewal.opens_on(notice_days, rule)
    late = renewal.on if renewal.on < today else None
    if opens_on > today:
        edge = earliest(edge, opens_on)
    else:
        stage, reason = "renewal", _renewing(renewal, notice_on, late)
        edge = next_of(today, edge, after(renewal.on, 1))
    return StageResult(
        stage, reason, day, renewal.on, notice_on, renewal.rolled, late, edge, onboarding
    )


def _churned(churned_on: date | None, day: int | None, today: date) -> StageResult:
    reason = "churned" if churned_on is None else f"churned on {on(churned_on)}"
    edge = next_of(today, churned_on)
    return StageResult("churned", reason, day, None, None, False, None, edge)


def _early(start: date | None, onboarding: bool, today: date) -> tuple[Stage, str]:
    if start is None:
        return "growth", "no start date"
    if not onboarding:
        return "growth", f"started on {on(start)}, onboarding over"
    return "onboarding", f"{'starts' if start > today else 'started'} on {on(start)}"


def _renewing(renewal: Renewal, notice_on: date, late: date | None) -> str:
    if late is not None:
        return f"not renewed since {on(late)}"
    notice = f", notice by {on(notice_on)}" if notice_on != renewal.on else ""
    rolled = ", rolled forward" if renewal.rolled else ""
    return f"renews on {on(renewal.on)}{notice}{rolled}"


def risk_of(facts: Facts, health: HealthResult, model: TouchModel, today: date) -> RiskResult:
    """Return whether an account is at risk: by hand, by health, or by a sharp fall of it.

    An override of "no" holds against health for as long as it lasts. The fall is of the score as
    computed, over the measures known on both days; where either is unknown there is none.
    """
    changes_on = health.changes_on
    if facts.overrides:
        override, edge = in_force(facts.overrides, "at-risk", today)
        changes_on = earliest(changes_on, edge)
        if override is not None:
            reason, at_risk = f"set by hand: {override.reason}", is_yes(override.value)
            cause = "hand" if at_risk else None
            return RiskResult(at_risk, reason, changes_on, cause, override)
    score, rule = health.score, model.risk
    if score is None:
        return RiskResult(False, "health unknown", changes_on)
    below = health.bounds.at_risk_below
    if score < below:
        because = f" ({health.bounds.because})" if health.bounds.because else ""
        reason = f"health {figure(score)} is below {figure(below)}{because}"
        return RiskResult(True, reason, changes_on, "below")
    fall = health.fall_28
    if fall is not None and fall >= rule.fall_points and score < rule.fall_below:
        reason = f"health fell {figure(fall)} points in {rule.fall_days} days to {figure(score)}"
        return RiskResult(True, reason, changes_on, "fall")
    return RiskResult(False, f"health {figure(score)}", changes_on)


def is_yes(value: str) -> bool:
    """Return whether the value of an at-risk override raises the flag; anything but a no does."""
    return value.strip().casefold() not in ("no", "false", "0", "off")
