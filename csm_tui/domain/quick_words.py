"""The words of a quick line and what each says."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from csm_tui.domain.folding import fold

CHANNEL_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "phone": ("phone", "call", "called", "tel"),
    "video": ("video", "zoom", "teams"),
    "email": ("email", "mail", "e-mail"),
    "in-app": ("in-app", "inapp"),
    "webinar": ("webinar",),
    "chat": ("chat", "slack", "whatsapp"),
    "in-person": ("in-person", "visit", "onsite", "on-site"),
    "help-center": ("help-center", "help-centre"),
    "community": ("community",),
    "automated": ("automated",),
    "ticket": ("ticket",),
}
KIND_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "check-in": ("check-in", "checkin"),
    "business-review": ("business-review", "qbr", "ebr"),
    "kickoff": ("kickoff", "kick-off"),
    "training": ("training",),
    "milestone": ("milestone",),
    "recap": ("recap",),
    "expansion": ("expansion", "upsell"),
    "renewal": ("renewal",),
    "value-report": ("value-report",),
    "support": ("support",),
    "escalation": ("escalation",),
    "survey": ("survey",),
    "invoice": ("invoice",),
    "other": ("other",),
}
DEFAULT_KIND: Final = "check-in"  # of a touchpoint of which none is said
# The kind of a touchpoint on a channel that is a kind as well, where the line names none.
KIND_OF_CHANNEL: Final = {"webinar": "webinar", "in-app": "in-app", "ticket": "support"}
KEYS: Final = ("on", "at", "with", "next", "owe", "actions", "subject", "notes")
SIDES: Final = {
    "me": "mine",
    "mine": "mine",
    "us": "mine",
    "we": "mine",
    "them": "theirs",
    "theirs": "theirs",
    "they": "theirs",
}

_SAID: Final[dict[str, dict[str, object]]] = {
    "answered": {
        "no-answer": False,
        "unanswered": False,
        "answered": True,
    },
    "direction": {
        "in": "inbound",
        "inbound": "inbound",
        "out": "outbound",
        "outbound": "outbound",
    },
    "status": {"no-show": "no-show", "noshow": "no-show"},
}
_MINUTES: Final = re.compile(r"(?:([0-9]{1,4}) ?(?:m|min|mins|minutes?))", re.IGNORECASE)
_HOURS: Final = re.compile(
    r"([0-9]{1,3}) ?(?:h|hours?)(?: ?([0-9]{1,2}) ?(?:m|min)?)?", re.IGNORECASE
)


class Said(NamedTuple):
    """What one word says: a field of the quick line and its value."""

    field: str
    value: object


def _dictionary() -> dict[str, Said]:
    words = {
        word: Said(field, value) for field, said in _SAID.items() for word, value in said.items()
    }
    for field, table in (("channel", CHANNEL_WORDS), ("kind", KIND_WORDS)):
        words |= {word: Said(field, name) for name, aliases in table.items() for word in aliases}
    return words


WORDS: Final = _dictionary()


def meaning(text: str) -> Said | None:
    """Return what `text` says ("video", "check in", "1h30"), None where it is no word of the line.

    Case, accents and the hyphen are ignored; minutes may be more than a day has.
    """
    if len(text) > 40:
        return None
    found = WORDS.get(fold(text).replace(" ", "-").replace("_", "-"))
    if found is not None:
        return found
    minutes = _minutes(text)
    return None if minutes is None else Said("minutes", minutes)


def _minutes(text: str) -> int | None:
    found = _MINUTES.fullmatch(text)
    if found:
        return int(found[1])
    found = _HOURS.fullmatch(text)
    if found:
        return 60 * int(found[1]) + int(found[2] or 0)
    return None


def nearest(word: str) -> str | None:
    """Return the word of the line, or the key with its colon, most like `word`; None for none."""
    from difflib import get_close_matches

    folded = fold(word[:40])
    head, colon, _ = folded.partition(":")
    if colon and (near := get_close_matches(head, KEYS, 1, 0.6)):
        return f"{near[0]}:"
    close = get_close_matches(head, [*WORDS, "today", "yesterday"], 1, 0.6)
    return close[0] if close else None
