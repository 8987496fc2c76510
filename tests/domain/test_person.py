"""What is left of a text, a list and a name without a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.person import FORGOTTEN, Eraser, Person

ANA = Person((7,), ("Ana María Ruiz",), ("ana.ruiz@acme.example",), (1,))
HERE, ELSEWHERE = 1, 2


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Call Ana María Ruiz on Friday", f"Call {FORGOTTEN} on Friday"),
        ("ANA  MARÍA\nruiz: yes", f"{FORGOTTEN}: yes"),
        ("Ask ana.ruiz@acme.example.", f"Ask {FORGOTTEN}."),
        ("not.ana.ruiz@acme.example or ana.ruiz@acme.example.org", None),
        ("Ana will call, Ruiz too", None),
        ("Ana María Ruizbrook", None),
    ],
)
def test_name_and_e_mail_leave_a_mark_in_a_text(text: str, left: str | None) -> None:
    assert Eraser(ANA).text(text, HERE) == (text if left is None else left)


def test_at_another_account_only_the_e_mail_goes() -> None:
    text = "Ana María Ruiz, ana.ruiz@acme.example"
    assert Eraser(ANA).text(text, ELSEWHERE) == f"Ana María Ruiz, {FORGOTTEN}"
    assert not Eraser(ANA).is_person("Ana María Ruiz", ELSEWHERE)
    assert Eraser(ANA).is_person("Ana.Ruiz@acme.example", ELSEWHERE)


def test_a_single_name_is_taken_out_of_lists_and_not_of_texts() -> None:
    eraser = Eraser(Person((), ("Ana",), (), (1,)))
    assert eraser.text("Ana and Anabel", HERE) == "Ana and Anabel"
    assert eraser.people("Ana;Ben", HERE) == "Ben"
    assert eraser.people("ana", HERE) is None
    assert eraser.people("Anabel; Ben", HERE) == "Anabel; Ben"


def test_a_text_that_may_still_mean_them_is_told() -> None:
    assert Eraser(ANA).may_mean("send it to Ana", HERE)
    assert not Eraser(ANA).may_mean("send it to Anabel", HERE)
    assert not Eraser(ANA).may_mean("send it to Ana", ELSEWHERE)


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_of_a_full_name_is_left_and_nothing_else_is_lost(left: str, right: str) -> None:
    cleaned = Eraser(ANA).text(f"{left} Ana María Ruiz {right}", HERE)
    assert "Ana María Ruiz" not in cleaned
    assert FORGOTTEN in cleaned
