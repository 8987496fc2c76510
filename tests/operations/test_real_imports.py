"""Real files of others give the figures that were computed from them by hand (../shared/data)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import pytest

from csm_tui.domain.filters import parse
from csm_tui.operations.transfer import ImportStopped
from csm_tui.queries import retention
from csm_tui.store import standings
from csm_tui.store.journal import redo, undo
from tests.operations.files import NOW, TODAY, ask, bring, figures

if TYPE_CHECKING:
    from pathlib import Path

    from csm_tui.domain.retention import Retention
    from csm_tui.operations.transfer import ImportReport
    from csm_tui.store.database import Book


def by_tier(book: Book, today: date) -> dict[str, tuple[int, float]]:
    standings.prepare(book.connection, today)
    rows = ask(book, "SELECT tier, count(*), sum(arr) / 100.0 FROM standing GROUP BY tier")
    return {tier: (accounts, arr) for tier, accounts, arr in rows}


def counted(report: ImportReport) -> dict[tuple[str, str | None], int]:
    """Return how many rows were added, by file and kind; nothing may be rejected."""
    read, added, *_, skipped, rejected = figures(report)
    assert (added + skipped, rejected) == (read, 0)
    return {(file.name, file.kind): file.added for file in report.files}


def told(report: ImportReport, name: str) -> str:
    """Return all that the report says of a file."""
    return " ".join(str(file.evidence) for file in report.files if file.name == name)


@pytest.fixture
def churnguard(shared_data: Path) -> list[Path]:
    return sorted((shared_data / "churnguard").glob("*.csv"))


@pytest.fixture
def ravenstack(shared_data: Path) -> list[Path]:
    return sorted((shared_data / "ravenstack").glob("*.csv"))


def test_churnguard_in_one_command(book: Book, churnguard: list[Path]) -> None:
    report = bring(book, *churnguard, date=TODAY)
    assert counted(report) == {
        ("salesforce_accounts.csv", "accounts"): 150,
        ("amplitude_usage.csv", "metrics"): 150,
        ("zendesk_tickets.csv", "metrics"): 150,
        ("zendesk_tickets.csv", "touchpoints"): 150,
    }
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
    sums = dict(ask(book, "SELECT metric, sum(value) FROM metric GROUP BY metric"))
    assert (sums["tickets_open"], sums["licensed_seats"]) == (47, 10_980)
    assert sums["active_seats"] == 7_118
    assert not sums.keys() & {"open_tickets", "total_seats", "monthly_active_users"}
    last = "SELECT max(date) AS day FROM touchpoint GROUP BY account_id"
    assert ask(book, f"SELECT count(*) FROM ({last}) WHERE day < date(?, '-30 days')", TODAY) == [
        (26,)
    ]
    # A mean of answers is no answer: it stays a figure with its decimals.
    assert ask(book, "SELECT value FROM metric WHERE metric = 'nps_score' ORDER BY id LIMIT 1") == [
        (8.6,)
    ]
    assert ask(book, "SELECT count(*) FROM survey") == [(0,)]


def test_churnguard_tells_what_was_left_out_and_why(book: Book, churnguard: list[Path]) -> None:
    report = bring(book, *churnguard, date=TODAY)
    assert "account_tier: the tier follows from the ARR" in told(report, "salesforce_accounts.csv")
    assert "['company_size', 'payment_status']" in told(report, "salesforce_accounts.csv")
    assert "last_activity_date: it counts one-way mail" in told(report, "amplitude_usage.csv")
    usage = told(report, "amplitude_usage.csv")
    assert "total_seats is licensed_seats by its name" in usage
    tickets = told(report, "zendesk_tickets.csv")
    assert "open_tickets is tickets_open by its name" in tickets
    assert "support_plan: its values are no numbers, such as 'Premium'" in tickets
    assert "last_csm_contact_date" not in tickets


def test_a_second_time_changes_nothing_and_one_undo_takes_all_of_it_back(
    book: Book, churnguard: list[Path]
) -> None:
    bring(book, *churnguard, date=TODAY)
    again = bring(book, *reversed(churnguard), date=TODAY)
    assert figures(again) == (600, 0, 0, 600, 0, 0)
    undo(book, today=TODAY, now=NOW)
    assert ask(book, "SELECT count(*) FROM account") == [(0,)]
    redo(book, today=TODAY, now=NOW)
    assert ask(book, "SELECT count(*) FROM account") == [(150,)]


def test_figures_without_a_day_are_refused_naming_the_flag(
    book: Book, churnguard: list[Path]
) -> None:
    with pytest.raises(ImportStopped, match="--date"):
        bring(book, *churnguard)
    assert ask(book, "SELECT count(*) FROM account") == [(0,)]


@pytest.mark.parametrize("order", ["dmy", None])
def test_ravenstack_in_one_command(
    book: Book, ravenstack: list[Path], order: Literal["dmy"] | None
) -> None:
    last = date(2024, 12, 31)
    report = bring(book, *ravenstack, date_order=order, today=last)
    assert counted(report) == {
        ("ravenstack_accounts.csv", "accounts"): 500,
        ("ravenstack_churn_events.csv", "touchpoints"): 600,
        ("ravenstack_feature_usage.csv", "metrics"): 25_000,
        ("ravenstack_subscriptions.csv", "subscriptions"): 5_000,
        ("ravenstack_supports_ticket.csv", "touchpoints"): 2_000,
        ("ravenstack_supports_ticket.csv", "surveys"): 1_175,
    }
    assert "day first" in told(report, "ravenstack_accounts.csv")
    assert "through their subscription" in told(report, "ravenstack_feature_usage.csv")
    assert "'usage_duration_secs'" in told(report, "ravenstack_feature_usage.csv")
    tiers = by_tier(book, last)
    assert {tier: accounts for tier, (accounts, _) in tiers.items()} == {
        "high": 416,
        "medium": 72,
        "low": 10,
        "tech": 2,
    }
    assert sum(arr for _, arr in tiers.values()) == 121_915_296
    half = retention_of(book, date(2024, 6, 30), last)
    assert (half.start, half.expansion, half.contraction, half.churn) == (
        4_600_086_000,
        3_468_098_400,
        64_204_800,
        0,
    )
    assert (round(half.nrr or 0, 6), round(half.grr or 0, 6)) == (1.739963, 0.986043)
    year = retention_of(book, date(2023, 12, 31), last)
    assert year.start == 1_514_535_600
    assert (round(year.nrr or 0, 6), round(year.grr or 0, 6)) == (2.922709, 0.9959)


def retention_of(book: Book, start: date, end: date) -> Retention:
    return retention.report(book.connection, parse(""), today=end, from_=start, to=end).table


def test_salesforce_objects_in_one_command(book: Book, shared_data: Path) -> None:
    files = sorted((shared_data / "salesforce-devorg").glob("*.csv"))
    report = bring(book, *files)
    assert counted(report) == {
        ("Account.csv", "accounts"): 18,
        ("Contact.csv", "contacts"): 25,
        ("Lead.csv", None): 0,
        ("Opportunity.csv", None): 0,
    }
    assert ask(book, "SELECT count(arr), count(*) FROM account") == [(0, 18)]
    assert "AnnualRevenue: it is what the customer" in told(report, "Account.csv")
    assert "what sales expects, not the ARR" in told(report, "Opportunity.csv")
    assert "36 of 36 lead to an account" in told(report, "Opportunity.csv")
    assert "no customers yet" in told(report, "Lead.csv")
    assert ask(
        book,
        "SELECT a.name FROM contact c JOIN account a ON a.id = c.account_id "
        "WHERE c.name = 'Rose Gonzalez'",
    ) == [("Edge Communications",)]
    assert ask(book, "SELECT count(*) FROM contact WHERE account_id IS NOT NULL") == [(25,)]
