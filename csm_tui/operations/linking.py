"""Which record of the book each row of a file means (INTERFACE: rows are matched by …).

A row is linked to at most one record and a record to at most one row of a file; what cannot be told
is rejected with the candidates, never guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from csm_tui.domain.folding import fold_name

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from csm_tui.domain.references import AccountIndex, AccountKey

# More orphans than these get no nearest name: looking for it is slow.
NEAREST_FOR = 5
OWN_SOURCE = "csm"
OWN_PREFIX = "csm-"
Id = TypeVar("Id", bound="Hashable")


class Rejection(NamedTuple):
    """Why a row is not taken: the field at fault, what is wrong with it, what to do."""

    field: str
    problem: str
    hint: str | None = None


class Links:
    """What became of the rows of one file so far: linked to a record, rejected, or open (new)."""

    def __init__(self, lines: Sequence[int]) -> None:
        self.targets: list[int | None] = [None] * len(lines)
        self.rejected: dict[int, Rejection] = {}
        # Rows linked by something weaker than their id.
        self.met: set[int] = set()
        self._lines = lines
        self._claimed: dict[int, int] = {}

    def open(self) -> list[int]:
        """Return the rows neither linked nor rejected."""
        rejected = self.rejected
        return [
            row for row, target in enumerate(self.targets) if target is None and row not in rejected
        ]

    def is_claimed(self, record: int) -> bool:
        """Return whether a row is linked to `record` already."""
        return record in self._claimed

    def claim(self, row: int, record: int, field: str, *, by_id: bool = False) -> None:
        """Link `row` to `record`; reject it where an earlier row has that record."""
        first = self._claimed.setdefault(record, row)
        if first == row:
            self.targets[row] = record
            if not by_id:
                self.met.add(row)
        else:
            self.reject_second(row, first, field)

    def reject(self, row: int, rejection: Rejection) -> None:
        """Reject `row`; the first reason stands."""
        self.rejected.setdefault(row, rejection)

    def reject_second(self, row: int, first: int, field: str) -> None:
        """Reject `row` because row `first` of the same file means the same record."""
        line = self._lines[first]
        problem = f"line {line} has the same {field.replace('_', ' ')}."
        self.reject(row, Rejection(field, problem, "Keep one of the two rows."))

    def line(self, row: int) -> int:
        """Return the physical line of `row`."""
        return self._lines[row]


def reject_repeated(links: Links, ids: Sequence[object]) -> None:
    """Reject every row whose external id (with its source) an earlier row of the file has."""
    if len(set(ids)) == len(ids):
        return
    first: dict[object, int] = {}
    for row, found in enumerate(ids):
        if found is not None and first.setdefault(found, row) != row:
            links.reject_second(row, first[found], "external_id")


def link_by_id(links: Links, ids: Sequence[Id | None], records: Mapping[Id, int]) -> None:
    """Link each row to the record that has its external id (with its source)."""
    if not records:
        return
    for row, found in enumerate(ids):
        record = records.get(found) if found is not None else None
        if record is not None and row not in links.rejected:
            links.claim(row, record, "external_id", by_id=True)


class AccountRows(NamedTuple):
    """The identifying columns of the rows of an accounts file."""

    ids: Sequence[tuple[str, str] | None]
    names: Sequence[str]
    domains: Sequence[str | None]


def link_accounts(links: Links, rows: AccountRows, index: AccountIndex) -> None:
    """Link the rows of an accounts file that their id left open: by domain, then by name."""
    _link_own_ids(links, rows, index)
    _AccountsByName(links, rows, index).link()


def _link_own_ids(links: Links, rows: AccountRows, index: AccountIndex) -> None:
    """Link rows that our own export marked `csm-<id>` because nothing else told them apart."""
    for row in links.open():
        found = rows.ids[row]
        if found is None or found[0] != OWN_SOURCE or not found[1].startswith(OWN_PREFIX):
            continue
        number = found[1].removeprefix(OWN_PREFIX)
        key = index.find(int(number)) if number.isdecimal() else None
        if key is not None and key.external_id is None and key.name == rows.names[row]:
            links.claim(row, key.id, "external_id")


class _AccountsByName:
    """The levels below the id: each compares a key of the open rows with that of the records."""

    def __init__(self, links: Links, rows: AccountRows, index: AccountIndex) -> None:
        self._links = links
        self._rows = rows
        self._index = index
        self._sources: dict[int, set[str]] = {}
        for alias in index.aliases:
            self._sources.setdefault(alias.account_id, set()).add(alias.source)

    def link(self) -> None:
        domains = [(domain or "").casefold() or None for domain in self._rows.domains]
        self._alone(domains, lambda key: (key.domain or "").casefold() or None, "domain")
        self._in_order()
        self._alone(self._rows.names, lambda key: key.name, "name")
        self._folded()

    def _eligible(self, row: int, records: Iterable[AccountKey]) -> list[AccountKey]:
        """Return the records that `row` may be linked to; one that alone is not archived wins."""
        found = self._rows.ids[row]
        fit = [
            key
            for key in records
            if not self._links.is_claimed(key.id)
            and (found is None or not self._has_id_of(key, found[0]))
        ]
        living = [key for key in fit if not key.archived]
        return living or fit

    def _has_id_of(self, key: AccountKey, source: str) -> bool:
        own = key.external_id is not None and key.source == source
        return own or source in self._sources.get(key.id, ())

    def _alone(
        self,
        values: Sequence[str | None],
        of_record: Callable[[AccountKey], str | None],
        field: str,
    ) -> None:
        """Link where one open row and one record, and no more, share the value."""
        rows = _group(self._links.open(), values)
        records = self._records(rows, of_record)
        for value, several in rows.items():
            if len(several) == 1 and value in records:
                fit = self._eligible(several[0], records[value])
                if len(fit) == 1:
                    self._links.claim(several[0], fit[0].id, field)

    def _in_order(self) -> None:
        """Link rows without ids to the records of exactly their name, the k-th to the k-th."""
        names = self._rows.names
        without = [row for row in self._links.open() if self._rows.ids[row] is None]
        rows = _group(without, names)
        records = self._records(rows, lambda key: key.name)
        for name, several in rows.items():
            fit = self._eligible(several[0], records.get(name, ()))
            if len(fit) <= len(several):
                for row, key in zip(several, fit, strict=False):
                    self._links.claim(row, key.id, "name")

    def _folded(self) -> None:
        open_rows = self._links.open()
        if not open_rows:
            return
        folds: list[str | None] = [None] * len(self._rows.names)
        for row in open_rows:
            folds[row] = fold_name(self._rows.names[row])
        rows = _group(open_rows, folds)
        records = self._records(rows, lambda key: key.name_fold)
        for fold, several in rows.items():
            fits = [self._eligible(row, records.get(fold, ())) for row in several]
            if len(several) == 1 and len(fits[0]) == 1:
                self._links.claim(several[0], fits[0][0].id, "name")
                continue
            for row, fit in zip(several, fits, strict=True):
                if fit:
                    self._links.reject(row, self._undecided(row, several, fit))

    def _undecided(self, row: int, rows: Sequence[int], fit: Sequence[AccountKey]) -> Rejection:
        candidates = self._index.describe(key.id for key in fit)
        if len(fit) > 1:
            problem = f"several accounts are called so: {candidates}."
        else:
            lines = ", ".join(str(self._links.line(other)) for other in rows if other != row)
            problem = f"this row and line {lines} may both mean {candidates}."
        return Rejection("name", problem, "Give the row an external_id or a domain.")

    def _records(
        self, rows: Mapping[str, object], of_record: Callable[[AccountKey], str | None]
    ) -> dict[str, list[AccountKey]]:
        found: dict[str, list[AccountKey]] = {}
        if rows:
            for key in self._index.keys:
                value = of_record(key)
                if value is not None and value in rows:
                    found.setdefault(value, []).append(key)
        return found


class ContactKey(NamedTuple):
    """What identifies a contact of the book within its account."""

    id: int
    account_id: int
    external_id: str | None
    source: str
    email: str | None
    name: str


class ContactRows(NamedTuple):
    """The identifying columns of the rows of a contacts file, accounts resolved."""

    ids: Sequence[tuple[str, str] | None]
    accounts: Sequence[int | None]
    emails: Sequence[str | None]
    names: Sequence[str]


def link_contacts(links: Links, rows: ContactRows, records: Sequence[ContactKey]) -> None:
    """Link the open rows of a contacts file by e-mail, then by exact name, within their account."""
    emails = [(email or "").casefold() or None for email in rows.emails]
    _pair(
        links, rows, emails, records, lambda key: (key.email or "").casefold() or None, alone=True
    )
    _pair(links, rows, rows.names, records, lambda key: key.name, alone=False)


def _pair(
    links: Links,
    rows: ContactRows,
    values: Sequence[str | None],
    records: Sequence[ContactKey],
    of_record: Callable[[ContactKey], str | None],
    *,
    alone: bool,
) -> None:
    """Link rows and contacts of one account and value: single ones, or the k-th to the k-th."""
    there: dict[tuple[int, str], list[ContactKey]] = {}
    for key in records:
        value = of_record(key)
        if value is not None and not links.is_claimed(key.id):
            there.setdefault((key.account_id, value), []).append(key)
    here: dict[tuple[int, str], list[int]] = {}
    for row in links.open():
        account, value = rows.accounts[row], values[row]
        if account is not None and value is not None:
            here.setdefault((account, value), []).append(row)
    for place, several in here.items():
        known = there.get(place, [])
        if alone and not (len(several) == 1 and len(known) == 1):
            continue
        for row in several:
            fit = next((key for key in known if _may_be(rows.ids[row], key)), None)
            if fit is not None:
                known.remove(fit)
                links.claim(row, fit.id, "name")


def _may_be(found: tuple[str, str] | None, key: ContactKey) -> bool:
    return found is None or key.external_id is None or key.source != found[0]


def resolve_accounts(
    links: Links, texts: Sequence[str | None], index: AccountIndex
) -> list[int | None]:
    """Return the account each row refers to; rows whose reference fails are rejected."""
    meaning = index.resolve_all(text for text in texts if text is not None)
    found: list[int | None] = []
    orphans: dict[str, Rejection] = {}
    for row, text in enumerate(texts):
        answer = meaning[text] if text is not None else None
        found.append(answer if isinstance(answer, int) else None)
        if text is None or isinstance(answer, int):
            continue
        if answer is None:
            if text not in orphans:
                orphans[text] = _orphan(text, index, look=len(orphans) < NEAREST_FOR)
            links.reject(row, orphans[text])
        else:
            problem = f"{text!r} may mean any of {index.describe(answer)}."
            links.reject(row, Rejection("account", problem, "Refer to it as source:external_id."))
    return found


def _orphan(text: str, index: AccountIndex, *, look: bool) -> Rejection:
    near = index.nearest(text) if look else []
    hint = f"The nearest are {', '.join(near)}." if near else "Import the account first."
    return Rejection("account", f"there is no account {text!r}.", hint)


def _group(rows: Iterable[int], values: Sequence[str | None]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = {}
    for row in rows:
        value = values[row]
        if value is not None:
            grouped.setdefault(value, []).append(row)
    return grouped
