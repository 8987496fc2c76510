"""What came of an import, in lines: figures and evidence of each file, then the problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.cli.import_notices import tell_notices
from csm_tui.cli.output import say
from csm_tui.exchange.header_names import normalise
from csm_tui.formatting import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.cli.session import Session
    from csm_tui.exchange.unknown import Unknown
    from csm_tui.operations.import_report import FileReport, ImportReport

_SHOWN_PROBLEMS = 20
_SHOWN_EXAMPLES = 3
_SHOWN_SYNCED = 10


def print_report(session: Session, report: ImportReport, *, told: str = "") -> None:
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
        if columns := _columns(file):
            printer.line(f"  columns: {columns}", "dim")
        for what, evidence in file.evidence.items():
            for words in _told(what, evidence, file.unknown):
                printer.line(f"  {what}: {words}", "dim")
        if file.rejects:
            printer.line(f"  rejected rows are in {file.rejects}: mend and import them")
    for diff in report.diffs if report.dry_run else ():
        printer.line(f"{diff.file}: {diff.field} changes in {plural(diff.rows, 'row')}")
        for example in diff.examples[:_SHOWN_EXAMPLES]:
            printer.line(f"  {example.account}: {_shown(example.before)} → {_shown(example.after)}")
        if diff.rows > _SHOWN_EXAMPLES:
            printer.line(
                f"  and {diff.rows - _SHOWN_EXAMPLES:,} more; --json lists up to 200", "dim"
            )
    for accounts, what in (
        (report.gone, "archived: the file no longer has"),
        (report.brought_back, "brought back: the file again has"),
    ):
        if accounts:
            printer.line(_synced(accounts, what, dry_run=report.dry_run))
    for problem in report.problems[:_SHOWN_PROBLEMS]:
        if problem.sentence() not in told:
            say(problem.sentence())
    rest = len(report.problems) - _SHOWN_PROBLEMS
    if rest > 0:
        say(f"… and {rest:,} more; --json lists them all")
    tell_notices(report)
    if report.operation is not None:
        say(f"Imported as operation {report.operation}. `csm undo` takes it back.")
    for sentence in report.remembered:
        say(f"{sentence} --forget-answers drops it.")


def _columns(file: FileReport) -> str:
    """Return what each column is read as, nothing where all are called as their fields are."""
    same = [
        field for field, header in file.mapping.items() if normalise(header) == normalise(field)
    ]
    renamed = [
        f"{header} as {field}" for field, header in file.mapping.items() if field not in same
    ]
    return ", ".join((*renamed, *same)) if renamed else ""


def _synced(accounts: Sequence[str], what: str, *, dry_run: bool) -> str:
    """Return the sentence on what a full sync does to accounts, the first few named."""
    them, past = ("it", "was") if len(accounts) == 1 else ("them", "were")
    names = ", ".join(accounts[:_SHOWN_SYNCED])
    more = len(accounts) - _SHOWN_SYNCED
    named = f"{names} and {more:,} more" if more > 0 else names
    verb = "would be" if dry_run else past
    return f"{plural(len(accounts), 'account')} {verb} {what} {them} ({named})"


def _told(what: str, evidence: object, unknown: Sequence[Unknown]) -> Iterator[str]:
    """Yield a piece of evidence in words; of columns that mean nothing what could be done."""
    if isinstance(evidence, dict):
        yield from (f"{column}, {_shown(reason)}" for column, reason in evidence.items())
    elif what == "not read" and unknown:
        for column in unknown:
            like = f", such as {', '.join(column.examples)}" if column.examples else ""
            flags = f" ({' or '.join(column.suggestions)})" if column.suggestions else ""
            yield f"{column.header}{like}{flags}"
    elif what == "left out" and isinstance(evidence, list | tuple):
        yield from map(str, evidence)
    else:
        yield _shown(evidence)


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "–" if value is None else str(value)
