"""The guard against spreadsheet formulas (TORTURE T097)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.exchange.guard import guard, unguard

_TEXTS = st.text() | st.text(alphabet="=+-@\t\r'a1 ")


@given(_TEXTS)
def test_taking_the_guard_off_gives_back_any_text(text: str) -> None:
    assert unguard(guard(text)) == text


@given(_TEXTS, _TEXTS)
def test_two_texts_never_share_a_guarded_form(one: str, other: str) -> None:
    assert (guard(one) == guard(other)) == (one == other)


@given(_TEXTS)
def test_a_guarded_text_never_begins_like_a_formula(text: str) -> None:
    assert guard(text)[:1] not in set("=+-@\t\r")


@pytest.mark.parametrize(
    "formula", ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "\t=1", "\r=1", "'quoted"]
)
def test_t097_a_formula_becomes_inert(formula: str) -> None:
    assert guard(formula) == "'" + formula


@pytest.mark.parametrize("text", ["", "'", "'90s", "O'Neil", "plain"])
def test_texts_that_were_not_guarded_stay_when_the_guard_is_taken_off(text: str) -> None:
    assert unguard(text) == text
