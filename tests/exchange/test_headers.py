"""Headers to fields (TORTURE T082, T085, T118; the traps of IMPORT)."""

from __future__ import annotations

import pytest

from csm_tui.exchange.headers import is_own_header, map_headers, normalise
from csm_tui.exchange.kinds import KINDS


@pytest.mark.parametrize(
    "header", ["renewal_date", "Renewal Date", "RENEWAL-DATE", " renewal.date", "\ufeffRenewalDate"]
)
def test_canonical_names_are_known_in_any_spelling(header: str) -> None:
    mapped = map_headers("accounts", ["NAME", header])
    assert mapped.mapping == {"name": "NAME", "renewal_date": header}
    assert mapped.unknown == ()


def test_accents_do_not_count() -> None:
    assert normalise("Descripción") == "descripcion"


@pytest.mark.parametrize(
    "header",
    [
        "AnnualRevenue",
        "Annual Revenue",
        "Amount",
        "Contract Value",
        "TotalContractAmount",
        "MRR",
        "Renewal",
        "Renewal (in days)",
        "Close Date",
        "Last Activity",
        "Last Activity Date",
        "Health Score",
        "ARR (k€)",
        "Id",
        "Record ID",
        "Website",
    ],
)
def test_traps_are_never_mapped_by_themselves(header: str) -> None:
    mapped = map_headers("accounts", ["name", header])
    assert mapped.mapping == {"name": "name"}
    assert mapped.unknown == (header,)


def test_a_trap_can_be_mapped_by_hand() -> None:
    mapped = map_headers("accounts", ["name", "Annual Revenue"], {"arr": "Annual Revenue"})
    assert mapped.mapping["arr"] == "Annual Revenue"
    assert mapped.by_hand == {"arr"}


def test_what_is_mapped_by_hand_wins_over_the_name() -> None:
    mapped = map_headers("accounts", ["name", "company", "arr"], {"name": "company"})
    assert mapped.mapping == {"name": "company", "arr": "arr"}
    assert mapped.unknown == ("name",)


def test_headers_named_by_hand_are_found_exactly_first_then_in_any_spelling() -> None:
    header = ["name", "ARR Value", "arr_value"]
    assert map_headers("accounts", header, {"arr": "arr_value"}).columns["arr"] == 2
    assert map_headers("accounts", header[:2], {"arr": "arr_value"}).columns["arr"] == 1


def test_a_map_that_does_not_apply_to_this_file_is_told() -> None:
    mapped = map_headers("accounts", ["name"], {"arr": "Value", "score": "name"})
    assert mapped.unused == ("arr", "score")


def test_t082_two_columns_of_one_field_stop_the_file_with_both_named() -> None:
    mapped = map_headers("accounts", ["name", "Owner", "owner"], file="a.csv", line=3)
    (problem,) = mapped.problems
    assert (problem.file, problem.line, problem.column) == ("a.csv", 3, "owner")
    assert "'Owner' (column 2) and 'owner' (column 3)" in problem.problem


def test_t082_duplicates_that_nothing_needs_are_only_reported() -> None:
    mapped = map_headers("accounts", ["name", "x", "x", ""])
    assert mapped.problems == ()
    assert mapped.unknown == ("x", "x", "(column 4, without a name)")


def test_t082_t085_a_missing_required_column_is_named_with_the_flag() -> None:
    (problem,) = map_headers("accounts", ["foo", "bar"], file="a.csv").problems
    assert problem.sentence() == (
        "a.csv:1, column name: no column is the name of accounts. Name it with --map name=HEADER."
    )


def test_fields_given_otherwise_are_not_missing() -> None:
    header = ["account", "score"]
    assert [p.column for p in map_headers("health", header).problems] == ["date"]
    assert map_headers("health", header, given=["date"]).problems == ()


def test_health_needs_a_score_or_a_measure_with_its_value() -> None:
    assert map_headers("health", ["account", "date", "value"]).problems[0].column == "score"
    assert map_headers("health", ["account", "date", "measure", "value"]).problems == ()


def test_the_id_of_an_account_goes_before_its_name() -> None:
    mapped = map_headers("contacts", ["account_name", "account_id", "name"])
    assert mapped.mapping["account"] == "account_id"
    assert mapped.mapping["account_name"] == "account_name"


def test_subscriptions_read_one_of_the_yearly_and_the_monthly_amount() -> None:
    header = ["account", "start_date", "mrr_amount", "arr_amount"]
    mapped = map_headers("subscriptions", header)
    assert mapped.mapping["arr"] == "arr_amount"
    assert [name for name, _ in mapped.left_out] == ["mrr_amount"]
    by_hand = map_headers("subscriptions", header, {"mrr": "mrr_amount"})
    assert "arr" not in by_hand.mapping
    assert map_headers("subscriptions", header[:2]).problems[0].column == "arr"


def test_t118_hostile_headers_are_unknown_columns() -> None:
    header = ["name", '"; DROP TABLE account', "a]b", "`", ";", ""]
    mapped = map_headers("accounts", header)
    assert mapped.mapping == {"name": "name"}
    assert len(mapped.unknown) == 5


def test_a_sheet_without_metric_and_value_is_wide() -> None:
    mapped = map_headers("metrics", ["Account ID", "Active Users", "my figure", "date"])
    assert mapped.metrics == {"active_users": 1, "my figure": 2}
    assert mapped.mapping == {"account": "Account ID", "date": "date"}
    assert map_headers("metrics", ["account", "metric", "value", "date"]).metrics is None


def test_metrics_of_a_wide_sheet_can_be_named_by_hand() -> None:
    mapped = map_headers("metrics", ["account", "open"], {"tickets_open": "open"}, given=["date"])
    assert mapped.metrics == {"tickets_open": 1}
    assert mapped.by_hand == {"tickets_open"}


def test_t082_a_wide_sheet_with_one_metric_twice_is_stopped() -> None:
    mapped = map_headers("metrics", ["account", "date", "active_users", "Active Users"])
    assert "more than one column" in mapped.problems[0].problem


def test_only_the_complete_canonical_header_is_our_own_in_any_order() -> None:
    header = KINDS["contacts"].header
    assert is_own_header("contacts", header)
    assert is_own_header("contacts", header[::-1])
    assert is_own_header("accounts", ("custom:text:Plan", *KINDS["accounts"].header[::-1]))
    assert not is_own_header("contacts", (*header[:-1], header[0]))
    assert is_own_header("contacts", (*header, "csm_problem"))
    assert not is_own_header("contacts", header[1:])
    assert not is_own_header("contacts", (*header, "more"))
    assert not is_own_header("contacts", tuple(name.title() for name in header))
