"""Which report of a program a sheet is, and which of its rows it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.exchange.choices import convert_flags
from csm_tui.exchange.converted import Cells
from csm_tui.exchange.fingerprints import found_marks
from csm_tui.exchange.header_names import normalise, places_of
from csm_tui.exchange.kinds import KINDS, LINKS, Column
from csm_tui.exchange.made import of_rows
from csm_tui.exchange.options import is_blank
from csm_tui.exchange.translation import folded
from csm_tui.exchange.values import convert_column

if TYPE_CHECKING:
    from csm_tui.exchange.part import Part, Wish
    from csm_tui.exchange.reader import Sheet
    from csm_tui.exchange.vendors.model import Report, Vendor, When


def report_of(vendor: Vendor, sheet: Sheet, wish: Wish) -> Report | None:
    """Return which report of a program a sheet is: of those whose marks it has, the fullest."""
    names = set(map(normalise, sheet.header))
    best: tuple[int, Report] | None = None
    for report in vendor.reports:
        if wish.kind is not None and report.kind != wish.kind:
            continue
        if found_marks(report.marks, names) is None or names & set(map(normalise, report.without)):
            continue
        known = (*(one for several in report.fields.values() for one in several), *report.asked)
        score = len(names & set(map(normalise, (*known, *report.left_out))))
        if best is None or score > best[0]:
            best = score, report
    return best[1] if best else None


def in_all(sheet: Sheet, report: Report) -> str:
    """Return how many rows are left out, and what their amounts come to."""
    told = _rows(len(sheet.lines))
    place = places_of(sheet.header).get(report.amount or "")
    if report.amount is None or place is None:
        return told
    header = sheet.header[place]
    amounts = convert_column(Column(header, "money"), sheet.cells[place])
    cents = sum(value for value in amounts.values if isinstance(value, int))
    return f"{told}, {header} {cents / 100:,.0f} in all"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def not_deleted(sheet: Sheet, report: Report) -> tuple[Sheet, dict[str, str]]:
    """Return the sheet without the records that are deleted in the other program, and which."""
    place = places_of(sheet.header).get(normalise(report.deleted or ""))
    if not report.deleted or place is None:
        return sheet, {}
    flags = convert_flags(Cells(sheet.header[place], sheet.cells[place], sheet.lines)).values
    if not any(flags):
        return sheet, {}
    lines = [line for line, flag in zip(sheet.lines, flags, strict=True) if flag]
    said = f"{_rows(len(lines))} of deleted records left out ({_lines(lines)})"
    return of_rows(sheet, [row for row, flag in enumerate(flags) if not flag]), {"deleted": said}


def of_other_kinds(part: Part, rows: list[int]) -> dict[str, str]:
    """Return what to tell of the rows that are of no part, as one kind alone was asked for."""
    kept = {*rows}
    lines = [line for row, line in enumerate(part.sheet.lines) if row not in kept]
    if not lines:
        return {}
    told = f"{_rows(len(lines))} of another kind left out ({_lines(lines)})"
    return {"other rows": f"{told}; without --as {part.kind} they are read too"}


def _lines(lines: list[int]) -> str:
    return "line " + ", ".join(map(str, lines[:10])) + (" …" if len(lines) > 10 else "")


def has_own_fields(part: Part) -> bool:
    """Return whether a further part of a report has what each of its rows needs, and rows."""
    required = {column.name for column in KINDS[part.kind].columns if column.required}
    have = {*part.mapping.columns, *part.constants}
    if have.intersection(LINKS):
        # Through its contact, its opportunity: as for the first part.
        required.discard("account")
    return required <= have and bool(part.sheet.lines)


def rows_of(part: Part, report: Report) -> list[int] | None:
    """Return the rows of a sheet that a report is of, None for all."""
    if report.when is not None:
        return _when(part.sheet, report.when)
    if part.kind == "surveys" and "score" in part.mapping.columns:
        scores = part.sheet.cells[part.mapping.columns["score"]]
        return [row for row, cell in enumerate(scores) if not is_blank(cell)]
    return None


def _when(sheet: Sheet, when: When) -> list[int] | None:
    place = places_of(sheet.header).get(normalise(when.header))
    if place is None:
        return None if when.is_one else []
    cells = sheet.cells[place]
    return [row for row, cell in enumerate(cells) if (folded(cell) in when.words) == when.is_one]
