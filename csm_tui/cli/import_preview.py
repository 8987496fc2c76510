"""`csm import --dry-run`: what the import would do to the book, under the report of its files."""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING

from csm_tui.cli.output import say
from csm_tui.cli.progress import progress
from csm_tui.formatting import money_moved, plural

if TYPE_CHECKING:
    from csm_tui.cli.output import Printer
    from csm_tui.cli.session import Session
    from csm_tui.operations.import_report import ImportOptions, SourceFile
    from csm_tui.operations.preview import Consequence, Preview

_SHOWN = 10


def tried(session: Session, sources: list[SourceFile], options: ImportOptions) -> Preview:
    """Return what an import would do, tried on a private copy of the book."""
    from csm_tui.operations.preview import preview

    with session.trying() as book:
        return preview(
            book,
            sources,
            options,
            today=session.today,
            now=session.now(),
            progress=progress(),
        )


def print_consequences(printer: Printer, found: Preview) -> None:
    """Print the book before and after, and the accounts whose treatment would change."""
    if not found.changes_anything:
        if found.stopped is None:
            all_there = "The book has all of it already."
            say(all_there if found.takes_anything else "Nothing of it goes into the book.")
        return
    currency = found.currency
    before, after = money_moved(found.arr_before, found.arr_after, currency)
    accounts = plural(found.accounts_after, "account")
    if found.accounts_before != found.accounts_after:
        accounts = f"{found.accounts_before:,} → {accounts}"
    arr = f"ARR {before} → {after}" if before != after else f"ARR {after} as before"
    printer.line(f"The book: {accounts}, {arr}")
    by_account = groupby(found.consequences, lambda one: (one.account_id, one.account))
    for (_, account), some in islice(by_account, _SHOWN):
        printer.line(f"  {account}: {', '.join(_told(one, currency) for one in some)}")
    if found.accounts_changed > _SHOWN:
        rest = found.accounts_changed - _SHOWN
        printer.line(f"  and {rest:,} more; --json lists them all", "dim")
    say("Nothing was written: this was a dry run.")


def _told(one: Consequence, currency: str | None) -> str:
    if one.figure == "arr":
        cents = [value if isinstance(value, int) else None for value in (one.before, one.after)]
        before, after = money_moved(cents[0], cents[1], currency)
        return f"ARR {before} → {after}"
    return f"{one.figure} {one.before or '–'} → {one.after or '–'}"
