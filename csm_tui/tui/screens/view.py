"""The frame of the places that have several views: measurement, economics, model.

A view subclasses ViewScreen[Answer], sets VIEW (its name in place_views.VIEWS) and gives:

- `question(book)`: the answer, from queries, in a worker; it reads `today`, `span` (`from_`, `to`)
  and `filter`. With ASIDE it runs on a connection of its own and the screen says that it counts.
- `parts(answer)`: the sections of lines under the chart; `room` is the width of a line. An entry's
  `key` keeps the cursor on it; `account_id` is opened by Enter; `why` stands above the keys.
- `chart(answer)`: the figure of the chart above them, or None for none; with FOLLOWS it is asked
  again for each line that the cursor (`under`) comes to. `caption(answer)`: the line above it, with
  its n.
- `table(answer)`: the same figures as lines (key T); where not given, made from the figure.
- `empty_line(answer)`: why there is nothing, and what to press.
- `noted()`: what else holds, at the right of the names of the views.
- `open_line()` where Enter opens something else than the line's account.
- its own commands: `OFFERS = (*VIEW_COMMANDS, "…")`, or UNSPANNED where its figures are not of a
  span (SPANNED = False), `BINDINGS = bindings(OFFERS)`, FOOTER.

The base asks again when book, day, span or filter change; `ask_more(question, then)` asks on the
side what belongs to the present answer and takes long, `show_parts()` shows the parts anew.
Span and filter are those of all views; a view keeps its cursor while another is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Generic, NamedTuple, TypeVar

from csm_tui.tui.bindings import bindings
from csm_tui.tui.figure_lines import figure_lines
from csm_tui.tui.numbers import Numbers
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.place_views import PLACE_OF, VIEWS
from csm_tui.tui.screens.spanned import SpannedScreen
from csm_tui.tui.widgets.chart_slot import ChartSlot
from csm_tui.tui.widgets.filter_bar import FilterBar
from csm_tui.tui.widgets.row_list import RowList, Section
from csm_tui.tui.widgets.view_line import ViewLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.events import Resize
    from textual.widget import Widget

    from csm_tui.errors import CsmError
    from csm_tui.store.connection import BookConnection
    from csm_tui.store.database import Book
    from csm_tui.tui.widgets.chart_slot import Figure

Answer = TypeVar("Answer")
More = TypeVar("More")

VIEW_COMMANDS: Final = (
    "filter", "next-measure", "shorter", "longer", "dates", "table", "copy", "back", "close",
)  # fmt: skip
# The commands of a view whose figures are not of a span.
UNSPANNED: Final = ("filter", "next-measure", "table", "copy", "back", "close")
_SPANNING: Final = frozenset(set(VIEW_COMMANDS) - set(UNSPANNED))
_WAIT_SECONDS: Final = 0.4
_TABLE: Final = "table"


class Entry(NamedTuple):
    """A line of a section.

    `shown` is the line, or gives it for a width when it is drawn (where there are many). `key` is
    what the line is within its section; `copied` what `y` takes, else the line's text.
    """

    shown: Line | Callable[[int], Line]
    key: str | int = ""
    account_id: int | None = None
    why: Line = BLANK
    copied: str = ""


class Part(NamedTuple):
    """A section of lines under its title; `folded` at first, then under `short` if there is one.

    `why` stands above the keys while the cursor is on the head.
    """

    key: str
    title: Line
    entries: Sequence[Entry]
    folded: bool = False
    short: Line | None = None
    why: Line = BLANK


class ViewScreen(SpannedScreen, Generic[Answer]):
    """A view of a place: chart, sections, span, filter (see the module)."""

    # The name of the view in VIEWS, and of its command.
    VIEW: ClassVar[str] = ""
    # Whether the question takes long; whether the chart goes with the cursor.
    ASIDE: ClassVar[bool] = False
    FOLLOWS: ClassVar[bool] = False
    # Whether the span decides what is shown, and whether the filter does.
    SPANNED: ClassVar[bool] = True
    FILTERED: ClassVar[bool] = True
    # Whether lines can be selected; what that means is the view's.
    SELECTABLE: ClassVar[bool] = False
    OFFERS: ClassVar[tuple[str, ...]] = VIEW_COMMANDS
    FOOTER: ClassVar[tuple[str, ...]] = (
        "open", "next-measure", "table", "shorter", "longer", "filter",
    )  # fmt: skip
    BINDINGS = bindings(VIEW_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._answer: Answer | None = None
        self._entries: dict[int, Entry] = {}
        self._parts: dict[str, Part] = {}
        self._numbers = Numbers()
        self._known_parts: set[str] = set()
        # The section and the line of which the table is, where there is one; and the cursor's id.
        self._table_of: tuple[str, Entry | None, int | None] | None = None
        self._asked_for: object = None
        self._generation = 0
        self._waiting = False
        # T pressed before there was an answer: it holds once there is one.
        self._table_early = False

    # What a view gives

    def question(self, book: BookConnection) -> Answer:
        """Return the answer of the book, from a worker."""
        raise NotImplementedError

    def parts(self, answer: Answer) -> Sequence[Part]:  # noqa: ARG002
        """Return the sections under the chart."""
        return ()

    def chart(self, answer: Answer) -> Figure | None:  # noqa: ARG002
        """Return what the chart shows; None for no chart."""
        return None

    def caption(self, answer: Answer) -> Line:  # noqa: ARG002
        """Return the line above the chart: what it shows, of how many."""
        return BLANK

    def table(self, answer: Answer) -> Sequence[Entry]:
        """Return the figures of the chart as lines."""
        return [Entry(shown, place) for place, shown in enumerate(figure_lines(self.chart(answer)))]

    def empty_line(self, answer: Answer) -> Line:  # noqa: ARG002
        """Return why there is nothing, and what to press."""
        return line(Piece("Nothing to show. "), Piece(self.widening(), "muted"))

    def noted(self) -> Sequence[Piece]:
        """Return what else holds, at the right of the names of the views."""
        return ()

    # What a view may read

    @property
    def reading(self) -> bool:
        """Return whether there is no answer yet."""
        return self._answer is None

    @property
    def answer(self) -> Answer | None:
        """Return the answer that is shown; None before the first."""
        return self._answer

    @property
    def room(self) -> int:
        """Return the cells of a line of the list."""
        width = self._list.scrollable_content_region.width or self.app.size.width - 1
        return width - 2

    @property
    def under(self) -> Entry | None:
        """Return the entry that chart and table are of: under the cursor, or when T was pressed."""
        return self._table_of[1] if self._table_of else self._here

    @property
    def section(self) -> str:
        """Return the key of the section that chart and table are of."""
        return self._table_of[0] if self._table_of else self._list.cursor_section

    @property
    def account_id(self) -> int | None:
        """Return the account of the line."""
        return self._here.account_id if self._here else None

    @property
    def _beside(self) -> list[str]:
        return [*VIEWS[PLACE_OF[self.VIEW]]]

    @property
    def _here(self) -> Entry | None:
        id = self._list.cursor_id
        return None if id is None else self._entries.get(id)

    # Layout

    def body(self) -> Sequence[Widget]:
        """Return the line of views, the chart, the sections and the filter."""
        self._list = RowList(
            self._row_line,
            head=self._head_line,
            empty=self._empty_line,
            selectable=self.SELECTABLE,
            id="list",
        )
        self._slot = ChartSlot(id="chart")
        return (ViewLine(id="sub"), self._slot, self._list, FilterBar(id="filter"))

    def on_mount(self) -> None:
        """Ask for the answer."""
        super().on_mount()
        self._list.focus()
        # The first picture first: the answers are made by the same processor.
        self.call_after_refresh(self.reload)

    def show_chrome(self) -> None:
        """Show the names of the views, the span and the filter."""
        super().show_chrome()
        self.show_span()

    def on_resize(self, event: Resize) -> None:
        """Lay the lines out anew."""
        super().on_resize(event)
        self.call_after_refresh(self.show_parts)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what changes a span or a filter that decides nothing here."""
        idle = (not self.SPANNED and action in _SPANNING) or (
            not self.FILTERED and action == "filter"
        )
        return not idle and super().check_action(action, parameters)

    def show_span(self) -> None:
        """Show the names of the views, what is being counted, the span and the filter."""
        right = [*self.noted()]
        if self._waiting:
            right.append(Piece(f"counting {self.csm.glyphs.cut}  ", "muted"))
        if self.SPANNED:
            right.append(Piece(f"{self.span.name} ", "strong"))
        if self.FILTERED and self.filter.terms:
            if self.SPANNED:
                right.append(Piece(f"{self.csm.glyphs.dot} ", "muted"))
            right.append(Piece(f"{self.filter.text} ", "accent"))
        self.query_one(ViewLine).show_views(self._beside, self.VIEW, right, self._problem)

    def focus_list(self) -> None:
        """Give the focus back to the sections."""
        self._list.focus()

    # Asking

    def _wish(self) -> object:
        return self.today, self.span, self.filter, self.csm.told

    def on_screen_suspend(self) -> None:
        """Note that an answer that comes now is not taken."""
        super().on_screen_suspend()
        if self._waiting or self._asked_for != self._wish():
            self._asked_for = None

    def on_screen_resume(self) -> None:
        """Ask again where anything is another since."""
        super().on_screen_resume()
        if self._list.is_attached and self._asked_for != self._wish():
            self.reload()

    def reload(self) -> None:
        """Ask for the answer again; what is shown stays until it is there."""
        self._asked_for = self._wish()
        self._generation += 1
        lane = f"view-{self.VIEW}"
        self._waiting = True
        self.set_timer(_WAIT_SECONDS, self._say_waiting)
        if self.ASIDE:
            self.csm.ask_aside(self._of, self._take, self._take_failure, lane=lane)
        else:
            self.csm.ask(self.question, self._take, lane=lane)

    def _of(self, book: Book) -> Answer:
        return self.question(book.connection)

    def _say_waiting(self) -> None:
        if self._waiting and self.is_attached:
            self.show_span()
            if self._answer is None:
                self._list.show(())

    def _take_failure(self, error: CsmError) -> None:
        self._waiting = False
        self.notice(str(error), "bad")
        self.show_span()

    def _take(self, answer: Answer) -> None:
        first = self._answer is None
        self._answer = answer
        self._waiting = False
        self.show_span()
        self.show_parts(top=first)
        if self._table_early:
            self._table_early = False
            self.action_table()
        self.taken(answer)

    def taken(self, answer: Answer) -> None:
        """Do what a new answer asks for, such as to ask for more."""

    def ask_more(
        self, question: Callable[[BookConnection], More], then: Callable[[More], None]
    ) -> None:
        """Ask on the side for what belongs to the present answer; dropped once that is another."""
        asked = self._generation

        def of(book: Book) -> tuple[int, Callable[[More], None], More]:
            found = question(book.connection)
            return asked, then, found

        lane = f"more-{self.VIEW}"
        self.csm.ask_aside(of, self._take_more, self._take_failure, lane=lane)

    def _take_more(self, found: tuple[int, Callable[[More], None], More]) -> None:
        asked, then, more = found
        if asked == self._generation:
            then(more)

    # Showing

    def show_parts(self, *, top: bool = False) -> None:
        """Show chart and sections of the answer there is."""
        answer = self._answer
        if answer is None or not self.children:
            return
        parts = [*self.parts(answer)]
        if self._table_of:
            parts.insert(0, Part(_TABLE, _as_title(self.caption(answer)), self.table(answer)))
        self._entries = {}
        sections = []
        for part in parts:
            ids = [
                self._numbers.of((part.key, entry.key if entry.key != "" else place))
                for place, entry in enumerate(part.entries)
            ]
            self._entries |= zip(ids, part.entries, strict=True)
            sections.append(Section(part.key, len(ids), ids))
        self._parts = {part.key: part for part in parts}
        self._fold_new(parts)
        self._list.show(sections, top=top)
        self._show_chart()
        self.show_why()

    def _fold_new(self, parts: Sequence[Part]) -> None:
        folded = {part.key for part in parts if part.folded} - self._known_parts
        self._known_parts |= {part.key for part in parts}
        if folded:
            self._list.fold({*self._list.folded, *folded})

    def _show_chart(self) -> None:
        answer = self._answer
        figure = None if answer is None or self._table_of else self.chart(answer)
        caption = BLANK if answer is None else self.caption(answer)
        self._slot.show(figure, caption)

    def _row_line(self, id: int, width: int) -> Line:
        entry = self._entries.get(id)
        if entry is None:
            return BLANK
        return entry.shown(width) if callable(entry.shown) else entry.shown

    def _head_line(self, key: str, folded: bool, _width: int) -> Line:
        part = self._parts.get(key)
        if part is None:
            return BLANK
        return part.short if folded and part.short else part.title

    def _empty_line(self) -> Line:
        if self._answer is None:
            return line(Piece(f"Counting {self.csm.glyphs.cut}", "muted"))
        return self.empty_line(self._answer)

    def why_line(self) -> Line:
        """Return what stands behind the line under the cursor."""
        here, part = self._here, self._parts.get(self._list.cursor_section)
        why = here.why if here else part.why if part else BLANK
        # There is no `w` here: the line has the whole width.
        return why if why.right or not why.left else Line(why.left, (Piece(" "),))

    def on_row_list_moved(self) -> None:
        """Say what the line is; the chart follows where it is the line's."""
        self.show_why()
        if self.FOLLOWS and not self._table_of:
            self._show_chart()

    def on_row_list_opened(self) -> None:
        """Open the line."""
        # Textual carries out this handler beside one of a subclass: those have `open_line`.
        self.open_line()

    def open_line(self) -> None:
        """Open the account of the line."""
        if self.account_id is not None:
            self.csm.open_account(self.account_id)

    # Commands

    def action_next_measure(self) -> None:
        """Show the next view."""
        names = self._beside
        self.csm.show_view(names[(names.index(self.VIEW) + 1) % len(names)])

    def action_table(self) -> None:
        """Show the figures of the chart as a table, or the chart again."""
        if self._answer is None:
            self._table_early = not self._table_early
        elif self._table_of:
            before, self._table_of = self._table_of[2], None
            if before is not None and self._list.cursor_section == _TABLE:
                self._list.go_to(before)
            self.show_parts()
        elif self._slot.display:
            section, id = self._list.cursor_section, self._list.cursor_id
            self._table_of = section, self._here, id
            self.show_parts()
            self._list.go_to_section(_TABLE)
        else:
            self.notice("There is no chart here.", "muted")

    def action_copy(self) -> None:
        """Copy the line."""
        entry = self._here
        if entry is None:
            self.csm.copy([])
            return
        shown = self._row_line(self._list.cursor_id or 0, self.room)
        self.csm.copy([entry.copied or shown.plain])

    def action_back(self) -> None:
        """Clear the filter; then show the chart again."""
        if self.FILTERED and (self.filter.terms or self._problem):
            self._clear_filter()
        elif self._table_of:
            self.action_table()


def _as_title(caption: Line) -> Line:
    # A caption begins after a space of its own, the title of a section does not.
    first, *rest = caption.left or (Piece(""),)
    return Line((Piece(first.text.lstrip(), first.ink), *rest), caption.right)
