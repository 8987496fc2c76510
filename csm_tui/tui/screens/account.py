"""Account: where it stands and why in the first lines, then everything, in folding sections."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from csm_tui import formatting
from csm_tui.operations import tasks, touchpoints
from csm_tui.queries import accounts, timeline
from csm_tui.tui.bindings import bindings
from csm_tui.tui.card import Entry, Look, Part, head_lines, parts
from csm_tui.tui.numbers import Numbers
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.screens.account_commands import ACCOUNT_COMMANDS, AccountCommands
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.row_list import RowList, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from csm_tui.queries.accounts import Card
    from csm_tui.store.connection import BookConnection

_HEAD_LINES = 4
_EVENTS = 400


class Shown(NamedTuple):
    """What the screen shows, laid out in the background."""

    card: Card
    head: list[Line]
    parts: list[Part]


class AccountScreen(AccountCommands):
    """The whole card of one account."""

    NAME = "Account"
    OFFERS: ClassVar[tuple[str, ...]] = (
        *ACCOUNT_COMMANDS, "done", "later", "earlier", "no-show", "copy", "back", "close",
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = ("why", "log", "done", "pulse", "edit", "back")
    BINDINGS = bindings(OFFERS)

    def __init__(self, account_id: int) -> None:
        super().__init__()
        self._account_id = account_id
        self._shown: Shown | None = None
        self._entries: dict[int, Entry] = {}
        self._numbers = Numbers()

    @property
    def account_id(self) -> int | None:
        """Return the account."""
        return self._account_id

    @property
    def figure(self) -> str | None:
        """Return the figure of the line under the cursor."""
        entry = self._entry()
        if entry is not None and entry.figure:
            return entry.figure
        return {"health": "health", "next": "next", "figures": "quadrant"}.get(
            self._list.cursor_section
        )

    def body(self) -> Sequence[Widget]:
        """Return the first lines and the sections."""
        self._list = RowList(self._row_line, head=self._head_line, id="list")
        return (*(Bar(id=f"head-{place}") for place in range(_HEAD_LINES)), self._list)

    def on_mount(self) -> None:
        """Ask for the card."""
        super().on_mount()
        self.reload()

    def reload(self) -> None:
        """Ask for the card again."""
        account_id, today = self._account_id, self.csm.desk.today
        look = Look(today, self.csm.glyphs, self.csm.currency)

        def question(book: BookConnection) -> Shown:
            card = accounts.card(book, account_id, today=today)
            events = timeline.events(book, account_id, today=today, limit=_EVENTS)
            return Shown(card, head_lines(card, look), parts(card, events, look))

        self.csm.ask(question, self._take, lane="account")

    def _take(self, shown: Shown) -> None:
        first = self._shown is None
        self._shown = shown
        for place, head in enumerate(shown.head[:_HEAD_LINES]):
            self.query_one(f"#head-{place}", Bar).show(head)
        self._entries = {}
        sections = []
        for part in shown.parts:
            ids = []
            for place, entry in enumerate(part.entries):
                key = (entry.table, entry.row_id) if entry.row_id is not None else place
                number = self._numbers.of((part.key, key))
                ids.append(number)
                self._entries[number] = entry
            sections.append(Section(part.key, len(ids), ids))
        self._list.show(sections, top=first)
        self.show_why()

    def _entry(self) -> Entry | None:
        id = self._list.cursor_id
        return None if id is None else self._entries.get(id)

    def _row_line(self, id: int, _width: int) -> Line:
        return self._entries[id].line

    def _head_line(self, key: str, _folded: bool, _width: int) -> Line:
        parts = self._shown.parts if self._shown else []
        return next((part.title for part in parts if part.key == key), BLANK)

    def why_line(self) -> Line:
        """Return what the model suggests first."""
        if self._shown is None:
            return BLANK
        items = self._shown.card.standing.rank.items
        if not items:
            return line(Piece(" Nothing to do here today.", "muted"))
        return line(
            Piece(f" {formatting.sentence(items[0].suggestion)}", "strong"),
            Piece(f"  {items[0].reason}", "muted"),
        )

    def on_row_list_opened(self) -> None:
        """Explain the figure of the line."""
        if self.figure:
            self.action_why()

    def _touchpoint(self) -> int | None:
        entry = self._entry()
        if entry is None or entry.table != "touchpoint":
            self.notice("Choose a planned touchpoint first.", "muted")
            return None
        return entry.row_id

    def action_done(self) -> None:
        """Mark the promise or the planned touchpoint under the cursor as done."""
        entry = self._entry()
        if entry is not None and entry.table == "task" and entry.row_id is not None:
            self.csm.apply(tasks.done, task_id=entry.row_id)
            return
        touchpoint_id = self._touchpoint()
        if touchpoint_id is not None:
            self.csm.apply(touchpoints.done, touchpoint_id=touchpoint_id)

    def _move(self, days: int) -> None:
        touchpoint_id = self._touchpoint()
        if touchpoint_id is None:
            return
        found = self.csm.ask_now(lambda book: timeline.touchpoint(book, touchpoint_id))
        if found is None:
            return
        day = found.date + timedelta(days=days)
        self.csm.apply(
            touchpoints.move,
            touchpoint_id=touchpoint_id,
            day=day,
            said=f"Moved: {found.kind}, {found.account}, to {formatting.full_day(day)}.",
        )

    def action_later(self) -> None:
        """Move the planned touchpoint a day later."""
        self._move(1)

    def action_earlier(self) -> None:
        """Move the planned touchpoint a day earlier."""
        self._move(-1)

    def action_no_show(self) -> None:
        """Record that the customer did not come."""
        touchpoint_id = self._touchpoint()
        if touchpoint_id is not None:
            self.csm.apply(touchpoints.no_show, touchpoint_id=touchpoint_id)

    def action_copy(self) -> None:
        """Copy the line under the cursor."""
        entry = self._entry()
        self.csm.copy([entry.line.plain] if entry else [])
