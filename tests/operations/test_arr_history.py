"""Months, levels and movements of ARR and MRR on their way into the book."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.operations.files import ask, bring, figures, stopped

if TYPE_CHECKING:
    from csm_tui.store.database import Book

ACCOUNTS = "external_id,name\nA-1,Acme\nA-2,Beta\nA-3,Gamma\n"
MONTHS = (
    "Monthly MRR,,,,\nCustomer ID,2025-10,Nov 2025,12/2025,2026-01\n"
    'A-1,100,100,150.50,0\nA-2,,"1,200",1200,1200\nA-3,0,10,5,5\n'
)
ALL = """
SELECT a.external_id, c.date, c.amount / 100.0, c.kind
FROM arr_change c JOIN account a ON a.id = c.account_id ORDER BY 1, 2, c.amount
"""
HISTORY = [
    ("A-1", "2025-10-31", 1200, None),
    ("A-1", "2025-12-31", 606, "expansion"),
    ("A-1", "2026-01-31", -1806, "churn"),
    ("A-2", "2025-11-30", 14_400, None),
    ("A-3", "2025-10-31", 0, None),
    ("A-3", "2025-11-30", 120, "new"),
    ("A-3", "2025-12-31", -60, "contraction"),
]


@pytest.fixture
def accounts(book: Book) -> Book:
    bring(book, {"accounts.csv": ACCOUNTS})
    return book


def test_the_mrr_of_months_becomes_the_changes_of_arr_between_them(accounts: Book) -> None:
    report = bring(accounts, {"mrr.csv": MONTHS})
    assert figures(report) == (3, 3, 0, 0, 0, 0)
    assert ask(accounts, ALL) == HISTORY
    told = str(report.files[0].evidence)
    assert "MRR, so times 12: MRR says the title 'Monthly MRR'" in told
    assert "figures are of the last day" in told
    assert figures(bring(accounts, {"mrr.csv": MONTHS})) == (3, 0, 0, 3, 0, 0)


def test_the_months_of_a_sliding_window_add_only_what_is_new(accounts: Book) -> None:
    bring(accounts, {"mrr.csv": "Customer,MRR 2025-10,MRR 2025-11\nAcme,100,110\n"})
    report = bring(accounts, {"mrr.csv": "Customer,MRR 2025-11,MRR 2025-12\nAcme,110,90\n"})
    assert figures(report) == (1, 1, 0, 0, 0, 0)
    assert [row[1:3] for row in ask(accounts, ALL)] == [
        ("2025-10-31", 1200),
        ("2025-11-30", 120),
        ("2025-12-31", -240),
    ]


def test_months_that_do_not_say_what_they_are_are_asked_about(accounts: Book) -> None:
    untold = MONTHS.partition("\n")[2]
    refusal = stopped(accounts, {"report.csv": untold})
    assert "no telling what their figures are" in str(refusal)
    assert "--answer 'months=arr|mrr|figure'" in str(refusal)
    # A file has the name that somebody gave it: it may be a hint, and proves nothing.
    refusal = stopped(accounts, {"mrr.csv": untold})
    assert "The file is called mrr.csv: try `--answer months=mrr`." in str(refusal)
    bring(accounts, {"mrr.csv": untold}, answers={"months": "mrr"})
    assert ask(accounts, ALL) == HISTORY


def test_months_without_a_figure_are_told_by_their_sign(accounts: Book) -> None:
    report = bring(accounts, {"a.csv": "Customer,ARR 2025-10,ARR 2025-11\nAcme,5,n/a\nBeta,-,\n"})
    assert str(report.files[0].evidence["amount"]).endswith("; - and n/a are blank (2 rows)")


def test_other_figures_by_month_are_metrics_of_its_last_day(accounts: Book) -> None:
    sheet = "Customer;Logins Oct 2025;Logins Feb 2026;Seats 2025-10;Seats 2025-11\nBeta;3;;4;5\n"
    assert figures(bring(accounts, {"x.csv": sheet})) == (2, 2, 0, 0, 0, 0)
    named = {"metric": "visits"}
    bring(accounts, {"y.csv": "Customer,2025-10,2025-11\nBeta,1,2\n"}, values=named)
    assert ask(accounts, "SELECT metric, date, value FROM metric ORDER BY 1, 2") == [
        ("Logins", "2025-10-31", 3),
        ("Seats", "2025-10-31", 4),
        ("Seats", "2025-11-30", 5),
        ("visits", "2025-10-31", 1),
        ("visits", "2025-11-30", 2),
    ]


def test_the_account_of_months_can_be_named_by_hand_and_a_currency_given(accounts: Book) -> None:
    sheet = "Kunde,MRR 2025-10,MRR 2025-11\nAcme,100,110\n"
    assert "no column is the account" in str(stopped(accounts, {"mrr.csv": sheet}))
    values = {"currency": "EUR"}
    bring(accounts, {"mrr.csv": sheet}, mapping={"account": "Kunde"}, values=values)
    assert [row[2] for row in ask(accounts, ALL)] == [1200, 120]
    other = "Customer,Currency,MRR 2025-12,MRR 2026-01\nAcme,USD,1,1\n"
    assert "the book is in EUR, this row in USD" in str(stopped(accounts, {"mrr.csv": other}))
    rates = {"USD": Decimal("0.5")}
    bring(accounts, {"mrr.csv": other}, rates=rates)
    assert ask(accounts, ALL)[-1][1:3] == ("2025-12-31", 6 - 1320)


def test_figures_by_month_beside_the_accounts_of_a_program(book: Book) -> None:
    sheet = (
        "Gsid,Name,ARR,CSMName,MRR 2025-10,MRR 2025-11\n"
        "1P01,Acme,1200,Ana,90,100\n1P02,Beta,,Ana,,5\n"
    )
    report = bring(book, {"gainsight.csv": sheet})
    assert [(file.kind, file.added, file.skipped) for file in report.files] == [
        ("accounts", 2, 0),
        ("arr_changes", 2, 0),
    ]
    assert ask(book, "SELECT DISTINCT source FROM account") == [("gainsight",)]


def test_a_month_twice_and_an_account_that_contradicts_itself_are_refused(accounts: Book) -> None:
    twice = stopped(accounts, {"mrr.csv": "Customer,MRR 2025-10,MRR Oct 2025\nAcme,1,2\n"})
    assert "two columns are the same month: 'MRR 2025-10' and 'MRR Oct 2025'" in str(twice)
    rows = "Customer,MRR 2025-10,MRR 2025-11\nAcme,1,2\nAcme,1,3\nBeta,1,1\n"
    refusal = stopped(accounts, {"mrr.csv": rows})
    assert "mrr.csv:3" in str(refusal)
    assert "line 2 states another ARR" in str(refusal)
    assert figures(bring(accounts, {"mrr.csv": rows}, skip_bad=True)) == (3, 2, 0, 0, 0, 1)


def test_accounts_beside_months_come_in_too_and_their_arr_counts_once(book: Book) -> None:
    sheet = (
        "Customer ID,Customer,ARR,Renewal Date,MRR 2025-10,MRR 2025-11\n"
        "Z-1,Zeta,1200,2026-05-01,90,100\nZ-2,Yota,5000,2026-05-01,90,100\n"
    )
    report = bring(book, {"book.csv": sheet})
    assert figures(report) == (4, 4, 0, 0, 0, 0)
    assert [row[2] for row in ask(book, ALL)] == [1080, 120, 1080, 120]
    (notice,) = report.notices
    assert notice.line == 3
    assert "(Yota 1,200, recorded 5,000); the changes count" in notice.problem


MOVES = (
    "Customer ID,Date,MRR Movement Type,Amount,Rep\n"
    "A-1,2025-01-05,New,100,x\nA-1,2025-06-05,Upgrade,50,x\nA-1,2025-07-05,Contraction,20,x\n"
    "A-2,2025-01-05,New Business,10,x\nA-2,2025-09-05,Churn,10,x\n"
    "A-2,2025-10-05,Reactivation,15,x\n"
)
MOVED = [
    ("A-1", "2025-01-05", 1200, "new"),
    ("A-1", "2025-06-05", 600, "expansion"),
    ("A-1", "2025-07-05", -240, "contraction"),
    ("A-2", "2025-01-05", 120, "new"),
    ("A-2", "2025-09-05", -120, "churn"),
    ("A-2", "2025-10-05", 180, "new"),
]


def test_movements_by_type_are_signed_by_it_and_taken_for_a_year(accounts: Book) -> None:
    report = bring(accounts, {"moves.csv": MOVES})
    assert ask(accounts, ALL) == MOVED
    told = report.files[0].evidence
    assert told["mrr"] == "MRR, so times 12"
    assert told["amount"] == "contraction and churn carry no sign: they are taken off"
    assert figures(bring(accounts, {"moves.csv": MOVES})) == (6, 0, 0, 6, 0, 0)


def test_signed_movements_are_the_same(accounts: Book) -> None:
    signed = MOVES.replace("Contraction,20", "Contraction,-20").replace("Churn,10", "Churn,(10)")
    bring(accounts, {"moves.csv": signed})
    assert ask(accounts, ALL) == MOVED


def test_a_sign_that_its_type_denies_is_a_problem_of_the_row(accounts: Book) -> None:
    wrong = MOVES.replace("Contraction,20", "Contraction,-20")
    refusal = stopped(accounts, {"moves.csv": wrong})
    assert "moves.csv:6, column Amount: the amount of churn is below 0" in str(refusal)


def test_movements_that_do_not_say_of_what_are_asked_about(accounts: Book) -> None:
    asked = MOVES.replace("MRR Movement Type", "Type")
    assert "--period month|year|term" in str(stopped(accounts, {"moves.csv": asked}))
    bring(accounts, {"moves.csv": asked}, answers={"period:Amount": "month"})
    assert ask(accounts, ALL) == MOVED


def test_changes_without_a_type_need_a_header_that_says_so(accounts: Book) -> None:
    bring(accounts, {"x.csv": "Customer,Effective Date,ARR Change\nAcme,2025-01-05,(50)\n"})
    assert ask(accounts, ALL) == [("A-1", "2025-01-05", -50, None)]
    report = bring(accounts, {"y.csv": "Customer,Effective Date,Amount\nAcme,2025-01-05,50\n"})
    assert "for a month, a year or the whole term" in str(report.files[0].evidence["left out"])
    assert ask(accounts, "SELECT count(*) FROM arr_change") == [(1,)]


RECENT = "Customer,Effective Date,ARR Change\nAcme,2025-12-05,50\nBeta,2025-12-05,30\n"


@pytest.fixture
def recorded(book: Book) -> Book:
    bring(book, {"accounts.csv": "external_id,name,arr\nA-1,Acme,900\nA-2,Beta,30\n"})
    return book


def test_movements_that_are_not_all_of_the_recorded_arr_are_asked_about(recorded: Book) -> None:
    refusal = stopped(recorded, {"moves.csv": RECENT})
    assert "the ARR of 1 account (Acme 50, recorded 900)" in str(refusal)
    assert "--answer history=whole|recent" in str(refusal)
    assert ask(recorded, ALL) == []


def test_recent_movements_come_after_the_arr_that_was_there_before(recorded: Book) -> None:
    answers = {"history": "recent"}
    bring(recorded, {"moves.csv": RECENT}, answers=answers)
    after = [
        ("A-1", "2025-12-04", 850, None),
        ("A-1", "2025-12-05", 50, None),
        ("A-2", "2025-12-05", 30, None),
    ]
    assert ask(recorded, ALL) == after
    assert figures(bring(recorded, {"moves.csv": RECENT})) == (2, 0, 0, 2, 0, 0)
    assert ask(recorded, ALL) == after


def test_halves_of_recent_movements_lead_to_the_recorded_arr_too(recorded: Book) -> None:
    header, first, second = RECENT.splitlines()
    more = f"{header}\nAcme,2025-11-05,20\n"
    halves = {"1.csv": f"{header}\n{first}\n", "2.csv": f"{more}{second}\n"}
    bring(recorded, halves, answers={"history": "recent"})
    for on, arr in (("2025-11-04", 830), ("2025-11-05", 850), ("2025-12-05", 900)):
        days = ask(
            recorded, f"SELECT sum(amount) FROM arr_change WHERE account_id = 1 AND date <= '{on}'"
        )
        assert days == [(arr * 100,)]


def test_the_whole_history_is_the_arr_from_then_on(recorded: Book) -> None:
    report = bring(recorded, {"moves.csv": RECENT}, answers={"history": "whole"})
    assert len(ask(recorded, ALL)) == 2
    (notice,) = report.notices
    assert "(Acme 50, recorded 900); the changes count" in notice.problem


def test_the_mrr_of_an_account_on_several_days_is_its_history(accounts: Book) -> None:
    sheet = "Customer,Month,MRR\nAcme,2025-01,100\nBeta,2025-01,10\nAcme,2025-02,120\n"
    report = bring(accounts, {"x.csv": sheet})
    assert figures(report) == (3, 3, 0, 0, 0, 0)
    assert ask(accounts, ALL) == [
        ("A-1", "2025-01-31", 1200, None),
        ("A-1", "2025-02-28", 240, "expansion"),
        ("A-2", "2025-01-31", 120, None),
    ]


def test_subscriptions_stay_the_arr_beside_changes(accounts: Book) -> None:
    contracts = "account,start_date,arr\nA-1,2025-01-01,500\n"
    report = bring(
        accounts,
        {"subscriptions.csv": contracts, "mrr.csv": "Customer,MRR 2025-10,MRR 2025-11\nAcme,1,2\n"},
    )
    (notice,) = report.notices
    assert "1 account (Acme): the ARR is that of the subscriptions" in notice.problem


def test_the_amount_of_a_subscription_of_a_billing_program_is_asked_about(accounts: Book) -> None:
    sheet = (
        "Customer ID,Plan,Quantity,Amount,Start (UTC),Ended At (UTC)\nA-1,Pro,1,100,2025-01-05,\n"
    )
    assert "--period month|year|term" in str(stopped(accounts, {"subs.csv": sheet}))
    bring(accounts, {"subs.csv": sheet}, answers={"period:Amount": "month"})
    assert ask(accounts, "SELECT start_date, end_date, arr FROM subscription") == [
        ("2025-01-05", None, 120_000)
    ]


def test_halves_of_the_months_in_any_order_give_the_same_arr(accounts: Book) -> None:
    halves = {
        "late.csv": "Customer,MRR 2025-12,MRR 2026-01\nAcme,150,200\n",
        "early.csv": "Customer,MRR 2025-10,MRR 2025-11\nAcme,100,120\n",
    }
    bring(accounts, halves)
    for month, mrr in ((10, 100), (11, 120), (12, 150)):
        on = date(2025, month, 30 if month == 11 else 31).isoformat()
        assert ask(accounts, "SELECT sum(amount) FROM arr_change WHERE date <= ?", on) == [
            (mrr * 12 * 100,)
        ]
