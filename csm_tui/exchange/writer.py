"""Rows to CSV, JSON and NDJSON, in batches, so that memory stays flat."""

from __future__ import annotations

import csv
import io
import json
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, TypeVar

from csm_tui.exchange.formats import to_json, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from csm_tui.exchange.kinds import Column, Kind

FORMATS: Final = ("csv", "json", "ndjson", "xlsx")
Row = TypeVar("Row", bound="Sequence[object]")
Result = TypeVar("Result")
_BATCH: Final = 1_000
_BOM: Final = "\ufeff"
# Where spreadsheets expect `;` between cells because the comma marks decimals.
_COMMA_LANGUAGES: Final = frozenset(
    "az be bg bs ca cs da de el es et eu fi fr gl hr hu id is it ka kk lt lv mk nb nl nn no pl pt "
    "ro ru sk sl sq sr sv tr uk vi".split()
)
_POINT_REGIONS: Final = frozenset(
    "es_DO es_GT es_HN es_MX es_NI es_PA es_PE es_PR es_SV es_US".split()
)
_SWISS: Final = ("CH", "LI")


class CsvStyle(NamedTuple):
    """How a CSV file looks; the default is the canonical form of INTERFACE."""

    delimiter: str = ","
    decimal: str = "."
    mark: bool = False


PLAIN: Final = CsvStyle()


def excel_style(locale: str) -> CsvStyle:
    """Return what a spreadsheet opens rightly under `locale` ("de_DE", "en-US"): with a mark."""
    language, _, region = locale.replace("-", "_").partition(".")[0].partition("_")
    if language.lower() not in _COMMA_LANGUAGES or f"{language}_{region}" in _POINT_REGIONS:
        return CsvStyle(mark=True)
    return CsvStyle(";", "." if region in _SWISS else ",", mark=True)


def write_csv(
    rows: Iterable[Sequence[object]],
    columns: Sequence[Column],
    target: BinaryIO,
    style: CsvStyle = PLAIN,
) -> int:
    """Write the header and `rows` (values as in `formats`) and return how many rows there were.

    UTF-8, lines end in LF, quotes only where needed, the guard on text.
    """
    header = [column.name for column in columns]
    # Under a comma our own header says that the point marks decimals; under others nothing does.
    decimal = None if style.delimiter == "," else style.decimal
    formats = [to_text(column, decimal=decimal) for column in columns]
    first = _lines([header], style.delimiter)
    target.write((_BOM + first if style.mark else first).encode())
    count = 0
    for batch in _batches(rows):
        cells = [list(map(format, values)) for format, values in _by_column(formats, batch)]
        target.write(_lines(list(zip(*cells, strict=True)), style.delimiter).encode())
        count += len(batch)
    return count


def write_json(
    rows: Iterable[Sequence[object]], columns: Sequence[Column], target: BinaryIO
) -> int:
    """Write `rows` as one list of objects, pure ASCII, and return how many there were."""
    count = 0
    target.write(b"[")
    for line in _objects(rows, columns):
        target.write((",\n " if count else "\n ").encode() + line)
        count += 1
    target.write(b"\n]\n" if count else b"]\n")
    return count


def write_ndjson(
    rows: Iterable[Sequence[object]], columns: Sequence[Column], target: BinaryIO
) -> int:
    """Write `rows` as one object a line, pure ASCII, and return how many there were."""
    count = 0
    for line in _objects(rows, columns):
        target.write(line + b"\n")
        count += 1
    return count


def write_template(kind: Kind, target: BinaryIO) -> None:
    """Write the canonical header of `kind` and its example row."""
    example = [[kind.example.get(name, "") for name in kind.header]]
    target.write((_lines([kind.header], ",") + _lines(example, ",")).encode())


def write_raw(rows: Iterable[Sequence[str]], target: BinaryIO, delimiter: str = ",") -> int:
    """Write texts as they are, header included, and return how many lines of cells there were.

    For rejected rows: what was read from a file goes back into one, the guard untouched.
    """
    count = 0
    for batch in _batches(rows):
        target.write(_lines(batch, delimiter).encode())
        count += len(batch)
    return count


def _objects(rows: Iterable[Sequence[object]], columns: Sequence[Column]) -> Iterator[bytes]:
    names = [column.name for column in columns]
    formats = [to_json(column) for column in columns]
    for batch in _batches(rows):
        cells = [list(map(format, values)) for format, values in _by_column(formats, batch)]
        for values in zip(*cells, strict=True):
            yield json.dumps(dict(zip(names, values, strict=True))).encode()


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        yield batch


def _by_column(
    formats: list[Callable[[object], Result]], batch: Sequence[Sequence[object]]
) -> Iterator[tuple[Callable[[object], Result], tuple[object, ...]]]:
    return zip(formats, zip(*batch, strict=True), strict=True)


def _lines(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerows(rows)
    text = buffer.getvalue()
    if "\r" not in text:
        return text
    # Before 3.13 csv quotes a CR only where it ends lines, and unquoted it would end a row.
    return "".join(
        delimiter.join(_quoted(cell, delimiter, len(row)) for cell in row) + "\n" for row in rows
    )


def _quoted(cell: str, delimiter: str, width: int) -> str:
    if any(char in cell for char in (delimiter, '"', "\n", "\r")) or (width == 1 and not cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell
