"""Asking for an answer that no list of choices has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.errors import InvalidValue
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.pieces import Line, Piece, line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class AnswerDialog(Form[str]):
    """One field for an answer; it is never empty, and one of `choices` where there are any."""

    def __init__(self, question: str, hint: str, choices: tuple[str, ...] = ()) -> None:
        self._question = question
        self._hint = hint
        self._choices = choices
        super().__init__()

    def title_line(self) -> Line:
        """Return the question."""
        return line(Piece(f" {self._question}", "title"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return the one field."""
        return (FieldSpec("answer", "answer", "", self._hint, self._choices),)

    def check(self, name: str, text: str) -> None:  # noqa: ARG002
        """Raise InvalidValue where a text is none of the choices."""
        answer = text.strip()
        if self._choices and answer and answer not in self._choices:
            from difflib import get_close_matches

            near = get_close_matches(answer, self._choices, 1) or self._choices[:1]
            raise InvalidValue(f"{answer} is none of them. Did you mean {near[0]}?")

    def save(self, texts: Mapping[str, str]) -> None:
        """Answer with the text."""
        answer = texts["answer"].strip()
        if answer:
            self.dismiss(answer)
        else:
            self.fail(InvalidValue("Type the answer, or Esc."), "answer")
