"""The closed vocabularies of the field, spelled as in DOMAIN.md and INTERFACE.md."""

from __future__ import annotations

from typing import Final, Literal

Tier = Literal["high", "medium", "low", "tech", "unknown"]
Level = Literal["high", "medium", "low", "tech", "unknown"]
Stage = Literal["onboarding", "growth", "renewal", "churned"]
Status = Literal["customer", "trial", "prospect", "churned"]
Complexity = Literal["low", "moderate", "high"]
Quadrant = Literal["digital-scale", "project", "persistent-light", "persistent-intensive"]
Band = Literal["green", "yellow", "red", "unknown"]
Measure = Literal["adoption", "engagement", "relationship", "support", "sentiment", "pulse"]

TIERS: Final[tuple[Tier, ...]] = ("high", "medium", "low", "tech", "unknown")
KNOWN_TIERS: Final = TIERS[:-1]
# Lowest touch first: a level is raised to the right.
LEVELS: Final[tuple[Level, ...]] = ("tech", "low", "medium", "high")
STAGES: Final[tuple[Stage, ...]] = ("onboarding", "growth", "renewal", "churned")
STATUSES: Final[tuple[Status, ...]] = ("customer", "trial", "prospect", "churned")
COMPLEXITIES: Final[tuple[Complexity, ...]] = ("low", "moderate", "high")
QUADRANTS: Final[tuple[Quadrant, ...]] = (
    "digital-scale",
    "project",
    "persistent-light",
    "persistent-intensive",
)
BANDS: Final[tuple[Band, ...]] = ("green", "yellow", "red", "unknown")
MEASURES: Final[tuple[Measure, ...]] = (
    "adoption",
    "engagement",
    "relationship",
    "support",
    "sentiment",
    "pulse",
)
CHANNELS: Final = (
    "phone",
    "video",
    "email",
    "in-app",
    "webinar",
    "chat",
    "in-person",
    "help-center",
    "community",
    "automated",
    "ticket",
)
TOUCHPOINT_KINDS: Final = (
    "kickoff",
    "check-in",
    "business-review",
    "training",
    "milestone",
    "recap",
    "expansion",
    "renewal",
    "value-report",
    "webinar",
    "email",
    "in-app",
    "support",
    "escalation",
    "survey",
    "invoice",
    "other",
)
TOUCHPOINT_STATUSES: Final = ("planned", "done", "no-show", "skipped", "cancelled")
PURPOSES: Final = ("proactive", "reactive", "educational", "transactional")
DIRECTIONS: Final = ("outbound", "inbound", "both")
ROLES: Final = (
    "champion",
    "sponsor",
    "economic-buyer",
    "admin",
    "user",
    "detractor",
    "other",
)
SURVEY_TYPES: Final = ("nps", "csat", "ces", "frequency", "feedback")
ARR_CHANGE_KINDS: Final = ("new", "expansion", "contraction", "churn")
TASK_SIDES: Final = ("mine", "theirs")
TASK_STATUSES: Final = ("open", "done", "dropped")
METRICS: Final = (
    "active_users",
    "licensed_seats",
    "adoption_pct",
    "tickets_opened",
    "tickets_open",
    "emails_sent",
    "emails_opened",
    "emails_clicked",
    "emails_converted",
    "webinar_invited",
    "webinar_registered",
    "webinar_attended",
    "inapp_shown",
    "inapp_interacted",
    "csm_minutes",
)
QUADRANT_NAMES: Final[dict[Quadrant, str]] = {
    "digital-scale": "Q1 digital scale",
    "project": "Q2 project engagement",
    "persistent-light": "Q3 persistent, light",
    "persistent-intensive": "Q4 persistent, intensive",
}
