"""The values of a touch model key by key, as its file would write them, and how two models differ.

Texts are told apart as values, not as they are written: 30 is "30d", 100000 is 100_000, and a key
that is left out is what the program takes for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_args, get_origin

from csm_tui.domain.model_keys import Shape, shape_of, spelled
from csm_tui.domain.touch_model import Rule, TouchModel
from csm_tui.domain.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ROOT: Final = Shape(TouchModel, Rule(), optional=False)


class Difference(NamedTuple):
    """A key in which two models differ; None where a model does not have it."""

    key: str
    before: str | None
    after: str | None


def values_of(model: TouchModel) -> dict[str, str]:
    """Return every dotted key of `model` with its value as TOML; of lists of tables each item's."""
    return dict(_values((), _ROOT, model))


def differences(before: TouchModel, after: TouchModel) -> tuple[Difference, ...]:
    """Return the keys in which two models differ, in the order of the file."""
    old, new = values_of(before), values_of(after)
    keys = [*old, *(key for key in new if key not in old)]
    order = _order(old, new)
    keys.sort(key=lambda key: order[key])
    return tuple(
        Difference(key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)
    )


def difference_lines(before: TouchModel, after: TouchModel) -> list[str]:
    """Return the keys in which two models differ as lines: "tiers.high.from: 100_000 → 150_000".

    A table that only one of them has is one line.
    """
    old, new = values_of(before), values_of(after)
    lines: dict[str, str] = {}
    for key, was, now in differences(before, after):
        if was is not None and now is not None:
            lines[key] = f"{key}: {was} → {now}"
            continue
        here, there = (old, new) if now is None else (new, old)
        table = _missing_table(key, there)
        keys = sum(1 for one in here if _is_below(one, table))
        side = "before" if now is None else "after"
        if table == key or keys == 1:
            lines[key] = f"{key}: {was or 'none'} → {now or 'none'}"
        else:
            lines[table] = f"{table}: only {side}, {keys} keys"
    return list(lines.values())


def _missing_table(key: str, there: Mapping[str, str]) -> str:
    """Return the outermost table around `key` of which `there` has nothing, else `key`."""
    parts = key.split(".")
    for end in range(1, len(parts)):
        table = ".".join(parts[:end])
        if not any(_is_below(one, table) for one in there):
            return table
    table = key.partition("[")[0]
    return key if any(_is_below(one, table) for one in there) else table


def _is_below(key: str, table: str) -> bool:
    return key == table or key.startswith((f"{table}.", f"{table}["))


def _order(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """Return where each key stands: what only the new model has, behind the key before it."""
    order = {key: (place, 0) for place, key in enumerate(old)}
    last, more = -1, 0
    for key in new:
        if key in old:
            last, more = order[key][0], 0
        else:
            more += 1
            order[key] = (last, more)
    return order


def _values(parts: tuple[str | int, ...], shape: Shape, value: Any) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if shape.schema:
        for name, (field, hint, _) in shape.schema.items():
            yield from _values((*parts, name), shape_of(hint), getattr(value, field))
    elif get_origin(shape.hint) is dict:
        keys, hint = get_args(shape.hint)
        for name, below in value.items():
            yield from _values((*parts, _name(name, shape_of(keys))), shape_of(hint), below)
    elif shape.is_list and shape_of(shape.items[0]).schema:
        for place, item in enumerate(value):
            yield spelled((*parts, place)), _table(shape_of(shape.items[0]), item)
    else:
        yield spelled(parts), _plain(shape, value)


def _name(key: Any, shape: Shape) -> str:
    return f"{key}d" if shape.rule.unit == "days" else str(key)


def _table(shape: Shape, value: Any) -> str:
    """Return a table in one line, keys at their defaults left out."""
    written = [
        f"{name} = {_plain(shape_of(hint), inner)}"
        for name, (field, hint, required) in shape.schema.items()
        if (inner := getattr(value, field)) is not None and (required or inner is not False)
    ]
    return f"{{ {', '.join(written)} }}"


def _plain(shape: Shape, value: Any) -> str:
    if shape.rule.unit == "line":
        return f"[{', '.join(f'[{figure(x)}, {figure(y)}]' for x, y in value)}]"
    if shape.is_list:
        items = shape.items
        hints = [items[0]] * len(value) if items[-1] is Ellipsis else items
        inner = (_plain(shape_of(hint), item) for hint, item in zip(hints, value, strict=True))
        return f"[{', '.join(inner)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if shape.rule.unit == "days":
        return f'"{value}d"'
    if shape.rule.unit == "cents":
        whole, rest = divmod(value, 100)
        return f"{whole:_}.{rest:02}" if rest else f"{whole:_}"
    if isinstance(value, int | float):
        return repr(int(value)) if value == int(value) else repr(value)
    return _quoted(value)


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
