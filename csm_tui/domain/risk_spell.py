"""Since when an account is at risk by its health: the day the present spell began (DOMAIN §5)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from csm_tui.domain.days import after
from csm_tui.domain.scoring import WEEKS, scorer_of

if TYPE_CHECKING:
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.tally import Case

# Readings, and the spans that scores and falls look back over, reach no further than what the store
# reads: what began earlier than this began "long ago".
REMEMBERED_SPELL: Final = 270
_SEEN_FROM_TODAY: Final = 7 * (WEEKS - 1)


def began_on(case: Case) -> date | None:
    """Return the day of the fact since which health puts the account at risk, None for long ago.

    A score below the threshold is a spell of its own; that of a sharp fall is any risk at all. It
    is the same day on every day of the spell, whatever facts come to it.
    """
    today = case.today.toordinal()
    first = today - REMEMBERED_SPELL
    for day in _days(case.facts, first, today):
        if not _at_risk(case, day - 1):
            return date.fromordinal(day)
    return None


def turns_on(began: date) -> date | None:
    """Return the day from which what `began` then began long ago."""
    return after(began, REMEMBERED_SPELL + 1)


def _days(facts: Facts, first: int, last: int) -> list[int]:
    """Return the days of facts that can move a score, the latest first."""
    days = {
        fact.date.toordinal()
        for kind in (facts.readings, facts.metrics, facts.surveys)
        for fact in kind
    }
    return sorted((day for day in days if first <= day <= last), reverse=True)


def _at_risk(case: Case, day: int) -> bool:
    """Return whether the score as computed on `day` put the account at risk."""
    if day < 1:
        return False
    rule, today = case.model.risk, case.today.toordinal()
    below_only = case.risk.cause == "below"
    back = 0 if below_only else rule.fall_days
    # What was collected for today reaches as far back as the weeks that are shown of it.
    seen_from = today if today - day + back <= _SEEN_FROM_TODAY else day
    scorer = scorer_of(case.account, case.facts, case.tier, case.model, seen_from)
    if scorer is None:
        return False
    found = scorer.on(day)
    if found.score is None:
        return False
    if found.score < case.health.bounds.at_risk_below:
        return True
    if below_only or found.score >= rule.fall_below:
        return False
    change = scorer.change(found, day - rule.fall_days) if day > rule.fall_days else None
    return change is not None and -change >= rule.fall_points
