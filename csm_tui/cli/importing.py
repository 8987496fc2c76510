"""`csm import`: files into the book."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csm_tui.cli.arguments import KINDS
from csm_tui.cli.asking import can_ask, options_asked_for
from csm_tui.cli.framework import DATE, command, session_of
from csm_tui.cli.import_lines import print_report
from csm_tui.cli.import_notices import accepted
from csm_tui.cli.progress import progress
from csm_tui.errors import InvalidValue, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from csm_tui.cli.session import Session
    from csm_tui.operations.import_report import ImportOptions, ImportReport, SourceFile

_REJECTED = 3


@command(
    "import",
    tells=True,
    examples=(
        "csm import accounts.csv contacts.csv --dry-run",
        "csm import crm.csv --as accounts --map name=company --map arr=arr_value",
        'csm import crm.csv --keep "Support plan" --keep Score',
        "csm import usage.csv --as metrics --date 2026-02-01",
        "cat accounts.csv | csm import - --as accounts",
        "csm import accounts.csv --skip-bad --rejects bad.csv",
        "csm import team.csv --owner Ana --others leave-out",
        "csm import billing.csv --accept 'Initec AG=Initech'",
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
@click.option(
    "--sheet", multiple=True, metavar="NAME", help="Only this sheet of a workbook; again: this too."
)
@click.option(
    "--keep",
    "custom",
    multiple=True,
    metavar="HEADER",
    help="Keep an unknown column of accounts as a custom field; all: every one.",
)
@click.option("--skip-bad", is_flag=True, help="Import the good rows, reject the others.")
@click.option(
    "--rejects", type=click.Path(path_type=Path), metavar="FILE", help="Where to write those."
)
@click.option("--clear-blanks", is_flag=True, help="An empty cell clears the field.")
@click.option("--full-sync", is_flag=True, help="Archive what the file no longer has.")
@click.option("--date", type=DATE, metavar="DATE", help="Of figures that carry none.")
@click.option(
    "--rate", "rates", multiple=True, metavar="EUR=1.08", help="Book currency for one EUR."
)
@click.option(
    "--period", type=click.Choice(("month", "year", "term")), help="What amounts are for."
)
@click.option("--health-scale", metavar="SCALE", help="Of health: 0-10, 1-5, a-f, colours …")
@click.option("--answer", "answers", multiple=True, metavar="KEY=VALUE", help="To any question.")
@click.option("--forget-answers", is_flag=True, help="Drop what was said of such files before.")
@click.option(
    "--owns", multiple=True, metavar="HEADER", help="A column that wins over entries by hand."
)
@click.option("--prefer", type=click.Choice(("file", "book")), help="Who wins where both changed.")
@click.option("--owner", metavar="NAME", help="Who of the file's owners you are.")
@click.option(
    "--others", type=click.Choice(("keep", "leave-out")), help="The accounts of other owners."
)
@click.option(
    "--accept", multiple=True, metavar="NAME=ACCOUNT", help="A near name that is this account."
)
@click.pass_context
def import_(
    context: click.Context,
    /,
    files: tuple[str, ...],
    dry_run: bool,
    **options: Any,
) -> int:
    """Bring files into the book; several at once are one import and one undo."""
    from csm_tui.operations.transfer import ImportAsks, ImportStopped

    session = session_of(context)
    session.cancelled = "Cancelled. Nothing was imported."
    chosen = _options(session, options)
    sources = [_source(name) for name in files]
    if dry_run:
        return _previewed(session, sources, chosen)
    report: ImportReport | None = None
    asking = can_ask(session)
    while report is None:
        try:
            report = _imported(session, sources, chosen, asking=asking)
        except ImportStopped as stopped:
            answered = options_asked_for(stopped, chosen) if asking else None
            asking = asking and answered is not None
            if answered is None and not isinstance(stopped, ImportAsks):
                print_report(session, stopped.report, told=str(stopped))
                raise
            chosen = answered or chosen
    print_report(session, report)
    if not session.printer.is_json:
        from csm_tui.cli.today import print_after_import

        print_after_import(session)
    return _REJECTED if report.count("rejected") else 0


def _previewed(session: Session, sources: list[SourceFile], options: ImportOptions) -> int:
    from csm_tui.cli.import_preview import print_consequences, tried

    found = tried(session, sources, options)
    while found.stopped is not None and can_ask(session):
        answered = options_asked_for(found.stopped, options)
        if answered is None:
            break
        options = answered
        found = tried(session, sources, options)
    if session.printer.is_json:
        session.printer.json(found.as_json())
    else:
        print_report(session, found.report, told=str(found.stopped or ""))
        print_consequences(session.printer, found)
    if found.stopped is not None:
        raise found.stopped
    return _REJECTED if found.report.count("rejected") else 0


def _imported(
    session: Session, sources: list[SourceFile], options: ImportOptions, *, asking: bool
) -> ImportReport:
    from csm_tui.operations.transfer import import_files

    with session.writing(daily_backup=False) as book:
        return import_files(
            book,
            sources,
            options,
            today=session.today,
            now=session.now(),
            progress=progress(),
            asking=asking,
        )


def _options(session: Session, options: Mapping[str, Any]) -> ImportOptions:
    from csm_tui.operations.import_report import ImportOptions

    said = {
        "mapping": _pairs("--map", options["mapping"]),
        "values": _pairs("--set", options["values"]),
        "rates": {
            **_rates(session.config.rates),
            **_rates(_pairs("--rate", options["rates"], "EUR=1.08")),
        },
        "health_scale": _health_scale(options["health_scale"]),
        "answers": _answers(options["answers"]),
        "accept": accepted(options["accept"]),
    }
    return ImportOptions(**{**options, **said}, owned=session.config.owns, yes=session.yes)


def _pairs(option: str, words: tuple[str, ...], like: str = "FIELD=…") -> dict[str, str]:
    pairs: dict[str, str] = {}
    for word in words:
        field, equals, value = word.partition("=")
        if not equals or not field:
            raise UsageError(f"{option} takes {like}, not {word!r}.")
        pairs[field] = value
    return pairs


def _rates(texts: Mapping[str, str]) -> dict[str, Decimal]:
    from csm_tui.exchange.answers import rates_of

    try:
        return rates_of(texts)
    except InvalidValue as error:
        raise UsageError(str(error)) from None


def _health_scale(text: str | None) -> str | None:
    from csm_tui.exchange.answers import check_answer

    if text is not None:
        try:
            check_answer("scale", text.casefold())
        except InvalidValue as error:
            raise UsageError(f"--health-scale: {error}") from None
    return None if text is None else text.casefold()


def _answers(words: tuple[str, ...]) -> dict[str, str]:
    """Return the answers by their keys; a header may hold an equals sign."""
    answers = {}
    for word in words:
        key, equals, choice = word.rpartition("=")
        if not equals or not key:
            raise UsageError(f"--answer takes KEY=VALUE, not {word!r}.")
        answers[key] = choice
    return answers


def _source(name: str) -> SourceFile:
    from csm_tui.exchange.content import PIECE, Content
    from csm_tui.exchange.sources import content_at
    from csm_tui.operations.import_report import SourceFile

    if name == "-":
        pieces = iter(partial(sys.stdin.buffer.read, PIECE), b"")
        return SourceFile("stdin", Content.of(pieces))
    path = Path(name)
    return SourceFile(path.name, content_at(path), path)
