"""The terms of the rank that read signs: growth, falling use, milestones, data (DOMAIN §11)."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.cadence import REMEMBERED_DAYS
from csm_tui.domain.curves import half_up
from csm_tui.domain.spoken import count, say
from csm_tui.domain.tally import Item
from csm_tui.domain.wording import figure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.domain.facts import MetricPoint, Reading
    from csm_tui.domain.tally import Case, Tally


class _Fall(NamedTuple):
    percent: float
    before: MetricPoint | Reading
    now: MetricPoint | Reading


MILESTONE_DAYS: Final = 7
MILESTONE_ADOPTION: Final = 80.0


def expansion(case: Case, tally: Tally) -> None:
    """Count seats near their limit, or a potential far above the ARR."""
    account, rule = case.account, case.model.rank
    seats, used, potential = account.seats, account.seats_used, account.potential_arr
    if seats and used is not None and used * 100 >= rule.expansion_seats * seats:
        reason, field = f"{used} of {seats} seats in use", "seats_used"
    elif potential and case.arr is not None and potential >= rule.expansion_potential * case.arr:
        times = figure(round(potential / case.arr, 1)) if case.arr else ""
        said = f"{times} times the ARR" if times else "without ARR yet"
        reason, field = f"Potential is {said}", "potential_arr"
    else:
        return
    phrase = reason[:1].lower() + reason[1:]
    tally.term("expansion", rule.expansion, reason, phrase, None, field)
    item = Item("expansion", "grow", reason, "start the expansion conversation", rule.expansion)
    tally.row(item, answered_by="expansion")


def falling_use(case: Case, tally: Tally) -> None:
    """Count adoption or active users that fell sharply, each as known on both days."""
    if len(case.facts.metrics) + len(case.facts.readings) < 2:
        return
    rule = case.model.rank
    users = _metric(case, "active_users")
    for name, points in (("Adoption", _adoption(case)), ("Active users", users)):
        fall = _fall(case, tally, points)
        if fall is None or fall.percent < rule.falling_percent:
            continue
        span = count(rule.falling_days, "day")
        values = f"{figure(fall.before.value)} to {figure(fall.now.value)}"
        reason = f"{name} down {half_up(fall.percent)} % in {span}, {values}"
        phrase = f"{name.lower()} down {half_up(fall.percent)} %"
        tally.term("falling use", rule.falling_use, reason, phrase, fall.now)
        tally.row(Item("falling-use", "risk", reason, "adoption conversation", rule.falling_use))
        return


def _metric(case: Case, name: str) -> Sequence[MetricPoint]:
    return [point for point in case.facts.metrics if point.metric == name]


def _adoption(case: Case) -> Sequence[MetricPoint | Reading]:
    percent = _metric(case, "adoption_pct")
    if percent:
        return percent
    return [reading for reading in case.facts.readings if reading.measure == "adoption"]


def _fall(case: Case, tally: Tally, points: Sequence[MetricPoint | Reading]) -> _Fall | None:
    """Return the fall between the two days, None where a value is unknown."""
    if len(points) < 2:
        return None
    window, span = case.model.need.window_days, case.model.rank.falling_days
    then_day = case.today - timedelta(days=span)
    now = before = None
    for point in reversed(points):
        for age in (span, window + 1, window + span + 1):
            tally.wake_in(point.date, age)
        if now is None and point.date <= case.today:
            now = point
        if point.date <= then_day:
            before = point
            break
    if now is None or before is None or before.value <= 0:
        return None
    if (case.today - now.date).days > window or (then_day - before.date).days > window:
        return None
    return _Fall((before.value - now.value) / before.value * 100, before, now)


def no_show(case: Case, tally: Tally) -> None:
    """Count meetings to which nobody came, from the second on since the last that took place."""
    rule = case.model.rank
    if tally.seen.no_shows < rule.no_show_count:
        return
    reason = f"{count(tally.seen.no_shows, 'no-show')} since the last touchpoint"
    tally.term("no-show", rule.no_show, reason, f"{count(tally.seen.no_shows, 'no-show')} in a row")
    due = case.clock.overdue_from
    if due is None or due > case.today:
        tally.row(Item("no-show", "due", reason, "change channel", rule.no_show))


def milestone(case: Case, tally: Tally) -> None:
    """Count a milestone of the last seven days that nobody has congratulated on since.

    A milestone is an anniversary of the start, or adoption (the metric `adoption_pct`, else the
    health measure) reaching 80 % for the first time after having been below. Any qualifying
    touchpoint on or after the day counts as the congratulation.
    """
    found = _anniversary(case, tally) or _first_adoption(case, tally)
    if found is None:
        return
    day, reason = found
    last_on = case.clock.last_on
    if last_on is not None and last_on >= day:
        return
    points = case.model.rank.milestone
    tally.term("milestone", points, reason, f"{reason[:1].lower()}{reason[1:]}")
    item = Item("milestone", "grow", reason, "congratulate in person", points, due_on=day)
    tally.row(item, answered_by="milestone")


def _anniversary(case: Case, tally: Tally) -> tuple[date, str] | None:
    start, today = case.account.start_date, case.today
    if start is None:
        return None
    years = today.year - start.year
    if years < 0:
        return None
    day = anniversary(start, years)
    if day > today:
        tally.wake(day)
        years -= 1
        day = anniversary(start, years)
    else:
        tally.wake(anniversary(start, years + 1))
    if years < 1 or (today - day).days > MILESTONE_DAYS:
        return None
    tally.wake_in(day, MILESTONE_DAYS + 1)
    return day, f"{count(years, 'year')} a customer on {tally.say(day)}"


@lru_cache(maxsize=8192)
def anniversary(start: date, years: int) -> date:
    """Return the day `years` after `start`; the 28th stands in for a missing 29 February."""
    year = min(max(start.year + years, 1), 9999)
    if start.month == 2 and start.day == 29:
        return start.replace(year=year, month=3, day=1) - timedelta(days=1)
    return start.replace(year=year)


def _first_adoption(case: Case, tally: Tally) -> tuple[date, str] | None:
    if len(case.facts.metrics) + len(case.facts.readings) < 2:
        return None
    below: date | None = None
    for point in _adoption(case):
        if point.date > case.today:
            return None
        if point.value < MILESTONE_ADOPTION:
            below = point.date
            continue
        if below is None or (case.today - point.date).days > MILESTONE_DAYS:
            return None
        if (case.today - below).days > REMEMBERED_DAYS:
            return None
        tally.wake_in(point.date, MILESTONE_DAYS + 1)
        tally.wake_in(below, REMEMBERED_DAYS + 1)
        return point.date, f"Adoption reached {figure(point.value)} % on {tally.say(point.date)}"
    return None


def data(case: Case, tally: Tally) -> None:
    """Count health that nobody knows where the level asks for it, else data grown stale."""
    rule, health = case.model.rank, case.health
    if health.score is None and case.level in ("high", "medium"):
        reason = f"No health in {case.level} touch"
        tally.term("no health", rule.no_health, reason, "")
        tally.row(Item("health", "due", reason, "give a pulse", rule.no_health))
        return
    stale_on = health.stale_on
    if stale_on is None or stale_on > case.today:
        tally.wake(stale_on)
        return
    reason = f"Health data stale since {say(stale_on, case.today)}"
    phrase = f"health data stale since {tally.say(stale_on)}"
    tally.term("stale data", rule.stale, reason, phrase)
    tally.row(Item("health", "due", reason, "refresh the health data", rule.stale))
