"""`csm import`, `export` and `template`: files in and out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import click

from csm_tui.cli.arguments import DAY
from csm_tui.cli.calendar_file import CALENDAR, ICS, calendar_file
from csm_tui.cli.framework import DATE, command, session_of
from csm_tui.cli.output import say
from csm_tui.cli.progress import progress
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from datetime import date

    from csm_tui.cli.calendar_file import CalendarFile
    from csm_tui.cli.session import Session
    from csm_tui.domain.filters import Filter
    from csm_tui.exchange.writer import CsvStyle
    from csm_tui.operations.import_report import ImportOptions, ImportReport, SourceFile
    from csm_tui.store.database import Book

KINDS = (
    "accounts",
    "contacts",
    "touchpoints",
    "health",
    "metrics",
    "surveys",
    "subscriptions",
    "arr_changes",
    "tasks",
)
_FORMATS = ("csv", "json", "ndjson", ICS)
_REJECTED = 3
_SHOWN_PROBLEMS = 20
_SHOWN_EXAMPLES = 3


@command(
    "import",
    tells=True,
    examples=(
        "csm import accounts.csv contacts.csv --dry-run",
        "csm import crm.csv --as accounts --map name=company --map arr=arr_value",
        "csm import usage.csv --as metrics --date 2026-02-01",
        "cat accounts.csv | csm import - --as accounts",
        "csm import accounts.csv --skip-bad --rejects bad.csv",
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--as", "kind", type=click.Choice(KINDS), metavar="KIND", help="What the rows are.")
@click.option("--dry-run", is_flag=True, help="The same figures and a diff; change nothing.")
@click.option("--map", "mapping", multiple=True, metavar="FIELD=HEADER", help="Column of a field.")
@click.option(
    "--set", "values", multiple=True, metavar="FIELD=VALUE", help="One value for all rows."
)
@click.option("--source", metavar="NAME", help="Where the external ids come from.")
@click.option(
    "--date-order", type=click.Choice(("dmy", "mdy", "ymd")), help="Of dates like 3/4/26."
)
@click.option("--decimal", type=click.Choice((",", ".")), help="The decimal mark.")
@click.option("--encoding", metavar="NAME", help="Of the file, e.g. cp1252.")
@click.option("--sheet", metavar="NAME", help="Only this sheet of a workbook.")
@click.option("--skip-bad", is_flag=True, help="Import the good rows, reject the others.")
@click.option(
    "--rejects", type=click.Path(path_type=Path), metavar="FILE", help="Where to write those."
)
@click.option("--clear-blanks", is_flag=True, help="An empty cell clears the field.")
@click.option("--full-sync", is_flag=True, help="Archive what the file no longer has.")
@click.option("--date", "day", type=DATE, metavar="DATE", help="Of figures that carry none.")
@click.option(
    "--rate", "rates", multiple=True, metavar="EUR=1.08", help="Book currency for one EUR."
)
@click.option("--prefer", type=click.Choice(("file", "book")), help="Who wins where both changed.")
@click.pass_context
def import_(
    context: click.Context,
    /,
    files: tuple[str, ...],
    dry_run: bool,
    **options: Any,
) -> int:
    """Bring files into the book; several at once are one import and one undo."""
    from csm_tui.operations.transfer import ImportStopped

    session = session_of(context)
    session.cancelled = "Cancelled. Nothing was imported."
    chosen = _options(session, options)
    sources = [_source(name) for name in files]
    try:
        report = _imported(session, sources, chosen, dry_run=dry_run)
    except ImportStopped as stopped:
        _print_report(session, stopped.report, told=str(stopped))
        raise
    _print_report(session, report)
    if not session.printer.is_json and not dry_run:
        from csm_tui.cli.today import print_after_import

        print_after_import(session)
    return _REJECTED if report.count("rejected") else 0


def _imported(
    session: Session, sources: list[SourceFile], options: ImportOptions, *, dry_run: bool
) -> ImportReport:
    from csm_tui.operations.transfer import import_files

    opened = session.trying() if dry_run else session.writing(daily_backup=False)
    with opened as book:
        return import_files(
            book,
            sources,
            options,
            dry_run=dry_run,
            today=session.today,
            now=session.now(),
            progress=progress(),
        )


def _options(session: Session, options: Mapping[str, Any]) -> ImportOptions:
    from csm_tui.operations.import_report import ImportOptions

    return ImportOptions(
        kind=options["kind"],
        mapping=_pairs("--map", options["mapping"]),
        values=_pairs("--set", options["values"]),
        source=options["source"],
        date_order=options["date_order"],
        decimal=options["decimal"],
        encoding=options["encoding"],
        sheet=options["sheet"],
        date=options["day"],
        rates=_rates(options["rates"]),
        prefer=options["prefer"],
        skip_bad=options["skip_bad"],
        rejects=options["rejects"],
        clear_blanks=options["clear_blanks"],
        full_sync=options["full_sync"],
        yes=session.yes,
    )


def _pairs(option: str, words: tuple[str, ...]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for word in words:
        field, equals, value = word.partition("=")
        if not equals or not field:
            raise UsageError(f"{option} takes FIELD=…, not {word!r}.")
        pairs[field] = value
    return pairs


def _rates(words: tuple[str, ...]) -> dict[str, Any]:
    from decimal import Decimal, InvalidOperation

    rates = {}
    for currency, text in _pairs("--rate", words).items():
        try:
            rate = Decimal(text)
        except InvalidOperation:
            rate = Decimal(0)
        if not rate.is_finite() or rate <= 0:
            raise UsageError(f"--rate takes a rate like EUR=1.08, not {currency}={text}.")
        rates[currency.upper()] = rate
    return rates


def _source(name: str) -> SourceFile:
    from csm_tui.exchange.sources import read_source
    from csm_tui.operations.import_report import SourceFile

    if name == "-":
        return SourceFile("stdin", sys.stdin.buffer.read())
    path = Path(name)
    return SourceFile(path.name, read_source(path), path)


def _print_report(session: Session, report: ImportReport, *, told: str = "") -> None:
    """Print what came of each file; what the sentence `told` already says is not repeated."""
    printer = session.printer
    if printer.is_json:
        printer.json(report.as_json())
        return
    for file in report.files:
        kind = f" as {file.kind}" if file.kind else ""
        counts = ", ".join(
            f"{count:,} {name}" for name, count in file.counts().items() if count or name == "read"
        )
        printer.line(f"{file.name}{kind}: {counts}")
        for what, evidence in file.evidence.items():
            if isinstance(evidence, dict):
                for column, reason in evidence.items():
                    printer.line(f"  {what}: {column}, {_shown(reason)}", "dim")
            else:
                printer.line(f"  {what}: {_shown(evidence)}", "dim")
        if file.rejects:
            printer.line(f"  rejected rows are in {file.rejects}: mend and import them")
    for diff in report.diffs if report.dry_run else ():
        printer.line(f"{diff.file}: {diff.field} changes in {diff.rows:,} rows")
        for example in diff.examples[:_SHOWN_EXAMPLES]:
            printer.line(f"  {example.account}: {_shown(example.before)} → {_shown(example.after)}")
    if report.archived:
        verb = "would be" if report.dry_run else "were"
        printer.line(f"{report.archived:,} accounts {verb} archived: the file no longer has them")
    for problem in report.problems[:_SHOWN_PROBLEMS]:
        if problem.sentence() not in told:
            say(problem.sentence())
    rest = len(report.problems) - _SHOWN_PROBLEMS
    if rest > 0:
        say(f"… and {rest:,} more; --json lists them all")
    if report.operation is not None:
        say(f"Imported as operation {report.operation}. `csm undo` takes it back.")


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "–" if value is None else str(value)


@command(
    "export",
    tells=True,
    examples=(
        "csm export accounts -o accounts.csv",
        'csm export touchpoints --where "tier:high" --format json',
        "csm export accounts --columns name,arr,renewal_date --excel -o arr.csv",
        "csm export all -o my-book",
        'csm export calendar --where "owner:ana -automated" --alarm 15m -o ana.ics',
    ),
)
@click.argument("kind", type=click.Choice((*KINDS, CALENDAR, "all")))
@click.option(
    "-o", "--output", metavar="FILE", help="Where to (default: -, stdout); a folder for all."
)
@click.option(
    "--format", type=click.Choice(_FORMATS), help="Default: by the file's name, else csv."
)
@click.option("--columns", metavar="A,B,…", help="Only these, in this order.")
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

    session = session_of(context)
    format = format or _format_of(session, kind, output)
    chosen = _Export(
        kind,
        format,
        None if columns is None else tuple(name.strip() for name in columns.split(",")),
        parse(where, touchpoints=format == ICS),
        _excel_style() if excel else PLAIN,
        calendar_file(kind, format, from_, to, alarm, today=session.today),
    )
    if excel and format != "csv":
        raise UsageError("--excel is a way to write CSV; leave out --format.")
    if chosen.calendar and columns is not None:
        raise UsageError("--columns goes with rows, not with --format ics.")
    if kind == "all":
        _export_all(session, chosen, output, force=force)
    elif output in (None, "-"):
        with session.reading() as book, _stdout() as target:
            _write(session, book, chosen, target)
    else:
        _export_file(session, chosen, Path(str(output)), force=force)


class _Export(NamedTuple):
    kind: str
    format: str
    columns: tuple[str, ...] | None
    filter: Filter
    style: CsvStyle
    calendar: CalendarFile | None


def _format_of(session: Session, kind: str, output: str | None) -> str:
    ending = Path(output).suffix.lstrip(".").casefold() if output else ""
    if ending in _FORMATS:
        return ending
    if kind == CALENDAR:
        return ICS
    return "json" if session.printer.is_json and output in (None, "-") else "csv"


def _excel_style() -> CsvStyle:
    from locale import getlocale

    from csm_tui.exchange.writer import excel_style

    return excel_style(getlocale()[0] or "en_US")


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
    )


def _export_file(session: Session, chosen: _Export, path: Path, *, force: bool) -> None:
    from csm_tui.exchange.atomic import whole_file

    force = force or _may_replace(session, path)
    with session.reading() as book, whole_file(path, overwrite=force) as target:
        count = _write(session, book, chosen, target)
    _tell_written(session, {chosen.kind: count}, str(path))


def _export_all(session: Session, chosen: _Export, output: str | None, *, force: bool) -> None:
    from csm_tui.operations.transfer import export_all

    if output in (None, "-"):
        raise UsageError("Every kind needs a folder to go to: csm export all -o FOLDER.")
    if chosen.columns is not None:
        raise UsageError("--columns goes with one kind.")
    folder = Path(str(output))
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


def _may_replace(session: Session, path: Path) -> bool:
    """Ask about an existing file where somebody can answer; else the writer refuses it."""
    if not path.is_file() or session.no_input or not sys.stdin.isatty():
        return False
    session.confirm(f"Replace {path}?")
    return True


def _tell_written(session: Session, written: dict[str, int], place: str) -> None:
    if session.printer.is_json:
        session.printer.json({"output": place, "rows": written})
        return
    for kind, count in written.items():
        say(f"{kind}: {count:,} rows")
    say(f"Written to {place}." if written else "The book has no rows yet; nothing was written.")


@command(
    "template",
    examples=("csm template accounts > accounts.csv", "csm template touchpoints"),
)
@click.argument("kind", type=click.Choice(KINDS))
@click.option(
    "--format",
    type=click.Choice(("csv",)),
    default="csv",
    expose_value=False,
    help="Of the sheet: csv.",
)
def template(kind: str) -> None:
    """Print an empty sheet of KIND: the canonical header and one example row."""
    from csm_tui.exchange import kinds
    from csm_tui.exchange.writer import write_template

    with _stdout() as target:
        write_template(kinds.KINDS[kind], target)


def _stdout() -> AbstractContextManager[BinaryIO]:
    from csm_tui.exchange.atomic import stream

    return stream(sys.stdout.buffer)
