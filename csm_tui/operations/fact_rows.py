"""A file of anything but accounts on its way into the book: its accounts found, its rows linked."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from csm_tui.domain.folding import fold_name
from csm_tui.domain.salesforce_ids import LONG, is_salesforce, same_id
from csm_tui.exchange.kinds import ACCOUNT_NAME, LINKS
from csm_tui.exchange.packed import Packed, Pairs, Plain, Same, filled
from csm_tui.operations.account_references import References
from csm_tui.operations.arr_agreement import settle_arr
from csm_tui.operations.arr_levels import Known, Level, contradictions, steps
from csm_tui.operations.contact_companies import (
    one_id_each,
    split_companies,
    tell_of_emails,
    tell_of_moved,
)
from csm_tui.operations.contact_linking import ContactKey, ContactRows, link_contacts
from csm_tui.operations.import_context import FileOutcome
from csm_tui.operations.import_rows import rows_of
from csm_tui.operations.left_out import leave_out_facts
from csm_tui.operations.linking import (
    BATCH,
    Links,
    Rejection,
    Targets,
    link_by_id,
    reject_repeated,
)
from csm_tui.store.id_set import IdSet
from csm_tui.store.tables import OF_KIND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.operations.import_context import ImportContext
    from csm_tui.operations.import_rows import ImportRows
    from csm_tui.store.staging import Outcome

_NOT_STAGED = frozenset(("account", ACCOUNT_NAME, "external_id", "mrr", *LINKS))
_OVERALL = "score"
# What the book fills in where a cell is blank: with blanks the column tells no rows apart.
_FILLED_IN = frozenset(("status", "side"))


class FactFile:
    """Plans file number `file` of an import, of any kind but accounts."""

    def __init__(self, context: ImportContext, rows: ImportRows, file: int) -> None:
        self._context = context
        self._rows = rows
        self._file = file
        self._table = OF_KIND[rows.kind]
        self._with_ids = "external_id" in rows.fields
        self._accounts = Targets(())
        self._ids: Sequence[str | None] = ()
        self._targets = Targets(())
        self._met: list[int] = []
        # The contacts of the book that have an id, of those that rows may mean by e-mail or name.
        self._with_id = IdSet()

    def plan(self) -> FileOutcome:
        """Find the accounts, link the rows, stage them, and plan what they change."""
        self._link()
        if "level" in self._rows.fields:
            return self._plan_levels()
        fields = self._columns()
        staged = self._context.staged
        columns = (range(len(self._rows)), self._rows.lines, self._targets, *fields.values())
        staged.stage(self._table, list(fields), zip(*columns, strict=True))
        if self._rows.kind != "contacts":
            staged.link_equal(self._comparable(fields))
        outcome = self._context.compare(self._rows, self._file)
        self._settle_arr(outcome)
        if self._rows.kind == "contacts" and any(
            d.field == "account_id" for d in outcome.differing
        ):
            tell_of_moved(self._rows, staged)
        # A line of a wide sheet may bring some figures and have others already.
        added = outcome.added - outcome.known
        updated = (outcome.changed | outcome.added) - added
        return FileOutcome(added, updated, outcome.differing)

    def _plan_levels(self) -> FileOutcome:
        """Plan the changes of ARR that lead from day to day to what the file states."""
        rows, staged = self._rows, self._context.staged
        wrong = contradictions(self._levels())
        problem = "line {} states another ARR of this account on this day."
        hint = "Keep one row an account, with the sum where it has several."
        kept = rows.reject(
            {at: Rejection("level", problem.format(line), hint) for at, line in wrong.items()}
        )
        self._keep(kept)
        known = staged.arr_changes_of({account for account in self._accounts if account})
        found = steps(
            self._levels(), {account: list(map(Known._make, of)) for account, of in known.items()}
        )
        staged.stage(
            self._table,
            ("account_id", "date", "amount", "kind", "note"),
            (
                (n, s.line, None, s.account, s.on, s.amount, s.kind, s.note)
                for n, s in enumerate(found)
            ),
        )
        outcome = self._context.compare(rows, self._file)
        self._settle_arr(outcome)
        return FileOutcome(outcome.added, outcome.changed, outcome.differing)

    def _levels(self) -> list[Level]:
        days, cents = self._rows.stored("date"), self._rows.fields["level"]
        columns = zip(self._accounts, days, cents, self._rows.lines, strict=True)
        return [
            Level(account or 0, str(day), amount if isinstance(amount, int) else 0, line)
            for account, day, amount, line in columns
        ]

    def _settle_arr(self, outcome: Outcome) -> None:
        """Tell, or ask, where changes of ARR and the recorded ARR do not agree."""
        rows, added = self._rows, outcome.added
        if rows.kind == "arr_changes":
            rows.open = settle_arr(self._context, rows, self._accounts, self._file, added)

    def _link(self) -> None:
        rows, source = self._rows, self._rows.source
        if rows.kind == "contacts":
            split_companies(rows, self._context.index)
        references = References(self._context, rows, self._file)
        self._leave_out_leads(references)
        links = Links(rows.lines)
        self._accounts = references.accounts(links)
        kept = leave_out_facts(self._context, rows, references.left_out, references.unknown)
        self._keep(kept)
        rejected = links.rejected
        now = {row: place for place, row in enumerate(kept) if row in rejected}
        self._keep(rows.reject({now[row]: why for row, why in rejected.items()}))
        links = Links(rows.lines)
        ids = rows.column("external_id")
        if rows.kind == "contacts" and self._with_ids:
            ids = one_id_each(rows, ids, self._accounts, self._context.staged)
        if self._with_ids:
            keys = self._comparable_ids(ids)
            reject_repeated(links, keys)
            find = partial(self._context.staged.ids_of, self._table, source)
            link_by_id(links, ids, find)
            if keys is not ids:
                link_by_id(links, keys, find)
        if rows.kind == "contacts":
            self._link_contacts(links, ids)
        kept = rows.reject(links.rejected)
        self._keep(kept)
        self._targets = Targets(links.targets[place] for place in kept)
        self._met = [place for place, row in enumerate(kept) if row in links.met]
        # A row that was found by its id brings none.
        self._ids = filled(
            ids[row] if links.targets[row] is None or row in links.met else None for row in kept
        )

    def _leave_out_leads(self, references: References) -> None:
        leads = references.of_leads()
        if leads:
            self._rows.leave_out(leads)
            self._rows.skipped.append(f"{rows_of(len(leads))} of leads, who are no customers")

    def _keep(self, kept: Sequence[int]) -> None:
        self._accounts = Targets(self._accounts[place] for place in kept)

    def _comparable_ids(self, ids: Sequence[str | None]) -> Sequence[str | None]:
        if not any(found is not None and len(found) == LONG for found in ids):
            return ids
        declared = is_salesforce(self._rows.source)
        return filled(found and same_id(found, declared=declared) for found in ids)

    def _link_contacts(self, links: Links, ids: Sequence[str | None]) -> None:
        rows, staged = self._rows, self._context.staged
        names = Packed(name or "" for name in rows.column("name"))
        pairs = Pairs(Same(rows.source, len(rows)), ids)
        identities = ContactRows(pairs, self._accounts, rows.column("email"), names)
        for places in self._together(links.open()):
            wanted = dict.fromkeys(filter(None, (self._accounts[row] for row in places)))
            contacts = [ContactKey(*row) for row in staged.contacts_of(wanted)]
            link_contacts(links, identities, places, contacts)
            self._with_id.update(key.id for key in contacts if key.external_id is not None)
        tell_of_emails(rows, links, identities, staged)

    def _together(self, rows: Sequence[int]) -> Iterator[list[int]]:
        """Yield the rows so many at once, those of one account always together."""
        batch: list[int] = []
        by_account = groupby(sorted(rows, key=self._account_of), key=self._account_of)
        for _, of_one in by_account:
            batch += of_one
            if len(batch) >= BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def _account_of(self, row: int) -> int:
        return self._accounts[row] or 0

    def _columns(self) -> dict[str, Sequence[object]]:
        """Return the columns of the table that the file fills, with their values."""
        rows = self._rows
        fields: dict[str, Sequence[object]] = {"account_id": self._accounts}
        fields |= {name: rows.stored(name) for name in rows.fields if name not in _NOT_STAGED}
        if rows.kind == "arr_changes":
            fields.pop("currency", None)
        if rows.kind == "health":
            self._fill_readings(fields)
        elif rows.kind == "contacts":
            # The journal folds the names of contacts that are there already.
            first = self._context.staged.first_id(self._table)
            fields["name_fold"] = filled(
                fold_name(str(name)) if target is None or target >= first else None
                for name, target in zip(fields["name"], self._targets, strict=True)
            )
        if self._with_ids:
            fields |= self._identifying()
        return fields

    def _fill_readings(self, fields: dict[str, Sequence[object]]) -> None:
        """Turn `score`, or `measure` and `value`, into measure and value; name the source."""
        blank = Same[object](None, len(self._rows))
        scores = fields.pop("score", blank)
        measures, values = fields.get("measure", blank), fields.get("value", blank)
        fields["measure"] = Plain(
            measure if score is None else _OVERALL
            for score, measure in zip(scores, measures, strict=True)
        )
        fields["value"] = Plain(
            value if score is None else score for score, value in zip(scores, values, strict=True)
        )
        source = self._rows.source or None
        fields["source"] = Plain(own or source for own in fields.get("source", blank))

    def _identifying(self) -> dict[str, Sequence[object]]:
        """Return external_id and source; a contact that has an id of another source keeps that."""
        met = {place for place in self._met if self._targets[place] in self._with_id}
        ids = filled(None if place in met else one for place, one in enumerate(self._ids))
        source = self._rows.source
        return {"external_id": ids, "source": Plain(None if one is None else source for one in ids)}

    def _comparable(self, fields: dict[str, Sequence[object]]) -> list[str]:
        """Return the columns in which equal rows are equal."""
        ours = {"external_id", "source"} if self._with_ids else set()
        return [
            name
            for name, values in fields.items()
            if name not in ours and not (name in _FILLED_IN and None in values)
        ]
