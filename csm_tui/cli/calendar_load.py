"""`csm calendar --load`: the hours of each day and week against those there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csm_tui.cli import formatting
from csm_tui.cli.output import Cell, Column, room
from csm_tui.formatting import full_day, heat, minutes

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.cli.output import Record, Row
    from csm_tui.cli.session import Session
    from csm_tui.domain.filters import Filter
    from csm_tui.queries.calendar import DayLoad, WeekLoad

_COLUMNS: Final = (
    Column("Day"),
    Column("Load"),
    Column("Planned", right=True),
    Column("Of", right=True),
    Column("Over", right=True),
)
_OTHER_COLUMNS: Final = 46
_LEAST_WORDS: Final = 24
_WEEK_COLUMNS: Final = (
    Column("Week from"),
    Column("Load"),
    Column("Planned", right=True),
    Column("Of", right=True),
    Column("Over", right=True),
)


def show_load(session: Session, filter: Filter, from_: date, to: date) -> None:
    """Write the load of the days from `from_` to `to`, and of their weeks."""
    from csm_tui.queries import calendar as queries

    with session.reading() as book:
        span = {"today": session.today, "from_": from_, "to": to}
        days = queries.load(book.connection, filter, **span)
        weeks = queries.week_load(book.connection, filter, **span)
    printer = session.printer
    if printer.is_json:
        printer.json(
            {"days": [_as_json(day) for day in days], "weeks": [week._asdict() for week in weeks]}
        )
    elif printer.is_plain:
        printer.records(_plain(day) for day in days)
    else:
        signs = formatting.glyphs(ascii_only=session.config.ascii)
        words = Column("Touchpoints", limit=room(_OTHER_COLUMNS, _LEAST_WORDS))
        printer.table((*_COLUMNS, words), [_line(day, signs, session.today) for day in days])
        printer.line()
        printer.table(_WEEK_COLUMNS, [_week_line(week, signs) for week in weeks])


def _as_json(day: DayLoad) -> dict[str, Any]:
    return {**day._asdict(), "kinds": dict(sorted(day.kinds.items()))}


def _plain(day: DayLoad) -> Record:
    return (
        day.day,
        day.minutes,
        day.available,
        day.touchpoints,
        day.automated,
        day.over,
        day.free,
    )


def _line(day: DayLoad, signs: formatting.Glyphs, today: date) -> Row:
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(day.kinds.items()))
    automated = f"{day.automated} automated" if day.automated else ""
    words = ", ".join(part for part in (day.free or "", kinds, automated) if part)
    return (
        Cell(full_day(day.day), "bold" if day.day == today else None),
        *_hours(day.minutes, day.available, signs),
        words,
    )


def _week_line(week: WeekLoad, signs: formatting.Glyphs) -> Row:
    return (full_day(week.monday), *_hours(week.minutes, week.available, signs))


def _hours(load: int, available: int, signs: formatting.Glyphs) -> tuple[str | Cell, ...]:
    over = max(0, load - available)
    ink = "yellow" if over else None
    return (
        Cell(heat(load, available, signs), ink),
        minutes(load) if load else "",
        minutes(available) if available else "",
        Cell(minutes(over) if over else "", ink),
    )
