"""Rates of engagement with count, base, benchmark and verdict (DOMAIN §8).

Nothing here knows an account or a date: touchpoints come counted by sort, metrics summed, so that a
book of any size is rated from a table of a few hundred rows. What is not known (a mail of which
nobody said whether it was answered, a figure without its denominator) is in no base.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain.cadence import LIVE, by_human, qualifies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csm_tui.domain.facts import Touchpoint
    from csm_tui.domain.touch_model import Benchmarks

Verdict = Literal["met", "below", "too-few"]

REVIEW: Final = "business-review"
CHECK_IN: Final = "check-in"
OF_TOUCHPOINTS: Final = (
    "review-attendance",  # of business reviews held or missed
    "action-items",  # of those noted on business reviews held
    "completion",  # of what was done, missed or skipped
    "no-show",  # of what was done or missed
    "skip",  # of what was done, missed or skipped
    "answer",  # of what is known to be answered or not
    "insights",  # check-ins with notes, of those held
    "automation",  # of what was delivered
)
# Rates of metrics: the figure counted, and its denominator.
OF_METRICS: Final[dict[str, tuple[str, str]]] = {
    "email-open": ("emails_opened", "emails_sent"),
    "email-click": ("emails_clicked", "emails_sent"),
    "email-conversion": ("emails_converted", "emails_sent"),
    "webinar-registered": ("webinar_registered", "webinar_invited"),
    "webinar-attended": ("webinar_attended", "webinar_registered"),
    "inapp-interaction": ("inapp_interacted", "inapp_shown"),
}
RATES: Final = (*OF_TOUCHPOINTS, *OF_METRICS)
# Where a customer either goes along or is lost; the other rates are of our own doing.
_STEPS: Final = frozenset({"review-attendance", "answer", *OF_METRICS} - {"email-conversion"})
# Those that must be more than their benchmark; the others at least it.
MORE_THAN: Final = frozenset({"email-open", "email-click"})


class Touches(NamedTuple):
    """So many touchpoints of one sort; `like` has what they share (kind, channel, status …).

    `items` are the action items noted on them and `items_done` those of them that are done.
    """

    like: Touchpoint
    number: int
    items: int = 0
    items_done: int = 0


class Figure(NamedTuple):
    """The sum of a metric over the points that have a denominator, and that of the denominators.

    `left_out` points have none.
    """

    metric: str
    value: float
    base: float
    left_out: int = 0


class Rate(NamedTuple):
    """A rate: `part` of `base`, in percent; `rate_pct` is None where the base is empty.

    `verdict` is None without a benchmark or a base, "too-few" where the base is too small to judge;
    `small` says the latter of any rate. `left_out` figures had no denominator.
    """

    metric: str
    part: float
    base: float
    rate_pct: float | None
    benchmark_pct: float | None
    verdict: Verdict | None
    small: bool
    left_out: int = 0


def rates(
    touches: Sequence[Touches],
    figures: Iterable[Figure],
    benchmarks: Benchmarks,
    *,
    tier: str | None = None,
) -> list[Rate]:
    """Return every rate in the order of RATES; `tier` is the one that all of it belongs to."""
    found = [
        rate(metric, *_counted(metric, touches), benchmarks, tier=tier) for metric in OF_TOUCHPOINTS
    ]
    summed = {figure.metric: figure for figure in figures}
    for metric, (name, _) in OF_METRICS.items():
        figure = summed.get(name, Figure(name, 0, 0))
        of = rate(metric, figure.value, figure.base, benchmarks, tier=tier)
        found.append(of._replace(left_out=figure.left_out))
    return found


def rate(
    metric: str, part: float, base: float, benchmarks: Benchmarks, *, tier: str | None = None
) -> Rate:
    """Return `part` of `base` as a rate against its benchmark."""
    benchmark = benchmark_of(metric, benchmarks, tier)
    small = base < benchmarks.least_sample
    if base <= 0:
        return Rate(metric, part, 0, None, benchmark, None, True)
    share = 100 * part / base
    verdict: Verdict | None = None
    if benchmark is not None:
        met = share > benchmark if metric in MORE_THAN else share >= benchmark
        verdict = "too-few" if small else "met" if met else "below"
    return Rate(metric, part, base, share, benchmark, verdict, small)


def benchmark_of(metric: str, benchmarks: Benchmarks, tier: str | None) -> float | None:
    """Return the benchmark of a rate in percent; that of reviews depends on the tier."""
    if metric == "review-attendance":
        by_tier = benchmarks.review_attendance.items()
        return next((share for level, share in by_tier if level == tier), None)
    return {
        "email-open": benchmarks.email_open,
        "email-click": benchmarks.email_click,
        "webinar-registered": benchmarks.webinar_registered,
        "webinar-attended": benchmarks.webinar_attended,
    }.get(metric)


def lost(found: Iterable[Rate]) -> list[Rate]:
    """Return the steps at which customers drop out, the greatest share lost first.

    Steps with too small a sample to judge are left out.
    """
    steps = [one for one in found if one.metric in _STEPS and not one.small]
    return sorted(steps, key=lambda one: (one.rate_pct or 0.0, one.metric))


def best_channels(by_channel: Mapping[str, Rate]) -> list[tuple[str, Rate]]:
    """Return the channels by their share of answers, the best first; too small ones left out."""
    judged = [(channel, one) for channel, one in by_channel.items() if not one.small]
    return sorted(judged, key=lambda pair: (-(pair[1].rate_pct or 0.0), pair[0]))


def _counted(metric: str, touches: Sequence[Touches]) -> tuple[int, int]:
    if metric == "action-items":
        reviews = [one for one in touches if one.like.kind == REVIEW and one.like.status == "done"]
        return sum(one.items_done for one in reviews), sum(one.items for one in reviews)
    count = base = 0
    for one in touches:
        counts = _counts(metric, one.like)
        if counts is not None:
            base += one.number
            count += one.number if counts else 0
    return count, base


def _counts(metric: str, t: Touchpoint) -> bool | None:
    """Return whether a touchpoint counts for a rate, None where it is not in its base.

    What the customer began is in no base: nobody planned it. Automation is rated by its share.
    """
    if t.direction == "inbound":
        return None
    if metric == "automation":
        return not by_human(t) if t.status == "done" else None
    if not by_human(t):
        return None
    if metric in ("completion", "skip"):
        return t.status == ("done" if metric == "completion" else "skipped")
    if t.status == "skipped":
        return None
    held = t.status == "done"
    if metric == "no-show":
        return not held
    if metric == "answer":
        return _answered(t)
    if metric == "review-attendance":
        return held if t.kind == REVIEW else None
    return bool(t.notes) if t.kind == CHECK_IN and held else None


def _answered(t: Touchpoint) -> bool | None:
    """Return whether the customer took part; None for what nobody said of a mail and its like."""
    if t.status == "no-show":
        return False
    if qualifies(t):
        return True
    return False if t.answered is False or t.channel in LIVE else None
