"""Figures of a standing as the command line prints them, on what both faces share.

Amounts are cents, scores 0–100, dates dates. Unknown is `–` or `?`, never 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting as shared
from csm_tui.cli.output import Cell
from csm_tui.domain.filters import NOT_PLACED
from csm_tui.formatting import (
    ASCII,
    UNICODE,
    Glyphs,
    day,
    level,
    money,
    plural,
    quadrant_name,
    spark,
)
from csm_tui.formatting import money_exact as exact

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.health_result import HealthResult
    from csm_tui.domain.terms import Quadrant
    from csm_tui.queries.accounts import AccountRow

__all__ = ["Glyphs", "day", "exact", "level", "money", "plural", "quadrant_name", "spark"]

UNKNOWN: Final = UNICODE.unknown
_COLOURS: Final = frozenset(("green", "yellow", "red"))
_WEEKS: Final = 6


def glyphs(*, ascii_only: bool) -> Glyphs:
    """Return the signs to use."""
    return ASCII if ascii_only else UNICODE


def number(cents: int | None) -> int | float | None:
    """Return an amount as JSON has it: whole units where it is whole (`44350`, `15.5`)."""
    if cents is None:
        return None
    return cents // 100 if cents % 100 == 0 else cents / 100


def rounded(value: float | None) -> int | None:
    """Return a score rounded half up, as DOMAIN §11 rounds health."""
    return None if value is None else int(value + 0.5)


def tenths(value: float | None) -> float | None:
    """Return a figure with one decimal."""
    return None if value is None else round(value, 1)


def hundredths(value: float | None) -> float | None:
    """Return a figure with two decimals."""
    return None if value is None else round(value, 2)


def whole(value: float | None) -> float | None:
    """Return a figure as an integer where it is one: `9`, `7.5`."""
    return int(value) if value is not None and value == int(value) else value


def quadrant_key(quadrant: Quadrant | None) -> str:
    """Return a quadrant as INTERFACE spells it; what is not placed is `not-placed`."""
    return quadrant or NOT_PLACED


def full_day(when: date | None, today: date) -> str:
    """Return a date in full with its distance: `17 Mar 2026, in 43 days`."""
    if when is None:
        return UNKNOWN
    return f"{when.day} {shared.month(when)}, {shared.away(when, today)}"


def kind_and_channel(kind: str, channel: str | None) -> str:
    """Return what a touchpoint is, once where both are the same: `check-in, video`, `email`."""
    return kind if channel in (None, kind) else f"{kind}, {channel}"


def health_text(value: float | None, band: str, *, provisional: bool, signs: Glyphs) -> str:
    """Return glyph and figure: `▲ 82`, `? –`; a provisional one carries `~`."""
    return shared.health(value, band, provisional, signs)


def by_hand(health: HealthResult) -> str:
    """Return why a health stands by hand and what it would be: `set by hand: … (computed: 61)`."""
    if health.override is None:
        return ""
    computed = rounded(health.computed)
    return (
        f"set by hand: {health.override.reason} (computed: {'?' if computed is None else computed})"
    )


def band_cell(value: float | None, band: str, *, provisional: bool, signs: Glyphs) -> Cell:
    """Return glyph and figure in the band's colour."""
    return Cell(health_text(value, band, provisional=provisional, signs=signs), band_colour(band))


def band_colour(band: str) -> str | None:
    """Return the colour of a health band, None for unknown."""
    return band if band in _COLOURS else None


def health_cell(row: AccountRow, signs: Glyphs) -> Cell:
    """Return the health column: glyph, figure and the last weeks, in the band's colour."""
    text = health_text(row.health, row.health_band, provisional=row.provisional, signs=signs)
    return Cell(f"{text:<6}{spark(row.spark, _WEEKS, signs)}", band_colour(row.health_band))


def stage(row: AccountRow, today: date) -> str:
    """Return the stage with the day that matters in it: `renew 43d`, `onb d34`, `growth`."""
    return shared.stage(row.stage, today, row.start_on, row.renewal_date)


def next_cell(row: AccountRow, today: date) -> Cell:
    """Return the next touchpoint, or how long it is overdue."""
    if row.days_overdue:
        return Cell(shared.overdue(row.days_overdue), "red")
    return Cell(
        day(row.next_touchpoint_on, today), "yellow" if row.next_touchpoint_on == today else None
    )
