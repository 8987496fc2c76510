"""Readings of health recorded by hand: a measure, or the overall score, of a day (DOMAIN §10)."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Final

from csm_tui.domain.pulse import PULSES, points_of, pulse_of
from csm_tui.domain.terms import MEASURES
from csm_tui.domain.wording import figure, on
from csm_tui.errors import InvalidValue
from csm_tui.queries import accounts as queries
from csm_tui.store.journal import operation

if TYPE_CHECKING:
    from datetime import date, datetime

    from csm_tui.domain.changes import Changes
    from csm_tui.store.database import Book

SCORE: Final = "score"
READINGS: Final = (*MEASURES, SCORE)


def record(
    book: Book,
    account_id: int,
    measure: str,
    value: float,
    *,
    on_day: date,
    note: str | None = None,
    today: date,
    now: datetime,
) -> Changes:
    """Record a reading of a measure, or of "score", 0–100; a pulse is 1–5 or its points.

    Raises InvalidValue for another measure, a value that does not fit or a day to come, and
    UnknownAccount where there is no such account.
    """
    points = _points(known(measure), value)
    if on_day > today:
        raise InvalidValue(f"A reading is of a day up to {today}, not {on_day}.")
    name = queries.name_of(book.connection, account_id)
    title = f"{measure.capitalize()} {figure(points)} of {on(on_day)}: {name}"
    with operation(book, title, today=today, now=now) as recorder:
        recorder.insert(
            "health",
            {
                "account_id": account_id,
                "date": on_day.isoformat(),
                "measure": measure,
                "value": points,
                "note": note or None,
                "origin_id": recorder.origin(),
            },
        )
    return recorder.changes()


def known(measure: str) -> str:
    """Return a measure or "score"; raises InvalidValue with the nearest for another."""
    if measure in READINGS:
        return measure
    import difflib

    near = difflib.get_close_matches(measure, READINGS, 1)
    hint = f"Did you mean {near[0]}?" if near else f"These exist: {', '.join(READINGS)}."
    raise InvalidValue(f"There is no measure {measure!r}. {hint}")


def _points(measure: str, value: float) -> float:
    if measure == "pulse":
        points = points_of(value) if value in PULSES else float(value)
        if pulse_of(points) not in PULSES:
            raise InvalidValue(f"A pulse is 1 to 5 (or 0, 25, 50, 75, 100), not {value:g}.")
        return points
    if not isfinite(value) or not 0 <= value <= 100:
        raise InvalidValue(f"{measure} is a number from 0 to 100, not {value:g}.")
    return float(value)
