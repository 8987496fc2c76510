"""Whether the plan fits into the hours: required and available, week by week, and what drives it.

Hours come from two sides: from the model alone (what it asks for on average) and from the calendar
(what stands there, with the reactive hours of the model beside it) (DOMAIN §9, Capacity).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.capacity import REACTIVE, accounts_possible
from csm_tui.domain.capacity_time import (
    accounts_at_mix,
    available_month,
    available_week,
    hours_a_month,
    utilisation,
)
from csm_tui.domain.capacity_weeks import Ahead, Month, Week, days, first_over
from csm_tui.domain.days import after
from csm_tui.domain.terms import TIERS
from csm_tui.domain.work_time import WorkTime, monday_of
from csm_tui.queries.capacity_drivers import drivers, without_health
from csm_tui.queries.capacity_plan import parts
from csm_tui.queries.capacity_proposals import proposals
from csm_tui.queries.day_load import WORK_TIME
from csm_tui.queries.planning import planned_until
from csm_tui.queries.required_hours import alike, required
from csm_tui.queries.settings import setting
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.terms import Tier
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.queries.capacity_drivers import Driver
    from csm_tui.queries.capacity_proposals import Proposals
    from csm_tui.queries.required_hours import Alike

_WEEK: Final = 7


class TierHours(NamedTuple):
    """A tier: its accounts, the hours a month the model asks for, and those of the calendar.

    `asked` is None where none of its accounts has a level, `planned`, a mean of the weeks that are
    planned, where there is none. `alone` is how many plain accounts of the tier fill the month,
    `at_mix` how many there are where all tiers grow alike; None without a bound.
    """

    tier: Tier
    accounts: int
    asked: float | None
    planned: float | None
    alone: int | None
    at_mix: int | None


class KindHours(NamedTuple):
    """A kind of touchpoint, or the reactive hours: the hours a month, as those of a tier."""

    kind: str
    asked: float
    planned: float | None


class Capacity(NamedTuple):
    """The hours of a book, a month where nothing else is said.

    `utilisation` in percent of the hours available, None where there are none. `unknown` accounts
    have no level (no ARR), so their hours are not known; where that is all of them, `required` and
    what follows from it is None. Those `without_health` in low touch are
    taken to need no person's check-in. `other_days`: the calendar was planned for other days.
    """

    accounts: int
    unknown: int
    without_health: int
    required: float | None
    available: float
    available_week: float
    utilisation: float | None
    at_mix: int | None
    weeks: tuple[Week, ...]
    months: tuple[Month, ...]
    first_over: Week | None
    tiers: tuple[TierHours, ...]
    kinds: tuple[KindHours, ...]
    drivers: tuple[Driver, ...]
    proposals: Proposals
    planned_until: date | None
    other_days: bool
    model: TouchModel

    @property
    def headcount(self) -> float | None:
        """Return how many CSMs with these hours the model asks for, None where there are none."""
        return None if self.utilisation is None else self.utilisation / 100


def last_day(today: date, weeks: int) -> date:
    """Return the Sunday of the last of so many weeks, that of `today` being the first."""
    return after(monday_of(today), _WEEK * weeks - 1) or date.max


def horizon_weeks(connection: sqlite3.Connection) -> int:
    """Return how many weeks are looked at where nobody says."""
    _, model = current_model(connection)
    return model.planning.horizon_weeks


def capacity(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    work: WorkTime,
    weeks: int | None = None,
) -> Capacity:
    """Return the hours of the accounts that `filter` keeps, as though they were the whole book.

    `work` are the days worked by now. Without `weeks` the model's horizon of them is looked at,
    from the week of `today` on.
    """
    _, model = current_model(connection)
    groups = alike(connection, filter, model, today=today)
    last = last_day(today, weeks or model.planning.horizon_weeks)
    first = min(monday_of(today), today.replace(day=1))
    found = parts(connection, filter, model, today=today, from_=first, to=last)
    asked, there = required(groups, model), available_month(work, model)
    accounts = sum(group.accounts for group in groups)
    unknown = sum(group.accounts for group in groups if group.level not in model.tiers)
    known = unknown < accounts or not accounts
    until = planned_until(connection)
    reactive = _by_tier(groups, model, reactive=True)
    ahead = Ahead(today, last, until, work, model, found)
    weekly = ahead.weeks(asked, sum(reactive.values()))
    over = first_over(weekly)
    return Capacity(
        accounts=accounts,
        unknown=unknown,
        without_health=without_health(connection, filter, model, today=today),
        required=asked if known else None,
        available=there,
        available_week=available_week(work),
        utilisation=utilisation(asked, there) if known else None,
        at_mix=accounts_at_mix(accounts - unknown, asked, there),
        weeks=weekly,
        months=ahead.months(sum(reactive.values())),
        first_over=over,
        tiers=_tiers(groups, weekly, reactive, asked, there, model),
        kinds=_kinds(groups, weekly, sum(reactive.values()), model),
        drivers=drivers(connection, filter, groups, over, model, today=today),
        proposals=proposals(
            connection,
            filter,
            groups,
            weekly,
            found,
            model,
            today=today,
            work=work,
            excess=asked - there,
        ),
        planned_until=until,
        other_days=_other_days(connection, work, today, last),
        model=model,
    )


def _by_tier(groups: Iterable[Alike], model: TouchModel, *, reactive: bool) -> dict[Tier, float]:
    """Return the hours a month of each tier, or the reactive ones among them."""
    hours: dict[Tier, float] = defaultdict(float)
    for group in groups:
        one = group.hours_by_kind(model).get(REACTIVE, 0.0) if reactive else group.hours(model)
        hours[group.tier] += group.accounts * one
    return hours


def _tiers(
    groups: Sequence[Alike],
    weeks: Sequence[Week],
    reactive: Mapping[Tier, float],
    required: float,
    available: float,
    model: TouchModel,
) -> tuple[TierHours, ...]:
    asked = _by_tier(groups, model, reactive=False)
    accounts: Counter[Tier] = Counter()
    known: Counter[Tier] = Counter()
    for group in groups:
        accounts[group.tier] += group.accounts
        known[group.tier] += group.accounts if group.level in model.tiers else 0
    found = []
    for tier in TIERS:
        planned = _mean([week.by_tier.get(tier, 0.0) for week in _planned(weeks)], model)
        if not accounts[tier] and not planned and tier not in model.tiers:
            continue
        bounded = tier in model.tiers and accounts_possible(tier, model) > 0
        found.append(
            TierHours(
                tier,
                accounts[tier],
                asked.get(tier, 0.0) if known[tier] or not accounts[tier] else None,
                None if planned is None else planned + reactive.get(tier, 0.0),
                accounts_possible(tier, model, available) if bounded else None,
                accounts_at_mix(accounts[tier], required, available),
            )
        )
    return tuple(found)


def _kinds(
    groups: Sequence[Alike], weeks: Sequence[Week], reactive: float, model: TouchModel
) -> tuple[KindHours, ...]:
    asked: dict[str, float] = defaultdict(float)
    for group in groups:
        for kind, hours in group.hours_by_kind(model).items():
            asked[kind] += group.accounts * hours
    planned = _planned(weeks)
    names = {*asked, *(kind for week in planned for kind in week.by_kind)}
    found = [
        KindHours(
            kind,
            asked.get(kind, 0.0),
            (reactive if planned else None)
            if kind == REACTIVE
            else _mean([week.by_kind.get(kind, 0.0) for week in planned], model),
        )
        for kind in names
    ]
    return tuple(sorted(found, key=lambda one: (-one.asked, -(one.planned or 0.0), one.kind)))


def _planned(weeks: Sequence[Week]) -> list[Week]:
    return [week for week in weeks if week.planned is not None]


def _mean(hours: Sequence[float], model: TouchModel) -> float | None:
    """Return the hours a month of those of some weeks, None without any."""
    return hours_a_month(sum(hours) / len(hours), model) if hours else None


def _other_days(connection: sqlite3.Connection, work: WorkTime, today: date, last: date) -> bool:
    """Return whether the days ahead were planned with other hours than those worked by now."""
    kept = setting(connection, WORK_TIME)
    if kept is None:
        return False
    then = WorkTime.from_json(kept)
    return any(then.minutes_on(day) != work.minutes_on(day) for day in days(today, last))
