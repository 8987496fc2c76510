"""Other names of the canonical columns, one table a kind: only names that can mean nothing else.

What must be asked about stays out (IMPORT, traps): `Annual Revenue`, `Amount`, `Contract Value`,
`Close Date`, `Renewal`, `Last Activity`, health on another scale.
"""

from __future__ import annotations

from typing import Final

from csm_tui.exchange.kinds import ACCOUNT_NAME
from csm_tui.exchange.languages import TRANSLATIONS

_ACCOUNT_ID: Final = ("account_id", "account_external_id", "customer_id", "company_id", "client_id")
_ACCOUNT_NAME: Final = (
    "account_name",
    "customer_name",
    "company_name",
    "client_name",
    "organization_name",
    "organisation_name",
)
_ACCOUNT: Final = (*_ACCOUNT_ID, *_ACCOUNT_NAME, "customer", "client", "company", "organization")
# Beside the id of another program, what the account is called.
_BESIDE_AN_ID: Final = (
    *_ACCOUNT_NAME,
    "associated_company",
    "associated_company_primary",
    "context_name",
    "company_/_account",
)
_ARR: Final = (
    "arr_value",
    "arr_amount",
    "current_arr",
    "annual_recurring_revenue",
    "annual_recurring_revenue_arr",
)
_RENEWS: Final = ("auto_renew_flag", "auto_renewal", "auto_renews")
_SEATS: Final = ("licenses", "licences", "license_count", "number_of_seats", "licenses_purchased")
_NOTES: Final = ("comments", "remarks")
_ENGLISH: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "accounts": {
        "external_id": _ACCOUNT_ID,
        "name": _ACCOUNT_NAME,
        "domain": ("company_domain_name", "company_domain", "domain_name"),
        "parent": ("parent_account", "parent_company"),
        "owner": (
            "account_owner",
            "company_owner",
            "csm",
            "csm_name",
            "primary_csm",
            "assigned_csm",
            "assigned_csm_name",
            "success_manager",
            "customer_success_manager",
        ),
        "status": ("account_status", "customer_status", "client_status"),
        "arr": _ARR,
        "start_date": (
            "signup_date",
            "contract_start_date",
            "contract_start",
            "customer_since",
            "original_contract_date",
        ),
        "renewal_date": (
            "contract_renewal_date",
            "next_renewal_date",
            "contract_end_date",
            "contract_end",
            "expiry_date",
            "expiration_date",
        ),
        "auto_renew": _RENEWS,
        "seats": _SEATS,
        "seats_used": ("licenses_used", "used_seats"),
        "segment": ("customer_segment", "type_segment", "market_segment"),
        "country": ("country_region", "billing_country"),
        "last_contact_on": (
            "last_contact",
            "last_contact_date",
            "last_csm_contact_date",
            "last_touchpoint",
            "last_touchpoint_date",
        ),
        "pulse": ("csm_pulse", "csm_score"),
        "churned_on": ("churn_date", "cancellation_date"),
        "notes": _NOTES,
    },
    "contacts": {
        "external_id": ("contact_id", "contact_external_id"),
        "account": (*_ACCOUNT, "associated_company", "institution"),
        "name": ("contact_name", "full_name", "contact", "primary_contact", "stakeholder"),
        "email": ("email_address", "contact_email", "work_email"),
        "title": ("job_title", "contact_title", "position"),
        "phone": ("phone_number", "contact_phone", "telephone", "mobile", "mobile_phone"),
        "role": ("role_in_process", "contact_role"),
        "notes": _NOTES,
    },
    "touchpoints": {
        "external_id": ("touchpoint_id", "activity_id"),
        "account": _ACCOUNT,
        "date": ("touchpoint_date", "activity_date", "meeting_date"),
        "owner": ("logged_by", "csm"),
        "minutes": ("duration_minutes", "duration_min"),
        "subject": ("topic",),
        "notes": _NOTES,
        "contacts": ("attendees", "participants"),
        "contact_id": ("contact_email",),
    },
    "health": {
        "account": _ACCOUNT,
        "date": ("score_date", "health_date"),
        "score": ("health_score", "health"),
    },
    "metrics": {"account": _ACCOUNT},
    "surveys": {
        "external_id": ("survey_id", "response_id"),
        "account": _ACCOUNT,
        "date": ("response_date", "survey_date", "responded_at"),
        "type": ("survey_type",),
        "comment": _NOTES,
    },
    "subscriptions": {
        "external_id": ("subscription_id",),
        "account": _ACCOUNT,
        "product": ("product_name", "plan_name"),
        "start_date": ("contract_start_date", "subscription_start_date"),
        "end_date": ("contract_end_date", "subscription_end_date"),
        "arr": _ARR,
        "mrr": ("mrr_amount",),
        "seats": _SEATS,
        "auto_renew": _RENEWS,
    },
    "arr_changes": {"account": _ACCOUNT},
    "tasks": {
        "external_id": ("task_id",),
        "account": _ACCOUNT,
        "title": ("task", "task_name"),
        "due": ("due_date",),
        "notes": _NOTES,
        "contact_id": ("contact_email",),
    },
}
# Field -> other headers, best first; they are compared as `headers.normalise()` leaves them.
ALIASES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    kind: {
        field: (*english.get(field, ()), *TRANSLATIONS[kind].get(field, ()))
        for field in (*english, *(name for name in TRANSLATIONS[kind] if name not in english))
    }
    for kind, english in _ENGLISH.items()
}
for _kind, _fields in ALIASES.items():
    if _kind != "accounts":
        _fields[ACCOUNT_NAME] = _BESIDE_AN_ID
# Salesforce writes the whole object, its own id first; `IsDeleted` stands in no other export.
SALESFORCE_OBJECT: Final = frozenset(("id", "isdeleted"))
SALESFORCE_ID: Final = "id"
