"""A wide sheet, one row an account and one column a figure, as metrics."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, repeat
from typing import TYPE_CHECKING

from csm_tui.exchange.headers import normalise
from csm_tui.exchange.kinds import Column
from csm_tui.exchange.options import UNDECLARED, ValueOptions, is_blank
from csm_tui.exchange.packed import Filled, Lines, Packed, Plain, repeated
from csm_tui.exchange.problems import BadSheet, Problem
from csm_tui.exchange.tables import Table, read_table, with_unread
from csm_tui.exchange.values import convert_column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.exchange.converted import Converted
    from csm_tui.exchange.headers import HeaderMap
    from csm_tui.exchange.reader import Sheet

# Digits that count nothing.
_NO_FIGURES = ("id", "phone", "phonenumber", "zip", "zipcode", "postalcode", "postcode", "year")


def is_figure(column: Column, cells: Sequence[str]) -> bool:
    """Return whether a column of a wide sheet is one: numbers throughout, and no identifier."""
    return refuse_figure(column, cells, convert_column(column, cells)) is None


def refuse_figure(column: Column, cells: Sequence[str], converted: Converted) -> str | None:
    """Return why `column` is no figure, or None where it is one."""
    if normalise(column.name).endswith(_NO_FIGURES):
        return "it is an identifier, not a figure"
    if all(map(is_blank, cells)):
        return "it is empty"
    if converted.ambiguous:
        return (
            f"{converted.ambiguous.reason.rstrip('.')}: settle it with `{converted.ambiguous.flag}`"
        )
    if converted.problems:
        fault = converted.problems[0]
        return f"its values are no numbers, such as {fault.value!r}"
    return None


def read_wide(
    sheet: Sheet,
    mapping: HeaderMap,
    options: ValueOptions = UNDECLARED,
    *,
    constants: Mapping[str, str] | None = None,
) -> Table:
    """Return the metrics of a wide `sheet` (`mapping.metrics` is set), row by row.

    One row of the sheet gives a metric for each of its figures that is not blank; `lines` and `bad`
    of the table count the metrics. Columns that are no figures are left out with their reason, but
    a problem or an ambiguity where they were mapped by hand.
    """
    keys = read_table(sheet, mapping._replace(metrics=None), options, constants=constants)
    figures: dict[str, Converted] = {}
    left_out = list(keys.left_out)
    columns = sheet.columns()
    for metric, place in (mapping.metrics or {}).items():
        column, header, cells = Column(metric, "number"), sheet.header[place], columns[place]
        found = convert_column(column, cells, options, lines=sheet.lines, header=header)
        converted = with_unread(found, sheet.unread.get(place, {}))
        reason = refuse_figure(column, cells, converted)
        if reason and metric not in mapping.by_hand:
            left_out.append((header, reason))
        else:
            figures[metric] = converted
    if not figures and not mapping.problems:
        where = (sheet.name, sheet.header_line, None, None)
        raise BadSheet(Problem(*where, "no column holds figures.", "Metrics are numbers."))
    table = _melted(keys, figures)
    return replace(
        table,
        problems=_problems(sheet, mapping, keys, figures),
        ambiguous=(*keys.ambiguous, *(f.ambiguous for f in figures.values() if f.ambiguous)),
        evidence=keys.evidence | {m: f.evidence for m, f in figures.items() if f.evidence},
        left_out=tuple(left_out),
    )


def _problems(
    sheet: Sheet, mapping: HeaderMap, keys: Table, figures: dict[str, Converted]
) -> list[Problem]:
    places = mapping.metrics or {}
    problems = list(keys.problems)
    for metric, converted in figures.items():
        for fault in converted.problems:
            where = (sheet.name, sheet.lines[fault.at], sheet.header[places[metric]], fault.value)
            problems.append(Problem(*where, fault.problem, fault.hint))
    return sorted(problems, key=lambda problem: problem.line or 0)


def _melted(keys: Table, figures: dict[str, Converted]) -> Table:
    """Return a row for each figure, in the order of the sheet."""
    names = list(figures)
    faulty = {metric: {fault.at for fault in f.problems} for metric, f in figures.items()}
    # How many figures each row has.
    counts, metrics, values = Lines(), Packed(), Plain()
    bad: set[int] = set()
    for at, row in enumerate(zip(*(figure.values for figure in figures.values()), strict=True)):
        before = len(values)
        for metric, value in zip(names, row, strict=True):
            is_bad = at in faulty[metric]
            if value is None and not is_bad:
                continue
            if is_bad or at in keys.bad:
                bad.add(len(values))
            metrics.append(metric)
            values.append(value)
        counts.append(len(values) - before)

    fields = {name: repeated(held, counts) for name, held in keys.fields.items()}
    fields |= {"metric": Filled(metrics), "value": values}
    return Table(
        "metrics",
        fields,
        Lines(chain.from_iterable(map(repeat, keys.lines, counts))),
        bad=frozenset(bad),
    )
