"""The selected account's card beside a list; it follows the cursor without holding it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.widget import Widget

from csm_tui.tui.page import CARD_FROM
from csm_tui.tui.pieces import BLANK, Line, Piece
from csm_tui.tui.strips import strip

if TYPE_CHECKING:
    from textual.strip import Strip

    from csm_tui.queries.accounts import Card
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.app import CsmApp


class SideCard(Widget):
    """A column of lines about one account."""

    DEFAULT_CSS = """
    SideCard { width: 44; height: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._account_id: int | None = None
        self._card: Card | None = None
        self._lines: list[Line] = []

    def fit_beside(self, width: int) -> None:
        """Show the card where a screen so wide has room for it."""
        room = width >= CARD_FROM
        # Known before the first layout, so that nothing is laid out twice.
        if self.display != room:
            self.display = room

    def show_account(self, account_id: int | None, *, again: bool = False) -> None:
        """Show an account; the old card stays until the new one is there."""
        if account_id == self._account_id and not again:
            return
        self._account_id = account_id
        if account_id is None:
            self._take(None)
            return
        app = cast("CsmApp", self.app)
        today = app.desk.today

        def question(book: BookConnection) -> Card | None:
            from csm_tui.errors import UnknownAccount
            from csm_tui.queries import accounts

            try:
                return accounts.card(book, account_id, today=today)
            except UnknownAccount:
                # An undo took it; what the undo says is what there is to say.
                return None

        app.ask(question, self._take, lane="side-card")

    def _take(self, card: Card | None) -> None:
        self._card = card
        self._lay()

    def _lay(self) -> None:
        if self._card is None:
            self._lines = []
            self.refresh()
            return
        from csm_tui.tui.card_beside import side_lines
        from csm_tui.tui.card_parts import Look

        app = cast("CsmApp", self.app)
        look = Look(app.desk.today, app.glyphs, app.currency)
        self._lines = side_lines(self._card, look, self.size.width - 4)
        self.refresh()

    def on_resize(self) -> None:
        """Break the lines for another width."""
        self._lay()

    def render_line(self, y: int) -> Strip:
        """Draw one line beside the rule."""
        inks = cast("CsmApp", self.app).inks
        shown = self._lines[y - 1] if 0 < y <= len(self._lines) else BLANK
        rule = Piece(f" {inks.glyphs.divider} ", "faint")
        return strip(Line((rule, *shown.left), (*shown.right, Piece(" "))), self.size.width, inks)
