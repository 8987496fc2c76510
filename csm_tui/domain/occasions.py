"""The touchpoints that a touch model asks for, an account at a time (DOMAIN §7 and §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.cadence import by_human, later
from csm_tui.domain.days import before
from csm_tui.domain.occasion import Occasion, Plannable
from csm_tui.domain.occasions_check_ins import automated_check_ins, check_ins
from csm_tui.domain.occasions_onboarding import onboarding
from csm_tui.domain.occasions_ongoing import ongoing
from csm_tui.domain.occasions_projects import projects
from csm_tui.domain.occasions_renewal import renewal
from csm_tui.domain.occasions_reviews import business_reviews
from csm_tui.domain.rhythm import phases
from csm_tui.domain.spoken import say

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.touch_model import TouchModel

__all__ = ["Occasion", "Wanted", "wanted"]


class Wanted(NamedTuple):
    """What an account asks for, in order of days; `without` says why a person does nothing there.

    It is None where a person does something by then, or where the level asks for no person.
    """

    occasions: tuple[Occasion, ...]
    without: str | None


def wanted(
    account: Account,
    facts: Facts,
    standing: Standing,
    model: TouchModel,
    today: date,
    until: date,
) -> Wanted:
    """Return the touchpoints that `account` asks for from `today` through `until`.

    What is booked, held or skipped settles its occasion and moves those around it; plans of the
    program that nobody touched are not read, so that planning twice gives the same. What the day
    asked for is past, and a person can still do it, is among them.
    """
    if account.archived_on is not None:
        return Wanted((), "archived")
    if standing.level.level is None:
        return Wanted((), f"{standing.stage.stage or 'prospect'}, no cadence")
    if account.churned_on is not None:
        until = min(until, before(account.churned_on, 1))
    case = Plannable(account, facts, standing, model, today, until)
    occasions = _occasions(case)
    occasions.sort(key=_order)
    return Wanted(tuple(occasions), _without(case, occasions))


def _occasions(case: Plannable) -> list[Occasion]:
    found = [*onboarding(case), *ongoing(case)]
    if case.facts.projects:
        found.extend(projects(case))
    clock, review = case.standing.clock, case.standing.review
    if clock.due_on is not None or review.due_on is not None:
        ahead = phases(case)
        found.extend(business_reviews(case, ahead, found))
        found.extend(check_ins(case, ahead, found))
    elif clock.interval is not None:
        found.extend(automated_check_ins(case, found))
    if case.account.renewal_date is not None:
        found.extend(renewal(case))
    return found


def _order(occasion: Occasion) -> tuple[date, str]:
    return occasion.due_on, occasion.key


def _without(case: Plannable, occasions: list[Occasion]) -> str | None:
    """Return why no person does anything through `until` where the level asks for one."""
    if any(not one.automated for one in occasions):
        return None
    if any(by_human(t) and t.date <= case.until for t in case.booked):
        return None
    cadence = case.model.cadence.levels.get(case.level)
    if cadence is None:
        return f"level {case.level}: without ARR or an override there is no cadence"
    clock, today = case.standing.clock, case.today
    if clock.due_on is None:
        by_person = cadence.check_in is not None and cadence.human_below_health is None
        return "a project instead of a clock, and none is open" if by_person else None
    churned_on = case.account.churned_on
    if churned_on is not None and churned_on <= later(today, clock.interval or 0):
        return f"leaves on {say(churned_on, today)}"
    if clock.booked is not None:
        return f"booked for {say(clock.booked.date, today)}"
    if clock.due_on > case.until:
        return f"next check-in due {say(clock.due_on, today)}"
    if case.given_up:
        last = case.given_up[-1]
        return f"{last.kind} of {say(last.date, today)} was {last.status}"
    if case.account.start_date is not None and case.standing.stage.onboarding:
        return "no person checks in after onboarding"
    return f"the check-in due {say(clock.due_on, today)} waits: say how it went"
