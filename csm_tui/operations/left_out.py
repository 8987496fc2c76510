"""Accounts of other owners that are left out, so that what belongs to them is left out too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.folding import fold_name
from csm_tui.domain.salesforce_ids import is_salesforce, same_id
from csm_tui.operations.import_rows import Notice, rows_of
from csm_tui.store.id_set import IdSet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from csm_tui.exchange.tables import Table
    from csm_tui.operations.import_context import ImportContext
    from csm_tui.operations.import_rows import ImportRows


_NAMED: Final = 5


class LeftOut:
    """What names an account that was left out, and the ids of its contacts and subscriptions."""

    def __init__(self) -> None:
        self._texts: set[str] = set()
        self._folds: set[str] = set()
        self._records: set[tuple[str, str]] = set()

    def __bool__(self) -> bool:
        return bool(self._texts)

    def add(self, source: str, ids: Iterable[str | None], domain: str | None, name: str) -> None:
        """Add an account."""
        for found in filter(None, ids):
            self._texts |= {found, f"{source}:{found}"}
            self._texts.add(same_id(found, declared=is_salesforce(source)))
        if domain:
            self._texts.add(domain.casefold())
        self._texts.add(name)
        self._folds.add(fold_name(name))

    def add_records(self, field: str, ids: Iterable[str | None]) -> None:
        """Add records of accounts that were left out: `field` is what refers to them."""
        self._records |= {(field, same_id(found)) for found in ids if found is not None}

    def means(self, text: str) -> bool:
        """Return whether `text` names an account that was left out."""
        forms = (text, text.casefold(), same_id(text))
        return not self._texts.isdisjoint(forms) or fold_name(text) in self._folds

    def leads(self, field: str, text: str) -> bool:
        """Return whether the id of a record leads to an account that was left out."""
        key = same_id(text)
        if field == "related_id":
            return self.means(text) or any(found == key for _, found in self._records)
        return (field, key) in self._records


def leave_out_accounts(
    context: ImportContext, table: Table, places: Collection[int], into: ImportRows
) -> None:
    """Note the accounts of rows that are left out; tell of those that the book has."""
    columns = [
        table.fields.get(name) or [None] * len(table.lines)
        for name in ("source", "external_id", "salesforce_id", "domain", "name", "owner")
    ]
    notices = []
    for place in sorted(places):
        source, external_id, salesforce_id, domain, name, owner = (
            _text(column[place]) for column in columns
        )
        source = source or into.source
        ids = (external_id, salesforce_id)
        context.left_out.add(source, ids, domain, name or "")
        own = (source, external_id or "")
        key = (source, same_id(external_id or "", declared=is_salesforce(source)))
        known = context.index.of_ids((own, key)) if external_id else {}
        account = known.get(own) or known.get(key)
        if account is None and external_id is None:
            answer = context.index.resolve(name or "")
            account = answer if isinstance(answer, int) else None
        if account is not None:
            # It is no account that the file lacks.
            context.linked.setdefault(source, IdSet()).add(account)
            text = f"{name} is {owner}'s in this file; in the book it stays as it is."
            notices.append(Notice(table.lines[place], "owner", text))
    into.tell(notices, "accounts of the book are of other owners in this file")


def leave_out_facts(
    context: ImportContext, rows: ImportRows, left_out: Sequence[int], unknown: Sequence[int]
) -> Sequence[int]:
    """Leave out rows of accounts that are left out, or that the book has not; return the others."""
    for kind, field in (("contacts", "contact_id"), ("subscriptions", "subscription_id")):
        if rows.kind == kind and "external_id" in rows.fields:
            ids = rows.column("external_id")
            context.left_out.add_records(field, (ids[place] for place in (*left_out, *unknown)))
    if left_out:
        rows.skipped.append(f"{rows_of(len(left_out))} of accounts that were left out")
    if unknown:
        texts = rows.column("account")
        names = [text for text in dict.fromkeys(texts[place] for place in unknown) if text]
        more = ", …" if len(names) > _NAMED else ""
        listed = f" ({', '.join(names[:_NAMED])}{more})" if names else ""
        rows.skipped.append(
            f"{rows_of(len(unknown))} of accounts that the book has not{listed}: "
            "those of other owners are left out"
        )
    return rows.leave_out((*left_out, *unknown))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
