"""What needs the CSM first: points, things to do, and one sentence why (DOMAIN §11, Rank)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain import ranking_meetings as meetings
from csm_tui.domain import ranking_projects as projects
from csm_tui.domain import ranking_renewals as renewals
from csm_tui.domain import ranking_signs as signs
from csm_tui.domain import ranking_terms as terms
from csm_tui.domain.curves import half_up
from csm_tui.domain.facts import NO_FACTS
from csm_tui.domain.tally import LANES, Case, Item, Noted, RankTerm, Tally, scan, told
from csm_tui.domain.values import value
from csm_tui.domain.wording import figure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from csm_tui.domain.signals import Signal
    from csm_tui.domain.touch_model import Rank

__all__ = ["LANES", "Case", "Item", "RankResult", "RankTerm", "arithmetic", "rank_of"]

# What concerns anybody, also a prospect or one who left.
_ALWAYS: Final[tuple[Callable[[Case, Tally], None], ...]] = (
    terms.inbound,
    terms.promises,
    meetings.booked,
    meetings.unclosed,
)
# In the order of DOMAIN §11: so they are shown.
_TERMS: Final[tuple[Callable[[Case, Tally], None], ...]] = (
    terms.inbound,
    renewals.not_renewed,
    terms.promises,
    terms.detractor,
    terms.at_risk,
    renewals.notice,
    meetings.review,
    meetings.booked,
    meetings.clock,
    projects.project,
    signs.expansion,
    signs.falling_use,
    signs.no_show,
    signs.milestone,
    signs.data,
    # Last: what they would list may be what a term above asks for.
    meetings.unclosed,
    meetings.planned,
)
# These read nothing but facts.
_OF_FACTS: Final = frozenset(
    (
        terms.inbound,
        terms.promises,
        terms.detractor,
        meetings.booked,
        meetings.unclosed,
        meetings.planned,
        signs.falling_use,
        signs.no_show,
    )
)
_WITHOUT_FACTS: Final = tuple(term for term in _TERMS if term not in _OF_FACTS)
# A change of health this small is no news.
_NEWS_POINTS: Final = 5
_IN_HEADLINE: Final = 2


@value
class RankResult:
    """The rank of an account: `score` = sum of the terms' points × `factor`; 0 is nothing to do.

    `items` stand in the order of doing: what is booked for today by time, then by points.
    `headline` holds dates and no ages, so that it stays true until `changes_on`.
    """

    score: float
    factor: float
    terms: tuple[RankTerm, ...]
    items: tuple[Item, ...]
    headline: str
    changes_on: date | None
    noted: Sequence[Noted] = ()

    @property
    def signals(self) -> tuple[Signal, ...]:
        """Return all signals of the account, also those put aside (no term, no item)."""
        return tuple([told(noted) for noted in self.noted])


def rank_of(case: Case) -> RankResult:
    """Return the rank of the account: every term that counts, and one item per thing to do.

    Prospects and churned accounts are listed for open requests, our promises and what is booked.
    """
    tally = Tally(case, scan(case))
    tally.wake(tally.seen.forgotten_on)
    if not _ongoing(case):
        counting = _ALWAYS
    else:
        counting = _WITHOUT_FACTS if case.facts is NO_FACTS else _TERMS
    for count in counting:
        count(case, tally)
    factor = factor_of(case.size, case.model.rank)
    score = round(sum([term.points for term in tally.terms]) * factor, 6) if tally.terms else 0.0
    items = tally.items
    if len(items) > 1:
        items.sort(key=_order)
    headline = _headline(case, tally)
    # What tells of a signal knows the tally. A tally that kept it would be a circle, and where
    # nobody looks for those, a whole book of them would stay in memory.
    noted, tally.signals = tally.signals, []
    return RankResult(
        score,
        factor,
        tuple(tally.terms),
        tuple(items),
        headline,
        tally.changes_on,
        noted,
    )


def _ongoing(case: Case) -> bool:
    return case.stage.stage is not None and case.stage.stage != "churned"


def factor_of(size: float | None, rule: Rank) -> float:
    """Return what the sum of points is multiplied by: more for the large, 0.75 for unknown size."""
    return rule.size_unknown if size is None else rule.size_base + size / rule.size_divisor


def arithmetic(rank: RankResult) -> str:
    """Return the score as its sum: "90 points = (at risk 30 + notice 40) × 1.28 size"."""
    if not rank.terms:
        return "0 points: nothing to do"
    parts = " + ".join(f"{term.name} {figure(term.points)}" for term in rank.terms)
    if len(rank.terms) > 1:
        parts = f"({parts})"
    return f"{half_up(rank.score)} points = {parts} × {figure(rank.factor)} size"


def _order(item: Item) -> tuple[bool, bool, str, float, int]:
    if item.booked:
        return False, item.time is None, item.time or "", 0.0, 0
    return True, False, "", -item.points, -item.days_overdue


def _headline(case: Case, tally: Tally) -> str:
    if not tally.terms:
        calm = _put_aside(tally) or _calm(case, tally)
        return f"{calm}, {_health(case)}" if case.level else calm
    heaviest = sorted(tally.phrases, key=lambda phrase: -phrase[0])[:_IN_HEADLINE]
    words = [phrase for _, phrase in heaviest]
    if _ongoing(case):
        words.append(_health(case))
    return ", ".join(words)


def _put_aside(tally: Tally) -> str | None:
    """Return the weightiest signal that the user put aside, None where there is none."""
    if not tally.signals:
        return None
    _, kind, _, _, _, _, said, _ = max(tally.signals, key=lambda noted: noted[5])
    if said is None:
        return None
    until = "" if said.until is None else f" until {tally.say(said.until)}"
    return f"{kind.replace('-', ' ')} {said.state}{until}"


def _health(case: Case) -> str:
    health = case.health
    if health.score is None:
        return "no health data"
    words = f"health {'~' if health.provisional else ''}{half_up(health.score)}"
    trend = health.trend_28
    if trend is None or abs(trend) < _NEWS_POINTS:
        return words
    days = case.model.health.trend_days[0]
    span = f"{days // 7} weeks" if days % 7 == 0 and days > 7 else f"{days} days"
    return f"{words} ({'down' if trend < 0 else 'up'} {half_up(abs(trend))} in {span})"


def _calm(case: Case, tally: Tally) -> str:
    """Return why there is nothing to do."""
    stage, clock = case.stage.stage, case.clock
    if clock.booked is not None:
        return f"{terms.title_of(clock.booked.kind).lower()} booked {tally.say(clock.booked.date)}"
    if stage is None:
        return "prospect, no cadence"
    if stage == "churned":
        return "churned, no cadence"
    if clock.next_kind == "due" and clock.next_on is not None:
        return f"next check-in {tally.say(clock.next_on)}"
    if clock.next_kind == "automated" and clock.next_on is not None:
        return f"next check-in automated {tally.say(clock.next_on)}"
    if clock.next_kind == "project":
        return "project under way"
    if case.level == "unknown":
        return "no ARR, so no cadence"
    return "automation only"
