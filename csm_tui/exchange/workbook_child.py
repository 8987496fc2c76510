"""The process that opens a workbook: whatever a hostile file does to it, the program lives on.

It reads a workbook from the file that is its stdin and writes JSON lines: for each sheet an
object, its rows as `[row number, [cells]]`, and an object of what was noticed in them, and
`{"end": true}` last. It knows nothing else of csm.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Final
from zipfile import ZipFile, is_zipfile

from csm_tui.exchange.workbook_epoch import counts_from_1904
from csm_tui.exchange.workbook_faults import sheet_parts, unread_cells
from csm_tui.exchange.workbook_pieces import LONG, Pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import BinaryIO, TextIO

    from python_calamine import CalamineSheet, CalamineWorkbook

    from csm_tui.exchange.workbook_faults import Unread

_MIDNIGHT: Final = time()
_EXACT: Final = 1e15


def main() -> None:
    """Read the workbook on stdin; the arguments are the most memory, seconds and bytes written."""
    _limit(*map(int, sys.argv[1:4]))
    out = sys.stdout
    from python_calamine import CalamineError, PasswordError

    try:
        for one in told(sys.stdin.buffer):
            out.write(json.dumps(one))
            out.write("\n")
    except PasswordError:
        _say(out, {"error": "password"})
    except CalamineError as error:
        _say(out, {"error": "unreadable", "why": str(error)})
    else:
        _say(out, {"end": True})


def _say(out: TextIO, told: object) -> None:
    out.write(json.dumps(told))
    out.write("\n")


def _limit(memory: int, seconds: int, written: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def told(file: BinaryIO, long: int = LONG) -> Iterator[object]:
    """Yield what is told of a workbook; sheets of more than `long` bytes of XML are cut for it."""
    if not is_zipfile(file):
        yield from _all_told(file, {}, {})
        return
    with ZipFile(file) as archive:
        parts = dict(sheet_parts(archive))
        short = {title: of for title, of in parts.items() if archive.getinfo(of).file_size <= long}
        cut = {}
        if len(short) < len(parts):
            pieces = Pieces(archive, frozenset(parts.values()) - set(short.values()), long)
            file = BytesIO(pieces.rest)
            cut = {title: pieces.of(of) for title, of in parts.items() if title not in short}
        faults = {title: sorted(unread_cells(archive.read(of))) for title, of in short.items()}
        yield from _all_told(file, cut, faults, since_1904=counts_from_1904(archive))


def _opened(file: BinaryIO) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook

    file.seek(0)
    return CalamineWorkbook.from_filelike(file)


def _all_told(
    file: BinaryIO,
    cut: Mapping[str, Iterable[tuple[bytes, bytes]]],
    faults: Mapping[str, list[Unread]],
    *,
    since_1904: bool = False,
) -> Iterator[object]:
    """Tell all sheets; those in `cut` come in pieces, the `faults` of the others are known."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    workbook = _opened(file)
    for about in workbook.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        yield {
            "sheet": about.name,
            "hidden": about.visible != SheetVisibleEnum.Visible,
            "since_1904": since_1904,
        }
        if about.name in cut:
            # It holds the texts that cells share, as each piece will.
            del workbook
            yield from _rows_of_pieces(about.name, cut[about.name])
            workbook = _opened(file)
        else:
            sheet = workbook.get_sheet_by_name(about.name)
            yield from _rows(sheet, islice(sheet.iter_rows(), _first(sheet), None))
            yield _below(_width(sheet), _merged_rows(sheet), faults.get(about.name, []))


def _rows_of_pieces(title: str, pieces: Iterable[tuple[bytes, bytes]]) -> Iterator[object]:
    width = 0
    merged: list[int] = []
    faults: list[Unread] = []
    for xml, piece in pieces:
        faults += unread_cells(xml)
        del xml
        sheet = _opened(BytesIO(piece)).get_sheet_by_name(title)
        yield from _rows(sheet, sheet.to_python())
        width = max(width, _width(sheet))
        merged += _merged_rows(sheet)
        # Not two at once.
        del sheet
    yield _below(width, merged, sorted(faults))


def _below(width: int, merged: list[int], unread: list[Unread]) -> object:
    return {"width": width, "merged": merged, "unread": unread}


def _width(sheet: CalamineSheet) -> int:
    return 0 if sheet.end is None else sheet.end[1] + 1


def _merged_rows(sheet: CalamineSheet) -> list[int]:
    """Return the rows in which cells of several columns are one, counted from 1."""
    ranges = sheet.merged_cell_ranges or []
    return sorted({first[0] + 1 for first, last in ranges if first[1] < last[1]})


def _first(sheet: CalamineSheet) -> int:
    return 0 if sheet.start is None else sheet.start[0]


def _rows(
    sheet: CalamineSheet, rows: Iterable[Sequence[object]]
) -> Iterator[tuple[int, list[str]]]:
    """Tell `rows`, which are those of the sheet from the first on that is used, as columns are."""
    if sheet.start is None:
        return
    first, column = sheet.start
    before = [""] * column
    for number, cells in enumerate(rows, first + 1):
        yield number, before + [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    """Return a cell as our own files write its value: ISO dates, plain numbers, true and false."""
    if type(cell) is str:
        return cell
    if type(cell) is bool:
        return "true" if cell else "false"
    if type(cell) is float:
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == _MIDNIGHT else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return f"{cell.total_seconds() / 3600:g} h"
    return str(cell)
