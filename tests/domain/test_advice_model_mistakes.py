"""The two mistakes that are made with the model itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from csm_tui.domain.advice import TierFacts
from csm_tui.domain.advice_cases import ABSENT, FOUND, UNTOLD
from csm_tui.domain.advice_model_mistakes import Adopted, changing_often, copied_ratios
from csm_tui.domain.model_file import load
from csm_tui.models import PRESETS, preset
from tests.domain.test_advice import facts

if TYPE_CHECKING:
    from csm_tui.domain.touch_model import TouchModel

PRESET = {name: load(preset(name), file=name) for name in PRESETS}
MODEL = PRESET["four-tier"]
TODAY = date(2026, 2, 2)
BEGUN = Adopted(1, "four-tier", date(2024, 1, 1), None)


def own_ratios(high: int) -> TouchModel:
    ratios = {**MODEL.costs.accounts_per_csm}
    ratios["high"] = high
    return replace(MODEL, costs=replace(MODEL.costs, accounts_per_csm=ratios))


def test_ratios_of_a_preset_are_copied_where_this_book_takes_other_hours() -> None:
    # 40 accounts at 6.5 h a month: 130 ÷ 6.5 = 20 for a CSM, as four-tier says.
    alike = facts(tiers=(TierFacts("high", 40, 260.0),))
    found = copied_ratios(alike, MODEL, PRESET)
    assert found.verdict == ABSENT
    assert "Untouched from four-tier, and this book comes to the same: high 20" in found.text
    # At 13 h each it is 10.
    found = copied_ratios(facts(tiers=(TierFacts("high", 40, 520.0),)), MODEL, PRESET)
    assert found.verdict == FOUND
    assert "high 20, where the hours that 40 of them take come to 10 accounts a CSM" in found.text
    assert "`csm model edit costs.accounts_per_csm.high=10`" in found.missing[0]
    assert "What competitors have is in no book." in found.checked


def test_a_difference_of_less_than_a_tenth_of_a_csm_is_none() -> None:
    few = facts(tiers=(TierFacts("low", 10, 1.3),))  # 1,000 for a CSM, where the model has 350
    assert copied_ratios(few, MODEL, PRESET).verdict == ABSENT


def test_ratios_of_ones_own_are_not_copied() -> None:
    book = facts(tiers=(TierFacts("high", 40, 520.0),))
    found = copied_ratios(book, own_ratios(high=18), PRESET)
    assert found.verdict == ABSENT
    assert "the model's own" in found.text
    assert copied_ratios(book, PRESET["three-tier"], PRESET).text.count("three-tier") == 1


def test_ratios_cannot_be_told_where_no_account_asks_for_hours() -> None:
    for book in (facts(accounts=0, tiers=()), facts(tiers=(TierFacts("unknown", 10, 0.0),))):
        assert copied_ratios(book, MODEL, PRESET).verdict == UNTOLD


def adopted(number: int, *on: int, keys: int | None = 1) -> Adopted:
    return Adopted(number, f"v{number}", date(*on), keys)


def test_a_model_never_changed_or_long_kept_is_no_mistake() -> None:
    assert "never changed" in changing_often([BEGUN], 12, TODAY).text
    kept = [BEGUN, adopted(2, 2024, 1, 20), adopted(3, 2025, 1, 20)]
    found = changing_often(kept, 12, TODAY)
    assert (found.verdict, found.text) == (ABSENT, "Changed 2 times, the last on 20 Jan 2025 (v3).")


def test_a_change_within_the_months_committed_to_is_named() -> None:
    found = changing_often([BEGUN, adopted(2, 2025, 3, 1), adopted(3, 2025, 9, 1)], 12, TODAY)
    assert found.verdict == FOUND
    assert found.text == "Version 3 (v3) on 1 Sep 2025, 184 days after version 2."


def test_choosing_the_first_model_remarks_and_one_days_attempts_are_no_changes() -> None:
    first = [BEGUN, adopted(2, 2024, 1, 2)]
    assert changing_often(first, 12, TODAY).verdict == ABSENT
    remarks = [*first, adopted(3, 2024, 2, 2, keys=0)]
    assert changing_often(remarks, 12, TODAY).verdict == ABSENT
    attempts = [BEGUN, adopted(2, 2025, 1, 2), adopted(3, 2025, 1, 2), adopted(4, 2025, 1, 2)]
    assert changing_often(attempts, 12, TODAY).text.startswith("Changed once")
    unread = [*first, adopted(3, 2024, 6, 2, keys=None)]
    assert changing_often(unread, 12, date(2024, 7, 1)).verdict == FOUND


def test_changes_of_long_ago_are_past() -> None:
    early = [BEGUN, adopted(2, 2022, 3, 1), adopted(3, 2022, 5, 1)]
    assert changing_often(early, 12, date(2022, 6, 1)).verdict == FOUND
    assert changing_often(early, 12, TODAY).verdict == ABSENT
