"""Which contact of the book each row of a contacts file means, where its id does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from csm_tui.operations.linking import Links


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


def link_contacts(
    links: Links, rows: ContactRows, places: Sequence[int], records: Sequence[ContactKey]
) -> None:
    """Link the open rows at `places` by e-mail, then by exact name, within their account.

    Those are all open rows of their accounts, and `records` all contacts of these.
    """
    emails = {row: (rows.emails[row] or "").casefold() or None for row in places}
    _pair(
        links, rows, emails, records, lambda key: (key.email or "").casefold() or None, alone=True
    )
    open_rows = (row for row in places if links.targets[row] is None and row not in links.rejected)
    names = {row: rows.names[row] for row in open_rows}
    _pair(links, rows, names, records, lambda key: key.name, alone=False)


def _pair(
    links: Links,
    rows: ContactRows,
    values: Mapping[int, str | None],
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
    for row, value in values.items():
        account = rows.accounts[row]
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
