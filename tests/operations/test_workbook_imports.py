from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter

from csm_tui.errors import UsageError
from csm_tui.operations.import_report import ImportOptions, SourceFile
from csm_tui.operations.importing import import_files
from csm_tui.operations.undo import undo
from csm_tui.store.database import Book
from tests.operations.files import NOW, TODAY


def _workbook() -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        accounts = book.add_worksheet("Clients")
        accounts.write("A1", "Our clients")
        accounts.write_row("A3", ["Account Name", "ARR", "Renewal Date"])
        for row, (name, arr) in enumerate((("Aurora", 120_000), ("Lumen", 30_500.5)), 3):
            accounts.write_row(row, 0, [name, arr])
            accounts.write_datetime(row, 2, date(2026, 4, 3), days)
        contacts = book.add_worksheet("People")
        contacts.write_row("A1", ["Account", "Name", "Email"])
        contacts.write_row("A2", ["Aurora", "Inés", "ines@aurora.example"])
        book.add_worksheet("Charts").write("A1", "x")
        book.add_worksheet("Targets").write_row("A1", ["Quarter", "Goal"])
        book.worksheets_objs[-1].write_row("A2", ["Q1", 5])
    return data.getvalue()


def test_the_sheets_of_a_workbook_are_one_import_and_one_undo(book: Book) -> None:
    source = SourceFile("clients.xlsx", _workbook())
    report = import_files(book, [source], ImportOptions(), today=TODAY, now=NOW)
    told = [(file.name, file.kind, file.read, file.added, file.skipped) for file in report.files]
    assert told == [
        ("clients.xlsx, sheet Clients", "accounts", 2, 2, 0),
        ("clients.xlsx, sheet People", "contacts", 1, 1, 0),
        ("clients.xlsx, sheet Targets", None, 1, 0, 1),
    ]
    rows = book.connection.execute("SELECT name, arr, renewal_date FROM account ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("Aurora", 12_000_000, "2026-04-03"),
        ("Lumen", 3_050_050, "2026-04-03"),
    ]
    again = import_files(book, [source], ImportOptions(), today=TODAY, now=NOW)
    assert (again.operation, again.count("unchanged"), again.count("read")) == (None, 3, 4)
    undo(book, today=TODAY, now=NOW)
    assert book.connection.execute("SELECT count(*) FROM account").fetchone()[0] == 0


def _of_an_old_mac() -> bytes:
    """Return a workbook whose days count from 1904: one is formatted, one a bare number."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"date_1904": True}) as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Clients")
        sheet.write_row("A1", ["name", "start_date"])
        sheet.write("A2", "Aurora")
        sheet.write_datetime("B2", date(2026, 3, 4), days)
        sheet.write_row("A3", ["Lumen", 44623])
    return data.getvalue()


def test_bare_day_numbers_of_a_workbook_count_from_where_it_says(book: Book) -> None:
    source = SourceFile("mac.xlsx", _of_an_old_mac())
    report = import_files(book, [source], ImportOptions(), today=TODAY, now=NOW)
    started = book.connection.execute("SELECT start_date FROM account").fetchall()
    assert started == [("2026-03-04",), ("2026-03-04",)]
    assert "since 1904 (as the workbook says): row 3, 44623, is 2026-03-04" in str(
        report.files[0].evidence
    )


def test_what_is_said_of_day_numbers_wins_over_the_workbook(book: Book) -> None:
    source = SourceFile("mac.xlsx", _of_an_old_mac())
    said = ImportOptions(answers={"epoch:start_date": "1900"})
    import_files(book, [source], said, today=TODAY, now=NOW)
    started = book.connection.execute("SELECT start_date FROM account").fetchall()
    assert started == [("2026-03-04",), ("2022-03-03",)]


def test_one_sheet_is_imported_by_its_name(book: Book) -> None:
    source = SourceFile("clients.xlsx", _workbook())
    options = ImportOptions(sheet=("clients",))
    report = import_files(book, [source], options, today=TODAY, now=NOW)
    assert [(file.name, file.added) for file in report.files] == [("clients.xlsx", 2)]


def test_several_sheets_are_imported_by_their_names(book: Book) -> None:
    source = SourceFile("clients.xlsx", _workbook())
    options = ImportOptions(sheet=("clients", "People"))
    report = import_files(book, [source], options, today=TODAY, now=NOW)
    assert [(file.kind, file.added) for file in report.files] == [("accounts", 2), ("contacts", 1)]


def test_a_sheet_that_no_file_has_is_refused(book: Book) -> None:
    source = SourceFile("clients.xlsx", _workbook())
    options = ImportOptions(sheet=("Clients", "Peopel"))
    with pytest.raises(UsageError, match="--sheet 'Peopel': no file has such a sheet"):
        import_files(book, [source], options, today=TODAY, now=NOW)


def test_an_import_stopped_while_its_workbook_is_opened_leaves_nothing(book: Book) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    source = SourceFile("clients.xlsx", _workbook())
    with pytest.raises(KeyboardInterrupt):
        import_files(book, [source], ImportOptions(), today=TODAY, now=NOW, progress=stop)
    assert book.connection.execute("SELECT count(*) FROM operation").fetchone()[0] == 0
    assert not book.connection.in_transaction
