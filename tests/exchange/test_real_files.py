"""What the public files in ../shared/data must come out as (their README states the facts)."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest

from csm_tui.exchange.headers import HeaderMap, map_headers
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.options import ValueOptions
from csm_tui.exchange.reader import Sheet, read_sheet
from csm_tui.exchange.recognition import recognise_kind
from csm_tui.exchange.tables import Table, read_table
from csm_tui.exchange.wide import read_wide
from csm_tui.exchange.writer import write_csv

DAY = {"date": "2026-02-01"}
BY_HAND = {
    "external_id": "account_id",
    "name": "company_name",
    "arr": "arr_value",
    "start_date": "contract_start_date",
    "owner": "account_owner",
}


def sheet_of(path: Path) -> Sheet:
    return read_sheet(path.read_bytes(), name=path.name)


def table_of(path: Path, chosen: dict[str, str] | None = None) -> tuple[Table, HeaderMap]:
    sheet = sheet_of(path)
    kind = recognise_kind(sheet.header, sheet.columns())
    assert kind is not None
    mapping = map_headers(kind, sheet.header, chosen, given=DAY)
    assert mapping.problems == ()
    read = read_table if mapping.metrics is None else read_wide
    table = read(sheet, mapping, constants=DAY)
    assert (table.problems, table.ambiguous) == ([], ())
    return table, mapping


def total(table: Table, metric: str) -> float:
    pairs = zip(table.fields["metric"], table.fields["value"], strict=True)
    return sum(value for name, value in pairs if name == metric and isinstance(value, float))


def amounts(table: Table, field: str) -> list[int]:
    return [cents for cents in table.fields[field] if isinstance(cents, int)]


def test_churnguard_accounts_with_five_columns_mapped_by_hand(shared_data: Path) -> None:
    table, mapping = table_of(shared_data / "churnguard" / "salesforce_accounts.csv", BY_HAND)
    assert (table.kind, len(table.lines)) == ("accounts", 150)
    assert sum(amounts(table, "arr")) == 24_907_778_00
    assert mapping.mapping == {**BY_HAND} | {
        "renewal_date": "renewal_date",
        "region": "region",
        "industry": "industry",
    }
    assert mapping.unknown == ("company_size", "account_tier", "payment_status")


def test_churnguard_arr_value_is_arr_by_its_name(shared_data: Path) -> None:
    table, mapping = table_of(shared_data / "churnguard" / "salesforce_accounts.csv")
    assert sum(amounts(table, "arr")) == 24_907_778_00
    assert mapping.unknown == ("company_size", "account_tier", "payment_status")


def test_churnguard_usage_is_metrics(shared_data: Path) -> None:
    table, _ = table_of(shared_data / "churnguard" / "amplitude_usage.csv")
    assert table.kind == "metrics"
    assert (total(table, "licensed_seats"), total(table, "active_seats")) == (10_980, 7_118)
    assert [header for header, _ in table.left_out] == ["last_activity_date"]
    assert set(table.fields["date"]) == {date(2026, 2, 1)}


def test_churnguard_tickets_are_metrics_and_the_mean_nps_is_no_survey(shared_data: Path) -> None:
    table, _ = table_of(shared_data / "churnguard" / "zendesk_tickets.csv")
    assert table.kind == "metrics"
    assert total(table, "tickets_open") == 47
    assert "nps_score" in table.fields["metric"]
    assert [header for header, _ in table.left_out] == [
        "health_check_completed",
        "last_csm_contact_date",
        "support_plan",
    ]


def test_a_mean_nps_read_as_answers_is_rejected_row_by_row(shared_data: Path) -> None:
    sheet = sheet_of(shared_data / "churnguard" / "zendesk_tickets.csv")
    given = {**DAY, "type": "nps"}
    mapping = map_headers("surveys", sheet.header, {"score": "nps_score"}, given=given)
    table = read_table(sheet, mapping, constants=given)
    means = [cell for cell in sheet.columns()[6] if not cell.endswith(".0")]
    assert len(table.bad) == len(means) > 100
    assert all("metrics" in str(problem.hint) for problem in table.problems)


def test_ravenstack_accounts_are_day_first_by_the_whole_column(shared_data: Path) -> None:
    path = shared_data / "ravenstack" / "ravenstack_accounts.csv"
    table, mapping = table_of(path)
    assert (table.kind, len(table.lines)) == ("accounts", 500)
    assert mapping.mapping["start_date"] == "signup_date"
    assert table.evidence == {"start_date": "day first: row 2 is 16-10-2024"}
    declared = read_table(sheet_of(path), mapping, ValueOptions(date_order="dmy"))
    assert declared.fields["start_date"] == table.fields["start_date"]
    month_first = read_table(sheet_of(path), mapping, ValueOptions(date_order="mdy"))
    assert 500 - len(month_first.bad) == 202


def test_ravenstack_subscriptions_have_the_arr_of_the_day(shared_data: Path) -> None:
    table, mapping = table_of(shared_data / "ravenstack" / "ravenstack_subscriptions.csv")
    assert (table.kind, len(table.lines)) == ("subscriptions", 5_000)
    assert mapping.mapping["auto_renew"] == "auto_renew_flag"
    day = date(2024, 12, 31)
    by_account: dict[object, int] = {}
    names = ("account", "start_date", "end_date", "arr")
    for account, start, end, cents in zip(*(table.fields[name] for name in names), strict=True):
        assert isinstance(start, date)
        assert isinstance(cents, int)
        if start <= day and not (isinstance(end, date) and end <= day):
            by_account[account] = by_account.get(account, 0) + cents
    assert len(by_account) == 500
    assert sum(by_account.values()) == 121_915_296_00
    assert sum(cents >= 100_000_00 for cents in by_account.values()) == 416


@pytest.mark.parametrize(
    "name", ["ravenstack_churn_events", "ravenstack_feature_usage", "ravenstack_supports_ticket"]
)
def test_ravenstack_s_other_files_are_not_taken_for_something(shared_data: Path, name: str) -> None:
    sheet = sheet_of(shared_data / "ravenstack" / f"{name}.csv")
    assert recognise_kind(sheet.header, sheet.columns()) is None


def test_salesforce_accounts_and_contacts_are_linked_by_id(shared_data: Path) -> None:
    accounts, mapping = table_of(shared_data / "salesforce-devorg" / "Account.csv")
    contacts, _ = table_of(shared_data / "salesforce-devorg" / "Contact.csv")
    assert (accounts.kind, len(accounts.lines)) == ("accounts", 18)
    assert (contacts.kind, len(contacts.lines)) == ("contacts", 25)
    assert set(contacts.fields["account"]) <= set(accounts.fields["external_id"])
    assert set(contacts.fields) == {"external_id", "account", "name", "email", "title", "phone"}
    assert "arr" not in accounts.fields
    assert "AnnualRevenue" in mapping.unknown


@pytest.mark.parametrize("name", ["Lead", "Opportunity"])
def test_salesforce_leads_and_opportunities_are_no_accounts(shared_data: Path, name: str) -> None:
    sheet = sheet_of(shared_data / "salesforce-devorg" / f"{name}.csv")
    assert recognise_kind(sheet.header, sheet.columns()) is None


def test_naughty_strings_come_back_as_they_are(shared_data: Path) -> None:
    strings = json.loads((shared_data / "naughty-strings" / "blns.json").read_text("utf-8"))
    assert len(strings) == 515
    kind = KINDS["accounts"]
    rows = [
        [{"name": f"n{place}", "notes": text or None}.get(name) for name in kind.header]
        for place, text in enumerate(strings)
    ]
    target = io.BytesIO()
    write_csv(rows, kind.exported, target)
    sheet = read_sheet(target.getvalue(), name="accounts.csv")
    table = read_table(sheet, map_headers("accounts", sheet.header))
    assert table.problems == []
    assert [text or "" for text in table.fields["notes"]] == strings
