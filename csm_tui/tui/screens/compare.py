"""Compare: the pyramid against the matrix, and the hours that each disagreement is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal

from csm_tui.domain.filters import Filter
from csm_tui.tui import compare_lines
from csm_tui.tui.bindings import bindings
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.screens.account_commands import ACCOUNT_COMMANDS, AccountCommands
from csm_tui.tui.screens.filtering import Filtering
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.filter_bar import FilterBar
from csm_tui.tui.widgets.row_list import RowList
from csm_tui.tui.widgets.side_card import SideCard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from csm_tui.queries.disagreements import CompareRow
    from csm_tui.tui.compare_lines import Compared


class CompareScreen(Filtering, AccountCommands):
    """Where tier and quadrant disagree, the two failures of the pyramid by name, and the totals."""

    NAME = "Compare"
    OFFERS: ClassVar[tuple[str, ...]] = ("filter", *ACCOUNT_COMMANDS, "copy", "back", "close")
    HIDES: ClassVar[tuple[str, ...]] = ("compare-book",)
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "filter", "log", "copy", "fold-all", "back")
    BINDINGS = bindings(OFFERS)

    def __init__(self, filter: Filter | None = None) -> None:
        super().__init__()
        self._filter = filter
        self._asked_filter: Filter | None = None
        self._found: Compared | None = None

    def body(self) -> Sequence[Widget]:
        """Return the line of totals, the list with the card beside it, and the filter."""
        self._list = RowList(
            self._row_line,
            head=self._head_line,
            columns=compare_lines.titles,
            empty=self._empty_line,
            id="list",
        )
        card = SideCard(id="card")
        card.fit_beside(self.app.size.width)
        return (Bar(id="sub"), Horizontal(self._list, card, id="body"), FilterBar(id="filter"))

    def on_mount(self) -> None:
        """Ask for the comparison."""
        super().on_mount()
        # The first picture first: the answers are made by the same processor.
        self.call_after_refresh(self.reload)

    def show_chrome(self) -> None:
        """Show the totals and, where there is room, the card."""
        super().show_chrome()
        self.query_one(SideCard).fit_beside(self.app.size.width)
        self._show_sub()
        self._show_card()

    def reload(self) -> None:
        """Ask for the comparison again."""
        self._asked_filter = self._filter
        filter, today = self._filter or Filter("", ()), self.csm.desk.today
        self.csm.ask(
            lambda book: compare_lines.asked(book, filter, today), self._take, lane="compare"
        )

    def _take(self, found: Compared) -> None:
        first = self._found is None
        self._found = found
        if first:
            self._list.fold(set(compare_lines.FOLDED))
        self._list.show(found.sections, top=first)
        self._show_sub()
        self.show_why()
        self._show_card(again=True)

    def apply_filter(self) -> None:
        """Ask for what the filter keeps, where it is another."""
        if self._filter != self._asked_filter:
            self.reload()
        self._show_sub()

    def focus_filtered(self) -> None:
        """Give the focus back to the list."""
        self._list.focus()

    def _show_sub(self) -> None:
        bar = self.query_one("#sub", Bar)
        if self._problem:
            bar.show(line(Piece(f" {self._problem}", "bad")))
        elif self._found is not None:
            shown = compare_lines.totals_line(self._found.totals, self.csm.setting)
            if self._filter:
                words = f" {self.csm.glyphs.dot} {self._filter.text}"
                shown = Line((*shown.left, Piece(words, "accent")), shown.right)
            bar.show(shown)

    def _head_line(self, key: str, _folded: bool, _width: int) -> Line:
        part = self._found.parts.get(key) if self._found else None
        return compare_lines.head_line(part, self.csm.setting) if part else BLANK

    def _row_line(self, id: int, width: int) -> Line:
        row = self._found.rows.get(id) if self._found else None
        return compare_lines.row_line(row, width, self.csm.setting) if row else BLANK

    def _empty_line(self) -> Line:
        if self._filter:
            return self.no_match_line()
        ways = self.ways(("back", "goes back"))
        return line(Piece("There are no accounts to compare. "), Piece(ways, "muted"))

    @property
    def _under(self) -> CompareRow | None:
        id = self._list.cursor_id
        return self._found.rows.get(id) if self._found and id is not None else None

    @property
    def reading(self) -> bool:
        """Return whether there is no comparison yet."""
        return self._found is None

    @property
    def account_id(self) -> int | None:
        """Return the account of the line."""
        return self._list.cursor_id

    @property
    def figure(self) -> str | None:
        """Return the figure that `why` begins with."""
        return "quadrant"

    def why_line(self) -> Line:
        """Return what the two say of the account."""
        row = self._under
        if row is None:
            return BLANK
        return line(Piece(" "), Piece(row.account, "strong"), Piece(f": {row.found.reason}"))

    def on_row_list_moved(self) -> None:
        """Say what the two say of the line, and show its account."""
        self.show_why()
        self._show_card()

    def _show_card(self, *, again: bool = False) -> None:
        card = self.query_one(SideCard)
        if card.display and self.account_id is not None:
            card.show_account(self.account_id, again=again)

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Open the account."""
        self.csm.open_account(event.id)

    def action_back(self) -> None:
        """Clear the filter, then go back to the matrix."""
        if self.is_filtered:
            self.clear_filter()
        else:
            super().action_back()

    def action_copy(self) -> None:
        """Copy the line: name, tier, quadrant, both levels, hours a month, why."""
        row = self._under
        if row is None:
            self.csm.copy([])
            return
        found = row.found
        hours = "" if found.hours_difference is None else f"{found.hours_difference:.2f}"
        told = (row.account, row.tier, row.quadrant or "not-placed", found.pyramid_level)
        self.csm.copy(["\t".join((*told, found.matrix_level or "", hours, found.reason))])
