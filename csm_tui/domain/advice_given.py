"""The advice on a book: five steps, a recommendation, its stage, five mistakes (DOMAIN §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.advice import Answer, BookFacts, Sign, answers_in_force, customers_then
from csm_tui.domain.advice_maturity import Stage, stage_of, stage_words
from csm_tui.domain.advice_model import Recommendation, recommend
from csm_tui.domain.advice_steps import Step, steps

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from csm_tui.domain.advice import Asked
    from csm_tui.domain.advice_cases import Mistake
    from csm_tui.domain.touch_model import TouchModel


class Known(NamedTuple):
    """What the book knows, whatever is answered.

    `kept` are earlier answers, each with its day; `models` the one in force, first, and the
    presets, by name; `adopted_on` is as for `recommend`.
    """

    facts: BookFacts
    signs: Mapping[Asked, Sign]
    kept: Mapping[str, tuple[str, date]]
    models: Mapping[str, TouchModel]
    adopted_on: date | None
    mistakes: tuple[Mistake, ...]

    @property
    def model(self) -> TouchModel:
        """Return the model in force."""
        return next(iter(self.models.values()))


class Advice(NamedTuple):
    """The advice; `then` are the customers in twelve months, None where nothing says so."""

    facts: BookFacts
    answers: Mapping[Asked, Answer]
    steps: tuple[Step, ...]
    recommendation: Recommendation
    stage: Stage
    stage_text: str
    then: int | None
    mistakes: tuple[Mistake, ...]
    model: TouchModel


def advise(known: Known, said: Mapping[Asked, str], today: date) -> Advice:
    """Return the advice on what is known, `said` being answered now.

    Raises InvalidValue for a growth that cannot be read.
    """
    facts, model = known.facts, known.model
    answers = answers_in_force(said, known.kept, known.signs, today)
    growth = answers.get("growth")
    then = None if growth is None else customers_then(growth.value, facts.accounts)
    found = recommend(facts, answers, then, known.models, known.adopted_on, today)
    return Advice(
        facts,
        answers,
        steps(facts, found.touches, found.carried, answers, known.signs, then, model),
        found,
        stage_of(facts.accounts),
        stage_words(facts.accounts, then),
        then,
        known.mistakes,
        model,
    )
