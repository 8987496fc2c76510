"""Changes of touchpoints: log or plan one, say how a plan went, move it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from csm_tui.domain.wording import on
from csm_tui.errors import InvalidValue
from csm_tui.exchange.kinds import KINDS
from csm_tui.queries import accounts, timeline
from csm_tui.store.journal import operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csm_tui.domain.changes import Changes
    from csm_tui.store.database import Book

DEFAULT_KIND = "check-in"


def log(
    book: Book,
    account_id: int,
    values: Mapping[str, object],
    *,
    today: date,
    now: datetime,
    time: str | None = None,
    next_on: date | None = None,
) -> Changes:
    """Log a touchpoint, or plan it where its date is ahead; `next_on` books the one after it too.

    `values` are parsed fields of the kind touchpoints: without a date it is today, without a kind a
    check-in. Raises InvalidValue for one that is done in the future, or a next before today.
    """
    name = accounts.name_of(book.connection, account_id)
    row = _row(values)
    day = row.get("date") or today
    if not isinstance(day, date):
        raise InvalidValue("date must be a day like 2026-02-01.")
    status = row.get("status") or ("planned" if day > today else "done")
    if day > today and status in ("done", "no-show"):
        raise InvalidValue(
            f"{on(day)} is ahead: a touchpoint to come can be planned, not {status}."
        )
    if next_on is not None and next_on < today:
        raise InvalidValue(
            f"The next touchpoint cannot be booked for {on(next_on)}, which is past."
        )
    kind = row.get("kind") or DEFAULT_KIND
    verb = "Planned" if status == "planned" else "Logged"
    what = row.get("channel") or kind
    with operation(book, f"{verb}: {what}, {name}", today=today, now=now) as recorder:
        origin = recorder.origin()
        shared = {"account_id": account_id, "source": "", "booked": 1, "origin_id": origin}
        recorder.insert(
            "touchpoint",
            {**row, **shared, "date": day, "kind": kind, "status": status, "time": time},
        )
        if next_on is not None:
            following = {"channel": row.get("channel"), "kind": DEFAULT_KIND, "status": "planned"}
            recorder.insert("touchpoint", {**following, **shared, "date": next_on})
    return recorder.changes()


def done(
    book: Book,
    touchpoint_id: int,
    *,
    today: date,
    now: datetime,
    values: Mapping[str, object] | None = None,
) -> Changes:
    """Mark a planned touchpoint done: on its day, or today where that lies ahead.

    `values` (minutes, notes, date, answered …) are recorded with it. Raises InvalidValue where it
    is not planned.
    """
    planned = _planned(book, touchpoint_id, "done")
    row = {"date": min(planned.date, today), **_row(values or {}), "status": "done"}
    with operation(
        book, f"Done: {planned.kind}, {planned.account}", today=today, now=now
    ) as recorder:
        recorder.update("touchpoint", touchpoint_id, row)
    return recorder.changes()


def no_show(book: Book, touchpoint_id: int, *, today: date, now: datetime) -> Changes:
    """Record that the customer did not come.

    Raises InvalidValue where it is not planned, or ahead.
    """
    planned = _planned(book, touchpoint_id, "a no-show")
    if planned.date > today:
        raise InvalidValue(f"It is planned for {on(planned.date)}: not a no-show yet.")
    with operation(
        book, f"No-show: {planned.kind}, {planned.account}", today=today, now=now
    ) as recorder:
        recorder.update("touchpoint", touchpoint_id, {"status": "no-show"})
    return recorder.changes()


def skip(book: Book, touchpoint_id: int, *, reason: str, today: date, now: datetime) -> Changes:
    """Leave a planned touchpoint out.

    Raises InvalidValue where it is not planned, or without a reason.
    """
    planned = _planned(book, touchpoint_id, "skipped")
    if not reason.strip():
        raise InvalidValue("Skipping needs its reason: --reason TEXT.")
    with operation(
        book, f"Skipped: {planned.kind}, {planned.account}", today=today, now=now
    ) as recorder:
        recorder.update("touchpoint", touchpoint_id, {"status": "skipped", "reason": reason})
    return recorder.changes()


def move(
    book: Book,
    touchpoint_id: int,
    day: date,
    *,
    today: date,
    now: datetime,
    time: str | None = None,
) -> Changes:
    """Put a planned touchpoint on another day, which books it.

    Raises InvalidValue where it is not planned.
    """
    planned = _planned(book, touchpoint_id, "moved")
    name = f"Moved: {planned.kind}, {planned.account}, to {on(day)}"
    row: dict[str, object] = {"date": day, "booked": 1}
    if time is not None:
        row["time"] = time
    with operation(book, name, today=today, now=now) as recorder:
        recorder.update("touchpoint", touchpoint_id, row)
    return recorder.changes()


def _planned(book: Book, touchpoint_id: int, aim: str) -> timeline.PlannedTouchpoint:
    found = timeline.touchpoint(book.connection, touchpoint_id)
    if found.status != "planned":
        raise InvalidValue(
            f"The {found.kind} of {found.account} on {on(found.date)} is {found.status} already;"
            f" only a planned one can be {aim}."
        )
    return found


def _row(values: Mapping[str, object]) -> dict[str, object]:
    known = {column.name for column in KINDS["touchpoints"].columns} - {"account"}
    return {field: value for field, value in values.items() if field in known}
