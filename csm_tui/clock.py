"""The only reader of the system clock: today's local date, and the instant of now."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta


def today() -> date:
    """Return the local date."""
    return datetime.now().astimezone().date()


def now() -> datetime:
    """Return this instant in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def end_of(day: date) -> datetime:
    """Return the instant at which the local day `day` ends, in the local zone."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(day + timedelta(days=1), time()).astimezone()
