"""What is supposed, as it is typed; growth of the book; figures of a mix that is scaled."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from csm_tui.domain.model_file import load
from csm_tui.domain.what_if import (
    NO_GROWTH,
    SCENARIOS,
    Growth,
    Wish,
    growth_of,
    of_book,
    parse,
    scenario,
)
from csm_tui.domain.what_if_figures import Served, figures, moves, served, turns
from csm_tui.domain.what_if_standing import Stood
from csm_tui.errors import UsageError
from csm_tui.models import preset

MODEL = load(preset("four-tier"), file="four-tier")


def stood(account_id: int, **other: Any) -> Stood:
    usual = Stood(
        account_id, 12_000_000, "high", "growth", False, "high", "persistent-light", 62.0, 20.0,
        80.0, "green", None,
    )  # fmt: skip
    return usual._replace(**other)


def test_hours_of_accounts_without_a_level_are_unknown_and_not_none() -> None:
    alone = stood(1, arr=None, tier="unknown", level="unknown", quadrant=None, size=None)
    found = figures([alone], {}, MODEL, 130)
    assert (found.whole.hours, found.tiers["unknown"].hours) == (None, None)
    assert (found.quadrants[None].hours, found.tiers["high"].hours) == (None, 0)
    assert (found.utilisation, found.headcount_by_hours) == (None, None)
    both = figures([alone, stood(2)], {}, MODEL, 130)
    assert both.whole.hours == both.tiers["high"].hours == both.whole.hours_month > 0
    assert both.utilisation is not None
    assert figures([], {}, MODEL, 130).utilisation == 0


def test_keys_of_the_model_and_growth_are_told_apart() -> None:
    wish = parse(["tiers.high.from=150000", "cadence.medium.check_in = 45d", "growth=2x"])
    assert wish.keys == {"tiers.high.from": "150000", "cadence.medium.check_in": "45d"}
    assert wish.growth == 2
    assert of_book(wish) == ("growth",)


@pytest.mark.parametrize(
    ("text", "factor"),
    [("2x", 2), ("1.5×", Fraction(3, 2)), ("+50%", Fraction(3, 2)), ("-25 %", Fraction(3, 4))],
)
def test_growth_is_a_factor_or_a_share(text: str, factor: Fraction) -> None:
    assert parse([f"growth={text}"]).growth == factor
    assert parse([f"accounts={text}"]).times == factor


@pytest.mark.parametrize(
    ("text", "cents"), [("8m", 800_000_000), ("$1.5M", 150_000_000), ("250,000", 25_000_000)]
)
def test_arr_is_an_amount(text: str, cents: int) -> None:
    assert parse([f"arr={text}"]).arr == cents


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["tiers.high.from"], "is not KEY=VALUE"),
        (["=5"], "is not KEY=VALUE"),
        (["growth=2x", "growth=3x"], "growth is given twice"),
        (["growth=2x", "arr=8m"], "give one of them"),
        (["growth=2"], "Write growth=2x"),
        (["growth=-100%"], "leaves nothing"),
        (["growth=0x"], "leaves nothing"),
        (["accounts=0"], "from 1 to"),
        (["accounts=many"], "Write accounts=250"),
        (["arr=0"], "more than 0"),
        (["arr=-5"], "Write arr=8m"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(words: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse(words)


def test_growth_scenarios_of_the_field_ship() -> None:
    """DOMAIN §9: 100 → 250 → 500 customers, $3M → $8M → $18M ARR."""
    steps = [parse(step) for step in scenario("growth").steps]
    assert [(step.accounts, step.arr) for step in steps] == [
        (100, 300_000_000),
        (250, 800_000_000),
        (500, 1_800_000_000),
    ]
    assert [one.name for one in SCENARIOS][1:] == [
        "100-customers",
        "250-customers",
        "500-customers",
    ]


def test_an_unknown_scenario_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean 'growth'"):
        scenario("grwth")


def test_a_total_of_arr_is_shared_among_more_accounts() -> None:
    # 100 accounts of 30,000 each become 250 of 32,000 each: 8M.
    growth = growth_of(parse(["accounts=250", "arr=8m"]), 100, 300_000_000)
    assert growth == Growth(Fraction(5, 2), Fraction(32, 30))
    assert growth.grown(3_000_000) == 3_200_000


def test_nothing_grows_from_nothing() -> None:
    with pytest.raises(UsageError, match="no account"):
        growth_of(parse(["accounts=250"]), 0, 0)
    with pytest.raises(UsageError, match="No ARR is known"):
        growth_of(parse(["arr=8m"]), 3, None)
    assert growth_of(Wish({}), 0, None) == NO_GROWTH
    assert Growth(arr=Fraction(2)).grown(None) is None


def test_cents_are_rounded_half_up() -> None:
    assert Growth(arr=Fraction(1, 2)).grown(25) == 13


def test_figures_are_those_of_the_model() -> None:
    rows = [
        stood(1),
        stood(2, tier="low", level="low", arr=3_000_000, quadrant=None, health=50.0),
        stood(3, tier="unknown", level="unknown", arr=None, quadrant=None),
    ]
    found = figures(rows, {}, MODEL, 130.0)
    # 120,000 ÷ 20 + 600 + 200, and 120,000 ÷ 350 + 150 + 50.
    assert found.tiers["high"].cost == 680_000
    assert found.tiers["low"].cost == 54_286
    assert found.tiers["unknown"].cost is None
    assert found.tiers["unknown"].arr is None
    assert found.whole.cost == 734_286
    assert found.whole.without_arr == 1
    assert found.headcount == pytest.approx(1 / 20 + 1 / 350)
    assert found.utilisation == pytest.approx(100 * found.whole.hours_month / 130)
    assert found.headcount_by_hours == pytest.approx(found.whole.hours_month / 130)
    assert found.blended_share == pytest.approx(100 * 7_342.857142857 / 150_000)
    assert found.quadrants[None].accounts == 2


def test_no_hours_have_no_utilisation() -> None:
    found = figures([stood(1)], {}, MODEL, 0.0)
    assert found.utilisation is None
    assert found.headcount_by_hours is None


def test_the_order_of_accounts_changes_no_figure() -> None:
    rows = [stood(number, health=float(number), stage="renewal") for number in range(7)]
    rows += [stood(number, tier="tech", level="medium", arr=100) for number in range(8, 20)]
    assert figures(rows, {}, MODEL, 130.0) == figures(rows[::-1], {}, MODEL, 130.0)


def test_more_accounts_of_the_same_mix_are_whole_and_add_up() -> None:
    rows = [stood(number) for number in range(3)]
    rows += [stood(number, tier="low", level="low") for number in range(3, 10)]
    one = figures(rows, {1: Served("under-served", ())}, MODEL, 130.0)
    many = figures(rows, {1: Served("under-served", ())}, MODEL, 130.0, Fraction(25, 10))
    assert [many.tiers[tier].accounts for tier in ("high", "low")] == [8, 17]
    assert many.whole.accounts == 25
    assert many.whole.hours_month == pytest.approx(2.5 * one.whole.hours_month)
    assert many.tiers["high"].cost == 680_000 * 3 * 5 // 2
    assert many.blended_share == one.blended_share
    assert many.under_served == 3  # 2.5, rounded half up


def test_who_is_served_otherwise_is_told_with_why() -> None:
    healthy = stood(1)
    waiting = healthy._replace(quadrant="persistent-intensive", level="medium")
    before, after = (served([row], {}, MODEL, None) for row in (healthy, waiting))
    (turn,) = turns(before, after)
    assert (turn.flag_from, turn.flag_to) == (None, "under-served")
    assert "asks for high" in turn.reasons[0]
    (back,) = turns(after, before)
    assert (back.flag_to, back.reasons) == (None, turn.reasons)


def test_who_moves_is_told() -> None:
    before = [stood(1), stood(2)]
    after = [stood(1), stood(2, tier="medium", level="medium")]
    (move,) = moves(before, after)
    assert (move.account_id, move.tier_from, move.tier_to) == (2, "high", "medium")
