"""Two models are compared by what their keys mean, and every value can be typed back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.domain.model_changes import apply
from csm_tui.domain.model_file import load
from csm_tui.domain.model_values import (
    Difference,
    difference_lines,
    differences,
    values_of,
)
from csm_tui.models import PRESETS, preset

TEXTS = {name: preset(name) for name in PRESETS}
MODELS = {name: load(text, file=name) for name, text in TEXTS.items()}


def test_values_are_written_as_the_file_writes_them() -> None:
    values = values_of(MODELS["four-tier"])
    assert values["tiers.high.from"] == "100_000"
    assert values["tiers.high.response_hours"] == "0"
    assert values["cadence.levels.medium.check_in"] == '"30d"'
    assert values["cadence.levels.medium.alternate_email"] == "true"
    assert values["rank.renewal.14d"] == "40"
    assert values["tiers.low.outcomes"] == '["adoption", "renewal", "expansion"]'
    assert values["size.line"].startswith("[[0, 0], [5000, 10], [25000, 30]")
    assert values["hours.month_days"] == "30.4375"
    assert values["planning.window.check-in"] == '["3d", "4d"]'
    assert values["templates.renewal.high[1]"] == (
        '{ kind = "renewal", title = "Renewal conversation", channel = "video", owner = "csm", '
        'purpose = "proactive", before_renewal = "90d" }'
    )
    assert "costs.gross_margin" not in values


@pytest.mark.parametrize("name", PRESETS)
def test_every_value_typed_back_is_the_same_model(name: str) -> None:
    values = values_of(MODELS[name])
    text = apply(TEXTS[name], values, file=name)
    assert load(text, file=name) == MODELS[name]


def test_a_model_does_not_differ_from_itself_however_it_is_written() -> None:
    text = TEXTS["four-tier"].replace("from = 100_000", "from = 100000.0")
    text = text.replace('fall_days = "28d"', "fall_days = 28")
    assert differences(MODELS["four-tier"], load(text, file="x")) == ()


def test_differences_have_both_values_in_the_order_of_the_file() -> None:
    changes = {
        "costs.retention": "90",
        "tiers.high.from": "150k",
        "tiers.high.response_hours": "none",
        "cadence.levels.tech.check_in": "120d",
    }
    after = load(apply(TEXTS["four-tier"], changes, file="x"), file="x")
    assert differences(MODELS["four-tier"], after) == (
        Difference("tiers.high.from", "100_000", "150_000"),
        Difference("tiers.high.response_hours", "0", None),
        Difference("cadence.levels.tech.check_in", None, '"120d"'),
        Difference("costs.retention", None, "90"),
    )
    back = differences(after, MODELS["four-tier"])
    assert {(one.key, one.after, one.before) for one in back} == set(
        differences(MODELS["four-tier"], after)
    )


@settings(max_examples=25)
@given(st.data())
def test_what_was_changed_and_nothing_else_is_told(data: st.DataObject) -> None:
    # Numbers that no other number of the model is bound to.
    free = ["tiering.commit_months", "rank.promise", "hours.available_month", "costs.fully_loaded"]
    keys = data.draw(st.sets(st.sampled_from(free)))
    changes = {key: str(data.draw(st.integers(1, 10_000))) for key in sorted(keys)}
    model = MODELS["four-tier"]
    after = load(apply(TEXTS["four-tier"], changes, file="x"), file="x")
    told = {one.key: one.after for one in differences(model, after)}
    same = {key for key in changes if values_of(after)[key] == values_of(model)[key]}
    assert set(told) == set(changes) - same


def test_lines_fold_a_table_that_one_model_does_not_have() -> None:
    lines = difference_lines(MODELS["four-tier"], MODELS["three-tier"])
    assert "tiers.low.from: 5_000 → 10_000" in lines
    assert "tiers.medium: only before, 13 keys" in lines
    assert "templates.ongoing.medium: only before, 2 keys" in lines
    assert "costs.shared.medium: 600 → none" in lines
    assert sum(line.startswith("tiers.medium") for line in lines) == 1
    back = difference_lines(MODELS["three-tier"], MODELS["four-tier"])
    assert "tiers.medium: only after, 13 keys" in back
    assert difference_lines(MODELS["four-tier"], MODELS["four-tier"]) == []
