"""A team's export: the user's accounts, the others', and what belongs to those."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csm_tui.errors import UsageError
from tests.operations.files import ask, bring, figures, stopped

if TYPE_CHECKING:
    from csm_tui.operations.import_report import ImportReport
    from csm_tui.store.database import Book

TEAM = (
    "external_id,name,owner,arr\n1,Acme,Ana Lima,5\n2,Beta,Ben,6\n3,Gamma,ANA LIMA,7\n"
    "4,Delta,,8\n5,Eta,Cy,x\n"
)
GOOD = TEAM.replace(",x\n", ",9\n")
CONTACTS = "external_id,account,name,email\nC1,1,Ines,i@a.com\nC2,Beta,Bo,bo@beta.com\n"
TASKS = "contact_id,account,title\nC1,,Call\nC2,,Call\n,2,Mail\n"


def names(book: Book) -> list[str]:
    return [row[0] for row in ask(book, "SELECT name FROM account ORDER BY id")]


def said(report: ImportReport) -> str:
    return str(report.files[0].evidence["owners"])


def test_without_an_answer_all_are_kept_and_it_is_said_how_to_take_only_one_s_own(
    book: Book,
) -> None:
    report = bring(book, {"a.csv": GOOD})
    assert figures(report) == (5, 5, 0, 0, 0, 0)
    assert said(report).startswith("3 owners (Ana Lima 2, Ben 1, Cy 1): all kept; yours alone")
    ((_, offered),) = report.questions
    assert (offered.what, [one.value for one in offered.choices]) == (
        "owner",
        ["Ana Lima", "Ben", "Cy"],
    )


def test_the_others_and_all_that_is_theirs_are_left_out_also_rows_that_are_wrong(
    book: Book,
) -> None:
    files = {"a.csv": TEAM, "c.csv": CONTACTS, "t.csv": TASKS}
    report = bring(book, files, owner="ana", others="leave-out")
    assert [file.counts()["skipped"] for file in report.files] == [2, 1, 2]
    assert figures(report) == (10, 5, 0, 0, 5, 0)
    assert said(report) == "2 rows of 2 other owners (Ben 1, Cy 1), left out as asked"
    assert names(book) == ["Acme", "Gamma", "Delta"]
    assert ask(book, "SELECT count(*) FROM task") == [(1,)]
    again = bring(book, files, answers={"owner": "Ana Lima", "others": "leave-out"})
    assert figures(again) == (10, 0, 0, 5, 5, 0)


def test_an_account_that_changed_hands_stays_as_it_is_and_a_full_sync_keeps_it(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name,owner\n1,Acme,Ana\n2,Beta,Ana\n"}, source="crm")
    bring(book, {"a.csv": "name,owner\nGamma,Ana\n"}, source="crm")
    file = {"a.csv": "external_id,name,owner\n1,Acme,Ben\n2,Beta,Ana\n,Gamma,Ben\n"}
    report = bring(book, file, source="crm", owner="Ana", others="leave-out", full_sync=True)
    assert report.notices[0].problem == "Acme is Ben's in this file; in the book it stays as it is."
    assert report.archived == 0
    assert ask(book, "SELECT owner FROM account ORDER BY id") == [("Ana",)] * 3


def test_the_others_accounts_are_not_added_unasked_to_a_book_of_one_owner(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name,owner\n1,Acme,Ana Lima\n"}, source="crm")
    refusal = stopped(book, {"a.csv": GOOD}, source="crm")
    (problem,) = refusal.report.problems
    assert problem.problem == (
        "the accounts of the book are Ana Lima's; the file has those of 2 other owners "
        "(Ben 1, Cy 1) too."
    )
    assert problem.hint == "Say which with `--others keep|leave-out`."
    assert [question.what for _, question in refusal.report.questions] == ["others"]
    left_out = bring(book, {"a.csv": GOOD}, source="crm", others="leave-out", dry_run=True)
    assert figures(left_out) == (5, 2, 1, 0, 2, 0)
    assert figures(bring(book, {"a.csv": GOOD}, source="crm", others="keep"))[1] == 4
    assert figures(bring(book, {"a.csv": GOOD}, source="crm")) == (5, 0, 0, 5, 0, 0)


def test_an_owner_that_nobody_is_and_flags_without_owners_are_refused(book: Book) -> None:
    refusal = stopped(book, {"a.csv": GOOD}, owner="Zoe", others="leave-out")
    assert "nobody called Zoe owns an account here" in refusal.report.problems[0].problem
    refusal = stopped(book, {"a.csv": GOOD}, owner="Ben")
    assert "--others" in str(refusal.report.problems[0].hint)
    refusal = stopped(book, {"a.csv": GOOD}, others="leave-out")
    assert "--owner NAME" in str(refusal.report.problems[0].hint)
    with pytest.raises(UsageError, match="no file says whose"):
        bring(book, {"a.csv": "name\nAcme\n"}, owner="Ben")
    with pytest.raises(UsageError, match="Write the name in full"):
        bring(
            book, {"a.csv": "name,owner\nA,Ana Lima\nB,Ana Cruz\n"}, owner="ana", others="leave-out"
        )


def test_what_later_files_hold_of_the_others_accounts_is_left_out_and_named(book: Book) -> None:
    bring(book, {"a.csv": TEAM}, owner="Ana Lima", others="leave-out", source="crm")
    files = {"c.csv": CONTACTS, "t.csv": TASKS}
    report = bring(book, files, source="crm", others="leave-out")
    assert [file.counts()["skipped"] for file in report.files] == [1, 2]
    assert report.files[0].evidence["skipped"] == [
        "1 row of accounts that the book has not (Beta): those of other owners are left out"
    ]
    assert [(one.line, one.problem) for one in stopped(book, files).report.problems] == [
        (3, "there is no account 'Beta'."),
        (3, "there is no contact 'C2' that leads to one account."),
        (4, "there is no account '2'."),
    ]
