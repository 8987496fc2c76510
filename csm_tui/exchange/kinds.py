"""The kinds of rows a file can hold, and their canonical columns in INTERFACE's order."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from csm_tui.domain.terms import (
    ARR_CHANGE_KINDS,
    CHANNELS,
    COMPLEXITIES,
    DIRECTIONS,
    LEVELS,
    MEASURES,
    PURPOSES,
    ROLES,
    STATUSES,
    SURVEY_TYPES,
    TASK_SIDES,
    TASK_STATUSES,
    TIERS,
    TOUCHPOINT_KINDS,
    TOUCHPOINT_STATUSES,
)

ColumnType = Literal[
    "text", "choice", "date", "money", "int", "number", "health", "bool", "tags", "account"
]


class Column(NamedTuple):
    """One canonical column; `low` and `high` bound numbers (money in whole currency units).

    An `account` is a reference: an external id, a domain or a name, kept as it is written; `health`
    is a number of 0 to 100 that others write on other scales.
    A column that is not `exported` is only understood on import (`mrr` becomes `arr`).
    """

    name: str
    type: ColumnType = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    exported: bool = True


class Kind(NamedTuple):
    """A kind of rows: `columns` in canonical order, `example` one row for the empty sheet."""

    name: str
    columns: tuple[Column, ...]
    example: dict[str, str]

    @property
    def exported(self) -> tuple[Column, ...]:
        """Return the columns of the canonical file."""
        return tuple(column for column in self.columns if column.exported)

    @property
    def header(self) -> tuple[str, ...]:
        """Return the header of the canonical file."""
        return tuple(column.name for column in self.columns if column.exported)

    def column(self, name: str) -> Column | None:
        """Return the column called `name`, or None."""
        return next((column for column in self.columns if column.name == name), None)


_ID: Final = Column("external_id")
_ACCOUNT: Final = Column("account", "account", required=True)
# What names the account where no account has the id that stands in `account`.
ACCOUNT_NAME: Final = "account_name"
_ACCOUNT_NAME: Final = Column(ACCOUNT_NAME, exported=False)
_DATE: Final = Column("date", "date", required=True)
_NOTES: Final = Column("notes")
# Ids of other records: through them a row that names no account finds it.
LINKS: Final = ("subscription_id", "opportunity_id", "contact_id", "related_id")
_LINKS: Final = tuple(Column(name, exported=False) for name in LINKS)


def _count(name: str) -> Column:
    return Column(name, "int", low=0)


_ACCOUNTS = Kind(
    "accounts",
    (
        _ID,
        Column("salesforce_id", exported=False),
        Column("source"),
        Column("name", required=True),
        Column("domain"),
        Column("parent"),
        Column("owner"),
        Column("status", "choice", choices=STATUSES),
        Column("arr", "money", low=0),
        Column("potential_arr", "money", low=0),
        Column("currency"),
        Column("start_date", "date"),
        Column("renewal_date", "date"),
        _count("notice_days"),
        Column("auto_renew", "bool"),
        _count("seats"),
        _count("seats_used"),
        Column("strategic", "int", low=0, high=5),
        Column("brand_value", "int", low=0, high=5),
        Column("complexity", "choice", choices=COMPLEXITIES),
        Column("segment"),
        Column("industry"),
        Column("region"),
        Column("country"),
        Column("tier_override", "choice", choices=tuple(t for t in TIERS if t != "unknown")),
        Column("tier_override_until", "date"),
        Column("tier_override_reason"),
        Column("level_floor", "choice", choices=LEVELS),
        Column("last_contact_on", "date"),
        Column("next_step"),
        Column("health", "health", low=0, high=100),
        Column("pulse", "int", low=1, high=5),
        Column("churned_on", "date"),
        Column("tags", "tags"),
        _NOTES,
    ),
    {
        "external_id": "A-1",
        "name": "Aurora Cooperative",
        "domain": "aurora.example",
        "owner": "Ana",
        "status": "customer",
        "arr": "44350",
        "potential_arr": "60000",
        "start_date": "2024-04-06",
        "renewal_date": "2026-04-06",
        "notice_days": "60",
        "auto_renew": "true",
        "seats": "50",
        "seats_used": "41",
        "strategic": "3",
        "complexity": "moderate",
        "region": "EMEA",
        "next_step": "Agree the rollout plan",
        "pulse": "4",
        "tags": "emea;pilot",
    },
)
_CONTACTS = Kind(
    "contacts",
    (
        _ID,
        _ACCOUNT,
        _ACCOUNT_NAME,
        Column("name", required=True),
        Column("email"),
        Column("title"),
        Column("phone"),
        Column("role", "choice", choices=ROLES),
        Column("influence", "int", low=0, high=100),
        _NOTES,
    ),
    {
        "external_id": "C-1",
        "account": "A-1",
        "name": "Inés Peña",
        "email": "ines@aurora.example",
        "title": "Head of Operations",
        "role": "champion",
        "influence": "70",
    },
)
_TOUCHPOINTS = Kind(
    "touchpoints",
    (
        _ID,
        _ACCOUNT,
        _ACCOUNT_NAME,
        _DATE,
        Column("kind", "choice", required=True, choices=TOUCHPOINT_KINDS),
        Column("channel", "choice", choices=CHANNELS),
        Column("purpose", "choice", choices=PURPOSES),
        Column("owner"),
        Column("status", "choice", choices=TOUCHPOINT_STATUSES),
        Column("direction", "choice", choices=DIRECTIONS),
        Column("answered", "bool"),
        _count("minutes"),
        Column("subject"),
        _NOTES,
        Column("contacts"),
        _count("action_items"),
        _count("action_items_done"),
        *_LINKS,
    ),
    {
        "account": "A-1",
        "date": "2026-01-27",
        "kind": "check-in",
        "channel": "video",
        "purpose": "proactive",
        "status": "done",
        "direction": "outbound",
        "answered": "true",
        "minutes": "25",
        "subject": "Adoption of the new module",
        "contacts": "ines@aurora.example",
    },
)
_HEALTH = Kind(
    "health",
    (
        _ACCOUNT,
        _ACCOUNT_NAME,
        _DATE,
        Column("score", "health", low=0, high=100),
        Column("measure", "choice", choices=(*MEASURES, "score")),
        Column("value", "health", low=0, high=100),
        Column("source"),
        Column("note"),
        *_LINKS,
    ),
    {"account": "A-1", "date": "2026-01-27", "score": "72", "source": "product"},
)
_METRICS = Kind(
    "metrics",
    (
        _ACCOUNT,
        _ACCOUNT_NAME,
        Column("metric", required=True),
        _DATE,
        Column("value", "number", required=True),
        Column("base", "number", low=0),
        *_LINKS,
    ),
    {
        "account": "A-1",
        "metric": "active_users",
        "date": "2026-01-27",
        "value": "41",
        "base": "50",
    },
)
_SURVEYS = Kind(
    "surveys",
    (
        _ID,
        _ACCOUNT,
        _ACCOUNT_NAME,
        _DATE,
        Column("type", "choice", required=True, choices=SURVEY_TYPES),
        Column("score", "number", required=True),
        Column("scale", "number", low=1),
        Column("respondent"),
        Column("comment"),
        *_LINKS,
    ),
    {
        "account": "A-1",
        "date": "2026-01-20",
        "type": "nps",
        "score": "9",
        "scale": "10",
        "respondent": "ines@aurora.example",
    },
)
_SUBSCRIPTIONS = Kind(
    "subscriptions",
    (
        _ID,
        _ACCOUNT,
        _ACCOUNT_NAME,
        Column("product"),
        Column("start_date", "date", required=True),
        Column("end_date", "date"),
        Column("arr", "money", low=0),
        Column("mrr", "money", low=0, exported=False),
        _count("seats"),
        Column("auto_renew", "bool"),
        Column("currency"),
        *_LINKS[1:],
    ),
    {
        "external_id": "S-1",
        "account": "A-1",
        "product": "Platform",
        "start_date": "2025-04-06",
        "end_date": "2026-04-06",
        "arr": "44350",
        "seats": "50",
        "auto_renew": "true",
    },
)
_ARR_CHANGES = Kind(
    "arr_changes",
    (
        _ACCOUNT,
        _ACCOUNT_NAME,
        _DATE,
        Column("mrr", "money", exported=False),
        Column("amount", "money", required=True),
        Column("currency", exported=False),
        Column("kind", "choice", choices=ARR_CHANGE_KINDS),
        Column("note"),
        *_LINKS,
    ),
    {"account": "A-1", "date": "2025-10-01", "amount": "4350", "kind": "expansion"},
)
_TASKS = Kind(
    "tasks",
    (
        _ID,
        _ACCOUNT,
        _ACCOUNT_NAME,
        Column("title", required=True),
        Column("due", "date"),
        Column("side", "choice", choices=TASK_SIDES),
        Column("status", "choice", choices=TASK_STATUSES),
        _NOTES,
        *_LINKS,
    ),
    {
        "account": "A-1",
        "title": "Send the rollout plan",
        "due": "2026-02-10",
        "side": "mine",
        "status": "open",
    },
)

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        _ACCOUNTS,
        _CONTACTS,
        _TOUCHPOINTS,
        _HEALTH,
        _METRICS,
        _SURVEYS,
        _SUBSCRIPTIONS,
        _ARR_CHANGES,
        _TASKS,
    )
}
