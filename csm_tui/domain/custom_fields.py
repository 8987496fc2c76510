"""Custom fields: what the user's own files know of an account beyond our fields.

A value is kept as our files have it: a text as it is, a number plainly (`12.5`), a date in ISO, a
yes or no as `true` or `false`. Names are data: they are compared folded, and never reach SQL.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

FieldType = Literal["text", "number", "date", "bool"]
TYPES: Final[tuple[FieldType, ...]] = ("text", "number", "date", "bool")
LONGEST_NAME: Final = 200
# A wide file kept whole, several times over; each is a column of an export.
MOST_FIELDS: Final = 500


class CustomField(NamedTuple):
    """A field of the book: its name as it was first written, and the type of its values."""

    id: int
    name: str
    type: FieldType


class CustomValue(NamedTuple):
    """What an account has in a field; `value` as files have it, with where it came from."""

    field: CustomField
    value: str
    origin: int | None
    line: int | None


def key_of(name: str) -> str:
    """Return the form of a field's name that tells it from others: case and accents ignored."""
    return fold(name) or name


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the one of the `known` names that is nearest to `name`, None where none is near."""
    from difflib import get_close_matches

    keys = {key_of(one): one for one in known}
    wanted = key_of(name)[:60]
    starting = [key for key in keys if wanted and key.startswith(wanted)]
    close = starting or get_close_matches(wanted, list(keys), 1, 0.5)
    return keys[close[0]] if close else None


def as_value(text: str, of_type: FieldType) -> object:
    """Return a kept text as its type has it: str, float, date or bool; a wrong one as it is."""
    try:
        match of_type:
            case "number":
                return float(text)
            case "date":
                return date.fromisoformat(text)
            case "bool":
                return {"true": True, "false": False}.get(text, text)
            case "text":
                return text
    except ValueError:
        return text


def shown(of: CustomValue) -> str:
    """Return a value as people read it: yes and no for a bool, else as it is kept."""
    words = {"true": "yes", "false": "no"} if of.field.type == "bool" else {}
    return words.get(of.value, of.value)
