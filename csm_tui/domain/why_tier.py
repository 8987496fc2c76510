"""Why an account has its tier, and what its ARR consists of (DOMAIN §11, ARR and Tier)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.explanation import Explanation, Step
from csm_tui.domain.tiers import by_rule
from csm_tui.domain.wording import amount, change, on

if TYPE_CHECKING:
    from csm_tui.domain.supposing import Question
    from csm_tui.domain.terms import Tier


def explain_tier(question: Question) -> Explanation:
    """Return why the tier is what it is: ARR, strategic weight, override and suggestion."""
    account, tier = question.account, question.standing.tier
    steps = arr_steps(question)
    if account.strategic is not None:
        steps.append(_field(question, "strategic", "strategic value of 5", account.strategic))
    ruled, reason = by_rule(account, question.standing.arr.cents, question.model)
    steps.append(Step(reason, ruled))
    if is_by_hand(question):
        source = question.provenance.field("tier_override")
        steps.append(Step(tier.reason, tier.tier, source=source))
    elif account.tier_override is not None and account.tier_override_until is not None:
        lapsed = f"override to {account.tier_override} lapsed on {on(account.tier_override_until)}"
        steps.append(Step(lapsed, source=question.provenance.field("tier_override")))
    if tier.suggestion is not None:
        by_complexity = account.complexity == "high"
        source = question.provenance.field("complexity" if by_complexity else "potential_arr")
        steps.append(Step(f"suggested, not taken: {tier.suggestion}", source=source))
    missing = ("arr",) if question.standing.arr.cents is None else ()
    return Explanation(
        account.name, "tier", tier.tier, tuple(steps), missing, tuple(_flips(question, ruled))
    )


def is_by_hand(question: Question) -> bool:
    """Return whether the tier in force is an override."""
    until = question.account.tier_override_until
    held = until is None or question.today <= until
    return question.account.tier_override is not None and held


def units(cents: int | None) -> float | int | None:
    """Return cents as an amount of the currency, whole where it is."""
    if cents is None:
        return None
    return cents / 100 if cents % 100 else cents // 100


def _field(question: Question, name: str, text: str, value: float | None) -> Step:
    return Step(text, value, source=question.provenance.field(name))


def arr_steps(question: Question) -> list[Step]:
    """Return the ARR and what it is the sum of, each part with its source."""
    arr, facts, today = question.standing.arr, question.facts, question.today
    source = question.provenance.fact
    if arr.basis == "subscriptions":
        parts = [
            Step(
                f"subscription{f' {line.product}' if line.product else ''}"
                f" since {on(line.start_date)}"
                + (f", to {on(line.end_date)}" if line.end_date else ""),
                units(line.arr),
                source=source(line),
            )
            for line in facts.subscriptions
            if line.start_date <= today and (line.end_date is None or today < line.end_date)
        ]
        return [*parts, Step("ARR of the subscriptions open today", units(arr.cents))]
    if arr.basis == "arr changes":
        parts = [
            Step(
                f"{line.kind or 'change'} of {on(line.date)}",
                units(line.amount),
                source=source(line),
            )
            for line in facts.arr_changes
            if line.date <= today
        ]
        return [*parts, Step("ARR, the sum of its changes", units(arr.cents))]
    if arr.cents is None:
        return [Step("ARR is not known")]
    return [_field(question, "arr", "ARR as recorded", units(arr.cents))]


def _flips(question: Question, ruled: Tier) -> list[str]:
    """Return what would give another tier, each tried by the rule itself."""
    account, tier = question.account, question.standing.tier.tier
    flips: list[str] = []
    if is_by_hand(question):
        if ruled != tier:
            flips.append(f"Without the override it would be {ruled}.")
    else:
        flips += _by_arr(question)
        threshold = question.model.tiering.strategic_from
        if account.strategic is not None and account.strategic >= threshold:
            calmer = question.suppose(strategic=threshold - 1).tier.tier
            if calmer != tier:
                flips.append(f"A strategic value below {threshold} would make it {calmer}.")
        elif (higher := question.suppose(strategic=threshold).tier.tier) != tier:
            flips.append(f"A strategic value of {threshold} or 5 would make it {higher}.")
    turn = question.next_turn(
        lambda standing: standing.tier.tier,
        lambda standing: min(
            filter(None, (standing.arr.changes_on, standing.tier.changes_on)), default=None
        ),
    )
    if turn is not None:
        flips.append(f"On {on(turn[0])} it becomes {turn[1].tier.tier} by itself.")
    return flips


def _by_arr(question: Question) -> list[str]:
    """Return the nearest ARR above and below that gives another tier."""
    arr, currency = question.standing.arr.cents, question.account.currency
    tier = question.standing.tier.tier
    bounds = [(rule.from_, name) for name, rule in question.model.tiers.items()]
    if arr is None:
        places = ", ".join(
            f"{name} from {amount(bound, currency)}"
            for bound, name in bounds
            if question.suppose_arr(bound).tier.tier == name
        )
        return [f"An ARR would place it: {places}."] if tier != bounds[0][1] else []
    flips: list[str] = []
    above = [bound for bound, _ in bounds if bound > arr]
    if above:
        bound = min(above)
        other = question.suppose_arr(bound).tier.tier
        if other != tier:
            more = f"{amount(bound, currency)} ({change(bound - arr, currency)})"
            flips.append(f"ARR of {more} would make it {other}.")
    below = [bound for bound, _ in bounds if 0 < bound <= arr]
    if below:
        bound = max(below)
        other = question.suppose_arr(bound - 1).tier.tier
        if other != tier:
            less = f"{amount(bound, currency)} ({change(bound - 1 - arr, currency)})"
            flips.append(f"ARR below {less} would make it {other}.")
    return flips
