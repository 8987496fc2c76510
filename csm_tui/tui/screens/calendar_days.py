"""The days of the calendar: what is asked for, kept and shown of them in each view."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from textual.containers import Horizontal, Vertical

from csm_tui import formatting, work_days
from csm_tui.queries.calendar import CalendarRow
from csm_tui.tui import calendar_agenda as agenda
from csm_tui.tui import calendar_month as month
from csm_tui.tui import calendar_shelf as shelf
from csm_tui.tui import calendar_week as week
from csm_tui.tui.calendar_agenda import OVERDUE, Entry, Folded, Part, Shown
from csm_tui.tui.calendar_rows import Setting, day_name, why
from csm_tui.tui.calendar_shelf import Ahead, Found, Shelf, Span, Wish
from csm_tui.tui.numbers import Numbers
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.screens.calendar_commands import CalendarCommands
from csm_tui.tui.screens.filtering import Filtering
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.day_list import DayList
from csm_tui.tui.widgets.filter_bar import FilterBar
from csm_tui.tui.widgets.month_grid import MonthGrid
from csm_tui.tui.widgets.row_list import Section
from csm_tui.tui.widgets.side_card import SideCard

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.events import Resize
    from textual.widget import Widget

    from csm_tui.store.connection import BookConnection

# Lines of the screen around grid and list: names, figures, why, keys.
_CHROME: Final = 4


class CalendarDays(Filtering, CalendarCommands):
    """The body of the calendar; subclasses walk it and give its commands."""

    def __init__(self) -> None:
        super().__init__()
        today = self.csm.desk.today
        self._first_weekday = work_days.first_weekday(self.csm.settings)
        self._view = "month"
        self._day = self._start = today
        self._as_of = today
        self._shown = Shown()
        self._shelf = Shelf()
        self._entries: dict[int, Entry] = {}
        self._seen: set[int] = set()
        self._numbers = Numbers()
        self._asked = 0
        self._pending: tuple[Span, int] | None = None
        self._taken = 0

    # Layout

    def body(self) -> Sequence[Widget]:
        """Return the line of figures, the days with the card beside them, and the filter."""
        self._grid = MonthGrid(self._day, self._first_weekday, id="grid")
        self._day_bar = Bar(id="day")
        self._list = DayList(
            self._row_line,
            head=self._head_line,
            empty=self._empty_line,
            selectable=True,
            id="list",
        )
        card = SideCard(id="card")
        card.fit_beside(self.app.size.width)
        days = Vertical(self._grid, self._day_bar, self._list, id="days")
        return (Bar(id="sub"), Horizontal(days, card, id="body"), FilterBar(id="filter"))

    def on_mount(self) -> None:
        """Ask for the days."""
        super().on_mount()
        self._show_view()
        self.reload()

    def on_resize(self, event: Resize) -> None:
        """Give the grid as much of the height as leaves a list."""
        super().on_resize(event)
        self._grid.fit_into(event.size.height - _CHROME)

    def show_chrome(self) -> None:
        """Show the figures and, where there is room, the card."""
        super().show_chrome()
        self.query_one(SideCard).fit_beside(self.app.size.width)
        self._show_sub()
        self._show_day()
        self._show_card()

    def _show_view(self) -> None:
        """Lay the view out, and give the focus to what it walks."""
        monthly = self._view == "month"
        self._grid.display = self._day_bar.display = monthly
        self._grid.fit_into(self.app.size.height - _CHROME)
        self._list.side = 0 if self._view == "agenda" else 1
        self._list.page = 7 if self._view == "week" else 0
        (self._grid if monthly else self._list).focus()

    # Asking

    @property
    def _span(self) -> Span:
        return shelf.span_of(self._view, self._day, self._start, self._first_weekday)

    def _wish(self) -> Wish:
        """Return what is shown, and what the cursor goes along with."""
        day = self._day if self._followed is None else self._followed.day
        span, today = self._span, self.csm.desk.today
        whole = self._shelf.whole.get(span)
        return Wish(span, day, today, self._filter, self._shown, whole)

    def reload(self) -> None:
        """Ask for everything shown again; what is known holds until the answer is there."""
        self._shelf.whole.clear()
        self._ask()

    def _ask(self) -> None:
        today, wanted = self.csm.desk.today, self._filter
        if today != self._as_of:
            # Midnight: who stood on today stands on it still.
            if self._day == self._as_of:
                self._day = today
            self._as_of = today
            self._start = shelf.agenda_start(self._day, today)
        self._asked += 1
        self._ask_span()
        self.csm.ask(lambda book: shelf.ahead(book, wanted, today), self._take_ahead, lane="ahead")
        self._show_card(again=True)

    def _ask_span(self) -> None:
        wish, number = self._wish(), self._asked
        self._pending = (wish.span, number)

        def take(found: Found) -> None:
            self._shelf.take(wish, found, fresh=number != self._taken)
            self._taken = number
            self._go_along()
            self._grid.show_loads(self._shelf.loads, self._shelf.ahead.worked)
            self._show()

        self.csm.ask(lambda book: shelf.find(book, wish), take, lane="calendar")

    def _go_along(self) -> None:
        """Put the cursor's day where the touchpoint is that was moved a day, once it is there."""
        followed = self._followed
        if followed is None:
            return
        rows = self._shelf.rows.get(followed.day, ())
        if any(row.id == followed.touchpoint_id for row in rows):
            self._day, self._followed = followed.day, None
        elif not self.csm.changing:
            self._followed = None

    def _ask_days(self, wanted: Iterable[date]) -> None:
        days, wish, number = tuple(wanted), self._wish(), self._asked

        def question(book: BookConnection) -> dict[date, list[CalendarRow]]:
            return shelf.days(book, wish, days)

        def take(rows: dict[date, list[CalendarRow]]) -> None:
            if number == self._taken:
                self._shelf.rows |= rows
                self._show()

        if days:
            self.csm.ask(question, take, lane="calendar-days")

    def _take_ahead(self, found: Ahead) -> None:
        self._shelf.ahead = found
        self._grid.show_loads(self._shelf.loads, found.worked)
        self._show()

    # Showing

    def _show(self, *, top: bool = False) -> None:
        """Show what is known of the view, the list from its `top`; ask for the rest."""
        span = self._span
        if not self._shelf.knows(span) and self._pending != (span, self._asked):
            self._ask_span()
        self._grid.show_day(self._day)
        self._grid.fit_into(self.app.size.height - _CHROME)
        parts = self._parts_of(span)
        # What is selected stays known, seen or not.
        selection = self._list.selection
        self._entries = {id: one for id, one in self._entries.items() if id in selection}
        self._seen = set()
        sections = []
        for part in parts:
            ids = [self._numbers.of(_key(entry)) for entry in part.entries]
            self._entries |= zip(ids, part.entries, strict=True)
            self._seen.update(ids)
            sections.append(Section(part.key, part.length, ids))
        self._list.show(sections, top=top)
        self._show_day()
        self._show_sub()
        self.show_why()
        self._show_card()

    def _parts_of(self, span: Span) -> list[Part]:
        known, overdue = self._shelf, self._shelf.ahead.overdue
        if self._view == "agenda":
            return agenda.agenda_parts(overdue, known.of(span), known.rows, self._shown)
        if self._view == "week":
            return week.week_parts(overdue, known.of(span), known.rows, self._shown)
        load = known.loads.get(self._day)
        parts = []
        if load is not None:
            part = agenda.day_part(load, known.rows.get(self._day), self._shown)
            if part.length > len(part.entries):
                self._ask_days([self._day])
            parts = [part._replace(key="")]
        if self._day == self.csm.desk.today and overdue:
            parts.append(agenda.overdue_part(overdue))
        return parts

    def _setting(self) -> Setting:
        return Setting(self.csm.desk.today, self.csm.glyphs)

    def _show_day(self) -> None:
        load = self._shelf.loads.get(self._day)
        here = next(
            (one for one in self._shelf.ahead.weeks if 0 <= (self._day - one.monday).days < 7), None
        )
        width = self._day_bar.size.width or self.app.size.width
        self._day_bar.show(month.day_line(load, self._day, here, self._setting(), width))

    def _show_sub(self) -> None:
        dot = Piece(f" {self.csm.glyphs.dot} ", "faint")
        left = [Piece(" "), Piece(self._title(), "strong")]
        loads = self._shelf.of(self._span)
        if self._problem:
            left = [Piece(" "), Piece(self._problem, "bad")]
        elif self._filter is not None:
            clears = f"{self.csm.keymap.shown('back')} clears"
            found = shelf.touchpoints(loads)
            whole = self._shelf.whole.get(self._span, found)
            left += [dot, Piece(f"{found:,} of {whole:,}", "strong")]
            left += [dot, Piece(self._filter.text, "accent"), dot, Piece(clears, "muted")]
        elif not self._shelf.ahead.planned and self.offered("plan"):
            words, ways = self._nothing()
            left += [dot, Piece(f"{words} ", "warn"), Piece(ways, "muted")]
        elif loads and not self.selected:
            if self._view == "month":
                loads = [load for load in loads if load.day.month == self._day.month]
            left += week.week_words(loads, self._setting())
        if self.selected:
            hidden = f", {self.unseen:,} not in sight" if self.unseen else ""
            left += [dot, Piece(f"{self.selected:,} selected{hidden}", "accent")]
        self.query_one("#sub", Bar).show(Line(tuple(left), self._right_words()))

    def _right_words(self) -> tuple[Piece, ...]:
        ahead, words = self._shelf.ahead, []
        if ahead.overdue:
            more = "+" if len(ahead.overdue) >= agenda.MOST else ""
            words.append(Piece(f"{len(ahead.overdue):,}{more} overdue  ", "bad"))
        if ahead.planned:
            words += month.strip_line(ahead.weeks, self._day, self._setting())
        return (*words, Piece(" "))

    def _title(self) -> str:
        if self._view == "month":
            return formatting.long_month(self._day)
        first = day_name(self._span.first, self._setting()).split(" ", 1)[1]
        return f"Week of {first}" if self._view == "week" else f"Agenda from {first}"

    # Lines

    def _row_line(self, id: int, width: int) -> Line:
        entry = self._entries.get(id)
        if entry is None:
            return BLANK
        return agenda.entry_line(entry, width, self._setting(), self.csm.keymap.shown("open"))

    def _head_line(self, key: str, _folded: bool, width: int) -> Line:
        if key == OVERDUE:
            rows = self._shelf.ahead.overdue
            return agenda.overdue_head(len(rows), rows)
        load = self._shelf.loads.get(date.fromisoformat(key))
        return BLANK if load is None else agenda.day_head(load, width, self._setting())

    def _nothing(self) -> tuple[str, str]:
        """Return why nothing stands there, and what to press."""
        if self._filter is not None:
            words = f'Nothing here matches "{self._filter.text}".'
            return words, self.ways(("back", "clears the filter"))
        if not self._shelf.ahead.planned and self.offered("plan"):
            return "no plan yet:", self.ways(("plan", f"plans {shelf.HORIZON_WEEKS} weeks"))
        return "Nothing is planned.", self.ways(("log", "plans a touchpoint"))

    def _empty_line(self) -> Line:
        if self._taken == 0:
            return BLANK
        words, ways = self._nothing()
        return line(Piece(f"{formatting.sentence(words)} "), Piece(ways, "muted"))

    def why_line(self) -> Line:
        """Return why the touchpoint under the cursor stands there."""
        entry = self.entry
        if isinstance(entry, CalendarRow):
            return Line((Piece(" "), *why(entry, self._setting())))
        if isinstance(entry, Folded):
            words = f"{entry.number:,} automated: the program's own sending, no hours of yours."
            return Line((Piece(f" {words}", "muted"),), (Piece(" "),))
        if self._taken and self._view != "month":
            words, ways = self._nothing()
            said = f" {formatting.sentence(words)} "
            return Line((Piece(said), Piece(ways, "muted")), (Piece(" "),))
        return month.legend(self._setting())

    # What is under the cursor

    @property
    def entry(self) -> Entry | None:
        """Return what is under the cursor of the list, None while the grid is walked."""
        if self._view == "month" and not self._list.has_focus:
            return None
        id = self._list.cursor_id
        return None if id is None else self._entries.get(id)

    @property
    def chosen(self) -> list[CalendarRow]:
        """Return the selected rows, seen or not, else the one under the cursor."""
        selected = [self._entries.get(id) for id in sorted(self._list.selection)]
        rows = [entry for entry in selected if isinstance(entry, CalendarRow)]
        entry = self.entry
        return rows or ([entry] if isinstance(entry, CalendarRow) else [])

    @property
    def reading(self) -> bool:
        """Return whether there is no day yet."""
        return self._taken == 0

    @property
    def account_id(self) -> int | None:
        """Return the account of the row under the cursor."""
        entry = self.entry
        return entry.account_id if isinstance(entry, CalendarRow) else None

    @property
    def figure(self) -> str | None:
        """Return the figure that `why` begins with."""
        return "next"

    @property
    def selected(self) -> int:
        """Return how many rows are selected."""
        return len(self._list.selection)

    @property
    def unseen(self) -> int:
        """Return how many selected rows are not in sight."""
        return len(self._list.selection - self._seen)

    def deselect(self) -> None:
        """Select nothing any more."""
        self._list.select(set())

    def _show_card(self, *, again: bool = False) -> None:
        card = self.query_one(SideCard)
        if not card.display:
            return
        account_id = self.account_id
        if account_id is None:
            rows = [one for one in self._entries.values() if isinstance(one, CalendarRow)]
            account_id = rows[0].account_id if rows and self._view == "month" else None
        card.show_account(account_id, again=again)


def _key(entry: Entry) -> tuple[object, ...]:
    if isinstance(entry, CalendarRow):
        return ("due", entry.account_id) if entry.id is None else ("row", entry.id)
    return type(entry).__name__, entry.day
