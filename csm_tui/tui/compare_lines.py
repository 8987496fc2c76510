"""The lines of the comparison of pyramid and matrix: of an account, of a section, the totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.domain.arr import known_sum
from csm_tui.domain.disagreements import DEDICATED, KEPT_SMALL
from csm_tui.queries import disagreements
from csm_tui.tui.matrix_shown import SHORT
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, line
from csm_tui.tui.widgets.row_list import Section, ids

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.queries.disagreements import CompareRow, CompareTotals
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.setting import Setting

# The sections: the two failures by name first, what cannot be compared last.
TITLES: Final = {
    KEPT_SMALL: "Large potential kept small",
    DEDICATED: "Self-sufficient yet dedicated",
    "costs": "The matrix asks for more",
    "frees": "The matrix asks for less",
    "same": "Another level, the same hours",
    "agree": "Both agree",
    "unknown": "Cannot be compared",
}
FOLDED: Final = frozenset({"agree", "unknown"})
_BESIDE: Final = 52


class Part(NamedTuple):
    """A section: ARR in cents, hours a month of the matrix less those of the pyramid."""

    key: str
    accounts: int
    arr: int | None
    hours: float


class Compared(NamedTuple):
    """Every account in both models by id, in sections, and the totals."""

    rows: Mapping[int, CompareRow]
    parts: Mapping[str, Part]
    sections: tuple[Section, ...]
    totals: CompareTotals


def asked(book: BookConnection, filter: Filter, today: date) -> Compared:
    """Return the comparison of the accounts that `filter` keeps, from a worker."""
    rows = disagreements.compare(book, filter, today=today)
    of: dict[str, list[CompareRow]] = {}
    for row in rows:
        of.setdefault(_key(row), []).append(row)
    kept = [key for key in TITLES if key in of]
    return Compared(
        {row.account_id: row for row in rows},
        {
            key: Part(
                key,
                len(of[key]),
                known_sum(row.arr for row in of[key]),
                sum(row.found.hours_difference or 0.0 for row in of[key]),
            )
            for key in kept
        },
        tuple(Section(key, len(of[key]), ids([row.account_id for row in of[key]])) for key in kept),
        disagreements.totals(rows),
    )


def _key(row: CompareRow) -> str:
    found = row.found
    if found.disagree is None:
        return "unknown"
    if not found.disagree:
        return "agree"
    if found.failure is not None:
        return found.failure
    hours = found.hours_difference or 0.0
    return "same" if abs(hours) < 0.05 else "costs" if hours > 0 else "frees"


def _name_width(width: int) -> int:
    return max(16, min(34, width - _BESIDE))


def titles(width: int) -> Line:
    """Return the titles of the columns."""
    return line(
        Piece("  "),
        Piece(fit("Account", _name_width(width - 2)), "muted"),
        Piece(f" {'ARR':>7}  {'Pyramid':<9}{'Matrix':<12}{'Hours a month':>18}", "muted"),
    )


def row_line(row: CompareRow, width: int, setting: Setting) -> Line:
    """Return an account in both models, the hours of each, and what the difference is."""
    found, glyphs = row.found, setting.glyphs
    matrix = found.matrix_level or glyphs.unknown
    both = f"{_hours(found.pyramid_hours, setting)} {glyphs.arrow} "
    difference = found.hours_difference
    if difference is None:
        shown, ink = glyphs.unknown, "muted"
    elif found.disagree:
        shown, ink = signed(difference), "warn" if difference >= 0.05 else "good"
    else:
        shown, ink = "0", "muted"
    return line(
        Piece(fit(row.account, _name_width(width), glyphs.cut)),
        Piece(fit_right(setting.money(row.arr), 8)),
        Piece("  "),
        Piece(fit(found.pyramid_level, 9)),
        Piece(fit(f"{SHORT[row.quadrant]:<5}{matrix}" if row.quadrant else matrix, 12)),
        Piece(fit_right(f"{both}{_hours(found.matrix_hours, setting)}", 11), "muted"),
        Piece(fit_right(shown, 7), ink),
    )


def _hours(value: float | None, setting: Setting) -> str:
    return setting.glyphs.unknown if value is None else f"{value:.1f}"


def signed(hours: float) -> str:
    """Return hours with their sign: `+3.2` costs, `-3.2` would be freed."""
    return formatting.signed(hours, 1)


def head_line(part: Part, setting: Setting) -> Line:
    """Return the head of a section: its accounts, ARR and hours a month."""
    failure = part.key in (KEPT_SMALL, DEDICATED)
    hours = "" if part.key in ("agree", "unknown") else f"{signed(part.hours)} h"
    return Line(
        (Piece(TITLES[part.key], "warn" if failure else "strong"),),
        (
            Piece(formatting.plural(part.accounts, "account"), "muted"),
            Piece(fit_right(setting.money(part.arr), 9)),
            Piece(fit_right(hours, 10), "strong"),
            Piece(" "),
        ),
    )


def totals_line(totals: CompareTotals, setting: Setting) -> Line:
    """Return on how many the two disagree, and what the matrix would cost and free in all."""
    compared = totals.agree + totals.disagree
    if not compared:
        return line(Piece(" No account stands in both models", "strong"))
    dot = Piece(f" {setting.glyphs.dot} ", "faint")
    return Line(
        (Piece(f" {totals.disagree:,} of {compared:,} disagree", "strong"),),
        (
            Piece(f"{signed(totals.costs)} h", "warn"),
            dot,
            Piece(f"{signed(-totals.frees)} h freed", "good"),
            dot,
            Piece(f"{signed(totals.costs - totals.frees)} h a month ", "strong"),
        ),
    )
