"""Engagement asked of a book: groups, periods, metrics with their denominators, outcomes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from csm_tui.domain.engagement import Rate
from csm_tui.domain.filters import parse
from csm_tui.operations import accounts
from csm_tui.queries import engagement, outcomes
from csm_tui.queries.disengaging import disengaging
from csm_tui.queries.engagement_overview import overview
from csm_tui.store.database import Book
from csm_tui.store.standings import prepare, refresh
from tests.queries.conftest import NOW, TODAY, Add


def put(book: Book, table: str, account: int, days: int, **fields: Any) -> None:
    """Put a row of so many days ago into the book."""
    row = {"account_id": account, "date": (TODAY - timedelta(days=days)).isoformat(), **fields}
    marks = ", ".join("?" * len(row))
    book.connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", [*row.values()]
    )


def touch(book: Book, account: int, days: int = 10, times: int = 1, **fields: Any) -> None:
    """Put touchpoints; a check-in held by video unless told otherwise."""
    row = {"kind": "check-in", "channel": "video", "status": "done", **fields}
    for _ in range(times):
        put(book, "touchpoint", account, days, **row)


def metric(book: Book, name: str, value: float, days: int = 10, **fields: Any) -> None:
    """Put a metric of Acme."""
    put(book, "metric", fields.pop("account", 1), days, metric=name, value=value, **fields)


def asked(book: Book, text: str = "", **more: Any) -> dict[str | None, dict[str, Rate]]:
    """Return the rates by group and name."""
    refresh(book.connection, None, TODAY)
    prepare(book.connection, TODAY)
    found = engagement.engagement(book.connection, parse(text), today=TODAY, **more)
    return {group.key: {rate.metric: rate for rate in group.rates} for group in found.groups}


def counts(rate: Rate) -> tuple[float, float]:
    """Return count and base."""
    return rate.part, rate.base


@pytest.fixture
def two(book: Book, add: Add) -> Book:
    """Return a book: Acme (high, Ana, Enterprise) and Globex (low, Ben)."""
    add(name="Acme", arr="200000", segment="Enterprise", owner="Ana")
    add(name="Globex", arr="6000", owner="Ben")
    return book


def test_by_tier_all_comes_first_and_every_tier_is_there(two: Book) -> None:
    touch(two, 1, times=3)
    touch(two, 1, status="no-show")
    touch(two, 2, times=2)
    found = asked(two)
    assert [*found] == ["all", "high", "medium", "low", "tech"]
    assert counts(found["all"]["completion"]) == (5, 6)
    assert counts(found["high"]["completion"]) == (3, 4)
    assert counts(found["low"]["completion"]) == (2, 2)
    assert found["medium"]["completion"].rate_pct is None


def test_only_a_tier_has_the_benchmark_of_its_reviews(two: Book) -> None:
    touch(two, 1, kind="business-review", times=20)
    found = asked(two)
    assert found["high"]["review-attendance"].verdict == "met"
    assert found["all"]["review-attendance"].benchmark_pct is None
    assert asked(two, by="owner")["Ana"]["review-attendance"].benchmark_pct is None


def test_a_segment_that_is_called_like_a_tier_has_no_benchmark(book: Book, add: Add) -> None:
    add(name="Acme", segment="high")
    touch(book, 1, kind="business-review", times=20)
    assert asked(book, by="segment")["high"]["review-attendance"].benchmark_pct is None


def test_plans_and_what_was_cancelled_or_comes_later_do_not_count(two: Book) -> None:
    for status in ("planned", "cancelled"):
        touch(two, 1, status=status)
    touch(two, 1, days=-3)
    assert counts(asked(two)["all"]["completion"]) == (0, 0)


def test_action_items_and_notes_are_counted_over_the_touchpoints(two: Book) -> None:
    touch(two, 1, kind="business-review", action_items=5, action_items_done=3)
    touch(two, 1, kind="business-review", action_items=2, action_items_done=4)
    touch(two, 1, kind="business-review", action_items=1)
    touch(two, 1, kind="business-review", action_items_done=2)
    touch(two, 1, notes="agreed on two years")
    touch(two, 1, notes="  ")
    found = asked(two)["all"]
    assert counts(found["action-items"]) == (5, 8)
    assert counts(found["insights"]) == (1, 2)


def test_an_owner_who_is_no_person_is_automation(two: Book) -> None:
    touch(two, 1, owner="Automation", channel="email")
    touch(two, 1, automated=1, channel="email")
    touch(two, 1, owner="Ana", times=2)
    assert counts(asked(two)["all"]["automation"]) == (2, 4)


def test_kinds_and_channels_have_the_rates_of_touchpoints_only(two: Book) -> None:
    touch(two, 1, times=2)
    touch(two, 1, kind="training", status="no-show")
    touch(two, 1, channel=None)
    metric(two, "emails_sent", 10)
    metric(two, "emails_opened", 3)
    by_kind = asked(two, by="kind")
    assert [*by_kind] == ["all", "check-in", "training"]
    assert "email-open" not in by_kind["training"]
    assert counts(by_kind["all"]["email-open"]) == (3, 10)
    by_channel = asked(two, by="channel")
    assert [*by_channel] == ["all", "video", None]
    assert counts(by_channel["video"]["completion"]) == (2, 3)


def test_a_figure_is_counted_with_its_own_base_or_the_denominator_of_its_day(two: Book) -> None:
    metric(two, "emails_sent", 100)
    metric(two, "emails_opened", 30)
    metric(two, "emails_sent", 999, days=20)
    metric(two, "emails_opened", 5, days=20, base=50)
    metric(two, "emails_opened", 7, days=30)
    metric(two, "emails_sent", 40, account=2, days=30)
    metric(two, "webinar_attended", 6, base=0)
    found = asked(two)["all"]
    assert counts(found["email-open"]) == (35, 150)
    assert found["email-open"].left_out == 1
    assert (found["webinar-attended"].rate_pct, found["webinar-attended"].left_out) == (None, 1)
    assert found["email-click"].base == 0


def test_of_two_values_of_a_day_the_one_entered_last_counts(two: Book) -> None:
    metric(two, "inapp_shown", 100)
    metric(two, "inapp_interacted", 90)
    metric(two, "inapp_interacted", 20)
    assert counts(asked(two)["all"]["inapp-interaction"]) == (20, 100)


def test_a_filter_and_a_period_cut_both_kinds_of_rates(two: Book) -> None:
    touch(two, 1, days=10)
    touch(two, 2, days=40)
    metric(two, "webinar_invited", 10, days=40, account=2)
    metric(two, "webinar_registered", 4, days=40, account=2)
    assert counts(asked(two, "owner:ana")["all"]["completion"]) == (1, 1)
    assert asked(two, "owner:ana")["all"]["webinar-registered"].base == 0
    day = TODAY - timedelta(days=40)
    found = asked(two, from_=day, to=day)["all"]
    assert (counts(found["completion"]), found["webinar-registered"].base) == ((1, 1), 10)
    assert counts(asked(two, from_=day + timedelta(days=1))["all"]["completion"]) == (1, 1)


def test_a_period_stands_beside_as_many_days_before(two: Book) -> None:
    touch(two, 1, days=10, times=2)
    touch(two, 1, days=39, status="no-show")
    touch(two, 1, days=40, status="no-show")
    prepare(two.connection, TODAY)
    from_ = TODAY - timedelta(days=19)
    found = engagement.engagement(two.connection, parse(""), today=TODAY, from_=from_)
    whole = found.groups[0]
    assert whole.before[2].metric == "completion"
    assert (counts(whole.rates[2]), counts(whole.before[2])) == ((2, 2), (0, 1))
    by_month = engagement.engagement(
        two.connection, parse(""), today=TODAY, from_=from_, by="month"
    )
    assert by_month.groups[0].before == ()


def test_over_time_the_groups_are_months_or_quarters(two: Book) -> None:
    touch(two, 1, days=10)
    touch(two, 1, days=40)
    metric(two, "inapp_interacted", 5, days=70, base=9)
    metric(two, "inapp_shown", 5, days=200)
    assert [*asked(two, by="month")] == ["all", "2025-11", "2025-12", "2026-01"]
    assert [*asked(two, by="quarter")] == ["all", "2025-Q4", "2026-Q1"]
    assert [*asked(two, by="segment")] == ["all", "Enterprise"]


def test_archived_accounts_are_left_out(two: Book) -> None:
    touch(two, 2)
    accounts.archive(two, 2, today=TODAY, now=NOW)
    assert counts(asked(two)["all"]["completion"]) == (0, 0)


def test_channels_and_losses_are_those_of_all_accounts(two: Book) -> None:
    touch(two, 1, times=15)
    touch(two, 2, times=10)
    touch(two, 2, channel="email", answered=0, times=15)
    touch(two, 2, channel="email", answered=1, times=5)
    touch(two, 1, channel="phone", times=19)
    refresh(two.connection, None, TODAY)
    prepare(two.connection, TODAY)
    found = engagement.engagement(two.connection, parse(""), today=TODAY)
    assert [(channel, *counts(rate)) for channel, rate in found.channels] == [
        ("video", 25, 25),
        ("email", 5, 20),
    ]
    assert [(rate.metric, *counts(rate)) for rate in found.lost] == [("answer", 49, 64)]


def scored(book: Book, account: int, *values: tuple[int, float]) -> None:
    """Put overall health scores of so many days ago."""
    for days, value in values:
        put(book, "health", account, days, measure="score", value=value)


def test_outcomes_go_by_kind_all_first_the_best_kind_before_the_others(two: Book) -> None:
    scored(two, 1, (100, 50), (70, 60), (35, 55))
    touch(two, 1, days=98, kind="training")
    touch(two, 1, days=60)
    touch(two, 1, days=20)
    touch(two, 2, days=60)
    prepare(two.connection, TODAY)
    found = outcomes.outcomes(two.connection, parse(""), today=TODAY)
    assert (found.to, found.accounts, found.of) == (TODAY - timedelta(days=28), 2, 2)
    assert [(key, one.known, one.unknown, one.mean, one.small) for key, one in found.groups] == [
        ("all", 2, 1, 2.5, True),
        ("training", 1, 0, 10, True),
        ("check-in", 1, 1, -5, True),
    ]
    by_tier = outcomes.outcomes(two.connection, parse("owner:ben"), today=TODAY, by="tier")
    assert [(key, one.unknown) for key, one in by_tier.groups] == [("all", 1), ("low", 1)]


def test_of_very_many_accounts_some_are_drawn_evenly_and_it_is_said(two: Book, add: Add) -> None:
    for number in range(3, 8):
        add(name=f"Account {number}")
    for account in range(1, 8):
        touch(two, account, days=60)
    prepare(two.connection, TODAY)
    found = outcomes.outcomes(two.connection, parse(""), today=TODAY, most=3)
    assert (found.accounts, found.of, found.groups[0][1].unknown) == (3, 7, 3)
    assert outcomes.outcomes(two.connection, parse("nobody"), today=TODAY).of == 0


def test_over_months_a_tier_has_its_rates_and_the_benchmark_of_its_reviews(two: Book) -> None:
    touch(two, 1, days=40, kind="business-review", times=20)
    touch(two, 1, days=5, kind="business-review", status="no-show")
    touch(two, 2, days=5)
    refresh(two.connection, None, TODAY)
    prepare(two.connection, TODAY)
    found = engagement.trends(two.connection, parse(""), today=TODAY)
    assert [trend.key for trend in found] == ["all", "high", "medium", "low", "tech"]
    rates = {
        (trend.key, period): next(one for one in of if one.metric == "review-attendance")
        for trend in found
        for period, of in trend.periods
    }
    assert {key: counts(rate) for key, rate in rates.items()} == {
        ("all", "2025-12"): (20, 20),
        ("all", "2026-01"): (0, 1),
        ("high", "2025-12"): (20, 20),
        ("high", "2026-01"): (0, 1),
        ("low", "2026-01"): (0, 0),
    }
    assert (rates["high", "2025-12"].verdict, rates["high", "2026-01"].verdict) == (
        "met",
        "too-few",
    )


@pytest.mark.parametrize("from_", [None, TODAY - timedelta(days=27)])
def test_the_overview_has_the_same_rates_as_each_question_alone(
    two: Book, from_: date | None
) -> None:
    for days in (1, 20, 30, 50, 400):
        touch(two, 1, days=days, kind="business-review", status="no-show")
        touch(two, 2, days=days, channel="email", answered=days % 20 == 0)
        metric(two, "emails_opened", 3, days=days, base=10)
    refresh(two.connection, None, TODAY)
    prepare(two.connection, TODAY)
    span: dict[str, Any] = {"today": TODAY, "from_": from_}
    found = overview(two.connection, parse(""), **span)
    assert found.engagement == engagement.engagement(two.connection, parse(""), **span)
    alone = engagement.engagement(two.connection, parse(""), by="kind", **span)
    kinds = {group.key: group for group in found.kinds[1:]}
    assert kinds == {group.key: group for group in alone.groups[1:]}
    known = dict(engagement.trends(two.connection, parse(""), today=TODAY)[0].periods)
    assert dict(found.trends[0].periods) == {
        month: rates for month, rates in known.items() if month in found.months
    }
    assert len(found.months) == (12 if from_ else 15)


def test_who_left_the_last_invitations_unanswered_stopped_taking_part(two: Book, add: Add) -> None:
    add(name="Initech")
    touch(two, 1, days=50)
    for days in (40, 30):
        touch(two, 1, days=days, status="no-show")
    touch(two, 1, days=20, channel="email", answered=0)
    touch(two, 1, days=15, channel="email")
    touch(two, 1, days=14, channel="email", automated=1, answered=0)
    touch(two, 2, days=30, status="no-show", times=2)
    touch(two, 2, days=10, channel="email", direction="inbound")
    touch(two, 3, days=30, status="no-show", times=2)
    refresh(two.connection, None, TODAY)
    prepare(two.connection, TODAY)
    found = disengaging(two.connection, parse(""), today=TODAY)
    assert [(row.account, row.unanswered, row.asked) for row in found] == [
        ("Acme", 3, 4),
        ("Initech", 2, 2),
    ]
    assert (found[0].last_on, found[0].answered_on) == (
        TODAY - timedelta(days=20),
        TODAY - timedelta(days=50),
    )
    since = TODAY - timedelta(days=35)
    late = disengaging(two.connection, parse(""), today=TODAY, from_=since)
    assert [(row.unanswered, row.answered_on) for row in late] == [(2, None), (2, None)]
