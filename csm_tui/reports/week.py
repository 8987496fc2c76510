"""The week of a Monday report: since when it looks back, and how far ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.days import after, before

if TYPE_CHECKING:
    from datetime import date

_FRIDAY: Final = 4
_SUNDAY: Final = 6


class Week(NamedTuple):
    """The days of a report: changes are those after `since`, the plan is that of today to `last`.

    `since` is the Monday before today; on a Saturday or Sunday `last` is the end of the next week.
    """

    since: date
    today: date
    last: date


def week_of(today: date) -> Week:
    """Return the week of a report written on `today`."""
    weekday = today.weekday()
    left = _SUNDAY - weekday + (7 if weekday > _FRIDAY else 0)
    return Week(before(today, weekday or 7), today, after(today, left) or today.max)
