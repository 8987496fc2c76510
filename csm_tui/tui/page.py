"""The lines of the portfolio, pure: painted by Textual, and before it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui import formatting
from csm_tui.queries.portfolio import SORTS, Row, Section, Totals
from csm_tui.tui import columns
from csm_tui.tui.pieces import Line, Piece, fit_right, line
from csm_tui.tui.words import SECTION_TITLES, SORT_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from csm_tui.formatting import Glyphs
    from csm_tui.tui.opening import View

# The card of the selected account needs so much room beside the list, and takes so much of it.
CARD_FROM = 110
CARD_WIDTH = 44
# The commands of the footer, most useful first.
FOOTER = ("open", "log", "filter", "view", "sort", "pulse", "undo")


def arranged_words(view: View, glyphs: Glyphs) -> list[Piece]:
    """Return how the book is grouped and sorted."""
    grouping = "In one list" if view.grouping == "none" else f"By {view.grouping}"
    pieces = [
        Piece(grouping),
        Piece(f" {glyphs.dot} sorted by {SORT_NAMES[view.sort]}", "muted"),
    ]
    if view.reverse:
        pieces.append(Piece(", reversed", "muted"))
    return pieces


def totals_words(
    totals: Totals, glyphs: Glyphs, money: Callable[[int | None], str]
) -> tuple[Piece, ...]:
    """Return the figures of the whole book."""
    dot = Piece(f" {glyphs.dot} ", "faint")
    needing = totals.needing
    need: tuple[Piece, ...] = ()
    if needing is not None:
        need = (dot, Piece(f"{needing:,} need you", "strong" if needing else "muted"))
    return (
        Piece(formatting.plural(totals.accounts, "account"), "muted"),
        dot,
        # A sum of nothing known is no sum.
        Piece(money(totals.arr or None)),
        *need,
        Piece(" "),
    )


def title_line(view: View, width: int, glyphs: Glyphs) -> Line:
    """Return the line of the columns for a list `width` cells wide."""
    descending = SORTS[view.sort][1] != view.reverse
    shown = columns.layout(width - 2)
    return columns.titles(shown, view.sort, view.reverse, descending, glyphs)


def head_line(view: View, section: Section, whole: int, money: Callable[[int | None], str]) -> Line:
    """Return the head of a section: its name, accounts, ARR, and share of `whole` cents."""
    # A sum of nothing known is no sum, and no share.
    share = formatting.percent(section.arr, whole) if section.arr else ""
    return Line(
        (Piece(SECTION_TITLES[view.grouping].get(section.key, section.key), "strong"),),
        (
            Piece(formatting.plural(section.accounts, "account"), "muted"),
            Piece(fit_right(money(section.arr or None), 9)),
            Piece(fit_right(share, 6), "muted"),
            Piece(" "),
        ),
    )


def why_line(row: Row) -> Line:
    """Return why an account matters."""
    return line(Piece(" "), Piece(row.name, "strong"), Piece(f": {row.headline}"))
