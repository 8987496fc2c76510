"""Account: where it stands and why in the first lines, then everything, in folding sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from csm_tui import formatting
from csm_tui.queries import accounts, tier_moves, timeline
from csm_tui.tui.bindings import bindings
from csm_tui.tui.card import head_lines, parts
from csm_tui.tui.card_parts import Entry, Look, Part
from csm_tui.tui.card_work import work_of
from csm_tui.tui.numbers import Numbers
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.screens.account_commands import ACCOUNT_COMMANDS, OneAccount
from csm_tui.tui.screens.item_commands import ITEM_COMMANDS, ItemCommands
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.row_list import RowList, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from csm_tui.queries.accounts import Card
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.targets import Target

_HEAD_LINES = 4
_EVENTS = 400


class Shown(NamedTuple):
    """What the screen shows, laid out in the background."""

    card: Card
    head: list[Line]
    parts: list[Part]


class AccountScreen(OneAccount, ItemCommands):
    """The whole card of one account."""

    NAME = "Account"
    OFFERS: ClassVar[tuple[str, ...]] = (
        *ITEM_COMMANDS, *ACCOUNT_COMMANDS, "copy", "back", "close",
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = (
        "log", "done", "snooze", "move", "health-chart", "back",
    )  # fmt: skip
    BINDINGS = bindings(OFFERS)

    def __init__(self, account_id: int) -> None:
        super().__init__(account_id)
        self._shown: Shown | None = None
        self._entries: dict[int, Entry] = {}
        self._numbers = Numbers()

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
        account_id, today = self.account_id, self.csm.desk.today
        logs = self.ways(("log", "logs a touchpoint")).rstrip(".")
        look = Look(today, self.csm.glyphs, self.csm.currency, logs)

        def question(book: BookConnection) -> Shown:
            card = accounts.card(book, account_id, today=today)
            events = timeline.events(book, account_id, today=today, limit=_EVENTS)
            work = work_of(book, card, today)
            tiers = tier_moves.of_account(book, account_id, today=today)
            return Shown(card, head_lines(card, look), parts(card, work, events, tiers, look))

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

    def targets(self) -> list[Target]:
        """Return the thing to do under the cursor."""
        entry = self._entry()
        return [entry.target] if entry is not None and entry.target is not None else []

    def action_copy(self) -> None:
        """Copy the line under the cursor."""
        entry = self._entry()
        self.csm.copy([entry.line.plain] if entry else [])
