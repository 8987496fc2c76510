"""The rows of one file on their way into the book: field by field, less the rejected ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.formats import to_stored
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.packed import Filled, Lines, Same, at_places, filled
from csm_tui.exchange.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from csm_tui.exchange.problems import Ambiguity
    from csm_tui.exchange.tables import Table
    from csm_tui.operations.candidates import Candidate
    from csm_tui.operations.linking import Rejection

# Of each sort so many notices of a file are told one by one.
_TOLD: Final = 20


class Notice(NamedTuple):
    """Something to know of a row that is taken: its line, the field, what, what one may do."""

    line: int | None
    field: str
    text: str
    hint: str | None = None


def rows_of(count: int) -> str:
    """Return a number of rows in words."""
    return "1 row" if count == 1 else f"{count:,} rows"


class ImportRows:
    """The good rows of a file: `fields` is field -> values, `lines` their physical lines.

    `source` is that of the ids where a row does not say. A line is one row of the file; a wide
    sheet has several rows on a line, which are rejected together. The rows at `left_out` are not
    wanted: they are neither here nor rejected. `custom` are the columns kept as custom fields.
    """

    def __init__(
        self,
        file: str,
        table: Table,
        mapping: Mapping[str, str],
        source: str = "",
        left_out: Collection[int] = (),
    ) -> None:
        self.file = file
        self.source = source
        self._mapping = mapping
        self.kind = table.kind
        self.fields: dict[str, Sequence[object]] = dict(table.fields)
        self.custom = table.custom
        self.lines: Sequence[int] = table.lines
        self.rejected: set[int] = set()
        self.problems: list[Problem] = list(table.problems)
        self.notices: list[Problem] = []
        self.evidence: dict[str, object] = {}
        self.movements = table.movements
        # What must be asked before the rows can be taken.
        self.open: Ambiguity | None = None
        # Why rows were left out, in words.
        self.skipped: list[str] = []
        self.candidates: list[Candidate] = []
        bad = {self.lines[place] for place in table.bad}
        if left_out:
            lines = {self.lines[place] for place in left_out}
            bad -= lines
            self.problems = [one for one in self.problems if one.line not in lines]
            self._drop(lines)
        if bad:
            self._reject(bad)

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, field: str) -> list[str | None]:
        """Return the texts of a field, None where blank or where the file has no such column."""
        values = self.fields.get(field)
        if values is None:
            return [None] * len(self)
        return [None if value is None else str(value) for value in values]

    def column(self, field: str) -> Sequence[str | None]:
        """Return the texts of a field as `texts` does, out of memory where they lie there."""
        values = self.fields.get(field)
        if values is None:
            return Same(None, len(self))
        if isinstance(values, Filled):
            return values
        return filled(None if value is None else str(value) for value in values)

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
        return self._reject(set(bad))

    def leave_out(self, places: Collection[int]) -> Sequence[int]:
        """Leave rows out without rejecting them; return the places of the rows that stay."""
        if not places:
            return range(len(self.lines))
        return self._drop({self.lines[place] for place in places})

    def tell(self, notices: Sequence[Notice], more: str) -> None:
        """Tell something of rows that are taken; of many the first, and `more` of the others."""
        for line, field, text, hint in notices[:_TOLD]:
            header = self.header(field)
            self.notices.append(Problem(self.file, line, header, None, text, hint))
        rest = len(notices) - _TOLD
        if rest > 0:
            self.notices.append(Problem(self.file, None, None, None, f"{rest:,} more {more}."))

    def header(self, field: str) -> str:
        """Return the name that the column of a field has in the file."""
        return self._mapping.get(field, field)

    def take(self, places: Sequence[int], **changed: Sequence[object]) -> None:
        """Take the rows at `places` instead, some more than once, with `changed` fields."""
        self.lines = Lines(at_places(self.lines, places))
        self.fields = {
            field: changed.get(field) or at_places(values, places)
            for field, values in self.fields.items()
        }

    def _reject(self, bad: set[int]) -> Sequence[int]:
        self.rejected |= bad
        return self._drop(bad)

    def _drop(self, bad: set[int]) -> Sequence[int]:
        kept = Lines(place for place, line in enumerate(self.lines) if line not in bad)
        self.lines = Lines(at_places(self.lines, kept))
        self.fields = {field: at_places(values, kept) for field, values in self.fields.items()}
        return kept

    def stored(self, field: str) -> Sequence[object]:
        """Return the values of a field as the book keeps them: dates as ISO text, tags joined."""
        column = KINDS[self.kind].column(field)
        values = self.fields[field]
        return values if column is None else to_stored(column, values)
