"""The five steps of choosing a model as they stand for a book, each with its proof (DOMAIN §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.advice import QUESTION, QUESTIONS, Answer, BookFacts, Sign
from csm_tui.domain.advice_economics import Carried, economics_words
from csm_tui.domain.advice_maturity import stage_of
from csm_tui.domain.wording import on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csm_tui.domain.advice import Asked
    from csm_tui.domain.terms import Level
    from csm_tui.domain.touch_model import TouchModel

ECONOMICS = "unit economics"


class Step(NamedTuple):
    """A step: the answer in words and where it is from (None: not known), and the proof.

    `asked` is None for the one that the book answers; `touch` is what the answer asks for or, of
    unit economics, what the median account pays for.
    """

    title: str
    asked: Asked | None
    answer: str | None
    source: str | None
    touch: Level | None
    sentences: tuple[str, ...]


def steps(
    facts: BookFacts,
    touches: tuple[Carried, ...],
    paid: Level | None,
    answers: Mapping[Asked, Answer],
    signs: Mapping[Asked, Sign],
    then: int | None,
    model: TouchModel,
) -> tuple[Step, ...]:
    """Return the five steps in their order."""
    words = economics_words(facts, touches, model)
    first = Step(
        ECONOMICS,
        None,
        None if paid is None else f"{paid} touch",
        None if paid is None else "the book",
        paid,
        tuple(words),
    )
    return (first, *(_step(one.asked, facts, answers, signs, then) for one in QUESTIONS))


def _step(
    asked: Asked,
    facts: BookFacts,
    answers: Mapping[Asked, Answer],
    signs: Mapping[Asked, Sign],
    then: int | None,
) -> Step:
    question, proof = QUESTION[asked], signs[asked].text
    answer = answers.get(asked)
    if answer is None:
        return Step(question.title, asked, None, None, None, (proof,))
    chosen = next((one for one in question.choices if one.value == answer.value), None)
    told = answer.value if chosen is None else f"{chosen.value}: {chosen.title}"
    sentences = [proof]
    if asked == "growth":
        if chosen is None:
            told = f"{answer.value} customers" if answer.value.isdigit() else answer.value
        if then is not None:
            now, later = stage_of(facts.accounts), stage_of(then)
            moves = f"{now.title.lower()} to {later.title.lower()}"
            stage = f"{now.title.lower()} all along" if now == later else moves
            sentences.append(f"{facts.accounts:,} now, {then:,} in twelve months: {stage}.")
    touch = None if chosen is None else chosen.touch
    return Step(question.title, asked, told, source_words(answer), touch, tuple(sentences))


def source_words(answer: Answer) -> str:
    """Return where an answer is from, in words."""
    if answer.source == "last time" and answer.on is not None:
        return f"as last time, said on {on(answer.on)}"
    return "a sign in the book, until you say otherwise" if answer.source == "book" else "you said"
