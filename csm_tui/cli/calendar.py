"""`csm calendar`: touchpoints by date, and the hours they ask for."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from csm_tui.cli.arguments import DAY
from csm_tui.cli.formatting import kind_and_channel
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import Cell, Column, room, say, terminal_width
from csm_tui.domain.days import before
from csm_tui.errors import UsageError
from csm_tui.formatting import day as day_of
from csm_tui.formatting import full_day, minutes, overdue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from csm_tui.cli.output import Record, Row
    from csm_tui.cli.session import Session
    from csm_tui.domain.filters import Filter
    from csm_tui.queries.calendar import CalendarRow, DayLoad
    from csm_tui.store.database import Book

WEEKS: Final = 2
_WEEK: Final = 7
# The cells of all columns but the last, with the gaps between them.
_WIDE: Final = 100  # columns from which there is room for the minutes of each
_OTHER_COLUMNS: Final = {True: 64, False: 51}
_LEAST_WHY: Final = 16


class _Span(NamedTuple):
    """The days to show, both included; `told` where somebody said from when on."""

    from_: date
    to: date
    told: bool


class _Shown(NamedTuple):
    """What there is to show: what is overdue, the rows of the span, the load of its days."""

    overdue: Sequence[CalendarRow]
    rows: Sequence[CalendarRow]
    days: Mapping[date, DayLoad]
    planned_until: date | None


@command(
    "calendar",
    shows=True,
    examples=(
        "csm calendar                            two weeks, what is overdue first",
        'csm calendar "owner:ana kind:check-in" --weeks 4 --no-automated',
        "csm calendar --from 2026-03-01 --to 2026-03-31 --json",
        "csm calendar --load --weeks 13",
    ),
)
@click.argument("filter", nargs=-1)
@click.option("--from", "from_", type=DAY, metavar="DATE", help="From this day (default: today).")
@click.option("--to", type=DAY, metavar="DATE", help="Up to this day.")
@click.option("--weeks", type=click.IntRange(1, 520), metavar="N", help="Default: 2.")
@click.option("--no-automated", is_flag=True, help="Only what a person of ours does.")
@click.option("--load", is_flag=True, help="The hours of each day and week instead.")
@click.pass_context
def calendar(
    context: click.Context,
    filter: tuple[str, ...],
    from_: date | None,
    to: date | None,
    weeks: int | None,
    no_automated: bool,
    load: bool,
) -> None:
    """List touchpoints by date: of the accounts and kinds that FILTER keeps.

    Without --from what is overdue stands first. FILTER as everywhere (csm help filters), and
    kind:, channel:, purpose:, automated, booked, over.
    """
    from csm_tui.domain.filters import parse

    session = session_of(context)
    wanted = parse(" ".join(filter), touchpoints=True)
    span = _span(session.today, from_, to, weeks)
    if load:
        from csm_tui.cli.calendar_load import show_load

        show_load(session, wanted, span.from_, span.to)
        return
    with session.reading() as book:
        shown = _shown(session, book, wanted, span, automated=not no_automated)
    if session.printer.is_json:
        session.printer.json([as_json(row) for row in _listed(shown, span)])
    elif session.printer.is_plain:
        session.printer.records(_plain(row) for row in _listed(shown, span))
    else:
        _print_days(session, shown, span)
        _say_what_next(session, wanted, shown, span)


def _span(today: date, from_: date | None, to: date | None, weeks: int | None) -> _Span:
    if to is not None and weeks is not None:
        raise UsageError("--to and --weeks say the same thing: leave one out.")
    first = today if from_ is None else from_
    last = before(first, 1 - _WEEK * (weeks or WEEKS)) if to is None else to
    if last < first:
        raise UsageError(f"--to {last.isoformat()} is before {first.isoformat()}; say --from too.")
    return _Span(first, last, from_ is not None)


def _shown(session: Session, book: Book, filter: Filter, span: _Span, *, automated: bool) -> _Shown:
    from csm_tui.queries import calendar as queries
    from csm_tui.queries.planning import planned_until

    connection, today = book.connection, session.today
    rows = queries.rows(
        connection, filter, today=today, from_=span.from_, to=span.to, automated=automated
    )
    days = (
        queries.load(connection, filter, today=today, from_=span.from_, to=span.to)
        if session.form == "table"
        else []
    )
    return _Shown(
        queries.overdue(connection, filter, today=today),
        rows,
        {day.day: day for day in days},
        planned_until(connection),
    )


def _listed(shown: _Shown, span: _Span) -> Sequence[CalendarRow]:
    return shown.rows if span.told else [*shown.overdue, *shown.rows]


def as_json(row: CalendarRow) -> dict[str, Any]:
    """Return a touchpoint with the keys that INTERFACE promises for `csm calendar`, and more."""
    return {
        "id": row.id,
        "date": row.date,
        "account": row.account,
        "kind": row.kind,
        "channel": row.channel,
        "purpose": row.purpose,
        "owner": row.owner,
        "status": row.status,
        "reason": row.reason,
        "account_id": row.account_id,
        "time": row.time,
        "subject": row.subject,
        "effort": row.effort,
        "minutes": row.minutes,
        "booked": row.booked,
        "automated": row.automated,
        "over": row.over,
        "due_on": row.due_on,
        "window_from": row.window_from,
        "window_to": row.window_to,
        "days_overdue": row.days_overdue,
    }


def _plain(row: CalendarRow) -> Record:
    return (
        row.date,
        row.time,
        row.account,
        row.kind,
        row.channel,
        row.purpose,
        row.owner,
        row.status,
        row.id,
        _taken(row),
        row.reason,
    )


def _print_days(session: Session, shown: _Shown, span: _Span) -> None:
    sections: list[tuple[str, list[Row]]] = []
    if shown.overdue and not span.told:
        title = f"Overdue  {len(shown.overdue):,}"
        sections.append((title, [_line(row, session.today) for row in shown.overdue]))
    for day, rows in groupby(shown.rows, key=lambda row: row.date):
        title = _title(day, shown.days[day], session.today)
        sections.append((title, [_line(row, session.today) for row in rows]))
    if not sections:
        return
    wide = terminal_width() >= _WIDE
    others = (
        Column("Time"),
        Column("What", limit=22 if wide else 20),
        Column("Account", limit=18 if wide else 16),
        *((Column("Takes", right=True),) if wide else ()),
        Column("ID", right=True),
    )
    columns = (*others, Column("Why", limit=room(_OTHER_COLUMNS[wide], _LEAST_WHY)))
    if not wide:
        sections = [(title, [(*row[:3], *row[4:]) for row in rows]) for title, rows in sections]
    session.printer.sections(columns, sections)


def _title(day: date, load: DayLoad, today: date) -> str:
    name = full_day(day) if day.year != today.year else full_day(day).rsplit(" ", 1)[0]
    return f"{name}{', today' if day == today else ''}  {hours_text(load)}"


def hours_text(load: DayLoad) -> str:
    """Return the hours of a day against those available: `6h20 of 6h00, 20m over`."""
    if load.free is not None:
        return f"{minutes(load.minutes)}, {load.free}" if load.minutes else load.free
    over = f", {minutes(load.minutes_over)} over" if load.minutes_over else ""
    return f"{_clock(load.minutes)} of {_clock(load.available)}{over}"


def _clock(value: int) -> str:
    return f"{value // 60}h{value % 60:02}"


def _line(row: CalendarRow, today: date) -> Row:
    taken = _taken(row)
    return (
        row.time or "",
        _what(row),
        row.account,
        minutes(taken) if taken else "",
        "" if row.id is None else str(row.id),
        _why(row, today),
    )


def _taken(row: CalendarRow) -> int:
    """Return the minutes that the load of the day counts."""
    return row.minutes if row.status == "done" and row.minutes is not None else row.effort


def _what(row: CalendarRow) -> str:
    name = row.subject or kind_and_channel(row.kind, row.channel)
    return f"{name} (automated)" if row.automated else name


def _why(row: CalendarRow, today: date) -> Cell:
    if row.days_overdue:
        booked = f"{day_of(row.date, today)}: done, no-show or move?"
        said = row.reason if row.id is None else booked
        return Cell(f"{overdue(row.days_overdue)} {said}", "red")
    if row.status != "planned":
        reason = f": {row.reason}" if row.status == "skipped" and row.reason else ""
        return Cell(f"{row.status}{reason}", "green" if row.status == "done" else "dim")
    if row.over:
        return Cell(f"over; {row.reason or 'booked'}", "yellow")
    return Cell(row.reason or "booked")


def _say_what_next(session: Session, filter: Filter, shown: _Shown, span: _Span) -> None:
    """Say why there is nothing, what stands elsewhere, and which command helps."""
    if span.told and shown.overdue:
        count = len(shown.overdue)
        session.printer.line(f"{count:,} overdue: csm calendar lists them first", "dim")
    if shown.rows:
        return
    days = f"from {full_day(span.from_)} to {full_day(span.to)}"
    if filter.terms:
        say(f"No touchpoints match {filter.text!r} {days}.")
    elif shown.planned_until is None:
        say(f"Nothing is planned {days}: `csm plan` makes the touchpoints the model asks for.")
    elif shown.planned_until < span.to:
        say(f"Nothing stands {days}: planned is up to {full_day(shown.planned_until)}. `csm plan`")
    else:
        say(f"Nothing stands {days}, and the touch model asks for nothing then.")
