"""What the words of other programs and languages mean: for a field, their text -> ours.

Texts are compared without case; `_`, `-` and spaces are one (see `translation.folded`).
"""

from __future__ import annotations

from typing import Final

from csm_tui.exchange.vendors.model import OTHERS


def flagged(yes: str, no: str) -> dict[str, str]:
    """Return the words for a column that says yes or no."""
    return {**dict.fromkeys(("true", "yes", "1"), yes), **dict.fromkeys(("false", "no", "0"), no)}


STATUS: Final = {
    "active": "customer",
    "live": "customer",
    "paying": "customer",
    "paid": "customer",
    "client": "customer",
    "active customer": "customer",
    "cliente": "customer",
    "activo": "customer",
    "activa": "customer",
    "ativo": "customer",
    "ativa": "customer",
    "aktif": "customer",
    "pelanggan": "customer",
    "free trial": "trial",
    "trialing": "trial",
    "prueba": "trial",
    "teste": "trial",
    "uji coba": "trial",
    "lead": "prospect",
    "prospecto": "prospect",
    "cliente potencial": "prospect",
    "prospek": "prospect",
    "calon pelanggan": "prospect",
    "churn": "churned",
    "canceled": "churned",
    "cancelled": "churned",
    "terminated": "churned",
    "former customer": "churned",
    "ex customer": "churned",
    "cancelado": "churned",
    "cancelada": "churned",
    "baja": "churned",
    "berhenti": "churned",
}
# HubSpot's lifecycle stages, by label and by internal name.
LIFECYCLE: Final = {
    "evangelist": "customer",
    "opportunity": "prospect",
    "lead": "prospect",
    "subscriber": "prospect",
    "marketing qualified lead": "prospect",
    "marketingqualifiedlead": "prospect",
    "sales qualified lead": "prospect",
    "salesqualifiedlead": "prospect",
    "cliente": "customer",
    "oportunidad": "prospect",
    "oportunidade": "prospect",
}
# What a program calls a touchpoint: its kind, and the medium where the word names one.
_CALLED: Final = (
    (("call", "phone", "phone call", "logged call", "llamada", "llamada telefónica", "ligação",
      "telefonema", "telepon", "panggilan"), "check-in", "phone"),
    (("meeting", "check in", "checkin", "check in call", "catch up", "sync", "reunión", "reunião",
      "rapat", "pertemuan", "event"), "check-in", ""),
    (("video", "video call", "zoom", "web meeting", "videollamada", "videochamada"),
     "check-in", "video"),
    (("on site", "onsite", "visit", "site visit", "in person", "in person meeting", "visita",
      "kunjungan"), "check-in", "in-person"),
    (("e mail", "mail", "logged email", "list email", "correo", "correo electrónico", "surel"),
     "email", "email"),
    (("email",), "email", "email"),
    (("chat", "slack", "whatsapp", "sms", "message"), "check-in", "chat"),
    (("qbr", "ebr", "quarterly business review", "executive business review", "business review",
      "revisión trimestral", "revisão trimestral"), "business-review", ""),
    (("kick off", "kickoff", "kick off call", "onboarding"), "kickoff", ""),
    (("training", "formación", "capacitación", "treinamento", "pelatihan"), "training", ""),
    (("webinar",), "webinar", "webinar"),
    (("support", "ticket", "support ticket", "case", "soporte", "suporte", "dukungan"),
     "support", "ticket"),
    (("escalation", "escalación", "escalonamento", "eskalasi"), "escalation", ""),
    (("renewal", "renovación", "renovação", "perpanjangan"), "renewal", ""),
    (("in app", "in app message"), "in-app", "in-app"),
)  # fmt: skip
TOUCHPOINTS: Final = {
    **{word: kind for words, kind, _ in _CALLED for word in words},
    OTHERS: "other",
}
CHANNELS: Final = {
    **{word: channel for words, _, channel in _CALLED for word in words},
    OTHERS: "",
}
ROLES: Final = {
    "executive sponsor": "sponsor",
    "patrocinador": "sponsor",
    "economic buyer": "economic-buyer",
    "decision maker": "economic-buyer",
    "buyer": "economic-buyer",
    "administrator": "admin",
    "administrador": "admin",
    "advocate": "champion",
    "promoter": "champion",
    "campeón": "champion",
    "end user": "user",
    "usuario": "user",
    "usuário": "user",
    "pengguna": "user",
    "detractor": "detractor",
    "blocker": "detractor",
}
# How the reports of activities are read: a kind by its own words, else by the subject.
TOUCHES: Final = {"kind": TOUCHPOINTS, "channel": CHANNELS}
BY_SUBJECT: Final = {"kind": "subject", "channel": "kind"}
DONE: Final = {
    "completed": "done",
    "complete": "done",
    "held": "done",
    "closed": "done",
    "scheduled": "planned",
    "open": "planned",
    "canceled": "cancelled",
    "no show": "no-show",
}
TASKS: Final = {
    "completed": "done",
    "closed": "done",
    "not started": "open",
    "in progress": "open",
    "waiting": "open",
    "waiting on someone else": "open",
    "deferred": "open",
    "overdue": "open",
    "cancelled": "dropped",
    "canceled": "dropped",
}
# What is said in any sheet, whoever wrote it: kind -> field -> words.
GENERAL: Final[dict[str, dict[str, dict[str, str]]]] = {
    "accounts": {"status": STATUS},
    "contacts": {"role": ROLES},
    "touchpoints": {"status": DONE},
    "tasks": {"status": TASKS},
}
