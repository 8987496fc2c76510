"""What came back of all that the demo book's accounts were sent: mails, webinars, in-app notes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.operations.demo.story import Told, along

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    Made = tuple[str, dict[str, object]]

EVERY: Final = timedelta(days=28)
WEBINAR_EVERY: Final = 3  # of these spans


class Habits(NamedTuple):
    """How the people of a segment answer, as shares; mails tire them by `tires` over the year."""

    opened: float
    clicked: float
    registered: float
    attended: float
    tires: float = 0.0


HABITS: Final = {
    "enterprise": Habits(0.27, 0.17, 0.37, 0.63),
    "mid-market": Habits(0.29, 0.18, 0.36, 0.58),
    "small business": Habits(0.36, 0.22, 0.33, 0.54),
    "self-serve": Habits(0.31, 0.12, 0.2, 0.41, tires=0.5),
}


def echo(told: Told) -> Iterator[Made]:
    """Yield (table, row without account_id): every four weeks the mails, at times a webinar."""
    path, seats = told.numbers("health"), told.number("seats")
    if not path or not seats or told.number("used") is None:
        return
    habits, chance = HABITS[told.row["segment"]], told.chance
    first = told.first_day()
    span = max((told.last_day - first).days, 1)
    day, number = told.last_day - timedelta(days=span // 28 * 28), len(told.key)
    while day <= told.last_day:
        past = (day - first).days / span
        mood = (0.6 + along(path, past) / 180) * (0.85 + 0.3 * chance.random())
        yield from _mails(day, min(seats, 60) * 2, habits, mood * (1 - habits.tires * past))
        yield from _notes(day, seats, mood)
        if number % WEBINAR_EVERY == 0:
            yield from _webinar(day, min(seats, 40), habits, mood)
        day, number = day + EVERY, number + 1


def _mails(day: date, sent: int, habits: Habits, mood: float) -> Iterator[Made]:
    opened = round(sent * min(1.0, habits.opened * mood))
    yield _metric("emails_sent", day, sent)
    yield _metric("emails_opened", day, opened, sent)
    yield _metric("emails_clicked", day, round(opened * habits.clicked), sent)


def _notes(day: date, seats: int, mood: float) -> Iterator[Made]:
    shown = seats * 3
    yield _metric("inapp_interacted", day, round(shown * min(1.0, 0.16 * mood * mood)), shown)


def _webinar(day: date, invited: int, habits: Habits, mood: float) -> Iterator[Made]:
    registered = round(invited * min(1.0, habits.registered * mood))
    attended = round(registered * min(1.0, habits.attended * mood))
    yield _metric("webinar_invited", day, invited)
    yield _metric("webinar_registered", day, registered, invited)
    if registered:
        yield _metric("webinar_attended", day, attended, registered)


def _metric(name: str, day: date, value: int, base: int | None = None) -> Made:
    return "metric", {"metric": name, "date": day, "value": value, "base": base}
