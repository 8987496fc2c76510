"""One kind of rows of a sheet, and what the user said of the file."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csm_tui.exchange.headers import HeaderMap
    from csm_tui.exchange.month_columns import MonthColumn
    from csm_tui.exchange.problems import Ambiguity
    from csm_tui.exchange.reader import Sheet

Shape = Literal["rows", "movements", "levels"]
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Wish(NamedTuple):
    """What the user said of a file: `chosen` is field -> header, `values` have all rows.

    `date` is the day of what carries none, `answers` are those to questions by their keys.
    """

    kind: str | None = None
    chosen: Mapping[str, str] = _NOTHING
    values: Mapping[str, str] = _NOTHING
    date: str | None = None
    answers: Mapping[str, str] = _NOTHING


class Part(NamedTuple):
    """One kind of rows: `sheet` has its rows, and the columns put together for it.

    `words` translate the texts of fields. `questions` must be answered first; `offers` may be: what
    they ask about is left out until then. `used` are the columns of the file that it reads,
    `months` those with a figure a month. The `shape` of changes of ARR: movements may lack a sign,
    levels are the ARR itself. It is `foreign` where another program is known to have written it.
    """

    kind: str
    sheet: Sheet
    mapping: HeaderMap
    constants: Mapping[str, str] = _NOTHING
    words: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    evidence: Mapping[str, str] = _NOTHING
    questions: tuple[Ambiguity, ...] = ()
    offers: tuple[Ambiguity, ...] = ()
    used: frozenset[int] = frozenset()
    months: tuple[MonthColumn, ...] = ()
    shape: Shape = "rows"
    foreign: bool = False

    def without(self, field: str, why: str) -> Part:
        """Return the part with a field's column left out."""
        mapping = self.mapping
        header = mapping.mapping[field]
        rest = mapping._replace(
            columns={name: at for name, at in mapping.columns.items() if name != field},
            mapping={name: of for name, of in mapping.mapping.items() if name != field},
            left_out=(*mapping.left_out, (header, why)),
            asked=mapping.asked - {field},
        )
        used = self.used - {mapping.columns[field]}
        return self._replace(mapping=rest, used=used)
