"""The tiers of one account over time: what waits, which tier held since when, what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from csm_tui.queries import tier_moves
from csm_tui.tui import tier_rows as rows
from csm_tui.tui.dialogs.lists import Group, LinesDialog
from csm_tui.tui.pieces import Line, Piece, line

if TYPE_CHECKING:
    from csm_tui.queries.tier_moves import AccountTiers
    from csm_tui.store.connection import BookConnection

# The dialog's width, and what its padding, the cursor and the scroll bar take of it.
_WIDTH: Final = 92
_MARGINS: Final = 8


class TierHistoryDialog(LinesDialog[None]):
    """Shows the tiers of an account by the model in force, and what was decided about them."""

    DEFAULT_CSS = """
    TierHistoryDialog #panel { height: auto; }
    TierHistoryDialog RowList { height: auto; max-height: 26; }
    """
    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("y", "copy", "copy"),
        ("escape", "back", "back"),
    )

    def __init__(self, account_id: int, account: str) -> None:
        super().__init__()
        self._account_id = account_id
        self._account = account

    def title_line(self) -> Line:
        """Return whose tiers they are."""
        return line(Piece(" Tiers of ", "title"), Piece(self._account, "strong"))

    def on_mount(self) -> None:
        """Ask for the history."""
        super().on_mount()
        account_id, today = self._account_id, self.csm.desk.today

        def question(book: BookConnection) -> AccountTiers:
            return tier_moves.of_account(book, account_id, today=today)

        self.csm.ask(question, self._take, lane="tier-history")

    def _take(self, found: AccountTiers) -> None:
        width = min(_WIDTH, self.size.width) - _MARGINS
        setting, spans, said = self.csm.setting, found.history.spans, found.history.decisions
        groups = (
            (
                "waiting",
                "Waiting",
                len(found.waiting),
                rows.move_lines(found.waiting, setting, width),
            ),
            ("spans", "By the model in force", len(spans), rows.span_lines(spans, setting, width)),
            ("said", "Decided", len(said), rows.decision_lines(said, setting, width)),
        )
        self.show_groups(
            [
                Group(key, _title(words, count), tuple(lines))
                for key, words, count, lines in groups
                if count
            ]
        )


def _title(words: str, count: int) -> Line:
    return line(Piece(words, "strong"), Piece(f"  {count:,}", "muted"))
