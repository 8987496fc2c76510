"""Tiers: who should move between tiers, or did, and why (DOMAIN §2)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from csm_tui.domain.tier_moves import GROUNDS
from csm_tui.queries.tier_moves import tier_moves
from csm_tui.tui import tier_rows as rows
from csm_tui.tui.bindings import bindings
from csm_tui.tui.screens.view import Entry, Part, ViewScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.queries.tier_moves import MoveRow
    from csm_tui.store.connection import BookConnection

Answer = list["MoveRow"]


class TiersScreen(ViewScreen[Answer]):
    """The moves that wait, by what is behind them."""

    NAME = "Tiers"
    VIEW = "tiers"
    ASIDE: ClassVar[bool] = True
    SPANNED: ClassVar[bool] = False
    OFFERS: ClassVar[tuple[str, ...]] = ("filter", "next-measure", "copy", "back", "close")
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "next-measure", "filter")
    BINDINGS = bindings(OFFERS)

    def question(self, book: BookConnection) -> Answer:
        """Return the moves of the accounts that the filter keeps."""
        return tier_moves(book, self.filter, today=self.today)

    def parts(self, answer: Answer) -> Sequence[Part]:
        """Return the moves by what is behind them."""
        setting = self.csm.setting
        found = []
        for ground in GROUNDS:
            ours = [row for row in answer if row.move.ground == ground]
            if ours:
                entries = [
                    Entry(
                        partial(rows.row_line, row, setting),
                        row.account_id,
                        row.account_id,
                        rows.why_line(row),
                    )
                    for row in ours
                ]
                found.append(Part(ground, rows.head_line(ground, ours, setting), entries))
        return found
