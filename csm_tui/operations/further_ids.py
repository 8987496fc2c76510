"""The ids of the rows of an accounts file: those of their source, and of Salesforce beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.salesforce_ids import SOURCE as SALESFORCE
from csm_tui.domain.salesforce_ids import same_id
from csm_tui.exchange.packed import Filled, Packed, Pairs, Same
from csm_tui.operations.import_rows import Notice
from csm_tui.operations.linking import comparable, link_by_id, looked_up, reject_repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from csm_tui.operations.import_rows import ImportRows
    from csm_tui.operations.linking import Find, Links


class FurtherIds:
    """The ids of an accounts file, row by row; `find` knows the accounts by (source, id), if any.

    A row whose only id is one of Salesforce (a column of another program's export) has that as its
    own; else it is a further id: `salesforce` holds those that the book does not know yet.
    """

    def __init__(self, rows: ImportRows, find: Find[tuple[str, str]] | None) -> None:
        self._rows = rows
        self._find = find
        self.sources: Sequence[str] = Same(rows.source, len(rows))
        if "source" in rows.fields:
            self.sources = Packed(source or rows.source for source in rows.column("source"))
        self.ids: Sequence[tuple[str, str] | None] = Pairs(self.sources, rows.column("external_id"))
        self.salesforce = rows.column("salesforce_id")
        self._beside = "salesforce_id" in rows.fields
        if self._beside:
            self._take_only_ids()

    def _take_only_ids(self) -> None:
        ids, sources, salesforce = [*self.ids], [*self.sources], [*self.salesforce]
        for row, found in enumerate(salesforce):
            if found is not None and ids[row] in (None, (SALESFORCE, found)):
                ids[row], sources[row] = (SALESFORCE, found), SALESFORCE
                salesforce[row] = None
        self.ids, self.sources, self.salesforce = ids, sources, salesforce

    def link(self, links: Links) -> None:
        """Link the rows by their ids, those of Salesforce after their own; reject repeated ones."""
        keys = comparable(self.ids)
        reject_repeated(links, keys)
        if self._find is not None:
            link_by_id(links, self.ids, self._find)
            if keys is not self.ids:
                link_by_id(links, keys, self._find)
        if self._beside:
            self._link_beside(links)

    def _link_beside(self, links: Links) -> None:
        reject_repeated(links, self._beside_keys())
        for row, record in enumerate(self._beside_known()):
            if record is not None and row not in links.rejected and links.targets[row] is None:
                links.claim(row, record, "salesforce_id")

    def _beside_keys(self) -> Sequence[tuple[str, str] | None]:
        """Return the Salesforce ids beside the own ones as ids that can be compared."""
        texts = (same_id(found or "", declared=True) for found in self.salesforce)
        return Pairs(Same(SALESFORCE, len(self._rows)), Filled(Packed(texts)))

    def _beside_known(self) -> Iterator[int | None]:
        """Yield the account that each row's Salesforce id means, None where there is none."""
        return looked_up(self._beside_keys(), self._find) if self._find else iter(())

    def tell_of_contradictions(self, links: Links, name_of: Callable[[int], str]) -> None:
        """Tell of rows whose two ids mean two accounts; forget the ids that are known already."""
        if not self._beside:
            return
        notices = []
        salesforce = [*self.salesforce]
        for row, record in enumerate(self._beside_known()):
            if record is None:
                continue
            salesforce[row] = None
            target = links.targets[row]
            if target not in (None, record) and target is not None:
                text = (
                    f"its id means {name_of(target)}, its Salesforce id {name_of(record)}: "
                    "its own id was believed."
                )
                notices.append(Notice(links.line(row), "salesforce_id", text))
        self.salesforce = salesforce
        if notices:
            self._rows.tell(notices, "rows have two ids that mean two accounts")
