"""Who of an account's people was met, and whether everything hangs on one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.folding import fold
from csm_tui.domain.measures import people_by_token

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from csm_tui.domain.facts import Facts

# Who was met longer ago than so many days is no second thread.
_RECENT_DAYS: Final = 90


def last_met(facts: Facts, today: date) -> dict[int, date]:
    """Return by the contact's id when each last took part in a touchpoint that was done."""
    known = people_by_token(facts.contacts)
    # In ascending order of date: the last one stays.
    return {
        known[token]: touchpoint.date
        for touchpoint in facts.touchpoints
        if touchpoint.status == "done" and touchpoint.date <= today
        for token in map(fold, touchpoint.contacts)
        if token in known
    }


def single_thread(facts: Facts, met: Mapping[int, date], today: date) -> str:
    """Return a warning where everything hangs on one person; "" where it does not.

    `met` is what `last_met` gave.
    """
    if len(facts.contacts) == 1:
        return "single thread: one contact only"
    recently = [on for on in met.values() if (today - on).days <= _RECENT_DAYS]
    return f"single thread: one met in {_RECENT_DAYS} days" if len(recently) == 1 else ""
