"""The touchpoints that a touch model asks for, an account at a time (DOMAIN §7 and §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.days import before
from csm_tui.domain.occasion import Occasion, Plannable
from csm_tui.domain.occasions_onboarding import onboarding
from csm_tui.domain.occasions_ongoing import ongoing

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
    program that nobody touched are not read, so that planning twice gives the same.
    """
    if account.archived_on is not None:
        return Wanted((), "archived")
    if standing.level.level is None:
        return Wanted((), f"{standing.stage.stage or 'prospect'}, no cadence")
    if account.churned_on is not None:
        until = min(until, before(account.churned_on, 1))
    case = Plannable(account, facts, standing, model, today, until)
    occasions = [*onboarding(case), *ongoing(case)]
    occasions.sort(key=lambda occasion: (occasion.due_on, occasion.key))
    return Wanted(tuple(occasions), None)
