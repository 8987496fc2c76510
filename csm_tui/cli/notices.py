"""What a command says after a change: what happened, what comes next, and how to take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.cli import formatting
from csm_tui.cli.output import say, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.cli.session import Session
    from csm_tui.domain.changes import Changes
    from csm_tui.domain.filters import Filter
    from csm_tui.store.database import Book

_NAMED_IDS: Final = 12  # of more rows only the first and the last are told


def tell(
    session: Session,
    book: Book,
    changes: Changes,
    *,
    table: str | None = None,
    also: Mapping[str, object] | None = None,
) -> None:
    """Say what `changes` did; with `table` also the ids of the rows added to it.

    `--json` prints `{operation, name, changes, accounts, ids}` instead, and what `also` has.
    """
    from csm_tui.queries.history import inserted

    ids = inserted(book.connection, changes.operation, table) if table else []
    if session.printer.is_json:
        session.printer.json(
            {
                "operation": changes.operation,
                "name": changes.name,
                "changes": changes.count,
                "accounts": sorted(changes.accounts),
                "ids": ids,
                **(also or {}),
            }
        )
        return
    if changes.operation is None:
        say("Nothing changed: it is so already.")
        return
    marked = f" (id {_listed(ids)})" if ids else ""
    told = sentence(f"{changes.name}{marked}{_next(session, book, changes)}")
    say(f"{told} `csm undo` takes it back.")


def say_no_live_accounts(wanted: Filter) -> None:
    """Say why no account is counted: none fits the filter, or there is none yet."""
    if wanted.terms:
        say("No live accounts match this filter (prospects, churned and archived ones left out).")
    else:
        say(
            "No live accounts yet: csm import FILE brings yours,"
            " `csm add account name=Acme arr=45k` adds one."
        )


def _listed(ids: Sequence[int]) -> str:
    if len(ids) > _NAMED_IDS:
        return f"{ids[0]} to {ids[-1]}, {len(ids):,} rows"
    return ", ".join(map(str, ids))


def _next(session: Session, book: Book, changes: Changes) -> str:
    from csm_tui.queries.accounts import next_touchpoint

    if len(changes.accounts) != 1:
        return ""
    when = next_touchpoint(book.connection, *changes.accounts, today=session.today)
    # What is due already is no news.
    if when is None or when <= session.today:
        return ""
    return f", next {formatting.day(when, session.today)}"
