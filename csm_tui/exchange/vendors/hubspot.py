"""HubSpot: exports of companies, contacts, deals and activities, and their internal names."""

from __future__ import annotations

from typing import Final

from csm_tui.exchange.vendors.model import (
    NOT_ARR,
    OF_THE_RECORD,
    ONE_WAY,
    Print,
    Report,
    Vendor,
)
from csm_tui.exchange.vendors.words import BY_SUBJECT, LIFECYCLE, TOUCHES

_ID: Final = ("Record ID", "hs_object_id", "ID de registro", "ID do registro")
_COMPANY: Final = ("Company name", "Nombre de la empresa", "Nome da empresa")
_ONE_WAY: Final = {
    "Last Activity Date": ONE_WAY,
    "Fecha de la última actividad": ONE_WAY,
    "Data da última atividade": ONE_WAY,
    "Last Contacted": ONE_WAY,
    "notes_last_contacted": ONE_WAY,
}
_OF_THE_RECORD: Final = {
    "Create Date": OF_THE_RECORD,
    "createdate": OF_THE_RECORD,
    "Fecha de creación": OF_THE_RECORD,
    "Data de criação": OF_THE_RECORD,
}
_NEXT: Final = "it is a day without what is planned; export the activities"
COMPANY: Final = Report(
    "companies",
    "accounts",
    marks=("|".join((*_ID, *_COMPANY)), "|".join((*_COMPANY, "domain", "Company Domain Name"))),
    without=("Deal Name", "Email", "First Name", "Nombre del negocio", "Correo", "Apellidos"),
    fields={
        "external_id": _ID,
        "name": (*_COMPANY, "name"),
        "domain": (
            "Company Domain Name",
            "domain",
            "Nombre de dominio de la empresa",
            "Nome de domínio da empresa",
            "Website URL",
            "URL del sitio web",
            "URL do site",
        ),
        "owner": (
            "Company owner",
            "Propietario de la empresa",
            "Propietario del registro de empresa",
            "Proprietário da empresa",
        ),
        "status": ("Lifecycle Stage", "lifecyclestage", "Etapa del ciclo de vida"),
        "industry": ("Industry", "Sector"),
        "country": ("Country/Region", "País/región", "País/Região"),
        "start_date": ("Close Date", "closedate", "Fecha de cierre", "Data de fechamento"),
        "parent": ("Parent Company",),
        "notes": ("Description", "Descripción", "Descrição"),
        "arr": (
            "Annual recurring revenue (ARR)",
            "Ingresos recurrentes anuales (ARR)",
            "Receita recorrente anual (ARR)",
        ),
    },
    words={"status": LIFECYCLE},
    left_out={
        "Annual Revenue": NOT_ARR,
        "annualrevenue": NOT_ARR,
        "Ingresos anuales": NOT_ARR,
        "Receita anual": NOT_ARR,
        **_ONE_WAY,
        **_OF_THE_RECORD,
        "Next Activity Date": _NEXT,
        "notes_next_activity_date": _NEXT,
        "hubspot_owner_id": "it is the number of a user, not a name",
    },
)
CONTACT: Final = Report(
    "contacts",
    "contacts",
    marks=("|".join(_ID), "Email|First Name|Last Name|Correo|Nombre|E-mail"),
    without=("Deal Name", "Company Domain Name"),
    fields={
        "external_id": _ID,
        "account": (
            "Associated Company IDs",
            "Associated Company IDs (Primary)",
            "Associated Company",
            "Associated Company (Primary)",
            "Empresa asociada",
            "Empresa associada",
            *_COMPANY,
        ),
        "email": ("Email", "Correo"),
        "title": ("Job Title", "Cargo"),
        "phone": ("Phone Number", "Mobile Phone Number", "Número de teléfono"),
    },
    made={
        "name": "{First Name} {Last Name}|{Nombre} {Apellidos}|{Nome} {Sobrenome}|{Email}|{Correo}"
    },
    left_out={
        **_ONE_WAY,
        **_OF_THE_RECORD,
        "Lifecycle Stage": "it is that of a person; the company's counts",
    },
)
DEAL: Final = Report(
    "deals",
    None,
    marks=("|".join(_ID), "Deal Name|Nombre del negocio|Nome do negócio"),
    fields={
        "external_id": _ID,
        "account": (
            "Associated Company IDs (Primary)",
            "Associated Company IDs",
            "Associated Company (Primary)",
            "Associated Company",
        ),
    },
    why="deals are what sales expects, not the ARR of an account",
    link="opportunity_id",
    amount="amount",
)
ACTIVITY: Final = Report(
    "activities",
    "touchpoints",
    marks=("Activity date", "Activity type"),
    fields={
        "external_id": _ID,
        "account": (
            "Associated Company IDs",
            "Associated Company",
            "Associated Company (Primary)",
            *_COMPANY,
        ),
        "contact_id": ("Associated Contact IDs", "Contact email"),
        "date": ("Activity date",),
        "kind": ("Activity type",),
        "owner": ("Activity assigned to",),
        "subject": ("Meeting outcome", "Call outcome"),
    },
    constants={"status": "done"},
    words=TOUCHES,
    shares=BY_SUBJECT,
)
HUBSPOT: Final = Vendor(
    "hubspot",
    "HubSpot",
    (
        Print(("Record ID|ID de registro|ID do registro", "|".join(_COMPANY))),
        Print(("Record ID", "Deal Name|Company owner|Contact owner|Associated Company")),
        Print(("Record ID", "Company Domain Name|Lifecycle Stage|Associated Company IDs")),
        Print(("ID de registro", "Nombre del negocio|Nombre de la empresa|Correo")),
        Print(("Activity type", "Activity assigned to")),
        Print(
            (
                "Nombre de la empresa",
                "Nombre de dominio de la empresa|URL del sitio web",
            )
        ),
        Print(("hs_object_id",)),
        Print(("hubspot_owner_id",)),
        Print(("Company Domain Name", "Company owner")),
    ),
    (COMPANY, CONTACT, DEAL, ACTIVITY),
)
