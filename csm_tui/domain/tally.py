"""What the terms of the rank read and what they leave behind: points, things to do, phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.cadence import REMEMBERED_DAYS, by_human
from csm_tui.domain.days import after, before
from csm_tui.domain.facts import (
    MetricPoint,
    Project,
    Reading,
    SignalState,
    Survey,
    Task,
    Touchpoint,
)
from csm_tui.domain.measures import is_open_escalation
from csm_tui.domain.signals import Signal, signal_id
from csm_tui.domain.spoken import said_otherwise, say
from csm_tui.domain.values import value

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.cadence import ClockResult
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.health_result import HealthResult
    from csm_tui.domain.lifecycle import RiskResult, StageResult
    from csm_tui.domain.projects import Figures
    from csm_tui.domain.reviews import ReviewResult
    from csm_tui.domain.terms import Level, Quadrant, Tier
    from csm_tui.domain.touch_model import TouchModel

# The facts that a term may stand on.
Evidence = Touchpoint | Task | Survey | Project | MetricPoint | Reading
LANES: Final = ("promises", "risk", "renewal", "due", "grow")


class RankTerm(NamedTuple):
    """One term of the rank: its points before the factor, why they count, and what it stands on.

    That is a `fact`, or the `field` of the account; neither where the term stands on a figure that
    has an explanation of its own.
    """

    name: str
    points: float
    reason: str
    fact: Evidence | None = None
    field: str | None = None


class Details(NamedTuple):
    """What is told of a signal: its cause, its figure against the threshold, and since when.

    Books keep the cause of what was put aside: a new wording of it would bring all of that back.
    """

    cause: str
    figure: str
    threshold: str
    since: date | None


# A signal that is not told yet, as nobody asks for most: its id, kind, reason, play, lane and
# points, what the user said of it where that holds, and what makes its details.
Noted = tuple[int, str, str, str, str, float, "SignalState | None", "Callable[[], Details]"]


def told(noted: Noted) -> Signal:
    """Return the whole signal."""
    id, kind, reason, play, lane, points, said, details = noted
    state, until, why = "open", None, None
    if said is not None:
        state, until, why = said.state, said.until, said.reason
    return Signal(id, kind, *details(), reason, play, lane, state, until, why, points)


class Item(NamedTuple):
    """One thing to do. `points` are those of its own term, before the factor.

    `kind` is the kind of the touchpoint to hold, else the name of the term; `lane` is one of LANES.
    What a person booked for today is `booked`, and stands first in every list, by `time`.
    `minutes` are those of the touchpoint to hold; `signal_id` is what can be snoozed or dismissed.
    """

    kind: str
    lane: str
    reason: str
    suggestion: str
    points: float
    days_overdue: int = 0
    touchpoint_id: int | None = None
    task_id: int | None = None
    due_on: date | None = None
    time: str | None = None
    booked: bool = False
    minutes: int | None = None
    signal_id: int | None = None


@value
class Case:
    """One account on one day, with all that is known of it before its rank; `arr` in cents.

    `figures` are those that exit criteria ask for, None where no project has one.
    """

    account: Account
    facts: Facts
    model: TouchModel
    today: date
    arr: int | None
    stage: StageResult
    risk: RiskResult
    health: HealthResult
    size: float | None
    quadrant: Quadrant | None
    level: Level | None
    clock: ClockResult
    review: ReviewResult
    tier: Tier
    figures: Figures | None


class Scan(NamedTuple):
    """What the touchpoints of an account ask for.

    `booked` are those a person booked for today, by time, `unclosed` those of days past that nobody
    closed, the latest first. `plans` are those of the program that a person of ours delivers and
    nobody touched: of today and before, the latest first, then those of the next days.
    `escalation` and `request` are the oldest that wait for us, `newest_…` the ids of the latest;
    `no_shows` counts those since the last qualifying touchpoint, `last_no_show` is the latest. What
    is older than a year no longer counts; `forgotten_on` is the next day on which one does not.
    """

    booked: tuple[Touchpoint, ...] = ()
    unclosed: tuple[Touchpoint, ...] = ()
    plans: tuple[Touchpoint, ...] = ()
    escalation: Touchpoint | None = None
    newest_escalation: int | None = None
    request: Touchpoint | None = None
    newest_request: int | None = None
    no_shows: int = 0
    last_no_show: Touchpoint | None = None
    forgotten_on: date | None = None


NOTHING_SAID: Final[dict[str, SignalState]] = {}


class Tally:
    """Gathers terms, things to do and the phrases of the headline, and when any of them changes."""

    __slots__ = (
        "_states",
        "_taken",
        "account_id",
        "changes_on",
        "items",
        "names",
        "phrases",
        "seen",
        "signals",
        "terms",
        "today",
    )

    def __init__(self, case: Case, seen: Scan) -> None:
        self.account_id = case.account.id
        self.today = case.today
        self.seen = seen
        self.terms: list[RankTerm] = []
        self.names: set[str] = set()
        self.items: list[Item] = []
        self.signals: list[Noted] = []
        # (points, words): the heaviest make the headline. Words hold dates, never ages, so that
        # they stay true until `changes_on`.
        self.phrases: list[tuple[float, str]] = []
        self.changes_on: date | None = None
        said = case.facts.signal_states
        self._states = {one.kind: one for one in said} if said else NOTHING_SAID
        self._taken: set[int] = set()

    def signal(
        self,
        kind: str,
        points: float,
        reason: str,
        play: str,
        lane: str,
        details: Callable[[], Details],
    ) -> int | None:
        """Note a signal and return its id, None where it is not to count.

        It does not where the model gives it no points, or while the user has put it aside.
        """
        if points <= 0:
            return None
        id = signal_id(self.account_id, kind)
        said: SignalState | None = None
        if self._states:
            said = self._states.get(kind)
            if said is not None and not self._holds(said, details):
                said = None
        self.signals.append((id, kind, reason, play, lane, points, said, details))
        return id if said is None else None

    def _holds(self, said: SignalState, details: Callable[[], Details]) -> bool:
        """Return whether what was said holds today: said by now, of this cause, not run out."""
        if said.cause != details().cause:
            return False
        if said.set_on > self.today:
            self.wake(said.set_on)
            return False
        if said.state != "snoozed":
            return True
        self.wake(said.until)
        return said.until is not None and said.until > self.today

    def term(
        self,
        name: str,
        points: float,
        reason: str,
        phrase: str,
        fact: Evidence | None = None,
        field: str | None = None,
    ) -> None:
        """Count a term once; a model that gives it no points leaves it out."""
        if points > 0 and name not in self.names:
            self.names.add(name)
            self.terms.append(RankTerm(name, points, reason, fact, field))
            if phrase:
                self.phrases.append((points, phrase))

    def row(self, item: Item, answered_by: str = "") -> None:
        """List a thing to do, unless a touchpoint of the kind `answered_by` is booked for today."""
        if item.points <= 0:
            return
        booked = self.seen.booked
        if booked and answered_by and any(t.kind == answered_by for t in booked):
            return
        self.items.append(item)

    def plan(self, *kinds: str) -> Touchpoint | None:
        """Return the plan of these kinds that is next to be held; none of them is listed itself."""
        found: Touchpoint | None = None
        for t in self.seen.plans:
            if t.kind in kinds:
                found = found or t
                self._taken.add(t.id)
        return found

    def plan_of(self, occasion: str) -> Touchpoint | None:
        """Return the plan of an occasion, by the beginning of its key; it is not listed itself."""
        for t in self.seen.plans:
            if t.plan is not None and t.plan.startswith(occasion):
                self._taken.add(t.id)
                return t
        return None

    def unclosed(self, *kinds: str) -> Touchpoint | None:
        """Return what was booked last of these kinds and not closed; it is not listed itself."""
        for t in self.seen.unclosed:
            if t.kind in kinds:
                self._taken.add(t.id)
                return t
        return None

    def is_listed(self, kind: str) -> bool:
        """Return whether the signal of this kind has a thing to do."""
        id = signal_id(self.account_id, kind)
        return any(item.signal_id == id for item in self.items)

    def is_taken(self, t: Touchpoint) -> bool:
        """Return whether another thing to do already stands for `t`."""
        return t.id in self._taken

    def wake(self, day: date | None) -> None:
        """Note that something changes by itself on `day`, where that is after today."""
        if day is None or day <= self.today:
            return
        if self.changes_on is None or day < self.changes_on:
            self.changes_on = day

    def wake_in(self, day: date, days: int) -> None:
        """Note that something changes by itself `days` after `day`."""
        self.wake(after(day, days))

    def say(self, day: date) -> str:
        """Return `day` for a phrase, and note when it will be said otherwise."""
        self.wake(said_otherwise(day, self.today))
        return say(day, self.today)


NOTHING: Final = Scan()


def scan(case: Case) -> Scan:
    """Read the touchpoints of the next days, of today and before, newest first."""
    touchpoints, today = case.facts.touchpoints, case.today
    if not touchpoints:
        return NOTHING
    clock = case.clock
    booked: list[Touchpoint] = []
    unclosed: list[Touchpoint] = []
    plans: list[Touchpoint] = []
    ahead: list[Touchpoint] = []
    waiting: list[Touchpoint] = []
    requests: list[Touchpoint] = []
    missed: list[Touchpoint] = []
    replied = reached = False
    horizon = before(today, REMEMBERED_DAYS)
    near = after(today, case.model.cadence.booked_within_days) or today
    for t in reversed(touchpoints):
        status = t.status
        if t.date > today:
            if t.date <= near and status == "planned" and not t.booked and by_human(t):
                ahead.append(t)
            continue
        if t.date < horizon:
            break
        if t is clock.last:
            reached = True
        if is_open_escalation(t):
            waiting.append(t)
        elif t.direction == "inbound":
            if not replied and (status == "planned" or (status == "done" and t.answered is False)):
                requests.append(t)
        elif status == "done":
            replied = replied or by_human(t)
        elif status == "no-show":
            if not reached and (clock.last_on is None or t.date >= clock.last_on):
                missed.append(t)
        elif status == "planned" and by_human(t):
            if not t.booked:
                plans.append(t)
            elif t.date == today:
                booked.append(t)
            else:
                unclosed.append(t)
    booked.sort(key=lambda t: (t.time is None, t.time or "", t.id))
    plans += reversed(ahead)
    return Scan(
        tuple(booked),
        tuple(unclosed),
        tuple(plans),
        waiting[-1] if waiting else None,
        waiting[0].id if waiting else None,
        requests[-1] if requests else None,
        requests[0].id if requests else None,
        len(missed),
        missed[0] if missed else None,
        _forgotten(unclosed, waiting, requests, missed),
    )


def _forgotten(*kinds: list[Touchpoint]) -> date | None:
    """Return the day on which the oldest of these, each the latest first, counts no more."""
    oldest = min((found[-1].date for found in kinds if found), default=None)
    return None if oldest is None else after(oldest, REMEMBERED_DAYS + 1)
