"""ChurnZero: accounts, contacts and events; both spellings differ only in case."""

from __future__ import annotations

from typing import Final

from csm_tui.exchange.vendors.model import Print, Report, Vendor
from csm_tui.exchange.vendors.words import flagged

_ACCOUNT: Final = ("accountExternalId",)
ACCOUNT: Final = Report(
    "accounts",
    "accounts",
    marks=("accountExternalId", "Name"),
    without=("contactExternalId", "eventName", "Email"),
    fields={
        "external_id": _ACCOUNT,
        "name": ("Name",),
        "owner": ("OwnerUserAccount",),
        "status": ("IsActive",),
        "start_date": ("StartDate",),
        "renewal_date": ("NextRenewalDate",),
        "seats": ("LicenseCount",),
        "parent": ("ParentAccountExternalId",),
        "region": ("BillingAddressState",),
        "country": ("BillingAddressCountry",),
    },
    words={"status": flagged("customer", "churned")},
    left_out={"EndDate": "it may be the end of a term or of the account; the renewal is asked of"},
    asked={"TotalContractAmount": "arr"},
)
CONTACT: Final = Report(
    "contacts",
    "contacts",
    marks=("contactExternalId",),
    without=("eventName",),
    fields={
        "external_id": ("contactExternalId",),
        "account": _ACCOUNT,
        "name": ("Name", "FullName"),
        "email": ("Email",),
        "title": ("Title", "JobTitle"),
        "phone": ("Phone", "PhoneNumber"),
    },
    made={"name": "{FirstName} {LastName}|{Email}"},
)
EVENT: Final = Report(
    "events",
    "metrics",
    marks=("accountExternalId", "eventName"),
    fields={
        "account": _ACCOUNT,
        "metric": ("eventName",),
        "date": ("eventDate",),
        "value": ("quantity",),
    },
    constants={"value": "1"},
)
CHURNZERO: Final = Vendor(
    "churnzero",
    "ChurnZero",
    (Print(("accountExternalId",), exact=True), Print(("contactExternalId",), exact=True)),
    (EVENT, CONTACT, ACCOUNT),
)
