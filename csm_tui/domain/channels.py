"""Which channel fits which touchpoint (DOMAIN §6): advice in one sentence, never a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

# Channels on which two people speak with each other.
TALKS: Final = frozenset({"phone", "video", "in-person"})
# Channels that do not answer: nobody of ours sits there.
_ONE_WAY: Final = frozenset({"in-app", "help-center", "community", "automated", "webinar"})
_LIGHT: Final = frozenset({"low", "tech"})
_SENSITIVE: Final = frozenset({"check-in", "business-review", "renewal", "expansion", "other"})
_EXPENSIVE_FOR: Final = frozenset(
    {"check-in", "training", "milestone", "recap", "value-report", "support"}
)
_PAPERWORK: Final = frozenset({"survey", "invoice"})
_MONEY: Final = {"renewal": "A renewal", "expansion": "An expansion offer"}
_NAMES: Final = {
    "in-app": "a message in the product",
    "help-center": "the help center",
    "community": "the community",
    "automated": "an automated message",
    "webinar": "a webinar",
    "chat": "chat",
    "ticket": "a ticket",
    "email": "email",
}


class _Touch(NamedTuple):
    channel: str
    kind: str
    purpose: str | None
    at_risk: bool
    level: str | None


def advise(
    channel: str | None,
    kind: str | None,
    purpose: str | None = None,
    *,
    at_risk: bool = False,
    level: str | None = None,
) -> str | None:
    """Return in one sentence which channel would fit better, None where this one does.

    `at_risk` and `level` are those of the account; nothing is advised against what is not known.
    """
    if channel is None or kind is None:
        return None
    touch = _Touch(channel, kind, purpose, at_risk, level)
    return next((said for rule in _RULES if (said := rule(touch)) is not None), None)


def _urgent(touch: _Touch) -> str | None:
    if touch.kind != "escalation" or touch.channel in TALKS or touch.channel == "chat":
        return None
    if touch.channel == "email":
        return "Email carries no urgency: an escalation is answered by phone or video."
    return f"An escalation is answered by phone or video, not by {_name(touch)}."


def _sensitive(touch: _Touch) -> str | None:
    if not touch.at_risk or touch.kind not in _SENSITIVE or touch.channel in TALKS:
        return None
    return f"The account is at risk: talk by phone or video rather than by {_name(touch)}."


def _review(touch: _Touch) -> str | None:
    if touch.kind != "business-review" or touch.channel in TALKS:
        return None
    if touch.channel == "automated" and touch.level in _LIGHT:
        return None
    return (
        f"A business review is a conversation: hold it by video or in person, not by"
        f" {_name(touch)}."
    )


def _kickoff(touch: _Touch) -> str | None:
    if touch.kind != "kickoff" or touch.channel in TALKS or touch.level in _LIGHT:
        return None
    return f"A kickoff begins the relationship: video or phone does more than {_name(touch)}."


def _paperwork(touch: _Touch) -> str | None:
    if touch.channel not in TALKS or touch.kind not in _PAPERWORK:
        return None
    noun = "An invoice" if touch.kind == "invoice" else "A survey"
    return f"{noun} needs no call: email does, and reaches everybody."


def _education(touch: _Touch) -> str | None:
    if touch.channel not in TALKS:
        return None
    light = touch.level in _LIGHT
    if touch.kind == "training":
        return _TO_MANY if light else None
    if touch.kind in ("in-app", "email") or (touch.kind, touch.channel) == ("webinar", "phone"):
        return "What is meant for many goes by email, webinar or in the product; a call is for one."
    if touch.purpose == "educational" and (touch.channel != "video" or light):
        return "A tip needs no call: email, the product or a webinar carries it to everybody."
    return None


_TO_MANY: Final = "A webinar trains hundreds at once; a call for each does not scale here."


def _money(touch: _Touch) -> str | None:
    """Advise on renewals and expansion."""
    if touch.kind not in ("renewal", "expansion") or touch.channel in (*TALKS, "email"):
        return None
    if touch.channel in ("in-app", "automated") and (
        touch.kind == "expansion" or touch.level in _LIGHT
    ):
        return None
    return (
        f"{_MONEY[touch.kind]} is easily overlooked in {_name(touch)}: email, phone or video fits."
    )


def _one_way(touch: _Touch) -> str | None:
    if touch.kind != "check-in" or touch.channel not in _ONE_WAY or touch.level in _LIGHT:
        return None
    return (
        f"A check-in asks for an answer, which {_name(touch)} does not bring: phone or video does."
    )


def _in_person(touch: _Touch) -> str | None:
    if touch.channel != "in-person":
        return None
    if touch.level in _LIGHT:
        return f"A visit is expensive at level {touch.level}: video does."
    if touch.level == "medium" and touch.kind in _EXPENSIVE_FOR:
        return "Visits are for strategic reviews, major renewals and events: video does here."
    return None


def _name(touch: _Touch) -> str:
    return _NAMES.get(touch.channel, touch.channel)


_RULES: Final[tuple[Callable[[_Touch], str | None], ...]] = (
    _urgent,
    _sensitive,
    _review,
    _kickoff,
    _paperwork,
    _education,
    _money,
    _one_way,
    _in_person,
)
