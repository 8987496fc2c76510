"""What an import would do, tried on a private copy of the book: nothing is written.

The import itself runs there, by its own steps up to the last; then the copy is compared with the
book, account by account, and thrown away.
"""

from __future__ import annotations

from contextlib import contextmanager
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.terms import TIERS
from csm_tui.exchange.packed import Plain
from csm_tui.operations.importing import CANCELLED, rehearse
from csm_tui.operations.preview_files import FilePreview, file_previews
from csm_tui.operations.preview_questions import Asked, questions_of
from csm_tui.queries.accounts import currency
from csm_tui.queries.placements import Placement, placements
from csm_tui.store import standings
from csm_tui.store.database import open_book
from csm_tui.store.faults import faults
from csm_tui.store.private_copy import copy_book, private_folder, remove
from csm_tui.store.stopping import stoppable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from csm_tui.operations.candidates import Candidate
    from csm_tui.operations.import_report import (
        ImportOptions,
        ImportReport,
        ImportStopped,
        SourceFile,
    )
    from csm_tui.store.database import Book

    Progress = Callable[[int, int, str], None]

_PREFIX: Final = "csm-preview-"
# The figures of an account in the order in which a change of them matters.
FIGURES: Final = ("tier", "level", "quadrant", "arr")


class Consequence(NamedTuple):
    """A figure of an account that the import would change; ARR in cents, None is unknown."""

    account: str
    account_id: int
    figure: str
    before: str | int | None
    after: str | int | None


class TierShift(NamedTuple):
    """How many accounts a tier has, and their ARR in cents, before and after."""

    tier: str
    accounts_before: int
    accounts_after: int
    arr_before: int
    arr_after: int


class Preview(NamedTuple):
    """What an import would do; where `stopped` says why it would do nothing, the book stays.

    `consequences` are those of accounts that the book has, the biggest first: tier, level,
    quadrant, ARR, then by ARR; `accounts_changed` counts the accounts. ARR in cents, None where no
    account has any; `currency` is that of the book afterwards.
    """

    report: ImportReport
    files: tuple[FilePreview, ...]
    questions: tuple[Asked, ...]
    candidates: tuple[Candidate, ...]
    consequences: tuple[Consequence, ...]
    tiers: tuple[TierShift, ...]
    arr_before: int | None
    arr_after: int | None
    accounts_before: int
    accounts_after: int
    accounts_changed: int
    currency: str | None
    stopped: ImportStopped | None

    @property
    def changes_anything(self) -> bool:
        """Return whether an import would write anything."""
        report = self.report
        changed = report.count("added") + report.count("updated")
        synced = report.gone or report.brought_back
        return self.stopped is None and bool(changed or synced)

    @property
    def takes_anything(self) -> bool:
        """Return whether any row is read into the book, or is in it already."""
        report = self.report
        return self.changes_anything or bool(report.count("unchanged"))

    def as_json(self) -> dict[str, object]:
        """Return the report's `--json`, and the consequences beside it."""
        return {
            **self.report.as_json(),
            "columns": [
                {"file": file.name, "recognised": file.title, **column.as_json()}
                for file in self.files
                for column in file.columns
            ],
            "consequences": [_shown(one) for one in self.consequences],
            "arr_before": _units(self.arr_before),
            "arr_after": _units(self.arr_after),
            "accounts_before": self.accounts_before,
            "accounts_after": self.accounts_after,
            "tiers": [
                {
                    **shift._asdict(),
                    "arr_before": _units(shift.arr_before),
                    "arr_after": _units(shift.arr_after),
                }
                for shift in self.tiers
            ],
        }


def preview(
    book: Book,
    sources: Sequence[SourceFile],
    options: ImportOptions,
    *,
    today: date,
    now: datetime,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Preview:
    """Return what importing the files with these options would do; the book is only read.

    Raises Cancelled where `cancelled` says so, and what reading files and options raises.
    """
    with faults(book.path), stoppable(book.connection, cancelled, CANCELLED):
        standings.prepare(book.connection, today)
        before = _Placements(placements(book.connection))
        sign = currency(book.connection)
        with _copy(book, progress) as path:
            with open_book(path) as copy:
                copy.connection.execute("PRAGMA synchronous=OFF")
                tried = rehearse(
                    copy,
                    sources,
                    options,
                    today=today,
                    now=now,
                    progress=progress,
                    cancelled=cancelled,
                )
            after = before
            if tried.stopped is None:
                after, sign = _placements(path, today)
    report, both = tried.report, _Compared(before, after)
    return Preview(
        report=report,
        files=file_previews(tried.files, report, options),
        questions=questions_of(tried.files, report, options, today),
        candidates=report.candidates,
        consequences=both.consequences(),
        tiers=both.shifts(),
        arr_before=both.arr[0],
        arr_after=both.arr[1],
        accounts_before=len(before),
        accounts_after=len(after),
        accounts_changed=both.changed,
        currency=sign,
        stopped=tried.stopped,
    )


@contextmanager
def _copy(book: Book, progress: Progress | None) -> Iterator[Path]:
    """Give a private copy of the book and remove it at the end, however it ends."""
    folder = private_folder(_PREFIX, needed_by="A preview")
    try:
        path = folder / "book.db"
        copy_book(book.connection, book.path, path, progress, purpose="to try the import on")
        yield path
    finally:
        remove(folder)


def _placements(path: Path, today: date) -> tuple[_Placements, str | None]:
    """Return where the accounts of the copy stand, read as the book itself is; its currency."""
    with open_book(path, read_only=True) as copy:
        standings.prepare(copy.connection, today)
        return _Placements(placements(copy.connection)), currency(copy.connection)


class _Placements:
    """Where the accounts of a book stand, out of memory, in ascending order of id."""

    def __init__(self, found: Iterable[tuple[int, Placement]]) -> None:
        self._rows = Plain([account_id, *placement] for account_id, placement in found)

    def __len__(self) -> int:
        return len(self._rows)

    def of_side(self, side: int) -> Iterator[tuple[int, int, Placement]]:
        """Yield the id of each account, the side, and where it stands."""
        for row in self._rows:
            if isinstance(row, list):
                yield row[0], side, Placement(*row[1:])


class _Compared:
    """The accounts before and after, account by account."""

    def __init__(self, before: _Placements, after: _Placements) -> None:
        self.arr: list[int | None] = [None, None]
        self.changed = 0
        self._found: list[tuple[tuple[int, int, str], Consequence]] = []
        self._tiers: dict[str, list[int]] = {tier: [0, 0, 0, 0] for tier in TIERS}
        of_account = groupby(merge(before.of_side(0), after.of_side(1)), key=itemgetter(0))
        for account_id, both in of_account:
            there = {side: placement for _, side, placement in both}
            for side, placement in there.items():
                self._count(side, placement)
            if len(there) > 1 and there[0][1:] != there[1][1:]:
                self._change(account_id, there[0], there[1])

    def _count(self, side: int, placement: Placement) -> None:
        count = self._tiers[placement.tier]
        count[side] += 1
        if placement.arr is not None:
            count[2 + side] += placement.arr
            self.arr[side] = (self.arr[side] or 0) + placement.arr

    def _change(self, account_id: int, old: Placement, new: Placement) -> None:
        self.changed += 1
        changed = [name for name in FIGURES if getattr(old, name) != getattr(new, name)]
        place = (FIGURES.index(changed[0]), -max(old.arr or 0, new.arr or 0), new.account)
        self._found += [
            (
                place,
                Consequence(new.account, account_id, name, getattr(old, name), getattr(new, name)),
            )
            for name in changed
        ]

    def consequences(self) -> tuple[Consequence, ...]:
        """Return what changes, the biggest first."""
        self._found.sort(key=lambda one: one[0])
        return tuple(consequence for _, consequence in self._found)

    def shifts(self) -> tuple[TierShift, ...]:
        """Return what each tier holds before and after."""
        found = self._tiers.items()
        return tuple(TierShift(tier, *count) for tier, count in found if any(count))


def _shown(one: Consequence) -> dict[str, object]:
    if one.figure != "arr":
        return one._asdict()
    return {**one._asdict(), "before": _units(one.before), "after": _units(one.after)}


def _units(cents: str | int | None) -> float | int | None:
    if not isinstance(cents, int):
        return None
    return cents // 100 if cents % 100 == 0 else cents / 100
