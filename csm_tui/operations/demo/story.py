"""The story of the demo book as typed rows: who the accounts are and what happened to them.

Days are counted from the day the book is told for; the same day gives the same story.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from random import Random


@dataclass(frozen=True, slots=True)
class Told:
    """One account of the story with its people and its events."""

    row: dict[str, str]
    contacts: tuple[dict[str, str], ...]
    events: tuple[dict[str, str], ...]
    answers: tuple[dict[str, str], ...]
    today: date

    @property
    def key(self) -> str:
        """Return the short name by which contacts and events refer to the account."""
        return self.row["key"]

    @property
    def chance(self) -> Random:
        """Return this account's own source of chance, the same on every run."""
        return Random(self.key)

    @property
    def start(self) -> date | None:
        """Return the day the account became a customer."""
        started = self.number("started")
        return None if started is None else self.day(-started)

    @property
    def last_day(self) -> date:
        """Return the day after which nothing happens any more: today, or the renewal it left at."""
        left = self.number("renews") if self.row["status"] == "churned" else None
        return self.today if left is None else self.day(left)

    def day(self, offset: int) -> date:
        """Return the day `offset` days from today."""
        return self.today + timedelta(days=offset)

    def number(self, column: str) -> int | None:
        """Return a whole number of the row, None where it is blank."""
        return int(self.row[column]) if self.row[column] else None

    def numbers(self, column: str) -> tuple[int, ...]:
        """Return the whole numbers of a cell, oldest first."""
        return tuple(int(word) for word in self.row[column].split())

    def first_day(self, days: int = 364) -> date:
        """Return the first day the story tells of: the start, at most `days` ago."""
        earliest = self.day(-days)
        return earliest if self.start is None else max(earliest, min(self.start, self.today))


def tell(today: date) -> tuple[Told, ...]:
    """Return every account of the story as it stands on `today`."""
    contacts, events = _by_account("contacts.csv"), _by_account("events.csv")
    answers = _by_account("answers.csv")
    return tuple(
        Told(row, tuple(contacts[key]), tuple(events[key]), tuple(answers[key]), today)
        for row in _rows("accounts.csv")
        for key in (row["key"],)
    )


def along(path: tuple[int, ...], share: float) -> float:
    """Return the value at `share` (0–1) of the way along evenly spaced points."""
    if len(path) == 1:
        return float(path[0])
    place = min(max(share, 0.0), 1.0) * (len(path) - 1)
    left = min(int(place), len(path) - 2)
    return path[left] + (path[left + 1] - path[left]) * (place - left)


def working_day(day: date) -> date:
    """Return `day`, or the Friday before it where it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def next_working_day(day: date) -> date:
    """Return `day`, or the Monday after it where it falls on a weekend."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


def _rows(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _by_account(name: str) -> defaultdict[str, list[dict[str, str]]]:
    grouped: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(name):
        grouped[row["key"]].append(row)
    return grouped
