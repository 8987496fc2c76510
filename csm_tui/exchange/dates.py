"""A column of days: their order is proven by the column as a whole, declared, or asked for."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from csm_tui.exchange.converted import Cells, Converted, Wrong, in_one, wrong_or_none
from csm_tui.exchange.date_forms import PIVOT, Reading, read_day
from csm_tui.exchange.in_parts import REMEMBERED, Firsts, convert, distinct
from csm_tui.exchange.loose_days import Month, read_month, read_relative
from csm_tui.exchange.options import (
    DATE_ORDERS,
    EPOCHS,
    DateOrder,
    ValueOptions,
    is_blank,
)
from csm_tui.exchange.packed import Days, Same
from csm_tui.exchange.problems import Ambiguity, Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ORDER_NAMES: Final[dict[DateOrder, str]] = {
    "dmy": "day first",
    "mdy": "month first",
    "ymd": "year first",
}
FLAG: Final = "--date-order dmy|mdy|ymd"
WHAT: Final = "date-order"
_CHOICES: Final = {
    "dmy": Choice("dmy", "day first"),
    "mdy": Choice("mdy", "month first"),
    "ymd": Choice("ymd", "year first"),
}
MONTH_DAY: Final = "month-day"
# From which year the day numbers of a spreadsheet count. No column proves it, and 1904 is rare, so
# it is not asked, but told, and can be said.
EPOCH: Final = "epoch"
_ANY_DAY: Final = date(2000, 1, 15)
_SPACES: Final = str.maketrans("\u00a0\u2007\u2009\u202f", "    ")


def convert_dates(cells: Cells, options: ValueOptions) -> Converted:
    """Return the days of a column; times of day are dropped and said to be.

    Without a declared order the order is that in which every value is a day; where that leaves
    more than one, or none, the column is ambiguous. So it is where days count from that of the
    export and nobody says which that is, and where months stand without a day.
    """
    epoch_1904 = options.answer(EPOCH, cells.name) == EPOCHS[1]

    @lru_cache(REMEMBERED)
    def read(value: str) -> Reading | date | Month | Wrong | None:
        text = value.translate(_SPACES).strip().removeprefix("'")
        if is_blank(text):
            return None
        outcome = read_day(text, epoch_1904=epoch_1904)
        if isinstance(outcome, Wrong):
            return _read_loosely(text, options.day) or outcome
        return outcome

    exact, partly = Firsts[Reading](_shape), Firsts["date | Month"](type)
    for value in distinct(cells.values):
        outcome = read(value)
        if isinstance(outcome, Reading):
            exact.add(value, outcome)
        elif isinstance(outcome, date | Month):
            partly.add(value, outcome)
    readings, loose = exact.kept, partly.kept
    declared = _declared(options, cells.name)
    order, evidence, ambiguous = _settle(cells, readings, declared)
    ambiguous = ambiguous or _unsettled(cells, loose, options)
    if ambiguous:
        faults = convert(cells, lambda value: wrong_or_none(read(value)), Days())
        return Converted(Same(None, len(cells.values)), None, faults, ambiguous)
    which = options.answer(MONTH_DAY, cells.name) or "first"

    @lru_cache(REMEMBERED)
    def day(value: str) -> date | Wrong | None:
        outcome = read(value)
        if isinstance(outcome, Reading):
            return outcome.days.get(order) or _unfit(order, outcome)
        return outcome.day(which) if isinstance(outcome, Month) else outcome

    values = Days()
    faults = convert(cells, day, values)
    proven = order if evidence and declared is None else None
    told = (
        *_noticed(cells, readings, options),
        *_counted(cells, loose, day, options),
    )
    return Converted(values, in_one(evidence, *told) or None, faults, proven=proven)


def _shape(reading: Reading) -> tuple[object, ...]:
    """Return all that is ever said of a reading but which days it has: where those are the same."""
    days = [*reading.days.values()]
    return reading[1:], tuple(reading.days), tuple(map(days.index, days))


def _declared(options: ValueOptions, name: str) -> DateOrder | None:
    said = options.answer(WHAT, name)
    return next((order for order in DATE_ORDERS if order == said), None)


def _read_loosely(text: str, day: date | None) -> date | Month | None:
    # Which day it counts from matters later: that it counts from one is asked for here.
    return read_month(text) or read_relative(text, day or _ANY_DAY)


def _unsettled(
    cells: Cells, loose: Mapping[str, date | Month], options: ValueOptions
) -> Ambiguity | None:
    months = [value for value, partly in loose.items() if isinstance(partly, Month)]
    if months and options.answer(MONTH_DAY, cells.name) is None:
        first = months[0].strip()
        return Ambiguity(
            cells.name,
            tuple(months[:2]),
            tuple(cells.line_of(value) for value in months[:2]),
            f"{first} is a month: there is no telling which day of it is meant.",
            f"--answer '{MONTH_DAY}:{cells.name}=first|last'",
            what=MONTH_DAY,
            choices=(Choice("first", "its first day"), Choice("last", "its last day")),
        )
    counted = [value for value in loose if value not in months]
    if counted and options.day is None:
        return Ambiguity(
            cells.name,
            tuple(counted[:2]),
            tuple(cells.line_of(value) for value in counted[:2]),
            f"{counted[0].strip()} counts from the day of the export, which the file does not say.",
            "--date DAY",
            what="day",
        )
    return None


def _counted(
    cells: Cells,
    loose: Mapping[str, date | Month],
    day: Callable[[str], object],
    options: ValueOptions,
) -> list[str]:
    notes = []
    for kind, words in (
        (date, f"days counted from {options.day}"),
        (Month, "months without a day"),
    ):
        found = next((value for value, partly in loose.items() if isinstance(partly, kind)), None)
        if found is not None:
            notes.append(f"{words}: row {cells.line_of(found)}, {found.strip()}, is {day(found)}")
    return notes


def _settle(
    cells: Cells, readings: dict[str, Reading], declared: DateOrder | None
) -> tuple[DateOrder, str | None, Ambiguity | None]:
    """Return the order to read by, its evidence, and the ambiguity where there is no telling."""
    open_ = {value: reading for value, reading in readings.items() if not reading.certain}
    if not open_:
        return "ymd", None, None
    if declared:
        return declared, f"{ORDER_NAMES[declared]} (declared)", None
    orders = [o for o in DATE_ORDERS if all(o in reading.days for reading in open_.values())]
    if not orders:
        return "ymd", None, _mixed(cells, open_)
    differing = [
        value
        for value, reading in open_.items()
        if len({reading.days[order] for order in orders}) > 1
    ]
    if differing:
        return "ymd", None, _undecided(cells, differing, orders)
    if len(orders) > 1:
        return orders[0], None, None
    return orders[0], _proof(cells, open_, orders[0]), None


def _proof(cells: Cells, open_: dict[str, Reading], order: DateOrder) -> str:
    """Name the values that no other order can read."""
    proofs: dict[str, None] = {}
    for other in DATE_ORDERS:
        if other != order and not any(other not in open_[value].days for value in proofs):
            excluding = (value for value, reading in open_.items() if other not in reading.days)
            proofs[min(excluding, key=lambda value: len(open_[value].days))] = None
    rows = " and ".join(f"row {cells.line_of(value)} is {value.strip()}" for value in proofs)
    return f"{ORDER_NAMES[order]}: {rows}"


def _undecided(cells: Cells, differing: list[str], orders: list[DateOrder]) -> Ambiguity:
    examples = tuple(differing[:2])
    ways = " or ".join(ORDER_NAMES[order] for order in orders)
    shown = " and ".join(example.strip() for example in examples)
    return Ambiguity(
        cells.name,
        examples,
        tuple(cells.line_of(value) for value in examples),
        f"dates such as {shown} can be read {ways}.",
        FLAG,
        what=WHAT,
        choices=tuple(_CHOICES[order] for order in orders),
    )


def _mixed(cells: Cells, open_: dict[str, Reading]) -> Ambiguity:
    values = sorted(open_, key=lambda value: len(open_[value].days))
    first = values[0]
    apart = (v for v in values if not open_[v].days.keys() & open_[first].days.keys())
    examples = (first, next(apart, values[-1]))
    lines = tuple(cells.line_of(value) for value in examples)
    told = ", ".join(
        f"row {line} is {value.strip()} ({' or '.join(ORDER_NAMES[o] for o in open_[value].days)})"
        for line, value in sorted(zip(lines, examples, strict=True))
    )
    return Ambiguity(
        cells.name,
        examples,
        lines,
        f"the column mixes orders of day and month: {told}.",
        FLAG,
        what=WHAT,
        choices=tuple(_CHOICES.values()),
    )


def _unfit(order: DateOrder, reading: Reading) -> Wrong:
    fits = " or ".join(reading.days)
    return Wrong(f"read {ORDER_NAMES[order]}, there is no such day.", f"It would fit {fits}.")


def _noticed(cells: Cells, readings: dict[str, Reading], options: ValueOptions) -> list[str]:
    notes = []
    if timed := next((value for value, reading in readings.items() if reading.timed), None):
        notes.append(f"times of day left out: row {cells.line_of(timed)} is {timed.strip()}")
    if any(reading.short_year for reading in readings.values()):
        notes.append(f"two-digit years: 00–{PIVOT - 1} are 20.., {PIVOT}–99 are 19..")
    if serial := next((value for value, reading in readings.items() if reading.serial), None):
        notes.append(_numbered(cells, serial, readings[serial].days["ymd"], options))
    return notes


def _numbered(cells: Cells, serial: str, day: date, options: ValueOptions) -> str:
    told = f"row {cells.line_of(serial)}, {serial.strip()}, is {day}"
    if options.answer(EPOCH, cells.name) == EPOCHS[1]:
        who = "as the workbook says" if options.epoch == EPOCHS[1] else "said"
        return f"day numbers of a spreadsheet since 1904 ({who}): {told}"
    flag = f"--answer '{EPOCH}:{cells.name}={EPOCHS[1]}'"
    return f"day numbers of a spreadsheet: {told}; if they count from 1904, say `{flag}`"
