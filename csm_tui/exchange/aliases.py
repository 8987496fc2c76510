"""Other names of the canonical columns, one table a kind: only names that can mean nothing else.

What must be asked about stays out (IMPORT, traps): `Annual Revenue`, `Amount`, `Contract Value`,
`Close Date`, `Renewal`, `Last Activity`, health on another scale.
"""

from __future__ import annotations

from typing import Final

_ACCOUNT: Final = (
    "account_id",
    "account_external_id",
    "customer_id",
    "company_id",
    "client_id",
    "account_name",
    "customer_name",
    "company_name",
    "client_name",
)
# Field -> other headers, best first; they are compared as `headers.normalise()` leaves them.
ALIASES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "accounts": {
        "external_id": ("account_id", "account_external_id", "customer_id", "company_id"),
        "name": ("account_name", "customer_name", "company_name", "client_name"),
        "domain": ("company_domain_name", "company_domain"),
        "owner": ("account_owner", "company_owner"),
        "start_date": ("signup_date", "contract_start_date"),
        "renewal_date": ("contract_renewal_date", "next_renewal_date"),
        "auto_renew": ("auto_renew_flag", "auto_renewal"),
    },
    "contacts": {
        "external_id": ("contact_id", "contact_external_id"),
        "account": _ACCOUNT,
        "name": ("contact_name", "full_name"),
        "email": ("email_address",),
        "title": ("job_title",),
        "phone": ("phone_number",),
    },
    "touchpoints": {"external_id": ("touchpoint_id",), "account": _ACCOUNT},
    "health": {"account": _ACCOUNT},
    "metrics": {"account": _ACCOUNT},
    "surveys": {"external_id": ("survey_id", "response_id"), "account": _ACCOUNT},
    "subscriptions": {
        "external_id": ("subscription_id",),
        "account": _ACCOUNT,
        "product": ("product_name",),
        "arr": ("arr_amount",),
        "mrr": ("mrr_amount",),
        "auto_renew": ("auto_renew_flag", "auto_renewal"),
    },
    "arr_changes": {"account": _ACCOUNT},
    "tasks": {"external_id": ("task_id",), "account": _ACCOUNT, "due": ("due_date",)},
}
# Salesforce writes the whole object, its own id first; `IsDeleted` stands in no other export.
SALESFORCE_OBJECT: Final = frozenset(("id", "isdeleted"))
SALESFORCE_ID: Final = "id"
