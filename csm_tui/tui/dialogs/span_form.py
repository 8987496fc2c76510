"""Asking for exact dates: the first and the last day that are looked at."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from csm_tui.domain.relative_days import typed_day
from csm_tui.errors import UsageError
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.pieces import Line, Piece, line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.tui.spans import Span

Days = tuple[date | None, date]


class SpanForm(Form[Days]):
    """Two days, both included; an empty first one is the beginning, an empty last one today.

    With `ahead` they may be to come.
    """

    def __init__(self, span: Span, today: date, *, ahead: bool = False) -> None:
        self._span = span
        self._today = today
        self._ahead = ahead
        super().__init__()

    def title_line(self) -> Line:
        """Return what is asked for."""
        return line(Piece(" From one day to another, both included", "title"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return the two days."""
        from_ = self._span.from_.isoformat() if self._span.from_ else ""
        last = "a day, also one to come" if self._ahead else "a day, not after today"
        return (
            FieldSpec("from", "from", from_, "2025-11-01, -13w, -12m; empty: the beginning"),
            FieldSpec("to", "to", self._span.to.isoformat(), f"{last}; empty: today"),
        )

    def check(self, name: str, text: str) -> None:
        """Raise UsageError where a text is no day."""
        self._day(name, text)

    def save(self, texts: Mapping[str, str]) -> None:
        """Answer with the two days."""
        from_ = self._day("from", texts["from"])
        to = self._day("to", texts["to"]) or self._today
        if from_ is not None and from_ > to:
            self.fail(UsageError(f"from is after to ({to.isoformat()})."), "from")
            return
        self.dismiss((from_, to))

    def _day(self, name: str, text: str) -> date | None:
        typed = text.strip()
        if not typed:
            return None
        found = typed_day(typed, self._today)
        if found is None:
            raise UsageError(f"{name}: {typed} is no day; write 2025-11-01 or -13w.")
        if found > self._today and not self._ahead:
            raise UsageError(f"{name}: {found.isoformat()} is after today.")
        return found
