"""The week: its seven days one under the other, each with its hours; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui import formatting
from csm_tui.tui.calendar_agenda import Part, Shown, day_part, overdue_part
from csm_tui.tui.calendar_month import shifted, week_start
from csm_tui.tui.pieces import Piece

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from csm_tui.queries.calendar import CalendarRow, DayLoad
    from csm_tui.tui.calendar_rows import Setting


def week_days(day: date, first_weekday: int) -> tuple[date, date]:
    """Return the first and the last day of a day's week."""
    first = week_start(day, first_weekday)
    return first, shifted(first, 6)


def week_parts(
    overdue: Sequence[CalendarRow],
    loads: Sequence[DayLoad],
    rows: Mapping[date, Sequence[CalendarRow]],
    shown: Shown,
) -> list[Part]:
    """Return the sections of a week: what is overdue, and all of its days, empty ones too."""
    parts = [overdue_part(overdue)] if overdue else []
    return [*parts, *(day_part(load, rows.get(load.day), shown, blank=True) for load in loads)]


def week_words(loads: Sequence[DayLoad], setting: Setting) -> list[Piece]:
    """Return the hours of some days against those available."""
    minutes = sum(load.minutes for load in loads)
    available = sum(load.available for load in loads)
    dot = Piece(f" {setting.glyphs.dot} ", "faint")
    of = f"{formatting.hours(minutes)} of {formatting.hours(available)}"
    pieces = [dot, Piece(of if minutes else f"{formatting.hours(available)} free", "muted")]
    if minutes > available:
        pieces.append(Piece(f", {formatting.hours(minutes - available)} over", "warn"))
    return pieces
