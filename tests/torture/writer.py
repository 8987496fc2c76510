"""A program that changes a book without end and says so after each change; its parent kills it.

Run as a script with the path of a book that has one account, and the number of its next change.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from csm_tui.operations import accounts, tasks, touchpoints, undo
from csm_tui.store.database import Book, open_book

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
KINDS = 5


class Figures(NamedTuple):
    """What the changes leave: rows of the tables, and the cents of the first account."""

    accounts: int
    pulses: int
    touchpoints: int
    tasks: int
    arr: int | None


def change(book: Book, number: int) -> None:
    """Make one change, an operation of its own; which one depends on the number alone."""
    kind = number % KINDS
    if kind == 0:
        accounts.add(book, {"name": f"Account {number}", "pulse": 3}, today=TODAY, now=NOW)
    elif kind == 1:
        accounts.edit(book, 1, {"arr": number * 100}, today=TODAY, now=NOW)
    elif kind == 2:
        touchpoints.log(book, 1, {"channel": "video"}, today=TODAY, now=NOW)
    elif kind == 3:
        tasks.add(book, 1, {"title": f"Task {number}"}, today=TODAY, now=NOW)
    else:
        undo.undo(book, today=TODAY, now=NOW)


def figures(done: int) -> Figures:
    """Return what the first `done` changes leave in a book that had one account, by counting."""
    of_kind = [sum(number % KINDS == kind for number in range(done)) for kind in range(KINDS)]
    edited = [number for number in range(done) if number % KINDS == 1]
    arr = edited[-1] * 100 if edited else None
    return Figures(1 + of_kind[0], of_kind[0], of_kind[2], of_kind[3] - of_kind[4], arr)


def main() -> None:
    """Change the book until the end comes from outside."""
    number = int(sys.argv[2])
    with open_book(Path(sys.argv[1])) as book:
        while True:
            change(book, number)
            print(number, flush=True)
            number += 1


if __name__ == "__main__":
    main()
