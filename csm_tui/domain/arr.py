"""The ARR of an account on a day (DOMAIN §11, ARR)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.values import value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import ArrChange, Facts, RecordedArr, Subscription


@value
class Arr:
    """ARR in cents and where it comes from; `changes_on` is the next day it changes by itself."""

    cents: int | None
    basis: str  # "subscriptions" | "arr changes" | "recorded" | "unknown"
    changes_on: date | None = None


def known_sum(amounts: Iterable[int | None]) -> int | None:
    """Return the sum of the amounts that are known; None where there are some, but none known."""
    told = [*amounts]
    known = [amount for amount in told if amount is not None]
    return sum(known) if known or not told else None


def arr_on(account: Account, facts: Facts, day: date) -> Arr:
    """Return the ARR on `day`: of subscriptions, else of ARR changes, else as recorded by then.

    An account that has subscriptions, none of them open on that day, has an ARR of 0.
    """
    if facts.subscriptions:
        return _of_subscriptions(facts.subscriptions, day)
    if facts.arr_changes:
        return _of_changes(facts.arr_changes, day)
    return _as_recorded(account.arr, facts.recorded_arr, day)


def _of_subscriptions(subscriptions: tuple[Subscription, ...], day: date) -> Arr:
    total = 0
    changes_on: date | None = None
    for subscription in subscriptions:
        start, end = subscription.start_date, subscription.end_date
        if start <= day and (end is None or day < end):
            total += subscription.arr
        edge = start if start > day else end
        if edge is not None and edge > day and (changes_on is None or edge < changes_on):
            changes_on = edge
    return Arr(total, "subscriptions", changes_on)


def _of_changes(changes: tuple[ArrChange, ...], day: date) -> Arr:
    total = 0
    for change in changes:
        if change.date > day:
            return Arr(total, "arr changes", change.date)
        total += change.amount
    return Arr(total, "arr changes")


def _as_recorded(now: int | None, recorded: tuple[RecordedArr, ...], day: date) -> Arr:
    for change in recorded:
        if change.changed_on > day:
            basis = "unknown" if change.before is None else "recorded"
            return Arr(change.before, basis, change.changed_on)
    return Arr(now, "unknown" if now is None else "recorded")
