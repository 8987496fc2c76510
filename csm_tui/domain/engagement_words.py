"""Engagement in words: rates, counts and verdicts as both faces show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.engagement import MORE_THAN

if TYPE_CHECKING:
    from csm_tui.domain.engagement import Rate
    from csm_tui.domain.outcomes import Outcome

NAMES: Final = {
    "review-attendance": "business reviews attended",
    "action-items": "action items done",
    "completion": "completed",
    "no-show": "no-shows",
    "skip": "skipped",
    "answer": "answered",
    "insights": "check-ins with notes",
    "automation": "automated",
    "email-open": "emails opened",
    "email-click": "emails clicked",
    "email-conversion": "emails converted",
    "webinar-registered": "webinar: registered",
    "webinar-attended": "webinar: attended",
    "inapp-interaction": "in-app interaction",
}
# What each is a share of.
OF: Final = {
    "review-attendance": "business reviews held or missed",
    "action-items": "action items noted on business reviews",
    "completion": "touchpoints done, missed or skipped",
    "no-show": "touchpoints done or missed",
    "skip": "touchpoints done, missed or skipped",
    "answer": "touchpoints known to be answered or not",
    "insights": "check-ins held",
    "automation": "touchpoints delivered",
    "email-open": "emails sent",
    "email-click": "emails sent",
    "email-conversion": "emails sent",
    "webinar-registered": "customers invited",
    "webinar-attended": "customers registered",
    "inapp-interaction": "messages shown",
}
# What becomes of those who are lost at a step.
LOST: Final = {
    "review-attendance": "business reviews missed",
    "answer": "touchpoints not answered",
    "email-open": "emails not opened",
    "email-click": "emails not clicked",
    "webinar-registered": "invited to a webinar, not registered",
    "webinar-attended": "registered for a webinar, not there",
    "inapp-interaction": "in-app messages passed over",
}
FEW: Final = "too few"
TOO_FEW: Final = "too few to tell"


def number(value: float) -> str:
    """Return a count with thousands marks: "4,138", "12.5"."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def counts(rate: Rate) -> str:
    """Return what a rate is made of: "12 of 15"."""
    return f"{number(rate.part)} of {number(rate.base)}"


def percent(rate: Rate) -> str:
    """Return a rate as "80.0 %"; "" where its base is empty."""
    return "" if rate.rate_pct is None else f"{rate.rate_pct:.1f} %"


def benchmark(rate: Rate) -> str:
    """Return the benchmark as a condition: "more than 20 %", "at least 80 %"; "" without one."""
    if rate.benchmark_pct is None:
        return ""
    words = "more than" if rate.metric in MORE_THAN else "at least"
    return f"{words} {number(rate.benchmark_pct)} %"


def verdict(rate: Rate) -> str:
    """Return how a rate stands: "met", "below", "too few"; "" where nothing judges it."""
    if not rate.base:
        return ""
    return FEW if rate.small else rate.verdict or ""


def beyond_chance(outcome: Outcome) -> str:
    """Return whether chance alone may explain a change of health, in words."""
    if outcome.mean is None:
        return "unknown"
    if outcome.small or outcome.margin is None:
        return TOO_FEW
    return "beyond chance" if abs(outcome.mean) > outcome.margin else "may be chance"
