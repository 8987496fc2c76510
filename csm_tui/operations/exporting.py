"""The book out: one kind to a file or a stream, every kind to a folder or a workbook, .ics."""

from __future__ import annotations

from contextlib import ExitStack, closing
from functools import partial
from typing import TYPE_CHECKING

from csm_tui.domain.custom_fields import key_of
from csm_tui.errors import FileProblem, UsageError
from csm_tui.exchange.atomic import whole_file
from csm_tui.exchange.custom import FIELD, read_own_header
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.writer import FORMATS, PLAIN, CsvStyle, write_csv, write_json, write_ndjson
from csm_tui.queries.asking import asking
from csm_tui.queries.export import exporting
from csm_tui.store.platform import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from datetime import date, timedelta
    from pathlib import Path
    from typing import BinaryIO

    from csm_tui.domain.filters import Filter
    from csm_tui.exchange.kinds import Column
    from csm_tui.queries.export import Export
    from csm_tui.store.database import Book

    Write = Callable[[Iterable[Sequence[object]], Sequence[Column], BinaryIO], int]


def export_rows(
    book: Book,
    kind: str,
    target: BinaryIO,
    *,
    today: date,
    format: str = "csv",
    columns: Sequence[str] | None = None,
    filter: Filter | None = None,
    style: CsvStyle = PLAIN,
    custom: bool = False,
) -> int:
    """Write the rows of `kind` to `target` and return how many there were.

    `columns` are canonical names and `custom:NAME` of custom fields, in the order wanted; `custom`
    adds all custom fields of accounts. `filter` says of which accounts. Raises UsageError for a
    kind, format or column that there is not.
    """
    if kind not in KINDS:
        raise UsageError(f"There is no kind {kind!r}. Kinds: {', '.join(KINDS)}.")
    write = _writer(format, style, kind, today)
    with exporting(book, today=today, filter=filter) as export:
        wanted = _columns(export, kind, columns, custom=custom)
        with closing(export.rows(kind, [column.name for column in wanted])) as rows:
            return write(rows, wanted, target)


def export_all(
    book: Book,
    folder: Path,
    *,
    today: date,
    format: str = "csv",
    filter: Filter | None = None,
    style: CsvStyle = PLAIN,
    overwrite: bool = False,
) -> dict[str, int]:
    """Write each kind that has rows to `folder`/KIND.FORMAT; return the kinds with their rows.

    All are of one moment. Raises FileProblem where a file is there already and `overwrite` is not
    set; nothing is written then.
    """
    _check_format(format)
    with exporting(book, today=today, filter=filter) as export:
        targets = {kind: folder / f"{kind}.{format}" for kind in export.kinds()}
        for path in targets.values():
            if path.exists() and not overwrite:
                raise FileProblem(
                    f"{path} exists already; nothing was written. Use --force to replace it."
                )
        make_private_folder(folder)
        return {
            kind: _write_file(export, kind, path, _writer(format, style, kind, today))
            for kind, path in targets.items()
        }


def export_workbook(
    book: Book, target: BinaryIO, *, today: date, filter: Filter | None = None
) -> dict[str, int]:
    """Write each kind that has rows as a sheet of one workbook; return the kinds with their rows.

    All are of one moment. Raises FileProblem where no kind has any, and for what a workbook cannot
    hold.
    """
    from csm_tui.exchange.workbook_writer import SheetRows, write_workbook

    with exporting(book, today=today, filter=filter) as export, ExitStack() as opened:
        kinds = export.kinds()
        if not kinds:
            raise FileProblem("The book has no rows yet; nothing was written.")
        sheets = (
            SheetRows(kind, export.columns(kind), opened.enter_context(closing(_all(export, kind))))
            for kind in kinds
        )
        return write_workbook(sheets, target, today=today)


def export_calendar(
    book: Book,
    target: BinaryIO,
    *,
    today: date,
    filter: Filter,
    from_: date | None = None,
    to: date | None = None,
    plans: bool = True,
    alarm: timedelta | None = None,
) -> int:
    """Write the touchpoints of a span as an .ics calendar and return how many events it has.

    `plans`: also those of the program that nobody confirmed. The same book and day give the same
    bytes.
    """
    from csm_tui.exchange.calendar import write_calendar
    from csm_tui.queries.calendar_entries import entries

    with asking(book, today) as connection:
        found = entries(connection, filter, today=today, from_=from_, to=to, plans=plans)
    return write_calendar(found, target, alarm=alarm)


def _write_file(export: Export, kind: str, path: Path, write: Write) -> int:
    with whole_file(path, overwrite=True) as file, closing(_all(export, kind)) as rows:
        return write(rows, export.columns(kind), file)


def _all(export: Export, kind: str) -> Generator[tuple[object, ...], None, None]:
    """Return the rows of a kind in all its columns, custom fields too."""
    return export.rows(kind, [column.name for column in export.columns(kind)])


def _check_format(format: str) -> None:
    if format not in FORMATS:
        raise UsageError(f"There is no format {format!r}. Formats: {', '.join(FORMATS)}.")


def _writer(format: str, style: CsvStyle, kind: str, today: date) -> Write:
    _check_format(format)
    if format == "csv":
        return partial(write_csv, style=style)
    if format == "json":
        return write_json
    if format == "ndjson":
        return write_ndjson
    from csm_tui.exchange.workbook_writer import write_xlsx

    return partial(write_xlsx, title=kind, today=today)


def _columns(
    export: Export, kind: str, names: Sequence[str] | None, *, custom: bool
) -> Sequence[Column]:
    canonical = KINDS[kind].exported
    if names is None and not custom:
        return canonical
    every = export.columns(kind)
    if names is None:
        return every
    known = {column.name: column for column in canonical}
    further = {key_of(_name(column.name)): column for column in every[len(canonical) :]}
    chosen = [
        further.get(key_of(_name(name))) if name.startswith(FIELD) else known.get(name)
        for name in names
    ]
    for name, column in zip(names, chosen, strict=True):
        if column is None:
            listed = [*known, *(FIELD + _name(one.name) for one in further.values())]
            raise UsageError(f"{kind} have no column {name!r}. {_nearest(name, listed)}")
    found = [column for column in chosen if column is not None]
    return [*found, *(one for one in further.values() if custom and one not in found)]


def _nearest(name: str, columns: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name.casefold(), columns, 1)
    return f"Did you mean {near[0]}?" if near else f"Columns: {', '.join(columns)}."


def _name(header: str) -> str:
    """Return the name of a custom field in `custom:NAME` or in its full header."""
    stated = read_own_header(header)
    return stated[0] if stated else header.removeprefix(FIELD)
