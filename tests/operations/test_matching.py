"""Which record a row means: by id, domain, exact name, folded name; one to one, never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.store.journal import operation
from tests.operations.files import NOW, TODAY, ask, bring, figures, stopped

if TYPE_CHECKING:
    from csm_tui.store.database import Book


def accounts(book: Book) -> list[tuple[object, ...]]:
    return ask(book, "SELECT name, source, external_id, domain, arr FROM account ORDER BY id")


def test_an_external_id_wins_over_domain_and_name(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name,domain\n1,Acme,acme.com\n2,Beta,beta.com\n"})
    report = bring(book, {"a.csv": "external_id,name,domain\n2,Acme,acme.com\n"})
    assert figures(report) == (1, 0, 1, 0, 0, 0)
    assert accounts(book)[1][:4] == ("Acme", "", "2", "acme.com")


def test_the_same_id_of_another_source_is_another_account(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name\n1,Acme\n"}, source="crm")
    report = bring(book, {"b.csv": "external_id,name\n1,Other\n"}, source="billing")
    assert figures(report) == (1, 1, 0, 0, 0, 0)
    assert [row[:3] for row in accounts(book)] == [("Acme", "crm", "1"), ("Other", "billing", "1")]


def test_a_row_with_an_id_gives_it_to_the_record_it_meets_by_domain(book: Book) -> None:
    bring(book, {"a.csv": "name,domain\nAcme,acme.com\n"})
    report = bring(
        book, {"b.csv": "external_id,name,domain\n7,Acme Group,ACME.com\n"}, source="crm"
    )
    assert figures(report) == (1, 0, 1, 0, 0, 0)
    assert accounts(book) == [("Acme Group", "crm", "7", "ACME.com", None)]


def test_a_record_with_an_id_of_another_source_gets_an_alias(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name\n1,Acme\n"}, source="crm")
    report = bring(book, {"b.csv": "external_id,name\nZ9,Acme\n"}, source="billing")
    assert figures(report) == (1, 0, 1, 0, 0, 0)
    assert accounts(book) == [("Acme", "crm", "1", None, None)]
    assert ask(book, "SELECT account_id, source, external_id FROM account_alias") == [
        (1, "billing", "Z9")
    ]
    again = bring(book, {"b.csv": "external_id,name,arr\nZ9,Acme AG,5\n"}, source="billing")
    assert figures(again) == (1, 0, 1, 0, 0, 0)
    assert accounts(book) == [("Acme AG", "crm", "1", None, 500)]


def test_a_row_with_an_id_never_meets_a_record_that_has_another_id_of_its_source(
    book: Book,
) -> None:
    bring(book, {"a.csv": "external_id,name,domain\n1,Acme,acme.com\n"}, source="crm")
    report = bring(book, {"b.csv": "external_id,name,domain\n2,Acme,acme.com\n"}, source="crm")
    assert figures(report) == (1, 1, 0, 0, 0, 0)


def test_a_second_row_with_the_same_id_is_rejected_naming_the_first_line(book: Book) -> None:
    refusal = stopped(book, {"a.csv": "external_id,name\n1,Acme\n2,Beta\n1,Acme\n"})
    (problem,) = refusal.report.problems
    assert (problem.line, problem.column) == (4, "external_id")
    assert problem.problem == "line 2 has the same external id."
    assert figures(refusal.report) == (3, 0, 0, 0, 2, 1)
    assert accounts(book) == []


def test_two_rows_that_mean_one_record_by_two_ids_are_not_merged(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name\n1,Acme\n"}, source="crm")
    bring(book, {"b.csv": "external_id,name\nZ,Acme\n"}, source="billing")
    both = "external_id,source,name\n1,crm,Acme\nZ,billing,Acme\n"
    refusal = stopped(book, {"c.csv": both})
    assert [problem.line for problem in refusal.report.problems] == [3]


def test_names_are_compared_without_case_accents_and_punctuation(book: Book) -> None:
    bring(book, {"a.csv": "name,arr\nCafé Perú S.A.,1\n"})
    report = bring(book, {"b.csv": 'name,arr\n"CAFE PERU, SA",2\n'})
    assert figures(report) == (1, 0, 1, 0, 0, 0)
    assert accounts(book) == [("CAFE PERU, SA", "", None, None, 200)]
    refers = bring(book, {"t.csv": "account,title\nCafé Perú,Call\n"})
    assert figures(refers) == (1, 1, 0, 0, 0, 0)


def test_a_name_of_another_legal_form_is_a_candidate_and_never_taken(book: Book) -> None:
    bring(book, {"a.csv": "name,arr\nBeta,1\n"})
    file = {"b.csv": "name,arr\nBeta GmbH,2\n"}
    report = bring(book, file, dry_run=True)
    assert (figures(report), report.diffs) == ((1, 1, 0, 0, 0, 0), ())
    (found,) = report.candidates
    assert (found.name, found.account, found.why) == (
        "Beta GmbH",
        "Beta",
        "the names differ only in their legal form",
    )
    assert figures(bring(book, file, accept={"Beta GmbH": "Beta"})) == (1, 0, 1, 0, 0, 0)
    assert accounts(book) == [("Beta", "", None, None, 200)]
    assert figures(bring(book, file)) == (1, 0, 0, 1, 0, 0)


def test_of_accounts_that_differ_in_their_legal_form_the_row_means_its_own(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name\n1,Acme Inc\n2,Acme GmbH\n"}, source="crm")
    assert figures(bring(book, {"b.csv": "name,arr\nACME INC.,1\n"})) == (1, 0, 1, 0, 0, 0)
    assert [row[4] for row in accounts(book)] == [100, None]


def test_an_ambiguous_folded_name_is_rejected_with_its_candidates(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name\n1,Acme Inc\n2,Acme GmbH\n"}, source="crm")
    refusal = stopped(book, {"b.csv": "name,arr\nACME,1\n"})
    (problem,) = refusal.report.problems
    assert "Acme Inc (crm:1), Acme GmbH (crm:2)" in problem.problem
    assert problem.hint is not None and "external_id" in problem.hint


def test_two_rows_for_one_folded_name_are_rejected_naming_each_other(book: Book) -> None:
    bring(book, {"a.csv": "name\nAcme\n"})
    refusal = stopped(book, {"b.csv": "name\nAcme Inc\nAcme GmbH\n"})
    assert [problem.line for problem in refusal.report.problems] == [2, 3]
    assert "line 3 may both mean Acme" in refusal.report.problems[0].problem


def test_rows_without_ids_meet_records_of_their_name_in_order(book: Book) -> None:
    bring(book, {"a.csv": "name,arr\nAcme,1\nAcme,2\n"})
    report = bring(book, {"b.csv": "name,arr\nAcme,1\nAcme,5\nAcme,9\n"})
    assert figures(report) == (3, 1, 1, 1, 0, 0)
    assert [row[4] for row in accounts(book)] == [100, 500, 900]


def test_fewer_rows_than_records_of_a_name_are_not_guessed(book: Book) -> None:
    bring(book, {"a.csv": "name,arr\nAcme,1\nAcme,2\n"})
    refusal = stopped(book, {"b.csv": "name,arr\nAcme,2\n"})
    assert "several accounts are called so" in refusal.report.problems[0].problem


def test_a_shared_domain_decides_nothing_and_the_name_does(book: Book) -> None:
    bring(book, {"a.csv": "name,domain\nNorth,group.com\nSouth,group.com\n"})
    report = bring(book, {"b.csv": "name,domain,arr\nSouth,group.com,3\n"})
    assert figures(report) == (1, 0, 1, 0, 0, 0)
    assert [row[4] for row in accounts(book)] == [None, 300]


def test_a_living_account_is_met_before_an_archived_one_of_the_same_name(book: Book) -> None:
    bring(book, {"a.csv": "name,external_id\nAcme,1\nAcme,2\n"}, source="crm")
    with operation(book, "Archive", today=TODAY, now=NOW) as recorder:
        recorder.update("account", 1, {"archived_on": TODAY})
    report = bring(book, {"b.csv": "name,arr\nAcme,3\n"})
    assert figures(report) == (1, 0, 1, 0, 0, 0)
    assert [row[4] for row in accounts(book)] == [None, 300]


def test_a_row_of_an_archived_account_is_told_and_brings_it_not_back(book: Book) -> None:
    bring(book, {"a.csv": "name,external_id\nAcme & Co,1\nBeta,2\n"}, source="crm")
    with operation(book, "Archive", today=TODAY, now=NOW) as recorder:
        recorder.update("account", 1, {"archived_on": TODAY})
    file = {"b.csv": "name,external_id\nAcme & Co,1\nBeta,2\n"}
    report = bring(book, file, source="crm")
    assert figures(report) == (2, 0, 0, 2, 0, 0)
    (notice,) = report.notices
    assert (notice.line, notice.problem, notice.hint) == (
        2,
        "Acme & Co is archived, and stays so.",
        "Bring it back with: csm archive 'Acme & Co' --back",
    )
    assert bring(book, file, source="crm", full_sync=True).notices == ()


def test_our_own_mark_finds_the_account_it_was_made_for(book: Book) -> None:
    bring(book, {"a.csv": "name,arr\nAcme,1\nAcme,2\n"})
    report = bring(book, {"b.csv": "external_id,source,name,arr\ncsm-2,csm,Acme,7\n"})
    assert figures(report) == (1, 0, 1, 0, 0, 0)
    assert [row[2:] for row in accounts(book)] == [(None, None, 100), ("csm-2", None, 700)]


BOOK = {
    "accounts.csv": (
        "external_id,source,name,domain\n1,crm,Acme,acme.com\n2,crm,Beta Ltd,beta.com\n"
        "1,erp,Other,other.com\n"
    )
}


def referring(book: Book, *references: str) -> list[str]:
    rows = "".join(
        f"{reference},2026-01-0{n + 1},email\n" for n, reference in enumerate(references)
    )
    bring(book, {"t.csv": f"account,date,kind\n{rows}"})
    found = ask(
        book, "SELECT a.name FROM touchpoint t JOIN account a ON a.id = t.account_id ORDER BY date"
    )
    return [row[0] for row in found]


def test_an_account_is_referred_to_by_source_and_id_id_domain_or_name(book: Book) -> None:
    bring(book, BOOK)
    found = referring(book, "erp:1", "2", "ACME.com", "Beta Ltd", "beta", "crm:1")
    assert found == ["Other", "Beta Ltd", "Acme", "Beta Ltd", "Beta Ltd", "Acme"]


def test_an_ambiguous_reference_is_rejected_with_the_candidates(book: Book) -> None:
    bring(book, BOOK)
    refusal = stopped(book, {"t.csv": "account,date,kind\n1,2026-01-01,email\n"})
    (problem,) = refusal.report.problems
    assert problem.problem == "'1' may mean any of Acme (crm:1), Other (erp:1)."
    assert problem.hint == "Refer to it as source:external_id."


def test_an_orphan_is_rejected_with_the_nearest_name(book: Book) -> None:
    bring(book, BOOK)
    refusal = stopped(book, {"t.csv": "account,date,kind\nBetta,2026-01-01,email\n"})
    (problem,) = refusal.report.problems
    assert problem.problem == "there is no account 'Betta'."
    assert problem.hint == "The nearest are Beta Ltd."


def test_files_of_one_import_refer_to_each_other_in_any_order(book: Book) -> None:
    touchpoints = "account,date,kind\n77,2026-01-01,email\nNew Name,2026-01-02,email\n"
    bring(book, {"old.csv": "external_id,name\n5,Old Name\n"})
    report = bring(
        book,
        {"t.csv": touchpoints, "a.csv": "external_id,name\n77,Fresh\n5,New Name\n"},
    )
    assert [file.name for file in report.files] == ["t.csv", "a.csv"]
    assert figures(report) == (4, 3, 1, 0, 0, 0)
    assert ask(book, "SELECT account_id FROM touchpoint ORDER BY date") == [(2,), (1,)]


def test_contacts_are_matched_by_id_then_email_then_name_within_their_account(book: Book) -> None:
    bring(book, BOOK)
    first = (
        "external_id,account,name,email\nC1,crm:1,Ana,ana@acme.com\n,crm:1,Bo,bo@acme.com\n"
        ",2,Bo,bo@beta.com\n"
    )
    bring(book, {"c.csv": first}, source="crm")
    second = (
        "external_id,account,name,email,title\nC1,crm:1,Anna,ana@acme.com,CEO\n"
        ",crm:1,Bob,BO@acme.com,CTO\n,2,Bo,,CFO\nC9,2,Cyd,,COO\n"
    )
    report = bring(book, {"c.csv": second}, source="crm")
    assert figures(report) == (4, 1, 3, 0, 0, 0)
    assert ask(book, "SELECT name, title, external_id FROM contact ORDER BY id") == [
        ("Anna", "CEO", "C1"),
        ("Bob", "CTO", None),
        ("Bo", "CFO", None),
        ("Cyd", "COO", "C9"),
    ]


def test_a_contact_met_by_email_takes_the_id_it_lacked(book: Book) -> None:
    bring(book, BOOK)
    bring(book, {"c.csv": "account,name,email\nAcme,Ana,ana@acme.com\n"})
    bring(book, {"c.csv": "external_id,account,name,email\nC1,Acme,Ana,ana@acme.com\n"}, source="x")
    assert ask(book, "SELECT source, external_id FROM contact") == [("x", "C1")]


def test_two_contacts_of_one_name_stay_two(book: Book) -> None:
    bring(book, BOOK)
    text = "account,name,title\nAcme,Ana,CEO\nAcme,Ana,Intern\n"
    assert figures(bring(book, {"c.csv": text})) == (2, 2, 0, 0, 0, 0)
    assert figures(bring(book, {"c.csv": text + "Acme,Bo,\n"})) == (3, 1, 0, 2, 0, 0)


def test_files_of_one_import_meet_by_name_also_in_an_empty_book(book: Book) -> None:
    report = bring(book, {"1.csv": "name,arr\nAcmé,5\n", "2.csv": "name,owner\nACME,Ana\n"})
    assert figures(report) == (2, 1, 1, 0, 0, 0)
    assert ask(book, "SELECT name, arr, owner FROM account") == [("ACME", 500, "Ana")]


def test_rows_of_two_files_with_one_new_id_are_one_account_and_one_contact(book: Book) -> None:
    accounts_text = "external_id,name\n1,Acme\n"
    contacts = "external_id,account,name,title\nC1,1,Ana,CEO\n"
    report = bring(
        book,
        {
            "a.csv": accounts_text,
            "b.csv": accounts_text,
            "c.csv": contacts,
            "d.csv": contacts.replace("CEO", "CTO"),
        },
    )
    assert [file.added for file in report.files] == [1, 0, 1, 0]
    assert [file.updated for file in report.files] == [0, 0, 0, 1]
    assert ask(book, "SELECT name, name_fold, title FROM contact") == [("Ana", "ana", "CTO")]


def test_a_number_too_large_for_the_book_is_a_rejected_row(book: Book) -> None:
    refusal = stopped(book, {"a.csv": "name,seats\nAcme,99999999999999999999\n"})
    assert [problem.line for problem in refusal.report.problems] == [2]
