"""Today: what needs the CSM, ranked within its lanes, each line with its reason."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from csm_tui import formatting
from csm_tui.operations import tasks, touchpoints
from csm_tui.queries import agenda, portfolio
from csm_tui.tui.bindings import bindings
from csm_tui.tui.numbers import Numbers
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, line, width_of
from csm_tui.tui.screens.account_commands import ACCOUNT_COMMANDS, AccountCommands
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.row_list import RowList, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from csm_tui.store.connection import BookConnection

_LANES: Final = {
    "promises": "Promises",
    "risk": "Risk",
    "renewal": "Renewal",
    "due": "Due",
    "grow": "Grow",
    "done": "Done today",
}
_ACCOUNT: Final = 20
_MOST: Final = 200


class Done(NamedTuple):
    """A touchpoint done today."""

    account_id: int
    account: str
    what: str
    minutes: int | None


class TodayScreen(AccountCommands):
    """The ranked list."""

    NAME = "Today"
    OFFERS: ClassVar[tuple[str, ...]] = (
        "done", "later", "earlier", "no-show", *ACCOUNT_COMMANDS, "copy", "back", "close",
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "done", "log", "later", "pulse", "undo")
    BINDINGS = bindings(OFFERS)

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[int, agenda.TodayRow] = {}
        self._done: dict[int, Done] = {}
        self._numbers = Numbers()
        self._waiting = 0
        self._asked = False

    def body(self) -> Sequence[Widget]:
        """Return the line of figures and the lanes."""
        self._list = RowList(
            self._row_line, head=self._head_line, empty=self._empty_line, id="list"
        )
        return (Bar(id="sub"), self._list)

    def on_mount(self) -> None:
        """Ask for the list."""
        super().on_mount()
        self.reload()

    def reload(self) -> None:
        """Ask for the list again."""
        today = self.csm.desk.today

        def question(
            book: BookConnection,
        ) -> tuple[list[agenda.TodayRow], list[Done], int]:
            rows = agenda.today(book, today=today, limit=_MOST)
            done = [Done(*row) for row in portfolio.done_on(book, today=today)]
            return rows, done, portfolio.waiting(book)

        self.csm.ask(question, self._take, lane="today")

    def _take(self, found: tuple[list[agenda.TodayRow], list[Done], int]) -> None:
        rows, done, self._waiting = found
        self._rows = {self._numbers.of(_key(row)): row for row in rows}
        self._done = {self._numbers.of(("done", *one)): one for one in done}
        sections = [
            Section(lane, len(ids), ids)
            for lane in _LANES
            if (ids := [id for id, row in self._rows.items() if row.lane == lane])
        ]
        sections.append(Section("done", len(self._done), [*self._done]))
        self._list.show(sections, top=not self._asked)
        self._asked = True
        self._show_sub()
        self.show_why()

    def _show_sub(self) -> None:
        dot = Piece(f" {self.csm.glyphs.dot} ", "faint")
        left = [Piece(" "), Piece(f"{len(self._rows):,} to do", "strong")]
        if self._done:
            left += [dot, Piece(f"{len(self._done)} done", "good")]
        accounts = len({row.account_id for row in self._rows.values()})
        left += [dot, Piece(f"in {formatting.plural(accounts, 'account')}", "muted")]
        minutes = sum(done.minutes or 0 for done in self._done.values())
        right = [Piece(f"{formatting.minutes(minutes)} spent ", "muted")] if minutes else []
        if self._waiting > accounts:
            right.insert(0, Piece(f"{self._waiting - accounts:,} more wait  ", "muted"))
        self.query_one("#sub", Bar).show(Line(tuple(left), tuple(right)))

    # Lines

    def _at(self, id: int | None) -> agenda.TodayRow | None:
        return None if id is None else self._rows.get(id)

    def _head_line(self, key: str, _folded: bool, _width: int) -> Line:
        count = next((section.length for section in self._list.sections if section.key == key), 0)
        return Line((Piece(_LANES[key], "strong"), Piece(f"  {count}", "muted")))

    def _empty_line(self) -> Line:
        whole = self.csm.keymap.shown("portfolio")
        return line(
            Piece("Nothing needs you today. "), Piece(f"{whole} shows the whole book.", "muted")
        )

    def _row_line(self, id: int, width: int) -> Line:
        row = self._at(id)
        if row is None:
            return self._done_line(id)
        late = row.days_overdue > 0
        glyph, ink = self._glyph(row)
        right = self._when(row, late)
        tail = sum(width_of(piece.text) for piece in right)
        room = max(10, width - 3 - _ACCOUNT - 2 - max(tail, 10))
        cut = self.csm.glyphs.cut
        return Line(
            (
                Piece(f"{glyph} ", ink),
                Piece(fit(row.reason, room, cut)),
                Piece("  "),
                Piece(fit(row.account, _ACCOUNT, cut), "muted"),
            ),
            right,
        )

    def _glyph(self, row: agenda.TodayRow) -> tuple[str, str]:
        glyphs = self.csm.glyphs
        if row.lane == "risk":
            return glyphs.health["red"], "bad"
        if row.kind == "business-review":
            return glyphs.review, "accent"
        glyph = {
            "promises": glyphs.promise,
            "renewal": glyphs.renewal,
            "due": glyphs.due,
            "grow": glyphs.grow,
        }[row.lane]
        return glyph, "accent"

    def _when(self, row: agenda.TodayRow, late: bool) -> tuple[Piece, ...]:
        if late:
            return (Piece(f"{formatting.overdue(row.days_overdue)} ", "bad"),)
        if row.time:
            return (Piece(f"{row.time} ", "strong"),)
        if row.due_on is not None:
            return (Piece(f"{formatting.day(row.due_on, self.csm.desk.today)} ", "muted"),)
        return (Piece(f"{self.csm.money(row.arr)} ", "muted"),)

    def _done_line(self, id: int) -> Line:
        done = self._done[id]
        return line(
            Piece(f"{self.csm.glyphs.done} ", "good"),
            Piece(done.what, "muted"),
            Piece(f"  {done.account}", "muted"),
            right=[Piece(f"{formatting.minutes(done.minutes)} " if done.minutes else "", "muted")],
        )

    def why_line(self) -> Line:
        """Return the arithmetic of the rank, and what to do."""
        row = self._at(self._list.cursor_id)
        if row is None:
            return BLANK
        sum_ = " + ".join(f"{term.name} {term.points:g}" for term in row.terms)
        do = f"{formatting.sentence(row.suggestion)}. " if row.suggestion else ""
        return line(
            Piece(" "),
            Piece(do, "strong"),
            Piece(f"Rank {row.rank}: {row.score:.0f} points = {sum_}, by size", "muted"),
        )

    # Commands

    @property
    def account_id(self) -> int | None:
        """Return the account of the line."""
        id = self._list.cursor_id
        if id is None:
            return None
        row = self._at(id)
        return row.account_id if row else self._done[id].account_id

    @property
    def figure(self) -> str | None:
        """Return the figure that `why` begins with."""
        return "rank"

    def on_row_list_moved(self) -> None:
        """Say why the line is here."""
        self.show_why()

    def on_row_list_opened(self) -> None:
        """Open the account."""
        if self.account_id is not None:
            self.csm.open_account(self.account_id)

    def action_done(self) -> None:
        """Mark the booked touchpoint or the promise as done; else log what is due."""
        row = self._at(self._list.cursor_id)
        if row is None:
            return
        if row.task_id is not None:
            self.csm.apply(
                tasks.done, task_id=row.task_id, said=f"Done: {row.reason}, {row.account}."
            )
        elif row.touchpoint_id is not None:
            self.csm.apply(
                touchpoints.done,
                touchpoint_id=row.touchpoint_id,
                said=f"Done: {row.kind}, {row.account}.",
            )
        else:
            self.action_log()

    def _move(self, days: int) -> None:
        row = self._at(self._list.cursor_id)
        if row is None or row.touchpoint_id is None or row.due_on is None:
            self.notice("Only a planned touchpoint can be moved.", "muted")
            return
        day = row.due_on + timedelta(days=days)
        shown = formatting.full_day(day)
        self.csm.apply(
            touchpoints.move,
            touchpoint_id=row.touchpoint_id,
            day=day,
            said=f"Moved: {row.kind}, {row.account}, to {shown}.",
        )

    def action_later(self) -> None:
        """Move the planned touchpoint a day later."""
        self._move(1)

    def action_earlier(self) -> None:
        """Move the planned touchpoint a day earlier."""
        self._move(-1)

    def action_no_show(self) -> None:
        """Record that the customer did not come."""
        row = self._at(self._list.cursor_id)
        if row is None or row.touchpoint_id is None:
            self.notice("Only a planned touchpoint can be a no-show.", "muted")
            return
        self.csm.apply(
            touchpoints.no_show,
            touchpoint_id=row.touchpoint_id,
            said=f"No-show: {row.kind}, {row.account}.",
        )

    def action_copy(self) -> None:
        """Copy the line."""
        row = self._at(self._list.cursor_id)
        self.csm.copy([f"{row.account}\t{row.reason}\t{row.suggestion}"] if row else [])


def _key(row: agenda.TodayRow) -> tuple[object, ...]:
    return row.account_id, row.lane, row.kind, row.touchpoint_id, row.task_id
