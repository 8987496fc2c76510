"""Which contact of the book each row of a contacts file means, where its id does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
