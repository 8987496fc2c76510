"""Columns kept as custom fields: the type is proven by the whole column, else it is a text."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from csm_tui.domain.custom_fields import LONGEST_NAME, TYPES, key_of
from csm_tui.exchange.formats import format_number
from csm_tui.exchange.guard import unguard
from csm_tui.exchange.header_names import normalise
from csm_tui.exchange.in_parts import REMEMBERED, distinct
from csm_tui.exchange.kinds import Column
from csm_tui.exchange.options import CANONICAL, is_blank
from csm_tui.exchange.packed import Filled, Packed, Runs, Same, filled
from csm_tui.exchange.values import convert_column

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from csm_tui.domain.custom_fields import FieldType
    from csm_tui.exchange.converted import Converted
    from csm_tui.exchange.options import Epoch, ValueOptions
    from csm_tui.exchange.reader import Sheet

# What `--keep` takes for all columns that are not read.
ALL: Final = "all"
# What a kept column is called among the fields of a table.
FIELD: Final = "custom:"
_HEADER: Final = re.compile(rf"custom:({'|'.join(TYPES)}):(.*\S.*)", re.DOTALL)
# No sign, unit or percent, and no zeros that lead: those are numbers of something, not amounts.
_PLAIN: Final = re.compile(r"[-+]?(?:0|[1-9][0-9.,' \u00a0\u202f]*|0[.,][0-9]+)", re.ASCII)
_MOST_DIGITS: Final = 15
_SAMPLE: Final = 40
_TRIED: Final = 100


class Cell(NamedTuple):
    """What stands in one row: as it was written, and as the type has it, None where it is not.

    An `unread` cell of a workbook has no value but, say, an error.
    """

    text: str
    value: str | None
    unread: bool = False


class _Cells(Runs[Cell | None]):
    """Cells out of memory."""

    @staticmethod
    def _joined(run: list[Cell | None]) -> bytes:
        return json.dumps(run).encode()

    @staticmethod
    def _apart(data: bytes) -> list[Cell | None]:
        return [None if cell is None else Cell(*cell) for cell in json.loads(data)]


class Kept(NamedTuple):
    """A column to keep: the field's name, the type with its proof, and the cells (None: blank).

    `epoch` is what the workbook says of its day numbers.
    """

    header: str
    place: int
    name: str
    type: FieldType
    proof: str
    cells: Sequence[Cell | None]
    epoch: Epoch | None = None

    @property
    def field(self) -> str:
        """Return what the column is called among the fields of a table."""
        return FIELD + self.name


def own_header(name: str, of_type: str) -> str:
    """Return the header of a custom field in our own files: `custom:number:Score`."""
    return f"{FIELD}{of_type}:{name}"


def read_own_header(header: str) -> tuple[str, FieldType] | None:
    """Return the name and type that a header of our own files states, else None."""
    found = _HEADER.fullmatch(header)
    return None if found is None else (found[2].strip(), cast("FieldType", found[1]))


def kept_columns(
    sheet: Sheet,
    wanted: Collection[str],
    *,
    unread: Collection[int],
    used: Collection[int],
    own: bool,
    options: ValueOptions,
) -> tuple[list[Kept], list[tuple[str, str]]]:
    """Return the columns to keep, and why others that were asked for are not.

    `wanted` are headers, or ALL for the columns at the places `unread`; what is `used` as a field
    is not kept. Columns under a header of our own are always kept.
    """
    found: dict[str, Kept] = {}
    left: list[tuple[str, str]] = []
    keys = set(map(normalise, wanted))
    for place, header in enumerate(sheet.header):
        stated = read_own_header(header)
        asked = normalise(header) in keys or (ALL in wanted and place in unread)
        if place in used or not header.strip() or not (stated or asked):
            continue
        name = stated[0] if stated else header.strip()
        if len(name) > LONGEST_NAME:
            left.append((header[:_SAMPLE], f"names have at most {LONGEST_NAME} characters"))
        elif key_of(name) in found:
            left.append((header, f"{found[key_of(name)].header} is kept under that name"))
        else:
            cells = _texts(sheet, place, guarded=own and sheet.title is None)
            of_type, proof, values = _proven(cells, header, stated[1] if stated else None, options)
            without = sheet.unread.get(place, {})
            kept = _Cells(
                Cell(without[row], None, unread=True)
                if row in without
                else Cell(text, value)
                if text.strip()
                else None
                for row, (text, value) in enumerate(zip(cells, values, strict=True))
            )
            found[key_of(name)] = Kept(header, place, name, of_type, proof, kept, sheet.epoch)
    return list(found.values()), left


def fit(texts: Sequence[str], of_type: FieldType, options: ValueOptions) -> Sequence[str | None]:
    """Return texts as values of a type that a field has already; None where one does not fit."""
    return _stored(_converted(texts, of_type, "", options), len(texts))


def _texts(sheet: Sheet, place: int, *, guarded: bool) -> Sequence[str]:
    cells = sheet.cells[place]
    without = sheet.unread.get(place, {})
    if without:
        cells = Packed("" if row in without else cell for row, cell in enumerate(cells))
    return Packed(map(unguard, cells)) if guarded else cells


def _proven(
    texts: Sequence[str], header: str, stated: FieldType | None, options: ValueOptions
) -> tuple[FieldType, str, Sequence[str | None]]:
    if stated is not None:
        values = _stored(_converted(texts, stated, header, CANONICAL), len(texts))
        return stated, f"{stated}, as its header says", values

    def texts_of() -> Iterator[str]:
        return (text.strip() for text in distinct(texts) if not is_blank(text))

    tried: tuple[FieldType, ...] = ("bool", "number", "date")
    for of_type in tried if any(texts_of()) else ():
        if not _may_be(of_type, texts_of):
            continue
        # A long column of anything else is seen at once.
        if _converted([*islice(texts_of(), _TRIED)], of_type, header, options).problems:
            continue
        found = _converted(texts, of_type, header, options)
        if found.ambiguous is None and not found.problems:
            proof = f"{of_type}: every value is one"
            said = f" ({found.evidence})" if found.evidence else ""
            return of_type, proof + said, _stored(found, len(texts))
    return "text", "text", Filled(Packed(map(str.strip, texts)))


def _may_be(of_type: FieldType, texts: Callable[[], Iterator[str]]) -> bool:
    """Return whether the texts look like a type at all; what it is is proven by converting."""
    if of_type == "bool":
        # One word alone could be anything: NO is Norway.
        first = next(texts()).casefold()
        return all(len(text) > 1 for text in texts()) and any(
            text.casefold() != first for text in texts()
        )
    if of_type == "number":
        return all(
            _PLAIN.fullmatch(text) and sum(map(str.isdigit, text)) <= _MOST_DIGITS
            for text in texts()
        )
    return not any(text.isdigit() for text in texts())


def _converted(
    texts: Sequence[str], of_type: FieldType, header: str, options: ValueOptions
) -> Converted:
    return convert_column(Column(header, of_type), texts, options, header=header)


def _stored(found: Converted, count: int) -> Sequence[str | None]:
    """Return converted values as the book keeps them: as our files have them."""
    if found.ambiguous is not None:
        return Same(None, count)
    # True is no 1.0, though they are equal.
    stored = lru_cache(REMEMBERED, typed=True)(as_stored)
    return filled(map(stored, found.values))


def as_stored(value: object) -> str | None:
    """Return a converted value as the book keeps it: as our files have it."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format_number(value)
    return value.isoformat() if isinstance(value, date) else str(value)
