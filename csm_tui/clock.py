"""The only reader of the system clock: today's local date, and the instant of now."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """Return the local date."""
    return datetime.now().astimezone().date()


def now() -> datetime:
    """Return this instant in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
