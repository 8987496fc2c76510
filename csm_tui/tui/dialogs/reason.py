"""Asking for the reason of a skip or a dismissal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.errors import InvalidValue
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.pieces import Line, Piece, line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class ReasonDialog(Form[str]):
    """One field for a reason; the answer is its text, never empty."""

    def __init__(self, verb: str, what: str, hint: str) -> None:
        self._verb = verb
        self._what = what
        self._hint = hint
        super().__init__()

    def title_line(self) -> Line:
        """Return what the reason is for."""
        return line(Piece(f" {self._verb}: ", "title"), Piece(self._what, "strong"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return the one field."""
        return (FieldSpec("reason", "reason", "", self._hint),)

    def save(self, texts: Mapping[str, str]) -> None:
        """Answer with the reason."""
        reason = texts["reason"].strip()
        if reason:
            self.dismiss(reason)
        else:
            self.fail(InvalidValue("A reason is needed: some words will do."), "reason")
