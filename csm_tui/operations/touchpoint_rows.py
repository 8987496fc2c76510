"""Rows of touchpoints: what is logged, checked, and the next one that is booked with it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.quick_words import DEFAULT_KIND
from csm_tui.domain.wording import on
from csm_tui.errors import InvalidValue
from csm_tui.exchange.kinds import KINDS
from csm_tui.operations import tasks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csm_tui.domain.quick_line import Promise, QuickLine
    from csm_tui.store.journal import Recorder


class Logged(NamedTuple):
    """What is to be written for one account: a touchpoint, the next one, and promises."""

    account_id: int
    touchpoint: Mapping[str, object] | None
    following: Mapping[str, object] | None
    promises: tuple[Promise, ...] = ()

    def name(self, account: str) -> str:
        """Return what this does, for the history."""
        if self.touchpoint is not None:
            row = self.touchpoint
            verb = "Planned" if row["status"] == "planned" else "Logged"
            return f"{verb}: {row.get('channel') or row['kind']}, {account}"
        if self.promises:
            return f"Promise for {account}: {self.promises[0].title}"
        return f"Planned: check-in, {account}"


def logged(
    account_id: int,
    values: Mapping[str, object],
    *,
    today: date,
    time: str | None,
    next_on: date | None,
    next_channel: str | None = None,
) -> Logged:
    """Return the rows of a touchpoint: without a date it is today, without a kind a check-in.

    Raises InvalidValue for one that is done in the future, and for a next that is not ahead of it.
    """
    row = known_fields(values)
    day = row.get("date") or today
    if not isinstance(day, date):
        raise InvalidValue("date must be a day like 2026-02-01.")
    status = row.get("status") or ("planned" if day > today else "done")
    if day > today and status in ("done", "no-show"):
        raise InvalidValue(
            f"{on(day)} is ahead: a touchpoint to come can be planned, not {status}."
        )
    kind = row.get("kind") or DEFAULT_KIND
    touchpoint = {**row, "date": day, "kind": kind, "status": status, "time": time}
    after = day if day > today else None
    channel = next_channel or row.get("channel")
    return Logged(account_id, touchpoint, following(next_on, channel, today=today, after=after))


def of_line(line: QuickLine, account_id: int, *, today: date) -> Logged:
    """Return the rows of a quick line; raises InvalidValue as `logged` does."""
    if line.kind is None:
        booked = following(line.next_on, line.next_channel, today=today)
        return Logged(account_id, None, booked, line.promises)
    values: dict[str, object] = {
        field: value
        for field, value in line._asdict().items()
        if field in _OF_LINE and value is not None
    }
    if line.contacts:
        values["contacts"] = line.contacts
    rows = logged(
        account_id,
        values,
        today=today,
        time=line.time,
        next_on=line.next_on,
        next_channel=line.next_channel,
    )
    return rows._replace(promises=line.promises)


def following(
    next_on: date | None, channel: object, *, today: date, after: date | None = None
) -> dict[str, object] | None:
    """Return the row of the touchpoint booked for `next_on`, None where none is.

    Raises InvalidValue for a day that is past, or not later than the touchpoint `after` which it
    comes.
    """
    if next_on is None:
        return None
    if next_on < today:
        raise InvalidValue(
            f"The next touchpoint cannot be booked for {on(next_on)}, which is past."
        )
    if after is not None and next_on <= after:
        raise InvalidValue(
            f"The next touchpoint, {on(next_on)}, must come after this one, {on(after)}."
        )
    return {"date": next_on, "channel": channel, "kind": DEFAULT_KIND, "status": "planned"}


def write(recorder: Recorder, entry: Logged) -> None:
    """Add the rows of `entry`."""
    shared = {
        "account_id": entry.account_id,
        "source": "",
        "booked": 1,
        "origin_id": recorder.origin(),
    }
    for row in (entry.touchpoint, entry.following):
        if row is not None:
            recorder.insert("touchpoint", {**row, **shared})
    for promise in entry.promises:
        tasks.insert(recorder, entry.account_id, promise._asdict())


def known_fields(values: Mapping[str, object]) -> dict[str, object]:
    """Return those of `values` that are fields of a touchpoint."""
    known = set(KINDS["touchpoints"].header) - {"account"}
    return {field: value for field, value in values.items() if field in known}


_OF_LINE = frozenset(
    {
        "kind",
        "channel",
        "minutes",
        "date",
        "subject",
        "notes",
        "action_items",
        "action_items_done",
        "answered",
        "direction",
        "status",
    }
)
