"""Rows to an .xlsx workbook, a sheet a kind: numbers, dates and flags typed, texts only texts.

Rows go to disk as they come, so that memory stays flat. Text is written as text whatever it begins
with: nothing becomes a formula, a link or a number. What a workbook cannot hold is refused.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import chain, islice
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

from csm_tui.errors import FileProblem
from csm_tui.exchange.formats import format_number, to_stored, to_text
from csm_tui.exchange.values import CANONICAL, parse_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from csm_tui.exchange.kinds import Column, ColumnType, Kind

    Put = Callable[[int, int, object], object]

MAX_ROWS: Final = 1_048_575
MAX_TEXT: Final = 32_767
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# Spreadsheets count a day too many before this one, and others do not.
_FIRST_DAY: Final = date(1900, 3, 1)
_EPOCH: Final = date(1899, 12, 30)
# A cell of the format "@" stays text also when somebody edits it.
_TEXT: Final = "@"
_FORMATS: Final[dict[ColumnType, str]] = {
    "money": "#,##0.00",
    "date": "yyyy-mm-dd",
    "int": "#,##0",
    "text": _TEXT,
    "account": _TEXT,
    "tags": _TEXT,
    "choice": _TEXT,
}
_UNHOLDABLE: Final = {"\0": "a NUL", "\ufffe": "U+FFFE", "\uffff": "U+FFFF"}
_EXACT_DIGITS: Final = 15
_LOOKED_AT: Final = 100
_NARROWEST: Final = 8
_WIDEST: Final = 40
_LISTED: Final = 255


class _Styles(NamedTuple):
    header: Format
    values: dict[ColumnType, Format]


class _Exact(float):
    """A number that is written with all its digits, as spreadsheets do.

    The library asks for 16, which changes about half of all fractions in their last place.
    """

    def __format__(self, spec: str) -> str:
        return format_number(self)


class SheetRows(NamedTuple):
    """What becomes one sheet: its title (at most 31 characters), columns, and rows."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]


class _Target:
    """The file that the archive is written to, until it is left alone.

    An archive that could not be finished would be written on when it is collected, into a file that
    is full or closed, and Python would tell of that on stderr.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file: BinaryIO | BytesIO = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def leave(self) -> None:
        """Let what is still written go nowhere."""
        self._file = BytesIO()


def write_workbook(sheets: Iterable[SheetRows], target: BinaryIO, *, today: date) -> dict[str, int]:
    """Write a workbook and return how many rows each of its sheets has.

    Values are as in `formats`. `today` is the day it is said to be made on: the same rows and day
    give the same bytes. Raises FileProblem, naming row and column, for more rows than a sheet may
    have, texts over 32,767 characters, and what no XML can hold; nothing is cut.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    written = _Target(target)
    # Rows wait there until the workbook is whole; with it they are gone, whatever happens.
    with TemporaryDirectory(prefix="csm-", ignore_cleanup_errors=True) as folder:
        book = Workbook(written, {**_OPTIONS, "tmpdir": folder})
        book.use_zip64()
        book.set_properties({"created": datetime.combine(today, time())})
        styles = _Styles(
            book.add_format({"bold": True}),
            {type_: book.add_format({"num_format": form}) for type_, form in _FORMATS.items()},
        )
        try:
            counts = {sheet.title: _write_sheet(book, sheet, styles) for sheet in sheets}
            book.close()
        except FileCreateError as error:
            raise error.args[0] from None
        finally:
            written.leave()
            for sheet in book.worksheets():
                sheet.row_data_fh.close()
    return counts


def write_xlsx(
    rows: Iterable[Sequence[object]],
    columns: Sequence[Column],
    target: BinaryIO,
    *,
    title: str,
    today: date,
) -> int:
    """Write `rows` as a workbook of one sheet and return how many there were."""
    return write_workbook([SheetRows(title, columns, rows)], target, today=today)[title]


def write_workbook_template(kind: Kind, target: BinaryIO, *, today: date) -> None:
    """Write an empty sheet of `kind` as a workbook: the canonical header and its example row."""
    columns = kind.exported
    example = [
        parse_value(column, kind.example[column.name], CANONICAL)
        if column.name in kind.example
        else None
        for column in columns
    ]
    cells = [to_stored(column, [value])[0] for column, value in zip(columns, example, strict=True)]
    write_xlsx([cells], columns, target, title=kind.name, today=today)


def _write_sheet(book: Workbook, sheet: SheetRows, styles: _Styles) -> int:
    rows = iter(sheet.rows)
    first = list(islice(rows, _LOOKED_AT))
    written = book.add_worksheet(sheet.title)
    written.freeze_panes(1, 0)
    # Widths go before the rows, which are gone once they are written.
    forms = [styles.values.get(column.type) for column in sheet.columns]
    for place, width in enumerate(_widths(sheet.columns, first)):
        written.set_column(place, place, width, forms[place])
        _offer(written, place, sheet.columns[place].choices)
    for place, column in enumerate(sheet.columns):
        written.write_string(0, place, column.name, styles.header)
    puts = [
        _put(written, column, form, sheet.title)
        for column, form in zip(sheet.columns, forms, strict=True)
    ]
    number = 0
    for number, values in enumerate(chain(first, rows), 1):
        if number > MAX_ROWS:
            raise FileProblem(
                f"{sheet.title} has more rows than the {MAX_ROWS:,} that a sheet of a workbook "
                "holds. Export it as csv, or only a part of it with --where."
            )
        for place, (put, value) in enumerate(zip(puts, values, strict=True)):
            if value is not None:
                put(number, place, value)
    return number


def _offer(sheet: Worksheet, place: int, choices: Sequence[str]) -> None:
    """Offer the values of a column as a list in its cells; others can be typed and are kept."""
    if choices and len(",".join(choices)) <= _LISTED:
        offered = {"validate": "list", "source": list(choices), "error_type": "warning"}
        sheet.data_validation(1, place, MAX_ROWS, place, offered)


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> Iterator[int]:
    for place, column in enumerate(columns):
        text = to_text(column, guarded=False)
        longest = max(
            (max(map(len, text(values[place]).split("\n"))) for values in rows), default=0
        )
        # A thousands mark and a sign need some room.
        spare = 3 if column.type in ("money", "int") else 1
        yield max(_NARROWEST, min(_WIDEST, max(longest + spare, len(column.name) + 2)))


def _put(sheet: Worksheet, column: Column, form: Format | None, title: str) -> Put:
    """Return the function that writes a value of `column` at (row, place)."""
    text = to_text(column, guarded=False)
    is_float = column.type in ("number", "health")

    def words(row: int, place: int, value: object) -> None:
        said = text(value)
        _check(said, f"{title} row {row + 1}, {column.name}")
        sheet.write_string(row, place, said, form)

    def number(row: int, place: int, value: object) -> None:
        said = text(value)
        if not is_float and sum(map(str.isdecimal, said)) > _EXACT_DIGITS:
            # Spreadsheets know 15 digits; what has more stays whole as a text.
            sheet.write_string(row, place, said, form)
        else:
            sheet.write_number(row, place, _Exact(said), form)

    def flag(row: int, place: int, value: object) -> None:
        sheet.write_boolean(row, place, bool(value))

    def day(row: int, place: int, value: object) -> None:
        on = value if isinstance(value, date) else date.fromisoformat(str(value))
        if on >= _FIRST_DAY:
            sheet.write_number(row, place, (on - _EPOCH) // timedelta(days=1), form)
        else:
            sheet.write_string(row, place, on.isoformat())

    match column.type:
        case "money" | "int" | "number" | "health":
            return number
        case "bool":
            return flag
        case "date":
            return day
        case "text" | "account" | "tags" | "choice":
            return words


def _check(text: str, where: str) -> None:
    if text.isascii() and len(text) <= MAX_TEXT and "\0" not in text:
        return
    try:
        length = len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError:
        raise _refused(where, "the text holds half a character") from None
    if length > MAX_TEXT:
        raise _refused(where, f"the text has {length:,} characters, a cell holds {MAX_TEXT:,}")
    for character, name in _UNHOLDABLE.items():
        if character in text:
            raise _refused(where, f"the text holds {name}")


def _refused(where: str, why: str) -> FileProblem:
    return FileProblem(f"{where}: {why}, so no workbook can hold it. Export it as csv.")
