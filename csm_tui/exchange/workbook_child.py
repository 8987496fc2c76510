"""The process that opens a workbook: whatever a hostile file does to it, the program lives on.

It reads the bytes of a workbook from stdin and writes JSON lines: for each sheet an object, then
its rows as `[row number, [cells]]`, and `{"end": true}` last. It knows nothing else of csm.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from python_calamine import CalamineSheet

_MIDNIGHT: Final = time()
_EXACT: Final = 1e15


def main() -> None:
    """Read the workbook on stdin; the arguments are the most memory, seconds and bytes written."""
    _limit(*map(int, sys.argv[1:4]))
    data = sys.stdin.buffer.read()
    out = sys.stdout
    from python_calamine import CalamineError, PasswordError

    try:
        for told in _told(data):
            out.write(json.dumps(told))
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


def _told(data: bytes) -> Iterator[object]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    from csm_tui.exchange.workbook_epoch import counts_from_1904
    from csm_tui.exchange.workbook_faults import unread_cells

    workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    faults = unread_cells(data)
    since_1904 = counts_from_1904(data)
    for about in workbook.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        yield {
            "sheet": about.name,
            "hidden": about.visible != SheetVisibleEnum.Visible,
            "merged": _merged_rows(sheet),
            "unread": faults.get(about.name, []),
            "since_1904": since_1904,
        }
        yield from _rows(sheet)


def _merged_rows(sheet: CalamineSheet) -> list[int]:
    """Return the rows in which cells of several columns are one, counted from 1."""
    ranges = sheet.merged_cell_ranges or []
    return sorted({first[0] + 1 for first, last in ranges if first[1] < last[1]})


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    if sheet.start is None:
        return
    # Rows come from the first of the sheet on, columns from the first that is used.
    before = [""] * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows(), 1):
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
