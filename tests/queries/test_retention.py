"""The ARR of accounts on two days, from wherever the book has it, and the renewals between."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from csm_tui.domain.arr import arr_on
from csm_tui.domain.filters import parse
from csm_tui.operations import accounts
from csm_tui.operations.fields import parse_fields
from csm_tui.queries import retention
from csm_tui.queries.retention import RetentionReport
from csm_tui.store.database import Book
from csm_tui.store.journal import undo
from csm_tui.store.rows import facts_for
from csm_tui.store.standings import prepare
from tests.operations.files import bring
from tests.queries.conftest import NOW, TODAY, Add

FROM = date(2025, 2, 2)
EARLY = datetime(2025, 1, 1, 9, 0, tzinfo=UTC)


def asked(
    book: Book, text: str = "", *, from_: date = FROM, to: date = TODAY, today: date = TODAY
) -> RetentionReport:
    prepare(book.connection, today)
    return retention.report(book.connection, parse(text), today=today, from_=from_, to=to)


def kinds(report: RetentionReport) -> dict[str, str]:
    return {moved.account: moved.kind for moved in report.movements}


def earlier(book: Book, day: date, **fields: str) -> int:
    """Add an account on an earlier day."""
    values = parse_fields("accounts", fields, today=day)
    (account_id,) = accounts.add(book, values, today=day, now=EARLY).accounts
    return account_id


def change(book: Book, account_id: int, day: date, **fields: str) -> None:
    values = parse_fields("accounts", fields, today=day)
    accounts.edit(book, account_id, values, today=day, now=NOW)


@pytest.fixture
def history(book: Book) -> Book:
    """Return a book with ARR changes of six accounts."""
    for name in ("Grown", "Shrunk", "Lost", "Same", "New", "Negative"):
        earlier(book, date(2025, 1, 1), name=name)
    bring(
        book,
        {
            "arr_changes.csv": "account,date,amount\n"
            "Grown,2024-01-01,4000\nGrown,2025-02-03,3000\nGrown,2026-02-02,-1000\n"
            "Grown,2026-02-03,9999\n"
            "Shrunk,2025-02-02,3000\nShrunk,2025-08-01,-500\n"
            "Lost,2024-01-01,1000\nLost,2025-09-01,-1000\n"
            "Same,2024-01-01,2000\nSame,2025-03-01,700\nSame,2025-04-01,-700\n"
            "New,2025-06-01,8000\n"
            "Negative,2024-01-01,-50\n"
        },
        today=TODAY,
    )
    return book


def test_the_worked_figures_from_arr_changes_netted_per_account(history: Book) -> None:
    table = asked(history).table
    assert (table.accounts, table.start, table.end) == (4, 1_000_000, 1_050_000)
    assert (table.expansion, table.contraction, table.churn) == (200_000, 50_000, 100_000)
    assert (table.grr, table.nrr, table.logo_retention) == (0.85, 1.05, 0.75)
    assert (table.new, table.counts["new"]) == (800_000, 1)


def test_the_accounts_behind_each_figure_come_most_first(history: Book) -> None:
    report = asked(history)
    assert [(one.account, one.kind) for one in report.movements] == [
        ("New", "new"),
        ("Grown", "expansion"),
        ("Lost", "churn"),
        ("Shrunk", "contraction"),
        ("Same", "unchanged"),
    ]
    assert report.negative == 1


def test_a_filter_keeps_the_accounts_it_names(history: Book) -> None:
    assert kinds(asked(history, "grown")) == {"Grown": "expansion"}
    assert asked(history, "negative").table.grr is None


def test_archived_accounts_belong_to_the_history(history: Book) -> None:
    accounts.archive(history, 1, today=TODAY, now=NOW)
    assert asked(history).table.accounts == 4
    assert asked(history, "-archived").table.accounts == 3


def test_recorded_arr_counts_from_the_day_it_was_recorded(book: Book) -> None:
    acme = earlier(book, date(2025, 1, 1), name="Acme", arr="1000")
    zulu = earlier(book, date(2025, 1, 1), name="Zulu")
    change(book, acme, date(2025, 6, 1), arr="1500")
    change(book, zulu, date(2025, 6, 1), arr="700")
    assert kinds(asked(book)) == {"Acme": "expansion", "Zulu": "unknown"}
    assert kinds(asked(book, to=date(2025, 5, 31))) == {"Acme": "unchanged", "Zulu": "unknown"}
    undo(book, today=TODAY, now=NOW)
    undo(book, today=TODAY, now=NOW)
    assert kinds(asked(book)) == {"Acme": "unchanged", "Zulu": "unknown"}


def test_recorded_arr_is_what_the_rule_of_the_store_says(book: Book) -> None:
    acme = earlier(book, date(2024, 1, 1), name="Acme", arr="1000")
    for day, arr in (
        (date(2025, 2, 2), "1100"),
        (TODAY, "1300"),
        (date(2025, 6, 1), "1200"),
        (date(2025, 4, 1), "1400"),
    ):
        change(book, acme, day, arr=arr)
    undo(book, today=TODAY, now=NOW)
    for from_ in (date(2025, 2, 1), date(2025, 2, 2), date(2025, 6, 1)):
        for to in (date(2025, 5, 31), date(2025, 6, 1), TODAY):
            (moved,) = asked(book, from_=from_, to=max(from_, to)).movements
            for on, cents in ((from_, moved.start), (max(from_, to), moved.end)):
                ((account, facts),) = facts_for(book.connection, [acme], on)
                assert cents == arr_on(account, facts, on).cents


def test_what_came_into_the_book_later_is_unknown_unless_it_started_later(
    book: Book, add: Add
) -> None:
    add(name="Old", arr="1000", start_date="2020-01-01")
    add(name="Undated", arr="1000")
    add(name="Young", arr="1000", start_date="2025-06-01")
    add(name="Maybe", status="prospect")
    report = asked(book)
    assert kinds(report) == {"Old": "unknown", "Undated": "unknown", "Young": "new"}
    assert report.table.counts["unknown"] == 2
    assert report.table.grr is None


def test_a_churned_account_has_no_arr_from_that_day_on(book: Book) -> None:
    for name in ("Dated", "Marked"):
        earlier(book, date(2025, 1, 1), name=name, arr="1000", auto_renew="no")
    change(book, 1, TODAY, status="churned", churned_on="2025-09-15")
    change(book, 2, date(2025, 10, 1), status="churned")
    assert kinds(asked(book)) == {"Dated": "churn", "Marked": "churn"}
    assert kinds(asked(book, to=date(2025, 9, 14)))["Dated"] == "unchanged"
    assert kinds(asked(book, to=date(2025, 9, 15)))["Dated"] == "churn"
    assert kinds(asked(book, to=date(2025, 9, 30))) == {"Dated": "churn", "Marked": "unchanged"}
    assert [one.renewal.outcome for one in asked(book).renewals] == ["not-renewed"] * 2


def test_a_subscription_that_nobody_closed_ends_with_the_account(book: Book) -> None:
    earlier(book, date(2025, 1, 1), name="Acme")
    text = "account,start_date,arr\nAcme,2024-01-01,1000\n"
    bring(book, {"subscriptions.csv": text}, today=TODAY)
    assert kinds(asked(book)) == {"Acme": "unchanged"}
    change(book, 1, TODAY, churned_on="2025-09-15")
    assert kinds(asked(book)) == {"Acme": "churn"}


def test_renewals_before_the_book_are_not_known(book: Book, add: Add) -> None:
    add(name="Old", arr="1000", start_date="2020-01-01", renewal_date="2026-09-01")
    add(name="Young", arr="1000", start_date="2026-02-02")
    add(name="Maybe", status="prospect")
    report = asked(book)
    assert (report.unseen, report.renewals) == (1, ())
    assert asked(book, from_=TODAY).unseen == 0


def test_who_came_into_the_book_churned_is_no_loss_of_the_span(book: Book) -> None:
    earlier(book, date(2025, 1, 1), name="Long gone", arr="1000", status="churned")
    report = asked(book)
    assert (report.movements, report.renewals) == ((), ())


def test_a_renewal_date_put_off_is_renewed_and_undone_is_not(book: Book) -> None:
    earlier(book, date(2024, 10, 1), name="Acme", arr="1000", renewal_date="2025-09-01")
    change(book, 1, date(2025, 8, 1), renewal_date="2026-09-01")
    (one,) = asked(book).renewals
    assert (one.account, one.renewal.on, one.renewal.outcome) == (
        "Acme",
        date(2025, 9, 1),
        "renewed",
    )
    undo(book, today=TODAY, now=NOW)
    assert [one.renewal.outcome for one in asked(book).renewals] == ["not-renewed"]


def test_a_renewal_agreed_before_the_span_counts_on_its_day(book: Book) -> None:
    earlier(book, date(2024, 10, 1), name="Acme", arr="1000", renewal_date="2025-03-01")
    change(book, 1, date(2025, 1, 20), renewal_date="2026-03-01")
    (one,) = asked(book).renewals
    assert (one.renewal.on, one.renewal.outcome) == (date(2025, 3, 1), "renewed")


def test_a_renewal_date_that_is_dated_back_takes_the_place_of_later_ones(book: Book) -> None:
    earlier(book, date(2024, 10, 1), name="Acme", arr="1000", renewal_date="2025-09-01")
    change(book, 1, date(2025, 10, 1), renewal_date="2025-12-01")
    change(book, 1, date(2025, 8, 1), renewal_date="2026-09-01")
    told = [(one.renewal.on, one.renewal.reason) for one in asked(book).renewals]
    assert told == [(date(2025, 9, 1), "put off to 1 Sep 2026")]
    # Dated back before the days that are read, it still takes their place.
    change(book, 1, date(2024, 7, 1), renewal_date="2026-10-01")
    assert asked(book).renewals == ()


def test_a_churn_that_is_dated_back_is_of_its_day(book: Book) -> None:
    earlier(book, date(2024, 10, 1), name="Acme", arr="1000")
    for day, status in (
        (date(2025, 10, 1), "churned"),
        (date(2025, 11, 1), "customer"),
        (date(2025, 6, 1), "churned"),
    ):
        change(book, 1, day, status=status)
    assert [one.renewal.on for one in asked(book).renewals] == [date(2025, 6, 1)]


def test_an_empty_book_has_no_ratio(book: Book) -> None:
    report = asked(book)
    assert (report.table.accounts, report.table.grr, report.renewals) == (0, None, ())


@pytest.mark.parametrize(
    ("from_", "expected"),
    [
        (date(2024, 6, 30), (333, 4_600_086_000, 1.739963, 0.986043)),
        (date(2023, 12, 31), (185, 1_514_535_600, 2.922709, 0.9959)),
    ],
)
def test_ravenstack_is_retained_as_its_readme_says(
    ravenstack: Book, from_: date, expected: tuple[int, int, float, float]
) -> None:
    last = date(2024, 12, 31)
    table = asked(ravenstack, from_=from_, to=last, today=last).table
    assert table.nrr is not None
    assert table.grr is not None
    assert (table.accounts, table.start, round(table.nrr, 6), round(table.grr, 6)) == expected
    assert (table.churn, table.counts["unknown"]) == (0, 0)
    assert table.end + table.new == 12_191_529_600
    if from_ == date(2024, 6, 30):
        assert (table.expansion, table.contraction) == (3_468_098_400, 64_204_800)


@pytest.fixture
def ravenstack(book: Book, shared_data: Path) -> Book:
    """Return a book with the accounts and subscriptions of ravenstack."""
    folder = shared_data / "ravenstack"
    bring(
        book,
        folder / "ravenstack_subscriptions.csv",
        folder / "ravenstack_accounts.csv",
        today=date(2024, 12, 31),
    )
    return book


def test_the_first_day_is_the_first_that_any_arr_is_known_of(book: Book) -> None:
    assert retention.first_day(book.connection) is None
    earlier(book, date(2025, 1, 1), name="Acme")
    assert retention.first_day(book.connection) == date(2025, 1, 1)
    bring(
        book,
        {"arr_changes.csv": "account,date,amount\nAcme,2023-05-01,10\n"},
        today=TODAY,
    )
    assert retention.first_day(book.connection) == date(2023, 5, 1)
