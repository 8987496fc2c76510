"""Lines of the tiers view: pure, laid out for a width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.tier_moves import LAPSING_DAYS
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.queries.tier_moves import MoveRow
    from csm_tui.tui.setting import Setting

TITLES: Final = {
    "suggested": "Suggested",
    "lapsing": f"Set by hand, ends within {LAPSING_DAYS} days",
    "held": "Held by hand",
    "lapsed": "Set by hand, ended",
    "moved": "Moved by itself",
}
_ACCOUNT: Final = 24
_WIDE_ACCOUNT: Final = 32
_WIDE: Final = 100
_ARR: Final = 8
_TIERS: Final = 17
_WAY: Final = 8
_SINCE: Final = 11


def head_line(ground: str, rows: Sequence[MoveRow], setting: Setting) -> Line:
    """Return the head of the moves of one ground: how many, and the ARR known of them."""
    arr = sum(row.arr or 0 for row in rows)
    count = formatting.plural(len(rows), "account")
    return line(
        Piece(TITLES[ground], "strong"), right=[Piece(f"{count}   {setting.money(arr)} ", "muted")]
    )


def row_line(row: MoveRow, setting: Setting, width: int) -> Line:
    """Return a move: the account, its ARR, from which tier to which, since when, and why."""
    glyphs, move = setting.glyphs, row.move
    account = _WIDE_ACCOUNT if width >= _WIDE else _ACCOUNT
    way, ink = way_of(row, setting)
    tiers = f"{move.tier_from} {glyphs.arrow} {move.tier_to}"
    since = formatting.day(move.since, setting.today, glyphs)
    return line(
        Piece(fit(row.account, account, glyphs.cut)),
        Piece(fit_right(setting.money(row.arr), _ARR), "text" if row.arr is not None else "muted"),
        Piece("  "),
        Piece(fit(way, _WAY), ink),
        Piece(f"{fit(tiers, _TIERS)} "),
        Piece(fit(since, _SINCE), "muted"),
        Piece(move.reason if width >= _WIDE else "", "muted"),
    )


def way_of(row: MoveRow, setting: Setting) -> tuple[str, str]:
    """Return whether a move goes up or down, in a glyph and a word, with its ink."""
    if row.up is None:
        return (
            "stays" if row.move.tier_from == row.move.tier_to else setting.glyphs.unknown
        ), "muted"
    glyphs = setting.glyphs
    return (f"{glyphs.up} up", "good") if row.up else (f"{glyphs.down} down", "warn")


def why_line(row: MoveRow) -> Line:
    """Return why an account should move, or did."""
    return line(Piece(f" {row.account}", "strong"), Piece(f": {row.move.reason}", "muted"))
