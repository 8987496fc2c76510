"""Three of the five mistakes, by the accounts of a book: found, absent, or not to be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from csm_tui.domain.advice_cases import ABSENT, FOUND, UNTOLD, Looked, Mistake
from csm_tui.domain.advice_mistakes import ignoring_margin, over_serving, under_investing
from csm_tui.domain.model_file import load
from csm_tui.domain.serving import Judge, Judgement, Placement
from csm_tui.domain.terms import Tier
from csm_tui.models import preset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.domain.touch_model import TouchModel

MODEL = load(preset("four-tier"), file="four-tier")
SINCE = date(2025, 2, 2)
RED = date(2026, 1, 10)


class Served(NamedTuple):
    """An account as it is served, and whether it is of high value."""

    account: str
    account_id: int
    arr: int | None
    tier: Tier
    large: bool
    found: Judgement


def served(name: str, *, model: TouchModel = MODEL, **how: Any) -> Served:
    """Return an account as the model judges it: of low tier, at its level, unless `how` says."""
    placed = Placement("low", "low", None, 1_000_000, 20.0, "green", None, None)._replace(**how)
    large = placed.size is not None and placed.size >= model.size.split
    return Served(name, len(name), placed.arr, placed.tier, large, Judge(model).judge(placed))


def looked(accounts: Sequence[Served], **changed: Any) -> Looked:
    """Return what there is to look at: all of `accounts`, each with a size and a clock."""
    large = {one.account_id for one in accounts if one.large}
    number = len(accounts)
    return Looked(number, number, large, len(large), 0, SINCE)._replace(**changed)


def over(*accounts: Served, model: TouchModel = MODEL) -> Mistake:
    return over_serving(accounts, looked(accounts), model, "USD")


def test_over_serving_names_accounts_their_figure_and_what_it_comes_to() -> None:
    # Medium touch costs 2,514.29, of 10,000 that is 25.1 %: 1,014.29 above 15 %.
    found = over(served("Raised", level="medium"), served("Plain"))
    assert found.verdict == FOUND
    assert found.text == (
        "1 account of 2 of tier low or tech, with $10,000 of ARR, costs $1,014 a year more than"
        " 15 % of it."
    )
    (case,) = found.cases
    assert (case.account, case.arr) == ("Raised", 1_000_000)
    assert case.reason == "medium touch: 2,514, 25.1 % of ARR"
    assert any("No minutes are logged" in text for text in found.missing)


def test_over_serving_by_minutes_comes_first_by_what_it_costs() -> None:
    # 60 hours at 120,000 ÷ 1,560 cost 4,615.38, of 10,000.
    found = over(served("Raised", level="medium"), served("Logged on", minutes=3_600.0))
    assert [case.account for case in found.cases] == ["Logged on", "Raised"]
    assert "60 h logged: 4,615, 46.2 % of ARR" in found.cases[0].reason


def test_over_serving_is_absent_where_it_was_looked_for() -> None:
    found = over(served("Plain"), served("Large", tier="high", level="high", arr=20_000_000))
    assert (found.verdict, found.text) == (ABSENT, "None (1 account of tier low or tech).")
    large = over(served("Large", tier="high", level="high", arr=20_000_000))
    assert (large.verdict, large.text) == (ABSENT, "No account is of tier low or tech.")


def test_over_serving_cannot_be_told_without_accounts_arr_or_cost() -> None:
    assert over().verdict == UNTOLD
    without = over(served("X", tier="unknown", level="unknown", arr=None))
    assert without.verdict == UNTOLD
    assert any("1 account without ARR, not looked at" in text for text in without.missing)
    model = replace(MODEL, costs=replace(MODEL.costs, fully_loaded=0))
    unpriced = over(served("X", model=model), model=model)
    assert unpriced.verdict == UNTOLD
    assert any("csm model edit costs.fully_loaded" in text for text in unpriced.missing)


def under(*accounts: Served, **changed: Any) -> Mistake:
    return under_investing(accounts, looked(accounts, **changed), MODEL, "USD")


LARGE: dict[str, Any] = {"tier": "high", "level": "high", "size": 90.0, "arr": 40_000_000}


def test_under_investing_names_those_of_high_value_in_red_or_below_their_level() -> None:
    found = under(
        served("Well", **LARGE),
        served("In red", **LARGE, red_since=RED),
        served(
            "Below",
            **{**LARGE, "level": "medium", "arr": 50_000_000},
            quadrant="persistent-intensive",
        ),
        served("Small", red_since=RED),
    )
    assert found.verdict == FOUND
    assert found.text == "2 accounts of 3 of high value, with $900,000 of ARR."
    assert [case.account for case in found.cases] == ["Below", "In red"]
    assert "the matrix asks for high touch" in found.cases[0].reason
    assert "size 90, in red since 10 Jan 2026" in found.cases[1].reason


def test_under_investing_names_little_spent_on_one_that_is_not_healthy() -> None:
    found = under(served("Ailing", **LARGE, band="red"))
    assert [case.reason for case in found.cases] == ["planned cost only 1.7 % of ARR"]


def test_under_investing_is_absent_or_not_to_be_told() -> None:
    assert under(served("Well", **LARGE)).verdict == ABSENT
    small = under(served("Small"))
    assert (small.verdict, small.text) == (ABSENT, "No account is of high value (size 50 or more).")
    assert under().verdict == UNTOLD
    assert under(served("X", size=None), sized=0).verdict == UNTOLD
    unclear = under(served("Well", **LARGE), clear=0)
    assert unclear.verdict == UNTOLD
    assert "1 account of high value with neither quadrant nor clock" in unclear.missing[0]


def margin(*accounts: Served, model: TouchModel = MODEL) -> Mistake:
    return ignoring_margin(accounts, looked(accounts), model, "USD")


def with_costs(**changed: Any) -> TouchModel:
    return replace(MODEL, costs=replace(MODEL.costs, **changed))


def test_gross_margin_is_ignored_where_a_cost_hangs_on_it_and_none_is_stated() -> None:
    # Low touch costs 542.86 a year: 10.9 % of 5,000, 5.4 % of 10,000.
    found = margin(served("Tight", arr=500_000), served("Easy"))
    assert found.verdict == FOUND
    assert "1 account with $5,000 of ARR costs more than 10 % of it" in found.text
    assert [(case.account, case.reason) for case in found.cases] == [("Tight", "10.9 % of ARR")]
    assert "csm model edit costs.gross_margin=75" in found.missing[0]
    assert margin(served("Easy")).verdict == ABSENT
    assert margin(served("Easy", arr=None)).verdict == UNTOLD
    assert margin().verdict == UNTOLD


def test_a_stated_margin_is_held_against_costs_targets_and_tiers() -> None:
    assert (
        margin(served("Tight", arr=500_000), model=with_costs(gross_margin=75.0)).verdict == ABSENT
    )
    low = margin(served("Tight", arr=500_000), model=with_costs(gross_margin=10.0))
    assert [case.reason for case in low.cases] == ["10.9 % of ARR: more than it earns"]
    # The worked example: 10 % fails a target margin of 20 %.
    target = margin(
        served("Tight", arr=500_000), model=with_costs(gross_margin=75.0, target_margin=20.0)
    )
    assert "fails the target margin of 20 %" in target.cases[0].reason
    tiers = {**MODEL.tiers, "high": replace(MODEL.tiers["high"], gross_margin_above=70.0)}
    model = replace(with_costs(gross_margin=60.0), tiers=tiers)
    needs = margin(served("Easy"), model=model)
    assert needs.verdict == FOUND
    assert "High-touch needs more than 70 %" in needs.text


def test_every_mistake_says_what_was_looked_at() -> None:
    for found in (over(), under(), margin()):
        assert found.checked.endswith(".")
        assert found.text == "The book has no customers yet."
