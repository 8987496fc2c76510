"""History: every change of the book, newest first, and the way back from any of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Final

from csm_tui import formatting
from csm_tui.operations import undo as undoing
from csm_tui.queries import history
from csm_tui.tui.bindings import bindings
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, fit_right, line
from csm_tui.tui.screens.base import BookScreen
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.row_list import RowList, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

_MOST: Final = 2000


class HistoryScreen(BookScreen):
    """Every operation; Enter shows what undoing it would do."""

    NAME = "History"
    OFFERS: ClassVar[tuple[str, ...]] = ("undo-this", "copy", "back", "close")
    FOOTER: ClassVar[tuple[str, ...]] = ("undo-this", "undo", "redo", "copy")
    # Enter belongs to the list, which answers with Opened.
    BINDINGS = bindings(name for name in OFFERS if name != "undo-this")

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[int, history.OperationRow] = {}
        self._asked = False

    def body(self) -> Sequence[Widget]:
        """Return the line of figures and the list."""
        self._list = RowList(
            self._row_line, columns=self._title_line, empty=self._empty_line, id="list"
        )
        return (Bar(id="sub"), self._list)

    def on_mount(self) -> None:
        """Ask for the operations."""
        super().on_mount()
        self.reload()

    def reload(self) -> None:
        """Ask for the operations again."""
        self.csm.ask(lambda book: history.operations(book, limit=_MOST), self._take, lane="history")

    def _take(self, rows: list[history.OperationRow]) -> None:
        self._rows = {row.operation: row for row in rows}
        ids = [row.operation for row in rows]
        self._list.show([Section("", len(ids), ids)], top=not self._asked)
        self._asked = True
        words = formatting.plural(len(rows), "change")
        more = " shown, the newest" if len(rows) == _MOST else ""
        undone = sum(1 for row in rows if row.undone_by is not None)
        self.query_one("#sub", Bar).show(
            line(
                Piece(f" {words}{more}", "strong"),
                Piece(f" {self.csm.glyphs.dot} {undone} undone" if undone else "", "muted"),
                right=[Piece("undo only appends: nothing is ever lost ", "muted")],
            )
        )
        self.show_why()

    def _title_line(self, _width: int) -> Line:
        return Line(
            (Piece("  "), Piece(fit("When", 14), "muted"), Piece("Change", "muted")),
            (Piece("rows ", "muted"),),
        )

    def _empty_line(self) -> Line:
        return line(
            Piece("Nothing has been changed yet. "), Piece("Whatever you do stands here.", "muted")
        )

    def _row_line(self, id: int, _width: int) -> Line:
        row = self._rows[id]
        undone = row.undone_by is not None
        ink = "muted" if undone or row.undoes is not None else "text"
        return Line(
            (
                Piece(fit(self._when(row), 14), "muted"),
                Piece(row.name, ink),
                Piece("  undone" if undone else "", "warn"),
            ),
            (Piece(f"{fit_right(f'{row.changes:,}', 7)} ", "muted"),),
        )

    def _when(self, row: history.OperationRow) -> str:
        at = datetime.fromisoformat(row.at.replace("Z", "+00:00")).replace(tzinfo=UTC).astimezone()
        shown = formatting.day(at.date(), self.csm.desk.today)
        return f"{shown} {at:%H:%M}"

    def why_line(self) -> Line:
        """Return what the operation under the cursor was for."""
        row = self._rows.get(self._list.cursor_id or -1)
        if row is None:
            return BLANK
        state = "It is undone." if row.undone_by is not None else "It stands."
        fixed = self.csm.desk.read_only
        return line(
            Piece(f" Change {row.operation}, {formatting.full_day(row.as_of)}. {state}", "muted"),
            right=[]
            if fixed
            else [
                Piece(self.csm.keymap.shown("undo-this"), "accent"),
                Piece(" undo this ", "muted"),
            ],
        )

    def on_row_list_moved(self) -> None:
        """Say what the line is."""
        self.show_why()

    def on_row_list_opened(self) -> None:
        """Show what undoing the operation would do."""
        self.action_undo_this()

    def action_undo_this(self) -> None:
        """Show what undoing the operation would do, and do it on `y`."""
        from csm_tui.tui.dialogs.undo_preview import UndoPreview

        id = self._list.cursor_id
        if id is None or self.csm.desk.read_only:
            return
        found = self.csm.ask_now(lambda book: history.undo_preview(book, id, limit=200))
        if found is None:
            return

        def answer(yes: bool | None) -> None:
            if yes:
                self.csm.apply(undoing.undo, operation_id=id, hint="redo")

        self.app.push_screen(
            UndoPreview(found, undone=self._rows[id].undone_by is not None), answer
        )

    def action_copy(self) -> None:
        """Copy the line."""
        row = self._rows.get(self._list.cursor_id or -1)
        self.csm.copy([f"{row.operation}\t{row.at}\t{row.name}\t{row.changes}"] if row else [])
