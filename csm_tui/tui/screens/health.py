"""Health: who is well, who moved, what is stale or unknown, and one account's chart beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual.containers import Horizontal

from csm_tui.domain.filters import Filter
from csm_tui.queries import health, review
from csm_tui.tui import health_rows
from csm_tui.tui.bindings import bindings
from csm_tui.tui.health_rows import Entry, Found
from csm_tui.tui.numbers import Numbers
from csm_tui.tui.page import CARD_FROM
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.screens.account_commands import ACCOUNT_COMMANDS, AccountCommands
from csm_tui.tui.screens.filtering import Filtering
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.filter_bar import FilterBar
from csm_tui.tui.widgets.health_pane import HealthPane
from csm_tui.tui.widgets.row_list import RowList, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from textual.widget import Widget

    from csm_tui.errors import CsmError
    from csm_tui.queries.health import AccountHealth, BandSum
    from csm_tui.store.connection import BookConnection
    from csm_tui.store.database import Book

_EVERYTHING: Final = Filter("", ())
# The accounts that a section begins with, where the screen is low and where it is high.
_FEW: Final = 4
_MORE: Final = 7
_HIGH: Final = 36
# An answer that is here sooner needs no word that it is being counted.
_WAIT_SECONDS: Final = 0.4


class Share(NamedTuple):
    """One of the lists as it was asked for: which asking, which list, what was found."""

    asked: int
    name: str
    value: Any


class HealthScreen(Filtering, AccountCommands):
    """The health of the book in sections, the most urgent first."""

    NAME = "Health"
    OFFERS: ClassVar[tuple[str, ...]] = (
        "filter", *ACCOUNT_COMMANDS, "shorter", "longer", "copy", "back", "close",
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = (
        "open", "health-chart", "filter", "reading", "pulse", "override",
    )  # fmt: skip
    BINDINGS = bindings(OFFERS)

    def __init__(self) -> None:
        super().__init__()
        self._found = Found()
        self._entries: dict[int, Entry] = {}
        self._heads: dict[str, Line] = {}
        self._whole: frozenset[str] = frozenset()
        self._numbers = Numbers()
        self._generation = 0
        # The asking that has taken long enough to be told of.
        self._slow = 0
        self._untouched = True
        self._beside: int | None = None

    # Layout

    def body(self) -> Sequence[Widget]:
        """Return the line of figures, the sections with a chart beside them, and the filter."""
        self._list = RowList(
            self._row_line, head=self._head_line, empty=self._empty_line, id="list"
        )
        self._pane = HealthPane(beside=True, id="pane")
        # It comes with the first answer: laying a chart out would hold up the first picture.
        self._pane.display = False
        return (
            Bar(id="sub"),
            Horizontal(self._list, self._pane, id="body"),
            FilterBar(id="filter"),
        )

    def on_mount(self) -> None:
        """Ask for everything."""
        super().on_mount()
        self._list.focus()
        # The first picture first: the answers are made by the same processor.
        self.call_after_refresh(self.reload)

    def show_chrome(self) -> None:
        """Show the figures and, where there is room, the chart."""
        super().show_chrome()
        self._show_room()
        self._show_parts()
        self._show_pane()

    def _show_room(self) -> None:
        room = self.app.size.width >= CARD_FROM and self._found.bands is not None
        if self._pane.display != room:
            self._pane.display = room

    # Asking

    def reload(self) -> None:
        """Ask for everything again: the bands first, the lists behind them."""
        self._generation += 1
        self.set_timer(_WAIT_SECONDS, partial(self._say_counting, self._generation))
        asked, wanted, today = self._generation, self._filter or _EVERYTHING, self.csm.desk.today
        self.csm.ask(
            lambda book: (asked, health.bands(book, wanted, today=today)),
            self._take_bands,
            lane="health-bands",
        )

        def gaps(book: BookConnection) -> object:
            days = health.stale_days(book)
            return review.gaps(book, wanted, today=today, stale_days=days, limit=health_rows.MOST)

        def movers(book: BookConnection) -> object:
            return health.movers(book, wanted, today=today)

        def pulses(book: BookConnection) -> object:
            return health.pulse_differences(book, wanted, today=today)

        # A book of a hundred thousand takes its time for these, each on the side.
        for name, question in (("movers", movers), ("gaps", gaps), ("pulses", pulses)):
            self._ask_share(asked, name, question)
        self._show_pane(again=True)

    def _ask_share(
        self, asked: int, name: str, question: Callable[[BookConnection], object]
    ) -> None:
        def share(book: Book) -> Share:
            # What is no longer wanted is not looked for.
            value = question(book.connection) if asked == self._generation else None
            return Share(asked, name, value)

        self.csm.ask_aside(share, self._take_share, self._take_failure)

    def _say_counting(self, asked: int) -> None:
        self._slow = asked
        if self._counting and self.is_attached:
            self._show_sub()

    @property
    def _counting(self) -> bool:
        return None in self._found

    def _take_bands(self, answer: tuple[int, list[BandSum]]) -> None:
        asked, found = answer
        if asked == self._generation:
            self._found = self._found._replace(bands=found)
            self._show_room()
            self._show_parts(top=self._untouched)

    def _take_share(self, share: Share) -> None:
        if share.asked == self._generation:
            self._found = self._found._replace(**{share.name: share.value})
            self._show_parts()
            self._show_pane()

    def _take_failure(self, error: CsmError) -> None:
        self.notice(str(error), "bad")

    # Filter

    def apply_filter(self) -> None:
        """Ask for what the filter keeps."""
        self._found = Found()
        self._untouched = True
        self.reload()
        self._show_sub()

    def focus_filtered(self) -> None:
        """Give the focus back to the list."""
        self._list.focus()

    # Showing

    def _setting(self) -> health_rows.Setting:
        return health_rows.Setting(self.csm.glyphs, self.csm.money)

    def _show_parts(self, *, top: bool = False) -> None:
        if not self.children:
            return
        most = _MORE if self.app.size.height >= _HIGH else _FEW
        parts = [*health_rows.parts(self._found, most, self._whole, self._setting())]
        self._entries = {}
        sections = []
        for part in parts:
            ids = [self._numbers.of(entry.key) for entry in part.entries]
            self._entries |= zip(ids, part.entries, strict=True)
            sections.append(Section(part.key, len(ids), ids))
        self._heads = {part.key: part.title for part in parts}
        self._list.show(sections, top=top or not self._list.sections)
        self._go_to_account()
        self._show_sub()
        self.show_why()

    def _go_to_account(self) -> None:
        """Begin on the first account rather than on the bands, until somebody moves."""
        if self._untouched:
            first = next((id for id, one in self._entries.items() if one.account_id), None)
            if first is not None and first != self._list.cursor_id:
                self._list.go_to(first)

    def _show_sub(self) -> None:
        slow = self._counting and self._slow == self._generation
        shown = health_rows.figures_line(
            self._found, self._setting(), self.app.size.width, counting=slow
        )
        if self._problem:
            shown = line(Piece(f" {self._problem}", "bad"))
        elif self._filter:
            clears = f"{self.csm.keymap.shown('back')} clears "
            shown = Line(
                (*shown.left, Piece(self._filter.text, "accent")), (Piece(clears, "muted"),)
            )
        self.query_one("#sub", Bar).show(shown)

    def _row_line(self, id: int, width: int) -> Line:
        entry = self._entries.get(id)
        return entry.shown(width) if entry else BLANK

    def _head_line(self, key: str, _folded: bool, _width: int) -> Line:
        return self._heads.get(key, BLANK)

    def _empty_line(self) -> Line:
        if self._found.bands is None:
            return BLANK
        if self._filter:
            return self.no_match_line()
        ways = self.ways(("add", "adds an account"), ("import", "imports files"))
        return line(Piece("Nobody's health to show yet. "), Piece(ways, "muted"))

    def why_line(self) -> Line:
        """Return what the line under the cursor says in words."""
        entry = self._under
        return entry.why if entry else BLANK

    # What the commands mean

    @property
    def _under(self) -> Entry | None:
        id = self._list.cursor_id
        return None if id is None else self._entries.get(id)

    @property
    def reading(self) -> bool:
        """Return whether the lists of accounts are still to come."""
        return self._counting and not any(one.account_id for one in self._entries.values())

    @property
    def account_id(self) -> int | None:
        """Return the account of the line."""
        return self._under.account_id if self._under else None

    @property
    def figure(self) -> str | None:
        """Return the figure that `why` begins with."""
        return "health"

    # The chart beside the list

    def _show_pane(self, *, again: bool = False) -> None:
        if not self.children or not self._pane.display:
            return
        # On a head, or on the bands, the account of before stays.
        account_id = self.account_id or self._beside
        if account_id is None or (account_id == self._beside and not again):
            return
        self._beside = account_id
        today, weeks = self.csm.desk.today, self.csm.health_chart.weeks

        def question(book: BookConnection) -> AccountHealth | None:
            # Passed over where the cursor has gone on meanwhile: a held key asks many.
            if account_id != self._beside:
                return None
            return health.of_account(book, account_id, today=today, weeks=weeks)

        self.csm.ask(question, self._take_beside, lane="health-pane")

    def _take_beside(self, found: AccountHealth | None) -> None:
        if found is not None:
            self._pane.show(found)

    def action_shorter(self) -> None:
        """Show fewer weeks of the account."""
        self._turn(-1)

    def action_longer(self) -> None:
        """Show more weeks of the account."""
        self._turn(1)

    def _turn(self, step: int) -> None:
        self.csm.health_chart.turn(step)
        self._show_pane(again=True)

    # Answers of the list

    def on_row_list_moved(self) -> None:
        """Say what the line means, and show its account."""
        self._untouched = self._untouched and self._at_the_beginning()
        self.show_why()
        self._show_pane()

    def _at_the_beginning(self) -> bool:
        """Return whether the cursor stands where a list begins, or where this one does."""
        here = self._list.cursor_id
        account = next((id for id, one in self._entries.items() if one.account_id), None)
        return here is None or here in (account, next(iter(self._entries), None))

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Open the account, show the section whole, or filter by the tier."""
        entry = self._entries[event.id]
        if entry.account_id is not None:
            self.csm.open_account(entry.account_id)
        elif entry.more:
            self._whole |= {entry.more}
            self._show_parts()
        elif entry.filter and self.reading and self._untouched:
            # The cursor was not put here by hand: it goes on to the first account.
            self.choose_first()
        elif entry.filter:
            self._filter = self._parsed(entry.filter)
            self.apply_filter()

    def action_back(self) -> None:
        """Clear the filter, then show the sections short again; then go back."""
        if self.is_filtered:
            self.clear_filter()
        elif self._whole:
            self._whole = frozenset()
            self._show_parts()

    def action_copy(self) -> None:
        """Copy the line under the cursor."""
        entry = self._under
        self.csm.copy([entry.shown(200).plain] if entry else [])
