"""Which touchpoints go with better health: the change of the score in the days after (DOMAIN §8).

Engagement and relationship as the book derives them follow from the touchpoint itself: they are
left out, so that nothing proves itself.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.cadence import qualifies
from csm_tui.domain.measures import anything_to_score, collect
from csm_tui.domain.scoring import ACTIVITY, Day, Scorer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts, Touchpoint
    from csm_tui.domain.terms import Tier
    from csm_tui.domain.touch_model import TouchModel

AFTER_DAYS: Final = 28
# Two standard errors on either side of a mean hold the true one 19 times out of 20.
_ERRORS: Final = 2.0


class Outcome(NamedTuple):
    """How health changed after so many touchpoints, in points of 0–100.

    `unknown` touchpoints have no score on one of the two days, or no news after the touchpoint.
    `margin` is how far chance alone may move `mean` (None under two); `small` where `known` is too
    few to judge.
    """

    known: int
    unknown: int
    mean: float | None
    margin: float | None
    better: int
    worse: int
    small: bool


def changes_after(
    account: Account,
    facts: Facts,
    tier: Tier,
    model: TouchModel,
    today: date,
    *,
    from_: date,
    to: date,
) -> Iterator[tuple[Touchpoint, float | None]]:
    """Yield each touchpoint in which the customer took part, from `from_` to `to`, with the change.

    The change is that of the score from its day to AFTER_DAYS later, None where it is not known;
    touchpoints for which those days have not passed are left out. `facts` are those of `today`.
    """
    now, first, last = today.toordinal(), from_.toordinal(), to.toordinal()
    last = min(last, now - AFTER_DAYS)
    wanted = [t for t in facts.touchpoints if first <= t.date.toordinal() <= last and qualifies(t)]
    if not wanted:
        return
    if not anything_to_score(account, facts):
        yield from ((t, None) for t in wanted)
        return
    record = collect(account, facts, tier, model.health, now, now - first)
    scorer = Scorer(record, model.health, now)
    for touchpoint in wanted:
        day = touchpoint.date.toordinal()
        yield touchpoint, change_after(scorer, day)


def change_after(scorer: Scorer, day: int, days: int = AFTER_DAYS) -> float | None:
    """Return the change of the score in the `days` after `day`; None without news since."""
    then, later = scorer.on(day), scorer.on(day + days)
    if then.score is None or later.score is None or later.newest <= day:
        return None
    if then.imported is not None and later.imported is not None:
        return later.score - then.score
    points = weights = 0.0
    for place, _, _, weight in scorer.active:
        before, after = _value(then, place), _value(later, place)
        if before is not None and after is not None:
            points += weight * (after - before)
            weights += weight
    return points / weights if weights else None


def _value(day: Day, place: int) -> float | None:
    found = day.counted[place]
    if found is None or (place in ACTIVITY and found[3] != "reading"):
        return None
    return found[0]


def outcome(changes: Iterable[float | None], least: int) -> Outcome:
    """Return what `changes` come to; under `least` known ones it is too few to judge."""
    given = [*changes]
    known = [change for change in given if change is not None]
    number = len(known)
    mean = sum(known) / number if known else None
    margin = None
    if mean is not None and number > 1:
        variance = sum((change - mean) ** 2 for change in known) / (number - 1)
        margin = _ERRORS * sqrt(variance / number)
    better, worse = (sum(sign * change > 0 for change in known) for sign in (1, -1))
    return Outcome(number, len(given) - number, mean, margin, better, worse, number < least)
