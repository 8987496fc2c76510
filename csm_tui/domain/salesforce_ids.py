"""Salesforce ids: of 15 characters, case kept, or of 18 where three more say which are capitals."""

from __future__ import annotations

from typing import Final

SOURCE: Final = "salesforce"
SHORT: Final = 15
LONG: Final = 18
_CHECKS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def is_salesforce(source: str) -> bool:
    """Return whether the ids of `source` are those of Salesforce."""
    return source.casefold() == SOURCE


def same_id(text: str, *, declared: bool = False) -> str:
    """Return the form of an external id in which equal ones are equal.

    An id of 18 characters whose last three are the check of the others is a Salesforce id whatever
    it came from, and is compared by its first 15; where the source is `declared` to be Salesforce,
    every id of 18 is. Anything else is itself.
    """
    if len(text) != LONG or not (text.isascii() and text.isalnum()):
        return text
    short = text[:SHORT]
    return short if declared or text[SHORT:].upper() == check(short) else text


def looks_like_one(text: str) -> bool:
    """Return whether `text` may be a Salesforce id: 15 letters and digits, or 18 that check."""
    if len(text) == SHORT:
        return text.isascii() and text.isalnum() and any(char.isdigit() for char in text)
    return len(same_id(text)) == SHORT < len(text)


def other_forms(text: str, *, declared: bool = False) -> tuple[str, ...]:
    """Return how else `text` may be written where it may be a Salesforce id."""
    if len(text) not in (SHORT, LONG):
        return ()
    short = same_id(text, declared=declared)
    if len(short) != SHORT or not looks_like_one(short):
        return ()
    return tuple(form for form in (short, short + check(short)) if form != text)


def check(short: str) -> str:
    """Return the three characters that follow an id of 15: one for the capitals of each five."""
    places = (0, 5, 10)
    bits = (
        sum(1 << at for at, char in enumerate(short[place : place + 5]) if "A" <= char <= "Z")
        for place in places
    )
    return "".join(_CHECKS[value] for value in bits)
