"""Slower clocks and less touch: what would bring the hours down, the smallest loss first."""

from __future__ import annotations

import pytest

from csm_tui.domain.capacity import monthly_hours
from csm_tui.domain.capacity_changes import lowered, slower_clocks
from csm_tui.domain.model_file import load
from csm_tui.domain.terms import Level, Quadrant
from csm_tui.models import preset

MODEL = load(preset("four-tier"), file="four-tier.toml")
THREE = load(preset("three-tier"), file="three-tier.toml")


def test_each_clock_goes_one_frequency_slower_the_lowest_level_first() -> None:
    found = {clock.key: (clock.days, clock.slower) for clock in slower_clocks(MODEL)}
    assert found == {
        "cadence.levels.low.check_in": (90, 182),
        "cadence.levels.medium.check_in": (30, 60),
        "cadence.levels.medium.review": (182, 365),
        "cadence.levels.high.by_quadrant.persistent-light": (30, 60),
        "cadence.levels.high.check_in": (14, 30),
    }
    levels = [clock.level for clock in slower_clocks(MODEL)]
    assert levels == sorted(levels, key=["low", "medium", "high"].index)


@pytest.mark.parametrize("model", [MODEL, THREE])
def test_the_reviews_of_the_highest_level_and_the_intensive_quadrant_are_left_alone(
    model: object,
) -> None:
    keys = {clock.key for clock in slower_clocks(model)}  # type: ignore[arg-type]
    assert "cadence.levels.high.review" not in keys
    assert not any("persistent-intensive" in key for key in keys)


def test_the_changed_model_gains_the_hours_and_leaves_the_other_as_it_is() -> None:
    slower = next(one for one in slower_clocks(MODEL) if one.key.endswith("medium.check_in"))

    def hours(model: object) -> float:
        return monthly_hours("medium", "medium", "growth", None, None, model)  # type: ignore[arg-type]

    assert hours(MODEL) - hours(slower.model) == pytest.approx(30.4375 / 60)
    assert MODEL.cadence.levels["medium"].check_in == 30
    assert slower.model.cadence.levels["high"] == MODEL.cadence.levels["high"]


@pytest.mark.parametrize(
    ("level", "quadrant", "to"),
    [
        ("high", "persistent-light", "medium"),
        ("high", "persistent-intensive", None),
        ("high", "digital-scale", "tech"),
        ("medium", "persistent-light", None),
        ("medium", "project", "low"),
        ("low", "persistent-light", None),
        ("high", None, "medium"),
        ("low", None, "tech"),
        ("tech", None, None),
        ("unknown", None, None),
        (None, None, None),
    ],
)
def test_an_account_goes_to_the_level_of_its_quadrant_or_one_down(
    level: Level | None, quadrant: Quadrant | None, to: Level | None
) -> None:
    found = lowered(level, quadrant, MODEL)
    assert (None if found is None else found.level) == to
