"""Which account of the book each row of an accounts file means, where its id does not say."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.folding import fold_name, normal_name
from csm_tui.operations.linking import BATCH, Rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from csm_tui.domain.references import AccountFinder, AccountKey
    from csm_tui.operations.accepting import Acceptance
    from csm_tui.operations.linking import Links

OWN_SOURCE = "csm"
OWN_PREFIX = "csm-"


class AccountRows(NamedTuple):
    """The identifying columns of the rows of an accounts file."""

    ids: Sequence[tuple[str, str] | None]
    names: Sequence[str]
    domains: Sequence[str | None]


def link_accounts(
    links: Links, rows: AccountRows, index: AccountFinder, acceptance: Acceptance
) -> None:
    """Link the rows of an accounts file that their id left open: by domain, then by name.

    What somebody accepted goes before that; what was accepted once, before names that are equal
    only without case and accents. Names that differ in their legal form are not equal, but near.
    """
    _link_own_ids(links, rows, index)
    if acceptance.is_asked:
        _link_accepted(links, rows, index, acceptance)
    _AccountsByName(links, rows, index, acceptance).link()


def _link_accepted(
    links: Links, rows: AccountRows, index: AccountFinder, acceptance: Acceptance
) -> None:
    for row in links.open():
        account = acceptance.chosen(rows.names[row], index)
        if account is not None:
            links.claim(row, account, "name")
            links.accepted.add(row)


def _link_own_ids(links: Links, rows: AccountRows, index: AccountFinder) -> None:
    """Link rows that our own export marked `csm-<id>` because nothing else told them apart."""
    for row in links.open():
        found = rows.ids[row]
        if found is None or found[0] != OWN_SOURCE or not found[1].startswith(OWN_PREFIX):
            continue
        number = found[1].removeprefix(OWN_PREFIX)
        key = index.find(int(number)) if number.isdecimal() else None
        if key is not None and key.external_id is None and key.name == rows.names[row]:
            links.claim(row, key.id, "external_id")


def has_id_of(key: AccountKey, source: str, index: AccountFinder) -> bool:
    """Return whether the account has an id of `source`, its own or a further one."""
    own = key.external_id is not None and key.source == source
    return own or source in index.further_sources(key.id)


class _AccountsByName:
    """The levels below the id: each compares a key of the open rows with that of the records."""

    def __init__(
        self, links: Links, rows: AccountRows, index: AccountFinder, acceptance: Acceptance
    ) -> None:
        self._links = links
        self._rows = rows
        self._index = index
        self._acceptance = acceptance

    def link(self) -> None:
        domains = [(domain or "").casefold() or None for domain in self._rows.domains]
        self._alone(domains, "domain", "domain")
        self._in_order()
        self._alone(self._rows.names, "name", "name")
        if self._acceptance:
            self._remembered()
        self._normal()
        self._refuse_ambiguous()

    def _remembered(self) -> None:
        """Link rows whose name was accepted before, unless their id says that they are others."""
        for row in self._links.open():
            account = self._acceptance.remembered(self._rows.names[row])
            key = None if account is None else self._index.find(account)
            if key is not None and self._eligible(row, [key]):
                self._links.claim(row, key.id, "name")
                self._links.accepted.add(row)

    def _eligible(self, row: int, records: Iterable[AccountKey]) -> list[AccountKey]:
        """Return the records that `row` may be linked to; one that alone is not archived wins."""
        found = self._rows.ids[row]
        fit = [
            key
            for key in records
            if not self._links.is_claimed(key.id)
            and (found is None or not has_id_of(key, found[0], self._index))
        ]
        living = [key for key in fit if not key.archived]
        return living or fit

    def _alone(self, values: Sequence[str | None], level: str, field: str) -> None:
        """Link where one open row and one record, and no more, share the value."""
        rows = _group(self._links.open(), values)
        for several, records in self._beside(rows, level):
            if len(several) == 1 and records:
                fit = self._eligible(several[0], records)
                if len(fit) == 1:
                    self._links.claim(several[0], fit[0].id, field)

    def _in_order(self) -> None:
        """Link rows without ids to the records of exactly their name, the k-th to the k-th."""
        names = self._rows.names
        without = [row for row in self._links.open() if self._rows.ids[row] is None]
        rows = _group(without, names)
        for several, records in self._beside(rows, "name"):
            fit = self._eligible(several[0], records)
            if len(fit) <= len(several):
                for row, key in zip(several, fit, strict=False):
                    self._links.claim(row, key.id, "name")

    def _normal(self) -> None:
        """Link rows by names that are equal without case and accents."""
        self._alone(self._of_open(normal_name), "normal", "name")

    def _refuse_ambiguous(self) -> None:
        """Reject rows that may, without legal forms, mean several accounts, or one that others may.

        One that alone is near to one account is a candidate for it.
        """
        rows = _group(self._links.open(), self._of_open(fold_name))
        for several, records in self._beside(rows, "fold"):
            fits = [self._eligible(row, records) for row in several]
            if len(several) == 1 and len(fits[0]) == 1:
                continue
            for row, fit in zip(several, fits, strict=True):
                if fit:
                    self._links.reject(row, self._undecided(row, several, fit))

    def _of_open(self, of_name: Callable[[str], str]) -> list[str | None]:
        names: list[str | None] = [None] * len(self._rows.names)
        for row in self._links.open():
            names[row] = of_name(self._rows.names[row])
        return names

    def _undecided(self, row: int, rows: Sequence[int], fit: Sequence[AccountKey]) -> Rejection:
        candidates = self._index.describe(key.id for key in fit)
        if len(fit) > 1:
            problem = f"several accounts are called so: {candidates}."
        else:
            lines = ", ".join(str(self._links.line(other)) for other in rows if other != row)
            problem = f"this row and line {lines} may both mean {candidates}."
        return Rejection(
            "name", problem, "Give the row an external_id or a domain, or use --accept."
        )

    def _beside(
        self, rows: Mapping[str, list[int]], level: str
    ) -> Iterator[tuple[list[int], list[AccountKey]]]:
        """Yield the rows of each text, and the records that have it."""
        left = iter(rows)
        while batch := list(islice(left, BATCH)):
            found: dict[str, list[AccountKey]] = {}
            for text, key in self._index.having(level, batch):
                found.setdefault(text, []).append(key)
            yield from ((rows[text], found.get(text, [])) for text in batch)


def _group(rows: Iterable[int], values: Sequence[str | None]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = {}
    for row in rows:
        value = values[row]
        if value is not None:
            grouped.setdefault(value, []).append(row)
    return grouped
