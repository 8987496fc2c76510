from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
import xlsxwriter

from csm_tui.exchange.problems import BadSheet
from csm_tui.exchange.workbook import is_workbook, read_workbook
from csm_tui.exchange.workbook_faults import UNCALCULATED

_AT_HALF_PAST_TEN = datetime(2026, 3, 1, 10, 30, tzinfo=UTC).replace(tzinfo=None)


def _workbook(*, epoch_1904: bool = False) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"date_1904": epoch_1904}) as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        hours = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet("Accounts")
        sheet.merge_range("A1:D1", "Book of business")
        sheet.write_row("B3", ["Name", "ARR", "Renewal", "Active"])
        sheet.write_row("B4", ["00123", 12000.5])
        sheet.write_datetime("D4", date(2026, 3, 1), days)
        sheet.write_boolean("E4", True)
        sheet.write_row("B5", ["Lumen", 61000])
        sheet.write_datetime("D5", _AT_HALF_PAST_TEN, hours)
        sheet.write_formula("E5", "=1/0", None, "#DIV/0!")
        book.add_worksheet("Notes").hide()
    return data.getvalue()


def _never_calculated() -> bytes:
    """Return the workbook as a program writes it that does not calculate."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as old, zipfile.ZipFile(data, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                before, _, after = content.partition(b'<c r="E5"')
                content = before + b'<c r="E5"><f>1/0</f></c>' + after.partition(b"</c>")[2]
            new.writestr(part, content)
    return data.getvalue()


def _zip(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(f"{part}.xml", content)
    return data.getvalue()


def _refusal(data: bytes) -> str:
    with pytest.raises(BadSheet) as refused:
        read_workbook(data, name="book.xlsx")
    return refused.value.problem.problem


def test_cells_are_texts_as_our_own_files_write_them_under_their_row_numbers() -> None:
    accounts, notes = read_workbook(_workbook(), name="book.xlsx")
    assert dict(accounts.rows)[3] == ["", "Name", "ARR", "Renewal", "Active"]
    assert dict(accounts.rows)[4] == ["", "00123", "12000.5", "2026-03-01", "true"]
    assert dict(accounts.rows)[5][:4] == ["", "Lumen", "61000", "2026-03-01 10:30:00"]
    assert (accounts.title, accounts.hidden) == ("Accounts", False)
    assert accounts.merged == frozenset({1})
    assert (notes.title, notes.hidden, [*notes.rows]) == ("Notes", True, [])


def test_a_workbook_of_the_1904_epoch_has_the_same_days() -> None:
    accounts, _ = read_workbook(_workbook(epoch_1904=True), name="book.xlsx")
    assert date.fromisoformat(dict(accounts.rows)[4][3]) == date(2026, 3, 1)


@pytest.mark.parametrize("since_1904", [True, False])
def test_a_workbook_says_from_when_its_bare_day_numbers_count(since_1904: bool) -> None:
    sheets = read_workbook(_workbook(epoch_1904=since_1904), name="book.xlsx")
    assert [sheet.since_1904 for sheet in sheets] == [since_1904] * 2


def test_errors_and_formulas_without_a_value_are_told_with_their_cell() -> None:
    accounts, _ = read_workbook(_workbook(), name="book.xlsx")
    assert accounts.unread == ((5, 4, "#DIV/0!"),)
    never = _workbook().replace(b"PK", b"PK", 1)
    with zipfile.ZipFile(io.BytesIO(never)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    bare = b'<c r="E5"><f>1/0</f></c>'
    start = sheet.index(b'<c r="E5"')
    parts["xl/worksheets/sheet1.xml"] = (
        sheet[:start] + bare + sheet[sheet.index(b"</row>", start) :]
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    accounts, _ = read_workbook(data.getvalue(), name="book.xlsx")
    assert accounts.unread == ((5, 4, UNCALCULATED),)


def test_a_small_file_that_unpacks_to_far_more_is_refused_t092() -> None:
    data = _zip(sheet=b"0" * (200 << 20))
    assert len(data) < 300 << 10
    assert "not a safe workbook" in _refusal(data)


def test_a_cell_at_the_far_end_costs_a_sentence_t093() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        sheet.write("A1", "name")
        sheet.write("XFD1048576", "far")
    assert "not a safe workbook" in _refusal(data.getvalue())


@pytest.mark.parametrize(
    "entity",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    ],
)
def test_xml_entities_are_refused_unread_t094(entity: bytes) -> None:
    assert "not a safe workbook" in _refusal(_zip(sheet=b'<?xml version="1.0"?>' + entity))


@pytest.mark.parametrize("data", [b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0junk", _zip(other=b"<x/>")])
def test_what_is_no_workbook_is_refused_with_what_to_do(data: bytes) -> None:
    assert is_workbook(data)
    assert "no workbook that can be read" in _refusal(data)


def test_whoever_waits_for_a_workbook_can_end_its_reading() -> None:
    class Enough(Exception):
        pass

    def waiting() -> None:
        raise Enough

    with pytest.raises(Enough):
        read_workbook(_workbook(), name="book.xlsx", waiting=waiting)
