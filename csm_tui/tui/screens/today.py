"""Today: what needs the CSM, ranked within its lanes, each line with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual.containers import Horizontal

from csm_tui.queries import agenda, day_done, portfolio, timeline
from csm_tui.tui import today_rows
from csm_tui.tui.bindings import bindings
from csm_tui.tui.numbers import Numbers
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.screens.account_commands import ACCOUNT_COMMANDS
from csm_tui.tui.screens.item_commands import ITEM_COMMANDS, ItemCommands
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.row_list import RowList, Section
from csm_tui.tui.widgets.side_card import SideCard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from csm_tui.queries.day_done import DoneRow
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.targets import Target

_MOST: Final = 200


class Day(NamedTuple):
    """What the screen shows."""

    rows: list[agenda.TodayRow]
    done: list[DoneRow]
    waiting: int
    figures: agenda.Figures
    requests: frozenset[int]


class TodayScreen(ItemCommands):
    """The ranked list, worked from top to bottom; the next line takes the place of one done."""

    NAME = "Today"
    OFFERS: ClassVar[tuple[str, ...]] = (
        *ITEM_COMMANDS, *ACCOUNT_COMMANDS, "copy", "back", "close",
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = ("done", "snooze", "move", "log", "quick-line", "undo")
    BINDINGS = bindings(OFFERS)

    def __init__(self) -> None:
        super().__init__()
        self._found: Day | None = None
        self._rows: dict[int, agenda.TodayRow] = {}
        self._done: dict[int, DoneRow] = {}
        self._numbers = Numbers()

    # Layout

    def body(self) -> Sequence[Widget]:
        """Return the line of figures, and the lanes with the card beside them."""
        self._list = RowList(
            self._row_line,
            head=self._head_line,
            empty=self._empty_line,
            selectable=True,
            id="list",
        )
        card = SideCard(id="card")
        card.fit_beside(self.app.size.width)
        return (Bar(id="sub"), Horizontal(self._list, card, id="body"))

    def on_mount(self) -> None:
        """Ask for the list."""
        super().on_mount()
        self.reload()

    def show_chrome(self) -> None:
        """Show the figures and, where there is room, the card."""
        super().show_chrome()
        self.query_one(SideCard).fit_beside(self.app.size.width)
        self._show_sub()
        self._show_card()

    def reload(self) -> None:
        """Ask for the list again."""
        today = self.csm.desk.today

        def question(book: BookConnection) -> Day:
            rows = agenda.today(book, today=today, limit=_MOST)
            asked = (timeline.touchpoint(book, id) for id in today_rows.asked_of_us(rows))
            return Day(
                rows,
                day_done.done_on(book, today=today),
                portfolio.waiting(book),
                agenda.figures(book, rows, today=today),
                frozenset(one.id for one in asked if one.status != "planned"),
            )

        self.csm.ask(question, self._take, lane="today")
        self._show_card(again=True)

    def _take(self, found: Day) -> None:
        first = self._found is None
        before = self._to_do()
        self._found = found
        self._rows = {self._numbers.of(_key(row)): row for row in found.rows}
        self._done = {self._numbers.of((one.sort, one.id)): one for one in found.done}
        after = self._after(before)
        sections = [
            Section(lane, len(ids), ids)
            for lane in today_rows.LANES
            if (ids := [id for id, row in self._rows.items() if row.lane == lane])
        ]
        sections.append(Section("done", len(self._done), [*self._done]))
        gone = self._list.selection - {*self._rows, *self._done}
        if gone:
            self._list.select(set(self._list.selection - gone))
        self._list.show(sections, top=first)
        if after is not None:
            self._list.go_to(after)
        self._show_sub()
        self.show_why()
        self._show_card()

    def _to_do(self) -> list[int]:
        return [
            id for section in self._list.sections if section.key != "done" for id in section.ids
        ]

    def _after(self, before: Sequence[int]) -> int | None:
        """Return what takes the place of the line under the cursor where that is gone.

        That is the next one that is still to do, else the one before it.
        """
        here = self._list.cursor_id
        if here not in before or here in self._rows:
            return None
        place = before.index(here)
        following = (*before[place + 1 :], *reversed(before[:place]))
        return next((id for id in following if id in self._rows), None)

    # Lines

    def _show_sub(self) -> None:
        day = self._found
        if day is None:
            return
        more = day.waiting - len({row.account_id for row in day.rows})
        chosen = self._list.selection
        words = f"{len(chosen):,} selected" if chosen else ""
        if self.unseen:
            words += f", {self.unseen:,} of them not in sight"
        shown = today_rows.figures_line(day.figures, more, words, self.csm.setting)
        self.query_one("#sub", Bar).show(shown)

    def _head_line(self, key: str, _folded: bool, _width: int) -> Line:
        count = next((section.length for section in self._list.sections if section.key == key), 0)
        return today_rows.head_line(key, count)

    def _empty_line(self) -> Line:
        whole = self.csm.keymap.shown("portfolio")
        return line(
            Piece("Nothing needs you today. "), Piece(f"{whole} shows the whole book.", "muted")
        )

    def _row_line(self, id: int, width: int) -> Line:
        row = self._rows.get(id)
        if row is not None:
            return today_rows.row_line(row, width, self.csm.setting)
        done = self._done.get(id)
        return today_rows.done_line(done, width, self.csm.setting) if done else BLANK

    def why_line(self) -> Line:
        """Return what to do, and the arithmetic of the rank."""
        row = self._under
        return today_rows.why_line(row, len(self._rows), self.csm.glyphs) if row else BLANK

    # What the commands mean

    @property
    def _under(self) -> agenda.TodayRow | None:
        id = self._list.cursor_id
        return None if id is None else self._rows.get(id)

    @property
    def reading(self) -> bool:
        """Return whether there is no list yet."""
        return self._found is None

    @property
    def account_id(self) -> int | None:
        """Return the account of the line."""
        id = self._list.cursor_id
        row = self._rows.get(id) or self._done.get(id) if id is not None else None
        return row.account_id if row else None

    @property
    def figure(self) -> str | None:
        """Return the figure that `why` begins with."""
        return "rank"

    @property
    def selected(self) -> int:
        """Return how many lines are selected."""
        return len(self._list.selection)

    @property
    def unseen(self) -> int:
        """Return how many selected lines are in folded lanes."""
        return self._list.selected_unseen

    def targets(self) -> list[Target]:
        """Return the selected things to do, else the one under the cursor."""
        chosen = self._list.selection or {self._list.cursor_id}
        requests = self._found.requests if self._found else frozenset()
        rows = [row for id, row in self._rows.items() if id in chosen]
        return [today_rows.target(row, requests) for row in rows]

    def deselect(self) -> None:
        """Select nothing any more."""
        if self.selected:
            self._list.select(set())

    # Answers of the list

    def on_row_list_moved(self) -> None:
        """Say why the line is here, show its account, and count what a fold took out of sight."""
        self.show_why()
        if self.selected:
            self._show_sub()
        self._show_card()

    def on_row_list_selected(self) -> None:
        """Count the selection."""
        self._show_sub()

    def on_row_list_opened(self) -> None:
        """Open the account."""
        if self.account_id is not None:
            self.csm.open_account(self.account_id)

    def _show_card(self, *, again: bool = False) -> None:
        card = self.query_one(SideCard)
        # On the head of a lane the account of before stays.
        if card.display and (self.account_id is not None or not self._list.sections):
            card.show_account(self.account_id, again=again)

    def action_back(self) -> None:
        """Clear the selection."""
        self.deselect()

    def action_copy(self) -> None:
        """Copy the selected lines, or the one under the cursor."""
        chosen = self._list.selection or {self._list.cursor_id}
        rows = [row for id, row in self._rows.items() if id in chosen]
        self.csm.copy([f"{row.account}\t{row.reason}\t{row.suggestion}" for row in rows])


def _key(row: agenda.TodayRow) -> tuple[object, ...]:
    return row.account_id, row.lane, row.kind, row.touchpoint_id, row.task_id, row.signal_id
