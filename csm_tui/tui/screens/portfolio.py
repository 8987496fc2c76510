"""Portfolio: the whole book in sections, sorted, filtered, an account's card beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Horizontal

from csm_tui import formatting
from csm_tui.queries import portfolio
from csm_tui.queries.portfolio_index import Entry, Index, entries, load
from csm_tui.tui import columns, page
from csm_tui.tui.bindings import bindings
from csm_tui.tui.opening import Opening, View, opening
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.screens.account_commands import ACCOUNT_COMMANDS, AccountCommands
from csm_tui.tui.screens.filtering import Filtering
from csm_tui.tui.shelf import Order, Part, Shelf, arranged
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.filter_bar import FilterBar
from csm_tui.tui.widgets.row_list import RowList, Section
from csm_tui.tui.widgets.side_card import SideCard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from csm_tui.domain.changes import Changes
    from csm_tui.store.connection import BookConnection

_GROUPINGS: Final = tuple(portfolio.GROUPINGS)
_SORTS: Final = tuple(portfolio.SORTS)
_ROWS_A_FETCH: Final = 64
_KEPT_ROWS: Final = 4096
# Of so many changed accounts each is asked for; of more the whole index.
_FEW_CHANGED: Final = 500


class PortfolioScreen(Filtering, AccountCommands):
    """The book of business."""

    NAME = "Portfolio"
    OFFERS: ClassVar[tuple[str, ...]] = (
        "filter", "view", "sort", "reverse", *ACCOUNT_COMMANDS, "copy", "back", "close",
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = page.FOOTER
    BINDINGS = bindings(OFFERS)

    def __init__(self) -> None:
        super().__init__()
        self._shelf = Shelf()
        self._parts: dict[str, Part] = {}
        self._rows: dict[int, portfolio.Row] = {}

    # Layout

    def body(self) -> Sequence[Widget]:
        """Return the line of totals, the list with the card beside it, and the filter."""
        self._list = RowList(
            self._row_line,
            head=self._head_line,
            columns=self._title_line,
            empty=self._empty_line,
            selectable=True,
            id="list",
        )
        card = SideCard(id="card")
        card.fit_beside(self.app.size.width)
        return (Bar(id="sub"), Horizontal(self._list, card, id="body"), FilterBar(id="filter"))

    def on_mount(self) -> None:
        """Show the page that was asked for before the screens were there, then the rest."""
        if self.csm.opening is None:
            self.reload()
        else:
            self._open(self.csm.opening)
            self.call_after_refresh(self._ask_index)
        super().on_mount()

    def show_chrome(self) -> None:
        """Show the totals and, where there is room, the card."""
        super().show_chrome()
        self.query_one(SideCard).fit_beside(self.app.size.width)
        self._show_sub()
        self._show_card()

    @property
    def reading(self) -> bool:
        """Return whether there is no page yet."""
        return not self._parts and self._shelf.index is None

    @property
    def account_id(self) -> int | None:
        """Return the account under the cursor."""
        return self._list.cursor_id

    @property
    def selected(self) -> int:
        """Return how many accounts are selected, shown or not."""
        return len(self._list.selection)

    def go_to(self, account_id: int) -> None:
        """Put the cursor on an account, now or as soon as it is known."""
        self._list.go_to(account_id)

    # Asking

    def reload(self) -> None:
        """Ask for everything again: the first page, and the index behind it."""
        view, today = self._shelf.view, self.csm.desk.today
        self._rows.clear()
        if self._shelf.index is None:
            self.csm.ask(
                lambda book: opening(book, view, today=today), self._open, lane="portfolio"
            )
        else:
            # What is seen is painted anew at once; its order and sums follow.
            self._list.redraw()
        self._show_card(again=True)
        self._ask_index()

    def reload_some(self, account_ids: frozenset[int]) -> None:
        """Ask for some accounts again."""
        index, today = self._shelf.index, self.csm.desk.today
        if index is None or not 0 < len(account_ids) <= _FEW_CHANGED:
            self.reload()
            return
        ids = sorted(account_ids)
        archived = index.archived

        def take(found: list[Entry]) -> None:
            for id in ids:
                self._rows.pop(id, None)
            self._list.redraw()
            self._show_card(again=True)
            if self._shelf.index is index and index.patch(found, ids):
                self._arrange(self._shelf.view)
            else:
                self._ask_index()

        self.csm.ask(
            lambda book: entries(book, ids, today=today, archived=archived), take, lane="some"
        )

    def book_changed(self, changes: Changes | None) -> None:
        """Take in a change; of a few accounts only those are asked for."""
        shown = self.is_current or self in self.app.screen_stack
        if shown and changes is not None and not changes.all_accounts and not self._stale:
            self.reload_some(changes.accounts)
        else:
            super().book_changed(changes)

    def _open(self, found: Opening) -> None:
        """Show the first page."""
        first = not self._parts
        self._shelf.open(found)
        self.csm.currency = found.currency
        self._rows = {row.account_id: row for page in found.pages for row in page}
        self._show(top=first)

    def _ask_index(self) -> None:
        view, today = self._shelf.view, self.csm.desk.today

        def question(book: BookConnection) -> tuple[Index, View, Order]:
            index = load(book, today=today, archived=view.archived)
            return index, view, arranged(index, view)

        def take(found: tuple[Index, View, Order]) -> None:
            self._shelf.take(*found)
            self.apply_filter()

        self.csm.ask(question, take, lane="index")

    def _arrange(self, view: View) -> None:
        """Show another view: its first page at once, the rest behind it."""
        shelf = self._shelf
        before = shelf.keys
        whole = shelf.arrange(view)
        index = shelf.index
        if index is None or index.archived != view.archived:
            self._open_in(view)
            return
        if shelf.keys.isdisjoint(before) or view.grouping == "none":
            self._list.fold(set())
        if whole or shelf.kept is None:
            self._show()
        if whole:
            return

        def take(order: Order) -> None:
            shelf.complete(view, order)
            self._show()

        # Sorting holds Python's lock: the first page is painted before it.
        self.call_after_refresh(self.csm.ask, lambda _: arranged(index, view), take, lane="arrange")

    def _open_in(self, view: View) -> None:
        today = self.csm.desk.today
        found = self.csm.ask_now(lambda book: opening(book, view, today=today))
        if found is not None:
            self._open(found)
        self._ask_index()

    # The filter

    def apply_filter(self) -> None:
        """Show what the filter keeps: words from the index at hand, all else by asking the book."""
        self._show_sub()
        view, shelf = self._shelf.view, self._shelf
        terms = self._filter.terms if self._filter else ()
        archived = any(term.key == "archived" and not term.negated for term in terms)
        if archived != view.archived:
            # Archived accounts are a book of their own; the filter is applied when it is there.
            self._arrange(view._replace(archived=archived))
            return
        wanted, today = self._filter, self.csm.desk.today
        if wanted is None:
            self._keep(None)
            return
        if shelf.index is not None and all(term.key == "word" for term in terms):
            self._keep(shelf.index.scan(wanted))
            return
        self.csm.ask(
            lambda book: portfolio.matching(book, wanted, today=today), self._keep, lane="filter"
        )

    def _keep(self, kept: dict[int, int] | None) -> None:
        self._shelf.kept = kept
        self._show()

    def _show(self, *, top: bool = False) -> None:
        parts = self._shelf.parts()
        self._parts = {part.key: part for part in parts}
        self._list.show([Section(part.key, part.accounts, part.ids) for part in parts], top=top)
        self._show_sub()
        self.show_why()

    def focus_filtered(self) -> None:
        """Give the focus back to the list."""
        self._list.focus()

    # Lines

    def _row_line(self, id: int, width: int) -> Line:
        row = self._rows.get(id) or self._fetch(id)
        if row is None:
            return line(Piece(self.csm.glyphs.cut, "faint"))
        return columns.cells(row, columns.layout(width), self.csm.setting)

    def _fetch(self, id: int) -> portfolio.Row | None:
        """Fetch the rows about to be painted: those after `id` in its section, a page at a time."""
        if len(self._rows) > _KEPT_ROWS:
            self._rows.clear()
        wanted = [id, *self._list.around(_ROWS_A_FETCH)]
        self._rows |= self.csm.ask_now(lambda book: portfolio.rows(book, wanted)) or {}
        return self._rows.get(id)

    def _title_line(self, width: int) -> Line:
        return page.title_line(self._shelf.view, width, self.csm.glyphs)

    def _head_line(self, key: str, _folded: bool, _width: int) -> Line:
        part = self._parts.get(key, Part(key, 0, 0, ()))
        whole = sum(part.arr for part in self._parts.values())
        section = portfolio.Section(key, part.accounts, part.arr)
        return page.head_line(self._shelf.view, section, whole, self.csm.money)

    def _show_sub(self) -> None:
        dot = f" {self.csm.glyphs.dot} "
        left = [Piece(" ")]
        if self._problem:
            left.append(Piece(self._problem, "bad"))
        elif self._filter:
            shown = sum(part.accounts for part in self._parts.values())
            left += [
                Piece(f"{shown:,} of {self._shelf.totals.accounts:,}", "strong"),
                Piece(f"{dot}{self._filter.text}", "accent"),
                Piece(f"{dot}{self.csm.keymap.shown('back')} clears", "muted"),
            ]
        else:
            left += page.arranged_words(self._shelf.view, self.csm.glyphs)
        left += self._selected()
        self.query_one("#sub", Bar).show(Line(tuple(left), self._totals_pieces()))

    def _selected(self) -> list[Piece]:
        selection = self._list.selection
        if not selection:
            return []
        words = f" {self.csm.glyphs.dot} {len(selection):,} selected"
        if self._shelf.kept is not None:
            hidden = sum(1 for id in selection if id not in self._shelf.kept)
            words += f", {hidden:,} of them hidden" if hidden else ""
        return [Piece(words, "accent")]

    def _totals_pieces(self) -> tuple[Piece, ...]:
        if self._problem:
            return (Piece(" "),)
        if self._filter:
            shown = sum(part.arr for part in self._parts.values())
            return (Piece(f"{self.csm.money(shown or None)} ", "muted"),)
        return page.totals_words(self._shelf.totals, self.csm.glyphs, self.csm.money)

    def why_line(self) -> Line:
        """Return the headline of the account under the cursor."""
        id = self._list.cursor_id
        row = self._rows.get(id) if id is not None else None
        if row is None or id is None:
            return BLANK
        return page.why_line(row)

    def _empty_line(self) -> Line:
        if self._filter:
            return self.no_match_line()
        ways = self.ways(("add", "adds one"), ("import", "imports files"))
        if self._shelf.totals.archived:
            ways += " All there are, are archived: / archived shows them."
        return line(Piece("The book has no accounts. "), Piece(ways, "muted"))

    # Answers of the list

    def on_row_list_moved(self) -> None:
        """Say why the account under the cursor matters."""
        self.show_why()
        self._show_card()

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Open the account."""
        self.csm.open_account(event.id)

    def on_row_list_selected(self) -> None:
        """Count the selection."""
        self._show_sub()

    def on_row_list_head_clicked(self, event: RowList.HeadClicked) -> None:
        """Sort by the column clicked, or turn it round."""
        shown = columns.layout(self._list.scrollable_content_region.width - 2)
        sort = columns.sort_at(shown, event.x - 2)
        if sort == self._shelf.view.sort:
            self.action_reverse()
        elif sort is not None:
            self._arrange(self._shelf.view._replace(sort=sort, reverse=False))

    def _show_card(self, *, again: bool = False) -> None:
        card = self.query_one(SideCard)
        if card.display:
            card.show_account(self._list.cursor_id, again=again)

    # Commands

    def action_view(self) -> None:
        """Group by the next of tier, quadrant, stage, level, nothing."""
        after = _GROUPINGS[(_GROUPINGS.index(self._shelf.view.grouping) + 1) % len(_GROUPINGS)]
        self._arrange(self._shelf.view._replace(grouping=after))

    def action_sort(self) -> None:
        """Sort by the next column."""
        after = _SORTS[(_SORTS.index(self._shelf.view.sort) + 1) % len(_SORTS)]
        self._arrange(self._shelf.view._replace(sort=after, reverse=False))

    def action_reverse(self) -> None:
        """Turn the order round."""
        self._arrange(self._shelf.view._replace(reverse=not self._shelf.view.reverse))

    def action_back(self) -> None:
        """Clear the filter, then the selection."""
        if self.is_filtered:
            self.clear_filter()
        elif self._list.selection:
            self._list.select(set())

    def action_copy(self) -> None:
        """Copy the selected accounts, or the one under the cursor, as tab-separated lines."""
        ids = sorted(self._list.selection) or ([self.account_id] if self.account_id else [])
        found = self.csm.ask_now(lambda book: portfolio.rows(book, ids)) or {}
        self.csm.copy([_copied(found[id]) for id in ids if id in found])


def _copied(row: portfolio.Row) -> str:
    arr = "" if row.arr is None else f"{row.arr / 100:g}"
    health = formatting.score(row.health) if row.health is not None else ""
    following = row.next_on.isoformat() if row.next_on else ""
    return "\t".join((row.name, row.tier, row.level or "", arr, health, row.stage or "", following))
