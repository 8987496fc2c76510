"""How one account is served, from its facts and its standing; queries/economics.py has the book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.cadence import by_human
from csm_tui.domain.days import before
from csm_tui.domain.serving import Judge, Judgement, Placement

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.touch_model import TouchModel

# Over so many days up to today minutes are counted; they are not extrapolated from fewer.
WINDOW_DAYS: Final = 365
MINUTES: Final = "csm_minutes"


def served(
    account: Account,
    facts: Facts,
    standing: Standing,
    model: TouchModel,
    currency: str | None = None,
) -> Judgement | None:
    """Return what an account costs and whether it stands out, as of its standing's day.

    None for a prospect and for a churned or archived account: they are no part of it.
    """
    stage, clock = standing.stage.stage, standing.clock
    if stage is None or stage == "churned" or account.archived_on is not None:
        return None
    red = clock.overdue_from is not None and clock.hard_on is not None
    since = clock.hard_on if red else None
    return Judge(model, currency).judge(
        Placement(
            tier=standing.tier.tier,
            level=standing.level.level,
            quadrant=standing.quadrant.quadrant,
            arr=standing.arr.cents,
            size=standing.size.score,
            band=standing.health.band,
            red_since=since if since is not None and since <= standing.as_of else None,
            minutes=minutes_logged(facts, standing.as_of),
        )
    )


def minutes_logged(facts: Facts, today: date) -> float | None:
    """Return the minutes that persons of ours logged in the window, None where none were.

    Where no touchpoint has any, those of the metric csm_minutes: of several values of a day the
    one entered last counts.
    """
    first = before(today, WINDOW_DAYS)
    logged = [
        t.minutes
        for t in facts.touchpoints
        if t.minutes is not None and t.status == "done" and first <= t.date <= today and by_human(t)
    ]
    if logged:
        return sum(logged)
    of_days = {
        point.date: point.value
        for point in sorted(facts.metrics, key=lambda point: point.id)
        if point.metric == MINUTES and first <= point.date <= today
    }
    return sum(of_days.values()) if of_days else None
