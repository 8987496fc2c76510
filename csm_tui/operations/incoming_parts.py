"""A part of a sheet converted: its values, what they prove, and what of them is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from csm_tui.errors import InvalidValue
from csm_tui.exchange.custom import kept_columns, read_own_header
from csm_tui.exchange.dates import MONTH_DAY
from csm_tui.exchange.headers import is_own_header, normalise
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.month_parts import as_levels, read_months
from csm_tui.exchange.movements import with_signs
from csm_tui.exchange.options import ValueOptions
from csm_tui.exchange.problems import BadSheet, Problem
from csm_tui.exchange.tables import read_table, with_custom
from csm_tui.exchange.wide import read_wide
from csm_tui.operations.last_time import answered_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.exchange.custom import Kept
    from csm_tui.exchange.parts import Part, Parts
    from csm_tui.exchange.problems import Ambiguity
    from csm_tui.exchange.tables import Table
    from csm_tui.exchange.unknown import Unknown
    from csm_tui.operations.import_report import ImportOptions
    from csm_tui.operations.incoming import Incoming


def converted(
    found: Incoming, parts: Parts, part: Part, options: ImportOptions, *, first: bool
) -> Incoming:
    """Return a part of a sheet, converted; the first tells what concerns the sheet as a whole."""
    found = replace(found, sheet=part.sheet, kind=part.kind, mapping=part.mapping.mapping)
    if first:
        found = replace(found, unknown=parts.unknown, questions=(*parts.questions, *parts.offers))
    if part.mapping.problems:
        return replace(found, problems=part.mapping.problems)
    try:
        part, table, offers = _table(part, options, optional=parts.title is None)
    except BadSheet as error:
        return replace(found, problems=(error.problem,))
    except InvalidValue as error:
        problem = Problem(found.name, None, None, None, str(error), "Mend the value of --set.")
        return replace(found, problems=(problem,))
    found = replace(found, questions=(*found.questions, *table.ambiguous, *offers))
    open_ = (*part.questions, *table.ambiguous)
    if open_:
        return replace(found, problems=tuple(question.problem(found.name) for question in open_))
    said = [(question.column, f"{question.reason} {question.hint()}") for question in offers]
    kept, not_kept = _kept(part, parts, options) if part.kind == "accounts" else ([], [])
    if kept:
        table = with_custom(table, kept)
        places = {column.place for column in kept}
        unknown = tuple(one for one in found.unknown if one.place not in places)
        found = replace(found, unknown=unknown)
    told = (*(parts.left_out if first else ()), *said, *table.left_out)
    taken = frozenset(column.header for column in kept)
    left_out = (*(pair for pair in told if pair[0] not in taken), *not_kept)
    return replace(
        found,
        table=table,
        mapping=part.mapping.mapping,
        evidence={
            **found.evidence,
            **_evidence(part, table),
            **_metrics(part, table),
            **{column.field: column.proof for column in kept},
            **({"custom": [column.header for column in kept]} if kept else {}),
            **_left_out(left_out, found.unknown),
        },
        used=frozenset({*part.mapping.by_hand, *(options.values.keys() & part.constants.keys())}),
        kept=taken,
    )


def _table(
    part: Part, options: ImportOptions, *, optional: bool
) -> tuple[Part, Table, list[Ambiguity]]:
    """Return the rows of a part, the part without the columns left out, and what to ask of them.

    Where it is `optional`, a column of which something must be asked, and that nobody mapped, is
    left out.
    """
    offers: list[Ambiguity] = []
    values = ValueOptions(
        options.date_order,
        options.decimal,
        period=options.period,
        scale=options.health_scale,
        day=options.date or answered_day(options.answers),
        answers=options.answers,
        foreign=part.foreign,
        epoch=part.sheet.epoch,
        rates={code.strip().upper(): rate for code, rate in options.rates.items()},
    )
    while True:
        table = _read_part(part, values)
        doubtful = [
            (name, question)
            for question in table.ambiguous
            for name, header in part.mapping.mapping.items()
            if header == question.column and _may_be_left(part, name, question)
        ]
        if not optional or not doubtful:
            return part, table, offers
        for name, question in doubtful:
            part = part.without(name, question.reason)
            offers.append(question)


def _kept(
    part: Part, parts: Parts, options: ImportOptions
) -> tuple[list[Kept], list[tuple[str, str]]]:
    """Return the columns to keep as custom fields, and why others are not kept."""
    if not options.custom and not any(map(read_own_header, part.sheet.header)):
        return [], []
    used = {at for one in parts.parts for at in one.used} | {*part.mapping.columns.values()}
    return kept_columns(
        part.sheet,
        options.custom,
        unread={one.place for one in parts.unknown},
        used=used,
        own=is_own_header(part.kind, part.sheet.header),
        options=ValueOptions(
            options.date_order,
            options.decimal,
            answers=options.answers,
            epoch=part.sheet.epoch,
        ),
    )


def _may_be_left(part: Part, name: str, question: Ambiguity) -> bool:
    column = KINDS[part.kind].column(name)
    if column is None or column.required:
        return False
    asked = name in part.mapping.asked or question.what == "scale"
    return asked and question.column != name and name not in part.mapping.by_hand


def _read_part(part: Part, values: ValueOptions) -> Table:
    mapping = part.mapping._replace(left_out=())
    if part.months:
        return read_months(part, values)
    if part.shape != "rows":
        return _read_changes(part._replace(mapping=mapping), values)
    if mapping.metrics is not None:
        return read_wide(part.sheet, mapping, values, constants=part.constants)
    return read_table(part.sheet, mapping, values, constants=part.constants, words=part.words)


def _read_changes(part: Part, values: ValueOptions) -> Table:
    """Return changes of ARR that the file states in its own way; those of a month at its end."""
    month = f"{MONTH_DAY}:{part.mapping.mapping.get('date', '')}"
    values = values._replace(answers={month: "last", **values.answers})
    table = read_table(part.sheet, part.mapping, values, constants=part.constants, words=part.words)
    return as_levels(table) if part.shape == "levels" else with_signs(table, part)


def _evidence(part: Part, table: Table) -> dict[str, str]:
    """Return what the columns prove, after what their names say."""
    return {
        name: "; ".join(filter(None, (part.evidence.get(name), table.evidence.get(name))))
        for name in (*part.evidence, *(n for n in table.evidence if n not in part.evidence))
    }


def _metrics(part: Part, table: Table) -> dict[str, object]:
    """Return the columns of a wide sheet that are figures, as evidence."""
    left_out = {header for header, _ in table.left_out}
    header = part.sheet.header
    figures = [
        header[place]
        if normalise(header[place]) == normalise(name)
        else f"{header[place]} as {name}"
        for name, place in (part.mapping.metrics or {}).items()
        if header[place] not in left_out
    ]
    return {"metrics": figures} if figures else {}


def _left_out(left_out: Sequence[tuple[str, str]], unknown: Sequence[Unknown]) -> dict[str, object]:
    """Return the columns that are not read, as evidence."""
    evidence: dict[str, object] = {}
    if left_out:
        evidence["left out"] = [f"{header}: {reason}" for header, reason in left_out]
    if unknown:
        evidence["not read"] = [column.header for column in unknown]
    return evidence
