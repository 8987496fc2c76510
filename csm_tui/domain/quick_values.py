"""The values behind the keys of a quick line, and the sentences where they do not fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from csm_tui.domain.quick_line import Promise
from csm_tui.domain.quick_words import KEYS, SIDES, meaning, nearest
from csm_tui.domain.relative_days import coming_day, past_day
from csm_tui.errors import InvalidValue, QuickLineProblem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.domain.quick_tokens import Token

_MOST_ACTIONS: Final = 1_000
_TIME: Final = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(am|pm)?", re.IGNORECASE)
_ACTIONS: Final = re.compile(r"(?:([0-9]{1,4})/)?([0-9]{1,4})")
_PERSON: Final = re.compile(r'"([^"]*)"|“([^”]*)”|„([^“]*)“|([^,]+)')
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


def is_key(word: Token) -> bool:
    """Return whether `word` begins with a key and its colon."""
    return not word.quoted and len(word.parts) > 1 and word.parts[0].casefold() in KEYS


def day_of(text: str, today: date, word: str, *, past: bool) -> date | None:
    """Return `text` as a day, of what took place or to come; None where it is none.

    Raises QuickLineProblem, as all here, for a day that no calendar has.
    """
    try:
        return past_day(text, today) if past else coming_day(text, today)
    except InvalidValue as error:
        said = str(error)
        raise QuickLineProblem(said if word in said else f"{short(word)}: {said}") from None


def needed_day(text: str, today: date, word: Token, *, past: bool) -> date:
    """Return `text`, a value of `word`, as a day."""
    day = day_of(text.strip(), today, word.raw, past=past)
    if day is None:
        raise QuickLineProblem(
            f"{text.strip()!r} in {short(word.raw)} is no day."
            f' Write today, fri, +14d, 2026-02-16 or "16 Feb".'
        )
    return day


def next_of(values: Sequence[str], today: date, word: Token) -> tuple[date, object]:
    """Return the day of the next touchpoint, and its channel where one is said."""
    day = needed_day(values[0], today, word, past=False)
    if day < today:
        raise QuickLineProblem(f"{short(word.raw)} is past; the next touchpoint is ahead.")
    channel = ":".join(values[1:])
    said = meaning(channel)
    if channel and (said is None or said.field != "channel"):
        raise QuickLineProblem(f"{short(channel)!r} is no channel. {_example('next')}")
    return day, said.value if said else None


def promise_of(values: Sequence[str], today: date, word: Token) -> Promise:
    """Return who owes what by when."""
    side = SIDES.get(values[0].casefold().strip())
    if side is None or len(values) < 2:
        raise QuickLineProblem(f"{short(word.raw)} does not say who owes what. {_example('owe')}")
    title, due = list(values[1:]), None
    if len(title) > 1:
        due = needed_day(title.pop(), today, word, past=False)
    text = ":".join(title).strip()
    if not text:
        raise QuickLineProblem(f"{short(word.raw)} needs a title. {_example('owe')}")
    return Promise(side, text, due)


def actions_of(value: str, word: Token) -> tuple[int, int | None]:
    """Return how many action items there are, and how many are done where that is said."""
    found = _ACTIONS.fullmatch(value)
    if found is None or int(found[2]) > _MOST_ACTIONS:
        raise QuickLineProblem(
            f"{short(word.raw)} is no count of action items. {_example('actions')}"
        )
    done, count = found[1], int(found[2])
    if done is not None and int(done) > count:
        raise QuickLineProblem(f"{short(word.raw)}: more are done than there are.")
    return count, None if done is None else int(done)


def time_of(text: str, word: str) -> str:
    """Return a time of the day as HH:MM."""
    found = _TIME.fullmatch(text.strip())
    if found:
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half:
            hour = 24
        if hour < 24 and minute < 60:
            return f"{hour:02}:{minute:02}"
    raise QuickLineProblem(f"{short(word)} is no time of the day. {_example('at')}")


def people_of(word: Token, *, ends: bool) -> list[str]:
    """Return the names and e-mails behind `with:`; `ends`: less the colon at its end."""
    written = word.raw.partition(":")[2]
    if ends:
        written = written[:-1]
    names = ["".join(part or "" for part in found).strip() for found in _PERSON.findall(written)]
    return [name.replace(";", ",") for name in names if name]


def without_value(key: str) -> QuickLineProblem:
    """Return the problem of a key that has nothing behind its colon."""
    return QuickLineProblem(f"{key}: has its value right behind the colon, like {_EXAMPLES[key]}.")


def unknown(word: Token, before: Token | None) -> QuickLineProblem:
    """Return the problem of a word that says nothing, with what may be meant."""
    text = word.text.rstrip(":") or word.raw
    if text.casefold() in KEYS:
        return without_value(text.casefold())
    near = nearest(text)
    if before is not None and is_key(before) and before.parts[0].casefold() in _TEXTS:
        both = f"{before.parts[-1]} {text}"
        hint = f'Words that belong together stand in quotes: "{short(both)}".'
    elif near is not None and not word.quoted:
        hint = f"Did you mean {near}?"
    else:
        hint = f'Notes come behind a colon, like "video: {short(text)}".'
    return QuickLineProblem(f"What is {short(text)!r}? {hint}")


def short(text: str) -> str:
    """Return `text` as it fits into a sentence."""
    return text if len(text) <= 40 else f"{text[:39]}…"


def _example(key: str) -> str:
    return f"Write {_EXAMPLES[key]}."
