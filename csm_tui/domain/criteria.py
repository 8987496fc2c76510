"""Exit criteria of project engagements: conditions on the account's own figures (DOMAIN §3, Q2).

    health >= 70                   a figure and a number; also < <= > = and the signs ≥ ≤
    adoption>60 tickets<3          several conditions, apart by spaces: all must hold
    level:low  quadrant:digital-scale  health:green
    -risk                          a flag; the minus says not

What is not known is met by no condition, and by the negation of every one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.terms import BANDS, LEVELS, METRICS, QUADRANTS, STAGES, TIERS
from csm_tui.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# A number, a choice, whether a flag holds; None is not known.
Value = float | str | bool | None

# Scores 0–100 and shares in percent, pulse 1–5, amounts in whole units of the book's currency.
NUMBERS: Final = (
    "health",
    "adoption",
    "engagement",
    "relationship",
    "support",
    "sentiment",
    "pulse",
    "arr",
    "potential",
    "size",
    "need",
    "seats",
    "seats_used",
    "licence_use",
    "tickets",
    "nps",
    "csat",
    "ces",
)
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "level": (*LEVELS, "unknown"),
    "tier": TIERS,
    "stage": STAGES,
    "quadrant": QUADRANTS,
    "band": BANDS,
}
FLAGS: Final = ("risk",)

_SIGNS: Final = {"≥": ">=", "≤": "<=", "=>": ">=", "=<": "<=", "==": "=", ":": "="}
_CONDITION: Final = re.compile(
    r"\s*(-?)([^\W\d][\w-]*)\s*(?:(>=|<=|=>|=<|==|[≥≤<>=:])\s*([^\s,]*))?(?:\s*,|\s+and\b)?",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"(-?[0-9]{1,12}(?:\.[0-9]{1,6})?)([km]?) ?%?", re.IGNORECASE)
_SCALES: Final = {"": 1, "k": 1_000, "m": 1_000_000}
_LONGEST: Final = 500


class Condition(NamedTuple):
    """One condition: the figure, its sign ("" for a flag), what it is compared with, negated."""

    figure: str
    sign: str
    value: float | str | None
    negated: bool

    @property
    def text(self) -> str:
        """Return the condition as one writes it."""
        minus, value = "-" if self.negated else "", self.value
        if value is None:
            return f"{minus}{self.figure}"
        if isinstance(value, str):
            return f"{minus}{'health' if self.figure == 'band' else self.figure}:{value}"
        number = f"{value:.6f}".rstrip("0").rstrip(".")
        return f"{minus}{self.figure} {self.sign} {number}"


class Check(NamedTuple):
    """A condition with the figure of today and whether it holds."""

    condition: Condition
    value: Value
    holds: bool


def parse(text: str, metrics: Collection[str] | None = ()) -> tuple[Condition, ...]:
    """Return the conditions of `text`; `metrics` are further figures, None takes any name.

    Raises InvalidValue, naming the nearest, for an unknown figure, and for what is no condition.
    """
    if len(text) > _LONGEST:
        raise InvalidValue("This is too long for an exit criterion.")
    found: list[Condition] = []
    place = 0
    while text[place:].strip(" ,"):
        match = _CONDITION.match(text, place)
        if match is None:
            rest = text[place:].strip()
            raise InvalidValue(f"{rest[:40]!r} is no condition. Write for example: health >= 70.")
        found.append(_condition(match, metrics))
        place = match.end()
    if not found:
        raise InvalidValue("The exit criterion is empty. Write for example: health >= 70.")
    return tuple(found)


@lru_cache(maxsize=1024)
def known(text: str) -> tuple[Condition, ...]:
    """Return the conditions of a stored criterion, none where it cannot be read (it is a note)."""
    try:
        return parse(text, None)
    except InvalidValue:
        return ()


def checks(text: str, values: Mapping[str, Value]) -> tuple[Check, ...]:
    """Return each condition of a stored criterion with today's figure; none where it is a note."""
    return tuple(
        Check(condition, values.get(condition.figure), _holds(condition, values))
        for condition in known(text)
    )


def is_met(text: str, values: Mapping[str, Value]) -> bool:
    """Return whether all conditions of a stored criterion hold; a note is never met."""
    conditions = known(text)
    return bool(conditions) and all(_holds(condition, values) for condition in conditions)


def _holds(condition: Condition, values: Mapping[str, Value]) -> bool:
    value = values.get(condition.figure)
    return _compares(condition, value) != condition.negated


def _compares(condition: Condition, value: Value) -> bool:
    if value is None:
        return False
    if not condition.sign:
        return bool(value)
    wanted = condition.value
    if isinstance(wanted, str) or isinstance(value, str) or wanted is None:
        return value == wanted
    match condition.sign:
        case "<":
            return value < wanted
        case "<=":
            return value <= wanted
        case ">":
            return value > wanted
        case ">=":
            return value >= wanted
    return value == wanted


def _condition(match: re.Match[str], metrics: Collection[str] | None) -> Condition:
    minus, name, sign, value = match.groups()
    name = name.lower().replace("-", "_")
    sign = _SIGNS.get(sign, sign) or ""
    if name == "license_use":
        name = "licence_use"
    if name in FLAGS:
        if sign:
            raise InvalidValue(f"{name} stands alone: {name}, or -{name} for not.")
        return Condition(name, "", None, bool(minus))
    if metrics is not None and name not in (*CHOICES, *NUMBERS, *METRICS, *metrics):
        raise InvalidValue(_unknown(name, metrics))
    if not sign or not value:
        example = f"{name}:{CHOICES[name][0]}" if name in CHOICES else f"{name} >= 70"
        raise InvalidValue(f"{name} needs a sign and a value, like {example}.")
    if name == "health" and value.lower() in BANDS:
        name = "band"
    if name in CHOICES:
        return _choice(name, sign, value.lower(), bool(minus))
    found = _NUMBER.fullmatch(value)
    if found is None:
        raise InvalidValue(f"{value!r} is no number; {name} {sign} needs one, like 70.")
    return Condition(name, sign, float(found[1]) * _SCALES[found[2].lower()], bool(minus))


def _choice(name: str, sign: str, value: str, negated: bool) -> Condition:
    if sign != "=":
        raise InvalidValue(f"{name} {sign} does not work; write {name}:{CHOICES[name][0]}.")
    if value not in CHOICES[name]:
        raise InvalidValue(f"{value!r} is not a {name}; it can be {', '.join(CHOICES[name])}.")
    return Condition(name, sign, value, negated)


def _unknown(name: str, metrics: Collection[str]) -> str:
    from difflib import get_close_matches

    figures = (*NUMBERS, *CHOICES, *FLAGS, *METRICS, *metrics)
    near = get_close_matches(name[:40], figures, 1, 0.5)
    hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(NUMBERS)}."
    return f"{name[:40]!r} is not a figure of an account. {hint}"
