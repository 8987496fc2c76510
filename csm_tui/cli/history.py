"""`csm history`, `csm undo` and `csm redo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from csm_tui.cli.arguments import ACCOUNT, ID
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import Cell, Column, say, sentence
from csm_tui.formatting import plural

if TYPE_CHECKING:
    from csm_tui.cli.session import Session
    from csm_tui.queries.history import OperationRow, Preview

_LISTED = 30


@command(
    "history",
    shows=True,
    examples=("csm history", "csm history acme", "csm history --limit 5 --json"),
)
@click.argument("account", type=ACCOUNT, required=False)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"At most N, the newest (default: {_LISTED} in a table, else all).",
)
@click.pass_context
def history(context: click.Context, account: str | None, limit: int | None) -> None:
    """List every operation, newest first, or those that touched ACCOUNT."""
    from csm_tui.queries.accounts import find
    from csm_tui.queries.history import operations

    session = session_of(context)
    if limit is None and session.form == "table":
        limit = _LISTED
    with session.reading() as book:
        account_id = None if account is None else find(book.connection, account)
        rows = operations(book.connection, account_id=account_id, limit=limit)
    if session.printer.is_json:
        session.printer.json(
            [
                {
                    "operation": row.operation,
                    "at": row.at,
                    "name": row.name,
                    "changes": row.changes,
                    "undone_by": row.undone_by,
                    "undoes": row.undoes,
                }
                for row in rows
            ]
        )
        return
    if not rows:
        say("Nothing has been done yet.")
        return
    session.printer.table(
        (
            Column("ID", right=True),
            Column("When (UTC)"),
            Column("Changes", right=True),
            Column("What", limit=70),
        ),
        [
            (str(row.operation), row.at[:16].replace("T", " "), f"{row.changes:,}", _what(row))
            for row in rows
        ],
    )


def _what(row: OperationRow) -> Cell:
    if row.undone_by is not None:
        return Cell(f"{row.name} (undone by {row.undone_by})", "dim")
    return Cell(row.name)


@command(
    "undo",
    shows=True,
    examples=("csm undo", "csm undo 17", "csm undo --dry-run"),
)
@click.argument("operation", type=ID, required=False, metavar="[ID]")
@click.option("--dry-run", is_flag=True, help="Print what would be taken back, and stop.")
@click.pass_context
def undo(context: click.Context, operation: int | None, dry_run: bool) -> None:
    """Take the last operation back, or the one with this ID (`csm history`)."""
    from csm_tui.operations import undo as operations
    from csm_tui.queries.history import undo_preview

    session = session_of(context)
    with session.reading() as book:
        preview = undo_preview(book.connection, operation)
    if preview is None:
        _nothing(session, "Nothing to undo.")
        return
    if not session.printer.is_json:
        _print_preview(session, preview)
    if dry_run:
        if session.printer.is_json:
            session.printer.json(_preview_json(preview, None))
        return
    with session.writing() as book:
        changes = operations.undo(
            book, operation_id=preview.operation, today=session.today, now=session.now()
        )
    if session.printer.is_json:
        session.printer.json(_preview_json(preview, changes.operation))
        return
    say(f"{sentence(changes.name)} `csm redo` brings it back.")


@command("redo", tells=True, examples=("csm redo",))
@click.pass_context
def redo(context: click.Context) -> None:
    """Take the last undo back, unless something else was done since."""
    from csm_tui.operations import undo as operations

    session = session_of(context)
    with session.writing() as book:
        changes = operations.redo(book, today=session.today, now=session.now())
    if changes.operation is None:
        _nothing(session, "Nothing to redo.")
        return
    if session.printer.is_json:
        session.printer.json(
            {"operation": changes.operation, "name": changes.name, "changes": changes.count}
        )
        return
    say(f"{sentence(changes.name)} `csm undo` takes it back.")


def _nothing(session: Session, sentence: str) -> None:
    if session.printer.is_json:
        session.printer.json({"operation": None, "name": sentence, "changes": 0})
    else:
        say(sentence)


def _print_preview(session: Session, preview: Preview) -> None:
    printer = session.printer
    if not printer.is_plain:
        printer.line(f"{preview.operation}: {preview.name}", "bold")
    printer.table(
        (
            Column("Account", limit=28),
            Column("Field", limit=22),
            Column("Now", limit=30),
            Column("Then", limit=30),
        ),
        [
            (line.account, line.field or line.thing, line.old, f"→ {line.new}")
            for line in preview.lines
        ],
        header=False,
    )
    rest = preview.changes - len(preview.lines)
    if rest > 0 and not printer.is_plain:
        over = f"{plural(preview.changes, 'row')} over {plural(preview.accounts, 'account')}"
        printer.line(f"… {over} in all", "dim")


def _preview_json(preview: Preview, operation: int | None) -> dict[str, object]:
    return {
        "operation": operation,
        "undoes": preview.operation,
        "name": preview.name,
        "changes": preview.changes,
        "accounts": preview.accounts,
        "preview": [line._asdict() for line in preview.lines],
    }
