"""Which kind of rows a file holds; in doubt none."""

from __future__ import annotations

import pytest

from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.recognition import recognise_kind


@pytest.mark.parametrize("kind", KINDS)
def test_every_canonical_header_is_recognised(kind: str) -> None:
    assert recognise_kind(KINDS[kind].header) == kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_required_columns_alone_are_recognised_in_any_spelling(kind: str) -> None:
    required = [column.name for column in KINDS[kind].columns if column.required]
    extra = {"contacts": ["email"], "health": ["score"], "subscriptions": ["arr"]}
    header = [*required, *extra.get(kind, [])]
    assert recognise_kind([name.replace("_", " ").upper() for name in header]) == kind


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("account,date,type,score", "surveys"),
        ("account,date,score,note", "health"),
        ("account,date,kind,amount", "arr_changes"),
        ("account,name,title,email", "contacts"),
        ("account_id,account_name,industry,seats", "accounts"),
        ("subscription_id,account_id,start_date,end_date,mrr_amount,arr_amount", "subscriptions"),
        ("Id,IsDeleted,Name,Type,ParentId,Industry,AnnualRevenue", "accounts"),
        ("Id,IsDeleted,AccountId,LastName,FirstName,Email,Name", "contacts"),
    ],
)
def test_headers_that_can_mean_one_thing(header: str, kind: str) -> None:
    assert recognise_kind(header.split(",")) == kind


@pytest.mark.parametrize(
    "header",
    [
        "foo,bar",
        "account,name",
        "name,email,phone number,first name",
        "Id,AccountId,Name,StageName,Amount,CloseDate,NextStep",
        "Id,IsDeleted,LastName,FirstName,Name,Company,Email,Status,Industry",
        "Id,IsDeleted,AccountId,Name,StageName,Amount",
        "churn_event_id,account_id,churn_date,reason_code,refund_amount_usd",
        "account,date",
    ],
)
def test_what_may_be_something_else_is_not_recognised(header: str) -> None:
    assert recognise_kind(header.split(",")) is None


def test_what_is_named_by_hand_or_given_helps() -> None:
    assert recognise_kind(["Firm", "arr"], chosen={"name": "Firm"}) == "accounts"
    assert recognise_kind(["account", "score"], given=["date"]) == "health"


def test_a_wide_sheet_is_metrics() -> None:
    header, cells = ["account_id", "logins", "plan"], [["A", "B"], ["7", "11"], ["x", "y"]]
    assert recognise_kind(header, cells) == "metrics"


@pytest.mark.parametrize(
    "cells",
    [
        [["A", "A"], ["7", "11"], ["x", "y"]],
        [["A", "B"], ["seven", "11"], ["x", "y"]],
        [["A", "B"], ["", ""], ["x", "y"]],
    ],
)
def test_repeated_accounts_or_no_figures_are_no_wide_sheet(cells: list[list[str]]) -> None:
    assert recognise_kind(["account_id", "logins", "plan"], cells) is None


def test_a_wide_sheet_may_have_a_row_for_each_day_of_an_account() -> None:
    header = ["account_id", "date", "logins"]
    days = ["2026-01-01", "2026-01-02"]
    assert recognise_kind(header, [["A", "A"], days, ["7", "11"]]) == "metrics"
