"""Totango: accounts, users, usage, tasks and touchpoints; older files spell otherwise."""

from __future__ import annotations

from typing import Final

from csm_tui.exchange.vendors.model import OF_THE_RECORD, Print, Report, Vendor

_ACCOUNT: Final = ("Account ID", "account_id", "AccountID")
ACCOUNT: Final = Report(
    "accounts",
    "accounts",
    marks=("Account ID", "Account Name|Name"),
    without=("User ID", "Task ID", "Touchpoint ID", "Action"),
    fields={
        "external_id": _ACCOUNT,
        "name": ("Account Name", "Name", "account_name"),
        "domain": ("Company Domain",),
        "owner": ("Success Manager",),
        "status": ("Status",),
        "start_date": ("Contract Start Date",),
        "renewal_date": ("Contract Renewal Date",),
        "churned_on": ("Cancellation Date",),
        "industry": ("Industry",),
        "segment": ("Tier", "Account Type"),
        "parent": ("parent_id", "ParentID"),
        "salesforce_id": ("sfid",),
    },
    words={"status": {"free": "trial"}},
    left_out={
        "Create Date": OF_THE_RECORD,
        "Outstanding Balance": "it is what the customer owes, not what recurs",
    },
    asked={"Contract Value": "arr"},
)
USER: Final = Report(
    "users",
    "contacts",
    marks=("Account ID", "User ID"),
    without=("Action", "Module"),
    fields={
        "external_id": ("User ID",),
        "account": _ACCOUNT,
        "name": ("Contact", "User Name", "Name"),
        "email": ("Email", "Email Address"),
        "title": ("Title", "Job Title"),
    },
    made={"name": "{First Name} {Last Name}|{User ID}"},
)
USAGE: Final = Report(
    "usage",
    "metrics",
    marks=("Account ID", "Action", "Module|Count"),
    fields={
        "account": _ACCOUNT,
        "metric": ("Action",),
        "date": ("Date", "Timestamp", "Activity Date"),
        "value": ("Count",),
    },
    constants={"value": "1"},
)
TASK: Final = Report(
    "tasks",
    "tasks",
    marks=("Account ID", "Task ID"),
    fields={
        "external_id": ("Task ID",),
        "account": _ACCOUNT,
        "title": ("Task Name", "Title", "Subject", "Name", "Description"),
        "due": ("Due Date",),
        "status": ("Status",),
    },
)
TOUCHPOINT: Final = Report(
    "touchpoints",
    "touchpoints",
    marks=("Account ID", "Touchpoint ID"),
    fields={
        "external_id": ("Touchpoint ID",),
        "account": _ACCOUNT,
        "date": ("Touchpoint Date", "Date", "Create Date", "Created Date"),
        "kind": ("Touchpoint Type", "Type"),
        "subject": ("Subject",),
        "notes": ("Content",),
    },
    constants={"status": "done", "kind": "other"},
)
TOTANGO: Final = Vendor(
    "totango",
    "Totango",
    (
        Print(("Contract Renewal Date", "Success Manager")),
        Print(("Account ID", "Success Manager|Touchpoint ID|Cancellation Date")),
        Print(("Account ID", "Contract Value")),
        Print(("Account ID", "User ID", "Key Contact|Module|Action")),
        Print(("Account ID", "Action", "Module")),
        Print(("Account ID", "ofid|sfid")),
    ),
    (TOUCHPOINT, TASK, USAGE, USER, ACCOUNT),
)
