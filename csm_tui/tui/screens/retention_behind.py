"""The accounts, or the renewals, behind a figure of retention."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from csm_tui import formatting
from csm_tui.domain.wording import on
from csm_tui.queries import retention
from csm_tui.tui import retention_rows as rows
from csm_tui.tui.bindings import bindings
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.screens.base import BookScreen
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.row_list import RowList, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.retention import Movement
    from csm_tui.errors import CsmError
    from csm_tui.queries.retention import AccountRenewal, RetentionReport
    from csm_tui.store.database import Book
    from csm_tui.tui.screens.retention import Kept


class BehindScreen(BookScreen):
    """Who is behind a figure, the largest change first, renewals by day; Enter opens one."""

    NAME = "Behind a figure"
    OFFERS: ClassVar[tuple[str, ...]] = ("copy", "back", "close")
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "copy", "back")
    BINDINGS = bindings(OFFERS)

    def __init__(self, kept: Kept, figure: str, filter: Filter, setting: rows.Setting) -> None:
        super().__init__()
        self._kept = kept
        self._figure = figure
        self._filter = filter
        self._setting = setting
        self._movements: list[Movement] = []
        self._renewals: list[AccountRenewal] = []

    @property
    def account_id(self) -> int | None:
        """Return the account of the line."""
        id = self._list.cursor_id
        if id is None:
            return None
        return (self._renewals[id] if self._renewals else self._movements[id]).account_id

    def body(self) -> Sequence[Widget]:
        """Return the line of figures and the list."""
        self._list = RowList(
            self._row_line, columns=self._columns, empty=self._empty_line, id="list"
        )
        return (Bar(id="sub"), self._list)

    def on_mount(self) -> None:
        """Show what the figure was made of."""
        super().on_mount()
        self._take(self._kept.report)

    def reload(self) -> None:
        """Ask for the figure again."""
        kept, wanted, today = self._kept, self._filter, self.csm.desk.today

        def question(book: Book) -> RetentionReport:
            return retention.report(
                book.connection, wanted, today=today, from_=kept.from_, to=kept.to
            )

        self.csm.ask_aside(question, self._take, self._fail)

    def _fail(self, error: CsmError) -> None:
        self.notice(str(error), "bad")

    def _take(self, report: RetentionReport) -> None:
        of_renewals = rows.is_renewals(self._figure)
        self._renewals = report.renewals_behind(self._figure) if of_renewals else []
        self._movements = [] if of_renewals else report.behind(self._figure)
        count = len(self._renewals) or len(self._movements)
        self._list.show([Section("", count, range(count))])
        noun = "renewal" if of_renewals else "account"
        dot = self.csm.glyphs.dot
        self.query_one("#sub", Bar).show(
            line(
                Piece(f" {rows.TITLES[self._figure]}", "strong"),
                Piece(f" {dot} {formatting.plural(count, noun)}", "text"),
                Piece(f" {dot} {on(self._kept.from_)} to {on(self._kept.to)}", "muted"),
                *((Piece(f" {dot} {self._filter.text}", "accent"),) if self._filter.terms else ()),
            )
        )
        self.show_why()

    def _columns(self, width: int) -> Line:
        return rows.behind_columns(width - 2, renewals=rows.is_renewals(self._figure))

    def _row_line(self, id: int, width: int) -> Line:
        if self._renewals:
            return rows.due_line(self._renewals[id], width, self._setting)
        return rows.behind_line(self._movements[id], self._setting, width)

    def _empty_line(self) -> Line:
        return line(Piece("Nobody is behind this figure any more.", "muted"))

    def why_line(self) -> Line:
        """Return the account of the line in full."""
        id = self._list.cursor_id
        if id is None:
            return BLANK
        if self._renewals:
            one = self._renewals[id]
            shown = rows.due_why(one)
        else:
            shown = rows.behind_why(self._movements[id], self._setting)
        return Line(shown.left, (Piece(" "),))

    def on_row_list_moved(self) -> None:
        """Say what the line is."""
        self.show_why()

    def on_row_list_opened(self) -> None:
        """Open the account."""
        if self.account_id is not None:
            self.csm.open_account(self.account_id)

    def action_copy(self) -> None:
        """Copy the line."""
        id = self._list.cursor_id
        if id is None:
            self.csm.copy([])
        elif self._renewals:
            self.csm.copy([rows.due_copied(self._renewals[id])])
        else:
            self.csm.copy([rows.behind_copied(self._movements[id])])
