"""The dotted keys of a touch model: what each may hold, and the nearest one to a mistyped key.

The dataclasses of `touch_model` are the schema; a key is written as its file has it:
`tiers.high.from`, `cadence.levels.medium.check_in`, `templates.onboarding.high[1].week`. The name
of a table's only table of levels or tiers may be left out: `cadence.medium.check_in`.
"""

from __future__ import annotations

import re
from dataclasses import is_dataclass
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    Union,
    get_args,
    get_origin,
)

from csm_tui.domain.model_reader import Spot, schema_of
from csm_tui.domain.touch_model import Rule, TouchModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_ITEM: Final = re.compile(r"(.*)\[([0-9]{1,6})\]", re.DOTALL)
_NO_RULE: Final = Rule()


class Shape(NamedTuple):
    """What a value must be: its plain type, its rule, and whether it may be left out."""

    hint: Any
    rule: Rule
    optional: bool

    @property
    def schema(self) -> Mapping[str, tuple[str, Any, bool]]:
        """Return the keys below: key of the file -> (field, type, required); none of a dict."""
        has_keys = is_dataclass(self.hint)
        return schema_of(self.hint) if has_keys else {}

    @property
    def is_table(self) -> bool:
        """Return whether the value holds keys of its own."""
        return is_dataclass(self.hint) or get_origin(self.hint) is dict

    @property
    def is_list(self) -> bool:
        """Return whether the value is a list in [ ]."""
        return get_origin(self.hint) is tuple

    @property
    def items(self) -> tuple[Any, ...]:
        """Return the types of a list's items; of as many as there are, one and `...`."""
        return get_args(self.hint)


class Key(NamedTuple):
    """A key of a model: its parts (a number is the place in a list, from 0) and what it holds."""

    parts: tuple[str | int, ...]
    shape: Shape

    @property
    def dotted(self) -> str:
        """Return the key as the file's messages spell it."""
        return spelled(self.parts)


def spelled(parts: Sequence[str | int]) -> str:
    """Return parts as a dotted key; the places of lists are counted from 1."""
    text = ""
    for part in parts:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def shape_of(hint: Any, rule: Rule = _NO_RULE, *, optional: bool = False) -> Shape:
    """Return what the annotation `hint` asks for."""
    origin = get_origin(hint)
    if origin is Annotated:
        inner, found = get_args(hint)
        return shape_of(inner, found, optional=optional)
    if origin is Union or origin is UnionType:
        kinds = get_args(hint)
        inner = next(kind for kind in kinds if kind is not NoneType)
        return shape_of(inner, rule, optional=NoneType in kinds)
    if origin is Literal:
        return Shape(str, Rule(choices=get_args(hint)), optional)
    return Shape(hint, rule, optional)


def find(key: str, table: Mapping[str, Any], *, file: str) -> Key:
    """Return what `key` means in the model whose plain values are `table`.

    Raises ModelProblem naming the nearest valid key.
    """
    spot = Spot(file, key)
    parts: list[str | int] = []
    shape, here = Shape(TouchModel, _NO_RULE, optional=False), table
    for name, places in _segments(key):
        found = _below(shape, name, here)
        if found is None:
            spot.refuse(f"is not a key of a touch model. {_nearest(key, parts, shape, table)}")
        names, shape = found
        parts += names
        here = _follow(here, names)
        for place in places:
            shape = _item(shape, place, here, spot)
            parts.append(place)
            here = _follow(here, [place])
    return Key(tuple(parts), shape)


def _segments(key: str) -> Iterator[tuple[str, list[int]]]:
    """Yield each name of a dotted key with the places in lists after it, counted from 0."""
    for segment in key.strip().split("."):
        name, places = segment.strip(), list[int]()
        while found := _ITEM.fullmatch(name):
            name, place = found.group(1), int(found.group(2))
            places.insert(0, place - 1)
        yield name, places


def _below(shape: Shape, name: str, here: Any) -> tuple[list[str | int], Shape] | None:
    """Return the names that lead to `name` below a table, and its shape; None for no key of it."""
    if get_origin(shape.hint) is dict:
        keys, values = get_args(shape.hint)
        return ([name], shape_of(values)) if name and _fits(name, keys, here) else None
    schema = shape.schema
    if name in schema:
        return [name], shape_of(schema[name][1])
    # One table that the name may stand in: `cadence.medium` is `cadence.levels.medium`.
    tables = [
        (key, inner)
        for key, entry in schema.items()
        if get_origin((inner := shape_of(entry[1])).hint) is dict
    ]
    if len(tables) == 1 and shape.hint is not TouchModel:
        key, inner = tables[0]
        below = _below(inner, name, _follow(here, [key]))
        if below is not None:
            return [key, *below[0]], below[1]
    return None


def _fits(name: str, keys: Any, here: Any) -> bool:
    """Return whether `name` may stand in a table of such keys; one that is there may."""
    if isinstance(here, dict) and name in here:
        return True
    shape = shape_of(keys)
    if shape.hint is str:
        return not shape.rule.choices or name in shape.rule.choices
    digits = name.removesuffix("d")
    return digits.isascii() and digits.isdigit()


def _item(shape: Shape, place: int, here: Any, spot: Spot) -> Shape:
    there = len(here) if isinstance(here, list) else 0
    if not shape.is_list or not there:
        spot.refuse("names a place of a list, and there is no list.")
    if not 0 <= place < there:
        spot.refuse(f"names no item: the list has {there}, counted from 1.")
    items = shape.items
    return shape_of(items[0] if items[-1] is Ellipsis else items[min(place, len(items) - 1)])


def _follow(here: Any, names: Iterable[str | int]) -> Any:
    for name in names:
        if isinstance(name, int):
            here = here[name] if isinstance(here, list) and name < len(here) else None
        else:
            here = here.get(name) if isinstance(here, dict) else None
    return here


def _nearest(key: str, parts: Sequence[str | int], shape: Shape, table: Mapping[str, Any]) -> str:
    """Return the nearest key there is: by its end, by its look, else what the table has."""
    from difflib import get_close_matches

    known = list(all_keys(table))
    ends = [one for one in known if one.endswith(f".{key}")]
    near = ends[:1] or get_close_matches(key, known, n=1, cutoff=0.6)
    if near:
        return f"Did you mean `{near[0]}`?"
    names = ", ".join(_names(shape, _follow(table, parts)))
    where = f"`{spelled(parts)}` has" if parts else "There are"
    return f"{where}: {names}." if names else f"`{spelled(parts)}` has no keys of its own."


def _names(shape: Shape, here: Any) -> list[str]:
    if shape.schema:
        return list(shape.schema)
    return list(here) if isinstance(here, dict) else []


def all_keys(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield every dotted key that a model may have: those of `table`, and those it leaves out."""
    yield from _keys_below((), Shape(TouchModel, _NO_RULE, optional=False), table)


def _keys_below(parts: tuple[str, ...], shape: Shape, here: Any) -> Iterator[str]:
    if shape.schema:
        below = {name: entry[1] for name, entry in shape.schema.items()}
    elif get_origin(shape.hint) is dict and isinstance(here, dict):
        below = dict.fromkeys(here, get_args(shape.hint)[1])
    else:
        yield spelled(parts)
        return
    for name, hint in below.items():
        yield from _keys_below((*parts, name), shape_of(hint), _follow(here, [name]))
