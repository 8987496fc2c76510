"""Asking for an answer that no list of choices has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.errors import InvalidValue
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.pieces import Line, Piece, line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class AnswerDialog(Form[str]):
    """One field for an answer; it is never empty."""

    def __init__(self, question: str, hint: str) -> None:
        self._question = question
        self._hint = hint
        super().__init__()

    def title_line(self) -> Line:
        """Return the question."""
        return line(Piece(f" {self._question}", "title"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return the one field."""
        return (FieldSpec("answer", "answer", "", self._hint),)

    def save(self, texts: Mapping[str, str]) -> None:
        """Answer with the text."""
        answer = texts["answer"].strip()
        if answer:
            self.dismiss(answer)
        else:
            self.fail(InvalidValue("Type the answer, or Esc."), "answer")
