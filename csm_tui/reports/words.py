"""Words that several documents share: days, kinds of touchpoint and how they are held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui import formatting
from csm_tui.domain.spoken import say

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.reports.markdown import Document


def day_of_week(day: date) -> str:
    """Return a day near enough to need no year: "Mon 2 Feb"."""
    return formatting.full_day(day).rsplit(" ", 1)[0]


def day_or_today(day: date | None, today: date) -> str:
    """Return a day as "14 Feb" or "today"; unknown is "–"."""
    if day is None:
        return formatting.UNICODE.unknown
    return "today" if day == today else say(day, today)


def kind_of(kind: str) -> str:
    """Return a kind of touchpoint in words: "business review", but "check-in"."""
    return kind if kind == "check-in" else kind.replace("-", " ")


def held_by(kind: str, channel: str | None) -> str:
    """Return kind and channel, once where both are the same: "check-in, video", "email"."""
    return kind_of(kind) if channel in (None, kind) else f"{kind_of(kind)}, {channel}"


def more(document: Document, count: int, command: str) -> None:
    """Say how many a list has left out, and the command that shows them; nothing for none."""
    if count > 0:
        document.paragraph(f"… and {count:,} more: {command}")
