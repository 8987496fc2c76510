"""A sheet from the bytes of a file: strict, nothing dropped in silence, each row with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, compress, islice
from typing import TYPE_CHECKING, Final, NamedTuple, overload

from csm_tui.exchange.content import Content, content_of
from csm_tui.exchange.dialect import Dialect, sniff
from csm_tui.exchange.encoding import decode
from csm_tui.exchange.headers import is_our_own
from csm_tui.exchange.packed import Lines, Packed
from csm_tui.exchange.problems import BadSheet, Problem
from csm_tui.exchange.quotes import MAX_CELL, blame
from csm_tui.exchange.trimming import (
    LOOKED_AT,
    MOST_FOOTERS,
    Junk,
    filled,
    footer,
    header_at,
    total,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.exchange.options import Epoch

__all__ = ["BadSheet", "Problem", "Record", "Sheet", "read_sheet"]

MAX_COLUMNS: Final = 2_000
MAX_LINE: Final = 16 << 20
_BATCH: Final = 500
_JUNK_SHOWN: Final = 3
_RUNS_SHOWN: Final = 10
_JUNK_CHARACTERS: Final = 60
_JSON: Final = re.compile(r'\ufeff?\s*(?:\[\s*)?\{\s*"')
# Programs call a web page with a table in it `report.xls`.
_MARKUP: Final = re.compile(
    r"\ufeff?\s*<(?:!--|\?xml\b|(?:!doctype|html|head|body|meta|style|table|div)\b)", re.I
)
_SIGNATURES: Final = (
    (b"PK\x03\x04", "a workbook or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"SQLite format 3\x00", "a database"),
    (b"%PDF", "a PDF document"),
)
_LONGEST_SIGNATURE: Final = 16


class Record(NamedTuple):
    """One row as read; `line` is the physical line where it begins."""

    line: int
    cells: list[str]


class Rows(Sequence[list[str]]):
    """The rows of a sheet, made from its columns as they are asked for."""

    def __init__(self, columns: Sequence[Sequence[str]], count: int) -> None:
        self._columns = columns
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> list[str]: ...

    @overload
    def __getitem__(self, at: slice) -> list[list[str]]: ...

    def __getitem__(self, at: int | slice) -> list[str] | list[list[str]]:
        if isinstance(at, slice):
            return list(map(list, zip(*(cells[at] for cells in self._columns), strict=True)))
        return [cells[at] for cells in self._columns]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one file, all as wide as the header, each with its physical line.

    `columns()` holds the cells column by column, which is how they are converted.
    `rejected` rows do not fit the header or hold a NUL; each has its entry in `problems`. Rows of
    empty cells only are no rows: `empty_lines` says where they stood, and `junk` what else was none
    (titles, totals, footers). `evidence` says in words how the file was read (encoding, delimiter
    and what else was noticed). `title` is that of a workbook's sheet, `unread` its cells without a
    value: column -> row -> what stands there; `epoch` the year that its day numbers count from,
    where it says that it is another than the usual.
    """

    name: str
    header: tuple[str, ...]
    header_line: int
    delimiter: str
    evidence: dict[str, str]
    cells: Sequence[Sequence[str]]
    lines: Lines | list[int] = field(default_factory=Lines)
    rejected: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    empty_lines: list[int] = field(default_factory=list)
    junk: list[Junk] = field(default_factory=list)
    title: str | None = None
    unread: dict[int, dict[int, str]] = field(default_factory=dict)
    epoch: Epoch | None = None

    @property
    def rows(self) -> Rows:
        """Return the rows in the order of the file; `len()` of it costs nothing."""
        return Rows(self.cells, len(self.lines))

    @property
    def records(self) -> Iterator[Record]:
        """Yield the rows with their lines, in the order of the file."""
        return map(Record, self.lines, map(list, zip(*self.cells, strict=True)))

    def columns(self) -> Sequence[Sequence[str]]:
        """Return the cells column by column, one for each name of the header."""
        return self.cells


def read_sheet(data: bytes | Content, *, name: str, encoding: str | None = None) -> Sheet:
    """Return the sheet in `data`; `name` is the file's name for messages.

    Raises BadSheet, an ImportRefused with its line, where the file as a whole cannot be read: no
    text, a wrong byte, a quote that is never closed, a cell over 131,072 characters, a line over
    16 MB, more than 2,000 columns, no header or no rows.
    """
    content = content_of(data)
    _refuse_other_files(content.head(_LONGEST_SIGNATURE), name)
    _refuse_endless_lines(content, name)
    decoded = decode(content, encoding, name=name)
    if decoded.blank:
        raise BadSheet(Problem(name, None, None, None, "the file is empty.", "Export it again."))
    if _JSON.match(decoded.text):
        problem = "this is JSON, not a sheet."
        raise BadSheet(Problem(name, None, None, None, problem, "Export it as CSV or .xlsx."))
    if _MARKUP.match(decoded.text):
        problem = "this is a web page or XML, not a sheet, whatever its name says."
        hint = "Open it in your spreadsheet program and save it as .xlsx or CSV."
        raise BadSheet(Problem(name, None, None, None, problem, hint))
    dialect = sniff(decoded.text)
    records = _records(content, decoded.encoding, dialect, name)
    evidence = {"encoding": decoded.proof, "delimiter": dialect.proof}
    sheet = sheet_of(records, name=name, evidence=evidence, delimiter=dialect.delimiter)
    if decoded.nuls:
        sheet = _without_nuls(sheet)
    return finished(sheet)


def sheet_of(
    records: Iterator[tuple[int, list[str]]], *, name: str, evidence: dict[str, str], delimiter: str
) -> Sheet:
    """Return the sheet of `records`, each with its line; what stands around the table is its junk.

    Raises BadSheet for a header that is none.
    """
    ahead = list(islice(records, LOOKED_AT))
    at = header_at([cells for _, cells in ahead])
    columns: list[Packed] = []
    sheet = _begin(ahead[at : at + 1], columns, name, evidence, delimiter)
    for line, cells in ahead[:at]:
        if filled(cells):
            sheet.junk.append(Junk(line, _told(cells), "above the header"))
        else:
            sheet.empty_lines.append(line)
    own = is_our_own(sheet.header)
    _fill(sheet, columns, chain(ahead[at + 1 :], records), own=own)
    if not own:
        _drop_footers(sheet, columns)
    return sheet


def finished(sheet: Sheet) -> Sheet:
    """Return a sheet with its blank columns dropped and all that was left out in its evidence.

    Raises BadSheet where it has no rows.
    """
    if not sheet.lines and not sheet.rejected:
        problem = "the file has a header but no rows."
        raise BadSheet(Problem(sheet.name, sheet.header_line, None, None, problem))
    _note_empty(sheet)
    for why in dict.fromkeys(junk.why for junk in sheet.junk):
        those = [junk for junk in sheet.junk if junk.why == why]
        said = "; ".join(junk.text for junk in those[:_JUNK_SHOWN])
        more = "; …" if len(those) > _JUNK_SHOWN else ""
        sheet.evidence[why] = f"{_lines([junk.line for junk in those])} left out: {said}{more}"
    return _without_blank_columns(sheet)


def _lines(lines: Sequence[int]) -> str:
    """Return line numbers in words: "line 2", "lines 1-6, 9", at most so many runs of them."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][-1] + 1:
            runs[-1][1:] = [line]
        else:
            runs.append([line])
    shown = runs[:_RUNS_SHOWN]
    more = len(lines) - sum(run[-1] - run[0] + 1 for run in shown)
    told = ", ".join("-".join(map(str, run)) for run in shown)
    return f"line{'s' if len(lines) > 1 else ''} {told}{f' and {more:,} more' if more else ''}"


def _refuse_other_files(data: bytes, name: str) -> None:
    for signature, title in _SIGNATURES:
        if data.startswith(signature):
            problem = f"this is {title}, not a text file."
            raise BadSheet(Problem(name, None, None, None, problem, "Save it as CSV."))


def _refuse_endless_lines(content: Content, name: str) -> None:
    """Refuse before anything is decoded: one endless line costs several times its size."""
    lines = length = 0
    for piece in content.pieces():
        breaks = [at for at in (piece.find(b"\n"), piece.find(b"\r")) if at >= 0]
        if length + (min(breaks) + 1 if breaks else len(piece)) > MAX_LINE:
            problem = f"line {lines + 1} is longer than {MAX_LINE >> 20} MB."
            raise BadSheet(Problem(name, lines + 1, None, None, problem, "Is this a CSV file?"))
        last = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        length = length + len(piece) if last < 0 else len(piece) - last - 1
        lines += piece.count(b"\n")


def _records(
    content: Content, encoding: str, dialect: Dialect, name: str
) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line where it begins; blank lines are no records."""
    lines = _physical_lines(content, encoding, dialect.skip)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
    start = dialect.skip + 1
    try:
        for cells in reader:
            if cells:
                yield start, cells
            start = dialect.skip + reader.line_num + 1
    except csv.Error as error:
        again = _physical_lines(content, encoding, start - 1)
        raise blame(again, start, dialect.delimiter, name) from error


def _physical_lines(content: Content, encoding: str, skip: int) -> Iterator[str]:
    # Not StringIO: it would hold four bytes for each character of the file.
    lines = io.TextIOWrapper(content.opened(), encoding=encoding, newline="")
    return islice(lines, skip, None)


def _begin(
    first: list[tuple[int, list[str]]],
    columns: list[Packed],
    name: str,
    evidence: dict[str, str],
    delimiter: str,
) -> Sheet:
    """Return a sheet without rows, whose `columns` are still to be filled."""
    line, cells = first[0] if first else (1, [])
    if not any(cells):
        problem = "there is no header: its first row is empty."
        raise BadSheet(Problem(name, line, None, None, problem, "Put the column names there."))
    if len(cells) > MAX_COLUMNS:
        problem = f"the header has {len(cells):,} columns; {MAX_COLUMNS:,} are the most."
        raise BadSheet(Problem(name, line, None, None, problem, "Is this a CSV file?"))
    for cell in cells:
        if "\0" in cell:
            problem = "a NUL character stands in the header."
            raise BadSheet(Problem(name, line, None, cell, problem, "Export the file again."))
    columns.extend(Packed() for _ in cells)
    return Sheet(name, tuple(cells), line, delimiter, evidence, columns)


def _fill(
    sheet: Sheet,
    columns: Sequence[Packed],
    records: Iterator[tuple[int, list[str]]],
    *,
    own: bool,
) -> None:
    header, width = list(sheet.header), len(sheet.header)
    lines: list[int] = []
    batch: list[list[str]] = []
    for line, cells in records:
        if not any(cells):
            sheet.empty_lines.append(line)
        elif cells == header and not own:
            sheet.junk.append(Junk(line, _told(cells), "header repeated"))
        elif len(cells) == width or (len(cells) > width and not any(cells[width:])):
            # Trailing delimiters, as spreadsheets write them: nothing is lost without them.
            batch.append(cells if len(cells) == width else cells[:width])
            lines.append(line)
        else:
            _reject_ragged(sheet, line, cells)
        if len(batch) == _BATCH:
            _add(columns, batch)
            sheet.lines.extend(lines)
            lines.clear()
    _add(columns, batch)
    sheet.lines.extend(lines)


def _add(columns: Sequence[Packed], batch: list[list[str]]) -> None:
    # Without rows there is nothing to tell the columns apart by.
    for column, cells in zip(columns, zip(*batch, strict=True), strict=bool(batch)):
        column.extend(cells)
    batch.clear()


def _reject_ragged(sheet: Sheet, line: int, cells: list[str]) -> None:
    width = len(sheet.header)
    if len(cells) < width:
        value, column = None, sheet.header[len(cells)]
        problem = f"this row has {len(cells)} cells, the header {width}: cells are missing."
    else:
        value, column = cells[width], None
        problem = f"this row has {len(cells)} cells, the header {width}: a cell too many."
    hint = "Is a quote or a delimiter missing or too many?"
    sheet.rejected.append(Record(line, cells))
    sheet.problems.append(Problem(sheet.name, line, column, value, problem, hint))


def _without_nuls(sheet: Sheet) -> Sheet:
    """Return the sheet less the rows with a NUL in a cell, which it rejects."""
    places: dict[int, int] = {}
    for place, cells in enumerate(sheet.cells):
        for at, cell in enumerate(cells):
            if "\0" in cell:
                places.setdefault(at, place)
    problem = "a NUL character stands in this cell."
    for at, place in sorted(places.items()):
        where = (sheet.name, sheet.lines[at], sheet.header[place], sheet.cells[place][at])
        sheet.rejected.append(Record(sheet.lines[at], sheet.rows[at]))
        sheet.problems.append(Problem(*where, problem, "Remove it."))
    kept = [at not in places for at in range(len(sheet.lines))]
    return replace(
        sheet,
        cells=[Packed(compress(cells, kept)) for cells in sheet.cells],
        lines=Lines(compress(sheet.lines, kept)),
    )


def _note_empty(sheet: Sheet) -> None:
    if sheet.empty_lines:
        number = len(sheet.empty_lines)
        rows = "row" if number == 1 else "rows"
        sheet.evidence["empty rows"] = f"{number} {rows} of empty cells left out"


def _told(cells: Sequence[str]) -> str:
    text = " ".join(filled(cells))
    return text if len(text) <= _JUNK_CHARACTERS else f"{text[:_JUNK_CHARACTERS]}…"


def _drop_footers(sheet: Sheet, columns: Sequence[Packed]) -> None:
    """Take the footers off, from the last line upwards."""
    found: list[Junk] = []
    while len(found) < MOST_FOOTERS:
        ragged = sheet.rejected[-1] if sheet.rejected else None
        if ragged is not None and (not sheet.lines or ragged.line > sheet.lines[-1]):
            line, cells = ragged
            why = footer(cells) or total(cells, sheet.cells, len(sheet.lines))
        elif sheet.lines:
            above = len(sheet.lines) - 1
            line, cells = sheet.lines[-1], sheet.rows[above]
            why = (footer(cells) if len(cells) > 1 else None) or total(cells, sheet.cells, above)
        else:
            break
        if why is None:
            break
        found.append(Junk(line, _told(cells), f"below the rows ({why})"))
        _drop_last(sheet, columns, line)
    sheet.junk.extend(reversed(found))


def _drop_last(sheet: Sheet, columns: Sequence[Packed], line: int) -> None:
    if sheet.rejected and sheet.rejected[-1].line == line:
        sheet.rejected.pop()
        sheet.problems.pop()
        return
    sheet.lines.pop()
    for column in columns:
        column.pop()


def _without_blank_columns(sheet: Sheet) -> Sheet:
    """Return the sheet without columns that have neither a name nor a value."""
    blank = {
        place
        for place, name in enumerate(sheet.header)
        if not name.strip() and not any(sheet.cells[place])
    }
    # Rows that did not fit are written back as they came: then all columns stay.
    if not blank or sheet.rejected:
        return sheet
    kept = [place for place in range(len(sheet.header)) if place not in blank]
    sheet.evidence["blank columns"] = f"{len(blank)} without a name or a value left out"
    return replace(
        sheet,
        header=tuple(sheet.header[place] for place in kept),
        cells=[sheet.cells[place] for place in kept],
        unread={at: sheet.unread[place] for at, place in enumerate(kept) if place in sheet.unread},
    )
