"""The fields of the touch model that have a form: the five answers of a tier, the common values.

A value is as it is typed: an amount in whole units, "14d", "phone, email"; "" is not set.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.domain.model_keys import find
from csm_tui.domain.terms import CHANNELS
from csm_tui.domain.touch_model import DELIVERIES, FREQUENCIES, INTERACTION_TYPES, OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.formatting import Glyphs

_SEVERAL: Final = "; several by commas"


class Value(NamedTuple):
    """A key of the model, what it is called within its field, and what it is; "" is not set."""

    key: str
    name: str
    text: str


class Field(NamedTuple):
    """What one form holds: a name, its values, what can be typed, and the choices there are."""

    key: str
    label: str
    values: tuple[Value, ...]
    hint: str = ""
    choices: tuple[str, ...] = ()


# The five questions (DOMAIN §1): key -> label, choices, whether several can be given.
QUESTIONS: Final[dict[str, tuple[str, tuple[str, ...], bool]]] = {
    "frequency": ("How often", FREQUENCIES, False),
    "channels": ("Channels", CHANNELS, True),
    "interaction_types": ("What we do", INTERACTION_TYPES, True),
    "delivery": ("Who delivers", DELIVERIES, True),
    "outcomes": ("What it drives", OUTCOMES, True),
}
# Key of each tier or level ({}) -> label and what can be typed.
_EACH: Final = {
    "tiers.{}.from": ("ARR from", "the least ARR of the tier: 150000, 150k"),
    "cadence.levels.{}.check_in": ("Check-in every", "45d, 6w; none: no clock"),
    "cadence.levels.{}.review": ("Business review every", "91d, 26w; none: no clock"),
    "hours.reactive_month.{}": ("Reactive hours a month", "of one account: 2, 0.5"),
    "costs.accounts_per_csm.{}": ("Accounts per CSM", "a whole number, from 1"),
    "costs.shared.{}": ("Shared cost a year", "of one account: 600"),
    "costs.technology.{}": ("Technology a year", "of one account: 200"),
}
_SINGLE: Final[dict[str, tuple[str, tuple[tuple[str, str], ...], str]]] = {
    "hours": (
        "Hours for customers",
        (("a month", "hours.available_month"), ("a week", "hours.available_week")),
        "of one CSM, in hours",
    ),
    "cost": (
        "Cost of a CSM",
        (("fully loaded", "costs.fully_loaded"), ("hours a year", "costs.hours_a_year")),
        "a year, with everything; and the hours worked for it",
    ),
    "margin": (
        "Gross margin",
        (("gross margin", "costs.gross_margin"), ("target margin", "costs.target_margin")),
        "percent; none: not stated",
    ),
    "bands": (
        "Cost, % of ARR",
        (("comfortable to", "costs.comfortable_to"), ("viable to", "costs.viable_to")),
        "percent of ARR; above viable it is too expensive",
    ),
    "health": (
        "Health",
        (
            ("green from", "health.green_from"),
            ("yellow from", "health.yellow_from"),
            ("at risk below", "risk.health_below"),
        ),
        "a score of 0 to 100",
    ),
    "splits": (
        "Matrix, high from",
        (("size", "size.split"), ("need", "need.split")),
        "a score of 0 to 100",
    ),
    "fill": (
        "Load, % of hours",
        (("green to", "hours.green_to"), ("red from", "hours.red_from")),
        "percent of the hours there are",
    ),
}


def answer_fields(model: TouchModel, values: Mapping[str, str]) -> list[Field]:
    """Return the five questions, each with its answer in every tier."""
    fields = []
    for key, (label, choices, several) in QUESTIONS.items():
        found = tuple(
            Value(name := f"tiers.{tier}.{key}", rule.name, plain(values.get(name, "")))
            for tier, rule in model.tiers.items()
        )
        hint = f"{', '.join(choice for choice in choices if choice)}{_SEVERAL if several else ''}"
        # Of several the one that is being typed cannot be completed from the list.
        fields.append(Field(key, label, found, hint, () if several else choices))
    return fields


def tier_fields(model: TouchModel, values: Mapping[str, str]) -> list[Field]:
    """Return what is stated for each tier, or for the level of its name."""
    return [
        Field(
            pattern,
            label,
            tuple(
                Value(key := pattern.format(tier), rule.name, plain(values.get(key, "")))
                for tier, rule in model.tiers.items()
            ),
            hint,
        )
        for pattern, (label, hint) in _EACH.items()
    ]


def single_fields(values: Mapping[str, str]) -> list[Field]:
    """Return what is stated once for all."""
    return [
        Field(
            key,
            label,
            tuple(Value(dotted, name, plain(values.get(dotted, ""))) for name, dotted in names),
            hint,
        )
        for key, (label, names, hint) in _SINGLE.items()
    ]


def field_of(
    key: str, fields: Sequence[Field], values: Mapping[str, str]
) -> tuple[Field, int] | None:
    """Return the field that a key stands in and its place there, or one of its own.

    None for a key that only the whole text can change.
    """
    for field in fields:
        for place, value in enumerate(field.values):
            if value.key == key:
                return field, place
    if key not in values or "{" in values[key] or "[[" in values[key]:
        return None
    name = key.rpartition(".")[2].replace("_", " ")
    return Field(key, key, (Value(key, name, plain(values[key])),), "as the file has it"), 0


def plain(toml: str) -> str:
    """Return a value of the file as it is typed: without quotes and brackets."""
    if toml.startswith(("[[", "{")):
        return toml
    if toml.startswith("["):
        inner = toml[1:-1]
        if '"' not in inner:
            return inner
        found = json.loads(toml)
        return ", ".join(map(str, found))
    if toml.startswith('"'):
        text = json.loads(toml)
        return str(text)
    whole = toml.replace("_", "")
    return f"{int(whole):,}" if "_" in toml and whole.isdecimal() else toml


def shown(value: Value, table: Mapping[str, Any], currency: str | None, glyphs: Glyphs) -> str:
    """Return a value as it is read: thousands marked, amounts with their currency, or unknown."""
    if not value.text:
        return glyphs.unknown
    if find(value.key, table, file="").shape.rule.unit != "cents":
        return f"{int(value.text):,}" if value.text.isdecimal() else value.text
    whole, _, rest = value.text.replace(",", "").partition(".")
    cents = int(whole) * 100 + int(f"{rest:0<2}"[:2])
    return formatting.money_exact(cents, currency, glyphs)
