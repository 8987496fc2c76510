"""Review: the accounts without fresh health, the largest first, one key for a pulse each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.containers import Horizontal

from csm_tui import formatting
from csm_tui.domain.arr import known_sum
from csm_tui.domain.filters import Filter
from csm_tui.operations import accounts
from csm_tui.queries import health, review
from csm_tui.tui.bindings import bindings
from csm_tui.tui.dialogs.pulse import PULSES
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, fit_right, line
from csm_tui.tui.screens.account_commands import ACCOUNT_COMMANDS, AccountCommands
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.row_list import RowList, Section
from csm_tui.tui.widgets.side_card import SideCard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from csm_tui.store.connection import BookConnection

_MOST: Final = 1000


class ReviewScreen(AccountCommands):
    """Walks the accounts; 1 to 5 records a pulse and goes on."""

    NAME = "Review"
    OFFERS: ClassVar[tuple[str, ...]] = (*ACCOUNT_COMMANDS, "copy", "back", "close")
    HIDES: ClassVar[tuple[str, ...]] = ("today", "portfolio", "calendar")
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "why", "log", "edit", "undo", "back")
    # The digits mean pulses here, not screens.
    BINDINGS = [
        *bindings(OFFERS),
        *(Binding(str(value), f"record({value})", show=False) for value in range(1, 6)),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[int, review.ReviewRow] = {}
        self._asked = False
        self._recorded = 0

    def body(self) -> Sequence[Widget]:
        """Return the line of figures, the list and the card beside it."""
        self._list = RowList(
            self._row_line, columns=self._title_line, empty=self._empty_line, id="list"
        )
        return (Bar(id="sub"), Horizontal(self._list, SideCard(id="card"), id="body"))

    def on_mount(self) -> None:
        """Ask for the accounts."""
        super().on_mount()
        self.reload()

    def show_chrome(self) -> None:
        """Show the card where there is room."""
        super().show_chrome()
        self.query_one(SideCard).fit_beside(self.app.size.width)
        self._show_card()

    def reload(self) -> None:
        """Ask for the accounts again."""
        today = self.csm.desk.today

        def question(book: BookConnection) -> list[review.ReviewRow]:
            days = health.stale_days(book)
            return review.without_fresh_health(
                book, Filter("", ()), today=today, stale_days=days, limit=_MOST
            )

        self.csm.ask(question, self._take, lane="review")

    def _take(self, rows: list[review.ReviewRow]) -> None:
        self._rows = {row.account_id: row for row in rows}
        ids = [row.account_id for row in rows]
        self._list.show([Section("", len(ids), ids)], top=not self._asked)
        self._asked = True
        self._show_sub()
        self.show_why()

    def _show_sub(self) -> None:
        arr = known_sum(row.arr for row in self._rows.values())
        count = formatting.plural(len(self._rows), "account")
        left = [Piece(" Review", "strong"), Piece(f"  {count} without fresh health, ", "muted")]
        left.append(Piece(self.csm.money(arr)))
        right = [Piece(f"{self._recorded} recorded ", "good")] if self._recorded else []
        self.query_one("#sub", Bar).show(Line(tuple(left), tuple(right)))

    def _title_line(self, _width: int) -> Line:
        return Line(
            (
                Piece("  "),
                Piece(fit("Account", 24), "muted"),
                Piece(fit_right("ARR", 8), "muted"),
                Piece("  Health  Why it is here", "muted"),
            )
        )

    def _empty_line(self) -> Line:
        back = self.csm.keymap.shown("back")
        return line(Piece("Every account has fresh health. "), Piece(f"{back} goes back.", "muted"))

    def _row_line(self, id: int, _width: int) -> Line:
        row = self._rows[id]
        ink = formatting.band_ink(row.health_band)
        shown = formatting.health(row.health, row.health_band, row.provisional, self.csm.glyphs)
        return Line(
            (
                Piece(fit(row.account, 24)),
                Piece(fit_right(self.csm.money(row.arr), 8)),
                Piece("  "),
                Piece(fit(shown, 7), ink),
                Piece(f" {row.reason}", "muted"),
            )
        )

    def why_line(self) -> Line:
        """Return the five answers."""
        if not self._list.sections:
            return BLANK
        pieces = [Piece(" Pulse: ", "muted")]
        for value, word, _ in reversed(PULSES):
            pieces += [Piece(str(value), "accent"), Piece(f" {word}  ", "muted")]
        return Line(tuple(pieces), (Piece(" "),))

    @property
    def reading(self) -> bool:
        """Return whether there is no list yet."""
        return not self._asked

    @property
    def account_id(self) -> int | None:
        """Return the account under the cursor."""
        return self._list.cursor_id

    @property
    def figure(self) -> str | None:
        """Return the figure that `why` begins with."""
        return "health"

    def on_row_list_moved(self) -> None:
        """Show the account's card."""
        self._show_card()

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Open the account."""
        self.csm.open_account(event.id)

    def _show_card(self) -> None:
        card = self.query_one(SideCard)
        if card.display:
            card.show_account(self._list.cursor_id)

    def action_record(self, value: int) -> None:
        """Record a pulse; the account leaves the list, and the next takes its place."""
        id = self._list.cursor_id
        if self.csm.desk.read_only:
            return
        if id is None:
            self.choose_first()
            return
        name = self._rows[id].account
        self._recorded += 1
        self.csm.apply(
            accounts.pulse, account_id=id, value=value, said=f"Pulse {value} of 5: {name}."
        )

    def action_copy(self) -> None:
        """Copy the line."""
        row = self._rows.get(self._list.cursor_id or -1)
        self.csm.copy([f"{row.account}\t{row.reason}"] if row else [])
