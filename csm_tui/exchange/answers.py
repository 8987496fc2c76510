"""Answers to the questions that a file leaves open, checked before they count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from csm_tui.errors import InvalidValue
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.month_parts import WHAT as MONTHS
from csm_tui.exchange.options import DATE_ORDERS, DECIMAL_MARKS, PERIODS
from csm_tui.exchange.part import LEAVE_OUT, TAKE
from csm_tui.exchange.scales import SCALES

_CHOICES: Final = {
    "date-order": DATE_ORDERS,
    "decimal": DECIMAL_MARKS,
    "month-day": ("first", "last"),
    "period": PERIODS,
    "scale": SCALES,
    MONTHS: ("arr", "mrr", "figure", LEAVE_OUT),
    "others": ("keep", "leave-out"),
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


def rate_of(text: str, what: str) -> Decimal:
    """Return a rate of exchange; raises InvalidValue, naming `what`, where `text` is none."""
    try:
        rate = Decimal(text.strip())
    except InvalidOperation:
        rate = Decimal(0)
    if not rate.is_finite() or rate <= 0:
        raise InvalidValue(f"{what} takes a rate like 1.08, not {text!r}.")
    return rate


def _check_day(key: str, choice: str) -> None:
    try:
        date.fromisoformat(choice)
    except ValueError:
        raise InvalidValue(f"{key} is answered with a date, not {choice!r}.") from None
