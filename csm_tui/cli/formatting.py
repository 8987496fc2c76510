"""Figures of a standing as the command line prints them, on what both faces share.

Amounts are cents, scores 0–100, dates dates. Unknown is `–` or `?`, never 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting as shared
from csm_tui.cli.output import Cell
from csm_tui.formatting import ASCII, UNICODE, Glyphs, day, level, money, plural, spark
from csm_tui.formatting import money_exact as exact

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.health_result import HealthResult
    from csm_tui.queries.accounts import AccountRow

__all__ = ["Glyphs", "day", "exact", "level", "money", "plural", "spark"]

UNKNOWN: Final = UNICODE.unknown
_COLOURS: Final = {"green": "green", "yellow": "yellow", "red": "red"}


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


def full_day(when: date | None, today: date) -> str:
    """Return a date in full with its distance: `17 Mar 2026, in 43 days`."""
    if when is None:
        return UNKNOWN
    return f"{when.day} {shared.month(when)}, {shared.away(when, today)}"


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


def health_cell(row: AccountRow, signs: Glyphs, *, weeks: int = 6) -> Cell:
    """Return the health column: glyph, figure and the last weeks, in the band's colour."""
    text = health_text(row.health, row.health_band, provisional=row.provisional, signs=signs)
    return Cell(f"{text:<6}{spark(row.spark, weeks, signs)}", _COLOURS.get(row.health_band))


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
