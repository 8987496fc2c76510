"""Random accounts with their facts, around one day, for the laws of the rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

from csm_tui.domain.account import Account
from csm_tui.domain.facts import (
    ArrChange,
    Contact,
    Facts,
    MetricPoint,
    Override,
    Project,
    Reading,
    RecordedArr,
    SignalState,
    Subscription,
    Survey,
    Task,
    Touchpoint,
    Treatment,
)
from csm_tui.domain.signals import Signal
from csm_tui.domain.terms import CHANNELS, COMPLEXITIES, MEASURES, STATUSES

DAY = date(2026, 2, 2)
T = TypeVar("T")

days = st.integers(-500, 60).map(lambda offset: DAY + timedelta(days=offset))
near_days = st.integers(-40, 40).map(lambda offset: DAY + timedelta(days=offset))
cents = st.sampled_from([0, 100_000, 499_999, 500_000, 3_000_000, 12_000_000, 60_000_000])


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """Return `strategy`, or None about every third time."""
    return st.one_of(strategy, strategy, st.none())


accounts = st.builds(
    Account,
    id=st.just(1),
    name=st.just("Northwind Foods"),
    entered_on=days,
    status=st.sampled_from([*STATUSES, "customer", "customer", "customer"]),
    arr=maybe(cents),
    potential_arr=maybe(cents),
    start_date=maybe(st.integers(-900, 60).map(lambda offset: DAY + timedelta(days=offset))),
    renewal_date=maybe(st.integers(-400, 200).map(lambda offset: DAY + timedelta(days=offset))),
    notice_days=maybe(st.sampled_from([0, 30, 90])),
    auto_renew=st.sampled_from([None, True, False]),
    seats=maybe(st.just(100)),
    seats_used=maybe(st.sampled_from([0, 40, 90, 100])),
    strategic=maybe(st.integers(0, 5)),
    brand_value=maybe(st.integers(0, 5)),
    complexity=maybe(st.sampled_from(COMPLEXITIES)),
    tier_override=st.sampled_from([None, None, "high", "low", "tech"]),
    tier_override_until=maybe(near_days),
    level_floor=st.sampled_from([None, None, "medium", "high"]),
    last_contact_on=maybe(days),
    churned_on=st.one_of(st.none(), st.none(), near_days),
)

_touchpoints = st.builds(
    Touchpoint,
    id=st.just(0),
    date=st.one_of(near_days, days),
    kind=st.sampled_from(
        ["check-in", "business-review", "escalation", "renewal", "email", "milestone"]
    ),
    channel=maybe(st.sampled_from(CHANNELS)),
    owner=st.sampled_from([None, "ana", "automation"]),
    status=st.sampled_from(["done", "done", "planned", "no-show", "cancelled"]),
    direction=st.sampled_from([None, "outbound", "inbound", "both"]),
    answered=st.sampled_from([None, True, False]),
    contacts=st.sampled_from([(), ("ana@northwind.example",)]),
    booked=st.booleans(),
    time=st.sampled_from([None, "09:00"]),
    automated=st.sampled_from([False, False, True]),
    effort=st.sampled_from([None, 60]),
)


def _of_automation(t: Touchpoint) -> Touchpoint:
    """Return `t`, where it is automated as automation is: it writes, and nobody waits for it."""
    if not t.automated:
        return t
    kind = "email" if t.kind == "escalation" else t.kind
    return t._replace(kind=kind, direction=None if t.direction is None else "outbound")


touchpoints = _touchpoints.map(_of_automation)
readings = st.builds(
    Reading,
    id=st.just(0),
    date=st.one_of(near_days, days),
    measure=st.sampled_from(["score", *MEASURES]),
    value=st.sampled_from([0.0, 20.0, 39.0, 55.0, 69.5, 75.0, 82.0, 100.0]),
)
metrics = st.builds(
    MetricPoint,
    id=st.just(0),
    metric=st.sampled_from(["adoption_pct", "active_users", "licensed_seats", "tickets_open"]),
    date=st.one_of(near_days, days),
    value=st.sampled_from([0.0, 3.0, 30.0, 60.0, 80.0, 100.0]),
)
surveys = st.builds(
    Survey,
    id=st.just(0),
    date=st.one_of(near_days, days),
    type=st.sampled_from(["nps", "nps", "csat", "ces", "frequency"]),
    score=st.sampled_from([0.0, 3.0, 5.0]),
    scale=st.none(),
    respondent=st.sampled_from([None, "Ana"]),
)
subscriptions = st.builds(
    Subscription, id=st.just(0), start_date=days, end_date=maybe(days), arr=cents
)
arr_changes = st.builds(
    ArrChange, id=st.just(0), date=days, amount=st.sampled_from([2_000_000, 9_000_000])
)
tasks = st.builds(
    Task,
    id=st.just(0),
    title=st.just("Send security questionnaire"),
    due=maybe(near_days),
    side=st.sampled_from(["mine", "mine", "theirs"]),
    status=st.sampled_from(["open", "open", "done"]),
)
projects = st.builds(
    Project,
    id=st.just(0),
    aim=st.just("finish onboarding"),
    start_date=days,
    due=maybe(near_days),
    exit_criterion=st.sampled_from([None, "health >= 70", "adoption > 60 tickets < 3", "-risk"]),
    closed_on=st.one_of(st.none(), st.none(), near_days),
)


def _override(figure: str, values: list[str]) -> st.SearchStrategy[Override]:
    return st.builds(
        Override,
        id=st.just(0),
        figure=st.just(figure),
        value=st.sampled_from(values),
        reason=st.just("the CSM says so"),
        set_on=near_days,
        until=maybe(near_days),
    )


overrides = st.one_of(
    _override("level", ["high", "low", "tech"]),
    _override("health", ["35", "90"]),
    _override("at-risk", ["yes", "no"]),
)


def numbered(
    strategy: st.SearchStrategy[Any], most: int, day: Callable[[Any], date | None]
) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return facts in the order that Facts promises: by date, then id; undated first."""

    def order(facts: list[Any]) -> tuple[Any, ...]:
        facts.sort(key=lambda fact: day(fact) or date.min)
        return tuple(fact._replace(id=number) for number, fact in enumerate(facts, 1))

    return st.lists(strategy, max_size=most).map(order)


def _on(fact: Any) -> date | None:
    found: date = fact.date
    return found


treatments = st.builds(
    Treatment,
    id=st.just(0),
    experiment=st.just("Bi-weekly"),
    side=st.sampled_from("ab"),
    aspect=st.just("cadence"),
    kind=st.just("check-in"),
    treatment=st.sampled_from(["7", "14", "45"]),
    begins=near_days,
    ends=near_days,
)

facts = st.builds(
    Facts,
    treatments=st.one_of(
        st.just(()), st.just(()), numbered(treatments, 2, lambda fact: fact.begins)
    ),
    contacts=st.sampled_from([(), (Contact(1, "Ana", "ana@northwind.example"),)]),
    touchpoints=numbered(touchpoints, 6, _on),
    readings=numbered(readings, 5, _on),
    metrics=numbered(metrics, 5, _on),
    surveys=numbered(surveys, 2, _on),
    subscriptions=st.one_of(
        st.just(()), st.just(()), numbered(subscriptions, 2, lambda fact: fact.start_date)
    ),
    arr_changes=st.one_of(st.just(()), st.just(()), numbered(arr_changes, 2, _on)),
    tasks=numbered(tasks, 2, lambda fact: fact.due),
    projects=numbered(projects, 2, lambda fact: fact.start_date),
    overrides=numbered(overrides, 2, lambda fact: fact.set_on),
    recorded_arr=st.lists(
        st.builds(RecordedArr, changed_on=days, before=maybe(cents)), max_size=2
    ).map(lambda changes: tuple(sorted(changes, key=lambda change: change.changed_on))),
)

# What the user says of signals that there are: the state, the day it was said, the end of a snooze.
sayings = st.lists(
    st.tuples(st.sampled_from(["snoozed", "snoozed", "done", "dismissed"]), near_days, near_days),
    max_size=4,
)


def said_of(
    signals: tuple[Signal, ...], said: list[tuple[str, date, date]]
) -> tuple[SignalState, ...]:
    """Return what was said of the first of `signals`, with their causes."""
    return tuple(
        SignalState(
            id, signal.kind, signal.cause, state, set_on, until if state == "snoozed" else None
        )
        for id, (signal, (state, set_on, until)) in enumerate(zip(signals, said, strict=False), 1)
    )
