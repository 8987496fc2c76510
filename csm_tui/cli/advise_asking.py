"""What the book cannot know, asked on the terminal one question after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.cli.output import asked, say
from csm_tui.domain.advice import QUESTIONS, UNKNOWN, checked
from csm_tui.domain.wording import on
from csm_tui.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Collection

    from csm_tui.domain.advice import Asked, Question
    from csm_tui.domain.advice_given import Known


def asked_on_terminal(known: Known, leave: Collection[str]) -> dict[Asked, str]:
    """Return the answers to all questions but those to `leave`; q ends them, the rest stays open.

    Each comes with what the book knows of it; Enter takes last time's answer, or the book's sign.
    """
    open_ = [question for question in QUESTIONS if question.asked not in leave]
    found: dict[Asked, str] = {}
    for number, question in enumerate(open_, start=1):
        say(f"Question {number} of {len(open_)}: {question.text}")
        say(known.signs[question.asked].text)
        answer = _asked(question, _suggested(question, known))
        if answer is None:
            break
        found[question.asked] = answer
    return found


def _suggested(question: Question, known: Known) -> str | None:
    """Return what Enter answers, None for nothing."""
    value, day = known.kept.get(question.asked, (UNKNOWN, None))
    if day is not None and value != UNKNOWN:
        say(f"Last time, on {on(day)}, you said {value}.")
        return value
    return known.signs[question.asked].value


def _asked(question: Question, suggested: str | None) -> str | None:
    """Return the answer that was typed, None for q and at the end of the input."""
    values = [*(one.value for one in question.choices), UNKNOWN]
    titles = [*(one.title for one in question.choices), "it stays out of the recommendation"]
    for number, (value, title) in enumerate(zip(values, titles, strict=True), start=1):
        say(f"  {number}  {value}: {title}")
    while True:
        typed = _typed(question, suggested, values)
        if typed is None or typed.casefold() == "q":
            return None
        if not typed and suggested is not None:
            return suggested
        short = typed.isascii() and typed.isdigit()
        if short and 1 <= int(typed) <= len(values):
            return values[int(typed) - 1]
        try:
            if typed:
                return checked(question.asked, typed)
        except InvalidValue as error:
            say(str(error))
            continue
        say(f"Type a number from 1 to {len(values)}.")


def _typed(question: Question, suggested: str | None, values: list[str]) -> str | None:
    other = ", or one like 250 or +50%" if question.free else ""
    enter = ""
    if suggested is not None:
        told = values.index(suggested) + 1 if suggested in values else suggested
        enter = f"Enter: {told}, "
    return asked(f"Number{other} ({enter}q leaves the rest open): ")
