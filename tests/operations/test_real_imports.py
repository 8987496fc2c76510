"""Real files of others give the figures that were computed from them by hand (../shared/data)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from csm_tui.store import standings
from csm_tui.store.journal import redo, undo
from tests.operations.files import NOW, TODAY, ask, bring, figures

if TYPE_CHECKING:
    from pathlib import Path

    from csm_tui.store.database import Book

CHURNGUARD = {
    "external_id": "account_id",
    "name": "company_name",
    "arr": "arr_value",
    "start_date": "contract_start_date",
    "owner": "account_owner",
}


def by_tier(book: Book, today: date) -> dict[str, tuple[int, float]]:
    standings.prepare(book.connection, today)
    rows = ask(book, "SELECT tier, count(*), sum(arr) / 100.0 FROM standing GROUP BY tier")
    return {tier: (accounts, arr) for tier, accounts, arr in rows}


def test_churnguard_accounts_have_their_tiers_stages_and_arr(book: Book, shared_data: Path) -> None:
    file = shared_data / "churnguard" / "salesforce_accounts.csv"
    report = bring(book, file, kind="accounts", mapping=CHURNGUARD)
    assert figures(report) == (150, 150, 0, 0, 0, 0)
    tiers = by_tier(book, TODAY)
    assert {tier: accounts for tier, (accounts, _) in tiers.items()} == {
        "high": 60,
        "medium": 65,
        "low": 25,
    }
    assert sum(arr for _, arr in tiers.values()) == 24_907_778
    stages = ask(
        book, "SELECT stage, count(*), sum(arr) / 100.0 FROM standing GROUP BY stage ORDER BY stage"
    )
    assert {stage: (accounts, arr) for stage, accounts, arr in stages}["renewal"] == (22, 4_752_361)
    assert ask(book, "SELECT count(*) FROM account WHERE start_date > '2025-11-02'") == [(14,)]
    assert figures(bring(book, file, kind="accounts", mapping=CHURNGUARD)) == (150, 0, 0, 150, 0, 0)
    undo(book, today=TODAY, now=NOW)
    assert ask(book, "SELECT count(*) FROM account") == [(0,)]
    redo(book, today=TODAY, now=NOW)
    assert ask(book, "SELECT count(*) FROM account") == [(150,)]


def test_churnguard_wide_files_become_metrics_of_a_day(book: Book, shared_data: Path) -> None:
    folder = shared_data / "churnguard"
    bring(book, folder / "salesforce_accounts.csv", kind="accounts", mapping=CHURNGUARD)
    files = (folder / "amplitude_usage.csv", folder / "zendesk_tickets.csv")
    report = bring(book, *files, kind="metrics", date=TODAY)
    assert figures(report) == (300, 300, 0, 0, 0, 0)
    sums = dict(ask(book, "SELECT metric, sum(value) FROM metric GROUP BY metric"))
    assert (sums["open_tickets"], sums["total_seats"], sums["active_seats"]) == (47, 10_980, 7_118)
    # A mean of answers is no answer: it stays a figure with its decimals.
    assert ask(book, "SELECT value FROM metric WHERE metric = 'nps_score' ORDER BY id LIMIT 1") == [
        (8.6,)
    ]
    assert ask(book, "SELECT count(*) FROM survey") == [(0,)]
    assert "last_csm_contact_date" in str(report.files[1].evidence["left out"])
    assert figures(bring(book, *files, kind="metrics", date=TODAY)) == (300, 0, 0, 300, 0, 0)


@pytest.mark.parametrize("order", ["dmy", None])
def test_ravenstack_subscriptions_make_the_arr_and_the_tiers(
    book: Book, shared_data: Path, order: str | None
) -> None:
    folder = shared_data / "ravenstack"
    report = bring(
        book,
        folder / "ravenstack_subscriptions.csv",
        folder / "ravenstack_accounts.csv",
        date_order=order,
        today=date(2024, 12, 31),
    )
    assert figures(report) == (5500, 5500, 0, 0, 0, 0)
    assert "day first" in str(report.files[1].evidence["start_date"])
    tiers = by_tier(book, date(2024, 12, 31))
    assert {tier: accounts for tier, (accounts, _) in tiers.items()} == {
        "high": 416,
        "medium": 72,
        "low": 10,
        "tech": 2,
    }
    assert sum(arr for _, arr in tiers.values()) == 121_915_296


def test_salesforce_objects_are_linked_by_id_and_annual_revenue_is_not_arr(
    book: Book, shared_data: Path
) -> None:
    folder = shared_data / "salesforce-devorg"
    report = bring(book, folder / "Contact.csv", folder / "Account.csv")
    assert [(file.kind, file.added) for file in report.files] == [
        ("contacts", 25),
        ("accounts", 18),
    ]
    assert ask(book, "SELECT count(arr), count(*) FROM account") == [(0, 18)]
    assert "AnnualRevenue: it is what the customer" in str(report.files[1].evidence["left out"])
    assert ask(
        book,
        "SELECT a.name FROM contact c JOIN account a ON a.id = c.account_id "
        "WHERE c.name = 'Rose Gonzalez'",
    ) == [("Edge Communications",)]
