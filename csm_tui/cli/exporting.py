"""`csm export` and `template`: the book, or an empty sheet, into files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import click

from csm_tui.cli.arguments import DAY, KINDS
from csm_tui.cli.calendar_file import CALENDAR, ICS, calendar_file
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import say
from csm_tui.cli.target import STDOUT, opened, to_stdout
from csm_tui.errors import UsageError
from csm_tui.formatting import plural

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.cli.calendar_file import CalendarFile
    from csm_tui.cli.session import Session
    from csm_tui.domain.filters import Filter
    from csm_tui.exchange.writer import CsvStyle
    from csm_tui.store.database import Book

XLSX = "xlsx"
_FORMATS = ("csv", "json", "ndjson", XLSX, ICS)


@command(
    "export",
    tells=True,
    examples=(
        "csm export accounts -o accounts.csv",
        'csm export touchpoints --where "tier:high" --format json',
        "csm export accounts --columns name,arr,renewal_date --excel -o arr.csv",
        "csm export accounts --custom -o accounts.xlsx",
        "csm export all -o my-book",
        "csm export all -o book.xlsx",
        'csm export calendar --where "owner:ana -automated" --alarm 15m -o ana.ics',
    ),
)
@click.argument("kind", type=click.Choice((*KINDS, CALENDAR, "all")))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Where to (default: -, stdout); all: a folder, or one .xlsx.",
)
@click.option(
    "--format", type=click.Choice(_FORMATS), help="Default: by the file's name, else csv."
)
@click.option("--columns", metavar="A,B,…", help="Only these, in this order.")
@click.option("--custom", is_flag=True, help="Of accounts also their custom fields.")
@click.option("--where", default="", metavar="FILTER", help="Only of these accounts.")
@click.option("--excel", is_flag=True, help="CSV as a spreadsheet here opens it.")
@click.option("--from", "from_", type=DAY, metavar="DATE", help="Of ics: from this day on.")
@click.option("--to", type=DAY, metavar="DATE", help="Of ics: up to this day.")
@click.option("--alarm", metavar="15m", help="Of ics: remind so long before (m, h, d).")
@click.option("--force", is_flag=True, help="Replace what is there.")
@click.pass_context
def export(
    context: click.Context,
    kind: str,
    output: str | None,
    format: str | None,
    columns: str | None,
    custom: bool,
    where: str,
    excel: bool,
    from_: date | None,
    to: date | None,
    alarm: str | None,
    force: bool,
) -> None:
    """Take KIND, or every kind that has rows, out of the book."""
    from csm_tui.domain.filters import parse
    from csm_tui.exchange.writer import PLAIN
    from csm_tui.spreadsheets import style_here

    session = session_of(context)
    format = format or _format_of(session, kind, output)
    chosen = _Export(
        kind,
        format,
        None if columns is None else tuple(name.strip() for name in columns.split(",")),
        parse(where, touchpoints=format == ICS),
        style_here() if excel else PLAIN,
        custom,
        calendar_file(kind, format, from_, to, alarm, today=session.today),
    )
    if custom and kind not in ("accounts", "all"):
        raise UsageError("--custom goes with accounts: custom fields are theirs.")
    if excel and format != "csv":
        raise UsageError("--excel is a way to write CSV; leave out --format.")
    if chosen.calendar and columns is not None:
        raise UsageError("--columns goes with rows, not with --format ics.")
    if format == XLSX and to_stdout(output):
        _refuse_terminal()
    if kind == "all" and format == XLSX:
        _export_workbook(session, chosen, output, force=force)
    elif kind == "all":
        _export_all(session, chosen, output, force=force)
    else:
        with session.reading() as book, opened(session, output, force=force) as target:
            count = _write(session, book, chosen, target)
        _tell_written(session, {kind: count}, output)
        if chosen.calendar is not None and not count and kind != CALENDAR:
            say("Nobody booked or did any; what csm planned is in `csm export calendar`.")


class _Export(NamedTuple):
    kind: str
    format: str
    columns: tuple[str, ...] | None
    filter: Filter
    style: CsvStyle
    custom: bool
    calendar: CalendarFile | None


def _format_of(session: Session, kind: str, output: str | None) -> str:
    ending = Path(output).suffix.lstrip(".").casefold() if output else ""
    if ending in _FORMATS:
        return ending
    if kind == CALENDAR:
        return ICS
    return "json" if session.printer.is_json and to_stdout(output) else "csv"


def _write(session: Session, book: Book, chosen: _Export, target: BinaryIO) -> int:
    if chosen.calendar is not None:
        return chosen.calendar.write(book, target, chosen.filter, session.today)
    from csm_tui.operations.transfer import export_rows

    return export_rows(
        book,
        chosen.kind,
        target,
        today=session.today,
        format=chosen.format,
        columns=chosen.columns,
        filter=chosen.filter,
        style=chosen.style,
        custom=chosen.custom,
    )


def _export_all(session: Session, chosen: _Export, output: str | None, *, force: bool) -> None:
    from csm_tui.operations.transfer import export_all

    if output is None or output == STDOUT:
        raise UsageError("Every kind needs a folder to go to: csm export all -o FOLDER.")
    _refuse_columns(chosen)
    folder = Path(output)
    if folder.suffix.lstrip(".").casefold() in _FORMATS and not folder.is_dir():
        flag = f" --format {chosen.format}" if chosen.format != "csv" else ""
        raise UsageError(
            f"{folder.name} is called like one file, and every kind gets its own: "
            f"csm export all -o {folder.stem}{flag}."
        )
    with session.reading() as book:
        written = export_all(
            book,
            folder,
            today=session.today,
            format=chosen.format,
            filter=chosen.filter,
            style=chosen.style,
            overwrite=force,
        )
    _tell_written(session, written, str(folder))


def _export_workbook(session: Session, chosen: _Export, output: str | None, *, force: bool) -> None:
    """Write every kind that has rows into one workbook, a sheet a kind."""
    from csm_tui.operations.transfer import export_workbook

    _refuse_columns(chosen)
    with session.reading() as book, opened(session, output, force=force) as target:
        written = export_workbook(book, target, today=session.today, filter=chosen.filter)
    _tell_written(session, written, output)


def _refuse_columns(chosen: _Export) -> None:
    if chosen.columns is not None:
        raise UsageError("--columns goes with one kind.")


def _refuse_terminal() -> None:
    if sys.stdout.isatty():
        raise UsageError("A workbook cannot be shown on a terminal: name its file with -o.")


def _tell_written(session: Session, written: dict[str, int], place: str | None) -> None:
    """Say what was written where, unless that was stdout."""
    if to_stdout(place):
        return
    if session.printer.is_json:
        session.printer.json({"output": place, "rows": written})
        return
    for kind, count in written.items():
        say(f"{kind}: {plural(count, 'row')}")
    say(f"Written to {place}." if written else "The book has no rows yet; nothing was written.")


@command(
    "template",
    examples=(
        "csm template accounts > accounts.csv",
        "csm template touchpoints -o touchpoints.xlsx",
    ),
)
@click.argument("kind", type=click.Choice(KINDS))
@click.option("-o", "--output", metavar="FILE", help="Where to (default: -, stdout).")
@click.option(
    "--format", type=click.Choice(("csv", XLSX)), help="Default: by the file's name, else csv."
)
@click.option("--force", is_flag=True, help="Replace what is there.")
@click.pass_context
def template(
    context: click.Context, kind: str, output: str | None, format: str | None, force: bool
) -> None:
    """Print an empty sheet of KIND: the canonical header and one example row."""
    from csm_tui.exchange import kinds

    session = session_of(context)
    ending = Path(output).suffix.casefold() if output else ""
    format = format or (XLSX if ending == f".{XLSX}" else "csv")
    if format == XLSX and to_stdout(output):
        _refuse_terminal()
    with opened(session, output, force=force) as target:
        if format == XLSX:
            from csm_tui.exchange.workbook_writer import write_workbook_template

            write_workbook_template(kinds.KINDS[kind], target, today=session.today)
        else:
            from csm_tui.exchange.writer import write_template

            write_template(kinds.KINDS[kind], target)
    if not to_stdout(output):
        say(f"Written to {output}.")
