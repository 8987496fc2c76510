"""A long sheet is read in pieces, and what is read is what it is as a whole."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from csm_tui.exchange.workbook import read_workbook
from csm_tui.exchange.workbook_child import told
from csm_tui.exchange.workbook_pieces import Pieces

SHEET = "xl/worksheets/sheet1.xml"


def _workbook(*, shared: bool = True, epoch_1904: bool = False) -> bytes:
    """Return a workbook of a long sheet with gaps, dates, merges and errors, and a short one."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(
        data, {"date_1904": epoch_1904, "constant_memory": not shared, "in_memory": True}
    ) as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Long")
        sheet.merge_range("B2:D2", "Book of business <row r='9'>")
        for row in [*range(3, 300), *range(700, 900)]:
            sheet.write_row(row, 1, [f"B-{row:03d}", "Söhne & Co", row / 7, row % 2 == 0])
            sheet.write_datetime(row, 5, date(2026, 1 + row % 12, 3), days)
            if row % 50 == 0:
                sheet.write_formula(row, 6, "=1/0", None, "#DIV/0!")
        sheet.write(850, 12, "far to the right")
        book.add_worksheet("Short").write("A1", "name")
    return data.getvalue()


def _changed(data: bytes, old: bytes, new: bytes) -> bytes:
    """Return a workbook with something else in the XML of its long sheet."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(changed, "w") as target:
        for name in archive.namelist():
            xml = archive.read(name)
            target.writestr(name, re.sub(old, new, xml) if name == SHEET else xml)
    return changed.getvalue()


def _read(data: bytes, long: int) -> list[Any]:
    """Return what is told of a workbook, rows as wide as their sheet and without empty ones."""
    lines: list[Any] = [*told(io.BytesIO(data), long)]
    widths = iter([line["width"] for line in lines if isinstance(line, dict) and "width" in line])
    read: list[Any] = []
    for line in lines:
        if isinstance(line, dict):
            read.append(line)
            width = next(widths, 0) if "sheet" in line else 0
        elif any(line[1]):
            read.append((line[0], line[1] + [""] * (width - len(line[1]))))
    return read


def _pieces(data: bytes, long: int = 4_000) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return len([*Pieces(archive, frozenset((SHEET,)), long).of(SHEET)])


@pytest.fixture
def _little_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csm_tui.exchange.workbook_pieces._BLOCK", 500)


@pytest.mark.usefixtures("_little_at_once")
@pytest.mark.parametrize("epoch_1904", [False, True])
@pytest.mark.parametrize("shared", [False, True])
def test_pieces_together_are_the_sheet(shared: bool, epoch_1904: bool) -> None:
    data = _workbook(shared=shared, epoch_1904=epoch_1904)
    whole = _read(data, 1 << 30)
    assert _pieces(data) > 5
    assert _read(data, 4_000) == whole
    long, below = whole[0], next(one for one in whole if isinstance(one, dict) and "width" in one)
    assert (long["sheet"], long["since_1904"]) == ("Long", epoch_1904)
    assert (below["width"], below["merged"], len(below["unread"])) == (13, [2], 9)
    assert whole[-2:] == [(1, ["name"]), {"width": 1, "merged": [], "unread": []}]


@pytest.mark.usefixtures("_little_at_once")
def test_so_they_are_under_a_prefix() -> None:
    prefixed = _changed(_workbook(), rb"(</?)(\w+)(?=[ />])", rb"\1x:\2")
    prefixed = _changed(prefixed, rb"xmlns=", rb"xmlns:x=")
    whole = _read(prefixed, 1 << 30)
    assert _pieces(prefixed) > 5
    assert _read(prefixed, 4_000) == whole
    assert [len(one["unread"]) for one in whole if "unread" in one] == [9, 0]


@pytest.mark.usefixtures("_little_at_once")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rb"<sheetData>", rb"<!-- <row r='1'> --><sheetData>"),
        (rb'<row r="\d+"', rb"<row"),
    ],
    ids=["a comment", "rows that do not say which they are"],
)
def test_what_cannot_be_told_apart_stays_in_one(old: bytes, new: bytes) -> None:
    data = _changed(_workbook(), old, new)
    assert _pieces(data) == 1
    assert _read(data, 4_000) == _read(data, 1 << 30)


def _of_rows(count: int) -> bytes:
    """Return a workbook of so many rows of twelve numbers."""
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{letter}{row}"><v>{row}.25</v></c>' for letter in "BCDEFGHIJKL")
        + "</row>"
        for row in range(2, count)
    )
    last = f'<row r="{count}"><c r="A{count}"><v>1</v></c><c r="N{count}"><v>2</v></c></row>'
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        book.add_worksheet("Long")
    return _changed(
        data.getvalue(), rb"<sheetData/>", f"<sheetData>{rows}{last}</sheetData>".encode()
    )


def test_all_rows_are_as_wide_as_the_widest() -> None:
    (sheet,) = read_workbook(_of_rows(16_000), name="long.xlsx")
    rows = [*sheet.rows]
    assert rows[0] == (2, ["", *["2.25"] * 11, "", ""])
    assert rows[-1] == (16_000, ["1", *[""] * 12, "2"])
    assert {len(cells) for _, cells in rows} == {14}


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is of Linux")
def test_more_rows_need_no_more_memory(tmp_path: Path) -> None:
    code = (
        "import sys; from csm_tui.exchange.workbook_child import main; main(); "
        "sys.stderr.write(open('/proc/self/status').read())"
    )
    held = []
    for count in (16_000, 40_000):
        file = tmp_path / f"{count}.xlsx"
        file.write_bytes(_of_rows(count))
        command = [sys.executable, "-c", code, str(1 << 30), "60", str(1 << 30)]
        with file.open("rb") as given, (tmp_path / "told").open("wb") as written:
            done = subprocess.run(
                command, stdin=given, stdout=written, stderr=subprocess.PIPE, check=True, text=True
            )
        most = re.search(r"VmHWM:\s+(\d+) kB", done.stderr)
        assert most is not None
        held.append(int(most[1]))
    assert held[1] < 1.2 * held[0]
