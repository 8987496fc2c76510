"""Words of other programs (IMPORT: statuses and booleans of the vendors)."""

from __future__ import annotations

import pytest

from csm_tui.domain.terms import STATUSES
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.translation import translated, untranslated
from csm_tui.exchange.vendors.model import OTHERS
from csm_tui.exchange.vendors.words import GENERAL, STATUS


def test_words_are_translated_and_told_with_their_rows() -> None:
    cells = ["Paying", "Canceled", "paying", "", "trial"]
    assert translated(cells, STATUS, STATUSES) == (
        ["customer", "churned", "customer", "", "trial"],
        "Paying is customer (1 row), Canceled is churned (1 row), paying is customer (1 row)",
    )


def test_our_own_words_are_no_translation() -> None:
    assert translated(["Customer", "TRIAL"], STATUS, STATUSES) == (["Customer", "TRIAL"], None)


def test_what_is_not_known_stays_or_is_the_rest() -> None:
    assert translated(["Onboarding"], STATUS, STATUSES) == (["Onboarding"], None)
    assert untranslated(["Onboarding", "n/a", "Live"], STATUS, STATUSES) == ["Onboarding"]
    words = {"call": "check-in", OTHERS: "other"}
    assert translated(["Call", "Fax", "other"], words, ("check-in", "other"))[0] == [
        "check-in",
        "other",
        "other",
    ]
    assert untranslated(["Fax"], words, ("check-in", "other")) == []


@pytest.mark.parametrize("kind", GENERAL)
def test_general_words_mean_something_of_ours(kind: str) -> None:
    for field, words in GENERAL[kind].items():
        column = KINDS[kind].column(field)
        assert column is not None
        assert set(words.values()) <= set(column.choices)
