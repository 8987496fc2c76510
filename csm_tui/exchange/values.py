"""Texts to values, a whole column at a time: the one place that knows every column type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.errors import InvalidValue
from csm_tui.exchange.amounts import Bounds, convert_numbers
from csm_tui.exchange.choices import convert_choices, convert_flags, convert_tags
from csm_tui.exchange.converted import Cells, Converted, Fault, Wrong, in_one
from csm_tui.exchange.dates import convert_dates
from csm_tui.exchange.in_parts import in_parts
from csm_tui.exchange.options import CANONICAL, UNDECLARED, ValueOptions
from csm_tui.exchange.packed import RUN, Days, Filled, Packed, Plain
from csm_tui.exchange.scales import convert_health
from csm_tui.exchange.unknown_texts import blanks_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csm_tui.exchange.kinds import Column

__all__ = ["CANONICAL", "Converted", "Fault", "ValueOptions", "convert_column", "parse_value"]

# Only the empty cell is blank in these.
_AS_WRITTEN: Final = frozenset(("text", "account", "tags"))


def convert_column(
    column: Column,
    values: Sequence[str],
    options: ValueOptions = UNDECLARED,
    *,
    lines: Sequence[int] | None = None,
    header: str | None = None,
) -> Converted:
    """Return the values of a whole column; `lines` are their rows, `header` its name in the file.

    text and account are str, byte for byte as given; choice is str; date is date; money is int
    cents; int is int; number is a finite float; bool is bool; tags are a tuple of str. Blank is
    None: the empty cell, and in typed columns `options.BLANKS` too, which is told. A blank that is
    required and any other text that does not fit is a problem and None.
    """
    places = lines if lines is not None else range(2, len(values) + 2)
    cells = Cells(header or column.name, values, places)
    converted = _put_away(column, _convert(column, cells, options))
    if column.type not in _AS_WRITTEN and (told := blanks_told(values)):
        converted = converted._replace(evidence=in_one(converted.evidence, told))
    if column.required and converted.ambiguous is None:
        return _required(column, cells, converted)
    return converted


def _put_away(column: Column, converted: Converted) -> Converted:
    """Keep the values of a long column outside of memory; texts lie there already."""
    if len(converted.values) < RUN or column.type in _AS_WRITTEN:
        return converted
    kept = Days if column.type == "date" else Plain
    if isinstance(converted.values, kept):
        return converted
    return converted._replace(values=kept(converted.values))


def parse_value(column: Column, text: str, options: ValueOptions = UNDECLARED) -> object:
    """Return one text as a value of `column`; raises InvalidValue saying what would fit."""
    converted = convert_column(column, [text], options)
    if converted.ambiguous:
        raise InvalidValue(f"{column.name}: {converted.ambiguous.reason}")
    for fault in converted.problems:
        hint = f" {fault.hint}" if fault.hint else ""
        raise InvalidValue(f"{column.name} {text!r}: {fault.problem}{hint}")
    return converted.values[0]


def _convert(column: Column, cells: Cells, options: ValueOptions) -> Converted:
    match column.type:
        case "text" | "account":
            return _convert_texts(cells)
        case "choice":
            return convert_choices(cells, column.choices)
        case "date":
            return convert_dates(cells, options)
        case "bool":
            return convert_flags(cells)
        case "tags":
            return _with_faults(convert_tags(cells), cells, _unholdable(cells))
        case "money" | "int" | "number":
            return convert_numbers(cells, column.type, Bounds(column.low, column.high), options)
        case "health":

            def numbers(low: float, high: float) -> Converted:
                return convert_numbers(cells, "number", Bounds(low, high), options)

            ours = cells.name == column.name and not options.foreign
            return convert_health(cells, options, numbers, ours=ours)


def _convert_texts(cells: Cells) -> Converted:
    """Keep texts as they are, byte for byte."""
    texts = cells.values
    blank_is_none = Filled(texts) if isinstance(texts, Packed) else [text or None for text in texts]
    converted = Converted(blank_is_none)
    return _with_faults(converted, cells, _unholdable(cells))


def _unholdable(cells: Cells) -> dict[str, Wrong]:
    """Return the texts that no file and no book can hold: with a NUL or half a character."""
    return {
        text: Wrong("this text holds a NUL or half a character.", "Remove it.")
        for part in in_parts(cells.values, RUN)
        if not _holdable("".join(part))
        for text in set(part)
        if not _holdable(text)
    }


def _holdable(text: str) -> bool:
    return "\0" not in text and _encodable(text)


def _with_faults(converted: Converted, cells: Cells, wrong: dict[str, Wrong]) -> Converted:
    if not wrong:
        return converted
    values = [
        None if text in wrong else value
        for text, value in zip(cells.values, converted.values, strict=True)
    ]
    return converted._replace(values=values, problems=cells.faults(wrong))


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _required(column: Column, cells: Cells, converted: Converted) -> Converted:
    def values() -> Iterable[object]:
        texts = column.type in ("text", "account")
        return map(str.strip, cells.values) if texts else converted.values

    if all(value is not None and value != "" for value in values()):
        return converted
    faulty = {fault.at for fault in converted.problems}
    missing = [
        Fault(at, cells.values[at], f"{column.name} is missing.", "Every row needs one.")
        for at, value in enumerate(values())
        if (value is None or value == "") and at not in faulty
    ]
    if not missing:
        return converted
    return converted._replace(problems=sorted((*converted.problems, *missing)))
