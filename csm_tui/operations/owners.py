"""A team's export: which of its owners is the user, and what becomes of the others' accounts.

A book is one person's. A file of one owner asks nothing. Of a file with several all accounts are
taken, and it is said how to take only one's own, unless there is somebody to whom the book belongs:
the owner who was named, or the one owner of all accounts in it where the file is the export of a
program. Then the others' accounts wait for an answer: to add them unasked would be a guess.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.folding import fold
from csm_tui.errors import UsageError
from csm_tui.exchange.headers import is_own_header
from csm_tui.exchange.problems import Ambiguity, Choice
from csm_tui.operations.import_rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from csm_tui.operations.import_report import ImportOptions
    from csm_tui.operations.incoming import Incoming

OWNER: Final = "owner"
OTHERS: Final = "others"
KEEP: Final = "keep"
LEAVE_OUT: Final = "leave-out"
_CHOICES: Final = (
    Choice(KEEP, "keep them in the book"),
    Choice(LEAVE_OUT, "leave them out"),
)
_LISTED: Final = 5


class Owners(NamedTuple):
    """What became of the owners of a file: the places of rows left out, and what to say of it.

    Where `open` is set the import stops with it; `offered` is a question that may stay unanswered.
    """

    left_out: frozenset[int] = frozenset()
    said: str | None = None
    offered: Ambiguity | None = None
    open: Ambiguity | None = None


def settle_owners(
    file: Incoming, options: ImportOptions, of_book: Callable[[], set[str]]
) -> Owners:
    """Return what becomes of the rows of an accounts file; `of_book` gives the owners there.

    Raises UsageError for an `--owner` that is several of the owners of the file.
    """
    table = file.table
    values = table.fields.get(OWNER) if table is not None and table.kind == "accounts" else None
    if table is None or values is None:
        return Owners()
    # Each name once: a book has few owners.
    names: dict[str, str] = {}
    stripped = (None if value is None else str(value).strip() for value in values)
    owners = [name and names.setdefault(name, name) for name in stripped]
    found = _Found(owners, file.mapping.get(OWNER, OWNER), table.lines)
    named = _answer(options.owner, options.answers, OWNER, found.header)
    others = _answer(options.others, options.answers, OTHERS, found.header)
    if len(found.counts) < 2 and named is None:
        return Owners()
    if others == KEEP:
        return Owners(said=f"{found.listed()}: all kept")
    mine = found.means(named) if named is not None else found.alone(of_book())
    if named is not None and mine is None and len(found.counts) > 1:
        nobody = f"nobody called {named} owns an account here; the owners are {found.listed()}."
        return Owners(open=found.who(nobody))
    if others == LEAVE_OUT:
        if named is None and mine is None:
            return Owners(open=found.who(f"whose accounts are left out? {found.listed()}."))
        return found.without_others(mine)
    if mine is not None and len(found.counts) > 1 and (named is not None or file.source):
        return Owners(open=found.what_of_others(mine, asked=named is not None))
    if len(found.counts) < 2 or _is_ours(file):
        return Owners()
    reason = f"which of the owners are you? {found.listed()}; all are kept."
    return Owners(
        said=f"{found.listed()}: all kept; yours alone with --owner NAME --others {LEAVE_OUT}",
        offered=found.who(reason),
    )


def leaves_out_others(file: Incoming, options: ImportOptions) -> bool:
    """Return whether others' accounts are left out, and with them what the book has not."""
    said = _answer(options.others, options.answers, OTHERS, file.mapping.get(OWNER, OWNER))
    return said == LEAVE_OUT


def _is_ours(file: Incoming) -> bool:
    return file.sheet is not None and is_own_header("accounts", file.sheet.header)


def check_used(files: Sequence[Incoming], options: ImportOptions) -> None:
    """Refuse an `--owner` where no file says whose its accounts are."""
    if options.owner is not None and not name_owners(files):
        raise UsageError(f"--owner {options.owner}: no file says whose its accounts are.")


def name_owners(files: Sequence[Incoming]) -> bool:
    """Return whether any of the files says whose its accounts are."""
    return any(file.table is not None and OWNER in file.table.fields for file in files)


def _answer(option: str | None, answers: Mapping[str, str], what: str, header: str) -> str | None:
    return option or answers.get(what) or answers.get(f"{what}:{header}")


class _Found:
    """The owners of the rows of a file: names are compared without case and accents."""

    def __init__(self, owners: Sequence[str | None], header: str, lines: Sequence[int]) -> None:
        self.header = header
        self._owners = owners
        self._lines = lines
        spelled = {name: fold(name) for name in set(owners) if name}
        self._folds = [spelled[name] if name else None for name in owners]
        self._names = {folded: name for name, folded in sorted(spelled.items())}
        self.counts = Counter(folded for folded in self._folds if folded is not None)

    def listed(self, besides: str | None = None) -> str:
        """Return the owners, those of most accounts first: '3 owners (Ana 12, Ben 3 …)'."""
        counts = [(f, n) for f, n in self.counts.most_common() if f != besides]
        names = ", ".join(f"{self._names[folded]} {n:,}" for folded, n in counts[:_LISTED])
        more = " …" if len(counts) > _LISTED else ""
        what = "owner" if besides is None else "other owner"
        return f"{len(counts)} {what}{'' if len(counts) == 1 else 's'} ({names}{more})"

    def means(self, text: str) -> str | None:
        """Return the owner, folded, that `text` names: the whole name, else a word of only one."""
        wanted = fold(text)
        if wanted in self.counts:
            return wanted
        parts = [folded for folded in self.counts if wanted in folded.split()]
        if len(parts) > 1:
            names = ", ".join(self._names[folded] for folded in parts)
            raise UsageError(f"--owner {text}: that may be {names}. Write the name in full.")
        return parts[0] if parts else None

    def alone(self, owners: set[str]) -> str | None:
        """Return the owner, folded, of all accounts of the book, None where that is none here."""
        folds = {fold(name) for name in owners}
        return next(iter(folds)) if len(folds) == 1 and folds <= self.counts.keys() else None

    def without_others(self, mine: str | None) -> Owners:
        """Leave out the rows of everybody else; rows without an owner stay."""
        left_out = frozenset(
            place for place, folded in enumerate(self._folds) if folded not in (mine, None)
        )
        if not left_out:
            return Owners()
        return Owners(
            left_out, f"{rows_of(len(left_out))} of {self.listed(mine)}, left out as asked"
        )

    def who(self, reason: str) -> Ambiguity:
        """Return the question which owner the user is."""
        choices = tuple(Choice(self._names[f], rows_of(n)) for f, n in self.counts.most_common())
        examples = tuple(choice.value for choice in choices[:2])
        flag = f"--owner NAME --others {KEEP}|{LEAVE_OUT}"
        return Ambiguity(
            self.header, examples, self._first_lines(), reason, flag, what=OWNER, choices=choices
        )

    def what_of_others(self, mine: str, *, asked: bool) -> Ambiguity:
        """Return the question what becomes of the others' accounts."""
        name = self._names[mine]
        why = "" if asked else f"the accounts of the book are {name}'s; "
        reason = f"{why}the file has those of {self.listed(mine)} too."
        return Ambiguity(
            self.header,
            (name,),
            self._first_lines(),
            reason,
            f"--others {KEEP}|{LEAVE_OUT}",
            what=OTHERS,
            choices=_CHOICES,
        )

    def _first_lines(self) -> tuple[int, ...]:
        first = dict(zip(self._folds[::-1], self._lines[::-1], strict=True))
        return tuple(sorted(line for folded, line in first.items() if folded is not None)[:2])
