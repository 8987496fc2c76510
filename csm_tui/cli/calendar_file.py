"""`csm export touchpoints|calendar --format ics`: which touchpoints, with which alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from datetime import date, timedelta

    from csm_tui.domain.filters import Filter
    from csm_tui.store.database import Book

CALENDAR: Final = "calendar"
ICS: Final = "ics"
_KINDS: Final = (CALENDAR, "touchpoints")


class CalendarFile(NamedTuple):
    """What an .ics file holds: the days from `from_` to `to` (None: no end), `plans` of the
    program or not, and how long before a touchpoint it reminds.
    """

    from_: date | None
    to: date | None
    plans: bool
    alarm: timedelta | None

    def write(self, book: Book, target: BinaryIO, filter: Filter, today: date) -> int:
        """Write the file and return how many events it has."""
        from csm_tui.operations.transfer import export_calendar

        return export_calendar(
            book,
            target,
            today=today,
            filter=filter,
            from_=self.from_,
            to=self.to,
            plans=self.plans,
            alarm=self.alarm,
        )


def calendar_file(
    kind: str, format: str, from_: date | None, to: date | None, alarm: str | None, *, today: date
) -> CalendarFile | None:
    """Return the .ics file that was asked for, None for another format.

    The calendar begins today where nothing else is said; touchpoints are all those that a person
    made. Raises UsageError for what does not go together.
    """
    if format != ICS:
        if kind == CALENDAR:
            raise UsageError(
                "A calendar is written as .ics. Rows: csm calendar --json, csm export touchpoints."
            )
        if any(given is not None for given in (from_, to, alarm)):
            raise UsageError("--from, --to and --alarm go with --format ics.")
        return None
    if kind not in _KINDS:
        raise UsageError(f"Only {' and '.join(_KINDS)} are written as .ics.")
    if kind == CALENDAR and from_ is None:
        from_ = min(today, to) if to is not None else today
    if from_ is not None and to is not None and to < from_:
        raise UsageError("--to is before --from.")
    from csm_tui.exchange.calendar import alarm_before

    return CalendarFile(from_, to, kind == CALENDAR, None if alarm is None else alarm_before(alarm))
