"""Rows that name no account find it through the contact, opportunity or subscription they name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csm_tui.store.database import open_book
from csm_tui.store.journal import undo
from tests.operations.files import NOW, TODAY, ask, bring, figures, stopped
from tests.store.conftest import make_book

if TYPE_CHECKING:
    from csm_tui.store.database import Book

ACCOUNTS = {"a.csv": "external_id,name\n1,Acme\n2,Beta\n"}
CONTACTS = "external_id,account,name,email\n17,1,Ana,ana@acme.com\n18,2,Bo,bo@beta.com\n"
SUBSCRIPTIONS = "subscription_id,account,start_date,arr\n1,2,2025-01-01,10\n2,1,2025-01-01,20\n"
USAGE = "subscription_id,metric,date,value\n1,logins,2026-01-01,7\n2,logins,2026-01-01,9\n"


def of_accounts(book: Book, table: str) -> list[object]:
    sql = f"SELECT a.name FROM {table} t JOIN account a ON a.id = t.account_id ORDER BY t.line"
    return [row[0] for row in ask(book, sql)]


def test_usage_finds_its_account_through_the_subscription_in_any_order(book: Book) -> None:
    report = bring(book, {"u.csv": USAGE, "s.csv": SUBSCRIPTIONS, **ACCOUNTS})
    assert figures(report) == (6, 6, 0, 0, 0, 0)
    # A number of a subscription is never taken for one of an account.
    assert of_accounts(book, "metric") == ["Beta", "Acme"]
    assert report.files[0].evidence["subscription_id"] == "2 rows through their subscription"
    assert figures(bring(book, {"u.csv": USAGE})) == (2, 0, 0, 2, 0, 0)


def test_activities_find_it_through_contacts_imported_before_by_id_or_email(book: Book) -> None:
    bring(book, ACCOUNTS | {"c.csv": CONTACTS})
    activities = (
        "contact_id,account,date,kind\n17,,2026-01-01,email\nBO@beta.com,,2026-01-02,email\n"
        "17,Beta,2026-01-03,email\n"
    )
    bring(book, {"t.csv": activities})
    assert of_accounts(book, "touchpoint") == ["Acme", "Beta", "Beta"]


def test_activities_of_hubspot_find_it_through_the_mail_of_their_contact(book: Book) -> None:
    bring(book, ACCOUNTS | {"c.csv": CONTACTS})
    header = "Activity date,Activity type,Activity assigned to,Contact email\n"
    bring(book, {"t.csv": f"{header}2026-01-12 10:00,Call,Lea,bo@beta.com\n"})
    assert of_accounts(book, "touchpoint") == ["Beta"]


def test_answers_that_name_their_person_only_are_of_the_person_s_account(book: Book) -> None:
    bring(book, ACCOUNTS | {"c.csv": CONTACTS})
    text = "Email,NPS Score,Comment,Date\nbo@beta.com,9,Fine,2026-01-12\n"
    assert figures(bring(book, {"n.csv": text})) == (1, 1, 0, 0, 0, 0)
    assert of_accounts(book, "survey") == ["Beta"]
    assert ask(book, "SELECT type, score, respondent FROM survey") == [("nps", 9, "bo@beta.com")]
    refusal = stopped(book, {"n.csv": text.replace("NPS Score", "Score")}, kind="surveys")
    assert "with --map contact_id=HEADER" in str(refusal)


def test_what_leads_nowhere_is_rejected_and_says_what_to_import_first(book: Book) -> None:
    bring(book, ACCOUNTS)
    refusal = stopped(book, {"u.csv": USAGE})
    assert [problem.line for problem in refusal.report.problems] == [2, 3]
    first = refusal.report.problems[0]
    assert first.problem == "there is no subscription '1' that leads to one account."
    assert first.hint == "Import those first, or together with this file."
    refusal = stopped(book, {"t.csv": "contact_id,account,title\n,,Call\n"})
    assert "names no account" in refusal.report.problems[0].problem


def test_rows_of_salesforce_leads_are_skipped(book: Book) -> None:
    bring(book, ACCOUNTS)
    tasks = "contact_id,account,title\n00Qbm00000Orxk5EAB,,Call\n,1,Mail\n"
    report = bring(book, {"t.csv": tasks})
    assert figures(report) == (2, 1, 0, 0, 1, 0)
    assert "1 row of leads" in str(report.files[0].evidence["skipped"])


def test_contacts_at_two_companies_are_two_and_stay_so_in_any_order(book: Book) -> None:
    bring(book, ACCOUNTS)
    cell = "external_id,account,name,email\n17,1;2;99,Ana,ana@x.com\n"
    report = bring(book, {"c.csv": cell}, source="crm")
    assert figures(report) == (1, 1, 0, 0, 0, 0)
    told = [notice.problem for notice in report.notices]
    assert "Ana is at Acme and at Beta: a contact at each." in told
    assert "of 1;2;99 the book has only 1, 2: the contact is there." in told
    assert of_accounts(book, "contact") == ["Acme", "Beta"]
    assert figures(bring(book, {"c.csv": cell}, source="crm")) == (1, 0, 0, 1, 0, 0)
    rows = "external_id,account,name,email\n17,2,Ana,ana@x.com\n17,1,Ana,ana@x.com\n"
    assert figures(bring(book, {"d.csv": rows}, source="crm")) == (2, 0, 0, 2, 0, 0)
    moved = "external_id,account,name,email\n17,2,Cy,cy@x.com\n"
    report = bring(book, {"e.csv": moved}, source="crm")
    assert report.notices[0].problem == "Cy was at Acme, and is at Beta now: the id is the same."


def test_one_email_at_two_accounts_is_told(book: Book) -> None:
    bring(book, ACCOUNTS | {"c.csv": CONTACTS})
    report = bring(book, {"d.csv": "account,name,email\nBeta,Ana,ana@acme.com\n"})
    assert report.notices[0].problem == "ana@acme.com is a contact of Acme too: one at each."


def test_both_lengths_of_a_contact_s_salesforce_id_are_one(book: Book) -> None:
    bring(book, ACCOUNTS)
    text = "external_id,account,name,email\n{},1,Ana,ana@acme.com\n"
    bring(book, {"c.csv": text.format("003bm00000zapthAAA")}, source="salesforce")
    again = bring(book, {"c.csv": text.format("003bm00000zapth")}, source="salesforce")
    assert figures(again) == (1, 0, 0, 1, 0, 0)
    bring(book, {"t.csv": "related_id,title\n003bm00000zapth,Call\n"})
    assert of_accounts(book, "task") == ["Acme"]


OPPORTUNITIES = (
    "Opportunity ID,Opportunity Name,Account Name,Stage\n"
    "006bm00000LKJNNAA5,New seats,Acme,Won\n006bm00000LKJNOAA5,Other,Nobody,Won\n"
)


def test_opportunities_are_only_kept_as_links_and_lead_later_tasks_to_their_account(
    book: Book,
) -> None:
    report = bring(book, {"o.csv": OPPORTUNITIES} | ACCOUNTS)
    assert [file.counts()["skipped"] for file in report.files] == [2, 0]
    assert str(report.files[0].evidence["links"]).startswith("1 of 2 lead to an account")
    bring(book, {"t.csv": "opportunity_id,title\n006bm00000LKJNN,Call\n"}, kind="tasks")
    assert of_accounts(book, "task") == ["Acme"]
    assert figures(bring(book, {"o.csv": OPPORTUNITIES})) == (2, 0, 0, 0, 2, 0)
    assert len(ask(book, "SELECT 1 FROM operation")) == 2
    bring(book, {"o.csv": OPPORTUNITIES.replace("Acme", "Beta")})
    bring(book, {"t.csv": "related_id,title\n006bm00000LKJNNAA5,Mail\n"})
    assert of_accounts(book, "task") == ["Acme", "Beta"]
    for _ in range(4):
        undo(book, today=TODAY, now=NOW)
    assert ask(book, "SELECT count(*) FROM account_alias") == [(0,)]


def test_a_reference_that_was_accepted_is_remembered(book: Book) -> None:
    bring(book, ACCOUNTS)
    file = {"t.csv": "account,title\nAcmee,Call\nAcmee,Mail\n"}
    refusal = stopped(book, file)
    (found,) = refusal.report.candidates
    assert (found.line, found.account, found.reference) == (2, "Acme", "Acme")
    assert figures(bring(book, file, accept={"acmee": "Acme"})) == (2, 2, 0, 0, 0, 0)
    assert figures(bring(book, file)) == (2, 0, 0, 2, 0, 0)


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(("a.csv", "c.csv", "s.csv", "o.csv", "u.csv", "t.csv")))
def test_the_order_of_the_files_changes_no_link(tmp_path: Path, order: list[str]) -> None:
    files = ACCOUNTS | {
        "c.csv": CONTACTS,
        "s.csv": SUBSCRIPTIONS,
        "o.csv": OPPORTUNITIES,
        "u.csv": USAGE,
        "t.csv": "contact_id,related_id,title\n18,,Call\n,006bm00000LKJNN,Mail\n",
    }
    with open_book(make_book(tmp_path / str(uuid4()) / "book.db")) as book:
        report = bring(book, {name: files[name] for name in order})
        assert figures(report) == (12, 10, 0, 0, 2, 0)
        assert of_accounts(book, "metric") == ["Beta", "Acme"]
        assert of_accounts(book, "task") == ["Beta", "Acme"]
