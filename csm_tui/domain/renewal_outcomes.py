"""Renewals that fell due in a span, and what came of them: the renewal rate.

That is another figure than retention: of contracts that ended, not of revenue that was there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain.days import after, before
from csm_tui.domain.renewals import next_renewal
from csm_tui.domain.values import value
from csm_tui.domain.wording import on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from csm_tui.domain.facts import Subscription
    from csm_tui.domain.touch_model import Lifecycle

Outcome = Literal["renewed", "not-renewed", "open"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("renewed", "not-renewed", "open")
# The figures of the renewals, and the outcomes behind each.
BEHIND: Final[Mapping[str, tuple[Outcome, ...]]] = {
    "due": OUTCOMES,
    "decided": ("renewed", "not-renewed"),
    "renewed": ("renewed",),
    "not-renewed": ("not-renewed",),
    "open": ("open",),
}
# A contract that begins so many days around the end of another goes on where that ended.
FOLLOWS_WITHIN: Final = 30
# A renewal date put off by less is a correction, or a respite, but no new term.
LEAST_TERM: Final = 28


class RenewalDue(NamedTuple):
    """A renewal of a span: of an account, or of one of its subscriptions (then with `product`)."""

    on: date
    outcome: Outcome
    reason: str
    product: str | None = None


class Span(NamedTuple):
    """The days that renewals are asked of, both included, and the day it is asked on."""

    from_: date
    to: date
    today: date

    def holds(self, day: date) -> bool:
        """Return whether `day` is one of the span."""
        return self.from_ <= day <= self.to


class Moved(NamedTuple):
    """The renewal date of an account before an entry of the day `on` changed it."""

    on: date
    before: date | None


class Contract(NamedTuple):
    """What an account says of its renewals; `ended_on`: the day it churned."""

    start: date | None
    renewal: date | None
    auto_renew: bool | None
    ended_on: date | None
    moves: Sequence[Moved] = ()  # in the order of their days


@value
class Renewals:
    """How many renewals fell due, by outcome."""

    counts: Mapping[Outcome, int]

    @property
    def due(self) -> int:
        """Return all that fell due."""
        return sum(self.counts.values())

    @property
    def decided(self) -> int:
        """Return those whose day is past."""
        return self.counts["renewed"] + self.counts["not-renewed"]

    @property
    def rate(self) -> float | None:
        """Return renewed ÷ decided as a ratio, None where none is decided."""
        return self.counts["renewed"] / self.decided if self.decided else None


def renewals(due: Iterable[RenewalDue]) -> Renewals:
    """Return the counts of `due` by outcome."""
    counts: dict[Outcome, int] = dict.fromkeys(OUTCOMES, 0)
    for renewal in due:
        counts[renewal.outcome] += 1
    return Renewals(counts)


def renewals_due(
    subscriptions: Sequence[Subscription], contract: Contract, span: Span, rule: Lifecycle
) -> list[RenewalDue]:
    """Return the renewals of the subscriptions where one has an end, else of the account."""
    if any(one.end_date is not None for one in subscriptions):
        return of_subscriptions(subscriptions, span)
    return of_contract(contract, span, rule)


def of_subscriptions(subscriptions: Sequence[Subscription], span: Span) -> list[RenewalDue]:
    """Return the paid subscriptions that end in the span.

    One is renewed where another of the account begins within 30 days of its end and outlasts it.
    From today on it is open.
    """
    found = []
    for one in subscriptions:
        end = one.end_date
        if end is None or one.arr <= 0 or not span.holds(end):
            continue
        if end >= span.today:
            found.append(RenewalDue(end, "open", "ends", one.product))
        elif (next_on := _follower(one, end, subscriptions, span.today)) is not None:
            reason = f"goes on from {on(next_on)}"
            found.append(RenewalDue(end, "renewed", reason, one.product))
        else:
            found.append(RenewalDue(end, "not-renewed", "ended", one.product))
    return found


def _follower(
    ended: Subscription, end: date, subscriptions: Sequence[Subscription], today: date
) -> date | None:
    days = [
        other.start_date
        for other in subscriptions
        if ended.start_date < other.start_date <= today
        and abs((other.start_date - end).days) <= FOLLOWS_WITHIN
        and (other.end_date is None or other.end_date > end)
    ]
    return min(days, default=None)


def of_contract(contract: Contract, span: Span, rule: Lifecycle) -> list[RenewalDue]:
    """Return the renewals of an account that fell due in the span.

    A date is renewed where it was put off by a new term, or passed while the contract renews by
    itself; not renewed where it passed without either, or the account churned by then; open from
    today on.
    """
    known = [move for move in contract.moves if move.on <= span.today]
    later = [move for move in contract.moves if move.on > span.today]
    last = later[0].before if later else contract.renewal
    found: list[RenewalDue] = []
    follows = [*(move.before for move in known[1:]), last]
    for move, then in zip(known, follows, strict=False):
        if move.before is not None and then is not None:
            found += _put_off(contract, move, then, rule)
    if last is None and (ended := _ended(contract, span)) is not None:
        # Its date is gone, or never was: the day it ended is the day it was not renewed.
        found.append(_not_renewed(ended, ended))
    elif last is not None:
        found += _last(contract, last, span, rule)
    once = {renewal.on: renewal for renewal in found if span.holds(renewal.on)}
    return [once[day] for day in sorted(once)]


def _put_off(contract: Contract, move: Moved, then: date, rule: Lifecycle) -> Iterator[RenewalDue]:
    least = before(then, LEAST_TERM)
    for day in _days(contract, move.before, least, rule):
        yield RenewalDue(day, "renewed", f"put off to {on(then)}")


def _last(contract: Contract, last: date, span: Span, rule: Lifecycle) -> Iterator[RenewalDue]:
    ended = _ended(contract, span)
    for day in _days(contract, last, span.to, rule):
        if ended is not None and day >= ended:
            yield _not_renewed(day, ended)
            return
        if day >= span.today:
            yield RenewalDue(day, "open", "renews by itself" if contract.auto_renew else "due")
        elif contract.auto_renew:
            yield RenewalDue(day, "renewed", "by itself")
        else:
            yield RenewalDue(day, "not-renewed", "not renewed since")


def _ended(contract: Contract, span: Span) -> date | None:
    ended = contract.ended_on
    return None if ended is None or ended > span.today else ended


def _not_renewed(day: date, ended: date) -> RenewalDue:
    return RenewalDue(day, "not-renewed", f"churned on {on(ended)}")


def _days(contract: Contract, first: date | None, to: date, rule: Lifecycle) -> Iterator[date]:
    """Yield the renewal `first` and, where the contract renews by itself, the next ones."""
    day = first
    while first is not None and day is not None and day <= to:
        yield day
        if not contract.auto_renew:
            return
        next_day = after(day, 1)
        if next_day is None:
            return
        following = next_renewal(contract.start, first, contract.auto_renew, rule, next_day)
        day = following.on if following.on > day else None
