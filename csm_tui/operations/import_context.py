"""What the files of one import share while they are planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.headers import normalise
from csm_tui.exchange.problems import Problem
from csm_tui.operations.accepting import Acceptance
from csm_tui.operations.currencies import Currencies
from csm_tui.operations.left_out import LeftOut

if TYPE_CHECKING:
    from collections.abc import Mapping, Set
    from datetime import date

    from csm_tui.domain.references import AccountFinder, Alias
    from csm_tui.operations.import_report import ImportOptions
    from csm_tui.operations.import_rows import ImportRows
    from csm_tui.store.conflicts import Conflict
    from csm_tui.store.id_set import IdSet
    from csm_tui.store.staging import Differing, Outcome, Staging

# The hint of what was kept because a person had set it: nothing is rejected for it.
TAKE_THE_FILES: Final = "Take the file's value with --prefer file."
_MONEY = frozenset(("arr", "potential_arr", "amount"))


class NewAlias(NamedTuple):
    """A further id of an account, with the file and the line that gave it."""

    file: int
    line: int
    alias: Alias


class FileOutcome(NamedTuple):
    """What a file would do, by lines: a line is in one of the two sets, or in none."""

    added: Set[int]
    updated: Set[int]
    differing: tuple[Differing, ...]


class ImportContext:
    """The book, the options and the day of an import; its accounts as the files so far leave them.

    `stops` are problems for which no flag lets the good rows in; `linked` are the accounts that
    rows of an accounts file mean, by the source of the rows.
    """

    def __init__(self, staged: Staging, options: ImportOptions, today: date) -> None:
        self.staged = staged
        self.options = options
        self.today = today
        self.currencies = Currencies(staged.currency(), options.rates)
        self.aliases: list[NewAlias] = []
        self.stops: list[Problem] = []
        self.linked: dict[str, IdSet] = {}
        self.left_out = LeftOut()
        # Whether rows of accounts that the book has not are others', and left out with them.
        self.others_left_out = False
        self.acceptance = Acceptance(options.accept, staged.accepted_names())
        # Whether files are still to come that may refer to the accounts of this one.
        self.more = False
        # Of the file at hand: the columns that belong to its source, by `normalise()`, and the
        # answers that hold for it.
        self.owns: frozenset[str] = frozenset()
        self.answers: Mapping[str, str] = options.answers

    @property
    def index(self) -> AccountFinder:
        """Return the accounts of the book and of the files planned so far."""
        return self.staged.accounts

    def compare(self, rows: ImportRows, file: int) -> Outcome:
        """Compare what is staged of `rows` with the book; what was set by hand since stays."""
        clear_blanks = self.options.clear_blanks
        if self.options.prefer != "file":
            owned = self._owned(rows)
            for conflict in self.staged.keep_by_hand(clear_blanks=clear_blanks, owned=owned):
                rows.problems.append(_kept_by_hand(rows, conflict))
        return self.staged.plan(file, clear_blanks=clear_blanks)

    def _owned(self, rows: ImportRows) -> frozenset[str]:
        """Return the fields whose columns belong to the file: entries by hand do not keep them."""
        if not self.owns:
            return frozenset()
        return frozenset(f for f in rows.fields if normalise(rows.header(f)) in self.owns)


def _kept_by_hand(rows: ImportRows, conflict: Conflict) -> Problem:
    kept = shown(conflict.field, conflict.kept)
    offered = shown(conflict.field, conflict.offered)
    set_to = "cleared" if kept is None else f"set to {kept}"
    return Problem(
        rows.file,
        conflict.line,
        rows.header(conflict.field),
        None if offered is None else str(offered),
        f"{conflict.field} was {set_to} by hand on {conflict.day}; that was kept.",
        TAKE_THE_FILES,
    )


def shown(field: str, value: object) -> str | float | int | None:
    """Return a value of the book as `--json` shows it: amounts in whole units."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if field in _MONEY and isinstance(value, int):
        return value // 100 if value % 100 == 0 else value / 100
    return value if isinstance(value, str | int | float) else None
