"""Matrix: size against need, every account a dot; who moved, what is not placed (DOMAIN §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Literal

from textual.containers import Horizontal, Vertical

from csm_tui import formatting
from csm_tui.domain.filters import Filter
from csm_tui.queries.quadrant_moves import stay
from csm_tui.tui import matrix_lines
from csm_tui.tui.bindings import bindings
from csm_tui.tui.charts.scatter_chart import ScatterChart
from csm_tui.tui.matrix_shown import MOVED, OUTSIDE, arrows_of, asked
from csm_tui.tui.page import CARD_FROM
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.screens.account_commands import ACCOUNT_COMMANDS, AccountCommands
from csm_tui.tui.screens.filtering import Filtering
from csm_tui.tui.screens.looking_back import LookingBack
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.filter_bar import FilterBar
from csm_tui.tui.widgets.row_list import RowList, Section, ids
from csm_tui.tui.widgets.side_lines import SideLines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from csm_tui.queries.quadrant_moves import Move, Moves, Stay
    from csm_tui.queries.quadrants import NotPlaced, Point
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.charts.figures import Dot
    from csm_tui.tui.matrix_shown import Shown

View = Literal["chart", "table", "outside"]
_STRATEGY_LINES: Final = 2
_CHROME_LINES: Final = 4


class MatrixScreen(Filtering, AccountCommands, LookingBack):
    """The scatter with the account under the cursor beside it, as a table, and the moves."""

    NAME = "Matrix"
    OFFERS: ClassVar[tuple[str, ...]] = (
        "compare", "moves-since", "table", "not-placed", "next-here", "previous-here", "filter",
        *ACCOUNT_COMMANDS, "copy", "back", "close",
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = (
        "open", "compare", "moves-since", "table", "not-placed", "filter",
    )  # fmt: skip
    # Its own compares what is filtered.
    HIDES: ClassVar[tuple[str, ...]] = ("compare-book",)
    BINDINGS = bindings(OFFERS)

    def __init__(self) -> None:
        super().__init__()
        self._shown: Shown | None = None
        self._view: View = "chart"
        self._moves: Moves | None = None
        self._moved: dict[int, Move] = {}
        self._stay: Stay | None = None
        self._asked = 0
        self._asked_filter: Filter | None = None

    # Layout

    def body(self) -> Sequence[Widget]:
        """Return the line of sums, the chart above the list, the panel, and the filter."""
        self._chart = ScatterChart(id="chart")
        self._list = RowList(
            self._row_line,
            head=self._head_line,
            columns=self._title_line,
            empty=self._empty_line,
            id="list",
        )
        self._strategy = Bar(id="strategy")
        self._panel = SideLines(id="panel")
        self._panel.display = self._wide
        self._strategy.display = not self._wide
        self._list.display = False
        main = Vertical(self._chart, self._list, self._strategy, id="main")
        return (Bar(id="sub"), Horizontal(main, self._panel, id="body"), FilterBar(id="filter"))

    @property
    def _wide(self) -> bool:
        return self.app.size.width >= CARD_FROM

    def on_mount(self) -> None:
        """Ask for the accounts."""
        super().on_mount()
        self.focus_filtered()
        # The first picture first: the answers are made by the same processor.
        self.call_after_refresh(self.reload)

    def show_chrome(self) -> None:
        """Show the sums and, where there is room, the panel."""
        super().show_chrome()
        self._arrange()
        self._show_sub()
        self._show_account()

    def _arrange(self) -> None:
        """Show chart, list and panel as the view and the room ask for."""
        below = self._view == "chart" and self._moves is not None
        self._chart.display = self._view == "chart"
        self._list.display = self._view != "chart" or below
        # Titles and head besides the moves, and never more than the chart has.
        room = (self.app.size.height - _CHROME_LINES) * 2 // 5
        self._list.styles.height = min(max(1, len(self._moved)) + 2, room) if below else "1fr"
        self._panel.display = self._wide
        self._strategy.display = self._view == "chart" and not self._wide

    # Asking

    def reload(self) -> None:
        """Ask for the accounts again, and for the moves where they are looked at."""
        filter = self._filter or Filter("", ())
        today, glyphs, money = self.csm.desk.today, self.csm.glyphs, self.csm.money
        self._asked += 1
        self._asked_filter = self._filter
        asking = self._asked

        def question(book: BookConnection) -> Shown | None:
            # Of letters typed quickly only the last one is answered, in a book of any size.
            return asked(book, filter, today, glyphs, money) if asking == self._asked else None

        self.csm.ask(question, self._take_shown, lane="matrix")
        self._ask_stay()
        if self._moves is not None:
            self.look_back(filter, self._moves.since)

    def _take_shown(self, found: Shown | None) -> None:
        if found is not None:
            self._take(found)

    def _take(self, found: Shown) -> None:
        first = self._shown is None
        self._shown = found
        self._chart.show(found.figure, self._empty_line(), found.bins)
        self._show_list(top=first)
        self._show_arrows()
        self._show_sub()
        self._follow()

    def _ask_stay(self) -> None:
        """Ask where the account under the cursor stands, and since when."""
        account_id, today = self.account_id, self.csm.desk.today
        if account_id is None:
            self._stay = None
            return

        def question(book: BookConnection) -> Stay:
            return stay(book, account_id, today=today)

        self.csm.ask(question, self._take_stay, lane="matrix-stay")

    def _take_stay(self, found: Stay) -> None:
        if found.account_id == self.account_id:
            self._stay = found
            self.show_why()
            self._show_account()

    # Moves

    def action_moves_since(self) -> None:
        """Ask since when, and show who moved."""
        from csm_tui.tui.dialogs.since_form import SinceForm

        today = self.csm.desk.today
        since = self._moves.since if self._moves else None
        self.app.push_screen(SinceForm(since, today), self._look_since)

    def _look_since(self, since: object) -> None:
        from datetime import date

        if isinstance(since, date):
            self.look_back(self._filter or Filter("", ()), since)

    def looked(self, found: Moves | None) -> None:
        """Show who moved; None: the search was stopped."""
        if found is not None:
            self._moves = found
            self._moved = {move.account_id: move for move in found.moves}
        self._arrange()
        self._show_list()
        self._show_arrows()
        self._show_sub()

    def told(self) -> None:
        """Show how far looking back has come."""
        self._show_sub()

    def _forget_moves(self) -> None:
        self._moves = None
        self._moved = {}
        self.looked(None)
        self.focus_filtered()

    def _show_arrows(self) -> None:
        arrows: tuple[tuple[Dot, Dot], ...] = ()
        if self._shown is not None and self._moves is not None:
            arrows = arrows_of(self._moves, self._shown.points, self.csm.glyphs)
        self._chart.arrows = arrows

    # The filter

    def apply_filter(self) -> None:
        """Ask for what the filter keeps, where it is another."""
        if self._filter != self._asked_filter:
            self.reload()
        self._show_sub()

    def focus_filtered(self) -> None:
        """Give the focus to the chart, or to the list in its place."""
        (self._chart if self._view == "chart" else self._list).focus()

    # Lines

    def _show_list(self, *, top: bool = False) -> None:
        if self._shown is None:
            return
        if self._view == "chart":
            moved = ids([*self._moved])
            self._list.show([Section(MOVED, len(moved), moved)], top=top)
        else:
            sections = self._shown.sections
            self._list.show(sections[-1:] if self._view == "outside" else sections, top=top)

    def _title_line(self, width: int) -> Line:
        if self._view == "outside":
            return matrix_lines.outside_titles(width)
        titles = matrix_lines.point_titles if self._view == "table" else matrix_lines.move_titles
        return titles(width)

    def _head_line(self, key: str, _folded: bool, _width: int) -> Line:
        if self._shown is None:
            return BLANK
        if key == MOVED:
            return matrix_lines.moves_head(self._moves, self.csm.setting) if self._moves else BLANK
        quadrant = None if key == OUTSIDE else key
        return matrix_lines.quadrant_head(self._shown, quadrant, self.csm.setting)

    def _row_line(self, id: int, width: int) -> Line:
        shown = self._shown
        if shown is None:
            return BLANK
        if self._view == "chart":
            return matrix_lines.move_line(self._moved[id], width, self.csm.setting)
        point = shown.points.get(id)
        if point is not None:
            return matrix_lines.point_line(point, width, self.csm.setting, self._moved.get(id))
        outside = shown.outside.get(id)
        if outside is None:
            return BLANK
        beside = self._view == "table"
        return matrix_lines.outside_line(outside, width, self.csm.setting, beside_points=beside)

    def _empty_line(self) -> Line:
        if self._view == "chart" and self._moves is not None and self._chart.cursor is not None:
            return matrix_lines.moves_head(self._moves, self.csm.setting)
        if self._filter:
            return self.no_match_line()
        if self._view == "outside":
            return line(Piece("Every account is placed."))
        if self._shown is not None and self._shown.outside:
            ways = self.ways(("not-placed", "shows what is missing"))
            return line(Piece("No account is placed yet. "), Piece(ways, "muted"))
        ways = self.ways(("add", "adds one"), ("import", "imports files"))
        return line(Piece("The book has no accounts. "), Piece(ways, "muted"))

    def _show_sub(self) -> None:
        if not self.children:
            return
        dot = f" {self.csm.glyphs.dot} "
        shown = self._shown
        left = [Piece(" ")]
        if self._problem:
            left.append(Piece(self._problem, "bad"))
        elif shown is not None:
            left += [
                Piece(formatting.plural(shown.accounts, "account"), "strong"),
                Piece(f"{dot}{self.csm.money(shown.arr)}", "muted"),
            ]
            if self._filter:
                clears = f"{dot}{self.csm.keymap.shown('back')} clears"
                left += [Piece(f"{dot}{self._filter.text}", "accent"), Piece(clears, "muted")]
        self.query_one("#sub", Bar).show(Line(tuple(left), tuple(self._sub_right())))

    def _sub_right(self) -> list[Piece]:
        if self.looking:
            return [Piece(f"{self.looking_words()} ", "accent")]
        if self._shown is None:
            return [Piece(" ")]
        right: list[Piece] = []
        at, together = self._chart.together
        if self._view == "chart" and together > 1:
            right.append(Piece(f"{at} of {together:,} here {self.csm.glyphs.dot} ", "muted"))
        outside = len(self._shown.outside)
        ink = "warn" if outside else "muted"
        return [*right, Piece(f"{outside:,} not placed ", ink)]

    def why_line(self) -> Line:
        """Return where the account under the cursor stands, and since when."""
        stay = self._stay if self._stay and self._stay.account_id == self.account_id else None
        if self.account_id in self._moved and self._moves is not None:
            move = self._moved[self.account_id]
            return line(
                Piece(" "),
                Piece(move.account, "strong"),
                Piece(f": {matrix_lines.why(move, self.csm.glyphs)}"),
            )
        return Line(tuple(matrix_lines.why_words(self._under, stay, self.csm.setting)))

    def _show_account(self) -> None:
        """Show the account under the cursor and the strategy of its quadrant."""
        shown, found, under = self._shown, self._stay, self._under
        if shown is None or under is None:
            self._panel.show(())
            self._strategy.show(*([BLANK] * _STRATEGY_LINES))
            return
        if found is None or found.account_id != under.account_id:
            return
        strategy = shown.strategies[found.quadrant] if found.quadrant else ""
        if self._wide:
            self._panel.show(
                matrix_lines.panel_lines(under, found, strategy, self._panel.room, self.csm.setting)
            )
        lines = matrix_lines.strategy_lines(strategy, self.app.size.width, _STRATEGY_LINES)
        self._strategy.show(*[*lines, BLANK, BLANK][:_STRATEGY_LINES])

    # The cursor

    @property
    def reading(self) -> bool:
        """Return whether there is no account yet."""
        return self._shown is None

    @property
    def account_id(self) -> int | None:
        """Return the account under the cursor of what has the focus."""
        if self._list.display and (self._view != "chart" or self._list.has_focus):
            return self._list.cursor_id
        return self._chart.cursor

    @property
    def figure(self) -> str | None:
        """Return the figure that `why` begins with."""
        return "quadrant"

    @property
    def _under(self) -> Point | NotPlaced | None:
        id, shown = self.account_id, self._shown
        if id is None or shown is None:
            return None
        return shown.points.get(id) or shown.outside.get(id)

    def _follow(self) -> None:
        """Say where the account under the cursor stands."""
        under = self._under
        if under is not None and self._view == "chart":
            self._chart.point_out(under.account)
        self._show_sub()
        self.show_why()
        self._ask_stay()

    def on_scatter_chart_moved(self) -> None:
        """Take in another account of the chart."""
        self._follow()

    def on_row_list_moved(self) -> None:
        """Take in another account of the list, in the chart too."""
        id = self._list.cursor_id
        if self._list.has_focus and self._view == "chart" and id is not None:
            self._chart.cursor = id
        self._follow()

    def on_descendant_focus(self) -> None:
        """Take in the account of what has the focus now."""
        if self._shown is not None:
            self._follow()

    def on_scatter_chart_opened(self, event: ScatterChart.Opened) -> None:
        """Open the account."""
        self.csm.open_account(event.id)

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Open the account."""
        self.csm.open_account(event.id)

    # Views

    def action_table(self) -> None:
        """Show the accounts as a list, or the chart again."""
        self._turn("chart" if self._view == "table" else "table")

    def action_not_placed(self) -> None:
        """Show what is not placed and what it lacks, or the chart again."""
        self._turn("chart" if self._view == "outside" else "outside")

    def _turn(self, view: View) -> None:
        account_id = self.account_id
        self._view = view
        self._arrange()
        self._show_list(top=True)
        if account_id is not None:
            if view == "chart":
                self._chart.cursor = account_id
            else:
                self._list.go_to(account_id)
        self.focus_filtered()
        self.show_keys()
        self._follow()

    def action_compare(self) -> None:
        """Show the pyramid against the matrix."""
        from csm_tui.tui.screens.compare import CompareScreen

        self.app.push_screen(CompareScreen(self._filter))

    def action_next_here(self) -> None:
        """Go to the next account in the same place."""
        self._chart.action_next_here()

    def action_previous_here(self) -> None:
        """Go to the account before in the same place."""
        self._chart.action_previous_here()

    def action_back(self) -> None:
        """Stop looking back, clear the filter, forget the moves, go back to the chart."""
        if self.looking:
            self.stop_looking()
        elif self.is_filtered:
            self.clear_filter()
        elif self._view != "chart":
            self._turn("chart")
        elif self._moves is not None:
            self._forget_moves()

    def action_copy(self) -> None:
        """Copy the account under the cursor: name, ARR, quadrant, size, need, health."""
        under = self._under
        if under is None:
            self.csm.copy([])
            return
        arr = "" if under.arr is None else f"{under.arr / 100:g}"
        health = "" if under.health is None else formatting.score(under.health)
        place = ("not-placed", "", "")
        if self._shown is not None and under.account_id in self._shown.points:
            point = self._shown.points[under.account_id]
            need = "" if point.need is None else formatting.score(point.need)
            place = (point.quadrant, formatting.score(point.size), need)
        self.csm.copy(["\t".join((under.account, arr, *place, health))])
