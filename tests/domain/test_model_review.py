"""A review tells what a valid model leaves open or contradicts, by its key."""

from __future__ import annotations

import pytest

from csm_tui.domain.model_changes import apply
from csm_tui.domain.model_file import load
from csm_tui.domain.model_gaps import Finding
from csm_tui.domain.model_review import full_loads, review
from csm_tui.models import PRESETS, preset

TEXT = preset("four-tier")


def found(changes: dict[str, str], more: str = "") -> list[Finding]:
    """Return what the review tells of the preset with keys changed and a text added."""
    return list(review(load(apply(TEXT, changes, file="mine") + more, file="mine")))


@pytest.mark.parametrize("name", PRESETS)
def test_the_presets_have_nothing_to_tell_of(name: str) -> None:
    assert review(load(preset(name), file=name)) == ()


@pytest.mark.parametrize(
    ("key", "question"),
    [
        ("frequency", "frequency"),
        ("channels", "channels"),
        ("interaction_types", "interaction types"),
        ("delivery", "delivery"),
        ("outcomes", "outcome"),
    ],
)
def test_each_of_the_five_questions_may_be_open(key: str, question: str) -> None:
    text = "[]" if key != "frequency" else '""'
    assert Finding("answers", f"tiers.low.{key}", f"Low-touch leaves {question} open.") in found(
        {f"tiers.low.{key}": text}
    )


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        (
            {"cadence.levels.high.channel": "community"},
            "cadence.levels.high.channel",
            "A check-in asks for an answer",
        ),
        (
            {"templates.renewal.high[1].channel": "webinar"},
            "templates.renewal.high[1].channel",
            "A renewal is easily overlooked in a webinar",
        ),
        (
            {"templates.ongoing.low[2].channel": "phone"},
            "templates.ongoing.low[2].channel",
            "a call is for one",
        ),
        (
            {"templates.onboarding.high[1].channel": "email"},
            "templates.onboarding.high[1].channel",
            "A kickoff begins the relationship",
        ),
        (
            {"templates.renewal.low[1].channel": "phone"},
            "templates.renewal.low[1].channel",
            "which is none of the channels of Low-touch",
        ),
        (
            {"tiers.high.channels": "email, community"},
            "tiers.high.channels",
            "does a business review, and none of its channels fits",
        ),
    ],
)
def test_a_channel_that_does_not_fit_its_purpose_is_told(
    changes: dict[str, str], key: str, said: str
) -> None:
    told = [one for one in found(changes) if one.question == "channels" and one.key == key]
    assert said in " ".join(one.text for one in told)


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        ({"risk.health_below": "30"}, "risk.health_below", "from 30 to 40 is red and yet not at"),
        ({"risk.health_below": "50"}, "risk.health_below", "from 40 to 50 is not red and yet at"),
        ({"risk.fall_below": "40"}, "risk.fall_below", "it never adds anything"),
        ({"tiering.suggest_arr_from": "100k"}, "tiering.suggest_arr_from", "High-touch already"),
        ({"costs.over_served_above": "20"}, "costs.over_served_above", "from 15 to 20 %"),
        ({"costs.over_served_above": "12"}, "costs.over_served_above", "the two overlap"),
        ({"size.split": "0"}, "size.split", "nothing is ever low"),
        (
            {"size.line": "[[0, 0], [9, 10]]", "size.strategic_points": "0"},
            "size.split",
            "nothing is ever of high size",
        ),
        (
            {"lifecycle.onboarding_days": "60d"},
            "templates.onboarding.high[5]",
            "comes after the 60 days of onboarding",
        ),
        (
            {"lifecycle.renewal_days": "60d"},
            "templates.renewal.high[1]",
            "comes before renewal begins, 60 days ahead",
        ),
        ({"templates.ongoing.tech": "[]"}, "cadence.levels.tech", "a gap"),
        (
            {"cadence.medium.check_in": "10d"},
            "cadence.levels.high.check_in",
            "the higher touch is the rarer",
        ),
        (
            {"tiers.high.cost_range": "10k, 20k", "tiers.medium.cost_range": "1k, 12k"},
            "tiers.medium.cost_range",
            "more than the 10,000",
        ),
    ],
)
def test_thresholds_that_overlap_or_leave_a_gap_are_told(
    changes: dict[str, str], key: str, said: str
) -> None:
    told = [one for one in found(changes) if one.question == "thresholds" and one.key == key]
    assert said in " ".join(one.text for one in told)


def test_entries_for_the_same_accounts_are_told() -> None:
    more = "\n".join(
        f"[[health.thresholds]]\n{whom}\nat_risk_below = 40\ngreen_from = {60 + number}"
        for number, whom in enumerate(
            ('stage = "onboarding"', 'stage = "onboarding"\nuntil = "30d"', 'tier = "low"')
        )
    )
    assert [(one.key, one.text[:58]) for one in found({}, "\n" + more + "\n")] == [
        ("health.thresholds[2]", "Entry 2 (stage onboarding, to day 30) never counts: entry "),
        ("health.thresholds[3]", "Entries 1 (stage onboarding) and 3 (tier low) overlap: for"),
        ("health.thresholds[3]", "Entries 2 (stage onboarding, to day 30) and 3 (tier low) o"),
    ]


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        ({"cadence.medium.check_in": "60d"}, "tiers.medium.frequency", "its clock runs 60 days"),
        ({"tiers.tech.frequency": "monthly"}, "tiers.tech.frequency", "its level has no clock"),
        ({"tiers.low.frequency": "only on events"}, "tiers.low.frequency", "clock runs 90 days"),
        (
            {"cadence.high.check_in": "15d"},
            "health.engagement_interval.high",
            "measured against 14 days, the clock of high runs 15",
        ),
    ],
)
def test_keys_that_say_different_things_are_told(
    changes: dict[str, str], key: str, said: str
) -> None:
    told = [one for one in found(changes) if one.question == "agreement" and one.key == key]
    assert said in " ".join(one.text for one in told)


def test_what_the_accounts_of_one_csm_ask_of_the_hours() -> None:
    """DOMAIN §9: the defaults carry about 21 high, 62 medium or 430 low."""
    loads = {load.tier: load for load in full_loads(load(TEXT, file="mine"))}
    assert {tier: one.possible for tier, one in loads.items()} == {
        "high": 21,
        "medium": 62,
        "low": 418,
        "tech": None,
    }
    assert [round(loads[tier].percent or 0) for tier in ("high", "medium", "tech")] == [94, 114, 0]
    half = {load.tier: load for load in full_loads(load(TEXT, file="mine"), 65)}
    assert (half["high"].possible, half["medium"].possible) == (11, 31)
    assert full_loads(load(TEXT, file="mine"), 0)[0].percent is None
