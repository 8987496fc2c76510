"""What is known of one account besides its own row: the dated facts that the rules read.

Each fact carries `origin` (the id of the file or of the entry by hand that it came from) and `line`
(its row there), so that `why` can name the source of every input. Dates are dates; an age is never
stored. Facts dated after today do not count yet, except plans and promises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    Day = date  # for a class that has a field called date

from csm_tui.domain.values import value

Figure = Literal["level", "health", "at-risk"]


class Contact(NamedTuple):
    """A person at the account; `key` is the folded e-mail, else the folded name."""

    id: int
    name: str
    email: str | None = None
    title: str | None = None
    phone: str | None = None
    role: str | None = None
    influence: int | None = None
    notes: str | None = None
    origin: int | None = None
    line: int | None = None


class Touchpoint(NamedTuple):
    """A contact with the customer, planned or past; `booked`: made or moved by a person.

    `plan` is the occasion of the touch model that the planner made it for, `due_on` the day the
    model asks for there; nobody of ours delivers one that is `automated`. `effort` is the minutes
    it is planned to cost, `reason` why it is planned or was skipped.
    """

    id: int
    date: date
    kind: str
    channel: str | None = None
    purpose: str | None = None
    owner: str | None = None
    status: str = "done"
    direction: str | None = None
    answered: bool | None = None
    minutes: int | None = None
    subject: str | None = None
    notes: str | None = None
    contacts: tuple[str, ...] = ()
    action_items: int | None = None
    action_items_done: int | None = None
    booked: bool = True
    time: str | None = None
    origin: int | None = None
    line: int | None = None
    automated: bool = False
    plan: str | None = None
    due_on: Day | None = None
    effort: int | None = None
    reason: str | None = None


class Reading(NamedTuple):
    """A health figure of a day, 0–100; `measure` is "score" for an overall score."""

    id: int
    date: date
    measure: str
    value: float
    source: str | None = None
    note: str | None = None
    origin: int | None = None
    line: int | None = None


class MetricPoint(NamedTuple):
    """A metric of a day, with its denominator where there is one."""

    id: int
    metric: str
    date: date
    value: float
    base: float | None = None
    origin: int | None = None
    line: int | None = None


class Survey(NamedTuple):
    """An answer to a survey; `scale` is the best possible score (10 for NPS)."""

    id: int
    date: date
    type: str
    score: float
    scale: float | None = None
    respondent: str | None = None
    comment: str | None = None
    origin: int | None = None
    line: int | None = None


class Subscription(NamedTuple):
    """A contract line, open where start_date ≤ day < end_date; `arr` in cents a year."""

    id: int
    start_date: date
    end_date: date | None = None
    arr: int = 0
    product: str | None = None
    seats: int | None = None
    auto_renew: bool | None = None
    origin: int | None = None
    line: int | None = None


class ArrChange(NamedTuple):
    """A signed movement of ARR in cents."""

    id: int
    date: date
    amount: int
    kind: str | None = None
    note: str | None = None
    origin: int | None = None
    line: int | None = None


class Task(NamedTuple):
    """A promise: ours (`mine`) or the customer's (`theirs`)."""

    id: int
    title: str
    due: date | None = None
    side: str = "mine"
    status: str = "open"
    notes: str | None = None
    origin: int | None = None
    line: int | None = None
    closed_on: date | None = None


class Project(NamedTuple):
    """A temporary engagement with one aim (quadrant 2)."""

    id: int
    aim: str
    start_date: date
    due: date | None = None
    owner: str | None = None
    exit_criterion: str | None = None
    closed_on: date | None = None
    origin: int | None = None
    line: int | None = None
    outcome: str | None = None


class Override(NamedTuple):
    """A figure set by hand, with its reason, holding from `set_on` through `until`."""

    id: int
    figure: Figure
    value: str
    reason: str
    set_on: date
    until: date | None = None
    origin: int | None = None
    line: int | None = None


class SignalState(NamedTuple):
    """What the user said of a signal; it holds while the signal's cause is `cause`.

    `state` is "snoozed" (until the day `until`, when it is back), "done" or "dismissed".
    """

    id: int
    kind: str
    cause: str
    state: str
    set_on: date
    until: date | None = None
    reason: str | None = None
    origin: int | None = None
    line: int | None = None


class Treatment(NamedTuple):
    """What an experiment tries on the account, from `begins` through `ends`.

    `aspect` is "cadence" (`treatment` is the days between check-ins), "channel" or "content", of
    touchpoints of `kind`; `side` is "a" or "b". `id` is that of the experiment.
    """

    id: int
    experiment: str
    side: str
    aspect: str
    kind: str
    treatment: str
    begins: date
    ends: date
    origin: int | None = None
    line: int | None = None

    @property
    def days(self) -> int:
        """Return the days between check-ins that it asks for."""
        return int(self.treatment)

    @property
    def named(self) -> str:
        """Return the experiment and the side, as a reason names them."""
        return f"experiment {self.experiment}, side {self.side.upper()}"

    def holds(self, day: date) -> bool:
        """Return whether it holds on `day`."""
        return self.begins <= day <= self.ends


class RecordedArr(NamedTuple):
    """What `account.arr` was before a change of it dated `changed_on` (cents or None)."""

    changed_on: date
    before: int | None


@value
class Facts:
    """The dated facts of one account, each kind in ascending order of date, then id.

    The store may leave out what no rule can reach: touchpoints, readings, metrics and surveys older
    than 400 days, except of those the last qualifying touchpoint and the last done business review.
    """

    contacts: tuple[Contact, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    readings: tuple[Reading, ...] = ()
    metrics: tuple[MetricPoint, ...] = ()
    surveys: tuple[Survey, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    arr_changes: tuple[ArrChange, ...] = ()
    tasks: tuple[Task, ...] = ()
    projects: tuple[Project, ...] = ()
    overrides: tuple[Override, ...] = ()
    recorded_arr: tuple[RecordedArr, ...] = ()
    signal_states: tuple[SignalState, ...] = ()
    treatments: tuple[Treatment, ...] = ()


NO_FACTS = Facts()
