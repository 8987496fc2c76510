"""Putting something off: one key for the usual spans, or a day typed, and a reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual.binding import Binding
from textual.containers import Horizontal, Vertical

from csm_tui import formatting
from csm_tui.errors import CsmError, InvalidValue
from csm_tui.operations.fields import parse_field
from csm_tui.tui.dialogs.base import Dialog
from csm_tui.tui.dialogs.form import Labels
from csm_tui.tui.pieces import Line, Piece, fit, line
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget
    from textual.widgets import Input

SPANS: Final = (
    ("1", 1, "tomorrow"),
    ("3", 3, "in 3 days"),
    ("w", 7, "in a week"),
    ("2", 14, "in two weeks"),
)
_HINT: Final = "Tab types another day (fri, +10d, 2026-03-01) or a reason."


class Until(NamedTuple):
    """The day that something is put off to, and why."""

    day: date
    reason: str | None


class SnoozeDialog(Dialog[Until]):
    """Asks until when; `effect` says what becomes of the thing."""

    DEFAULT_CSS = """
    SnoozeDialog #rows { height: 2; margin-top: 1; }
    SnoozeDialog #fields { width: 1fr; height: 2; }
    SnoozeDialog #fields > Field { background: $background; padding: 0 1; }
    SnoozeDialog #fields > Field:focus { background: $csm-cursor; }
    """
    AUTO_FOCUS = ""
    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        (" ".join(key for key, *_ in SPANS), "until then", ""),
        ("tab", "another day, a reason", "next"),
        ("escape", "cancel", "back"),
    )
    BINDINGS = [
        *(Binding(key, f"span({days})", show=False) for key, days, _ in SPANS),
        Binding("tab,down", "next", show=False),
        Binding("shift+tab,up", "previous", show=False),
        Binding("enter", "take", show=False),
        Binding("q", "back", show=False),
    ]

    def __init__(self, what: str, effect: str) -> None:
        super().__init__()
        self._what = what
        self._effect = effect
        self._warned = False

    def title_line(self) -> Line:
        """Return what is put off."""
        return line(Piece(" Snooze: ", "title"), Piece(self._what, "strong"))

    def body(self) -> Sequence[Widget]:
        """Return the spans, and the fields under them."""
        today = self.csm.desk.today
        self._labels = Labels(("another day", "reason"))
        self._day, self._reason = Field(id="day"), Field(id="reason")
        spans = [
            Bar(
                line(
                    Piece(f"  {key}  ", "accent"),
                    Piece(fit(words, 15)),
                    Piece(formatting.full_day(today + timedelta(days=days)), "muted"),
                ),
                ground="surface",
            )
            for key, days, words in SPANS
        ]
        column = Vertical(self._day, self._reason, id="fields")
        return (
            Bar(line(Piece(f" {self._effect}", "muted")), ground="surface", id="effect"),
            *spans,
            Horizontal(self._labels, column, id="rows"),
        )

    def on_mount(self) -> None:
        """Say that a day can be typed."""
        super().on_mount()
        self.call_after_refresh(self.hint, _HINT)

    def on_descendant_focus(self) -> None:
        """Mark the field that has the focus."""
        self._labels.mark(0 if self._day.has_focus else 1, frozenset())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show which day is meant."""
        event.stop()
        self._warned = False
        if event.input is not self._day or not event.value.strip():
            self.hint(_HINT)
            return
        try:
            day = self._typed()
        except CsmError as error:
            self.hint(str(error), "bad")
        else:
            self.hint(f"{formatting.full_day(day)}, {formatting.away(day, self.csm.desk.today)}")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the day typed."""
        event.stop()
        self.action_take()

    def _typed(self) -> date:
        today = self.csm.desk.today
        day = parse_field("touchpoints", "date", self._day.value, today=today)
        if not isinstance(day, date):
            raise InvalidValue("Until when? A day like fri, +10d or 2026-03-01.")
        if day <= today:
            raise InvalidValue(f"{formatting.full_day(day)} is not ahead.")
        return day

    def action_take(self) -> None:
        """Answer with the day typed; with a reason alone go back to the spans."""
        if not self._day.value.strip():
            self.set_focus(None)
            self._labels.mark(-1, frozenset())
            self.hint("Until when? 1, 3, w or 2, or Tab for another day.")
            return
        try:
            self._answer(self._typed())
        except CsmError as error:
            self.hint(str(error), "bad")
            self._day.focus()

    def action_span(self, days: int) -> None:
        """Answer with a day from today."""
        self._answer(self.csm.desk.today + timedelta(days=days))

    def _answer(self, day: date) -> None:
        self.dismiss(Until(day, self._reason.value.strip() or None))

    def action_next(self) -> None:
        """Go to the other field."""
        (self._reason if self._day.has_focus else self._day).focus()

    def action_previous(self) -> None:
        """Go to the other field."""
        self.action_next()

    def action_back(self) -> None:
        """Close; where something was typed, only the second time in a row."""
        if (self._day.value or self._reason.value) and not self._warned:
            self._warned = True
            self.hint("Nothing is put off yet. Esc again throws what is typed away.", "warn")
            return
        self.dismiss(None)
