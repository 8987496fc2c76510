"""Health: measures, score, coverage, import, override, trend, sparkline (DOMAIN §10 and §11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.domain import model_file
from csm_tui.domain.account import Account
from csm_tui.domain.facts import (
    Contact,
    Facts,
    MetricPoint,
    Override,
    Reading,
    Survey,
    Touchpoint,
)
from csm_tui.domain.health import band_of, health_of, sparkline
from csm_tui.domain.health_result import HealthResult, MeasureValue
from csm_tui.domain.terms import MEASURES, Measure, Tier
from csm_tui.domain.thresholds import own_bounds
from csm_tui.models import preset
from tests.domain.strategies import DAY, accounts, facts

MODEL = model_file.load(preset("four-tier"), file="four-tier.toml")
TODAY = date(2026, 2, 2)
ACCOUNT = Account(id=1, name="Northwind Foods", entered_on=TODAY)
ANA, BO, CY, DI = (
    Contact(1, "Ana Núñez", "ana@northwind.example"),
    Contact(2, "Bo Li"),
    Contact(3, "Cy"),
    Contact(4, "Di", "di@northwind.example"),
)


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def readings(*values: tuple[str, int, float]) -> tuple[Reading, ...]:
    """Return readings of (measure, days ago, value), in order of date."""
    ordered = sorted(values, key=lambda value: -value[1])
    return tuple(Reading(i, ago(days), m, v) for i, (m, days, v) in enumerate(ordered))


def metrics(*values: tuple[str, int, float]) -> tuple[MetricPoint, ...]:
    """Return metrics of (name, days ago, value), in order of date."""
    ordered = sorted(values, key=lambda value: -value[1])
    return tuple(MetricPoint(i, m, ago(days), v) for i, (m, days, v) in enumerate(ordered))


def met(days: int, *contacts: str, **fields: Any) -> Touchpoint:
    fields = {"channel": "video", **fields}
    return Touchpoint(days, ago(days), "check-in", contacts=contacts, **fields)


def health(tier: Tier = "medium", today: date = TODAY, **kinds: Any) -> HealthResult:
    return health_of(ACCOUNT, Facts(**kinds), tier, MODEL, today)


def measure(name: Measure, tier: Tier = "medium", **kinds: Any) -> MeasureValue:
    return health(tier, **kinds).measures[MEASURES.index(name)]


ALL_SIX = readings(*((name, 0, 60.0) for name in MEASURES))


# Score, coverage and bands


def test_no_data_is_unknown_and_neither_green_nor_zero() -> None:
    result = health()
    assert (result.score, result.band, result.coverage, result.basis) == (
        None,
        "unknown",
        0,
        "unknown",
    )
    assert [value.value for value in result.measures] == [None] * 6


def test_the_score_is_the_weighted_mean_of_the_measures_present() -> None:
    result = health(readings=readings(("adoption", 0, 80), ("support", 0, 40), ("pulse", 0, 75)))
    # (25 × 80 + 15 × 40 + 15 × 75) ÷ 55
    assert result.score == pytest.approx(3725 / 55)
    assert (result.coverage, result.provisional, result.basis) == (55, False, "measures")


def test_the_weights_are_those_of_domain() -> None:
    assert [value.weight for value in health().measures] == [25, 15, 15, 15, 15, 15]


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (70, "green"),
        (69.99, "yellow"),
        (69.5, "yellow"),
        (40, "yellow"),
        (39.99, "red"),
        (0, "red"),
    ],
)
def test_bands_use_the_unrounded_score(score: float, band: str) -> None:
    assert band_of(score, own_bounds(MODEL)) == band
    assert health(readings=readings(("score", 0, score))).band == band


def test_under_half_the_coverage_health_is_unknown() -> None:
    three = readings(("relationship", 0, 60), ("support", 0, 60), ("sentiment", 0, 60))
    assert (health(readings=three).score, health(readings=three).coverage) == (None, 45)
    four = (*three, Reading(9, TODAY, "engagement", 60))
    assert (health(readings=four).score, health(readings=four).coverage) == (60, 60)


def test_a_pulse_alone_is_provisional_and_counts() -> None:
    result = health(readings=readings(("pulse", 0, 25)))
    assert (result.score, result.band, result.provisional, result.basis) == (
        25,
        "red",
        True,
        "pulse",
    )
    assert result.coverage == 15


def test_a_pulse_stays_what_it_says_beside_measures_that_cover_too_little() -> None:
    result = health("high", readings=readings(("pulse", 0, 75)), touchpoints=(met(100),))
    assert (result.score, result.provisional, result.coverage) == (75, True, 30)


def test_the_latest_reading_of_a_measure_counts_and_the_last_of_a_day() -> None:
    dated = (*readings(("pulse", 5, 25), ("pulse", 1, 50)), Reading(9, ago(1), "pulse", 100))
    assert health(readings=dated).score == 100


@pytest.mark.parametrize(("days", "value"), [(90, 60), (91, None), (-1, None)])
def test_readings_count_for_90_days_and_not_before_theirs(days: int, value: float | None) -> None:
    assert measure("support", readings=readings(("support", days, 60))).value == value


@pytest.mark.parametrize(("days", "stale"), [(30, False), (31, True)])
def test_readings_are_stale_after_30_days(days: int, stale: bool) -> None:
    result = health(readings=readings(("pulse", days, 60)))
    assert result.measures[5].stale is stale
    assert result.stale_on == ago(days - 31)


def test_the_newest_input_says_when_health_grows_stale() -> None:
    dated = readings(("adoption", 50, 60), ("pulse", 20, 60), ("support", 40, 60))
    assert health(readings=dated).stale_on == ago(20 - 31)


# Adoption


def test_adoption_is_the_reading_else_adoption_pct_else_users_of_seats() -> None:
    users = metrics(("licensed_seats", 9, 50), ("active_users", 3, 20))
    assert measure("adoption", metrics=users).value == 40
    percent = metrics(("adoption_pct", 30, 55), ("licensed_seats", 9, 50), ("active_users", 3, 20))
    assert measure("adoption", metrics=percent).value == 55
    given_by_hand = readings(("adoption", 60, 70))
    assert measure("adoption", readings=given_by_hand, metrics=percent).value == 70


def test_more_active_users_than_seats_is_100() -> None:
    users = metrics(("licensed_seats", 9, 10), ("active_users", 3, 17))
    assert measure("adoption", metrics=users).value == 100


def test_active_users_may_carry_their_own_base() -> None:
    users = (MetricPoint(1, "active_users", TODAY, 20, 80),)
    assert measure("adoption", metrics=users).value == 25


@pytest.mark.parametrize(
    "points",
    [
        (("active_users", 3, 20.0),),
        (("licensed_seats", 3, 20.0),),
        (("licensed_seats", 91, 50.0), ("active_users", 3, 20.0)),
        (("licensed_seats", 3, 0.0), ("active_users", 3, 20.0)),
        (("adoption_pct", 91, 55.0),),
    ],
)
def test_adoption_is_missing_without_both_of_the_last_90_days(points: Any) -> None:
    assert measure("adoption", metrics=metrics(*points)).value is None


# Engagement


@pytest.mark.parametrize(
    ("tier", "days", "value"),
    [
        ("high", 0, 100),
        ("high", 14, 100),
        ("high", 28, 50),
        ("high", 42, 0),
        ("high", 43, 0),
        ("medium", 30, 100),
        ("medium", 60, 50),
        ("medium", 90, 0),
        ("low", 90, 100),
        ("low", 180, 50),
        ("low", 271, 0),
        ("tech", 3, None),
        ("unknown", 3, None),
    ],
)
def test_engagement_falls_from_the_tiers_interval_to_three_times_it(
    tier: Tier, days: int, value: float | None
) -> None:
    assert measure("engagement", tier, touchpoints=(met(days),)).value == value


def test_engagement_needs_a_touchpoint_the_customer_took_part_in() -> None:
    assert measure("engagement").value is None
    mail = met(3, channel="email", direction="outbound")
    assert measure("engagement", touchpoints=(mail,)).value is None
    assert measure("engagement", touchpoints=(met(60), mail)).value == 50
    answered = mail._replace(answered=True)
    assert measure("engagement", touchpoints=(met(60), answered)).value == 100
    planned = met(-3, status="planned")
    assert measure("engagement", touchpoints=(planned,)).value is None


def test_an_imported_last_contact_serves_where_no_touchpoint_is_known() -> None:
    imported = Account(id=1, name="N", entered_on=TODAY, last_contact_on=ago(60))
    alone = health_of(imported, Facts(), "medium", MODEL, TODAY).measures[1]
    assert (alone.value, alone.basis) == (50, "days since the imported last contact")
    with_one = Facts(touchpoints=(met(3),))
    assert health_of(imported, with_one, "medium", MODEL, TODAY).measures[1].value == 100


# Relationship


@pytest.mark.parametrize(
    ("names", "value"),
    [
        ((), 0),
        (("ANA@northwind.example",), 40),
        (("ana nunez", "bo li"), 70),
        (("Ana Núñez", "Bo Li", "Cy"), 100),
        (("Ana Núñez", "Bo Li", "Cy", "Di"), 100),
        (("Ana Núñez", "ana@northwind.example"), 40),
        (("a stranger",), 0),
    ],
)
def test_relationship_counts_the_contacts_who_took_part(
    names: tuple[str, ...], value: float
) -> None:
    result = measure("relationship", contacts=(ANA, BO, CY, DI), touchpoints=(met(3, *names),))
    assert result.value == value


@pytest.mark.parametrize(
    ("names", "value"),
    [
        (("ana",), 40),
        (("nunez", "bo"), 70),
        (("li", "bo", "Bo Li"), 40),
        (("ana", "ana@northwind.example"), 40),
        (("anna",), 0),
    ],
)
def test_one_name_is_enough_where_one_contact_has_it(names: tuple[str, ...], value: float) -> None:
    result = measure("relationship", contacts=(ANA, BO, CY, DI), touchpoints=(met(3, *names),))
    assert result.value == value


def test_a_first_name_of_two_contacts_is_neither() -> None:
    contacts = (ANA, Contact(9, "Ana Ruiz", "ruiz@northwind.example"))
    for name, value in (("ana", 0), ("ruiz", 40), ("Ana Ruiz", 40)):
        found = measure("relationship", contacts=contacts, touchpoints=(met(3, name),))
        assert found.value == value


def test_relationship_looks_back_90_days_and_is_absent_without_contacts() -> None:
    touchpoints = (met(91, "Cy"), met(90, "Bo Li"), met(1, "Ana Núñez"))
    assert measure("relationship", contacts=(ANA, BO, CY), touchpoints=touchpoints).value == 70
    assert measure("relationship", touchpoints=touchpoints).value is None
    assert measure("relationship", contacts=(ANA,)).value == 0


def test_who_was_only_written_to_did_not_take_part() -> None:
    mail = met(3, "Cy", channel="email", direction="outbound")
    assert measure("relationship", contacts=(CY,), touchpoints=(mail,)).value == 0


# Support


@pytest.mark.parametrize(
    ("tickets", "value"), [(0, 100), (1.5, 80), (3, 60), (6.5, 30), (10, 0), (25, 0)]
)
def test_support_falls_with_open_tickets(tickets: float, value: float) -> None:
    assert measure("support", metrics=metrics(("tickets_open", 1, tickets))).value == value


def escalation(days: int, **fields: Any) -> Touchpoint:
    return Touchpoint(500, ago(days), "escalation", channel="ticket", **fields)


@pytest.mark.parametrize(
    ("open_one", "tickets", "value"),
    [
        (escalation(2, status="planned"), 0, 40),
        (escalation(2, direction="inbound", answered=False), 0, 40),
        (escalation(2, direction="inbound", answered=True), 0, 100),
        (escalation(-2, status="planned"), 0, 100),
        (escalation(2, status="planned"), 8, pytest.approx(17.142857)),
    ],
)
def test_an_open_escalation_caps_support_at_40(
    open_one: Touchpoint, tickets: float, value: float
) -> None:
    result = measure(
        "support", metrics=metrics(("tickets_open", 1, tickets)), touchpoints=(open_one,)
    )
    assert result.value == value


def test_support_is_absent_without_ticket_data() -> None:
    assert measure("support", touchpoints=(escalation(2, status="planned"),)).value is None
    assert measure("support", metrics=metrics(("tickets_open", 91, 2))).value is None


# Sentiment


def answer(days: int, kind: str, score: float, who: str | None = None, **more: Any) -> Survey:
    return Survey(1000 - days, ago(days), kind, score, respondent=who, **more)


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        ((answer(1, "nps", 9),), 90),
        ((answer(1, "csat", 4),), 80),
        ((answer(1, "csat", 8, scale=10),), 80),
        ((answer(1, "ces", 7),), 100),
        ((answer(2, "nps", 9), answer(1, "csat", 3)), 75),
        ((answer(2, "nps", 2, "Ana"), answer(1, "nps", 8, "ANA")), 80),
        ((answer(2, "nps", 2, "Ana"), answer(1, "nps", 8, "Bo")), 50),
        ((answer(2, "nps", 2), answer(1, "nps", 8)), 50),
        ((answer(91, "nps", 2, "Ana"), answer(90, "nps", 8, "Bo")), 80),
        ((answer(1, "frequency", 1),), None),
    ],
)
def test_sentiment_is_the_mean_of_everyones_latest_answers(
    answers: tuple[Survey, ...], value: float | None
) -> None:
    assert measure("sentiment", surveys=answers).value == value


# The imported overall score


def test_an_imported_score_counts_whole_for_90_days() -> None:
    result = health(readings=readings(("score", 90, 82)))
    assert (result.score, result.coverage, result.basis, result.provisional) == (
        82,
        100,
        "imported",
        False,
    )
    assert health(readings=readings(("score", 91, 82))).score is None


@pytest.mark.parametrize(("days", "score"), [(11, 60), (10, 82), (9, 82)])
def test_an_imported_score_counts_while_as_new_as_the_newest_measure(
    days: int, score: float
) -> None:
    measures = ((name, 10 if name == "adoption" else 30, 60.0) for name in MEASURES)
    assert health(readings=readings(*measures, ("score", days, 82))).score == score


def test_a_newer_pulse_replaces_an_imported_score_and_an_older_one_does_not() -> None:
    newer = health(readings=readings(("score", 10, 82), ("pulse", 9, 25)))
    assert (newer.score, newer.provisional) == (25, True)
    older = health(readings=readings(("score", 10, 82), ("pulse", 10, 25)))
    assert (older.score, older.provisional) == (82, False)


def test_measures_that_give_no_score_do_not_take_an_imported_one_away() -> None:
    result = health(readings=readings(("score", 10, 82), ("adoption", 1, 20)))
    assert (result.score, result.basis) == (82, "imported")


def test_a_touchpoint_does_not_age_an_imported_score() -> None:
    measures = readings(("score", 5, 82), *((name, 5, 60.0) for name in MEASURES))
    result = health(readings=measures, touchpoints=(met(1),), contacts=(ANA,))
    assert (result.score, result.basis) == (82, "imported")


# Overrides


def override(value: str, set_days_ago: int, until: date | None) -> tuple[Override, ...]:
    return (Override(1, "health", value, "sponsor told me", ago(set_days_ago), until),)


def test_an_override_holds_through_its_end_and_the_computed_score_stays_visible() -> None:
    result = health(readings=ALL_SIX, overrides=override("85", 5, TODAY))
    assert (result.score, result.band, result.computed, result.basis) == (
        85,
        "green",
        60,
        "override",
    )
    assert result.override is not None
    lapsed = health(readings=ALL_SIX, overrides=override("85", 5, ago(1)))
    assert (lapsed.score, lapsed.override) == (60, None)


@pytest.mark.parametrize(("days", "score"), [(90, 85), (91, None)])
def test_an_override_holds_at_most_90_days(days: int, score: float | None) -> None:
    assert health(overrides=override("85", days, None)).score == score
    assert health(overrides=override("85", days, ago(-400))).score == score


def test_the_override_set_last_replaces_those_before() -> None:
    both = (*override("85", 5, None), Override(2, "health", "30", "no", ago(1), ago(1)))
    assert health(overrides=both).score is None
    assert health(overrides=(Override(1, "health", "high", "no", ago(1)),)).score is None


# Trend and fall


def test_trend_is_the_change_over_4_and_12_weeks() -> None:
    result = health(readings=readings(("score", 84, 90), ("score", 28, 82), ("score", 0, 58)))
    assert (result.trend_28, result.trend_84, result.fall_28) == (-24, -32, 24)


def test_trend_compares_only_the_measures_known_on_both_days() -> None:
    dated = readings(
        ("adoption", 40, 80),
        ("support", 40, 80),
        ("sentiment", 40, 80),
        ("adoption", 1, 60),
        ("pulse", 1, 0),
    )
    result = health(readings=dated)
    # adoption −20 at weight 25, support and sentiment 0 at 15 each; pulse is new
    assert result.trend_28 == pytest.approx(-500 / 55)


def test_no_trend_where_either_day_is_unknown() -> None:
    assert health(readings=readings(("score", 27, 82), ("score", 0, 58))).trend_28 is None
    assert health(readings=readings(("score", 119, 82), ("score", 0, 58))).trend_28 is None
    assert health(readings=readings(("score", 118, 82), ("score", 0, 58))).trend_28 == -24


def test_an_import_and_measures_are_not_compared_with_each_other() -> None:
    mixed = readings(("score", 40, 95), *((name, 0, 60.0) for name in MEASURES))
    assert (health(readings=mixed).score, health(readings=mixed).trend_28) == (60, None)


# Sparkline


def spark(**kinds: Any) -> str:
    return sparkline(ACCOUNT, Facts(**kinds), "medium", MODEL, TODAY)


def test_the_sparkline_has_twelve_weeks_in_tenths_oldest_first() -> None:
    assert spark() == " " * 12
    weekly = readings(*(("score", 7 * week, 8.5 * week) for week in range(12)))
    assert spark(readings=weekly) == "987655432100"
    assert spark(readings=readings(("score", 10, 100))) == " " * 10 + "99"


# When it changes by itself


@pytest.mark.parametrize(
    ("kinds", "in_days"),
    [
        # it is seen on one more day of the sparkline each week, and by the trend after 84 days
        ({"readings": readings(("score", 3, 80))}, 4),
        ({"readings": readings(("score", 83, 80))}, 1),
        # it no longer counts after day 90
        ({"readings": readings(("score", 90, 80))}, 1),
        # it is stale after day 30: day 31 comes before the next of the weeks, day 35
        ({"readings": readings(("score", 29, 80))}, 2),
        # a later fact
        ({"readings": readings(("score", -5, 80))}, 5),
        ({"touchpoints": (met(-5),)}, 5),
        ({"surveys": (answer(-5, "nps", 9),)}, 5),
        ({"metrics": metrics(("adoption_pct", -5, 80))}, 5),
        ({"touchpoints": (escalation(-5, status="planned"),)}, 5),
        # an override and its end
        ({"overrides": override("85", -5, None)}, 5),
        ({"overrides": override("85", 0, ago(-5))}, 6),
        # engagement falls day by day from interval + 1, where it can reach a score
        ({"touchpoints": (met(29),)}, None),
        ({"touchpoints": (met(29),), "readings": readings(("adoption", 1, 8))}, 2),
        ({"touchpoints": (met(40),), "readings": ALL_SIX[:4]}, 1),
    ],
)
def test_the_next_change_is_never_told_too_late(kinds: Any, in_days: int | None) -> None:
    expected = None if in_days is None else ago(-in_days)
    assert health(**kinds).changes_on == expected


# Laws


@given(accounts, facts, st.sampled_from(["high", "medium", "low", "tech", "unknown"]))
def test_scores_stay_within_0_and_100_and_coverage_is_the_weight_present(
    account: Account, facts: Facts, tier: Tier
) -> None:
    result = health_of(account, facts, tier, MODEL, DAY)
    for value in (result.score, result.computed, *(part.value for part in result.measures)):
        assert value is None or 0 <= value <= 100
    present = sum(part.weight for part in result.measures if part.value is not None)
    assert result.coverage == (100 if result.imported is not None else present)
    assert (result.score is None) == (result.band == "unknown")
    if result.basis == "measures":
        assert present >= 50
    if result.provisional:
        assert result.computed == result.measures[5].value


def steady(result: HealthResult) -> HealthResult:
    """Return what `changes_on` speaks of: all but engagement and relationship out of reach."""
    counts = result.basis in ("measures", "override")
    parts = tuple(
        part
        for part in result.measures
        if counts or part.measure not in ("engagement", "relationship")
    )
    return replace(result, measures=parts, changes_on=None)


@settings(max_examples=300)
@given(accounts, facts, st.sampled_from(["high", "medium", "low", "tech"]), st.integers(0, 120))
def test_nothing_changes_before_it_says(
    account: Account, facts: Facts, tier: Tier, ahead: int
) -> None:
    now = health_of(account, facts, tier, MODEL, DAY)
    day = DAY + timedelta(ahead)
    if now.changes_on is None or day < now.changes_on:
        then = health_of(account, facts, tier, MODEL, day)
        if then.basis == now.basis == "override" and now.coverage < 50:
            now, then = replace(now, measures=()), replace(then, measures=())
        assert steady(then) == steady(now)
        assert sparkline(account, facts, tier, MODEL, day) == sparkline(
            account, facts, tier, MODEL, DAY
        )


@given(accounts, facts)
def test_facts_of_later_days_do_not_count_yet(account: Account, facts: Facts) -> None:
    known = Facts(
        contacts=facts.contacts,
        touchpoints=tuple(fact for fact in facts.touchpoints if fact.date <= DAY),
        readings=tuple(fact for fact in facts.readings if fact.date <= DAY),
        metrics=tuple(fact for fact in facts.metrics if fact.date <= DAY),
        surveys=tuple(fact for fact in facts.surveys if fact.date <= DAY),
        overrides=tuple(fact for fact in facts.overrides if fact.set_on <= DAY),
    )
    whole, part = (health_of(account, some, "medium", MODEL, DAY) for some in (facts, known))
    assert replace(whole, changes_on=None) == replace(part, changes_on=None)
