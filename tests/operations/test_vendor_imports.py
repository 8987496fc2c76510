"""Exports of known programs and flat sheets, into a book: sources, counts, the second time."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from csm_tui.store.database import Book
from csm_tui.store.journal import undo
from tests.operations.files import NOW, TODAY, ask, bring, figures, stopped

REPORT = (
    "Last Activity,Account Owner,Account Name,Account ID,Annual Revenue\n"
    "1/12/2026,Ana,Acme,001bm00001ZL8U9AAL,90000000\n"
    "1/14/2026,Ana,Beta,001bm00001ZL8UAAA1,5000000\n"
    '"Grand Totals (2 records)",,,,\n'
    "Confidential Information - Do Not Distribute,,,,\n"
)
FLAT = (
    "Account Name,ARR,Account Owner,Contact Name,Email,NPS,NPS Date,Next Meeting\n"
    "Acme,100,Ana,Rose,r@a.com,9,2026-01-10,2026-02-20\n"
    "Acme,100,Ana,Tom,t@a.com,,,\n"
    "Beta,50,Ana,,,3,2026-01-11,\n"
)


def test_the_program_that_wrote_a_file_is_the_source_of_its_ids(book: Book) -> None:
    report = bring(book, {"a.csv": REPORT})
    assert figures(report) == (2, 2, 0, 0, 0, 0)
    (file,) = report.files
    assert (file.source, "Salesforce: columns" in str(file.evidence["source"])) == (
        "salesforce",
        True,
    )
    assert ask(book, "SELECT source, name, arr, last_contact_on FROM account") == [
        ("salesforce", "Acme", None, None),
        ("salesforce", "Beta", None, None),
    ]
    # Another order of the columns and of the rows is the same file.
    header, first, second, *_ = REPORT.splitlines()
    turned = [",".join(reversed(line.split(","))) for line in (header, second, first)]
    again = bring(book, {"b.csv": "\n".join(turned)})
    assert (figures(again), again.operation) == ((2, 0, 0, 2, 0, 0), None)


def test_source_names_the_ids_otherwise_where_it_is_said(book: Book) -> None:
    bring(book, {"a.csv": REPORT}, source="crm")
    assert ask(book, "SELECT DISTINCT source FROM account") == [("crm",)]


def test_a_flat_sheet_is_one_import_of_several_kinds_and_one_undo(book: Book) -> None:
    report = bring(book, {"flat.csv": FLAT})
    told = [(file.name, file.kind, file.read, file.added) for file in report.files]
    assert told == [
        ("flat.csv", "accounts", 2, 2),
        ("flat.csv", "contacts", 2, 2),
        ("flat.csv", "touchpoints", 1, 1),
        ("flat.csv", "surveys", 2, 2),
    ]
    figures(report)
    mapping: Any = report.as_json()["mapping"]
    assert set(mapping) == {
        "flat.csv",
        "flat.csv, contacts",
        "flat.csv, touchpoints",
        "flat.csv, surveys",
    }
    assert ask(book, "SELECT kind, status, date FROM touchpoint") == [
        ("check-in", "planned", "2026-02-20")
    ]
    again = bring(book, {"flat.csv": FLAT.replace("Rose", "Rosa")}, dry_run=True)
    assert [file.unchanged for file in again.files] == [2, 1, 1, 2]
    assert figures(bring(book, {"other.csv": FLAT})) == (7, 0, 0, 7, 0, 0)
    undo(book, today=TODAY, now=NOW)
    assert ask(book, "SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM survey)") == [
        (0, 0)
    ]


def test_the_rejects_of_a_flat_sheet_are_whole_rows_in_one_file(book: Book, tmp_path: Path) -> None:
    file = tmp_path / "flat.csv"
    file.write_text(FLAT.replace("2026-01-10", "2026-13-10").replace("Beta,50", "Beta,lots"))
    report = bring(book, file, skip_bad=True)
    figures(report)
    (rejects,) = {told.rejects for told in report.files if told.rejects}
    rows = Path(str(rejects)).read_text().splitlines()
    assert [row.split(",")[0] for row in rows] == ["Account Name", "Acme", "Beta"]
    assert rows[0] == FLAT.splitlines()[0] + ",csm_problem"
    mended = "\n".join(rows).replace("2026-13-10", "2026-01-10").replace("lots", "50")
    Path(str(rejects)).write_text(mended)
    assert bring(book, Path(str(rejects))).count("rejected") == 0
    assert ask(book, "SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM survey)") == [
        (2, 2)
    ]


def test_an_account_is_found_by_its_name_where_nobody_has_its_id(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name\nA-1,Acme\nA-2,Beta\n"})
    header = "Activity Date,Context Name,Company Id,Subject,Comments"
    rows = "2026-01-20,Acme,1P02X,Call,fine\n2026-01-21,Beta,1P02Y,Email,sent\n"
    report = bring(book, {"timeline.csv": f"{header}\n{rows}"})
    assert figures(report) == (2, 2, 0, 0, 0, 0)
    assert "2 rows by Context Name" in str(report.files[0].evidence["account"])
    assert ask(
        book,
        "SELECT a.name, t.kind, t.channel FROM touchpoint t JOIN account a ON a.id = t.account_id",
    ) == [("Acme", "check-in", "phone"), ("Beta", "email", "email")]
    wrong = stopped(book, {"t.csv": f"{header}\n2026-01-20,Nobody,1P02X,Call,fine\n"})
    assert "there is no account '1P02X'" in str(wrong)


def test_what_no_kind_holds_is_left_out_beside_others_and_refused_alone(book: Book) -> None:
    leads = {"leads.csv": "Id,IsDeleted,LastName,Company,Status\n1,FALSE,Gil,Acme,Open\n"}
    assert "leads are people of companies" in str(stopped(book, leads))
    report = bring(book, {"a.csv": REPORT, **leads})
    assert figures(report) == (3, 2, 0, 0, 1, 0)


def test_deleted_records_of_the_other_program_are_left_out(book: Book) -> None:
    rows = "001bm00001ZL8U9AAL,FALSE,Acme\n001bm00001ZL8UAAA1,TRUE,Beta\n"
    report = bring(book, {"a.csv": f"Id,IsDeleted,Name\n{rows}"})
    assert report.files[0].evidence["deleted"] == "1 row of deleted records left out (line 3)"
    assert ask(book, "SELECT name FROM account") == [("Acme",)]


def test_unknown_columns_are_told_with_examples_and_what_can_be_done(book: Book) -> None:
    report = bring(book, {"a.csv": "name,arr,Wallet size\nAcme,5,big\n"})
    told: Any = report.as_json()["files"]
    (file,) = told
    assert file["evidence"]["not read"] == ["Wallet size"]
    assert file["unknown"] == [
        {
            "header": "Wallet size",
            "place": 2,
            "examples": ("big",),
            "suggestions": ("--map FIELD='Wallet size'", "--keep 'Wallet size'"),
        }
    ]


def test_churnguard_needs_no_map(book: Book, shared_data: Path) -> None:
    files = sorted((shared_data / "churnguard").glob("*.csv"))
    report = bring(book, *files, date=TODAY)
    assert report.count("added") == report.count("read") == 600
    assert ask(book, "SELECT sum(arr) FROM account") == [(24_907_778_00,)]
    silent = "SELECT count(*) FROM touchpoint WHERE kind = 'other' AND date < ?"
    assert ask(book, silent, str(date(2026, 1, 2))) == [(26,)]


GAINSIGHT = (
    "Gsid,Name,health,industry,renewal_date\ng1,Acme,80,n/a,2026-05-01\ng2,Beta,30,Retail,-\n"
)


def test_a_column_of_another_program_is_asked_of_also_where_it_is_called_as_ours(
    book: Book,
) -> None:
    refusal = stopped(book, {"gainsight.csv": GAINSIGHT})
    assert "which end is healthy" in str(refusal)
    assert "--health-scale 0-100|0-100-reversed" in str(refusal)
    report = bring(book, {"gainsight.csv": GAINSIGHT}, health_scale="0-100")
    assert report.files[0].evidence["industry"] == "n/a is blank (1 row)"
    assert ask(book, "SELECT name, industry FROM account ORDER BY name") == [
        ("Acme", None),
        ("Beta", "Retail"),
    ]


def test_our_own_names_in_a_sheet_of_nobody_mean_what_they_mean_here(book: Book) -> None:
    sheet = GAINSIGHT.replace("Gsid", "external_id")
    bring(book, {"mine.csv": sheet})
    assert ask(book, "SELECT name, industry FROM account ORDER BY name") == [
        ("Acme", "n/a"),
        ("Beta", "Retail"),
    ]


def test_what_a_flat_sheet_leaves_blank_is_told_in_each_of_its_kinds(book: Book) -> None:
    flat = FLAT.replace("Tom,t@a.com,,,", "Tom,t@a.com,n/a,-,-")
    told = {file.kind: file.evidence for file in bring(book, {"flat.csv": flat}).files}
    assert told["surveys"]["score"] == "n/a is blank (1 row)"
    assert str(told["touchpoints"]["date"]).endswith("; - is blank (1 row)")


def test_a_sheet_that_may_be_of_a_program_says_how_to_name_it(book: Book) -> None:
    sheet = "externalId,name,industry\nv1,Acme,Retail\n"
    (file,) = bring(book, {"vitally.csv": sheet}, dry_run=True).files
    assert (file.source, "--source vitally" in str(file.evidence["may be of"])) == ("", True)
    (file,) = bring(book, {"vitally.csv": sheet}, source="vitally").files
    assert "may be of" not in file.evidence
    assert ask(book, "SELECT source, external_id FROM account") == [("vitally", "v1")]
