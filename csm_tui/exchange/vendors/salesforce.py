"""Salesforce: reports with their labels, objects of the Data Loader with their API names."""

from __future__ import annotations

from typing import Final

from csm_tui.exchange.vendors.model import (
    NOT_ARR,
    OF_A_DEAL,
    OF_THE_RECORD,
    ONE_WAY,
    Print,
    Report,
    Vendor,
    When,
)
from csm_tui.exchange.vendors.words import BY_SUBJECT, TOUCHES

_USER: Final = "it is the id of a user, not a name"
_LEFT_OUT: Final = {
    "Annual Revenue": NOT_ARR,
    "AnnualRevenue": NOT_ARR,
    "Last Activity": ONE_WAY,
    "Last Activity Date": ONE_WAY,
    "LastActivityDate": ONE_WAY,
    "Last Modified Date": OF_THE_RECORD,
    "LastModifiedDate": OF_THE_RECORD,
    "Created Date": OF_THE_RECORD,
    "CreatedDate": OF_THE_RECORD,
    "IsDeleted": OF_THE_RECORD,
    "OwnerId": _USER,
    "Close Date": OF_A_DEAL,
    "CloseDate": OF_A_DEAL,
    "Amount": OF_A_DEAL,
    "Stage": OF_A_DEAL,
}
_DEAL_PARTS: Final = ("Opportunity Name", "Opportunity ID", "StageName", "Stage Duration")
_WHO: Final = ("First Name", "Last Name", "FirstName", "LastName", "Email", "Subject", "WhoId")
_DONE: Final = frozenset(("completed", "closed", "done", "held"))
ACCOUNT: Final = Report(
    "account report",
    "accounts",
    marks=("Account Name",),
    without=(*_DEAL_PARTS, *_WHO, "Company / Account"),
    fields={
        "external_id": ("Account ID", "Case Safe Account ID", "Account ID (18)"),
        "name": ("Account Name",),
        "domain": ("Website",),
        "owner": ("Account Owner",),
        "parent": ("Parent Account", "Parent Account ID"),
        "industry": ("Industry",),
        "region": ("Billing State/Province",),
        "country": ("Billing Country", "Billing Country (text only)"),
        "notes": ("Description", "Account Description"),
    },
    left_out=_LEFT_OUT,
)
ACCOUNT_OBJECT: Final = Report(
    "Account object",
    "accounts",
    marks=("Id", "Name"),
    without=("AccountId", "LastName", "StageName", "Company", "WhoId", "WhatId", "Subject"),
    fields={
        "external_id": ("Id",),
        "name": ("Name",),
        "domain": ("Website",),
        "parent": ("ParentId",),
        "industry": ("Industry",),
        "region": ("BillingState",),
        "country": ("BillingCountry",),
        "notes": ("Description",),
    },
    left_out=_LEFT_OUT,
    deleted="IsDeleted",
)
CONTACT: Final = Report(
    "contact report",
    "contacts",
    marks=("Account Name|Account ID", "First Name|Last Name|Contact Name"),
    without=(*_DEAL_PARTS, "Subject", "Assigned"),
    fields={
        "external_id": ("Contact ID",),
        "account": ("Account ID", "Account Name"),
        "name": ("Contact Name", "Full Name"),
        "email": ("Email",),
        "title": ("Title",),
        "phone": ("Phone", "Mobile"),
    },
    made={"name": "{First Name} {Last Name}"},
    left_out=_LEFT_OUT,
)
CONTACT_OBJECT: Final = Report(
    "Contact object",
    "contacts",
    marks=("Id", "AccountId", "LastName"),
    fields={
        "external_id": ("Id",),
        "account": ("AccountId",),
        "name": ("Name",),
        "email": ("Email",),
        "title": ("Title",),
        "phone": ("Phone", "MobilePhone"),
    },
    made={"name": "{FirstName} {LastName}"},
    left_out={**_LEFT_OUT, "FirstName": "Name holds it", "LastName": "Name holds it"},
    deleted="IsDeleted",
)
_NO_DEALS: Final = "opportunities are what sales expects, not the ARR of an account"
OPPORTUNITY: Final = Report(
    "opportunity report",
    None,
    marks=("Opportunity Name|Opportunity ID|Opportunity Owner",),
    without=("Subject",),
    fields={"external_id": ("Opportunity ID",), "account": ("Account ID", "Account Name")},
    why=_NO_DEALS,
    link="opportunity_id",
    amount="amount",
)
OPPORTUNITY_OBJECT: Final = Report(
    "Opportunity object",
    None,
    marks=("Id", "StageName"),
    fields={"external_id": ("Id",), "account": ("AccountId",)},
    why=_NO_DEALS,
    link="opportunity_id",
    amount="amount",
)
LEAD: Final = Report(
    "Lead object",
    None,
    marks=("LastName|Last Name", "Company"),
    without=("AccountId", "Account Name"),
    why="leads are people of companies that are no customers yet",
)
_TASK_FIELDS: Final = {
    "external_id": ("Activity ID", "Id"),
    "account": (
        "Account ID",
        "AccountId",
        "Company / Account",
        "Account Name",
    ),
    "related_id": ("WhatId",),
    "contact_id": ("WhoId", "Contact ID"),
    "opportunity_id": ("Opportunity ID",),
}
TASK: Final = Report(
    "open tasks",
    "tasks",
    fields={
        **_TASK_FIELDS,
        "title": ("Subject",),
        "due": ("Due Date", "Date", "ActivityDate"),
        "notes": ("Full Comments", "Comments", "Description"),
    },
    constants={"side": "mine", "status": "open"},
    when=When("Status", _DONE, is_one=False),
)
ACTIVITY: Final = Report(
    "tasks and events report",
    "touchpoints",
    marks=("Subject", "Date|Due Date|Start|ActivityDate|StartDateTime|ActivityDateTime"),
    without=("Case Number",),
    fields={
        **_TASK_FIELDS,
        "date": ("Date", "ActivityDate", "Start", "StartDateTime", "Due Date"),
        "kind": ("Type", "Task Subtype", "TaskSubtype", "Call Type"),
        "owner": ("Assigned", "Assigned To"),
        "subject": ("Subject",),
        "notes": ("Full Comments", "Comments", "Description"),
        "contacts": ("Contact", "Name"),
    },
    constants={"status": "done"},
    words=TOUCHES,
    shares=BY_SUBJECT,
    left_out={
        "Created Date": OF_THE_RECORD,
        "CreatedDate": OF_THE_RECORD,
        "OwnerId": _USER,
        "Status": "completed ones are touchpoints, the others are tasks",
    },
    when=When("Status", _DONE),
    also=(TASK,),
)
SALESFORCE: Final = Vendor(
    "salesforce",
    "Salesforce",
    (
        Print(("Id", "IsDeleted")),
        Print(("Account Name", "Last Activity")),
        Print(("Account Name", "Billing State/Province|Billing Zip/Postal Code|Account ID (18)")),
        Print(("Account Name", "Account Owner", "Last Modified Date|Last Activity")),
        Print(
            ("Opportunity Name", "Opportunity Owner|Opportunity ID|Stage Duration|Probability (%)")
        ),
        Print(("Account Name", "Email Opt Out|Do Not Call|Lead Status")),
        Print(("Company / Account",)),
        Print(("Task Subtype",)),
        Print(("WhatId",)),
        Print(("WhoId",)),
        Print(("Id", "AccountId|OwnerId|ParentId|BillingCity"), exact=True),
        Print((), footer="salesforce"),
        Print(("Account Name|Opportunity Name|Subject",), footer="confidential information"),
        Print(("Account Name|Opportunity Name|Subject",), footer="grand total"),
    ),
    (
        ACTIVITY,
        OPPORTUNITY,
        OPPORTUNITY_OBJECT,
        CONTACT,
        CONTACT_OBJECT,
        LEAD,
        ACCOUNT,
        ACCOUNT_OBJECT,
    ),
    ids=r"00[136][0-9A-Za-z]{12}(?:[A-Z0-5]{3})?",
    id_headers=("Account ID", "Contact ID", "Opportunity ID", "Id"),
)
