"""The words of a quick line read one after the other, each into the field that it fills."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from csm_tui.domain.quick_line import Promise, QuickLine
from csm_tui.domain.quick_words import KEYS, KIND_OF_CHANNEL, SIDES, Said, meaning, nearest
from csm_tui.domain.relative_days import coming_day, past_day
from csm_tui.errors import InvalidValue, QuickLineProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.domain.quick_tokens import Token

DEFAULT_KIND: Final = "check-in"
_MOST_MINUTES: Final = 24 * 60
_MOST_ACTIONS: Final = 1_000
_LONGEST_SPAN: Final = 3  # words that mean one thing: 30 Jan 2026
_TIME: Final = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(am|pm)?", re.IGNORECASE)
_CLOCK: Final = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_ACTIONS: Final = re.compile(r"(?:([0-9]{1,4})/)?([0-9]{1,4})")
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
    if word.parts[0].casefold() in KEYS and len(word.parts) > 1:
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
        return Said("time", _time(text, text))
    if len(text) <= 20 and _SIGNED.fullmatch(text):
        day = _day(text, today, text, past=True)
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
            if self._is_key(word):
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
                raise _unknown(word, words[place - 1] if place else None)
            self._say(said_first, word.parts[0])
            self.notes.append(word.raw.partition(":")[2])
            return place + 1
        return place

    def take_notes(self, words: Sequence[Token]) -> None:
        """Read the rest as notes, the keys in it taken out."""
        for word in words:
            if self._is_key(word) and any(word.parts[1:]):
                self._take_key(word)
            else:
                self.notes.append(word.raw)

    def line(self, account: str) -> QuickLine:
        """Return the whole; raises QuickLineProblem where nothing is said."""
        notes = " ".join(self.notes).strip()
        touched = bool(set(self.said) - {"next_on", "next_channel"} or self.contacts or notes)
        if not (touched or self.promises or "next_on" in self.said):
            raise QuickLineProblem(
                f"Nothing is said of {_short(account)}: what took place?"
                f" For example: {_short(account)} video 25m: agreed on 2 years"
            )
        self._refuse_foresight()
        said = self.said
        channel = said.get("channel")
        kind = said.get("kind") or KIND_OF_CHANNEL.get(str(channel), DEFAULT_KIND)
        fields = {field: said.get(field) for field in QuickLine._fields}
        return QuickLine(
            **{
                **fields,
                "account": account,
                "kind": kind if touched else None,
                "date": said.get("date") or self.today,
                "contacts": tuple(self.contacts),
                "promises": tuple(self.promises),
                "notes": notes or None,
            }  # type: ignore[arg-type]
        )

    def _refuse_foresight(self) -> None:
        """Raise QuickLineProblem for an outcome of a day to come, and a next one before it."""
        day = self.said.get("date")
        if not isinstance(day, date) or day <= self.today:
            return
        for field in ("answered", "status"):
            if field in self.said:
                word = self.words[field]
                raise QuickLineProblem(f"{_short(self.words['date'])} is ahead: not {word} yet.")
        next_on = self.said.get("next_on")
        if isinstance(next_on, date) and next_on <= day:
            first, second = self.words["next_on"], self.words["date"]
            raise QuickLineProblem(f"{_short(first)} must come after {_short(second)}.")

    def _is_key(self, word: Token) -> bool:
        return not word.quoted and len(word.parts) > 1 and word.parts[0].casefold() in KEYS

    def _take_key(self, word: Token) -> bool:
        """Read `key:value`; return whether a colon ends it, so that the notes follow."""
        key, *values = word.parts
        key = key.casefold()
        ends = len(values) > 1 and values[-1] == "" and word.raw.endswith(":")
        if ends:
            values.pop()
        if not any(value.strip() for value in values):
            raise QuickLineProblem(_behind(key))
        value = ":".join(values)
        match key:
            case "on":
                self._say(Said("date", self._needed(value, word, past=True)), word.raw)
            case "at":
                self._say(Said("time", _time(value, word.raw)), word.raw)
            case "next":
                self._take_next(values, word)
            case "owe":
                self._take_promise(values, word)
            case "with":
                self.contacts += _people(word, ends)
            case "actions":
                self._take_actions(value, word)
            case "subject":
                self._say(Said("subject", value.strip()), word.raw)
            case "notes":
                self.notes.append(value)
        return ends

    def _say(self, said: Said, word: str) -> None:
        field, value = said
        if field == "minutes" and isinstance(value, int) and value > _MOST_MINUTES:
            raise QuickLineProblem(f"{_short(word)} is longer than a day.")
        if field in self.said and self.said[field] != value:
            both = f"{_short(self.words[field])} and {_short(word.rstrip(':'))}"
            named = f"are both {_NAMES[field]}" if field in _NAMES else f"both give the {field}"
            raise QuickLineProblem(f"{both} {named}; a line has one.")
        self.said[field] = value
        self.words[field] = word.rstrip(":")

    def _take_next(self, values: list[str], word: Token) -> None:
        day = self._needed(values[0], word, past=False)
        if day < self.today:
            raise QuickLineProblem(f"{_short(word.raw)} is past; the next touchpoint is ahead.")
        self._say(Said("next_on", day), word.raw)
        if len(values) > 1:
            said = meaning(":".join(values[1:]))
            if said is None or said.field != "channel":
                channel = _short(":".join(values[1:]))
                raise QuickLineProblem(f"{channel!r} is no channel. {_example('next')}")
            self._say(Said("next_channel", said.value), word.raw)

    def _take_promise(self, values: list[str], word: Token) -> None:
        side = SIDES.get(values[0].casefold().strip())
        if side is None or len(values) < 2:
            raise QuickLineProblem(
                f"{_short(word.raw)} does not say who owes what. {_example('owe')}"
            )
        title, due = values[1:], None
        if len(title) > 1:
            due = self._needed(title.pop(), word, past=False)
        text = ":".join(title).strip()
        if not text:
            raise QuickLineProblem(f"{_short(word.raw)} needs a title. {_example('owe')}")
        self.promises.append(Promise(side, text, due))

    def _take_actions(self, value: str, word: Token) -> None:
        found = _ACTIONS.fullmatch(value)
        if found is None or int(found[2]) > _MOST_ACTIONS:
            raise QuickLineProblem(
                f"{_short(word.raw)} is no count of action items. {_example('actions')}"
            )
        done, count = found[1], int(found[2])
        if done is not None and int(done) > count:
            raise QuickLineProblem(f"{_short(word.raw)}: more are done than there are.")
        self._say(Said("action_items", count), word.raw)
        if done is not None:
            self._say(Said("action_items_done", int(done)), word.raw)

    def _needed(self, text: str, word: Token, *, past: bool) -> date:
        day = _day(text.strip(), self.today, word.raw, past=past)
        if day is None:
            raise QuickLineProblem(
                f"{text.strip()!r} in {_short(word.raw)} is no day."
                f' Write today, fri, +14d, 2026-02-16 or "16 Feb".'
            )
        return day


_TEXTS: Final = ("owe", "with", "subject", "notes")  # keys whose value may be several words
_EXAMPLES: Final = {
    "on": "on:fri or on:2026-01-30",
    "at": "at:10:00",
    "with": "with:ana,luis",
    "next": "next:14d, next:fri or next:14d:phone",
    "owe": 'owe:me:"send deck":fri or owe:them:"sign":+7d',
    "actions": "actions:3 or actions:2/3",
    "subject": 'subject:"Renewal"',
    "notes": 'notes:"agreed on 2 years"',
}


def _example(key: str) -> str:
    return f"Write {_EXAMPLES[key]}."


def _behind(key: str) -> str:
    return f"{key}: has its value right behind the colon, like {_EXAMPLES[key]}."


def _day(text: str, today: date, word: str, *, past: bool) -> date | None:
    try:
        return past_day(text, today) if past else coming_day(text, today)
    except InvalidValue as error:
        said = str(error)
        raise QuickLineProblem(said if word in said else f"{_short(word)}: {said}") from None


def _time(text: str, word: str) -> str:
    found = _TIME.fullmatch(text.strip())
    if found:
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half:
            hour = 24
        if hour < 24 and minute < 60:
            return f"{hour:02}:{minute:02}"
    raise QuickLineProblem(f"{_short(word)} is no time of the day. {_example('at')}")


_PERSON: Final = re.compile(r'"([^"]*)"|“([^”]*)”|„([^“]*)“|([^,]+)')


def _people(word: Token, ends: bool) -> list[str]:
    written = word.raw.partition(":")[2]
    if ends:
        written = written[:-1]
    names = ["".join(part or "" for part in found).strip() for found in _PERSON.findall(written)]
    return [name.replace(";", ",") for name in names if name]


def _unknown(word: Token, before: Token | None) -> QuickLineProblem:
    text = word.text.rstrip(":") or word.raw
    if text.casefold() in KEYS:
        return QuickLineProblem(_behind(text.casefold()))
    near = nearest(text)
    if before is not None and before.parts[0].casefold() in _TEXTS and len(before.parts) > 1:
        value = before.parts[-1]
        hint = f'Words that belong together stand in quotes: "{_short(f"{value} {text}")}".'
    elif near is not None and not word.quoted:
        hint = f"Did you mean {near}?"
    else:
        hint = f'Notes come behind a colon, like "video: {_short(text)}".'
    return QuickLineProblem(f"What is {_short(text)!r}? {hint}")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
