"""Rows and loads of an invented calendar, and books whose plans stand where a test wants them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from csm_tui.queries.calendar import CalendarRow, DayLoad
from csm_tui.store.database import open_book
from csm_tui.store.journal import operation
from csm_tui.tui.calendar_month import shifted
from tests.tui.driving import NOW, TODAY

_ROW = CalendarRow(
    id=1,
    date=TODAY,
    time=None,
    account="Aurora Cooperative",
    account_id=1,
    kind="check-in",
    channel="video",
    purpose="proactive",
    owner="Ana",
    status="planned",
    reason="high: every 14 days",
    subject=None,
    effort=30,
    minutes=None,
    booked=False,
    automated=False,
    over=False,
    due_on=TODAY,
    window_from=TODAY - timedelta(days=3),
    window_to=TODAY + timedelta(days=4),
    days_overdue=0,
)


def row(**fields: Any) -> CalendarRow:
    """Return a planned check-in of today with other fields."""
    return _ROW._replace(**fields)


def load(
    day: date = TODAY,
    minutes: int = 0,
    *,
    available: int = 360,
    kinds: Mapping[str, int] | None = None,
    automated: int = 0,
    free: str | None = None,
) -> DayLoad:
    """Return the load of a day."""
    return DayLoad(day, minutes, available, kinds or {}, automated, 0, free)


def plan(path: Path, account_id: int, day: date, **fields: object) -> int:
    """Put a plan of the program into a book and return its id."""
    values: dict[str, object] = {
        "account_id": account_id,
        "date": day,
        "kind": "check-in",
        "channel": "video",
        "status": "planned",
        "source": "",
        "booked": 0,
        "plan": f"check-in:{day.isoformat()}",
        "due_on": day,
        "window_from": shifted(day, -3),
        "window_to": shifted(day, 4),
        "effort": 30,
        "reason": "high: every 14 days",
    }
    with open_book(path) as book, operation(book, "Planned", today=TODAY, now=NOW) as recorder:
        origin = recorder.origin()
        return recorder.insert("touchpoint", {**values, "origin_id": origin, **fields})


# Account, days from TODAY, kind, minutes; 0 minutes are sent by the program.
_PLANS = (
    (1, 0, "check-in", 30),
    (3, 0, "email", 0),
    (4, 0, "email", 0),
    (2, 1, "business-review", 240),
    (1, 1, "renewal", 180),
    (3, 2, "check-in", 30),
    (4, 9, "milestone", 60),
    (1, 14, "check-in", 30),
)


def plan_weeks(path: Path) -> None:
    """Plan three weeks of the small book: two things today, a day that is over, later ones."""
    for account_id, days, kind, minutes in _PLANS:
        fields = {"kind": kind, "effort": minutes, "automated": int(not minutes)}
        plan(path, account_id, TODAY + timedelta(days=days), **fields)
    with open_book(path) as book, operation(book, "Planned", today=TODAY, now=NOW) as recorder:
        recorder.insert("setting", {"key": "planned_until", "value": "2026-05-04"})
