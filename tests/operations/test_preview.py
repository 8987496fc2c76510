from __future__ import annotations

import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from csm_tui.errors import Cancelled, InvalidValue
from csm_tui.operations import accounts
from csm_tui.operations.import_report import ImportOptions, SourceFile
from csm_tui.operations.importing import import_files
from csm_tui.operations.preview import Preview, preview
from csm_tui.operations.preview_changes import as_field, kept, left_out
from csm_tui.operations.preview_questions import answered, unanswered
from csm_tui.queries.placements import placements
from csm_tui.store import standings
from csm_tui.store.database import Book
from tests.operations.files import NOW, TODAY, bring, figures

BOOK = """external_id,name,arr,start_date,renewal_date,owner
A-1,Alpha,120000,2024-01-01,2026-12-01,Ana
A-2,Beta,30000,2024-02-01,2026-12-01,Ana
A-3,Gamma,9000,2024-02-01,2026-12-01,Ana
A-4,Delta,900,2024-02-01,2026-12-01,Ana
"""
CHANGED = """external_id,name,arr,renewal_date,owner
A-1,Alpha,125000,2026-12-01,Ana
A-2,Beta,30000,2026-12-01,Ana
A-3,Gamma,240000,2026-12-01,Ana
A-4,Delta,400,2026-12-01,Ana
A-5,Epsilon,7000,2026-12-01,Ana
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let private copies lie in a folder of the test, which must be empty in the end."""
    folder = tmp_path / "copies"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []


def tried(book: Book, files: dict[str, str], *, cancelled: Any = None, **options: Any) -> Preview:
    """Preview files given by name and text."""
    return preview(
        book,
        [SourceFile(name, text.encode()) for name, text in files.items()],
        ImportOptions(**options),
        today=TODAY,
        now=NOW,
        cancelled=cancelled,
    )


def content(book: Book) -> list[str]:
    """Return all that is in a book."""
    return list(book.connection.iterdump())


def test_a_preview_writes_nothing_and_tells_what_the_import_then_does(book: Book) -> None:
    bring(book, {"book.csv": BOOK})
    before = content(book)
    found = tried(book, {"changed.csv": CHANGED})
    assert content(book) == before
    assert (found.accounts_before, found.accounts_after) == (4, 5)
    assert (found.arr_before, found.arr_after) == (159_900_00, 402_400_00)
    done = bring(book, {"changed.csv": CHANGED})
    assert figures(found.report) == figures(done) == (5, 1, 3, 1, 0, 0)
    assert found.report.diffs == done.diffs
    standings.prepare(book.connection, TODAY)
    there = dict(placements(book.connection))
    assert found.arr_after == sum(placement.arr or 0 for placement in there.values())
    assert {one.tier: one.accounts_after for one in found.tiers} == {
        tier: [placement.tier for placement in there.values()].count(tier)
        for tier in {placement.tier for placement in there.values()}
    } | {one.tier: 0 for one in found.tiers if not one.accounts_after}
    assert not tried(book, {"changed.csv": CHANGED}).changes_anything


def test_the_biggest_consequences_come_first(book: Book) -> None:
    bring(book, {"book.csv": BOOK})
    found = tried(book, {"changed.csv": CHANGED}).consequences
    assert [(one.account, one.figure) for one in found] == [
        ("Gamma", "tier"),
        ("Gamma", "level"),
        ("Gamma", "arr"),
        ("Alpha", "arr"),
        ("Delta", "arr"),
    ]
    assert (found[2].before, found[2].after) == (9_000_00, 240_000_00)


def test_what_stops_an_import_is_a_question_and_its_answer_goes_on(book: Book) -> None:
    dates = {"new.csv": "name,start_date\nAlpha,03/04/2024\nBeta,05/06/2024\n"}
    found = tried(book, dates)
    assert found.stopped is not None
    assert found.accounts_after == 0
    asked = found.questions[0]
    assert asked.stops
    options = answered(ImportOptions(), asked, asked.choices[0].value)
    assert tried(book, dates, answers=options.answers).accounts_after == 2
    assert unanswered(options, asked) == ImportOptions()


def test_bad_rows_days_and_kinds_are_asked_for(book: Book) -> None:
    bring(book, {"book.csv": BOOK})
    bad = tried(book, {"bad.csv": "name,arr\nNew,100\nOther,lots\n"}).questions[0]
    assert bad.text == "One row of 2 cannot be taken."
    assert bad.choices[0].title.startswith("import the other 1;")
    assert answered(ImportOptions(), bad, "skip").skip_bad
    every = tried(book, {"bad.csv": "name,arr\nNew,few\nOther,lots\n"}).questions[0]
    assert every.choices[0].title.startswith("import none;")
    day = tried(book, {"usage.csv": "account,logins\nA-1,7\n"}, kind="metrics").questions[0]
    assert answered(ImportOptions(), day, "2026-01-31").date is not None
    with pytest.raises(InvalidValue, match="no date"):
        answered(ImportOptions(), day, "soon")
    broken = [SourceFile("old.csv", "name,arr\nJosé €,900\nAn\u00adá,1\n".encode() + b"\xff,2\n")]
    coded = preview(book, broken, ImportOptions(), today=TODAY, now=NOW).questions[0]
    read = answered(ImportOptions(), coded, "cp1252")
    assert preview(book, broken, read, today=TODAY, now=NOW).report.count("read") == 3
    kind = tried(book, {"odd.csv": "this,that\n1,2\n"}).questions[0]
    assert answered(ImportOptions(), kind, "contacts").kind == "contacts"


def test_a_near_match_is_asked_about_and_stays_another_where_that_is_said(book: Book) -> None:
    bring(book, {"book.csv": "name,arr\nInitech Solutions,900\n"})
    found = tried(book, {"crm.csv": "name,arr\nInitec Solutions,800\n"})
    near = next(asked for asked in found.questions if not asked.stops)
    taken = answered(ImportOptions(), near, near.choices[0].value)
    again = tried(book, {"crm.csv": "name,arr\nInitec Solutions,800\n"}, accept=taken.accept)
    assert (again.accounts_after, again.arr_after) == (1, 800_00)
    another = answered(ImportOptions(), near, "no")
    assert another.accept == {}


def test_who_wins_over_what_was_set_by_hand_is_asked(book: Book) -> None:
    bring(book, {"book.csv": BOOK})
    accounts.edit(book, 2, {"owner": "Ben"}, today=TODAY, now=NOW)
    found = tried(book, {"changed.csv": CHANGED})
    (asked,) = found.questions
    assert asked.text == "One value was set by hand and the file says otherwise: owner."
    assert found.report.count("updated") == 3
    won = answered(ImportOptions(), asked, "file")
    assert tried(book, {"changed.csv": CHANGED}, prefer=won.prefer).report.count("updated") == 4
    assert not tried(book, {"changed.csv": CHANGED}, prefer="book").questions
    assert answered(ImportOptions(), asked, "source").owns == ("owner",)


def test_one_sheet_of_a_workbook_can_be_chosen(book: Book) -> None:
    data = BytesIO()
    with xlsxwriter.Workbook(data) as workbook:
        for title, rows in (("Clients", ["name", "Alpha"]), ("Mine", ["name", "Beta"])):
            sheet = workbook.add_worksheet(title)
            for row, text in enumerate(rows):
                sheet.write_row(row, 0, [text, "arr" if row == 0 else 900])
    source = SourceFile("book.xlsx", data.getvalue())
    both = preview(book, [source], ImportOptions(), today=TODAY, now=NOW)
    assert (both.accounts_after, [file.rows for file in both.files]) == (2, [1, 1])
    one = answered(ImportOptions(), both.questions[-1], "Mine")
    found = preview(book, [source], one, today=TODAY, now=NOW)
    assert [file.columns[0].examples for file in found.files] == [("Beta",)]


def test_columns_tell_what_becomes_of_them(book: Book) -> None:
    text = "Account Name,Last Activity,ARR,Renewal Date,Tea\nAlpha,1/14/2026,900,6/30/2026,Mint\n"
    (file,) = tried(book, {"report.csv": text}).files
    assert file.title.startswith("Salesforce")
    assert [(column.header, column.use) for column in file.columns] == [
        ("Account Name", "field"),
        ("Last Activity", "left out"),
        ("ARR", "field"),
        ("Renewal Date", "field"),
        ("Tea", "not read"),
    ]
    assert file.columns[3].why.startswith("month first")
    assert file.columns[4].examples == ("Mint",)
    left = tried(book, {"report.csv": text}, answers={"report.csv:take:ARR": "leave-out"})
    assert left.files[0].columns[2].use == "left out"
    custom = tried(book, {"report.csv": text}, custom=("Tea",))
    assert custom.files[0].columns[4].use == "custom"


@pytest.mark.parametrize("field", [None, "segment"])
def test_a_column_with_a_field_of_its_own_is_kept_as_a_custom_one(
    book: Book, field: str | None
) -> None:
    said = ImportOptions()
    said = as_field(said, "a.csv", "owner", field) if field else left_out(said, "a.csv", "owner")
    source = SourceFile("a.csv", b"name,owner\nAlpha,Ana\n")
    (file,) = preview(book, [source], kept(said, "a.csv", "owner"), today=TODAY, now=NOW).files
    assert [column.use for column in file.columns] == ["field", "custom"]


def test_what_is_cancelled_leaves_nothing(book: Book) -> None:
    bring(book, {"book.csv": BOOK})
    before = content(book)
    with pytest.raises(Cancelled):
        tried(book, {"changed.csv": CHANGED}, cancelled=lambda: True)
    sources = [SourceFile("changed.csv", CHANGED.encode())]
    for ticks in range(3):
        left = iter([False] * ticks)
        with pytest.raises(Cancelled):
            import_files(
                book,
                sources,
                ImportOptions(),
                today=TODAY,
                now=NOW,
                cancelled=lambda left=left: next(left, True),  # type: ignore[misc]  # bound now
            )
        assert content(book) == before
