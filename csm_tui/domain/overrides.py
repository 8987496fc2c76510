"""Which figure set by hand is in force on a day (DOMAIN §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.days import after, next_of

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.facts import Figure, Override


def in_force(
    overrides: tuple[Override, ...], figure: Figure, today: date, *, at_most: int | None = None
) -> tuple[Override | None, date | None]:
    """Return the override of `figure` that holds today, and the next day on which that may change.

    The latest one set by today replaces those before it, and holds through its end; without an end
    it holds until replaced. `at_most` is the longest that one may hold, in days from the day it was
    set.
    """
    latest: Override | None = None
    coming: date | None = None
    for override in overrides:
        if override.figure != figure:
            continue
        if override.set_on <= today:
            latest = override
        elif coming is None or override.set_on < coming:
            coming = override.set_on
    if latest is None:
        return None, coming
    end = last_day(latest, at_most)
    if end is None:
        return latest, coming
    if end < today:
        return None, coming
    return latest, next_of(today, coming, after(end, 1))


def last_day(override: Override, at_most: int | None = None) -> date | None:
    """Return the last day on which `override` holds, None where it has no end."""
    limit = None if at_most is None else after(override.set_on, at_most)
    if override.until is None or limit is None:
        return override.until if limit is None else limit
    return min(override.until, limit)
