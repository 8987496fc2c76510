"""Rates of engagement: what counts, what is in the base, and the verdicts of DOMAIN §8."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.engagement import (
    RATES,
    Figure,
    Rate,
    Touches,
    best_channels,
    lost,
    rate,
    rates,
)
from csm_tui.domain.facts import Touchpoint
from csm_tui.domain.model_file import load
from csm_tui.models import preset

RULE = load(preset("four-tier"), file="four-tier").benchmarks


def touch(number: int = 1, items: tuple[int, int] = (0, 0), **fields: Any) -> Touches:
    """Return so many equal touchpoints; a check-in held by video unless told otherwise."""
    given = {"kind": "check-in", "channel": "video", "status": "done", **fields}
    return Touches(Touchpoint(0, date(2026, 1, 5), **given), number, *items)


def rated(*touches: Touches, tier: str | None = None) -> dict[str, Rate]:
    """Return the rates by name."""
    return {one.metric: one for one in rates(touches, (), RULE, tier=tier)}


def counts(metric: str, *touches: Touches) -> tuple[float, float]:
    """Return count and base of one rate."""
    one = rated(*touches)[metric]
    return one.part, one.base


def test_every_rate_is_there_and_none_comes_from_an_empty_base() -> None:
    found = rated()
    assert (*found,) == RATES
    assert {(one.part, one.base, one.rate_pct, one.verdict) for one in found.values()} == {
        (0, 0, None, None)
    }


@pytest.mark.parametrize(
    ("tier", "held", "missed", "verdict"),
    [
        ("high", 16, 4, "met"),
        ("high", 15, 5, "below"),
        ("medium", 10, 10, "met"),
        ("medium", 9, 11, "below"),
        ("low", 20, 0, None),
        (None, 20, 0, None),
        ("high", 3, 1, "too-few"),
        ("high", 19, 0, "too-few"),
    ],
)
def test_attendance_of_business_reviews_has_the_benchmark_of_its_tier(
    tier: str | None, held: int, missed: int, verdict: str | None
) -> None:
    reviews = [
        touch(number, kind="business-review", status=status)
        for number, status in ((held, "done"), (missed, "no-show"), (7, "skipped"))
    ]
    found = rated(*reviews, touch(5), tier=tier)["review-attendance"]
    assert (found.part, found.base, found.verdict) == (held, held + missed, verdict)


@pytest.mark.parametrize(
    ("metric", "part", "verdict"),
    [
        ("email-open", 20, "below"),
        ("email-open", 21, "met"),
        ("email-click", 3, "below"),
        ("email-click", 4, "met"),
        ("webinar-registered", 30, "met"),
        ("webinar-registered", 29, "below"),
        ("webinar-attended", 50, "met"),
        ("inapp-interaction", 99, None),
        ("email-conversion", 99, None),
    ],
)
def test_mails_must_be_above_their_benchmark_and_webinars_reach_it(
    metric: str, part: int, verdict: str | None
) -> None:
    assert rate(metric, part, 100, RULE).verdict == verdict
    assert rate(metric, part / 10, 10, RULE).verdict in ("too-few", None)


def test_completion_no_shows_and_skips_have_their_own_bases() -> None:
    touches = (touch(12), touch(3, status="no-show"), touch(5, status="skipped"))
    assert counts("completion", *touches) == (12, 20)
    assert counts("no-show", *touches) == (3, 15)
    assert counts("skip", *touches) == (5, 20)


def test_automation_and_what_the_customer_began_are_not_completed() -> None:
    touches = (
        touch(4, channel="automated"),
        touch(3, automated=True),
        touch(2, owner="Automation"),
        touch(1, direction="inbound"),
    )
    assert counts("completion", *touches, touch(6)) == (6, 6)
    assert counts("automation", *touches, touch(6), touch(9, status="no-show")) == (9, 15)


def test_action_items_are_those_of_business_reviews_held() -> None:
    touches = (
        touch(2, (8, 6), kind="business-review"),
        touch(1, (4, 0), kind="business-review", status="no-show"),
        touch(1, (5, 5)),
    )
    assert counts("action-items", *touches) == (6, 8)


def test_a_mail_of_which_nobody_said_whether_it_was_answered_is_in_no_base() -> None:
    assert counts("answer", touch(9, channel="email")) == (0, 0)
    assert counts("answer", touch(9, channel="email", answered=False)) == (0, 9)
    assert counts("answer", touch(9, channel="email", answered=True)) == (9, 9)
    assert counts("answer", touch(9, channel="video")) == (9, 9)
    assert counts("answer", touch(9, channel="phone", answered=False)) == (0, 9)
    assert counts("answer", touch(9, channel="email", status="no-show")) == (0, 9)


def test_insights_are_the_check_ins_held_with_notes() -> None:
    touches = (touch(3, notes="told"), touch(1), touch(5, kind="training", notes="told"))
    assert counts("insights", *touches) == (3, 4)


def test_figures_without_a_denominator_are_said_and_not_counted() -> None:
    figures = [Figure("emails_opened", 30, 100, left_out=2), Figure("inapp_interacted", 0, 0, 3)]
    found = {one.metric: one for one in rates((), figures, RULE)}
    assert (found["email-open"].rate_pct, found["email-open"].left_out) == (30, 2)
    assert (found["inapp-interaction"].rate_pct, found["inapp-interaction"].left_out) == (None, 3)


def test_most_are_lost_where_the_smallest_share_goes_along() -> None:
    figures = [
        Figure("webinar_registered", 40, 100),
        Figure("webinar_attended", 30, 40),
        Figure("emails_clicked", 1, 10),
    ]
    found = lost(rates((touch(40), touch(10, status="no-show")), figures, RULE))
    assert [one.metric for one in found] == ["webinar-registered", "webinar-attended", "answer"]


def test_channels_go_by_their_answers_where_there_are_enough() -> None:
    by_channel = {
        "email": rate("answer", 5, 25, RULE),
        "phone": rate("answer", 24, 25, RULE),
        "chat": rate("answer", 3, 3, RULE),
    }
    assert [channel for channel, _ in best_channels(by_channel)] == ["phone", "email"]


STATUSES = st.sampled_from(["done", "no-show", "skipped"])
KINDS = st.sampled_from(["check-in", "business-review", "email"])
CHANNELS = st.sampled_from([None, "video", "email", "automated"])
TOUCHES = st.lists(
    st.builds(
        lambda number, status, kind, channel, answered, direction: touch(
            number, status=status, kind=kind, channel=channel, answered=answered,
            direction=direction,
        ),
        st.integers(1, 30), STATUSES, KINDS, CHANNELS, st.sampled_from([None, True, False]),
        st.sampled_from([None, "inbound", "outbound"]),
    ),
    max_size=12,
)  # fmt: skip


@given(TOUCHES, TOUCHES)
def test_rates_are_shares_and_counts_add_up_over_groups(
    one: list[Touches], other: list[Touches]
) -> None:
    first, second, both = rated(*one), rated(*other), rated(*one, *other)
    for metric, whole in both.items():
        assert whole.part == first[metric].part + second[metric].part
        assert whole.base == first[metric].base + second[metric].base
        assert 0 <= whole.part <= whole.base
        assert (whole.rate_pct is None) == (whole.base == 0)
