"""The five steps as they stand for a book."""

from __future__ import annotations

from datetime import date

from csm_tui.domain.advice import QUESTIONS, Answer, sign
from csm_tui.domain.advice_given import Known, advise
from csm_tui.domain.advice_steps import source_words
from csm_tui.domain.model_file import load
from csm_tui.models import preset
from tests.domain.test_advice import LEAST, facts

TODAY = date(2026, 2, 2)
MODEL = load(preset("four-tier"), file="four-tier")


def known(**changed: object) -> Known:
    book = facts(**changed)
    signs = {one.asked: sign(one.asked, book, LEAST) for one in QUESTIONS}
    kept = {"complexity": ("weeks", date(2026, 1, 5))}
    return Known(book, signs, kept, {"four-tier": MODEL}, None, ())


def test_each_step_has_its_answer_where_it_is_from_and_its_proof() -> None:
    found = advise(known(arrs=[4_000_000] * 10), {"growth": "300"}, TODAY)
    assert [(step.title, step.answer, step.touch) for step in found.steps] == [
        ("unit economics", "medium touch", "medium"),
        ("product complexity", "weeks: weeks to months", "high"),
        ("customer expectations", None, None),
        ("competition", None, None),
        ("scale and growth", "300 customers", None),
    ]
    assert found.steps[1].source == "as last time, said on 5 Jan 2026"
    assert found.steps[4].sentences[-1] == (
        "10 now, 300 in twelve months: start-up to scaled operations."
    )
    assert (found.then, found.stage.stage) == (300, "start-up")


def test_a_choice_of_growth_is_a_factor() -> None:
    found = advise(known(), {"growth": "2x"}, TODAY)
    assert (found.then, found.steps[4].answer) == (20, "2x: twice as many")
    assert found.steps[0].answer is None


def test_where_an_answer_is_from_is_said() -> None:
    assert source_words(Answer("weeks", "said", TODAY)) == "you said"
    assert "sign in the book" in source_words(Answer("weeks", "book"))
