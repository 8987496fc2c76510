"""Changes of single keys in the TOML text of a touch model: all else, its remarks too, stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csm_tui.domain.model_checks import check
from csm_tui.domain.model_keys import Key, find
from csm_tui.domain.model_reader import Spot, build
from csm_tui.domain.model_words import NOTHING, toml_of
from csm_tui.domain.touch_model import TouchModel
from csm_tui.errors import ModelProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tomlkit import TOMLDocument


def apply(toml: str, changes: Mapping[str, str], *, file: str) -> str:
    """Return the text `toml` with `changes`: dotted key -> value as typed ("150k", "45d").

    Comments, order and spacing stay. An empty value or "none" takes a key that may be left out
    away. The result is not yet a valid model: `model_file.load` says whether it is, and what is
    wrong with a value. Raises ModelProblem, `file` in it, for a key that there is not, with the
    nearest, and for a text that is no TOML.
    """
    if not changes:
        return toml
    document = _document(toml, file)
    for typed, value in changes.items():
        key = find(typed, document.unwrap(), file=file)
        if key.shape.optional and value.strip().lower() in NOTHING:
            _remove(document, key)
        else:
            _set(document, key, toml_of(value, key.shape), Spot(file, typed))
    return document.as_string()


def supposed(table: Mapping[str, Any], changes: Mapping[str, str], *, file: str) -> TouchModel:
    """Return the model that `apply` and `load` would make, from its plain values `table`.

    For while values are typed: the text, which takes ten times as long, is left alone. Raises
    ModelProblem as both do, without a line.
    """
    import tomllib
    from copy import deepcopy

    values = deepcopy(dict(table))
    for typed, text in changes.items():
        key = find(typed, values, file=file)
        here: Any = values
        for part in key.parts[:-1]:
            here = here[part] if isinstance(part, int) else here.setdefault(part, {})
        if key.shape.optional and text.strip().lower() in NOTHING:
            here.pop(key.parts[-1], None)
        else:
            here[key.parts[-1]] = tomllib.loads(f"v = {toml_of(text, key.shape)}")["v"]
    model: TouchModel = build(TouchModel, values, Spot(file))
    check(model, Spot(file))
    return model


def _document(toml: str, file: str) -> TOMLDocument:
    from csm_tui.domain.model_file import plain

    plain(toml, file=file)
    import tomlkit

    return tomlkit.parse(toml)


def _set(document: TOMLDocument, key: Key, toml: str, spot: Spot) -> None:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    table = _table(document, key, spot)
    name: Any = key.parts[-1]
    try:
        value = tomlkit.value(toml)
    except TOMLKitError:
        raise ModelProblem(f"{spot.file}: `{spot.key}` cannot be {toml}.") from None
    there = table[name] if isinstance(name, int) or name in table else None
    # What says the same stays as it is written: 100000 for 100_000.
    if there is None or type(there) is not type(value) or there.unwrap() != value.unwrap():
        table[name] = value


def _table(document: TOMLDocument, key: Key, spot: Spot) -> Any:
    """Return the table or list that the key stands in; tables that are missing are made."""
    import tomlkit

    here: Any = document
    for part in key.parts[:-1]:
        if not isinstance(part, int) and part not in here:
            inline = here is not document and not _is_block(here)
            here[part] = tomlkit.inline_table() if inline else tomlkit.table()
        here = here[part]
        if not isinstance(here, dict | list):
            spot.refuse("stands in no table: the model has a single value there.")
    return here


def _is_block(table: Any) -> bool:
    from tomlkit.items import InlineTable

    return not isinstance(table, InlineTable)


def _remove(document: TOMLDocument, key: Key) -> None:
    here: Any = document
    for part in key.parts[:-1]:
        if not isinstance(part, int) and part not in here:
            return
        here = here[part]
    if key.parts[-1] in here:
        del here[key.parts[-1]]
