"""Touch models, their versions and what they move, as `--json` has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csm_tui.cli.formatting import number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csm_tui.domain.model_moves import Moved
    from csm_tui.domain.model_values import Difference
    from csm_tui.domain.touch_model import TierRule
    from csm_tui.domain.what_if_figures import Figures


def moved_json(moved: Moved) -> dict[str, Any]:
    """Return what moved; ARR in whole units, the accounts named at most `NAMED`."""
    shifts = {
        name: [
            {"from": one.before, "to": one.after, "accounts": one.accounts}
            for one in getattr(moved, name)
        ]
        for name in ("tiers", "levels", "quadrants")
    }
    named = [{**one._asdict(), "arr": number(one.arr)} for one in moved.first]
    return {"of": moved.accounts, "accounts": moved.moved, **shifts, "named": named}


def keys_json(found: Iterable[Difference]) -> list[dict[str, str | None]]:
    """Return the keys that differ, each with both values as TOML; null is left out."""
    return [one._asdict() for one in found]


def tier_json(tier: str, rule: TierRule) -> dict[str, Any]:
    """Return a tier with its five answers."""
    from csm_tui.domain.model_file import open_answers

    return {
        "tier": tier,
        "name": rule.name,
        "who": rule.who,
        "from": number(rule.from_),
        "frequency": rule.frequency,
        "accounts_per_csm": rule.accounts_per_csm,
        "channels": list(rule.channels),
        "interaction_types": list(rule.interaction_types),
        "delivery": list(rule.delivery),
        "outcomes": list(rule.outcomes),
        "cadence": rule.cadence,
        "content": rule.content,
        "response_hours": rule.response_hours,
        "unanswered": open_answers(rule),
    }


def figures_json(found: Figures) -> dict[str, Any]:
    """Return the figures of a book; ARR and cost in whole units, hours a month."""
    from csm_tui.cli.formatting import tenths

    return {
        "tiers": [
            {
                "tier": tier,
                "accounts": part.accounts,
                "arr": number(part.arr),
                "hours_month": tenths(part.hours),
                "cost": number(part.cost),
            }
            for tier, part in found.tiers.items()
        ],
        "accounts": found.whole.accounts,
        "hours_month": tenths(found.whole.hours),
        "available_month": found.available_month,
        "utilisation_pct": tenths(found.utilisation),
        "blended_share_pct": tenths(found.blended_share),
        "headcount": tenths(found.headcount),
        "headcount_by_hours": tenths(found.headcount_by_hours),
        "over_served": found.over_served,
        "under_served": found.under_served,
    }
