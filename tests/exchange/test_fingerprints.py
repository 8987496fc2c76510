"""Which program wrote a sheet (IMPORT, source fingerprint); in doubt none."""

from __future__ import annotations

import pytest

from csm_tui.exchange.fingerprints import may_be_of, source_of, vendor_of
from csm_tui.exchange.headers import is_known_header
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.trimming import Junk
from csm_tui.exchange.vendors import HOMEMADE, VENDORS, vendor_headers

FOOTER = [Junk(9, "Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.", "below")]


@pytest.mark.parametrize(
    ("header", "source"),
    [
        ("accountExternalId,Name,IsActive", "churnzero"),
        ("Record ID,Company name,Industry", "hubspot"),
        ("Record ID,First Name,Last Name,Email,Associated Company", "hubspot"),
        ("ID de registro,Nombre de la empresa", "hubspot"),
        ("Account Name,Last Activity,Account Owner", "salesforce"),
        ("Opportunity Name,Opportunity Owner,Amount", "salesforce"),
        ("Subject,Date,Company / Account", "salesforce"),
        ("Id,IsDeleted,Name", "salesforce"),
        ("Record Id,Account Owner,Account Name", "zoho"),
        ("Client name,Assigned CSM email", "clientsuccess"),
        ("Contract Renewal Date,Success Manager,Account ID", "totango"),
        ("Account ID,Touchpoint ID,Subject,Content", "totango"),
        ("Name,CSM Pulse,Interaction goal", "skalin"),
        ("Name,Gsid", "gainsight"),
        ("Activity Date,Context Name,Comments", "gainsight"),
        ("Name,ARR,Renewal (in days)", "planhat"),
    ],
)
def test_headers_that_only_one_program_writes(header: str, source: str) -> None:
    found = source_of(header.split(","))
    assert found is not None
    assert found.source == source
    assert found.proof.startswith("column")
    shuffled = source_of([name.upper() for name in reversed(header.split(","))])
    assert shuffled is not None
    assert shuffled.source == source


def test_a_footer_proves_salesforce_and_nothing_else_does_for_these_columns() -> None:
    header = ["Account Name", "Industry"]
    assert source_of(header) is None
    found = source_of(header, FOOTER)
    assert found is not None
    assert (found.source, "line 9" in found.proof) == ("salesforce", True)


@pytest.mark.parametrize(
    ("header", "cell", "source"),
    [("Account ID", "001bm00001ZL8U9AAL", "salesforce"), ("Company Id", "extid-7", "planhat")],
)
def test_ids_as_only_one_program_writes_them(header: str, cell: str, source: str) -> None:
    found = source_of([header, "Plan"], (), [["", cell], ["x", "y"]])
    assert found is not None
    assert (found.source, found.proof) == (source, f"{header} holds {cell}")
    assert source_of([header, "Plan"], (), [["A-1", "A-2"], ["x", "y"]]) is None


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_files_are_nobodys(kind: str) -> None:
    assert source_of(KINDS[kind].header, FOOTER) is None


@pytest.mark.parametrize(
    "header",
    [
        "account_id,company_name,arr_value,account_owner",
        "account_external_id,name,email",
        "Customer,Account Owner,Tier,Start Date,Contract End,Health Score,Current MRR",
        "external_id,source_id,name",
        "Account Name,Account ID,Primary CSM,ARR",
    ],
)
def test_home_made_headers_are_nobodys(header: str) -> None:
    assert source_of(header.split(",")) is None


def test_programs_are_found_by_the_source_that_is_said() -> None:
    assert [vendor_of(vendor.source) for vendor in VENDORS] == list(VENDORS)
    assert vendor_of("HubSpot") is vendor_of("hubspot")
    assert vendor_of("") is None


def test_every_header_of_a_report_helps_to_find_the_header_line() -> None:
    assert all(map(is_known_header, vendor_headers()))


def test_reports_map_fields_that_their_kind_has() -> None:
    for vendor in (*VENDORS, HOMEMADE):
        for report in vendor.reports:
            for one in (report, *report.also):
                kind = KINDS.get(one.kind or "accounts")
                assert kind is not None
                names = (*one.fields, *one.made, *one.constants, *one.words, *one.asked.values())
                known = {column.name for column in kind.columns} | {"account", "external_id"}
                assert set(names) <= known, (vendor.source, one.title)


@pytest.mark.parametrize(
    ("header", "source"),
    [
        ("externalId,name,industry,phoneNumber", "vitally"),
        ("externalId,name,email,role", "vitally"),
        ("company_id,name,signed_up_at", "custify"),
        ("user_id,company_id,email", "custify"),
    ],
)
def test_headers_that_others_write_too_are_a_hint_to_name_the_source(
    header: str, source: str
) -> None:
    assert source_of(header.split(",")) is None
    assert f"--source {source}" in str(may_be_of(header.split(",")))


@pytest.mark.parametrize("header", ["external_id,name,industry", "company_id,name,arr", "name,arr"])
def test_headers_of_anybody_are_no_hint(header: str) -> None:
    assert may_be_of(header.split(",")) is None
    assert may_be_of(KINDS["accounts"].header) is None
