"""What an amount is for: a month, a year or a whole term; ARR is a year's (IMPORT, trap 3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from csm_tui.exchange.converted import Cells, Converted, Fault, in_one
from csm_tui.exchange.header_names import normalise
from csm_tui.exchange.problems import Ambiguity, Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.exchange.options import ValueOptions

WHAT: Final = "period"
FLAG: Final = "--period month|year|term"
_CHOICES: Final = (
    Choice("month", "for a month: times 12"),
    Choice("year", "for a year: as it stands"),
    Choice("term", "for the whole term: by its length in years, from start to renewal"),
)
# The answer that each row says it in a column of its own, and what such a column is called.
INTERVAL: Final = "interval"
_INTERVALS: Final = frozenset(
    "interval billinginterval planinterval billingperiod billingcycle billingfrequency "
    "paymentfrequency periodo periodicidad periodicidade".split()
)
_TIMES: Final = {
    word: times
    for times, words in (
        (12, "month monthly months mensual mensal bulanan"),
        (4, "quarter quarterly trimestral triwulanan"),
        (2, "semiannual semiannually halfyearly semestral"),
        (1, "year yearly years annual annually anual tahunan"),
    )
    for word in words.split()
}
_MONTHS_A_YEAR: Final = 12
_DAYS_A_YEAR: Final = 365.25


def yearly(
    cells: Cells,
    amounts: Converted,
    options: ValueOptions,
    starts: Sequence[object],
    ends: Sequence[object],
    intervals: Cells | None = None,
) -> Converted:
    """Return amounts (cents) as those of a year, or ask what they are for.

    `starts` and `ends` are the days of each row's term, `intervals` the column that says how often
    an amount is due. Amounts of a term of less than a day, or without both days, are faults.
    """
    if amounts.ambiguous or not any(isinstance(value, int) for value in amounts.values):
        return amounts
    said = options.answer(WHAT, cells.name)
    if said is None:
        return amounts._replace(ambiguous=_undecided(cells, amounts, intervals))
    evidence = in_one(f"{told_of(said)} (said)", amounts.evidence)
    if said == "month":
        monthly: list[object] = [
            value * _MONTHS_A_YEAR if isinstance(value, int) else None for value in amounts.values
        ]
        return amounts._replace(values=monthly, evidence=evidence)
    if said == INTERVAL and intervals is not None:
        return _of_intervals(cells, amounts, intervals)._replace(evidence=evidence)
    if said == "term":
        return _of_a_term(cells, amounts, starts, ends)._replace(evidence=evidence)
    return amounts._replace(evidence=evidence)


def told_of(said: str) -> str:
    """Return an answer to what amounts are for in words."""
    return "amounts for the interval of each row" if said == INTERVAL else f"amounts for a {said}"


def interval_column(header: Sequence[str]) -> int | None:
    """Return the place of the column that says how often an amount is due, or None."""
    return next((at for at, name in enumerate(header) if normalise(name) in _INTERVALS), None)


def _undecided(cells: Cells, amounts: Converted, intervals: Cells | None) -> Ambiguity:
    rows = [at for at, value in enumerate(amounts.values) if value is not None][:2]
    examples = tuple(cells.values[at] for at in rows)
    choices: tuple[Choice, ...] = _CHOICES
    suggestion = None
    if intervals is not None:
        said = f"for what {intervals.name} says in each row"
        choices = (*_CHOICES, Choice(INTERVAL, said))
        flag = f"--answer '{WHAT}:{cells.name}={INTERVAL}'"
        suggestion = f"Or {said}: `{flag}`."
    return Ambiguity(
        cells.name,
        examples,
        tuple(cells.lines[at] for at in rows),
        f"{' and '.join(example.strip() for example in examples)}: there is no telling whether "
        "this is for a month, a year or the whole term.",
        FLAG,
        what=WHAT,
        choices=choices,
        suggestion=suggestion,
    )


def _of_intervals(cells: Cells, amounts: Converted, intervals: Cells) -> Converted:
    values: list[object] = []
    faults = list(amounts.problems)
    for at, (amount, text) in enumerate(zip(amounts.values, intervals.values, strict=True)):
        times = _TIMES.get(normalise(text))
        if not isinstance(amount, int) or times is None:
            values.append(None)
            if isinstance(amount, int):
                problem = f"{intervals.name} says {text!r}: there is no telling what it is for."
                faults.append(Fault(at, cells.values[at], problem, "Write month or year there."))
        else:
            values.append(amount * times)
    return amounts._replace(values=values, problems=sorted(faults))


def _of_a_term(
    cells: Cells, amounts: Converted, starts: Sequence[object], ends: Sequence[object]
) -> Converted:
    values: list[object] = []
    faults = list(amounts.problems)
    for at, (amount, start, end) in enumerate(zip(amounts.values, starts, ends, strict=True)):
        if not isinstance(amount, int):
            values.append(None)
        elif isinstance(start, date) and isinstance(end, date) and end > start:
            values.append(round(amount / _years(start, end)))
        else:
            hint = "Give start and renewal date, or import it with another --period."
            faults.append(Fault(at, cells.values[at], "its term has no length.", hint))
            values.append(None)
    return amounts._replace(values=values, problems=sorted(faults))


def _years(start: date, end: date) -> float:
    """Return the length of a term; whole months count as such, whether `end` is in it or not."""
    for after in (end, end + timedelta(days=end < date.max)):
        months = (after.year - start.year) * _MONTHS_A_YEAR + after.month - start.month
        if after.day == start.day and months > 0:
            return months / _MONTHS_A_YEAR
    return (end - start).days / _DAYS_A_YEAR
