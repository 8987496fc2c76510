"""The planner: what the model asks of each account against the plans that stand, levelled."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.domain.in_order import in_order
from csm_tui.domain.levelling import Levelling
from csm_tui.domain.occasion import CSM
from csm_tui.domain.occasions import wanted
from csm_tui.domain.standing import assess
from csm_tui.operations.plan_excess import Excess
from csm_tui.operations.plan_report import Difference, Planned, Removed
from csm_tui.queries.planning import account_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.levelling import Place
    from csm_tui.domain.occasion import Occasion
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.work_time import WorkTime
    from csm_tui.queries.planning import PlanQueries, StandingPlan

_STEP: Final = 500
_PLACED: Final = 5000
# A plan this near to an occasion of its kind becomes the plan of it: the same event, moved.
_SAME_WITHIN: Final = 15


class _Asked(NamedTuple):
    """An occasion of an account, with what decides its turn, and the plan that stands for it."""

    account: Account
    occasion: Occasion
    turn: tuple[Any, ...]
    was: StandingPlan | None


class Planner:
    """One run of the planner for `today` through `until`; it reads, and writes nothing.

    `tell` is called with the number of accounts read, every 500 of them, and again while what they
    ask for is put on its days; `assessed` with each account that was assessed on the way.
    """

    def __init__(
        self,
        asking: PlanQueries,
        work: WorkTime,
        today: date,
        until: date,
        tell: Callable[[int], None],
        assessed: Callable[[Account, Standing], None] | None = None,
    ) -> None:
        self._asking = asking
        self._model = asking.model
        self._work = work
        self._today = today
        self._until = until
        self._tell = tell
        self._assessed = assessed
        self._order = {level: number for number, level in enumerate(self._model.tiers)}
        self._levelling = Levelling(work, {}, today)
        self._accounts = 0
        self._found = Difference()
        self._excess = Excess()
        self._standing: list[_Asked] = []
        self._open: list[_Asked] = []

    def compare(self, account_ids: Collection[int] | None = None) -> Difference:
        """Return how the plans of accounts (None: all) differ from what the model asks for."""
        self._read_all(account_ids)
        if self._standing or self._open:
            self._level(account_ids)
        return self._found

    def _read_all(self, account_ids: Collection[int] | None) -> None:
        plans = groupby(self._asking.standing_plans(account_ids), key=account_of)
        following = next(plans, None)
        for account, facts in self._asking.accounts(account_ids, self._today):
            standing: list[StandingPlan] = []
            if following is not None and following[0] == account.id:
                standing = list(following[1])
                following = next(plans, None)
            self._read(account, facts, standing)
            self._accounts += 1
            if self._accounts % _STEP == 0:
                self._tell(self._accounts)

    def _read(self, account: Account, facts: Facts, plans: list[StandingPlan]) -> None:
        """Hold what one account asks for against the plans that stand for it."""
        by_key = {plan.key: plan for plan in plans}
        # Of two plans with one key (something was undone in between) the later one stays.
        spare = [plan for plan in plans if by_key[plan.key] is not plan]
        asked = [
            _Asked(account, occasion, turn, by_key.pop(occasion.key, None))
            for occasion, turn in self._asked(account, facts)
        ]
        spare += by_key.values()
        if spare:
            asked = self._reusing(asked, spare)
            self._found.removed += [Removed(account.name, plan) for plan in spare]
        for one in asked:
            if one.occasion.effort:
                (self._standing if self._may_stay(one) else self._open).append(one)
            elif one.was is not None and self._may_stay(one):
                self._put(one, one.was.day, over=False)
            else:
                self._place(one)

    def _asked(self, account: Account, facts: Facts) -> list[tuple[Occasion, tuple[Any, ...]]]:
        """Return the occasions of an account, each with what decides its turn."""
        if account.archived_on is not None:
            return []
        standing = assess(account, facts, self._model, self._today)
        if self._assessed is not None:
            self._assessed(account, standing)
        asks = wanted(account, facts, standing, self._model, self._today, self._until)
        if asks.without is not None and standing.level.level is not None:
            self._found.without.append((account.name, asks.without))
        level = self._order.get(standing.level.level or "unknown", len(self._order))
        arr = -(standing.arr.cents or 0)
        return [
            (
                occasion,
                (occasion.window_to, occasion.due_on, level, arr, account.id, occasion.key),
            )
            for occasion in asks.occasions
        ]

    def _reusing(self, asked: list[_Asked], spare: list[StandingPlan]) -> list[_Asked]:
        """Return `asked` with plans taken out of `spare` for occasions that have none.

        A plan is taken for an occasion alike, first where it can stay on its day, then where it is
        near; so a calendar that is planned anew moves as little as it can.
        """
        found = list(asked)
        for near in (_in_window, _about):
            for number, one in enumerate(found):
                if one.was is None:
                    plan = next(
                        (
                            plan
                            for plan in spare
                            if plan.day >= self._today
                            and _alike(plan, one.occasion)
                            and near(plan.day, one.occasion)
                        ),
                        None,
                    )
                    if plan is not None:
                        spare.remove(plan)
                        found[number] = one._replace(was=plan)
        return found

    def _may_stay(self, one: _Asked) -> bool:
        """Return whether the plan of `one` stands where it may; one that is over is tried anew."""
        plan, occasion = one.was, one.occasion
        if plan is None or plan.over or plan.day < self._today:
            return False
        if not _in_window(plan.day, occasion):
            return False
        return not occasion.effort or self._work.works_on(plan.day)

    def _level(self, account_ids: Collection[int] | None) -> None:
        """Put everything that costs time on its day: what stands first, then each in its turn."""
        # A touchpoint logged plans few anew, and they seldom stand today: what was done then does
        # not matter, and takes a look at everything that ever was.
        done = account_ids is None or any(
            one.occasion.window_from <= self._today for one in (*self._standing, *self._open)
        )
        taken = self._asking.minutes_taken(self._today, besides=account_ids, done=done)
        for day, minutes in taken.items():
            self._levelling.keep(day, minutes)
        standing, self._standing = in_order(self._standing, _turn), []
        for one in standing:
            plan, effort = one.was, one.occasion.effort
            if plan is not None and self._has_room(plan.day, effort):
                self._levelling.keep(plan.day, effort)
                self._put(one, plan.day, over=False)
            else:
                self._open.append(one)
        # Taken from the end, so that each is let go of once it has its day.
        waiting = in_order(self._open, _turn)
        waiting.reverse()
        self._open = []
        while waiting:
            self._place(waiting.pop())
            if len(waiting) % _PLACED == 0:
                self._tell(self._accounts)
        self._found.over = self._excess.count
        self._found.over_weeks = self._excess.weeks(self._levelling.load_on, self._work)

    def _has_room(self, day: date, effort: int) -> bool:
        return self._levelling.load_on(day) + effort <= self._work.minutes_on(day)

    def _place(self, one: _Asked) -> None:
        place: Place = self._levelling.place(one.occasion)
        if place.over:
            self._excess.add(place.day, one.occasion.effort)
        self._put(one, place.day, over=place.over)

    def _put(self, one: _Asked, day: date, *, over: bool) -> None:
        values = _values(one.account, one.occasion, day, over=over)
        if one.was is not None and one.was.values == values:
            self._found.kept += 1
            return
        planned = Planned(one.account.id, one.account.name, values, one.was)
        (self._found.added if one.was is None else self._found.changed).append(planned)


def _turn(one: _Asked) -> tuple[Any, ...]:
    return one.turn


def _in_window(day: date, occasion: Occasion) -> bool:
    return occasion.window_from <= day <= occasion.window_to


def _about(day: date, occasion: Occasion) -> bool:
    return abs(day.toordinal() - occasion.due_on.toordinal()) <= _SAME_WITHIN


def _alike(plan: StandingPlan, occasion: Occasion) -> bool:
    """Return whether the two are of one series: the check-ins of an account, its monthly mails."""
    same_series = plan.key.partition(":")[0] == occasion.key.partition(":")[0]
    return same_series and plan.kind == occasion.kind and plan.automated == occasion.automated


def _values(account: Account, occasion: Occasion, day: date, *, over: bool) -> tuple[Any, ...]:
    """Return what is stored of `occasion` on `day`, in the order of PLAN_COLUMNS."""
    return (
        _iso(day),
        occasion.key,
        int(over),
        occasion.kind,
        occasion.channel,
        occasion.purpose,
        account.owner if occasion.owner == CSM else occasion.owner,
        "outbound",
        occasion.title,
        _reason(occasion, day),
        _iso(occasion.due_on),
        _iso(occasion.window_from),
        _iso(occasion.window_to),
        occasion.effort,
        int(occasion.automated),
        occasion.content,
    )


def _reason(occasion: Occasion, day: date) -> str:
    """Return the reason of a plan, and why it stands outside its window where it does."""
    if _in_window(day, occasion):
        return occasion.reason
    return f"{occasion.reason}; its window has no working day"


@lru_cache(maxsize=8192)
def _iso(day: date) -> str:
    return day.isoformat()
