"""The standing of an account: the rules put together, and until when it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.domain import model_file
from csm_tui.domain.account import Account
from csm_tui.domain.cadence import qualifies
from csm_tui.domain.facts import Facts, Reading, Touchpoint
from csm_tui.domain.ranking import arithmetic
from csm_tui.domain.standing import Standing, assess
from csm_tui.models import preset
from tests.domain.strategies import DAY, accounts, facts, said_of, sayings

MODEL = model_file.load(preset("four-tier"), file="four-tier.toml")


def cached(standing: Standing) -> dict[str, object]:
    """Return what `account_standing` keeps of a standing."""
    clock, stage, health = standing.clock, standing.stage, standing.health
    return {
        "arr": standing.arr.cents,
        "tier": standing.tier.tier,
        "tier_reason": standing.tier.reason,
        "stage": stage.stage,
        "at_risk": standing.risk.at_risk,
        "level": standing.level.level,
        "quadrant": standing.quadrant.quadrant,
        "size": standing.size.score,
        "need": standing.need.score,
        "health": health.score,
        "health_band": health.band,
        "health_coverage": health.coverage,
        "provisional": health.provisional,
        "trend_28": health.trend_28,
        "spark": standing.spark,
        "last_touchpoint_on": clock.last_on,
        "next_on": clock.next_on,
        "due_on": clock.due_on,
        "overdue_from": clock.overdue_from,
        "hard_on": clock.hard_on,
        "renewal_on": stage.renewal_on,
        "notice_on": stage.notice_on,
        "score": standing.rank.score,
        "headline": standing.rank.headline,
    }


@settings(max_examples=400)
@given(accounts, facts, sayings, st.integers(0, 400), st.integers(-30, 30))
def test_what_is_cached_holds_until_valid_until(
    account: Account,
    known: Facts,
    said: list[tuple[str, date, date]],
    ahead: int,
    shift: int,
) -> None:
    today = DAY + timedelta(days=shift)
    signals = assess(account, known, MODEL, today).signals
    known = replace(known, signal_states=said_of(signals, said))
    standing = assess(account, known, MODEL, today)
    last = standing.valid_until - timedelta(days=1)
    assert last >= today
    for day in {min(last, today + timedelta(days=ahead)), min(last, today + timedelta(days=900))}:
        assert cached(assess(account, known, MODEL, day)) == cached(standing)


def remembered(known: Facts, today: date) -> Facts:
    """Return what the store reads: 400 days, and the last contact and review of what is older."""
    since = today - timedelta(days=400)
    old = [t for t in known.touchpoints if t.date < since]
    automation = {t.id for t in known.touchpoints if t.automated and not t.booked}
    automation &= {t.id for t in known.touchpoints if t.status == "planned"}
    kept = {t.id for t in known.touchpoints if t.date >= since} - automation
    kept.update(t.id for t in [t for t in old if qualifies(t)][-1:])
    reviews = [t for t in old if t.kind == "business-review" and t.status == "done"]
    kept.update(t.id for t in reviews[-1:])
    return replace(
        known,
        touchpoints=tuple(t for t in known.touchpoints if t.id in kept),
        readings=tuple(fact for fact in known.readings if fact.date >= since),
        metrics=tuple(fact for fact in known.metrics if fact.date >= since),
        surveys=tuple(fact for fact in known.surveys if fact.date >= since),
    )


@settings(max_examples=200)
@given(accounts, facts, sayings, st.integers(-30, 30))
def test_what_the_store_leaves_out_changes_nothing(
    account: Account, known: Facts, said: list[tuple[str, date, date]], shift: int
) -> None:
    today = DAY + timedelta(days=shift)
    # An escalation that stays open for more than a year is more than the rules promise to see.
    touched = tuple(t for t in known.touchpoints if t.kind != "escalation")
    known = replace(known, touchpoints=touched)
    signals = assess(account, known, MODEL, today).signals
    known = replace(known, signal_states=said_of(signals, said))
    whole = assess(account, known, MODEL, today)
    part = assess(account, remembered(known, today), MODEL, today)
    assert cached(part) == cached(whole)
    assert part.signals == whole.signals


def test_nothing_ever_changes_of_an_account_that_nothing_is_known_of() -> None:
    standing = assess(Account(id=1, name="Lumen Labs", entered_on=DAY), Facts(), MODEL, DAY)
    assert standing.valid_until == date.max
    assert (standing.tier.tier, standing.level.level, standing.rank.score) == ("unknown",) * 2 + (
        0,
    )


def test_a_calm_account_holds_until_its_check_in_is_due() -> None:
    touched = (Touchpoint(1, DAY, "business-review", "video"),)
    account = Account(id=1, name="Lumen Labs", entered_on=DAY, arr=6_100_000)
    standing = assess(account, Facts(touchpoints=touched), MODEL, DAY)
    assert standing.clock.due_on == DAY + timedelta(days=30)
    assert standing.valid_until == DAY + timedelta(days=30)


def test_an_account_overdue_for_as_long_as_counts_holds_until_something_else_happens() -> None:
    account = Account(
        id=1, name="Blue Bridge", entered_on=date(2024, 12, 1), arr=12_000_000, seats=10
    )
    standing = assess(account, Facts(), MODEL, DAY)
    assert [term.name for term in standing.rank.terms] == ["review", "clock", "no health"]
    # The year of its dates is said already, and no point is added any more.
    assert standing.valid_until == date.max


def test_a_standing_puts_the_rules_together() -> None:
    account = Account(
        id=7,
        name="Northwind Foods",
        entered_on=date(2024, 3, 1),
        arr=51_200_000,
        start_date=date(2024, 3, 18),
        renewal_date=date(2026, 3, 17),
        notice_days=30,
    )
    readings = tuple(
        Reading(place, day, "score", value)
        for place, (day, value) in enumerate(
            [(date(2026, 1, 5), 82.0), (date(2026, 1, 19), 58.0), (date(2026, 2, 1), 31.0)], 1
        )
    )
    touched = (Touchpoint(1, date(2026, 1, 12), "business-review", "video"),)
    standing = assess(account, Facts(readings=readings, touchpoints=touched), MODEL, DAY)
    assert (standing.tier.tier, standing.stage.stage) == ("high", "renewal")
    assert (standing.health.score, standing.risk.at_risk) == (31, True)
    assert (standing.size.score, standing.quadrant.quadrant) == (100, "persistent-intensive")
    assert (standing.level.level, standing.clock.interval) == ("high", 7)
    assert standing.clock.days_overdue(DAY) == 14
    assert (
        arithmetic(standing.rank) == "150 points = (at risk 30 + notice 40 + clock 30) × 1.5 size"
    )
    assert standing.rank.headline == (
        "notice deadline 15 Feb, check-in overdue since 19 Jan, health 31 (down 51 in 4 weeks)"
    )
    # The reading of 1 February reaches the sparkline of a week ago.
    assert standing.valid_until == date(2026, 2, 8)
