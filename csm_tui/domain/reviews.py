"""When the next business review is due: a clock of its own (DOMAIN §11, Clock)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.cadence import begun, hard_after, later
from csm_tui.domain.days import after, before, next_of
from csm_tui.domain.values import value

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts, Touchpoint
    from csm_tui.domain.terms import Level
    from csm_tui.domain.touch_model import TouchModel

REVIEW: Final = "business-review"


@value
class ReviewResult:
    """The clock of business reviews; `interval` in days, None where the level has none."""

    interval: int | None
    last_on: date | None
    due_on: date | None
    booked: Touchpoint | None
    overdue_days: int
    changes_on: date | None
    last: Touchpoint | None = None


NO_REVIEW: Final = ReviewResult(None, None, None, None, 0, None)


def review_of(
    account: Account,
    facts: Facts,
    level: Level | None,
    model: TouchModel,
    today: date,
    *,
    raised_on: date | None = None,
) -> ReviewResult:
    """Return when the next business review is due: only a done one resets the clock.

    After a raise on `raised_on` it is never due before that day and the model's grace. A review
    that is booked on or before the hard limit, or near enough, is not overdue.
    """
    cadence = None if level is None else model.cadence.levels.get(level)
    if cadence is None or cadence.review is None:
        return NO_REVIEW
    last = booked = upcoming = None
    for t in reversed(facts.touchpoints):
        if t.kind != REVIEW:
            continue
        if t.date > today:
            upcoming = t.date
        elif t.status == "done":
            last = t
            break
        if t.status == "planned" and t.booked and t.date >= today:
            booked = t
    since = begun(account) if last is None else last.date
    due_on = later(since, cadence.review)
    if raised_on is not None:
        due_on = max(due_on, later(raised_on, model.cadence.raise_grace_days))
    overdue = max(0, today.toordinal() - due_on.toordinal())
    edge = next_of(today, upcoming, after(due_on, 1))
    if booked is not None:
        hard = hard_after(cadence.review, model.cadence.hard_factor)
        near_on = before(booked.date, model.cadence.booked_within_days)
        edge = next_of(today, edge, near_on, after(booked.date, 1))
        if booked.date <= max(due_on, later(since, hard)) or near_on <= today:
            overdue = 0
    last_on = None if last is None else last.date
    return ReviewResult(cadence.review, last_on, due_on, booked, overdue, edge, last)
