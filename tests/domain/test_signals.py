"""Signals: found by the terms of the rank, put aside by what the user said of their cause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from csm_tui.domain import risk_spell
from csm_tui.domain.account import Account
from csm_tui.domain.facts import (
    Facts,
    MetricPoint,
    Override,
    Project,
    Reading,
    SignalState,
    Survey,
)
from csm_tui.domain.ranking import LANES
from csm_tui.domain.signals import SIGNAL_KINDS, Signal, account_of, signal_id
from csm_tui.domain.standing import assess
from tests.domain.strategies import DAY, accounts, said_of, sayings
from tests.domain.strategies import facts as any_facts
from tests.domain.test_cadence import MODEL, TODAY
from tests.domain.test_ranking import HIGH, PULSE, YESTERDAY, account, call, points, rank, standing

REVIEWED = call(YESTERDAY, kind="business-review")
RENEWING = {"renewal_date": date(2026, 2, 12)}


def signals(who: Account | None = None, **facts: Any) -> dict[str, Signal]:
    """Return the signals of a calm account with these facts, by kind."""
    return {signal.kind: signal for signal in standing(who, **facts).signals}


def said(signal: Signal, state: str, until: date | None = None, **more: Any) -> SignalState:
    """Return what the user said of `signal` yesterday."""
    return SignalState(1, signal.kind, signal.cause, state, YESTERDAY, until, **more)


def test_the_id_of_a_signal_names_its_account_and_its_kind() -> None:
    ids = {signal_id(account, kind) for account in (1, 2, 70_000) for kind in SIGNAL_KINDS}
    assert len(ids) == 3 * len(SIGNAL_KINDS)
    assert signal_id(7, "renewal") == 706
    assert {account_of(signal_id(70_000, kind)) for kind in SIGNAL_KINDS} == {70_000}


def test_a_signal_tells_figure_threshold_since_when_and_what_to_do() -> None:
    found = signals(account(**HIGH, **RENEWING), touchpoints=(REVIEWED,), readings=(PULSE,))
    assert found["renewal"] == Signal(
        106,
        "renewal",
        "2026-02-12, 14 days",
        "10 days to the renewal",
        "14 days",
        date(2026, 1, 29),
        "Renewal in 10 days",
        "renewal outreach",
        "renewal",
        "open",
        None,
        None,
        40,
    )


@pytest.mark.parametrize(
    ("kind", "who", "facts", "figure", "threshold", "since"),
    [
        (
            "detractor",
            {},
            {"surveys": (Survey(3, date(2026, 1, 29), "nps", 3.0),)},
            "NPS 3",
            "NPS 6 or less",
            date(2026, 1, 29),
        ),
        (
            "silence",
            HIGH,
            {"touchpoints": (call(date(2025, 12, 20), kind="business-review"),)},
            "44 days without contact",
            "14 days, in red from 21",
            date(2026, 1, 3),
        ),
        (
            "no-show",
            {},
            {
                "touchpoints": tuple(
                    call(date(2026, 1, day), id=day, status="no-show") for day in (10, 20)
                )
            },
            "2 no-shows",
            "2 no-shows",
            date(2026, 1, 20),
        ),
        (
            "falling-use",
            {},
            {
                "metrics": (
                    MetricPoint(1, "active_users", date(2026, 1, 1), 40),
                    MetricPoint(2, "active_users", YESTERDAY, 30),
                )
            },
            "active users down 25 %",
            "25 % in 28 days",
            YESTERDAY,
        ),
        (
            "expansion",
            {"seats": 100, "seats_used": 96},
            {},
            "96 of 100 seats in use",
            "90 % of the seats",
            None,
        ),
        (
            "stale-data",
            {},
            {"readings": (Reading(1, date(2025, 12, 30), "score", 80.0),)},
            "health data stale since 30 Jan",
            "30 days",
            date(2026, 1, 30),
        ),
    ],
)
def test_each_names_its_own_figure_against_its_own_threshold(
    kind: str,
    who: dict[str, Any],
    facts: dict[str, Any],
    figure: str,
    threshold: str,
    since: date | None,
) -> None:
    known = assess(account(**who), Facts(**facts), MODEL, TODAY).signals
    (found,) = [signal for signal in known if signal.kind == kind]
    assert (found.figure, found.threshold, found.since) == (figure, threshold, since)


def test_every_thing_to_do_but_promises_and_meetings_is_that_of_a_signal() -> None:
    who = account(**HIGH, **RENEWING, seats=10, seats_used=10)
    survey = Survey(3, YESTERDAY, "nps", 3.0)
    found = rank(who, surveys=(survey,), readings=(PULSE._replace(value=30.0),))
    assert {item.kind for item in found.items} == {
        "renewal",
        "detractor",
        "risk",
        "business-review",
        "check-in",
        "expansion",
    }
    assert {item.signal_id for item in found.items} == {signal.id for signal in found.signals}


# What was put aside.


@pytest.mark.parametrize("state", ["done", "dismissed"])
def test_what_is_done_or_dismissed_has_no_points_and_is_not_listed(state: str) -> None:
    who = account(**RENEWING)
    renewal = signals(who)["renewal"]
    found = rank(who, signal_states=(said(renewal, state, reason="they said so"),))
    assert (found.score, found.terms, found.items) == (0, (), ())
    (kept,) = found.signals
    assert (kept.state, kept.state_reason, kept.points) == (state, "they said so", 40)
    assert found.headline == f"renewal {state}, no health data"


def test_what_is_snoozed_is_back_on_its_day() -> None:
    who = account(renewal_date=date(2026, 1, 10))
    back = TODAY + timedelta(days=3)
    states = (said(signals(who)["not-renewed"], "snoozed", back),)
    snoozed = rank(who, signal_states=states)
    assert points(snoozed) == {}
    assert snoozed.headline == "not renewed snoozed until 5 Feb, no health data"
    assert snoozed.changes_on == back
    assert points(rank(who, back, signal_states=states)) == {"not renewed": 50}


def test_what_is_said_later_does_not_hold_yet() -> None:
    who = account(renewal_date=date(2026, 1, 10))
    later = said(signals(who)["not-renewed"], "dismissed")._replace(set_on=TODAY + timedelta(1))
    found = rank(who, signal_states=(later,))
    assert points(found) == {"not renewed": 50}
    assert found.changes_on == TODAY + timedelta(days=1)


def test_the_rest_of_the_account_stays_as_it_is() -> None:
    who = account(**HIGH, **RENEWING)
    facts: dict[str, Any] = {"touchpoints": (REVIEWED,), "readings": (PULSE._replace(value=30.0),)}
    risk = signals(who, **facts)["risk"]
    found = standing(who, signal_states=(said(risk, "dismissed"),), **facts)
    assert points(found.rank) == {"notice": 40}
    assert found.risk.at_risk


# An unchanged cause never returns, a changed one does.


def muted(kind: str, who: Account, before: Facts, after: Facts, later: int = 0) -> bool:
    """Return whether a signal dismissed with `before` stays away with `after`, `later` days on."""
    (first,) = [one for one in assess(who, before, MODEL, TODAY).signals if one.kind == kind]
    kept = replace(after, signal_states=(said(first, "dismissed"),))
    found = assess(who, kept, MODEL, TODAY + timedelta(days=later)).signals
    (now,) = [one for one in found if one.kind == kind]
    return now.state == "dismissed"


def scores(*values: float) -> Facts:
    """Return weekly health scores, the last of yesterday."""
    first = YESTERDAY - timedelta(days=7 * (len(values) - 1))
    return Facts(
        readings=tuple(
            Reading(place, first + timedelta(days=7 * place), "score", value)
            for place, value in enumerate(values)
        )
    )


def test_a_spell_below_the_threshold_is_one_cause_however_often_it_is_measured() -> None:
    who, before = account(), scores(82, 38)
    assert signals(who, readings=before.readings)["risk"].since == YESTERDAY
    again = Reading(9, TODAY + timedelta(days=6), "score", 31.0)
    after = Facts(readings=(*before.readings, again))
    assert muted("risk", who, before, after, later=6)
    assert muted("risk", who, before, before, later=40)
    recovered = Reading(8, TODAY + timedelta(days=2), "score", 72.0)
    relapsed = Facts(readings=(*before.readings, recovered, again))
    assert not muted("risk", who, before, relapsed, later=6)


def test_a_fall_below_the_threshold_is_news_after_a_sharp_fall() -> None:
    who, fell = account(), scores(82, 82, 82, 82, 82, 58)
    assert signals(who, readings=fell.readings)["risk"].figure == "health 58, 24 points less"
    lower = Facts(readings=(*fell.readings, Reading(9, TODAY, "score", 57.0)))
    assert muted("risk", who, fell, lower)
    below = Facts(readings=(*fell.readings, Reading(9, TODAY, "score", 39.0)))
    assert not muted("risk", who, fell, below)


def test_a_risk_by_hand_is_of_the_one_who_set_it() -> None:
    flagged = Override(4, "at-risk", "yes", "champion left", YESTERDAY)
    who, before = account(), Facts(overrides=(flagged,))
    assert signals(who, overrides=before.overrides)["risk"].since == YESTERDAY
    assert muted("risk", who, before, before, later=20)
    anew = Facts(overrides=(flagged, flagged._replace(id=5, set_on=TODAY)))
    assert not muted("risk", who, before, anew)


def test_a_spell_of_more_than_270_days_began_long_ago() -> None:
    readings = tuple(
        Reading(place, TODAY - timedelta(days=days), "score", 30.0)
        for place, days in enumerate(range(390, 0, -30))
    )
    found = signals(readings=readings)["risk"]
    assert (found.cause, found.since) == ("below since long ago", None)


@settings(max_examples=200)
@given(accounts, any_facts)
def test_a_spell_began_on_the_same_day_whatever_was_collected(who: Account, known: Facts) -> None:
    def since() -> list[date | None]:
        found = assess(who, known, MODEL, DAY).signals
        return [signal.since for signal in found if signal.kind == "risk"]

    collected = since()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(risk_spell, "_SEEN_FROM_TODAY", -1)
        assert since() == collected


def test_each_nearer_window_of_a_renewal_is_news() -> None:
    who = account(renewal_date=TODAY + timedelta(days=40))
    assert muted("renewal", who, Facts(), Facts(), later=9)
    assert not muted("renewal", who, Facts(), Facts(), later=10)
    later = replace(who, renewal_date=TODAY + timedelta(days=41))
    assert not muted_between("renewal", who, later)


def muted_between(kind: str, who: Account, changed: Account) -> bool:
    """Return whether a signal dismissed of `who` stays away once the account has `changed`."""
    (first,) = [one for one in assess(who, Facts(), MODEL, TODAY).signals if one.kind == kind]
    known = Facts(signal_states=(said(first, "dismissed"),))
    found = assess(changed, known, MODEL, TODAY).signals
    return [one.state for one in found if one.kind == kind] == ["dismissed"]


def test_hard_silence_is_news_after_soft_and_so_is_a_contact_since() -> None:
    last = call(date(2026, 1, 1), kind="business-review")
    who, known = account(**HIGH), Facts(touchpoints=(last,), readings=(PULSE,))
    assert signals(who, touchpoints=known.touchpoints, readings=(PULSE,))["silence"].cause == (
        "last 2026-01-01, soft"
    )
    # In quadrant 3 the clock is 30 days, in red from 45: 15 February.
    assert muted("silence", who, known, known, later=12)
    assert not muted("silence", who, known, known, later=13)
    since = replace(known, touchpoints=(last, call(date(2026, 1, 2), id=2)))
    assert not muted("silence", who, known, since, later=1)


def test_one_more_request_is_news() -> None:
    first = call(date(2026, 1, 20), direction="inbound", status="planned")
    one = Facts(touchpoints=(first,))
    two = Facts(touchpoints=(first, first._replace(id=2, date=YESTERDAY)))
    assert muted("inbound", account(), one, one, later=5)
    assert not muted("inbound", account(), one, two)


def test_one_more_escalation_is_news() -> None:
    first = call(date(2026, 1, 20), kind="escalation", status="planned")
    one = Facts(touchpoints=(first,))
    two = Facts(touchpoints=(first, first._replace(id=2, date=YESTERDAY)))
    assert muted("escalation", account(), one, one, later=5)
    assert not muted("escalation", account(), one, two)


def test_one_more_detractor_is_news() -> None:
    first = Survey(1, date(2026, 1, 20), "nps", 3.0)
    one = Facts(surveys=(first,))
    two = Facts(surveys=(first, Survey(2, YESTERDAY, "nps", 6.0)))
    assert muted("detractor", account(), one, one, later=3)
    assert not muted("detractor", account(), one, two)


def test_more_seats_in_use_are_news() -> None:
    who = account(seats=100, seats_used=92)
    assert muted_between("expansion", who, replace(who, name="Blue Bridge Ltd"))
    assert not muted_between("expansion", who, replace(who, seats_used=97))


def test_one_more_overdue_project_is_news_and_each_is_listed() -> None:
    late = Project(4, "finish onboarding", date(2026, 1, 1), date(2026, 1, 30))
    later = Project(5, "train the second team", date(2026, 1, 1), date(2026, 1, 31))
    assert muted("project", account(), Facts(projects=(late,)), Facts(projects=(late,)), later=9)
    both = Facts(projects=(late, later))
    assert not muted("project", account(), Facts(projects=(late,)), both)
    found = rank(projects=(late, later))
    assert points(found) == {"project": 15}
    assert [item.days_overdue for item in found.items] == [3, 2]
    assert {item.signal_id for item in found.items} == {signal_id(1, "project")}


def test_quadrant_2_without_a_project_is_news_after_one_was_closed() -> None:
    needy = (Reading(1, YESTERDAY, "score", 42.0),)
    closed = Project(4, "finish onboarding", date(2026, 1, 1), closed_on=YESTERDAY)
    before = Facts(readings=needy)
    assert muted("no-project", account(), before, before)
    assert not muted("no-project", account(), before, replace(before, projects=(closed,)))


def test_a_project_at_its_aim_is_to_be_closed() -> None:
    aim = Project(4, "raise health", date(2026, 1, 1), exit_criterion="health >= 70")
    found = rank(projects=(aim,), readings=(PULSE,))
    assert points(found) == {"project met": 5}
    (item,) = found.items
    assert item.reason == "Exit criterion met: health >= 70. Close it, back to digital scale"
    assert item.lane == "due"
    assert points(rank(projects=(aim,), readings=(PULSE._replace(value=69.0),))) == {}


def test_a_project_at_its_aim_and_past_its_day_counts_as_overdue() -> None:
    aim = Project(4, "raise health", date(2026, 1, 1), YESTERDAY, exit_criterion="health >= 70")
    assert points(rank(projects=(aim,), readings=(PULSE,))) == {"project met": 15}
    assert points(rank(projects=(aim,))) == {"project": 15}


def test_an_aim_that_ages_by_the_day_is_looked_at_every_day() -> None:
    aim = Project(4, "know more people", date(2026, 1, 1), exit_criterion="relationship >= 40")
    known = Facts(projects=(aim,))
    assert assess(account(), known, MODEL, TODAY).valid_until == TODAY + timedelta(days=1)
    health = replace(known, projects=(aim._replace(exit_criterion="health >= 70"),))
    assert assess(account(), health, MODEL, TODAY).valid_until == date.max


@settings(max_examples=300)
@given(accounts, any_facts, sayings)
def test_an_account_has_each_kind_once_and_only_open_ones_count(
    who: Account, known: Facts, saying: list[tuple[str, date, date]]
) -> None:
    before = assess(who, known, MODEL, DAY).rank
    after = assess(
        who, replace(known, signal_states=said_of(before.signals, saying)), MODEL, DAY
    ).rank
    kinds = [signal.kind for signal in before.signals]
    assert len(set(kinds)) == len(kinds)
    assert [signal[:9] for signal in after.signals] == [signal[:9] for signal in before.signals]
    open_ids = {signal.id for signal in after.signals if signal.state == "open"}
    assert {item.signal_id for item in after.items} - {None} <= open_ids
    assert after.score <= before.score + 1e-9
    assert bool(after.score) == bool(after.items)
    for signal in before.signals:
        assert signal.lane in LANES
        assert all((signal.cause, signal.figure, signal.threshold, signal.reason, signal.play))
        assert signal.since is None or signal.since <= DAY
