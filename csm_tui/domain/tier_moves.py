"""Which accounts should move between tiers, or did, and why (DOMAIN §2, Movement between tiers).

A *suggested* move waits for the user. One that *moved* came by itself, as ARR or strategic weight
did. An override that ends soon (*lapsing*), one that keeps an account where the model would not put
it (*held*) and one that ended (*lapsed*) are listed with what the model says.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain.arr import arr_on
from csm_tui.domain.days import after, before
from csm_tui.domain.tiers import by_rule, tier_of
from csm_tui.domain.wording import amount, on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.terms import Tier
    from csm_tui.domain.touch_model import TouchModel

Ground = Literal["suggested", "lapsing", "held", "lapsed", "moved"]
GROUNDS: Final[tuple[Ground, ...]] = ("suggested", "lapsing", "held", "lapsed", "moved")
# So many days back a move by itself is news, and so many ahead the end of an override is told.
NEWS_DAYS: Final = 90
LAPSING_DAYS: Final = 30


class Version(NamedTuple):
    """An account as its fields were from a day on; its ARR aside, which has days of its own."""

    since: date
    account: Account


class TierSpan(NamedTuple):
    """A tier that held from a day on, and why it began; `by_hand` where an override set it."""

    since: date
    tier: Tier
    reason: str
    by_hand: bool
    arr: int | None


class TierMove(NamedTuple):
    """A move of one account, `tier_from` being where it was or stands, `tier_to` where it goes.

    `since` is the day from which the reason holds; `until` the last day of an override.
    """

    ground: Ground
    tier_from: Tier
    tier_to: Tier
    reason: str
    since: date
    until: date | None = None


def tier_spans(
    versions: Sequence[Version], facts: Facts, model: TouchModel, from_: date, to: date
) -> list[TierSpan]:
    """Return the tiers of an account between two days, oldest first, by the model of today.

    `versions` are its fields over time, in order and at least one; `facts` hold the recorded ARR
    since `from_`.
    """
    newest = versions[-1].account
    days = {from_, *_arr_days(facts)}
    for since, account in versions:
        end = account.tier_override_until
        days |= {since, (after(end, 1) if end else None) or from_}
    spans: list[TierSpan] = []
    for day in sorted(day for day in days if from_ <= day <= to):
        account = _on(versions, day)
        arr = arr_on(newest, facts, day).cents
        found = tier_of(account, arr, model, day)
        if not spans or spans[-1].tier != found.tier:
            by_hand = account.tier_override is not None and _holds(account, day)
            spans.append(TierSpan(day, found.tier, found.reason, by_hand, arr))
    return spans


def _on(versions: Sequence[Version], day: date) -> Account:
    held = [version.account for version in versions if version.since <= day]
    return held[-1] if held else versions[0].account


def _arr_days(facts: Facts) -> set[date]:
    days = {change.date for change in facts.arr_changes}
    days |= {change.changed_on for change in facts.recorded_arr}
    for subscription in facts.subscriptions:
        days |= {subscription.start_date, subscription.end_date or subscription.start_date}
    return days


def first_day(account: Account, facts: Facts) -> date:
    """Return the day from which something is known of the account's ARR.

    That may be long before it entered the book: what is imported has dates of its own.
    """
    changed = (one.date for one in facts.arr_changes)
    return min([account.entered_on, *changed, *(one.start_date for one in facts.subscriptions)])


def moves(
    versions: Sequence[Version], facts: Facts, model: TouchModel, today: date
) -> Iterator[TierMove]:
    """Yield the moves of an account: what is suggested, and one of the others at most.

    `versions` and `facts` are those of tier_spans() for the NEWS_DAYS to `today`.
    """
    account = versions[-1].account
    arr = arr_on(account, facts, today).cents
    result = tier_of(account, arr, model, today)
    if result.suggestion is not None:
        wanted, _, reason = result.suggestion.partition(": ")
        since = max(
            _since(versions, "complexity" if account.complexity == "high" else "potential_arr"),
            _enough_since(account, facts, model, today),
        )
        tier_to = next(tier for tier in model.tiers if tier == wanted)
        yield TierMove("suggested", result.tier, tier_to, reason, since)
    if account.tier_override is not None and _holds(account, today):
        yield from _kept(versions, arr, model, today)
    else:
        yield from _moved(versions, facts, model, today)


def _holds(account: Account, today: date) -> bool:
    until = account.tier_override_until
    return until is None or today <= until


def _since(versions: Sequence[Version], field: str) -> date:
    value = getattr(versions[-1].account, field)
    same = takewhile(lambda one: getattr(one.account, field) == value, reversed(versions))
    return [version.since for version in same][-1]


def _enough_since(account: Account, facts: Facts, model: TouchModel, today: date) -> date:
    """Return the day from which the ARR has been large enough for a suggestion."""
    least = model.tiering.suggest_arr_from
    first = before(today, NEWS_DAYS)
    for day in sorted(_arr_days(facts), reverse=True):
        if first < day <= today and (arr_on(account, facts, before(day, 1)).cents or 0) < least:
            return day
    return account.entered_on


def _kept(
    versions: Sequence[Version], arr: int | None, model: TouchModel, today: date
) -> Iterator[TierMove]:
    account = versions[-1].account
    override, until = account.tier_override or "unknown", account.tier_override_until
    ruled, why = by_rule(account, arr, model)
    because = f": {account.tier_override_reason}" if account.tier_override_reason else ""
    since = _since(versions, "tier_override")
    if until is not None and until <= (after(today, LAPSING_DAYS) or until):
        reason = f"set by hand through {on(until)}{because}; then {ruled} by the model, {why}"
        yield TierMove("lapsing", override, ruled, reason, since, until)
    elif override != ruled:
        reason = f"set by hand{because}; {ruled} by the model, {why}"
        yield TierMove("held", override, ruled, reason, since, until)


def _moved(
    versions: Sequence[Version], facts: Facts, model: TouchModel, today: date
) -> Iterator[TierMove]:
    account = versions[-1].account
    first = max(before(today, NEWS_DAYS), first_day(account, facts))
    spans = tier_spans(versions, facts, model, first, today)
    if len(spans) < 2 or "unknown" in (spans[-2].tier, spans[-1].tier):
        return
    was, now = spans[-2:]
    if was.by_hand:
        reason = f"{now.reason}; {was.tier} by hand until then"
        yield TierMove("lapsed", was.tier, now.tier, reason, now.since)
        return
    grown = was.arr is not None and was.arr != now.arr
    before_it = f"; {amount(was.arr or 0, account.currency)} before" if grown else ""
    yield TierMove("moved", was.tier, now.tier, f"{now.reason}{before_it}", now.since)


def is_up(move: TierMove, model: TouchModel) -> bool | None:
    """Return whether the account goes up; None where it stays, or one of the tiers is unknown."""
    order = list(model.tiers)
    if move.tier_from == move.tier_to or not {move.tier_from, move.tier_to} <= {*order}:
        return None
    return order.index(move.tier_to) < order.index(move.tier_from)
