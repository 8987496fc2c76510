"""The standing of an account: the rules put together, and until when it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.domain import model_file
from csm_tui.domain.account import Account
from csm_tui.domain.cadence import qualifies
from csm_tui.domain.facts import Facts
from csm_tui.domain.standing import Standing, assess
from csm_tui.models import preset
from tests.domain.strategies import DAY, accounts, facts

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
@given(accounts, facts, st.integers(0, 400), st.integers(-30, 30))
def test_what_is_cached_holds_until_valid_until(
    account: Account, known: Facts, ahead: int, shift: int
) -> None:
    today = DAY + timedelta(days=shift)
    standing = assess(account, known, MODEL, today)
    last = standing.valid_until - timedelta(days=1)
    assert last >= today
    for day in {min(last, today + timedelta(days=ahead)), min(last, today + timedelta(days=900))}:
        assert cached(assess(account, known, MODEL, day)) == cached(standing)


def remembered(known: Facts, today: date) -> Facts:
    """Return what the store reads: 400 days, and the last qualifying touchpoint and review."""
    since = today - timedelta(days=400)
    past = [t for t in known.touchpoints if t.date <= today]
    kept = {t.id for t in known.touchpoints if t.date >= since}
    for rule in (qualifies, lambda t: t.kind == "business-review" and t.status == "done"):
        kept.update(t.id for t in [t for t in past if rule(t)][-1:])
    return replace(
        known,
        touchpoints=tuple(t for t in known.touchpoints if t.id in kept),
        readings=tuple(fact for fact in known.readings if fact.date >= since),
        metrics=tuple(fact for fact in known.metrics if fact.date >= since),
        surveys=tuple(fact for fact in known.surveys if fact.date >= since),
    )


@settings(max_examples=200)
@given(accounts, facts, st.integers(-30, 30))
def test_what_the_store_leaves_out_changes_nothing(
    account: Account, known: Facts, shift: int
) -> None:
    today = DAY + timedelta(days=shift)
    whole = assess(account, known, MODEL, today)
    part = assess(account, remembered(known, today), MODEL, today)
    assert cached(part) == cached(whole)
