"""The fields of the what-if: what can be supposed, in which steps, and how it is written.

What is supposed is a mapping of words, KEY -> VALUE as they are typed; a key that is missing is as
it is today. A key of the model is spelled as its file has it.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from csm_tui.domain.model_keys import find
from csm_tui.domain.model_words import toml_of
from csm_tui.domain.what_if import ACCOUNTS, ARR, GROWTH, OF_THE_BOOK, SCENARIOS, parse
from csm_tui.errors import CsmError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from csm_tui.domain.touch_model import TouchModel

Words = dict[str, str]
Kind = Literal["money", "days", "number", "factor", "count", "text"]
_DAYS: Final = re.compile(r"([0-9]{1,6})d")
_HOURS: Final = "hours.available_month"
_COST: Final = "costs.fully_loaded"
# One step is about so much of what there is today.
_FINE: Final = 20
_COARSE: Final = 10
# The first step where there is no money today.
_FROM_NOTHING: Final = Fraction(1_000)
_FACTOR_STEP: Final = Fraction(1, 10)
# To so many days a step is a day, then five, then ten.
_DAY_STEPS: Final = ((21, 1), (60, 5))
_LONG_STEP: Final = 10


class Field(NamedTuple):
    """Something that can be supposed: its key, its name, and what it is today.

    `today` is in whole units of money, days, accounts, or a factor of ARR; None is unknown or, of a
    `text`, nothing that can be stepped. `written` is a text as it is today.
    """

    key: str
    label: str
    kind: Kind
    today: Fraction | None
    written: str = ""


class Ground(NamedTuple):
    """What the fields stand on: the model in force, plain and read, and the sums of the book."""

    table: Mapping[str, Any]
    model: TouchModel
    accounts: int
    arr: int | None


def fields_of(ground: Ground, words: Words) -> list[Field]:
    """Return the fields in their order: the usual ones, then the other keys that are supposed."""
    usual = [*_tiers(ground.model), *_clocks(ground.model)]
    usual += [(_HOURS, "Hours a month"), (_COST, "CSM cost a year")]
    fields = [_field(key, label, ground) for key, label in usual]
    if ARR in words:
        arr = None if ground.arr is None else Fraction(ground.arr, 100)
        fields.append(Field(ARR, "ARR in all", "money", arr))
    else:
        fields.append(Field(GROWTH, "ARR growth", "factor", Fraction(1)))
    fields.append(Field(ACCOUNTS, "Accounts", "count", Fraction(ground.accounts)))
    known = {field.key for field in fields}
    return fields + [_field(key, key, ground) for key in words if key not in known]


def _tiers(model: TouchModel) -> list[tuple[str, str]]:
    # The lowest tier has to begin at nothing.
    return [(f"tiers.{tier}.from", f"{tier.capitalize()} from") for tier in [*model.tiers][:-1]]


def _clocks(model: TouchModel) -> list[tuple[str, str]]:
    return [
        (f"cadence.levels.{level}.check_in", f"{level.capitalize()} check-in")
        for level, clock in model.cadence.levels.items()
        if clock.check_in is not None
    ]


def _field(key: str, label: str, ground: Ground) -> Field:
    found = find(key, ground.table, file="")
    value: Any = ground.table
    for part in found.parts:
        if isinstance(part, int):
            value = value[part] if isinstance(value, list) and part < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    kind, number = _kind(value, in_cents=found.shape.rule.unit == "cents")
    return Field(key, label, kind, number, _written(value))


def _kind(value: Any, *, in_cents: bool) -> tuple[Kind, Fraction | None]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return ("money" if in_cents else "number"), Fraction(str(value))
    days = _DAYS.fullmatch(value) if isinstance(value, str) else None
    return ("text", None) if days is None else ("days", Fraction(days[1]))


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return str(value)


# What is supposed of a field


def number_of(field: Field, words: Words, ground: Ground) -> Fraction | None:
    """Return the number that a field is supposed to have; None where it is no number."""
    text = words.get(field.key)
    if text is None:
        return field.today
    if field.key not in OF_THE_BOOK:
        return _number(field, text, ground)
    try:
        wish = parse([f"{field.key}={text}"])
    except CsmError:
        return None
    if wish.arr is not None:
        return Fraction(wish.arr, 100)
    if wish.times is not None:
        return wish.times * ground.accounts
    return wish.growth if wish.accounts is None else Fraction(wish.accounts)


def _number(field: Field, text: str, ground: Ground) -> Fraction | None:
    import tomllib

    written = toml_of(text, find(field.key, ground.table, file="").shape)
    try:
        value = tomllib.loads(f"v = {written}")["v"]
    except tomllib.TOMLDecodeError:
        return None
    return _kind(value, in_cents=False)[1]


def stepped(field: Field, words: Words, ground: Ground, step: int) -> Words | None:
    """Return what is supposed one step up (1) or down (-1) from there; None where there is none.

    A step ends on a round number, or on what there is today: from there nothing is supposed.
    """
    now = number_of(field, words, ground)
    if now is None or field.today is None:
        return None
    size = _size(field)
    target = (floor(now / size) + 1 if step > 0 else ceil(now / size) - 1) * size
    if min(now, target) < field.today < max(now, target):
        target = field.today
    if target <= 0:
        return None
    return with_value(words, field, "" if target == field.today else _text(field, target))


def _size(field: Field) -> Fraction:
    today = field.today or Fraction(0)
    if field.kind == "factor":
        return _FACTOR_STEP
    if field.kind == "days":
        return Fraction(next((step for most, step in _DAY_STEPS if today <= most), _LONG_STEP))
    if field.kind == "money" and not today:
        return _FROM_NOTHING
    part = today / (_COARSE if field.kind == "count" else _FINE)
    return max(_round(part), Fraction(1)) if field.kind == "count" else _round(part)


def _round(value: Fraction) -> Fraction:
    """Return the greatest of 1, 2, 5, 10, 20, 50 … that is not above a value; 1 of nothing."""
    if value <= 0:
        return Fraction(1)
    power = Fraction(1)
    while power * 10 <= value:
        power *= 10
    while power > value:
        power /= 10
    return next(power * times for times in (5, 2, 1) if power * times <= value)


def _text(field: Field, value: Fraction) -> str:
    if field.kind == "factor":
        return f"{float(value - 1) * 100:+g}%"
    if field.kind == "days":
        return f"{int(value)}d"
    return str(int(value)) if value.denominator == 1 else f"{float(value):.6f}".rstrip("0")


def with_value(words: Words, field: Field, text: str) -> Words:
    """Return the words with a field supposed to be `text`; as it is today where that is empty."""
    rest = {key: value for key, value in words.items() if key != field.key}
    if not text.strip():
        return rest
    # A key that is supposed keeps its place.
    return {**(words if field.key in words else rest), field.key: text.strip()}


def with_word(words: Words, word: str, ground: Ground) -> tuple[Words, str]:
    """Return the words with one more, `KEY=VALUE`, and its key as the file spells it.

    Raises UsageError where it is no such word, ModelProblem for a key that there is not.
    """
    key, sign, value = (part.strip() for part in word.partition("="))
    if not sign or not key:
        raise UsageError("Write KEY=VALUE: risk.health_below=50.")
    if key in OF_THE_BOOK:
        parse([f"{key}={value}"])
        other = {GROWTH: ARR, ARR: GROWTH}.get(key)
        rest = {name: text for name, text in words.items() if name != other}
        return {**rest, key: value}, key
    dotted = find(key, ground.table, file="").dotted
    return {**words, dotted: value}, dotted


def next_scenario(words: Words) -> tuple[Words, str]:
    """Return the words under the next growth scenario that ships, and what it says.

    After the last one the book is as it is today; the keys of the model stay.
    """
    steps = [(dict(_split(one.steps[0])), one.title) for one in SCENARIOS if len(one.steps) == 1]
    ours = {key: text for key, text in words.items() if key in OF_THE_BOOK}
    at = next((place for place, (step, _) in enumerate(steps) if step == ours), -1)
    rest = {key: text for key, text in words.items() if key not in OF_THE_BOOK}
    if at + 1 == len(steps):
        return rest, ""
    return {**rest, **steps[at + 1][0]}, steps[at + 1][1]


def _split(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(key, value) for key, _, value in (word.partition("=") for word in words)]


def model_words(words: Words) -> Words:
    """Return what is supposed of the model: growth is no part of one."""
    return {key: text for key, text in words.items() if key not in OF_THE_BOOK}


def command(words: Words) -> str:
    """Return what the command line is asked for the same."""
    return " ".join(["csm what-if", *(f"{key}={text}" for key, text in words.items())])


# How values are shown


def shown(kind: Kind, value: Fraction | None, text: str, money: Callable[[int | None], str]) -> str:
    """Return a value as it stands in a field; `text` where it is no number."""
    if value is None:
        return text or "none"
    if kind == "money":
        return money(round(value * 100))
    if kind == "days":
        return f"{float(value):g}d"
    if kind == "factor":
        return "as is" if value == 1 else f"{float(value - 1) * 100:+.4g} %"
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,.6g}"
