"""What is supposed: keys of the touch model, and growth of the book (DOMAIN §9, What-if)."""

from __future__ import annotations

import re
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GROWTH: Final = "growth"
ACCOUNTS: Final = "accounts"
ARR: Final = "arr"
# What is no key of the model: growth of every ARR, so many accounts of the same mix, ARR in all.
OF_THE_BOOK: Final = (GROWTH, ACCOUNTS, ARR)
_FACTOR: Final = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,6})?)\s*[x×]", re.IGNORECASE)
_PERCENT: Final = re.compile(r"([+\-−])([0-9]{1,6}(?:\.[0-9]{1,4})?)\s*%")
_COUNT: Final = re.compile(r"[0-9]{1,3}(?:[,_]?[0-9]{3}){0,2}|[0-9]{1,7}")
_AMOUNT: Final = re.compile(
    r"[$€£¥]?\s*([0-9]{1,15}|[0-9]{1,3}(?:[,_][0-9]{3}){1,4})(\.[0-9]{1,6})?\s*([kmb]?)",
    re.IGNORECASE,
)
_SCALES: Final = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_MOST_TIMES: Final = 10_000
_MOST_ACCOUNTS: Final = 1_000_000
_MOST_CENTS: Final = 10**17
_HALF: Final = Fraction(1, 2)


class Wish(NamedTuple):
    """What is supposed: `keys` of the model as they were typed, and how the book grows.

    `growth` is the factor of every ARR, `arr` what they come to in cents; `times` is the factor of
    the number of accounts, `accounts` their number. None is "as it is"; of each pair at most one is
    given.
    """

    keys: Mapping[str, str]
    growth: Fraction | None = None
    arr: int | None = None
    times: Fraction | None = None
    accounts: int | None = None

    @property
    def grows(self) -> bool:
        """Return whether the book is supposed to grow, or to shrink."""
        return any(value is not None for value in self[1:])


class Growth(NamedTuple):
    """The factors of the number of accounts and of the ARR of each."""

    accounts: Fraction = Fraction(1)
    arr: Fraction = Fraction(1)

    def grown(self, cents: int | None) -> int | None:
        """Return the ARR of an account after growth, in whole cents rounded half up."""
        if cents is None or self.arr == 1:
            return cents
        # In whole numbers: a book has many, and fractions of their own take ten times as long.
        factor, part = self.arr.as_integer_ratio()
        return (2 * cents * factor + part) // (2 * part)


NO_GROWTH: Final = Growth()


class Scenario(NamedTuple):
    """A growth scenario that ships: its name, what it says, the KEY=VALUE words of each step."""

    name: str
    title: str
    steps: tuple[tuple[str, ...], ...]


# The growth of DOMAIN §9: 100 → 250 → 500 customers, $3M → $8M → $18M ARR.
_STEPS: Final = (
    ("accounts=100", "arr=3m"),
    ("accounts=250", "arr=8m"),
    ("accounts=500", "arr=18m"),
)
SCENARIOS: Final = (
    Scenario("growth", "100 → 250 → 500 customers, 3M → 8M → 18M of ARR", _STEPS),
    Scenario("100-customers", "100 customers, 3M of ARR", _STEPS[:1]),
    Scenario("250-customers", "250 customers, 8M of ARR", _STEPS[1:2]),
    Scenario("500-customers", "500 customers, 18M of ARR", _STEPS[2:]),
)


def scenario(name: str) -> Scenario:
    """Return the scenario of this name; raises UsageError naming the nearest."""
    from difflib import get_close_matches

    found = {one.name: one for one in SCENARIOS}
    if name in found:
        return found[name]
    near = get_close_matches(name.lower(), found, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(found)}."
    raise UsageError(f"There is no scenario {name!r}. {hint}")


def parse(words: Iterable[str]) -> Wish:
    """Return what KEY=VALUE words suppose; whether a key of the model exists is for others to say.

    Raises UsageError for a word without "=", a key given twice, growth that cannot be, and growth
    of ARR that is given in two ways.
    """
    given: dict[str, str] = {}
    for word in words:
        key, sign, value = word.partition("=")
        key, value = key.strip(), value.strip()
        if not sign or not key:
            raise UsageError(f"{word!r} is not KEY=VALUE. An example: tiers.high.from=150000.")
        if key in given:
            raise UsageError(f"{key} is given twice.")
        given[key] = value
    keys = {key: value for key, value in given.items() if key not in OF_THE_BOOK}
    if GROWTH in given and ARR in given:
        raise UsageError("growth and arr both say what becomes of ARR: give one of them.")
    growth = arr = times = accounts = None
    if GROWTH in given:
        growth = _factor(GROWTH, given[GROWTH])
        if growth is None:
            raise _misfit(GROWTH, given[GROWTH], "growth=2x or growth=+50%")
    if ARR in given:
        arr = _amount(given[ARR])
        if arr is None:
            raise _misfit(ARR, given[ARR], "arr=8m")
    if ACCOUNTS in given:
        times = _factor(ACCOUNTS, given[ACCOUNTS])
        accounts = None if times is not None else _count(given[ACCOUNTS])
        if times is None and accounts is None:
            raise _misfit(ACCOUNTS, given[ACCOUNTS], "accounts=250, accounts=2x or accounts=+50%")
    return Wish(keys, growth, arr, times, accounts)


def growth_of(wish: Wish, accounts: int, arr: int | None) -> Growth:
    """Return the factors that lead from a book of `accounts` and `arr` cents to what is supposed.

    Raises UsageError where there is nothing to grow from.
    """
    times = wish.times if wish.times is not None else Fraction(1)
    if wish.accounts is not None:
        if not accounts:
            raise UsageError("There is no account in the book yet: more of the same is nothing.")
        times = Fraction(wish.accounts, accounts)
    if wish.arr is None:
        return Growth(times, Fraction(1) if wish.growth is None else wish.growth)
    if not arr:
        raise UsageError("No ARR is known in the book yet: give the accounts theirs first.")
    return Growth(times, Fraction(wish.arr) / (arr * times))


def of_book(wish: Wish) -> tuple[str, ...]:
    """Return which keys of the book itself are supposed."""
    given = {
        ACCOUNTS: wish.accounts is not None or wish.times is not None,
        GROWTH: wish.growth is not None,
        ARR: wish.arr is not None,
    }
    return tuple(key for key, is_given in given.items() if is_given)


def _factor(key: str, text: str) -> Fraction | None:
    """Return "2x" or "+50%" as a factor, None where it is neither."""
    found = _FACTOR.fullmatch(text)
    if found is not None:
        factor = Fraction(found[1])
    else:
        percent = _PERCENT.fullmatch(text)
        if percent is None:
            return None
        factor = 1 + Fraction(percent[2]) / 100 * (1 if percent[1] == "+" else -1)
    if not 0 < factor <= _MOST_TIMES:
        raise UsageError(f"{key}={text} leaves nothing, or is beyond {_MOST_TIMES:,} times.")
    return factor


def _count(text: str) -> int | None:
    if not _COUNT.fullmatch(text):
        return None
    count = int(text.replace(",", "").replace("_", ""))
    if not 0 < count <= _MOST_ACCOUNTS:
        raise UsageError(f"accounts={text} must be from 1 to {_MOST_ACCOUNTS:,}.")
    return count


def _amount(text: str) -> int | None:
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    whole, fraction, scale = found.groups()
    units = Fraction(whole.replace(",", "").replace("_", "") + (fraction or ""))
    cents = floor(units * _SCALES[scale.lower()] * 100 + _HALF)
    if not 0 < cents <= _MOST_CENTS:
        raise UsageError(f"arr={text} must be more than 0, and an amount that can be true.")
    return cents


def _misfit(key: str, value: str, example: str) -> UsageError:
    return UsageError(f"{key}={value} cannot be read. Write {example}.")
