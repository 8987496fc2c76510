"""Signals: the events of an account that call for something, and what the user said of each.

They come from the terms that make the rank (DOMAIN §5 and §11, Rank): one place finds them, counts
their points and tells which figure crossed which threshold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from datetime import date

# The place of a kind is part of the ids that users write down: only ever add at the end.
SIGNAL_KINDS: Final = (
    "escalation",
    "inbound",
    "not-renewed",
    "detractor",
    "risk",
    "renewal",
    "business-review",
    "silence",
    "project",
    "project-met",
    "no-project",
    "expansion",
    "falling-use",
    "no-show",
    "milestone",
    "no-health",
    "stale-data",
)
SIGNAL_STATES: Final = ("open", "snoozed", "done", "dismissed")
_KINDS_AN_ACCOUNT: Final = 100
_NUMBERS: Final = {kind: number for number, kind in enumerate(SIGNAL_KINDS, 1)}


class Signal(NamedTuple):
    """A signal of an account: which figure crossed which threshold, since when, and what to do.

    `cause` is what would have to change for it to be news: while it stays, what the user said holds
    (`state` with `until` and `state_reason`). `points` count in the rank only while it is open;
    `lane` is one of tally.LANES.
    """

    id: int
    kind: str
    cause: str
    figure: str
    threshold: str
    since: date | None
    reason: str
    play: str
    lane: str
    state: str
    until: date | None
    state_reason: str | None
    points: float


def signal_id(account_id: int, kind: str) -> int:
    """Return the id of an account's signal of `kind`: stable, as there is at most one of a kind."""
    return account_id * _KINDS_AN_ACCOUNT + _NUMBERS[kind]


def account_of(id: int) -> int:
    """Return the id of the account whose signal `id` is."""
    return id // _KINDS_AN_ACCOUNT
