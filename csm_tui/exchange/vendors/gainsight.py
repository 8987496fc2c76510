"""Gainsight: companies and renewals, the timeline by its labels and by its API names."""

from __future__ import annotations

from typing import Final

from csm_tui.exchange.vendors.model import OF_THE_RECORD, Print, Report, Vendor
from csm_tui.exchange.vendors.words import BY_SUBJECT, TOUCHES

_FORECAST: Final = "it is a forecast, not the ARR of today"
COMPANY: Final = Report(
    "companies",
    "accounts",
    marks=("Name|Company Name|CompanyName",),
    without=("ActivityDate", "Activity Date", "Target Amount", "Email"),
    fields={
        "external_id": ("Gsid", "Company Id", "CompanyId"),
        "salesforce_id": ("SfdcAccountId",),
        "name": ("Name", "Company Name", "CompanyName"),
        "owner": ("CSM Name", "CSMName", "CSM"),
        "status": ("Managed As", "Status"),
        "arr": ("ARR",),
        "start_date": ("OriginalContractDate", "Original Contract Date"),
        "renewal_date": ("RenewalDate", "Renewal Date"),
        "industry": ("Industry",),
        "parent": ("ParentCompanyId", "Parent Company"),
    },
    left_out={
        "Previous Score": "only the score of today is a reading of today",
        "Onetime Revenue": "it does not recur",
        "Lifetime in Months": "it changes with the day",
    },
    asked={"OverallScore": "health", "Current Score": "health", "MRR": "arr"},
)
TIMELINE: Final = Report(
    "timeline",
    "touchpoints",
    marks=("Activity Date|ActivityDate", "Subject|Context Name|CompanyId|Company Id|CompanyName"),
    fields={
        "external_id": ("ExternalId", "External Id", "Activity Id", "ActivityId"),
        "account": ("Company Id", "CompanyId", "Context Name", "CompanyName", "Company Name"),
        "date": ("Activity Date", "ActivityDate"),
        "kind": ("ActivityTypeName", "Activity Type", "Type", "ActivityTypeId"),
        "owner": ("OwnerName", "Owner Name", "Author", "Owner"),
        "subject": ("Subject",),
        "notes": ("Notes", "Comments"),
        "contacts": ("Attendees", "External Attendees"),
    },
    constants={"status": "done"},
    words=TOUCHES,
    shares=BY_SUBJECT,
    left_out={"Created Date": OF_THE_RECORD, "CreatedDate": OF_THE_RECORD},
)
RENEWAL: Final = Report(
    "renewals",
    None,
    marks=("Target Amount|Forecast Amount|Final Amount", "Due Date|Company Id|CompanyId|Gsid"),
    fields={"external_id": ("Gsid",), "account": ("Company Id", "CompanyId", "Company Name")},
    why=f"what a renewal brings is no kind of rows: {_FORECAST}",
)
GAINSIGHT: Final = Vendor(
    "gainsight",
    "Gainsight",
    (
        Print(("Gsid",)),
        Print(("SfdcAccountId",)),
        Print(("Activity Date", "Context Name")),
        Print(("ActivityTypeId|ActivityTypeName", "ActivityDate")),
        Print(("Target Amount", "Forecast Amount")),
        Print(("Managed As", "Original Contract Date|Current Score|Company Id")),
        Print(("CSMName|CSM", "OriginalContractDate|OverallScore|LifecycleStage|RenewalDate"),
              exact=True),
    ),
    (TIMELINE, RENEWAL, COMPANY),
)  # fmt: skip
