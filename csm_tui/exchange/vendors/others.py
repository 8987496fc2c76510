"""Skalin, Vitally, Custify and Zoho CRM."""

from __future__ import annotations

from typing import Final

from csm_tui.exchange.vendors.model import NOT_ARR, OF_THE_RECORD, ONE_WAY, Print, Report, Vendor

SKALIN: Final = Vendor(
    "skalin",
    "Skalin",
    (
        Print(("CSM Pulse", "Interaction goal|Customer ID|Health score profile")),
        Print(("Health score profile", "Interaction goal")),
    ),
    (
        Report(
            "customers",
            "accounts",
            marks=("Name", "CSM Pulse|Interaction goal|Health score profile"),
            fields={
                "external_id": ("Customer ID",),
                "name": ("Name",),
                "domain": ("Domain",),
                "owner": ("Owner email",),
                "pulse": ("CSM Pulse",),
                "tags": ("Tags",),
            },
            left_out={"Deleted": OF_THE_RECORD},
            deleted="Deleted",
            asked={"Renewal": "renewal_date", "Health score": "health", "MRR": "arr"},
        ),
    ),
)
VITALLY: Final = Vendor(
    "vitally",
    "Vitally",
    (),
    (
        Report(
            "users",
            "contacts",
            marks=("externalId", "email"),
            fields={
                "external_id": ("externalId",),
                "account": ("accountExternalId", "accountId", "accounts"),
                "name": ("name",),
                "email": ("email",),
                "title": ("role",),
            },
            made={"name": "{email}"},
        ),
        Report(
            "accounts",
            "accounts",
            marks=("externalId", "name"),
            fields={
                "external_id": ("externalId",),
                "name": ("name",),
                "industry": ("industry",),
            },
            asked={"mrr": "arr", "healthScore": "health"},
        ),
    ),
    hints=(Print(("externalId", "name|email"), exact=True),),
)
CUSTIFY: Final = Vendor(
    "custify",
    "Custify",
    (),
    (
        Report(
            "people",
            "contacts",
            marks=("user_id",),
            fields={
                "external_id": ("user_id",),
                "account": ("company_id", "company"),
                "name": ("name",),
                "email": ("email",),
                "phone": ("phone",),
                "title": ("title",),
            },
            made={"name": "{first_name} {last_name}|{email}"},
        ),
        Report(
            "companies",
            "accounts",
            marks=("company_id", "name"),
            fields={
                "external_id": ("company_id",),
                "name": ("name",),
                "domain": ("website", "domain"),
                "owner": ("owners_csm", "owner"),
                "start_date": ("signed_up_at",),
                "churned_on": ("churned_at",),
            },
        ),
    ),
    hints=(
        Print(("company_id|user_id", "signed_up_at|owners_csm"), exact=True),
        Print(("user_id", "company_id"), exact=True),
    ),
)
ZOHO: Final = Vendor(
    "zoho",
    "Zoho CRM",
    (Print(("Record Id", "Account Owner")),),
    (
        Report(
            "accounts",
            "accounts",
            marks=("Record Id", "Account Name"),
            without=("Last Name", "Deal Name"),
            fields={
                "external_id": ("Record Id",),
                "name": ("Account Name",),
                "domain": ("Website",),
                "owner": ("Account Owner",),
                "segment": ("Account Type",),
                "region": ("Billing State",),
                "country": ("Billing Country",),
                "notes": ("Description",),
                "parent": ("Parent Account",),
                "industry": ("Industry",),
            },
            strips={"external_id": "zcrm_", "parent": "zcrm_"},
            left_out={
                "Annual Revenue": NOT_ARR,
                "Last Activity Time": ONE_WAY,
            },
        ),
    ),
)
