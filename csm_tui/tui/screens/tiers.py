"""Tiers: who should move between tiers, or did, and why; accepted or put aside (DOMAIN §2)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from csm_tui import formatting
from csm_tui.domain.tier_moves import GROUNDS
from csm_tui.operations import tier_moves as operations
from csm_tui.operations.together import together
from csm_tui.queries import tier_moves
from csm_tui.tui import tier_rows as rows
from csm_tui.tui.bindings import bindings
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.screens.account_commands import AccountCommands
from csm_tui.tui.screens.view import UNSPANNED, Entry, Part, ViewScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from typing import Any

    from csm_tui.domain.changes import Changes
    from csm_tui.queries.tier_moves import MoveRow
    from csm_tui.store.connection import BookConnection


class Moves(NamedTuple):
    """All moves, those decided on too, and until when one that is accepted today would hold."""

    rows: list[MoveRow]
    until: date


class TiersScreen(ViewScreen[Moves], AccountCommands):
    """The moves that wait for the user, by what is behind them; a key adds those decided on."""

    NAME = "Tiers"
    VIEW = "tiers"
    ASIDE: ClassVar[bool] = True
    SPANNED: ClassVar[bool] = False
    SELECTABLE: ClassVar[bool] = True
    OFFERS: ClassVar[tuple[str, ...]] = (
        "accept-move", "dismiss-move", "tier-history", "decided", "why", "log", "override",
        *(name for name in UNSPANNED if name != "table"),
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = (
        "accept-move", "dismiss-move", "override", "tier-history", "next-measure", "decided",
    )  # fmt: skip
    BINDINGS = bindings(OFFERS)

    def __init__(self) -> None:
        super().__init__()
        self._decided = False
        self._moves: dict[str | int, MoveRow] = {}

    def question(self, book: BookConnection) -> Moves:
        """Return the moves of the accounts that the filter keeps."""
        today = self.today
        return Moves(
            tier_moves.tier_moves(book, self.filter, today=today, decided=True),
            tier_moves.committed(book, today),
        )

    # What is shown

    def parts(self, answer: Moves) -> Sequence[Part]:
        """Return the moves by what is behind them."""
        shown = [row for row in answer.rows if self._decided or row.decision is None]
        self._moves = {_key(row): row for row in shown}
        setting, parts = self.csm.setting, []
        for ground in GROUNDS:
            ours = [row for row in shown if row.move.ground == ground]
            if ours:
                entries = [
                    Entry(partial(rows.row_line, row, setting), _key(row), row.account_id)
                    for row in ours
                ]
                parts.append(Part(ground, rows.head_line(ground, ours, setting), entries))
        return parts

    def noted(self) -> Sequence[Piece]:
        """Return how many moves wait, and how many lines are selected."""
        if self.answer is None:
            return ()
        said = len(self.answer.rows) - len(self._waiting_rows)
        words = f"{len(self._waiting_rows):,} waiting"
        if self._decided and said:
            words += f", {said:,} decided"
        if self.filter.terms:
            words += f" {self.csm.glyphs.dot}"
        pieces = [Piece(f"{words} ", "muted")]
        if self.selected:
            unseen = self._list.selected_unseen
            folded = f", {unseen:,} of them not in sight" if unseen else ""
            pieces.insert(0, Piece(f"{self.selected:,} selected{folded}  ", "accent"))
        return pieces

    def show_parts(self, *, top: bool = False) -> None:
        """Show the moves; of those gone none is selected any more."""
        super().show_parts(top=top)
        if self.answer is None:
            return
        gone = self._list.selection - self._entries.keys()
        if gone:
            self._list.select(set(self._list.selection - gone))

    def why_line(self) -> Line:
        """Return why the account should move, or did."""
        move = self._move
        if move is None or self.answer is None:
            return BLANK
        return rows.why_line(move, self.answer.until, self.csm.setting)

    def empty_line(self, answer: Moves) -> Line:
        """Return that nothing waits, and what there is instead."""
        shown = self.csm.keymap.shown
        if answer.rows:
            count = formatting.plural(len(answer.rows), "move")
            were = "was" if len(answer.rows) == 1 else "were"
            words = f"{shown('decided')} shows {count} that {were} decided on."
            return line(Piece("Nothing waits. "), Piece(words, "muted"))
        if self.filter.terms:
            return line(
                Piece("No such account should move between tiers, or did. "),
                Piece(self.widening(), "muted"),
            )
        more = (
            f"{shown('portfolio')} shows the portfolio: complexity and potential ARR suggest moves."
        )
        return line(Piece(f"{rows.NOTHING} "), Piece(more, "muted"))

    # What the commands mean

    @property
    def _waiting_rows(self) -> list[MoveRow]:
        return [row for row in self.answer.rows if row.decision is None] if self.answer else []

    @property
    def _move(self) -> MoveRow | None:
        return self._moves.get(self._here.key) if self._here else None

    @property
    def figure(self) -> str | None:
        """Return the figure that `why` begins with, and that is set by hand."""
        return "tier"

    @property
    def selected(self) -> int:
        """Return how many moves are selected."""
        return len(self._list.selection)

    def _chosen(self) -> list[MoveRow]:
        """Return the selected moves, else the one under the cursor."""
        chosen = self._list.selection
        if not chosen:
            return [self._move] if self._move else []
        return [self._moves[self._entries[id].key] for id in sorted(chosen)]

    def _open(self, verb: str, *, also: str = "") -> list[MoveRow]:
        """Return the chosen moves that can be decided on; those of the ground `also` always can."""
        chosen = self._chosen()
        left = [row for row in chosen if row.decision is None or row.move.ground == also]
        if not chosen:
            self.choose_first("Choose a move first.", "muted")
        elif not left:
            self.notice(f"It is decided already: nothing to {verb}.", "muted")
        return left

    # Commands

    def action_accept_move(self) -> None:
        """Accept the moves; where something is to be set by hand, ask for reason and end."""
        from csm_tui.tui.dialogs.accept_form import AcceptForm

        chosen = self._open("accept", also="suggested")
        suggested = [row for row in chosen if row.move.ground == "suggested"]
        if not suggested or self.answer is None:
            self._accept(chosen)
            return

        def take(given: tuple[str | None, date] | None) -> None:
            if given is not None:
                self._accept(chosen, reason=given[0], until=given[1])

        ground = suggested[0].move.reason if len(suggested) == 1 else "what each is suggested for"
        form = AcceptForm(_named(chosen), ground, self.answer.until, self.today)
        self.app.push_screen(form, take)

    def _accept(self, chosen: Sequence[MoveRow], **by_hand: object) -> None:
        # What is only noted goes first: a tier set by hand takes the account's other move away.
        ordered = sorted(chosen, key=lambda row: row.move.ground == "suggested")
        self._decide(
            operations.accept,
            "Accepted",
            [(row, by_hand if row.move.ground == "suggested" else {}) for row in ordered],
        )

    def action_dismiss_move(self) -> None:
        """Put the moves aside, with a reason."""
        from csm_tui.tui.dialogs.reason import ReasonDialog

        chosen = self._open("dismiss")
        if not chosen:
            return

        def take(reason: str | None) -> None:
            if reason is not None:
                told = {"reason": reason}
                self._decide(operations.dismiss, "Dismissed", [(row, told) for row in chosen])

        hint = "why not; it is back when the reason of the move is another"
        self.app.push_screen(ReasonDialog("Dismiss", _named(chosen), hint), take)

    def _decide(
        self,
        operation: Callable[..., Changes],
        verb: str,
        decided: Sequence[tuple[MoveRow, Mapping[str, object]]],
    ) -> None:
        """Decide on the moves as one change."""
        steps: list[tuple[Callable[..., Changes], dict[str, Any]]] = [
            (operation, {"account_id": row.account_id, "ground": row.move.ground, **told})
            for row, told in decided
        ]
        hidden = self._list.selected_unseen
        unseen = f" ({hidden:,} of them not in sight)" if hidden else ""
        if self.selected:
            self._list.select(set())
        if len(steps) == 1:
            self.csm.apply(operation, **steps[0][1])
        elif steps:
            name = f"{verb}: {formatting.plural(len(steps), 'move')} between tiers"
            self.csm.apply(together, name=name, steps=steps, said=f"{name}{unseen}.")

    def action_tier_history(self) -> None:
        """Show the tiers of the account over time."""
        from csm_tui.tui.dialogs.tier_history import TierHistoryDialog

        named = self._named()
        if named:
            self.app.push_screen(TierHistoryDialog(*named))

    def action_decided(self) -> None:
        """Show the moves that were decided on too, or only those that wait."""
        self._decided = not self._decided
        words = "Also the moves that were decided on." if self._decided else "Only what waits."
        self.notice(words, "muted")
        self.show_parts()
        self.show_span()

    def on_row_list_selected(self) -> None:
        """Count the selection."""
        self.show_span()

    def on_row_list_moved(self) -> None:
        """Say what the line is, and count what a fold took out of sight."""
        super().on_row_list_moved()
        if self.selected:
            self.show_span()

    def action_back(self) -> None:
        """Clear the selection; then the filter."""
        if self.selected:
            self._list.select(set())
        else:
            super().action_back()

    def action_copy(self) -> None:
        """Copy the selected moves, or the one under the cursor."""
        self.csm.copy([rows.copied(row) for row in self._chosen()])


def _key(row: MoveRow) -> str:
    return f"{row.move.ground} {row.account_id}"


def _named(chosen: Sequence[MoveRow]) -> str:
    if len(chosen) > 1:
        return formatting.plural(len(chosen), "move")
    move = chosen[0].move
    return f"{chosen[0].account}, {move.tier_from} to {move.tier_to}"
