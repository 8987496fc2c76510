"""Planhat: the XLSX templates of companies and conversations, and the API names."""

from __future__ import annotations

from typing import Final

from csm_tui.exchange.vendors.model import Print, Report, Vendor
from csm_tui.exchange.vendors.words import BY_SUBJECT, TOUCHES

_DAYS_LEFT: Final = "the days left change with the day; the date counts"
COMPANY: Final = Report(
    "companies",
    "accounts",
    marks=("Name", "Id|External Id|Source Id|Customer status|Phase|CSM Score|Co-Owner"),
    without=("Conversation Types", "Involved Contacts", "Email"),
    fields={
        "external_id": ("External Id", "Source Id", "Id", "_id"),
        "name": ("Name",),
        "owner": ("Owner",),
        "status": ("Customer status", "status"),
        "arr": ("ARR",),
        "renewal_date": (),
        "start_date": ("Customer Since", "Customer From"),
        "pulse": ("CSM Score",),
        "domain": ("Domain", "Domains"),
        "country": ("Country",),
    },
    words={"status": {"coming": "prospect", "lost": "churned"}},
    left_out={
        "Renewal (in days)": _DAYS_LEFT,
        "Renewal ARR": "it is what the renewal is to bring, not the ARR of today",
        "Renewal MRR": "it is what the renewal is to bring, not the MRR of today",
        "NPS Score": "it is a figure of the company, not an answer of a person",
        "Last touch": "it does not say who took part",
    },
    strips={"external_id": "extid-"},
    asked={"Renewal": "renewal_date", "MRR": "arr", "Health": "health", "h": "health"},
)
CONVERSATION: Final = Report(
    "conversations",
    "touchpoints",
    marks=("Conversation Types|Conversation Type|Involved Contacts", "Subject"),
    fields={
        "external_id": ("External ID", "Id"),
        "account": ("Company Id", "Company External Id", "Company", "Company Name"),
        "date": ("Date", "Conversation Date"),
        "kind": ("Conversation Types", "Conversation Type", "Type"),
        "owner": ("Team Members",),
        "subject": ("Subject",),
        "notes": ("Description", "Notes", "Snippet"),
        "contacts": ("Involved Contacts",),
    },
    constants={"status": "done"},
    strips={"account": "extid-"},
    words=TOUCHES,
    shares=BY_SUBJECT,
)
CONTACT: Final = Report(
    "end users",
    "contacts",
    marks=("Company Id|Company External Id", "Email"),
    fields={
        "external_id": ("External Id", "Source Id", "Id"),
        "account": ("Company Id", "Company External Id", "Company"),
        "name": ("Name", "Full Name"),
        "email": ("Email",),
        "title": ("Position", "Title"),
        "phone": ("Phone",),
    },
    made={"name": "{First Name} {Last Name}|{Email}"},
    strips={"account": "extid-"},
)
PLANHAT: Final = Vendor(
    "planhat",
    "Planhat",
    (
        Print(("Renewal (in days)",)),
        Print(("Renewal ARR",)),
        Print(("Renewal MRR",)),
        Print(("CSM Score", "Phase|Customer Since|Co-Owner|Customer status")),
        Print(("Customer status", "Phase|Co-Owner|Customer Since")),
        Print(("Conversation Types", "Involved Contacts|Team Members")),
        Print(("External Id", "Source Id"), exact=True),
    ),
    (CONVERSATION, CONTACT, COMPANY),
    ids=r"extid-.+",
)
