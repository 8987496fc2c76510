"""Moving to a day: typed, or a day on by a key, with the window and the load of the days around."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual.binding import Binding
from textual.containers import Horizontal

from csm_tui import formatting
from csm_tui.domain.days import after, before
from csm_tui.domain.filters import Filter
from csm_tui.errors import CsmError, InvalidValue
from csm_tui.operations.fields import parse_field
from csm_tui.operations.touchpoints import window_remark
from csm_tui.queries import calendar, timeline
from csm_tui.tui import quick
from csm_tui.tui.dialogs.base import Dialog
from csm_tui.tui.dialogs.form import Labels
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, line
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.day_field import DayField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget
    from textual.widgets import Input

    from csm_tui.queries.calendar import CalendarRow, DayLoad
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.targets import Target

_EVERYTHING: Final = Filter("", ())
_DAYS: Final = 9
_BEFORE: Final = 3
_BAR: Final = 12


class Standing(NamedTuple):
    """What is moved, as the calendar has it, and what to say of its channel."""

    rows: tuple[CalendarRow, ...]
    advice: str


class MoveDialog(Dialog[date]):
    """Asks for a day; the days around it show their hours, the window and where it stands now."""

    DEFAULT_CSS = """
    MoveDialog #rows { height: 1; }
    MoveDialog DayField { background: $background; padding: 0 1; width: 1fr; }
    MoveDialog DayField:focus { background: $csm-cursor; }
    MoveDialog #said { margin: 1 0; }
    """
    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("enter", "move", "take"),
        ("<", "a day earlier", "shift(-1)"),
        (">", "a day later", "shift(1)"),
        ("escape", "cancel", "back"),
    )
    BINDINGS = [
        Binding("up", "shift(-1)", show=False),
        Binding("down", "shift(1)", show=False),
    ]

    def __init__(self, targets: Sequence[Target], words: str, verb: str = "Move") -> None:
        super().__init__()
        self._verb = verb
        self._targets = targets
        self._words = words
        self._standing = Standing((), "")
        self._loads: dict[date, DayLoad] = {}
        self._warned = False

    def title_line(self) -> Line:
        """Return what is moved."""
        return line(Piece(f" {self._verb}: ", "title"), Piece(self._words, "strong"))

    def body(self) -> Sequence[Widget]:
        """Return the field, what it means, and the days around."""
        self._day = DayField(placeholder="fri, +3d, today, 2026-02-06", id="day")
        self._label = Labels(("to",))
        return (
            Horizontal(self._label, self._day, id="rows"),
            Bar(ground="surface", id="said"),
            Bar(ground="surface", id="days"),
        )

    def on_mount(self) -> None:
        """Show where it stands now."""
        super().on_mount()
        self._label.mark(0, frozenset())
        ids = [one.touchpoint_id for one in self._targets if one.touchpoint_id is not None]
        today = self.csm.desk.today

        def question(book: BookConnection) -> Standing:
            days = {timeline.touchpoint(book, id).date for id in ids}
            rows = [
                row
                for day in sorted(days)
                for row in calendar.rows(book, _EVERYTHING, today=today, from_=day, to=day)
                if row.id in ids
            ]
            advice = ""
            if len(rows) == 1:
                row = rows[0]
                advice = quick.advice_on(book, row.account_id, row.channel, row.kind, row.purpose)
            return Standing(tuple(rows), advice)

        self._standing = self.csm.ask_now(question) or self._standing
        self._show()
        self._ask_loads()
        if self._standing.advice:
            self.call_after_refresh(self.hint, self._standing.advice, "warn")

    # The day

    @property
    def _from(self) -> date:
        """Return the day that `<` and `>` go from where nothing is typed."""
        days = [row.date for row in self._standing.rows]
        days = days or [one.day for one in self._targets if one.day is not None]
        return days[0] if days else self.csm.desk.today

    def _wanted(self) -> date:
        """Return the day typed; raises CsmError for one that is none."""
        if not self._day.value.strip():
            return self._from
        day = parse_field("touchpoints", "date", self._day.value, today=self.csm.desk.today)
        if not isinstance(day, date):
            raise InvalidValue("Which day? Like fri, +3d or 2026-02-06.")
        return day

    def on_day_field_shifted(self, event: DayField.Shifted) -> None:
        """Go a day back or on."""
        event.stop()
        self.action_shift(event.days)

    def action_shift(self, days: int) -> None:
        """Go some days back or on."""
        try:
            start = self._wanted()
        except CsmError:
            start = self._from
        today = self.csm.desk.today
        day = today if start < today else after(start, days) or start
        self._day.value = day.isoformat()
        # What is typed after that is another day.
        self._day.select_all()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the day that is meant."""
        event.stop()
        self._warned = False
        self._show()
        self._ask_loads()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the day."""
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Answer with the day."""
        if not self._day.value.strip():
            self.hint("To which day? Type one, or go there with < and >.", "warn")
            return
        try:
            self.dismiss(self._wanted())
        except CsmError as error:
            self.hint(str(error), "bad")

    def action_back(self) -> None:
        """Close; where a day was typed, only the second time in a row."""
        if self._day.value.strip() and not self._warned:
            self._warned = True
            self.hint("Nothing is moved yet. Esc again leaves it where it is.", "warn")
            return
        self.dismiss(None)

    # What is shown

    def _span(self) -> tuple[date, date]:
        try:
            middle = self._wanted()
        except CsmError:
            middle = self._from
        # Nothing is moved into the past.
        first = max(before(middle, _BEFORE), self.csm.desk.today)
        return first, after(first, _DAYS - 1) or date.max

    def _ask_loads(self) -> None:
        today = self.csm.desk.today
        first, last = self._span()
        if first in self._loads and last in self._loads:
            self._show()
            return

        def take(found: list[DayLoad]) -> None:
            self._loads |= {load.day: load for load in found}
            self._show()

        self.csm.ask(
            lambda book: calendar.load(book, _EVERYTHING, today=today, from_=first, to=last),
            take,
            lane="move-loads",
        )

    def _show(self) -> None:
        said, ink = self._meaning()
        for bar in self.query("#said").results(Bar):
            bar.show(line(Piece(f" {said}", ink)))
        first, last = self._span()
        days = map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
        for bar in self.query("#days").results(Bar):
            bar.show(*(self._day_line(day) for day in days))

    def _meaning(self) -> tuple[str, str]:
        today = self.csm.desk.today
        try:
            day = self._wanted()
        except CsmError as error:
            return str(error), "bad"
        words = f"{formatting.full_day(day)}, {formatting.away(day, today)}"
        if not self._day.value.strip():
            return f"now {words}", "muted"
        remarks = [remark for row in self._standing.rows if (remark := window_remark(row, day))]
        if not remarks:
            return words, "text"
        if len(self._targets) > 1:
            return f"{words}; {len(remarks)} of them outside their windows", "warn"
        return f"{words}; {remarks[0]}", "warn"

    def _day_line(self, day: date) -> Line:
        glyphs = self.csm.glyphs
        chosen = self._span_day() == day
        load = self._loads.get(day)
        name = formatting.full_day(day).rpartition(" ")[0]
        pieces = [
            Piece(glyphs.cursor if chosen else " ", "accent"),
            Piece(fit(f" {name}", 13), "strong" if chosen else "text" if load else "muted"),
        ]
        if load is None:
            return Line(tuple(pieces))
        moved = self._moved_minutes(day, chosen)
        minutes = max(0, load.minutes + moved)
        if load.free and not minutes:
            pieces.append(Piece(load.free, "muted"))
        else:
            ink = "bad" if minutes > load.available else "accent"
            full, rest = formatting.bar(minutes, _BAR, glyphs, whole=max(1, load.available))
            hours = f"{formatting.minutes(minutes)} of {formatting.minutes(load.available)}"
            pieces += [Piece(full, ink), Piece(rest, "faint"), Piece(fit_right(hours, 13), "muted")]
            if minutes > load.available:
                pieces.append(
                    Piece(f"  {formatting.minutes(minutes - load.available)} over", "bad")
                )
            if load.free:
                pieces.append(Piece(f"  {load.free}", "muted"))
        return Line(tuple(pieces), self._marks(day))

    def _span_day(self) -> date | None:
        try:
            return self._wanted()
        except CsmError:
            return None

    def _moved_minutes(self, day: date, chosen: bool) -> int:
        """Return the minutes that the move brings to a day, or takes from it."""
        if not self._day.value.strip():
            return 0
        rows = self._standing.rows
        return sum(
            row.effort * (chosen - (row.date == day and day >= self.csm.desk.today)) for row in rows
        )

    def _marks(self, day: date) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        if any(row.due_on == day for row in self._standing.rows):
            pieces.append(Piece("due  ", "warn"))
        if any(row.date == day for row in self._standing.rows):
            pieces.append(Piece("now here  ", "muted"))
        inside = any(
            row.window_from is not None
            and row.window_to is not None
            and row.window_from <= day <= row.window_to
            for row in self._standing.rows
        )
        pieces.append(Piece("in window " if inside else "          ", "muted"))
        return tuple(pieces)
