"""Contacts at more than one company: a contact at each, and said so."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from csm_tui.domain.salesforce_ids import is_salesforce, same_id
from csm_tui.exchange.packed import Packed, filled
from csm_tui.operations.import_rows import Notice
from csm_tui.operations.linking import hashes_met_again

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.domain.references import AccountFinder
    from csm_tui.operations.contact_linking import ContactRows
    from csm_tui.operations.import_rows import ImportRows
    from csm_tui.operations.linking import Links
    from csm_tui.store.staging import Staging

_SEVERAL = ";"
_MORE = "contacts are at several companies"


def split_companies(rows: ImportRows, index: AccountFinder) -> None:
    """Make a row for each company of a cell like `17;18`; those that are no accounts are told."""
    texts = rows.column("account")
    split: dict[str, list[str]] = {}
    for text in {text for text in texts if text is not None and _SEVERAL in text}:
        if index.resolve(text, rows.source) is None:
            parts = [part.strip() for part in text.split(_SEVERAL) if part.strip()]
            known = [part for part in parts if index.resolve(part, rows.source) is not None]
            if known:
                split[text] = known
    if not split:
        return
    notices = [
        Notice(
            line,
            "account",
            f"of {text} the book has only {', '.join(split[text])}: the contact is there.",
        )
        for line, text in zip(rows.lines, texts, strict=True)
        if text in split and text is not None and len(split[text]) < text.count(_SEVERAL) + 1
    ]
    rows.tell(notices, "contacts are at companies that are no accounts")
    parts_of = [split.get(text or "", (text,)) for text in texts]
    places = [place for place, parts in enumerate(parts_of) for _ in parts]
    rows.take(places, account=filled(part for parts in parts_of for part in parts))


def one_id_each(
    rows: ImportRows, ids: Sequence[str | None], accounts: Sequence[int | None], staged: Staging
) -> Sequence[str | None]:
    """Return the ids of contacts, each once: of those at several accounts one row keeps it.

    That is the row of the account where the book has the contact, else the first. Rows that repeat
    an id within an account keep it, and are rejected for it.
    """
    declared = is_salesforce(rows.source)
    keys = filled(found and same_id(found, declared=declared) for found in ids)
    doubtful = hashes_met_again(keys)
    counts = Counter(key for key in keys if key is not None and hash(key) in doubtful)
    repeated = {key for key, count in counts.items() if count > 1}
    if not repeated:
        return ids
    there = staged.accounts_of("contact", rows.source, repeated)
    keeps: dict[str, int] = {}
    for row, key in enumerate(keys):
        if key in repeated and key is not None:
            home = there.get(key, ())
            first = keeps.setdefault(key, row)
            if accounts[row] in home and accounts[first] not in home:
                keeps[key] = row
    notices: list[Notice] = []
    seen, kept = set[tuple[str, int | None]](), list(ids)
    for row, key in enumerate(keys):
        if key is None or key not in repeated or accounts[row] == accounts[keeps[key]]:
            continue
        if (key, accounts[row]) not in seen:
            seen.add((key, accounts[row]))
            kept[row] = None
            at = [staged.account_name(accounts[one] or 0) for one in (keeps[key], row)]
            text = f"{rows.fields['name'][row]} is at {at[0]} and at {at[1]}: a contact at each."
            notices.append(Notice(rows.lines[row], "account", text))
    rows.tell(notices, _MORE)
    return filled(kept)


def tell_of_emails(rows: ImportRows, links: Links, contacts: ContactRows, staged: Staging) -> None:
    """Tell of new contacts whose e-mail is that of a contact at another account."""
    new = [row for row in links.open() if contacts.emails[row]]
    if not new:
        return
    known = staged.accounts_of_emails(contacts.emails[row] or "" for row in new)
    doubtful = hashes_met_again(Packed((contacts.emails[row] or "").casefold() for row in new))
    here: dict[str, tuple[int | None, int]] = {}
    notices: list[Notice] = []
    for row in new:
        email, account, line = contacts.emails[row] or "", contacts.accounts[row], rows.lines[row]
        others = [other for other in known.get(email, ()) if other != account]
        folded = email.casefold()
        first, first_line = account, line
        if hash(folded) in doubtful:
            first, first_line = here.setdefault(folded, (account, line))
        if first is not None and first != account and first_line != line:
            others.append(first)
        if others:
            text = f"{email} is a contact of {staged.account_name(others[0])} too: one at each."
            notices.append(Notice(line, "email", text))
    rows.tell(notices, _MORE)


def tell_of_moved(rows: ImportRows, staged: Staging) -> None:
    """Tell of contacts whose id is known at another account: they moved."""
    names = dict(zip(rows.lines, rows.fields["name"], strict=True))
    notices = [
        Notice(
            moved.line,
            "account",
            f"{names[moved.line]} was at {staged.account_name(int(moved.before or 0))}, and is at "
            f"{staged.account_name(int(moved.after))} now: the id is the same.",
        )
        for moved in staged.changed_texts("account_id")
    ]
    rows.tell(notices, "contacts moved to another account")
