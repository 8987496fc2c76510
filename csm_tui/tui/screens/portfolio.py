"""Portfolio: the whole book in sections, sorted, filtered, an account's card beside it."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual.containers import Horizontal

from csm_tui.domain.filters import Filter, parse
from csm_tui.errors import FilterProblem
from csm_tui.queries import portfolio
from csm_tui.tui import columns, formatting
from csm_tui.tui.bindings import bindings
from csm_tui.tui.opening import Opening, View, opening
from csm_tui.tui.pieces import BLANK, Line, Piece, fit_right, line
from csm_tui.tui.screens.account_commands import ACCOUNT_COMMANDS, AccountCommands
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.filter_bar import FilterBar
from csm_tui.tui.widgets.row_list import RowList, Section
from csm_tui.tui.widgets.side_card import SideCard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

_GROUPINGS: Final = tuple(portfolio.GROUPINGS)
_SORTS: Final = tuple(portfolio.SORTS)
_SORT_NAMES: Final = {
    "next": "next due",
    "score": "rank",
    "name": "name",
    "level": "level",
    "health": "health, worst first",
    "trend": "trend, falling first",
    "arr": "ARR",
    "renewal": "renewal",
    "last": "last contact, longest ago first",
}
_TITLES: Final[dict[str, dict[str, str]]] = {
    "tier": {
        "high": "High touch",
        "medium": "Medium touch",
        "low": "Low touch",
        "tech": "Tech touch",
        "unknown": "No tier: ARR unknown",
    },
    "level": {
        "high": "High level now",
        "medium": "Medium level now",
        "low": "Low level now",
        "tech": "Tech level now",
        "unknown": "Level unknown",
        "none": "No level: churned or prospect",
    },
    "quadrant": {
        "persistent-intensive": "Q4 Persistent, intensive",
        "persistent-light": "Q3 Persistent, light",
        "project": "Q2 Project engagement",
        "digital-scale": "Q1 Digital scale",
        "none": "Not placed: inputs missing",
    },
    "stage": {
        "renewal": "Renewal",
        "onboarding": "Onboarding",
        "growth": "Growth",
        "churned": "Churned",
        "none": "Prospects",
    },
    "none": {"": ""},
}
_ROWS_A_FETCH: Final = 64
_KEPT_ROWS: Final = 4096
# The card needs this much room beside the list.
_CARD_FROM: Final = 110


class Figures(NamedTuple):
    """The count and the ARR in cents of a section, as filtered."""

    accounts: int
    arr: int


class PortfolioScreen(AccountCommands):
    """The book of business."""

    NAME = "Portfolio"
    OFFERS: ClassVar[tuple[str, ...]] = (
        "filter", "view", "sort", "reverse", *ACCOUNT_COMMANDS, "copy", "back", "close",
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "log", "filter", "view", "sort", "pulse", "undo")
    BINDINGS = bindings(OFFERS)

    def __init__(self) -> None:
        super().__init__()
        self._view = View()
        self._totals = portfolio.Totals(0, 0, 0, 0)
        self._all: dict[str, Figures] = {}
        self._figures: dict[str, Figures] = {}
        self._rows: dict[int, portfolio.Row] = {}
        self._order: dict[str, Sequence[int]] = {}
        self._whole = False
        self._haystack: portfolio.Haystack | None = None
        self._filter = Filter("", ())
        self._problem = ""
        self._kept: dict[int, int] | None = None

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
        return (
            Bar(id="sub"),
            Horizontal(self._list, SideCard(id="card"), id="body"),
            FilterBar(id="filter"),
        )

    def on_mount(self) -> None:
        """Show the page that was asked for before the screens were there, then the rest."""
        if self.csm.opening is None:
            self.reload()
        else:
            self._take(self.csm.opening, top=True)
            self.call_after_refresh(self._ask_order)
        super().on_mount()

    def show_chrome(self) -> None:
        """Show the totals and, where there is room, the card."""
        super().show_chrome()
        self.query_one(SideCard).display = self.size.width >= _CARD_FROM
        self._show_sub()
        self._show_card()

    @property
    def account_id(self) -> int | None:
        """Return the account under the cursor."""
        return self._list.cursor_id

    def go_to(self, account_id: int) -> None:
        """Put the cursor on an account, now or as soon as it is known."""
        self._list.go_to(account_id)

    # Asking

    def reload(self) -> None:
        """Ask for the sections and the first page again, then for the whole order."""
        view, today = self._view, self.csm.desk.today
        self._haystack = None
        self.csm.ask(lambda book: opening(book, view, today=today), self._retake, lane="portfolio")
        self._ask_order()

    def _take(self, found: Opening, *, top: bool = False) -> None:
        self._view = found.view
        self._totals = found.totals
        self.csm.currency = found.currency
        self._rows = {row.account_id: row for page in found.pages for row in page}
        self._all = {
            section.key: Figures(section.accounts, section.arr) for section in found.sections
        }
        if not self._whole or top:
            self._order = {
                section.key: [row.account_id for row in page]
                for section, page in zip(found.sections, found.pages, strict=True)
            }
            self._whole = all(len(self._order[key]) == self._all[key].accounts for key in self._all)
        self._show(top=top)

    def _retake(self, found: Opening) -> None:
        self._take(found)

    def _ask_order(self) -> None:
        view = self._view
        self.csm.ask(
            lambda book: (
                portfolio.order(
                    book,
                    grouping=view.grouping,
                    sort=view.sort,
                    reverse=view.reverse,
                    archived=view.archived,
                ),
                portfolio.haystack(book, archived=view.archived),
            ),
            self._take_order,
            lane="order",
        )

    def _take_order(self, found: tuple[dict[str, array[int]], portfolio.Haystack]) -> None:
        self._order, self._haystack = {**found[0]}, found[1]
        self._whole = True
        self._apply_filter()

    def _rearrange(self, view: View) -> None:
        """Show another grouping or order: its first page at once, the rest behind it."""
        self._view = view
        self._whole = False
        today = self.csm.desk.today
        found = self.csm.ask_now(lambda book: opening(book, view, today=today))
        if found is not None:
            regrouped = {section.key for section in found.sections} != set(self._all)
            if regrouped:
                self._list.fold(set())
            self._take(found)
        self._ask_order()

    # The filter

    def _apply_filter(self) -> None:
        archived = any(term.key == "archived" and not term.negated for term in self._filter.terms)
        if archived != self._view.archived:
            # Archived accounts are a book of their own; the filter is applied when it is there.
            self._haystack = None
            self._rearrange(self._view._replace(archived=archived))
            return
        if not self._filter.terms:
            self._kept = None
            self._show()
            return
        words = [term for term in self._filter.terms if term.key == "word"]
        if len(words) == len(self._filter.terms) and self._haystack is not None:
            self._kept = _scan(self._haystack, self._filter)
            self._show()
            return
        wanted, today = self._filter, self.csm.desk.today
        self.csm.ask(
            lambda book: portfolio.matching(book, wanted, today=today), self._keep, lane="filter"
        )

    def _keep(self, kept: dict[int, int]) -> None:
        self._kept = kept
        self._show()

    def _show(self, *, top: bool = False) -> None:
        kept = self._kept
        if kept is None:
            self._figures = dict(self._all)
            shown = [
                Section(key, self._all[key].accounts, self._order.get(key, ())) for key in self._all
            ]
        else:
            found = {
                key: array("q", (id for id in ids if id in kept))
                for key, ids in self._order.items()
            }
            self._figures = {
                key: Figures(len(ids), sum(kept[id] for id in ids)) for key, ids in found.items()
            }
            shown = [Section(key, len(ids), ids) for key, ids in found.items()]
        self._list.show(shown, top=top)
        self._show_sub()
        self.show_why()

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(FilterBar).open(self._filter.text)

    def on_filter_bar_changed(self, event: FilterBar.Changed) -> None:
        """Filter with each letter."""
        self._problem = ""
        try:
            self._filter = parse(event.text)
        except FilterProblem as problem:
            # The last word is perhaps not finished: the others hold meanwhile.
            self._problem = str(problem)
            try:
                self._filter = parse(" ".join(event.text.split()[:-1]))
            except FilterProblem:
                return self._show_sub()
        self._apply_filter()
        return self._show_sub()

    def on_filter_bar_closed(self, event: FilterBar.Closed) -> None:
        """Keep or clear the filter and go back to the list."""
        if not event.kept:
            self._clear_filter()
        self._list.focus()

    def _clear_filter(self) -> None:
        self._problem = ""
        self._filter = Filter("", ())
        self._apply_filter()

    # Lines

    def _setting(self) -> columns.Setting:
        return columns.Setting(self.csm.desk.today, self.csm.glyphs, self.csm.money)

    def _row_line(self, id: int, width: int) -> Line:
        row = self._rows.get(id) or self._fetch(id)
        if row is None:
            return line(Piece(self.csm.glyphs.cut, "faint"))
        return columns.cells(row, columns.layout(width), self._setting())

    def _fetch(self, id: int) -> portfolio.Row | None:
        """Fetch the rows about to be painted: those after `id` in its section, a page at a time."""
        if len(self._rows) > _KEPT_ROWS:
            self._rows.clear()
        wanted = [id, *self._list.around(_ROWS_A_FETCH)]
        self._rows |= self.csm.ask_now(lambda book: portfolio.rows(book, wanted)) or {}
        return self._rows.get(id)

    def _title_line(self, width: int) -> Line:
        _, usually = portfolio.SORTS[self._view.sort]
        return columns.titles(
            columns.layout(width - 2),
            self._view.sort,
            self._view.reverse,
            usually != self._view.reverse,
            self.csm.glyphs,
        )

    def _head_line(self, key: str, _folded: bool, _width: int) -> Line:
        figures = self._figures.get(key, Figures(0, 0))
        whole = sum(section.arr for section in self._figures.values())
        return Line(
            (Piece(_TITLES[self._view.grouping].get(key, key), "strong"),),
            (
                Piece(formatting.plural(figures.accounts, "account"), "muted"),
                Piece(fit_right(self.csm.money(figures.arr), 9)),
                Piece(fit_right(formatting.percent(figures.arr, whole), 6), "muted"),
                Piece(" "),
            ),
        )

    def _show_sub(self) -> None:
        dot = f" {self.csm.glyphs.dot} "
        left = [Piece(" ")]
        if self._problem:
            left.append(Piece(self._problem, "bad"))
        elif self._filter.terms:
            shown = sum(figures.accounts for figures in self._figures.values())
            left += [
                Piece(f"{shown:,} of {self._totals.accounts:,}", "strong"),
                Piece(f"{dot}{self._filter.text}", "accent"),
                Piece(f"{dot}{self.csm.keymap.shown('back')} clears", "muted"),
            ]
        else:
            grouping = (
                "In one list" if self._view.grouping == "none" else f"By {self._view.grouping}"
            )
            left += [
                Piece(grouping),
                Piece(f"{dot}sorted by {_SORT_NAMES[self._view.sort]}", "muted"),
            ]
            if self._view.reverse:
                left.append(Piece(", reversed", "muted"))
        left += self._selected()
        self.query_one("#sub", Bar).show(Line(tuple(left), self._totals_pieces()))

    def _selected(self) -> list[Piece]:
        selection = self._list.selection
        if not selection:
            return []
        words = f" {self.csm.glyphs.dot} {len(selection):,} selected"
        if self._kept is not None:
            hidden = sum(1 for id in selection if id not in self._kept)
            words += f", {hidden:,} of them hidden" if hidden else ""
        return [Piece(words, "accent")]

    def _totals_pieces(self) -> tuple[Piece, ...]:
        if self._problem:
            return (Piece(" "),)
        if self._filter.terms:
            shown = sum(figures.arr for figures in self._figures.values())
            return (Piece(f"{self.csm.money(shown)} ", "muted"),)
        dot = f" {self.csm.glyphs.dot} "
        needing = self._totals.needing
        return (
            Piece(formatting.plural(self._totals.accounts, "account"), "muted"),
            Piece(dot, "faint"),
            Piece(self.csm.money(self._totals.arr)),
            Piece(dot, "faint"),
            Piece(f"{needing:,} need you ", "strong" if needing else "muted"),
        )

    def why_line(self) -> Line:
        """Return the headline of the account under the cursor."""
        id = self._list.cursor_id
        row = self._rows.get(id) if id is not None else None
        if row is None or id is None:
            return BLANK
        return line(Piece(" "), Piece(row.name, "strong"), Piece(f": {row.headline}"))

    def _empty_line(self) -> Line:
        shown = self.csm.keymap.shown
        if self._filter.terms:
            words = f'No accounts match "{self._filter.text}". '
            return line(Piece(words), Piece(f"{shown('back')} clears the filter.", "muted"))
        ways = f"{shown('add')} adds one, {shown('import')} imports files."
        if self._totals.archived:
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
        if sort == self._view.sort:
            self.action_reverse()
        elif sort is not None:
            self._rearrange(self._view._replace(sort=sort, reverse=False))

    def _show_card(self) -> None:
        card = self.query_one(SideCard)
        if card.display:
            card.show_account(self._list.cursor_id)

    # Commands

    def action_view(self) -> None:
        """Group by the next of tier, quadrant, stage, level, nothing."""
        after = _GROUPINGS[(_GROUPINGS.index(self._view.grouping) + 1) % len(_GROUPINGS)]
        self._rearrange(self._view._replace(grouping=after))

    def action_sort(self) -> None:
        """Sort by the next column."""
        after = _SORTS[(_SORTS.index(self._view.sort) + 1) % len(_SORTS)]
        self._rearrange(self._view._replace(sort=after, reverse=False))

    def action_reverse(self) -> None:
        """Turn the order round."""
        self._rearrange(self._view._replace(reverse=not self._view.reverse))

    def action_back(self) -> None:
        """Clear the filter, then the selection."""
        if self._filter.terms or self._problem:
            self._clear_filter()
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


def _scan(haystack: portfolio.Haystack, wanted: Filter) -> dict[int, int]:
    """Return what a filter of words only keeps, by id its ARR in cents: one pass for each word."""
    places: Sequence[int] = range(len(haystack.ids))
    texts = haystack.texts
    for term in wanted.terms:
        word = str(term.value)
        places = [place for place in places if (word in texts[place]) != term.negated]
    return {haystack.ids[place]: haystack.arrs[place] for place in places}
