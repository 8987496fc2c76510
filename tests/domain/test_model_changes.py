"""Changing keys of a model's text: what was typed is read by the key's kind, all else stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.domain.model_changes import apply, supposed
from csm_tui.domain.model_file import load, plain
from csm_tui.domain.model_keys import all_keys
from csm_tui.errors import ModelProblem
from csm_tui.models import PRESETS, preset

TEXT = preset("four-tier")


def changed(**changes: str) -> str:
    """Return the preset with keys changed; `__` stands for the dot."""
    return apply(TEXT, {key.replace("__", "."): to for key, to in changes.items()}, file="mine")


def differing(text: str) -> list[str]:
    """Return the lines of `text` that the preset does not have."""
    known = set(TEXT.splitlines())
    return [line for line in text.splitlines() if line not in known]


@pytest.mark.parametrize(
    ("key", "typed", "line"),
    [
        ("tiers.high.from", "150000", "from = 150_000"),
        ("tiers.high.from", "$150k", "from = 150_000"),
        ("tiers.high.from", "1.5m", "from = 1_500_000"),
        ("tiers.low.from", "7,500", "from = 7500"),
        ("costs.hours_a_year", "1_600", "hours_a_year = 1600 # hourly cost = fully loaded ÷ this"),
        ("cadence.levels.medium.check_in", "45d", 'check_in = "45d"'),
        ("cadence.medium.check_in", "45", 'check_in = "45d"'),
        ("cadence.medium.check_in", "6w", 'check_in = "42d"'),
        ("costs.viable_to", "20%", "viable_to = 20 # if gross margin allows; expensive above"),
        (
            "cadence.medium.alternate_email",
            "no",
            "alternate_email = false # calls and emails take turns",
        ),
        ("tiers.high.channels", "phone, email", 'channels = ["phone", "email"]'),
        ("tiers.high.channels", '["phone"]', 'channels = ["phone"]'),
        ("planning.other_window", "2,5", 'other_window = ["2d", "5d"] # kinds not named below'),
        ("tiers.high.name", 'The "top"', 'name = "The \\"top\\""'),
        ("tiers.high.name", '"quoted"', 'name = "quoted"'),
        ("size.line", "[[0, 0], [9, 50]]", "line = [[0, 0], [9, 50]]"),
        ("costs.gross_margin", "75", "gross_margin = 75"),
        ("cadence.levels.tech.check_in", "120d", 'check_in = "120d"'),
    ],
)
def test_a_value_is_written_as_its_key_wants_it_and_its_remark_stays(
    key: str, typed: str, line: str
) -> None:
    text = apply(TEXT, {key: typed}, file="mine")
    assert differing(text) == [line]
    load(text, file="mine")


def test_a_key_of_an_inline_table_and_of_a_list_is_changed_in_its_line() -> None:
    text = apply(
        TEXT, {"costs.shared.high": "700", "templates.onboarding.high[2].week": "3"}, file="mine"
    )
    assert [line[:32] for line in differing(text)] == [
        '  { week = 3, kind = "check-in",',
        "shared = { high = 700, medium = ",
    ]
    assert text.count("#") == TEXT.count("#")


def test_tables_that_a_file_leaves_out_are_made() -> None:
    cut = TEXT[: TEXT.index("[planning]")] + TEXT[TEXT.index("[costs]") :]
    text = apply(
        cut, {"planning.window.email": "1,1", "hours.effort_by_level.high.email.live": "4"}, file=""
    )
    assert "[planning.window]\n" in text
    with pytest.raises(ModelProblem, match=r"high\.email\.prepare` is missing"):
        load(text, file="mine")


@pytest.mark.parametrize("nothing", ["", "none", "None"])
def test_a_key_that_may_be_left_out_is_taken_away(nothing: str) -> None:
    text = apply(
        TEXT,
        {"tiers.high.response_hours": nothing, "costs.retention": nothing},
        file="mine",
    )
    assert load(text, file="mine").tiers["high"].response_hours is None
    assert len(text.splitlines()) == len(TEXT.splitlines()) - 1


@pytest.mark.parametrize("name", PRESETS)
def test_nothing_changed_leaves_the_text_as_it_is(name: str) -> None:
    text = preset(name)
    assert apply(text, {}, file="mine") == text
    assert apply(text, {"tiers.high.from": "100000", "name": name}, file="mine") == text


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("tier.high.from", "Did you mean `tiers.high.from`?"),
        ("high.from", "Did you mean `tiers.high.from`?"),
        ("tiers.hihg.from", "Did you mean `tiers.high.from`?"),
        ("cadence.medium.chek_in", "Did you mean `cadence.levels.medium.check_in`?"),
        ("costs.marging", "Did you mean `costs.gross_margin`?"),
        ("tiers.high.from.x", "Did you mean `tiers.high.from`?"),
        ("zz", "There are: name, title, description, tiers,"),
        ("", "There are: name, title, description, tiers,"),
        ("costs.zz", "`costs` has: fully_loaded, accounts_per_csm,"),
        ("templates.onboarding.high[9].week", "the list has 5, counted from 1"),
        ("templates.onboarding.high[0].week", "the list has 5, counted from 1"),
        ("tiers.high.from[1]", "there is no list"),
        ("rank.renewal.soon", "is not a key of a touch model"),
    ],
)
def test_a_key_that_there_is_not_is_refused_with_the_nearest(key: str, told: str) -> None:
    with pytest.raises(ModelProblem) as caught:
        apply(TEXT, {key: "3"}, file="mine")
    assert str(caught.value).startswith(f"mine: `{key}` " if key else "mine: ")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("tiers.high.from", "much", '`tiers.high.from` must be a number, not "much"'),
        ("tiers.high.from", "-5", "`tiers.high.from` is -5, and must be at least 0"),
        ("tiers.medium.from", "200k", "must be less than the 100,000 of the tier above it"),
        ("cadence.medium.check_in", "soon", "`cadence.levels.medium.check_in` must be a number of"),
        ("tiers.high.channels", "phne", "Did you mean `phone`?"),
        ("tiers.high", "5", "`tiers.high` must be a table of keys"),
        ("size.line", "flat", "`size.line` must be a list in [ ]"),
        ("risk.health_below", "", "`risk.health_below` must be a number"),
    ],
)
def test_a_value_that_does_not_fit_is_told_by_the_reader_of_models(
    key: str, typed: str, told: str
) -> None:
    text = apply(TEXT, {key: typed}, file="mine")
    with pytest.raises(ModelProblem) as caught:
        load(text, file="mine")
    assert told in str(caught.value)


def test_a_text_that_is_no_toml_is_refused() -> None:
    with pytest.raises(ModelProblem, match="mine is not valid TOML"):
        apply("name = ", {"name": "x"}, file="mine")


@settings(max_examples=30)
@given(st.sampled_from(sorted(all_keys(plain(TEXT, file="mine")))), st.text(max_size=30))
def test_any_text_for_any_key_is_a_model_or_a_model_problem(key: str, typed: str) -> None:
    try:
        load(apply(TEXT, {key: typed}, file="mine"), file="mine")
    except ModelProblem as told:
        assert str(told).startswith("mine")


def test_what_is_supposed_is_what_the_changed_text_says() -> None:
    table = plain(TEXT, file="x")
    for changes in (
        {"tiers.high.from": "150k", "cadence.medium.check_in": "6w"},
        {"cadence.levels.medium.review": "none", "costs.gross_margin": "72%"},
        {"tiers.low.channels": "email, phone", "tiers.tech.frequency": "quarterly"},
    ):
        written = load(apply(TEXT, changes, file="x"), file="x")
        assert supposed(table, changes, file="x") == written
    assert table == plain(TEXT, file="x")
    for wrong in (
        {"tiers.high.from": "1"},
        {"hours.available_month": "many"},
        {"tiers.hihg.from": "1"},
    ):
        with pytest.raises(ModelProblem) as quick:
            supposed(table, wrong, file="x")
        with pytest.raises(ModelProblem) as slow:
            load(apply(TEXT, wrong, file="x"), file="x")
        assert (quick.value.key, quick.value.said) == (slow.value.key, slow.value.said)
