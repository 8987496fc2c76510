"""Answers to the questions that a file leaves open, checked before they count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from csm_tui.domain.terms import SURVEY_TYPES
from csm_tui.errors import InvalidValue
from csm_tui.exchange.dates import EPOCH, ORDER_NAMES
from csm_tui.exchange.decimal_marks import MARK_NAMES
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.month_parts import WHAT as MONTHS
from csm_tui.exchange.movements import HISTORY
from csm_tui.exchange.options import DATE_ORDERS, DECIMAL_MARKS, EPOCHS, PERIODS
from csm_tui.exchange.part_questions import LEAVE_OUT, TAKE, TYPE
from csm_tui.exchange.periods import INTERVAL, told_of
from csm_tui.exchange.scales import SCALES

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHOICES: Final = {
    "date-order": DATE_ORDERS,
    "decimal": DECIMAL_MARKS,
    "month-day": ("first", "last"),
    EPOCH: EPOCHS,
    "period": (*PERIODS, INTERVAL),
    "scale": SCALES,
    HISTORY: ("whole", "recent"),
    MONTHS: ("arr", "mrr", "figure", LEAVE_OUT),
    "others": ("keep", "leave-out"),
    TYPE: SURVEY_TYPES,
    TAKE: (*{c.name: None for kind in KINDS.values() for c in kind.columns}, LEAVE_OUT),
}
# Answered with a text of their own: which, only the file can say.
_FREE: Final = ("value", "owner", "currency", "day", "accept")


def check_answer(key: str, choice: str) -> None:
    """Raise InvalidValue where `choice` can be no answer to a question of that key."""
    what = key.partition(":")[0]
    if what == "day":
        _check_day(key, choice)
    if what == "currency":
        rate_of(choice, key)
    if what in _FREE:
        return
    choices = _CHOICES.get(what)
    if choices is None:
        known = ", ".join((*_CHOICES, *_FREE))
        raise InvalidValue(f"There is no question {key!r}. They begin with {known}.")
    if choice not in choices:
        listed = "the name of a field or leave-out" if what == TAKE else ", ".join(choices)
        raise InvalidValue(f"{key} is answered with {listed}, not {choice!r}.")


def in_words(key: str, choice: str) -> str:
    """Return what an answer means, without the column that it is of."""
    what, _, column = key.partition(":")
    match what:
        case "date-order" | "decimal":
            names = (*ORDER_NAMES.items(), *MARK_NAMES.items())
            return next((words for value, words in names if value == choice), choice)
        case "month-day":
            return f"months are their {choice} day"
        case "epoch":
            return f"day numbers since {choice}"
        case "period":
            return told_of(choice)
        case "scale":
            return f"health on {choice}"
        case "others":
            return f"others' accounts {'kept' if choice == 'keep' else 'left out'}"
        case "owner":
            return f"you are {choice}"
        case "value":
            return f"{column.rpartition(':')[2]} is {choice}"
    return "left out" if choice == LEAVE_OUT else choice


def rate_of(text: str, what: str) -> Decimal:
    """Return a rate of exchange; raises InvalidValue, naming `what`, where `text` is none."""
    try:
        rate = Decimal(text.strip())
    except InvalidOperation:
        rate = Decimal(0)
    if not rate.is_finite() or rate <= 0:
        raise InvalidValue(f"{what} takes a rate like 1.08, not {text!r}.")
    return rate


def rates_of(texts: Mapping[str, str]) -> dict[str, Decimal]:
    """Return rates by their codes in capitals; raises InvalidValue where one is none."""
    return {code.upper(): rate_of(text, f"--rate {code}") for code, text in texts.items()}


def _check_day(key: str, choice: str) -> None:
    try:
        date.fromisoformat(choice)
    except ValueError:
        raise InvalidValue(f"{key} is answered with a date, not {choice!r}.") from None
