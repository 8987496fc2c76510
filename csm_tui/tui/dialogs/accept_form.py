"""Accepting moves between tiers: Enter alone takes what the model asks for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from csm_tui.errors import InvalidValue
from csm_tui.operations.fields import parse_field
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.pieces import Line, Piece, line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Accepted = tuple[str | None, date]


class AcceptForm(Form[Accepted]):
    """The reason and the last day of a tier that is set by hand; no reason is the suggestion's."""

    def __init__(self, what: str, ground: str, until: date, today: date) -> None:
        self._what = what
        self._ground = ground
        self._until = until
        self._today = today
        super().__init__()

    def title_line(self) -> Line:
        """Return what is accepted."""
        return line(Piece(" Accept: ", "title"), Piece(self._what, "strong"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return reason and end, both as the model has them."""
        return (
            FieldSpec("reason", "reason", "", f"why; empty: {self._ground}"),
            FieldSpec(
                "until",
                "until",
                self._until.isoformat(),
                "the last day it holds: +6m, 30 Jun; empty: as the model commits",
            ),
        )

    def check(self, name: str, text: str) -> None:
        """Raise InvalidValue where the end is no day, or past."""
        if name == "until" and self._day(text) < self._today:
            raise InvalidValue(f"until: {text.strip()} is past.")

    def save(self, texts: Mapping[str, str]) -> None:
        """Answer with the reason, if there is one, and the last day."""
        self.dismiss((texts["reason"].strip() or None, self._day(texts["until"])))

    def _day(self, text: str) -> date:
        found = parse_field("touchpoints", "date", text, today=self._today)
        return found if isinstance(found, date) else self._until
