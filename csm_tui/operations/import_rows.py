"""The rows of one file on their way into the book: field by field, less the rejected ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.exchange.formats import to_stored
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.exchange.tables import Table
    from csm_tui.operations.linking import Rejection


class ImportRows:
    """The good rows of a file: `fields` is field -> values, `lines` their physical lines.

    `source` is that of the ids where a row does not say. A line is one row of the file; a wide
    sheet has several rows on a line, which are rejected together.
    """

    def __init__(
        self, file: str, table: Table, mapping: Mapping[str, str], source: str = ""
    ) -> None:
        self.file = file
        self.source = source
        self._mapping = mapping
        self.kind = table.kind
        self.fields: dict[str, list[object]] = dict(table.fields)
        self.lines: Sequence[int] = table.lines
        self.rejected: set[int] = set()
        self.problems: list[Problem] = list(table.problems)
        if table.bad:
            self._drop({self.lines[place] for place in table.bad})

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, field: str) -> list[str | None]:
        """Return the texts of a field, None where blank or where the file has no such column."""
        values = self.fields.get(field)
        if values is None:
            return [None] * len(self)
        return [None if value is None else str(value) for value in values]

    def reject(self, rejections: Mapping[int, Rejection]) -> Sequence[int]:
        """Reject rows by place, each line told of once; return the places of the rows that stay."""
        bad: dict[int, Problem] = {}
        for place, (field, problem, hint) in rejections.items():
            line, values = self.lines[place], self.fields.get(field)
            value = None if values is None or values[place] is None else str(values[place])
            bad.setdefault(line, Problem(self.file, line, self.header(field), value, problem, hint))
        if not bad:
            return range(len(self.lines))
        self.problems += bad.values()
        return self._drop(set(bad))

    def header(self, field: str) -> str:
        """Return the name that the column of a field has in the file."""
        return self._mapping.get(field, field)

    def _drop(self, bad: set[int]) -> list[int]:
        kept = [place for place, line in enumerate(self.lines) if line not in bad]
        self.lines = [self.lines[place] for place in kept]
        self.fields = {
            field: [values[place] for place in kept] for field, values in self.fields.items()
        }
        self.rejected |= bad
        return kept

    def stored(self, field: str) -> list[object]:
        """Return the values of a field as the book keeps them: dates as ISO text, tags joined."""
        column = KINDS[self.kind].column(field)
        values = self.fields[field]
        return values if column is None else to_stored(column, values)
