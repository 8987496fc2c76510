"""Sheets that nobody's program wrote: logs, tickets, usage, churn events, scores with their day."""

from __future__ import annotations

from typing import Final

from csm_tui.exchange.aliases import ALIASES
from csm_tui.exchange.vendors.model import NOT_ARR, ONE_WAY, Report, Vendor
from csm_tui.exchange.vendors.words import TOUCHES, flagged

_IDS: Final = ALIASES["accounts"]["external_id"]
# What names the account of a row, ids first.
ACCOUNTS: Final = (
    *_IDS,
    "account",
    *(name for name in ALIASES["touchpoints"]["account"] if name not in _IDS),
    "Customer/Lead",
    "Institution",
)
_ANY_ACCOUNT: Final = "|".join(ACCOUNTS)
_TYPE: Final = (
    "touchpoint_type",
    "activity_type",
    "interaction_type",
    "meeting_type",
    "type",
    "tipo",
    "tipo de contacto",
    "tipo de contato",
    "jenis",
)
_DAY: Final = ("date", *ALIASES["touchpoints"]["date"])
_OPENED: Final = ("submitted_at", "opened_at", "created_at", "date_opened", "created_date", "date")
CSAT: Final = Report(
    "answers to tickets",
    "surveys",
    fields={
        "external_id": ("ticket_id", "case_id", "case_number"),
        "account": ACCOUNTS,
        "date": ("closed_at", "resolved_at", *_OPENED),
        "score": ("satisfaction_score", "csat", "csat_score", "satisfaction_rating"),
    },
    constants={"type": "csat"},
)
TICKET: Final = Report(
    "support tickets",
    "touchpoints",
    marks=("ticket_id|case_id|case_number", _ANY_ACCOUNT, "|".join(_OPENED)),
    fields={
        "external_id": ("ticket_id", "case_id", "case_number"),
        "account": ACCOUNTS,
        "date": _OPENED,
        "kind": ("escalation_flag", "is_escalated", "escalated"),
        "subject": ("subject", "title"),
        "notes": ("description",),
    },
    made={"subject": "{priority} ticket"},
    constants={
        "kind": "support",
        "channel": "ticket",
        "purpose": "reactive",
        "owner": "support",
        "status": "done",
        "direction": "inbound",
    },
    words={"kind": {**flagged("escalation", "support"), "": "support"}},
    also=(CSAT,),
)
USAGE: Final = Report(
    "usage",
    "metrics",
    marks=("feature_name|event_name|feature|event", "usage_count|event_count|count"),
    fields={
        "account": ACCOUNTS,
        "subscription_id": ("subscription_id",),
        "metric": ("feature_name", "event_name", "feature", "event"),
        "date": ("usage_date", "event_date", "date"),
        "value": ("usage_count", "event_count", "count"),
    },
)
CHURN: Final = Report(
    "churn events",
    "touchpoints",
    marks=("churn_event_id|churn_reason|reason_code", _ANY_ACCOUNT, "churn_date|churned_at"),
    fields={
        "external_id": ("churn_event_id",),
        "account": ACCOUNTS,
        "date": ("churn_date", "churned_at"),
        "notes": ("feedback_text", "feedback", "comment", "notes"),
    },
    made={"subject": "Churn: {reason_code}|Churn: {churn_reason}"},
    constants={"kind": "other", "status": "done"},
    left_out={
        "is_reactivation": "an event of the past; whether the account left is said by its ARR",
    },
)
_PRODUCT: Final = ("product", "product_name", "plan", "plan_name", "producto", "produto", "produk")
_SUBSCRIBED: Final = (
    "start_date",
    "started_at",
    "start",
    "start (utc)",
    "contract_start",
    "contract_start_date",
    "subscription_start",
    "subscription_start_date",
)
_PRICES: Final = (
    "Amount",
    "Price",
    "Value",
    "Contract Value",
    "Total",
    "Importe",
    "Monto",
    "Valor",
)
SUBSCRIPTION: Final = Report(
    "subscriptions",
    "subscriptions",
    marks=(
        _ANY_ACCOUNT,
        "|".join((*_PRODUCT, "subscription_id")),
        "|".join(_SUBSCRIBED),
        "|".join(("mrr", "arr", *_PRICES)),
    ),
    without=("renewal_date", "renewal", "health", "owner", "csm"),
    fields={
        "external_id": ("subscription_id", "id"),
        "account": ACCOUNTS,
        "product": _PRODUCT,
        "start_date": _SUBSCRIBED,
        "end_date": (
            "end_date",
            "ended_at",
            "ended at (utc)",
            "contract_end",
            "contract_end_date",
            "subscription_end",
            "subscription_end_date",
            "canceled_at",
            "cancelled_at",
            "canceled at (utc)",
            "cancellation_date",
        ),
        "seats": ("quantity", "seats", "licenses"),
    },
    asked=dict.fromkeys(_PRICES, "arr"),
)
LOG: Final = Report(
    "log of touchpoints",
    "touchpoints",
    marks=(_ANY_ACCOUNT, "|".join(_DAY), "|".join(_TYPE)),
    without=("score", "amount", "value", "metric", "kind", "arr", "mrr", "product"),
    fields={
        "account": ACCOUNTS,
        "date": _DAY,
        "kind": _TYPE,
        "channel": ("channel", "canal", "saluran"),
        "owner": ("Logged by", "owner", "csm", "responsable", "responsável", "penanggung jawab"),
        "subject": ("subject", "topic", "asunto", "assunto", "subjek", "topik"),
        "notes": ("notes", "comments", "notas", "observaciones", "observações", "catatan"),
        "contacts": ("attendees", "contacts", "contactos", "contatos", "peserta"),
    },
    constants={"status": "done"},
    words=TOUCHES,
    shares={"channel": "kind"},
    left_out={"Follow-up": "what was promised without a day is no task"},
)
_NPS: Final = ("nps", "nps_score", "nps_answer", "last_nps", "puntuación nps", "skor nps")
_ANSWERED: Final = (
    "survey_date",
    "response_date",
    "responded_at",
    "answered_at",
    "nps_date",
    "date",
    "fecha",
    "tanggal",
)
NPS: Final = Report(
    "NPS answers",
    "surveys",
    marks=(_ANY_ACCOUNT, "|".join(_NPS), "|".join(_ANSWERED)),
    without=("score", "renewal_date", "arr"),
    fields={
        "external_id": ("response_id", "survey_id"),
        "account": ACCOUNTS,
        "date": _ANSWERED,
        "score": _NPS,
        "respondent": ("respondent", "email", "contact", "contacto", "contato", "responden"),
        "comment": ("comment", "comments", "feedback", "comentario", "comentário", "komentar"),
    },
    constants={"type": "nps"},
)
_MAILS: Final = ("email", "email_address", "contact_email", "respondent_email", "correo")
# Answers that name their person only: the account is that of the contact.
NPS_OF_PEOPLE: Final = NPS._replace(
    marks=("|".join(_MAILS), "|".join(_NPS), "|".join(_ANSWERED)),
    without=(*NPS.without, *ACCOUNTS),
    fields={**NPS.fields, "account": (), "contact_id": _MAILS, "respondent": ()},
    shares={"respondent": "contact_id"},
)
HOMEMADE: Final = Vendor(
    "", "home-made", (), (TICKET, USAGE, CHURN, SUBSCRIPTION, LOG, NPS, NPS_OF_PEOPLE)
)
_TIER: Final = "the tier follows from the ARR; to set it by hand, map it to tier_override"
# Headers of companies that mean something else than they seem to.
OF_ACCOUNTS: Final = {
    **dict.fromkeys(
        ("Annual Revenue", "Ingresos anuales", "Receita anual", "Pendapatan tahunan"), NOT_ARR
    ),
    **dict.fromkeys(("Tier", "Account Tier", "Nivel", "Nível", "Tingkat"), _TIER),
}
# All that do, whoever wrote them.
LEFT_OUT: Final = {
    **OF_ACCOUNTS,
    **dict.fromkeys(
        (
            "Last Activity",
            "Last Activity Date",
            "Last Activity At",
            "Última actividad",
            "Última atividade",
            "Aktivitas terakhir",
        ),
        ONE_WAY,
    ),
    "Close Date": "it may be the day of a sale or of a contract",
    "Renewal (in days)": "the days left change with the day",
    "Days to Renewal": "the days left change with the day",
}
# Headers that may be a field: nothing is taken from them before that is said.
ASKED: Final = {
    "Renewal": "renewal_date",
    "MRR": "arr",
    "Current MRR": "arr",
    "Monthly recurring revenue": "arr",
    "Contract Value": "arr",
    "Annual Contract Value": "arr",
    "ACV": "arr",
    "Total Contract Value": "arr",
    "TCV": "arr",
    "Total Contract Amount": "arr",
    "Amount": "arr",
    "Health Score": "health",
    "Customer Health": "health",
    "Salud": "health",
    "Puntuación de salud": "health",
    "Saúde": "health",
    "Pontuação de saúde": "health",
    "Skor Kesehatan": "health",
}
# A contact without one column for the name.
FULL_NAME: Final = (
    "{First Name} {Last Name}|{Contact First Name} {Contact Last Name}|{Nombre} {Apellido}"
    "|{Nombre} {Apellidos}|{Nome} {Sobrenome}|{Nama Depan} {Nama Belakang}|{Contact Email}"
)
# What an account is called where the sheet is one of accounts.
ACCOUNT_NAMES: Final = (
    "account",
    "customer",
    "client",
    "company",
    "institution",
    "organization",
    "organisation",
)
_NPS_DAYS: Final = ("nps_date", "date_of_nps", "survey_date", "last_survey_date", "last_nps_date")
_CSAT_DAYS: Final = ("csat_date", "date_of_csat", "survey_date", "last_survey_date")
# Answers to surveys in a row of an account: their type, their headers, those of their day.
SURVEYS: Final = (
    ("nps", _NPS, _NPS_DAYS),
    ("csat", ("csat", "csat_score", "last_csat"), _CSAT_DAYS),
)
# The day of the last contact where the sheet holds figures; a contact took part on both sides.
LAST_CONTACT: Final = (
    "last contacts",
    (
        "last_csm_contact_date",
        "last_csm_contact",
        *ALIASES["accounts"]["last_contact_on"],
    ),
    {"kind": "other", "status": "done", "direction": "both"},
    "a contact on that day, in which both sides took part",
)
NEXT_CONTACT: Final = (
    "next contacts",
    (
        "next_touchpoint",
        "next_contact",
        "next_meeting",
        "next_call",
        "next_check_in",
        "Próximo contacto",
        "Próxima reunión",
        "Próximo contato",
        "Próxima reunião",
        "Kontak Berikutnya",
    ),
    {"kind": "check-in", "status": "planned"},
    "a check-in planned for that day",
)
