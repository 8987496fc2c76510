"""The terms of the rank that read signs: growth, falling use, milestones, data (DOMAIN §11)."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.cadence import REMEMBERED_DAYS
from csm_tui.domain.curves import half_up
from csm_tui.domain.spoken import count, say
from csm_tui.domain.tally import Details, Item
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
    play, phrase = "start the expansion conversation", reason[:1].lower() + reason[1:]
    by_seats = field == "seats_used"
    signal = tally.signal(
        "expansion",
        rule.expansion,
        reason,
        play,
        "grow",
        lambda: Details(
            cause=f"{used} of {seats} seats" if by_seats else f"potential {potential}",
            figure=phrase,
            threshold=f"{figure(rule.expansion_seats)} % of the seats"
            if by_seats
            else f"{figure(rule.expansion_potential)} times the ARR",
            since=None,
        ),
    )
    if signal is None:
        return
    tally.term("expansion", rule.expansion, reason, phrase, None, field)
    item = Item("expansion", "grow", reason, play, rule.expansion, signal_id=signal)
    tally.row(item, answered_by="expansion")


def falling_use(case: Case, tally: Tally) -> None:
    """Count adoption or active users that fell sharply, each as known on both days."""
    if len(case.facts.metrics) + len(case.facts.readings) < 2:
        return
    users = _metric(case, "active_users")
    for name, known in (("Adoption", _adoption(case)), ("Active users", users)):
        fall = _fall(case, tally, known)
        if fall is not None and fall.percent >= case.model.rank.falling_percent:
            _fell(case, tally, name, fall)
            return


def _fell(case: Case, tally: Tally, name: str, fall: _Fall) -> None:
    rule = case.model.rank
    span = count(rule.falling_days, "day")
    values = f"{figure(fall.before.value)} to {figure(fall.now.value)}"
    reason = f"{name} down {half_up(fall.percent)} % in {span}, {values}"
    phrase = f"{name.lower()} down {half_up(fall.percent)} %"
    points, play = rule.falling_use, "adoption conversation"
    signal = tally.signal(
        "falling-use",
        points,
        reason,
        play,
        "risk",
        lambda: Details(
            cause=f"{name.lower()} of {fall.now.date}",
            figure=phrase,
            threshold=f"{figure(rule.falling_percent)} % in {span}",
            since=fall.now.date,
        ),
    )
    if signal is None:
        return
    tally.term("falling use", points, reason, phrase, fall.now)
    tally.row(Item("falling-use", "risk", reason, play, points, signal_id=signal))


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
    rule, last = case.model.rank, tally.seen.last_no_show
    if last is None or tally.seen.no_shows < rule.no_show_count:
        return
    missed = count(tally.seen.no_shows, "no-show")
    reason = f"{missed} since the last touchpoint"
    signal = tally.signal(
        "no-show",
        rule.no_show,
        reason,
        "change channel",
        "due",
        lambda: Details(
            cause=f"touchpoint {last.id}",
            figure=missed,
            threshold=count(rule.no_show_count, "no-show"),
            since=last.date,
        ),
    )
    if signal is None:
        return
    tally.term("no-show", rule.no_show, reason, f"{missed} in a row")
    # A check-in that is due says so itself.
    if not tally.is_listed("silence"):
        item = Item("no-show", "due", reason, "change channel", rule.no_show, signal_id=signal)
        tally.row(item)


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
    points, play = case.model.rank.milestone, "congratulate in person"
    phrase = f"{reason[:1].lower()}{reason[1:]}"
    signal = tally.signal(
        "milestone",
        points,
        reason,
        play,
        "grow",
        lambda: Details(
            cause=f"milestone of {day}",
            figure=phrase,
            threshold=f"the last {MILESTONE_DAYS} days",
            since=day,
        ),
    )
    if signal is None:
        return
    tally.term("milestone", points, reason, phrase)
    item = Item("milestone", "grow", reason, play, points, due_on=day, signal_id=signal)
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
        _no_health(case, tally)
        return
    stale_on = health.stale_on
    if stale_on is None or stale_on > case.today:
        tally.wake(stale_on)
        return
    reason, play = f"Health data stale since {say(stale_on, case.today)}", "refresh the health data"
    phrase = f"health data stale since {tally.say(stale_on)}"
    signal = tally.signal(
        "stale-data",
        rule.stale,
        reason,
        play,
        "due",
        lambda: Details(
            cause=f"stale on {stale_on}",
            figure=phrase,
            threshold=count(case.model.health.stale_days, "day"),
            since=stale_on,
        ),
    )
    if signal is None:
        return
    tally.term("stale data", rule.stale, reason, phrase)
    tally.row(Item("health", "due", reason, play, rule.stale, signal_id=signal))


def _no_health(case: Case, tally: Tally) -> None:
    points, reason = case.model.rank.no_health, f"No health in {case.level} touch"
    signal = tally.signal(
        "no-health",
        points,
        reason,
        "give a pulse",
        "due",
        lambda: Details(
            cause="no health",
            figure="health unknown",
            threshold=f"{case.level} touch needs it",
            since=None,
        ),
    )
    if signal is None:
        return
    tally.term("no health", points, reason, "")
    tally.row(Item("health", "due", reason, "give a pulse", points, signal_id=signal))
