"""The words of a quick line read one after the other, each into the field that it fills."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from csm_tui.domain.quick_line import Promise, QuickLine
from csm_tui.domain.quick_values import (
    actions_of,
    day_of,
    is_key,
    needed_day,
    next_of,
    people_of,
    promise_of,
    short,
    time_of,
    unknown,
    without_value,
)
from csm_tui.domain.quick_words import DEFAULT_KIND, KIND_OF_CHANNEL, Said, meaning
from csm_tui.errors import QuickLineProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.domain.quick_tokens import Token

_MOST_MINUTES: Final = 24 * 60
_LONGEST_SPAN: Final = 3  # words that mean one thing: 30 Jan 2026
_CLOCK: Final = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_NAMES: Final = {
    "channel": "channels",
    "kind": "kinds",
    "minutes": "durations",
    "date": "dates",
    "time": "times",
    "direction": "directions",
    "next_on": "next dates",
    "answered": "answers",
    "status": "outcomes",
}
# Words without a sign, like 3d, would be lengths of time and not days.
_SIGNED: Final = re.compile(r"[+-].*|[^0-9].*|[0-9]{4}-.*|.*[a-z]{3}.*", re.IGNORECASE)


def read(account: str, words: Sequence[Token], today: date, *, noted: bool) -> QuickLine:
    """Return the line of `account` that `words` make; `noted`: they begin with the notes."""
    reading = _Reading(today)
    rest = words if noted else words[reading.take_words(words) :]
    reading.take_notes(rest)
    return reading.line(account)


def understood(words: Sequence[Token], place: int, today: date) -> bool:
    """Return whether a word of the line, not of a name, begins at `place`."""
    word = words[place]
    if word.quoted:
        return False
    if is_key(word):
        return True
    try:
        return _span(words, place, today) is not None or _head(word, today) is not None
    except QuickLineProblem:
        return True


def _head(word: Token, today: date) -> Said | None:
    """Return what a word says that has its notes attached: `check-in:agreed`."""
    if word.quoted or len(word.parts) < 2:
        return None
    return _meaning(word.parts[0], today)


def _span(words: Sequence[Token], place: int, today: date) -> tuple[Said, int, bool] | None:
    """Return what the words from `place` on mean together, how many, and whether a colon ends."""
    for length in range(min(_LONGEST_SPAN, len(words) - place), 0, -1):
        span = words[place : place + length]
        if any(word.quoted for word in span):
            continue
        text = " ".join(word.text for word in span)
        ends = text.endswith(":")
        said = _meaning(text[:-1] if ends else text, today)
        if said is not None:
            return said, length, ends
    return None


def _meaning(text: str, today: date) -> Said | None:
    said = meaning(text)
    if said is not None:
        return said
    if _CLOCK.fullmatch(text):
        return Said("time", time_of(text, text))
    if len(text) <= 20 and _SIGNED.fullmatch(text):
        day = day_of(text, today, text, past=True)
        return None if day is None else Said("date", day)
    return None


class _Reading:
    """What was said so far; each field at most once."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.said: dict[str, object] = {}
        self.words: dict[str, str] = {}
        self.contacts: list[str] = []
        self.promises: list[Promise] = []
        self.notes: list[str] = []

    def take_words(self, words: Sequence[Token]) -> int:
        """Read the words up to the notes; return the place where those begin."""
        place = 0
        while place < len(words):
            word = words[place]
            if word.raw == ":":
                return place + 1
            if is_key(word):
                place += 1
                if self._take_key(word):
                    return place
                continue
            found = _span(words, place, self.today)
            if found is not None:
                said, length, ends = found
                self._say(said, " ".join(part.text for part in words[place : place + length]))
                place += length
                if ends:
                    return place
                continue
            said_first = _head(word, self.today)
            if said_first is None:
                raise unknown(word, words[place - 1] if place else None)
            self._say(said_first, word.parts[0])
            self.notes.append(word.raw.partition(":")[2])
            return place + 1
        return place

    def take_notes(self, words: Sequence[Token]) -> None:
        """Read the rest as notes, the keys in it taken out."""
        for word in words:
            if is_key(word) and any(word.parts[1:]):
                self._take_key(word)
            else:
                self.notes.append(word.raw)

    def line(self, account: str) -> QuickLine:
        """Return the whole; raises QuickLineProblem where nothing is said."""
        notes = " ".join(self.notes).strip()
        touched = bool(set(self.said) - {"next_on", "next_channel"} or self.contacts or notes)
        if not (touched or self.promises or "next_on" in self.said):
            raise QuickLineProblem(
                f"Nothing is said of {short(account)}: what took place?"
                f" For example: {short(account)} video 25m: agreed on 2 years"
            )
        self._refuse_foresight()
        said = self.said
        channel = said.get("channel")
        kind = said.get("kind") or KIND_OF_CHANNEL.get(str(channel), DEFAULT_KIND)
        fields: dict[str, Any] = {field: said.get(field) for field in QuickLine._fields}
        return QuickLine(
            **{
                **fields,
                "account": account,
                "kind": kind if touched else None,
                "date": said.get("date") or self.today,
                "contacts": tuple(self.contacts),
                "promises": tuple(self.promises),
                "notes": notes or None,
            }
        )

    def _refuse_foresight(self) -> None:
        """Raise QuickLineProblem for an outcome of a day to come, and a next one before it."""
        day = self.said.get("date")
        if not isinstance(day, date) or day <= self.today:
            return
        for field in ("answered", "status"):
            if field in self.said:
                word = self.words[field]
                raise QuickLineProblem(f"{short(self.words['date'])} is ahead: not {word} yet.")
        next_on = self.said.get("next_on")
        if isinstance(next_on, date) and next_on <= day:
            first, second = self.words["next_on"], self.words["date"]
            raise QuickLineProblem(f"{short(first)} must come after {short(second)}.")

    def _take_key(self, word: Token) -> bool:
        """Read `key:value`; return whether a colon ends it, so that the notes follow."""
        key, *values = word.parts
        key = key.casefold()
        ends = len(values) > 1 and values[-1] == "" and word.raw.endswith(":")
        if ends:
            values.pop()
        if not any(value.strip() for value in values):
            raise without_value(key)
        value = ":".join(values)
        match key:
            case "on":
                day = needed_day(value, self.today, word, past=True)
                self._say(Said("date", day), word.raw)
            case "at":
                self._say(Said("time", time_of(value, word.raw)), word.raw)
            case "next":
                next_on, channel = next_of(values, self.today, word)
                self._say(Said("next_on", next_on), word.raw)
                if channel is not None:
                    self._say(Said("next_channel", channel), word.raw)
            case "owe":
                self.promises.append(promise_of(values, self.today, word))
            case "with":
                self.contacts += people_of(word, ends=ends)
            case "actions":
                count, done = actions_of(value, word)
                self._say(Said("action_items", count), word.raw)
                if done is not None:
                    self._say(Said("action_items_done", done), word.raw)
            case "subject":
                self._say(Said("subject", value.strip()), word.raw)
            case "notes":
                self.notes.append(value)
        return ends

    def _say(self, said: Said, word: str) -> None:
        field, value = said
        if field == "minutes" and isinstance(value, int) and value > _MOST_MINUTES:
            raise QuickLineProblem(f"{short(word)} is longer than a day.")
        if field in self.said and self.said[field] != value:
            both = f"{short(self.words[field])} and {short(word.rstrip(':'))}"
            named = f"are both {_NAMES[field]}" if field in _NAMES else f"both give the {field}"
            raise QuickLineProblem(f"{both} {named}; a line has one.")
        self.said[field] = value
        self.words[field] = word.rstrip(":")
