"""ClientSuccess: clients, contacts, subscriptions and revenue."""

from __future__ import annotations

from typing import Final

from csm_tui.exchange.vendors.model import Print, Report, Vendor

CLIENT: Final = Report(
    "clients",
    "accounts",
    marks=("Client name",),
    without=("First name", "Name (First + Last)", "Product Name", "Contract ID", "Email"),
    fields={
        "external_id": ("External ID",),
        "salesforce_id": ("Salesforce Account ID",),
        "name": ("Client name",),
        "owner": ("Assigned CSM name", "Assigned CSM email"),
        "status": ("Client status",),
        "segment": ("Client type",),
        "start_date": ("Client-as-of date",),
    },
    words={"status": {"inactive": "churned"}},
)
CONTACT: Final = Report(
    "contacts",
    "contacts",
    marks=("Client name", "First name|Name (First + Last)|Email"),
    fields={
        "account": ("Client name",),
        "name": ("Name (First + Last)",),
        "email": ("Email",),
        "title": ("Title",),
        "phone": ("Office phone", "Mobile phone"),
        "notes": ("Notes",),
    },
    made={
        "name": "{First name} {Last name}|{Email}",
        "role": "{Badge: Executive Sponsor?sponsor}|{Badge: Champion?champion}",
    },
)
SUBSCRIPTION: Final = Report(
    "subscriptions",
    "subscriptions",
    marks=("Client Name", "Product Name", "Amount|Start Date"),
    fields={
        "account": ("Client Name",),
        "product": ("Product Name",),
        "start_date": ("Start Date",),
        "end_date": ("End Date",),
        "seats": ("Quantity",),
        "auto_renew": ("Auto renew",),
    },
    asked={"Amount": "arr"},
)
REVENUE: Final = Report(
    "revenue",
    None,
    marks=("External Client ID", "Contract ID|Contract Name|Line Number"),
    fields={"external_id": ("Contract ID",), "account": ("External Client ID",)},
    why="contract lines without a start are no subscriptions",
)
CLIENTSUCCESS: Final = Vendor(
    "clientsuccess",
    "ClientSuccess",
    (
        Print(("Client name", "Assigned CSM email")),
        Print(("Client name", "Client-as-of date|Assigned Sales Rep|Client status")),
        Print(("Client name", "Name (First + Last)")),
        Print(("Client name", "Badge: Key contact|Badge: Champion|Badge: Executive Sponsor")),
        Print(("Client Name", "Product Name", "Auto renew|Term (in Months)")),
        Print(("External Client ID", "Contract ID")),
    ),
    (REVENUE, SUBSCRIPTION, CONTACT, CLIENT),
)
