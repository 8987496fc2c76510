"""What the terms of the rank read and what they leave behind: points, things to do, phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.cadence import REMEMBERED_DAYS, by_human
from csm_tui.domain.days import after, before
from csm_tui.domain.facts import MetricPoint, Project, Reading, Survey, Task, Touchpoint
from csm_tui.domain.measures import is_open_escalation
from csm_tui.domain.spoken import said_otherwise, say
from csm_tui.domain.values import value

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.cadence import ClockResult
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.health_result import HealthResult
    from csm_tui.domain.lifecycle import RiskResult, StageResult
    from csm_tui.domain.reviews import ReviewResult
    from csm_tui.domain.terms import Level, Quadrant
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
    """One account on one day, with all that is known of it before its rank; `arr` in cents."""

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


class Scan(NamedTuple):
    """What the touchpoints of an account ask for.

    `booked` are those a person booked for today, by time; `escalation` and `request` the oldest
    that wait for us; `no_shows` counts those since the last qualifying touchpoint; `planned` and
    `planned_review` are the latest that were planned for today or before and not closed. What is
    older than a year no longer counts; `forgotten_on` is the next day on which one does not.
    """

    booked: tuple[Touchpoint, ...] = ()
    escalation: Touchpoint | None = None
    request: Touchpoint | None = None
    no_shows: int = 0
    planned: Touchpoint | None = None
    planned_review: Touchpoint | None = None
    forgotten_on: date | None = None


class Tally:
    """Gathers terms, things to do and the phrases of the headline, and when any of them changes."""

    __slots__ = ("changes_on", "items", "names", "phrases", "seen", "terms", "today")

    def __init__(self, today: date, seen: Scan) -> None:
        self.today = today
        self.seen = seen
        self.terms: list[RankTerm] = []
        self.names: set[str] = set()
        self.items: list[Item] = []
        # (points, words): the heaviest make the headline. Words hold dates, never ages, so that
        # they stay true until `changes_on`.
        self.phrases: list[tuple[float, str]] = []
        self.changes_on: date | None = None

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


def scan(facts: Facts, clock: ClockResult, today: date) -> Scan:
    """Read the touchpoints of today and before, newest first."""
    if not facts.touchpoints:
        return NOTHING
    booked: list[Touchpoint] = []
    escalation = request = planned = planned_review = None
    replied = reached = False
    no_shows = 0
    horizon = before(today, REMEMBERED_DAYS)
    oldest: Touchpoint | None = None
    for t in reversed(facts.touchpoints):
        if t.date > today:
            continue
        if t.date < horizon:
            break
        status = t.status
        if t is clock.last:
            reached = True
        if is_open_escalation(t):
            escalation = oldest = t
        elif t.direction == "inbound":
            if not replied and (status == "planned" or (status == "done" and t.answered is False)):
                request = oldest = t
        elif status == "done":
            replied = replied or by_human(t)
        elif status == "no-show":
            if not reached and (clock.last_on is None or t.date >= clock.last_on):
                no_shows += 1
                oldest = t
        elif status == "planned" and by_human(t):
            if t.booked and t.date == today:
                booked.append(t)
            elif t.kind == "business-review":
                planned_review = planned_review or t
            else:
                planned = planned or t
    booked.sort(key=lambda t: (t.time is None, t.time or "", t.id))
    forgotten_on = None if oldest is None else after(oldest.date, REMEMBERED_DAYS + 1)
    return Scan(tuple(booked), escalation, request, no_shows, planned, planned_review, forgotten_on)
