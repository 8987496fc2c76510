"""Answering a step of the advice: by one key, or of growth in figures too."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from csm_tui.domain.advice import UNKNOWN, checked
from csm_tui.tui.advice_rows import values
from csm_tui.tui.dialogs.base import Dialog
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, line, wrap
from csm_tui.tui.widgets.bars import Bar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.widget import Widget

    from csm_tui.domain.advice import Question

_VALUE = 14
_WIDTH = 70
_MOST = 9


class AnswerDialog(Dialog[str]):
    """The answers of a question with what each means; a digit gives one."""

    BINDINGS = [
        *(Binding(str(number), f"take({number})", show=False) for number in range(1, _MOST + 1)),
        Binding("q", "back", show=False),
    ]

    def __init__(self, question: Question, answer: str | None, proof: str) -> None:
        super().__init__()
        self._question = question
        self._answer = answer
        self._proof = proof
        self._values = values(question)

    def title_line(self) -> Line:
        """Return the question."""
        return line(Piece(f" {self._question.text}", "title"))

    def body(self) -> Sequence[Widget]:
        """Return the answers, the one in force marked."""
        titles = [*(one.title for one in self._question.choices), "it is left out"]
        lines = []
        for number, (value, title) in enumerate(zip(self._values, titles, strict=True), start=1):
            mark = self.csm.glyphs.mark if value == (self._answer or UNKNOWN) else " "
            word = "not known" if value == UNKNOWN else value
            lines.append(
                line(
                    Piece(f"{mark} {number}  ", "accent"),
                    Piece(fit(word, _VALUE)),
                    Piece(title, "muted"),
                )
            )
        return [Bar(shown, ground="surface") for shown in lines]

    def on_mount(self) -> None:
        """Say what the book knows."""
        super().on_mount()
        self.call_after_refresh(self.hint, self._proof)

    def keys(self) -> Sequence[tuple[str, str, str]]:
        """Return the digits and the way back."""
        return ((f"1-{len(self._values)}", "answer", ""), ("escape", "cancel", "back"))

    def action_take(self, number: int) -> None:
        """Give an answer."""
        if number <= len(self._values):
            self.dismiss(self._values[number - 1])


class GrowthForm(Form[str]):
    """The customers in twelve months: as a number, a multiple or percent."""

    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("enter", "answer", "save"),
        ("escape", "cancel", "back"),
    )

    def __init__(self, question: Question, answer: str | None, proof: str) -> None:
        self._question = question
        self._answer = answer
        self._proof = proof
        super().__init__()

    def title_line(self) -> Line:
        """Return the question."""
        return line(Piece(f" {self._question.text}", "title"))

    def body(self) -> Sequence[Widget]:
        """Return what the book knows, then the field."""
        said = wrap(self._proof, _WIDTH)
        shown = [Bar(line(Piece(f" {part}", "muted")), ground="surface") for part in said]
        return (*shown, Bar(BLANK, ground="surface"), *super().body())

    def fields(self) -> Sequence[FieldSpec]:
        """Return the one field."""
        hint = "250, 2x or +50%; unknown leaves it out of the recommendation"
        return (
            FieldSpec("growth", "customers", self._answer or "", hint, (*values(self._question),)),
        )

    def check(self, name: str, text: str) -> None:  # noqa: ARG002
        """Raise InvalidValue for what is no growth."""
        checked(self._question.asked, text)

    def save(self, texts: Mapping[str, str]) -> None:
        """Answer with the growth."""
        self.dismiss(checked(self._question.asked, texts["growth"]))
