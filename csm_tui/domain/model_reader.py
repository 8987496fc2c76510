"""Reads the plain values of a TOML file into the dataclasses of `touch_model`, by their types.

Generic: the dataclass is the schema. A field's type says what is expected, its `Rule` the unit,
bounds and choices. Nothing is coerced in silence, nothing unknown is skipped.
"""

from __future__ import annotations

import math
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from itertools import pairwise
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    NamedTuple,
    NoReturn,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from csm_tui.domain.touch_model import Rule
from csm_tui.errors import ModelProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NO_RULE = Rule()


class Spot(NamedTuple):
    """A place in a model file: the file and the full dotted key, for the error message."""

    file: str
    key: str = ""

    def at(self, name: str) -> Spot:
        """Return the spot of the key `name` below this one."""
        return Spot(self.file, f"{self.key}.{name}" if self.key else name)

    def item(self, number: int) -> Spot:
        """Return the spot of the item `number` (counted from 1) of the list at this one."""
        return Spot(self.file, f"{self.key}[{number}]")

    def refuse(self, sentence: str) -> NoReturn:
        """Raise ModelProblem: the file, the key, and `sentence` about it."""
        where = f"`{self.key}` " if self.key else ""
        said = f"{where}{sentence}"
        raise ModelProblem(f"{self.file}: {said}", file=self.file, key=self.key, said=said)


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return " Did you mean …?" or, where nothing is near, the list of what there is."""
    from difflib import get_close_matches

    known = [choice for choice in choices if choice]
    close = get_close_matches(word.lower(), known, n=1, cutoff=0.5)
    return f"Did you mean `{close[0]}`?" if close else f"It can be: {', '.join(known)}."


def build(cls: Any, table: object, spot: Spot) -> Any:
    """Return the dataclass `cls` filled from the TOML `table` found at `spot`.

    Raises ModelProblem for an unknown or missing key and for a value that does not fit.
    """
    if not isinstance(table, dict):
        spot.refuse(f"must be a table of keys, not {_shown(table)}.")
    schema = schema_of(cls)
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name not in schema:
            missing = [key for key in schema if key not in table]
            spot.at(name).refuse(
                f"is not a key of a touch model. {nearest(name, missing or schema)}"
            )
        field, hint, _ = schema[name]
        values[field] = read(hint, value, spot.at(name))
    for name, (field, _, required) in schema.items():
        if required and field not in values:
            spot.at(name).refuse("is missing; copy it from `csm model export four-tier`.")
    return cls(**values)


@cache
def schema_of(cls: Any) -> Mapping[str, tuple[str, Any, bool]]:
    """Return key of the file -> (field name, type, required) of a dataclass."""
    hints = get_type_hints(cls, include_extras=True)
    return {
        entry.name.rstrip("_"): (
            entry.name,
            hints[entry.name],
            entry.default is MISSING and entry.default_factory is MISSING,
        )
        for entry in fields(cls)
    }


def read(hint: Any, value: object, spot: Spot, rule: Rule = _NO_RULE) -> Any:
    """Return the TOML `value` as the type `hint`, units converted; raises ModelProblem."""
    if hint is int:
        return _integer(value, spot, rule)
    if hint is float:
        return _number(value, spot, rule)
    if hint is str:
        return _text(value, spot, rule)
    if hint is bool:
        return _flag(value, spot)
    if is_dataclass(hint):
        return build(hint, value, spot)
    origin = get_origin(hint)
    if origin is Annotated:
        inner, found = get_args(hint)
        return _line(value, spot) if found.unit == "line" else read(inner, value, spot, found)
    if origin is Literal:
        return _text(value, spot, Rule(choices=get_args(hint)))
    if origin is Union or origin is UnionType:
        return read(get_args(hint)[0], value, spot, rule)
    if origin is dict:
        return _mapping(get_args(hint), value, spot)
    return _sequence(get_args(hint), value, spot)


def _mapping(types: tuple[Any, ...], value: object, spot: Spot) -> dict[Any, Any]:
    if not isinstance(value, dict):
        spot.refuse(f"must be a table of keys, not {_shown(value)}.")
    return {
        read(types[0], key, spot.at(key)): read(types[1], item, spot.at(key))
        for key, item in value.items()
    }


def _sequence(types: tuple[Any, ...], value: object, spot: Spot) -> tuple[Any, ...]:
    if not isinstance(value, list):
        spot.refuse(f"must be a list in [ ], not {_shown(value)}.")
    if types[-1] is Ellipsis:
        return tuple(read(types[0], item, spot.item(n)) for n, item in enumerate(value, start=1))
    if len(value) != len(types):
        spot.refuse(f"must be a list of {len(types)} values, not of {len(value)}.")
    read_all = zip(types, value, strict=True)
    return tuple(read(hint, item, spot.item(n)) for n, (hint, item) in enumerate(read_all, start=1))


def _line(value: object, spot: Spot) -> tuple[tuple[float, float], ...]:
    """Return the points of a curve: x strictly ascending, y within 0–100."""
    points: tuple[tuple[float, float], ...] = _sequence((tuple[float, float], ...), value, spot)
    if len(points) < 2:
        spot.refuse("must have at least two points, as in [[0, 0], [100, 50]].")
    for number, (before, after) in enumerate(pairwise(points), start=2):
        if after[0] <= before[0]:
            spot.item(number).refuse(
                f"must lie to the right of the point before it ({before[0]:g})."
            )
    for number, (_, height) in enumerate(points, start=1):
        _within(height, height, spot.item(number), Rule(low=0, high=100))
    return points


def _integer(value: object, spot: Spot, rule: Rule) -> int:
    if rule.unit == "days":
        return _days(value, spot, rule)
    if rule.unit == "cents":
        return round(_number(value, spot, rule) * 100)
    if isinstance(value, bool) or not isinstance(value, int):
        spot.refuse(f"must be a whole number, not {_shown(value)}.")
    return int(_within(value, value, spot, rule))


def _days(value: object, spot: Spot, rule: Rule) -> int:
    """Return the days of "30d" or 30."""
    if (
        isinstance(value, str)
        and value[-1:] == "d"
        and value[:-1].isascii()
        and value[:-1].isdigit()
    ):
        return int(_within(int(value[:7].rstrip("d")), value, spot, rule))
    if isinstance(value, bool) or not isinstance(value, int):
        spot.refuse(f'must be a number of days such as "30d", not {_shown(value)}.')
    return int(_within(value, value, spot, rule))


def _number(value: object, spot: Spot, rule: Rule) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        spot.refuse(f"must be a number, not {_shown(value)}.")
    return float(_within(value, value, spot, rule))


def _text(value: object, spot: Spot, rule: Rule) -> str:
    if not isinstance(value, str):
        spot.refuse(f"must be text in quotes, not {_shown(value)}.")
    if rule.choices and value not in rule.choices:
        spot.refuse(f"cannot be {_shown(value)}. {nearest(value, rule.choices)}")
    return value


def _flag(value: object, spot: Spot) -> bool:
    if not isinstance(value, bool):
        spot.refuse(f"must be true or false, not {_shown(value)}.")
    return value


def _within(value: float, shown: object, spot: Spot, rule: Rule) -> float:
    if rule.low is not None and value < rule.low:
        spot.refuse(f"is {_shown(shown)}, and must be at least {rule.low:,g}.")
    if rule.high is not None and value > rule.high:
        spot.refuse(f"is {_shown(shown)}, and must be at most {rule.high:,g}.")
    return value


def _shown(value: object) -> str:
    """Return a short form of a TOML value, as the user would have written it."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:37]}…"
