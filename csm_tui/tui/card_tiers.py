"""The tiers of an account on its card: since when, which before, and what waits for a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.tui.tier_rows import TITLES, way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.queries.tier_moves import AccountTiers
    from csm_tui.tui.card_parts import Look

_MOST: Final = 4


def tier_rows(tiers: AccountTiers, look: Look) -> Iterator[tuple[str, str, str]]:
    """Yield label, value and reason: the first day of the tier with those before, then the moves.

    All by the model in force.
    """
    spans = tiers.history.spans
    if spans:
        before = [f"{one.tier} from {formatting.plain_day(one.since)}" for one in spans[-2::-1]]
        more = f", {look.glyphs.cut}" if len(before) > _MOST else ""
        words = f"before that {', '.join(before[:_MOST])}{more}; " if before else ""
        yield "since", formatting.plain_day(spans[-1].since), f"{words}by the model in force"
    for row in tiers.waiting:
        move = row.move
        word, _ = way(row, look.glyphs)
        since = formatting.plain_day(move.since)
        words = (
            f"{move.tier_from} {look.glyphs.arrow} {move.tier_to}, {TITLES[move.ground].lower()}"
        )
        yield "move", word.strip(), f"{words}, since {since}: {move.reason}"
