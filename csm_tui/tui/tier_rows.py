"""Lines about moves between tiers, and about the tiers of one account: pure, for a width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.arr import known_sum
from csm_tui.domain.tier_moves import LAPSING_DAYS, NEWS_DAYS
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, line, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from csm_tui.domain.tier_moves import TierSpan
    from csm_tui.formatting import Glyphs
    from csm_tui.queries.tier_moves import Decision, MoveRow
    from csm_tui.tui.setting import Setting

TITLES: Final = {
    "suggested": "Suggested",
    "lapsing": f"Set by hand, ends within {LAPSING_DAYS} days",
    "held": "Held by hand",
    "lapsed": "Was set by hand, ended",
    "moved": "Moved by itself",
}
NOTHING: Final = f"No account should move between tiers, and none did in {NEWS_DAYS} days."
_ACCOUNT: Final = 24
_WIDE_ACCOUNT: Final = 25
_WIDE: Final = 100
_ARR: Final = 7
_TIERS: Final = 16
_WAY: Final = 8
_DAY: Final = 17
_TIER: Final = 9


def head_line(ground: str, rows: Sequence[MoveRow], setting: Setting) -> Line:
    """Return the head of the moves of one ground: how many go up and down, and their ARR."""
    ups = [row.up for row in rows if row.up is not None]
    ways = [
        f"{glyph} {ups.count(up):,} {word}"
        for up, glyph, word in (
            (True, setting.glyphs.up, "up"),
            (False, setting.glyphs.down, "down"),
        )
        if up in ups
    ]
    arr = setting.money(known_sum(row.arr for row in rows))
    count = formatting.plural(len(rows), "account")
    return line(
        Piece(TITLES[ground], "strong"),
        Piece(f"  {', '.join(ways)}", "muted"),
        right=[Piece(f"{count} {fit_right(arr, _ARR)} ", "muted")],
    )


def row_line(row: MoveRow, setting: Setting, width: int) -> Line:
    """Return a move: the account, its ARR, from which tier to which, since when, and why.

    One that was decided on is pale, with what was said in the place of why.
    """
    glyphs, move, wide = setting.glyphs, row.move, width >= _WIDE
    ink = "text" if row.decision is None else "muted"
    word, word_ink = way(row, setting.glyphs)
    said = _said(row.decision, setting) if row.decision else ""
    return line(
        Piece(f"{fit(row.account, _WIDE_ACCOUNT if wide else _ACCOUNT, glyphs.cut)} ", ink),
        Piece(fit_right(setting.money(row.arr), _ARR), "muted" if row.arr is None else ink),
        Piece("  "),
        Piece(fit(word, _WAY), ink if row.decision else word_ink),
        Piece(f"{fit(f'{move.tier_from} {glyphs.arrow} {move.tier_to}', _TIERS)} ", ink),
        Piece(fit(_when(row, setting), _DAY if wide or not said else 0, glyphs.cut), "muted"),
        Piece(said or (move.reason if wide else ""), "muted"),
    )


def way(row: MoveRow, glyphs: Glyphs) -> tuple[str, str]:
    """Return whether a move goes up or down, in a glyph and a word, with its ink."""
    if row.up is None:
        stays = row.move.tier_from == row.move.tier_to
        return ("  stays" if stays else glyphs.unknown), "muted"
    return (f"{glyphs.up} up", "good") if row.up else (f"{glyphs.down} down", "warn")


def _when(row: MoveRow, setting: Setting) -> str:
    move = row.move
    if move.ground == "lapsing" and move.until is not None:
        return f"ends {formatting.day(move.until, setting.today, setting.glyphs)}"
    return f"since {formatting.day(move.since, setting.today, setting.glyphs)}"


def _said(decision: Decision, setting: Setting) -> str:
    on = formatting.day(decision.on, setting.today, setting.glyphs)
    return f"{decision.decision} {on}" + (f": {decision.reason}" if decision.reason else "")


def why_line(row: MoveRow, accepted_until: date, setting: Setting) -> Line:
    """Return why an account should move, or did, and what accepting it would do."""
    if row.decision is not None:
        after = f"; {_said(row.decision, setting)}"
    elif row.move.ground == "suggested":
        after = f"; accepted, by hand through {formatting.plain_day(accepted_until)}"
    else:
        after = ""
    return line(Piece(f" {formatting.sentence(row.move.reason)}"), Piece(after, "muted"))


def copied(row: MoveRow) -> str:
    """Return a move as tab-separated cells."""
    move = row.move
    word = "" if row.up is None else "up" if row.up else "down"
    cells = (row.account, move.ground, word, move.tier_from, move.tier_to, move.since.isoformat())
    return "\t".join((*cells, move.reason))


# The tiers of one account


def move_lines(rows: Sequence[MoveRow], setting: Setting, width: int) -> Iterator[Line]:
    """Yield what waits for the user: the move, then why in full."""
    for row in rows:
        move, (word, ink) = row.move, way(row, setting.glyphs)
        yield line(
            Piece(fit(word, _WAY), ink),
            Piece(f"{move.tier_from} {setting.glyphs.arrow} {move.tier_to}"),
            Piece(f"  {TITLES[move.ground].lower()}, {_when(row, setting)}", "muted"),
        )
        yield from _wrapped(move.reason, _WAY, width)


def span_lines(spans: Sequence[TierSpan], setting: Setting, width: int) -> Iterator[Line]:
    """Yield the tiers of an account with their first days, the newest first, each with its why."""
    for place, span in enumerate(reversed(spans)):
        yield line(
            Piece(fit(formatting.full_day(span.since, setting.glyphs), _DAY), "muted"),
            Piece(fit(span.tier, _TIER), "strong" if place == 0 else "text"),
            Piece(setting.money(span.arr), "text" if span.arr is not None else "muted"),
        )
        yield from _wrapped(span.reason, _DAY, width)


def decision_lines(decisions: Sequence[Decision], setting: Setting, width: int) -> Iterator[Line]:
    """Yield what was decided about an account, the newest first, with reason and ground."""
    for one in reversed(decisions):
        yield line(
            Piece(fit(formatting.full_day(one.on, setting.glyphs), _DAY), "muted"),
            Piece(fit(one.decision, _TIER + 1)),
            Piece(f" {one.tier_from} {setting.glyphs.arrow} {one.tier_to}"),
        )
        why = f"{one.reason}; " if one.reason else ""
        yield from _wrapped(f"{why}{one.ground}", _DAY, width)


def _wrapped(text: str, indent: int, width: int) -> Iterator[Line]:
    for part in wrap(text, max(10, width - indent)):
        yield line(Piece(" " * indent), Piece(part, "muted"))
