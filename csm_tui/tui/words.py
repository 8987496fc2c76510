"""What quadrants, groupings, their sections and the sorts of the portfolio are called."""

from __future__ import annotations

from typing import Final

SORT_NAMES: Final = {
    "next": "next due",
    "score": "rank",
    "name": "name",
    "level": "level",
    "health": "health, worst first",
    "trend": "trend, falling first",
    "arr": "ARR",
    "renewal": "renewal",
    "last": "last contact, longest ago first",
}
# The most touch first.
QUADRANTS: Final[dict[str | None, str]] = {
    "persistent-intensive": "Q4",
    "persistent-light": "Q3",
    "project": "Q2",
    "digital-scale": "Q1",
}
SECTION_TITLES: Final[dict[str, dict[str, str]]] = {
    "tier": {
        "high": "High touch",
        "medium": "Medium touch",
        "low": "Low touch",
        "tech": "Tech touch",
        "unknown": "No tier: ARR unknown",
    },
    "level": {
        "high": "High level now",
        "medium": "Medium level now",
        "low": "Low level now",
        "tech": "Tech level now",
        "unknown": "Level unknown",
        "none": "No level: churned or prospect",
    },
    "quadrant": {
        "persistent-intensive": "Q4 Persistent, intensive",
        "persistent-light": "Q3 Persistent, light",
        "project": "Q2 Project engagement",
        "digital-scale": "Q1 Digital scale",
        "none": "Not placed: inputs missing, churned, prospect",
    },
    "stage": {
        "renewal": "Renewal",
        "onboarding": "Onboarding",
        "growth": "Growth",
        "churned": "Churned",
        "none": "Prospects",
    },
    "none": {"": ""},
}
