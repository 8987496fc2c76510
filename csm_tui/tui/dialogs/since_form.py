"""Asking since which day moves are looked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from csm_tui.domain.relative_days import past_day
from csm_tui.errors import UsageError
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.pieces import Line, Piece, line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class SinceForm(Form[date]):
    """One day before today; Enter alone takes four weeks, or the day looked at before."""

    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("enter", "look back", "save"),
        ("escape", "cancel", "back"),
    )

    def __init__(self, since: date | None, today: date) -> None:
        self._since = since
        self._today = today
        super().__init__()

    def title_line(self) -> Line:
        """Return what is asked for."""
        return line(Piece(" Who moved in the matrix, since when and why", "title"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return the day."""
        value = self._since.isoformat() if self._since else "-4w"
        return (FieldSpec("since", "since", value, "-4w, -28d, -3m, 5 Jan or 2026-01-05"),)

    def check(self, name: str, text: str) -> None:  # noqa: ARG002
        """Raise UsageError where a text is no day before today."""
        self._day(text)

    def save(self, texts: Mapping[str, str]) -> None:
        """Answer with the day."""
        self.dismiss(self._day(texts["since"]))

    def _day(self, text: str) -> date:
        typed = text.strip()
        found = past_day(typed, self._today)
        if found is None:
            raise UsageError(f"since: {typed} is no day; write 2026-01-05, 5 Jan or -4w.")
        if found >= self._today:
            raise UsageError(f"since: {found.isoformat()} is not before today.")
        return found
