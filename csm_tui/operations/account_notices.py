"""What an accounts file makes one wonder: rows that may be one account, names that are near."""

from __future__ import annotations

from functools import partial
from shlex import quote
from typing import TYPE_CHECKING

from csm_tui.domain.folding import fold_name
from csm_tui.operations.account_linking import has_id_of
from csm_tui.operations.candidates import Wanted, list_candidates
from csm_tui.operations.import_rows import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from csm_tui.domain.references import AccountFinder, AccountKey
    from csm_tui.operations.account_linking import AccountRows
    from csm_tui.operations.import_rows import ImportRows
    from csm_tui.operations.linking import Links
    from csm_tui.store.staging import ChangedText, Other

_OWN = "it was added as an account of its own."


def tell_of_new(links: Links, rows: AccountRows, index: AccountFinder, into: ImportRows) -> None:
    """Tell of the rows that found no account: whose domain or name they share, whom they are near.

    Names are compared only with accounts that the row could mean: none that another row of the file
    means, and none that has another id of the row's source.
    """
    fresh = links.open()
    if not fresh:
        return
    shared = _Shared(links, rows, index)
    notices = list(shared.notices(fresh))
    into.tell(notices, "rows share a domain or a name with an account and were added")
    told = {notice.line for notice in notices}
    _tell_of_near([row for row in fresh if links.line(row) not in told], links, rows, index, into)


class _Shared:
    """Finds the accounts whose domain or name a row has that is not one of them."""

    def __init__(self, links: Links, rows: AccountRows, index: AccountFinder) -> None:
        self._links = links
        self._rows = rows
        self._index = index

    def notices(self, fresh: Sequence[int]) -> Iterator[Notice]:
        domains = [self._rows.domains[row] for row in fresh]
        folded = [None if domain is None else domain.casefold() for domain in domains]
        by_domain = _first_by(self._index, "domain", folded)
        names: list[str | None] = [self._rows.names[row] for row in fresh]
        by_name = _first_by(self._index, "name", names)
        for row, domain, name in zip(fresh, folded, names, strict=True):
            key = by_domain.get(domain) if domain else None
            if key is not None:
                text = f"{name} has the domain of {self._index.describe([key.id])}; {_OWN}"
                yield Notice(self._links.line(row), "domain", text)
            elif (called := by_name.get(name or "")) is not None:
                known = self._index.describe([called.id])
                text = f"{known} is called so too, but has another id; {_OWN}"
                yield Notice(self._links.line(row), "name", text)


def _first_by(
    index: AccountFinder, level: str, wanted: Iterable[str | None]
) -> dict[str, AccountKey]:
    """Return the first living account that has each of the texts, of those that have one."""
    found: dict[str, AccountKey] = {}
    for text, key in index.having(level, {text for text in wanted if text}):
        if not key.archived:
            found.setdefault(text, key)
    return found


def _tell_of_near(
    fresh: Sequence[int],
    links: Links,
    rows: AccountRows,
    index: AccountFinder,
    into: ImportRows,
) -> None:
    asked = {None if found is None else found[0] for found in map(rows.ids.__getitem__, fresh)}

    def fits(key: AccountKey, source: str | None) -> bool:
        return source is None or not has_id_of(key, source, index)

    keys = [
        key
        for key in index.keys
        if not links.is_claimed(key.id) and any(fits(key, source) for source in asked)
    ]
    if not keys or not fresh:
        return
    wanted = []
    for row in fresh:
        found = rows.ids[row]
        fit = partial(fits, source=None if found is None else found[0])
        wanted.append(Wanted(links.line(row), rows.names[row], fit))
    list_candidates(wanted, keys, index, into)


def tell_of_doubles(doubles: Callable[[str], Iterable[tuple[int, int]]], into: ImportRows) -> None:
    """Tell of new rows with the name or the domain of an earlier one: they never become one.

    `doubles` gives them by field, as (line, its line).
    """
    named = dict(doubles("name_fold"))
    notices = [
        Notice(line, "name", f"line {first} is called so too; both were added.")
        for line, first in named.items()
    ]
    into.tell(notices, "rows are called as others of the file are")
    notices = [
        Notice(line, "domain", f"line {first} has the same domain; both were added.")
        for line, first in doubles("domain")
        if line not in named
    ]
    into.tell(notices, "rows have the domain of another of the file")


def tell_of_archived(met: Iterable[tuple[int, str]], into: ImportRows) -> None:
    """Tell of rows, as (line, account), that mean an archived account.

    A file that still has it is no reason to bring it back; a full sync does.
    """
    notices = [
        Notice(
            line,
            "name",
            f"{account} is archived, and stays so.",
            f"Bring it back with: csm archive {quote(account)} --back",
        )
        for line, account in met
    ]
    into.tell(notices, "rows are of archived accounts")


def tell_of_renamed(changes: Iterable[ChangedText], met: Collection[int], into: ImportRows) -> None:
    """Tell of accounts with a new name; `met` are the lines that do not have their id.

    A name that differs only in case, accents or legal form is none.
    """
    notices = [
        Notice(
            one.line,
            "name",
            f"{one.before} is called {one.after} now; its "
            f"{'domain' if one.line in met else 'id'} is the same.",
        )
        for one in changes
        if one.before is not None and fold_name(one.before) != fold_name(one.after)
    ]
    into.tell(notices, "accounts have a new name")


def tell_of_others(found: Iterable[Other], into: ImportRows) -> None:
    """Tell of rows whose id means one account, and whose new domain or name another."""
    notices = [
        Notice(
            other.line,
            other.field,
            f"its id means {other.account}, its {other.field} {other.other}: the id was believed.",
            "Are the two one account? Then archive one of them.",
        )
        for other in found
    ]
    into.tell(notices, "rows mean one account by id and another by domain or name")
