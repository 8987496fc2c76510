"""One row of the book as one value of the domain, by position: see the `*_COLUMNS`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from csm_tui.domain.account import Account
from csm_tui.domain.days import before
from csm_tui.domain.facts import (
    ArrChange,
    Contact,
    MetricPoint,
    Override,
    Project,
    Reading,
    SignalState,
    Subscription,
    Survey,
    Task,
    Touchpoint,
    Treatment,
)
from csm_tui.errors import BookRefused

Row = Sequence[Any]

# In the order of Account's fields.
ACCOUNT_COLUMNS = (
    "id, name, entered_on, external_id, source, domain, parent, owner, status, arr, potential_arr, "
    "currency, "
    "start_date, renewal_date, notice_days, auto_renew, seats, seats_used, strategic, brand_value, "
    "complexity, "
    "segment, industry, region, country, tier_override, tier_override_until, tier_override_reason, "
    "level_floor, "
    "last_contact_on, next_step, churned_on, tags, notes, archived_on"
)

_NAMES = ACCOUNT_COLUMNS.split(", ")
_DAYS = (
    "entered_on",
    "start_date",
    "renewal_date",
    "tier_override_until",
    "last_contact_on",
    "churned_on",
    "archived_on",
)
_ACCOUNT_DAYS = tuple(map(_NAMES.index, _DAYS))
_AUTO_RENEW, _TAGS = _NAMES.index("auto_renew"), _NAMES.index("tags")

# In the order of Touchpoint's fields.
TOUCHPOINT_COLUMNS = (
    "id, date, kind, channel, purpose, owner, status, direction, answered, minutes, subject, "
    "notes, contacts, "
    "action_items, action_items_done, booked, time, origin_id, line, automated, plan, due_on, "
    "effort, reason"
)

_OF_TOUCHPOINT = TOUCHPOINT_COLUMNS.split(", ")
_ANSWERED, _CONTACTS, _BOOKED, _AUTOMATED, _DUE_ON = map(
    _OF_TOUCHPOINT.index, ("answered", "contacts", "booked", "automated", "due_on")
)


@lru_cache(maxsize=1 << 16)
def day(text: str) -> date:
    """Return the date of ISO `text`; BookRefused where the cell is damaged."""
    try:
        return date.fromisoformat(text)
    except (ValueError, TypeError):
        raise BookRefused(
            f"A date in the book is damaged ({text!r}). csm doctor names the row; csm restore FILE "
            "goes back."
        ) from None


def _maybe_day(text: str | None) -> date | None:
    return None if text is None else day(text)


def _maybe_bool(value: int | None) -> bool | None:
    return None if value is None else value != 0


def parts(text: str | None) -> tuple[str, ...]:
    """Return the values that a cell joins by ';', without blanks."""
    if not text:
        return ()
    return tuple(part for part in (piece.strip() for piece in text.split(";")) if part)


def account_from_row(row: Row) -> Account:
    """Return the account of `row`, whose columns are `ACCOUNT_COLUMNS`."""
    values = list(row)
    for place in _ACCOUNT_DAYS:
        if values[place] is not None:
            values[place] = day(values[place])
    values[_AUTO_RENEW] = _maybe_bool(values[_AUTO_RENEW])
    values[_TAGS] = parts(values[_TAGS])
    return Account(*values)


def touchpoint_from_row(row: Row) -> Touchpoint:
    """Return the touchpoint of `row`: account_id, then `TOUCHPOINT_COLUMNS`."""
    values = list(row[1:])
    values[1] = day(values[1])
    values[_ANSWERED] = _maybe_bool(values[_ANSWERED])
    values[_CONTACTS] = parts(values[_CONTACTS])
    values[_BOOKED] = values[_BOOKED] != 0
    values[_AUTOMATED] = values[_AUTOMATED] != 0
    values[_DUE_ON] = _maybe_day(values[_DUE_ON])
    return Touchpoint._make(values)


def contact_from_row(row: Row) -> Contact:
    """Return the contact of `row`: account_id, then its columns in `rows.py`."""
    return Contact(*row[1:11])


def reading_from_row(row: Row) -> Reading:
    """Return the health reading of `row`: account_id, then its columns in `rows.py`."""
    return Reading(row[1], day(row[2]), *row[3:9])


def metric_from_row(row: Row) -> MetricPoint:
    """Return the metric point of `row`: account_id, then its columns in `rows.py`."""
    return MetricPoint(row[1], row[2], day(row[3]), *row[4:8])


def survey_from_row(row: Row) -> Survey:
    """Return the answer to a survey of `row`: account_id, then its columns in `rows.py`."""
    return Survey(row[1], day(row[2]), *row[3:10])


def subscription_from_row(row: Row) -> Subscription:
    """Return the subscription of `row`: account_id, then its columns in `rows.py`."""
    return Subscription(
        id=row[1],
        start_date=day(row[2]),
        end_date=_maybe_day(row[3]),
        arr=row[4],
        product=row[5],
        seats=row[6],
        auto_renew=_maybe_bool(row[7]),
        origin=row[8],
        line=row[9],
    )


def arr_change_from_row(row: Row) -> ArrChange:
    """Return the ARR change of `row`: account_id, then its columns in `rows.py`."""
    return ArrChange(row[1], day(row[2]), *row[3:8])


def task_from_row(row: Row) -> Task:
    """Return the task of `row`: account_id, then its columns in `rows.py`."""
    closed_on = _maybe_day(row[9])
    return Task(
        row[1], row[2], _maybe_day(row[3]), row[4], row[5], row[6], row[7], row[8], closed_on
    )


def project_from_row(row: Row) -> Project:
    """Return the project of `row`: account_id, then its columns in `rows.py`."""
    return Project(
        row[1],
        row[2],
        day(row[3]),
        _maybe_day(row[4]),
        row[5],
        row[6],
        _maybe_day(row[7]),
        *row[8:11],
    )


def signal_state_from_row(row: Row) -> SignalState:
    """Return the state of a signal of `row`: account_id, then its columns in `rows.py`."""
    return SignalState(
        row[1], row[2], row[3], row[4], day(row[5]), _maybe_day(row[6]), row[7], row[8], row[9]
    )


def override_from_row(row: Row) -> Override:
    """Return the override of `row`: account_id, then its columns in `rows.py`."""
    return Override(row[1], row[2], row[3], row[4], day(row[5]), _maybe_day(row[6]), row[7], row[8])


def treatment_from_row(row: Row) -> Treatment:
    """Return the treatment of `row`: account_id, then its columns in `rows.py`.

    It begins no earlier than it was defined, and ends on the day before an early end.
    """
    id_, experiment, side, aspect, kind, treatment, start, set_on, end, closed_on, *origin = row[1:]
    begins, ends = day(max(start, set_on)), day(end)
    if closed_on is not None:
        ends = min(ends, before(day(closed_on), 1))
    return Treatment(id_, experiment, side, aspect, kind, treatment, begins, ends, *origin)
