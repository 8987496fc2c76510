"""A model file is read strictly: what is wrong is told by file, key and nearest valid key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.model_file import load, unanswered
from csm_tui.errors import ModelProblem
from csm_tui.models import preset

TEXT = preset("four-tier")


def changed(old: str, new: str) -> str:
    """Return the four-tier preset with one passage of it replaced."""
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def problem(text: str) -> str:
    with pytest.raises(ModelProblem) as caught:
        load(text, file="mine.toml")
    assert str(caught.value).startswith("mine.toml")
    return str(caught.value)


def test_days_amounts_and_shares_become_days_cents_and_percent() -> None:
    model = load(TEXT, file="four-tier.toml")
    assert model.risk.fall_days == 28
    assert model.costs.fully_loaded == 12_000_000
    assert model.costs.viable_to == 15
    assert model.rank.renewal == {14: 40, 30: 30, 60: 20, 90: 10}


def test_days_may_be_a_plain_number_and_amounts_may_have_decimals() -> None:
    text = changed('fall_days = "28d"', "fall_days = 21")
    model = load(text.replace("fully_loaded = 120_000", "fully_loaded = 99.99"), file="mine.toml")
    assert (model.risk.fall_days, model.costs.fully_loaded) == (21, 9_999)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "health_below = 40",
            "helth_below = 40",
            "`risk.helth_below` is not a key of a touch model. Did you mean `health_below`?",
        ),
        ("who = ", "woh = ", "`tiers.high.woh` is not a key of a touch model. Did you mean `who`?"),
        (
            "[tiering]",
            "[tierings]",
            "`tierings` is not a key of a touch model. Did you mean `tiering`?",
        ),
        ("fall_points = 20\n", "", "`risk.fall_points` is missing"),
        (
            'trial_without_arr = "tech"',
            'trial_without_arr = "teck"',
            '`tiering.trial_without_arr` cannot be "teck". Did you mean `tech`?',
        ),
        (
            'persistent-intensive = "7d"',
            'persistent-intense = "7d"',
            "`cadence.levels.high.by_quadrant.persistent-intense` cannot be",
        ),
        ("engagement = 15", "engagment = 15", "Did you mean `engagement`?"),
        ("licence_use = 15", "license_use = 15", "Did you mean `licence_use`?"),
        ("[tiers.low]", "[tiers.lo]", '`tiers.lo` cannot be "lo". Did you mean `low`?'),
        ('kind = "kickoff"', 'kind = "kickof"', "`templates.onboarding.high[1].kind`"),
        ('channel = "video", owner', 'channel = "vidio", owner', "Did you mean `video`?"),
        ('"phone", "video", "email", "chat"', '"phon"', "`tiers.high.channels[1]`"),
    ],
)
def test_an_unknown_name_is_told_with_its_key_and_the_nearest(
    old: str, new: str, told: str
) -> None:
    assert told in problem(changed(old, new))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "health_below = 40",
            'health_below = "40"',
            '`risk.health_below` must be a number, not "40"',
        ),
        (
            "health_below = 40",
            "health_below = nan",
            "`risk.health_below` must be a number, not nan",
        ),
        ("health_below = 40", "health_below = true", "must be a number, not true"),
        ("health_below = 40", "health_below = 140", "is 140, and must be at most 100"),
        ("fall_points = 20", "fall_points = -1", "is -1, and must be at least 0"),
        ('fall_days = "28d"', 'fall_days = "28"', 'a number of days such as "30d", not "28"'),
        ('fall_days = "28d"', 'fall_days = "four weeks"', 'a number of days such as "30d"'),
        ('fall_days = "28d"', 'fall_days = "0d"', 'is "0d", and must be at least 1'),
        ('fall_days = "28d"', f'fall_days = "{"9" * 5000}d"', "must be at most 36,500"),
        ("strategic_from = 4", "strategic_from = 4.5", "must be a whole number, not 4.5"),
        ("strategic_from = 4", "strategic_from = 6", "must be at most 5"),
        ("alternate_email = true", 'alternate_email = "yes"', 'must be true or false, not "yes"'),
        ("hours_a_month = [10, 15]", "hours_a_month = [10]", "a list of 2 values, not of 1"),
        ("hours_a_month = [10, 15]", "hours_a_month = 10", "must be a list in [ ], not 10"),
        ("hours_a_month = [10, 15]", "hours_a_month = [15, 10]", "from the lower to the higher"),
        ('who = "Most', 'who = 5 # "', "`tiers.high.who` must be text in quotes, not 5"),
        ("hard_factor = 1.5", "hard_factor = 0.5", "`cadence.hard_factor` is 0.5"),
        ("health = 40, adoption = 25", "health = 0, adoption = 65", "`need.weights.health` is 0"),
        (
            "health = 40, adoption = 25",
            "health = 50, adoption = 25",
            "add up to 100, and add up to 110",
        ),
        (
            "adoption = 25, engagement",
            "adoption = 20, engagement",
            "`health.weights` must add up to 100",
        ),
        ("yellow_from = 40", "yellow_from = 70", "must be less than `green_from` (70)"),
        ("green_to = 85", "green_to = 100", "`hours.green_to` is 100"),
        ("comfortable_to = 10", "comfortable_to = 16", "must be less than `viable_to` (15)"),
        ("from = 25_000", "from = 100_000", "`tiers.medium.from` must be less than the 100,000"),
        ("from = 0", "from = 1", "`tiers.tech.from` must be 0"),
        (
            "[0, 0], [3, 40], [10, 100]",
            "[0, 0], [3, 40], [3, 100]",
            "`need.tickets[3]` must lie to",
        ),
        ("[0, 0], [3, 40], [10, 100]", "[0, 0]", "`need.tickets` must have at least two points"),
        ("[0, 0], [3, 40], [10, 100]", "[0, 0], [3, 140]", "`need.tickets[2]` is 140"),
        ("[0, 0], [3, 40], [10, 100]", "[0, 0], [3]", "`need.tickets[2]` must be a list of 2"),
        ("week = 1, kind", "kind", "`templates.onboarding.high[1]` must say when by exactly one"),
        ("week = 1, kind", "week = 1, day = 1, kind", "it has `day` and `week`"),
        ("week = 1, kind", 'every_days = "7d", kind', "it has `every_days`"),
        (", low = 350", "", "`costs.accounts_per_csm.low` is missing"),
        ("low = 0, moderate = 50, high", "low = 0, high", "`need.complexity.moderate` is missing"),
        ("email = { prepare", "mail = { prepare", "`hours.effort.mail` cannot be"),
        ("[hours.effort_by_level.low]", "[hours.effort_by_level.unknown]", "no tier of this model"),
    ],
)
def test_a_value_that_does_not_fit_is_told_with_its_key(old: str, new: str, told: str) -> None:
    assert told in problem(changed(old, new))


def test_a_level_that_is_no_tier_of_the_model_is_told() -> None:
    text = preset("three-tier").replace('risk_at_least = "low"', 'risk_at_least = "medium"')
    assert "`lifecycle.risk_at_least` names `medium`, which is no tier" in problem(text)


def test_tiers_out_of_order_are_told() -> None:
    start, medium, low = (TEXT.index(f"[tiers.{name}]") for name in ("high", "medium", "low"))
    swapped = TEXT[:start] + TEXT[medium:low] + TEXT[start:medium] + TEXT[low:]
    assert "`tiers` must stand from the highest touch down" in problem(swapped)


def test_broken_toml_is_told_with_its_line() -> None:
    told = problem("name = 'x'\nrank = = 3\n")
    assert told.startswith("mine.toml is not valid TOML")
    assert "line 2" in told


def test_hopelessly_nested_toml_is_refused() -> None:
    assert "nested too deeply" in problem("a = " + "[" * 100_000)


@pytest.mark.parametrize("text", ["", "tiers = 3", "[tiers]", "name = 'x'"])
def test_a_file_that_is_no_model_says_what_is_missing(text: str) -> None:
    told = problem(text)
    assert "is missing" in told or "must be a table" in told


def test_open_questions_are_named_by_tier() -> None:
    text = changed('frequency = "monthly"\n', "").replace(
        'outcomes = ["adoption", "expansion", "renewal"]', "outcomes = []"
    )
    assert unanswered(load(text, file="mine.toml")) == (
        "Medium-touch does not answer: frequency, outcome",
    )


@given(st.text(max_size=200))
def test_any_text_is_a_model_or_a_model_problem(text: str) -> None:
    with pytest.raises(ModelProblem):
        load(text, file="mine.toml")


@given(st.data())
def test_a_model_with_any_line_cut_out_never_crashes(data: st.DataObject) -> None:
    lines = TEXT.splitlines()
    cut = data.draw(st.integers(0, len(lines) - 1))
    try:
        load("\n".join(lines[:cut] + lines[cut + 1 :]), file="mine.toml")
    except ModelProblem as told:
        assert "mine.toml" in str(told)
