"""Accounts of a flat sheet, each once: several of its rows may carry the same one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from csm_tui.exchange.made import of_rows
from csm_tui.exchange.problems import Problem
from csm_tui.exchange.reader import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.exchange.part import Part
    from csm_tui.exchange.reader import Sheet


# In rows of people these may be of the person and not of the account.
_OF_A_PERSON: Final = ("last_contact_on", "next_step")


def one_row_each(part: Part) -> Part:
    """Return a part of accounts with each account once, where its rows agree on it.

    A row that says otherwise than an earlier one of its account is rejected and told; what may be
    of the person beside it is left out then.
    """
    key = next((n for n in ("external_id", "name") if n in part.mapping.columns), None)
    if key is None:
        return part
    sheet = part.sheet
    keys = sheet.cells[part.mapping.columns[key]]
    if len(set(keys)) == len(keys):
        return part
    for field in _OF_A_PERSON:
        part = _of_the_account(part, field, keys)
    places = sorted(set(part.mapping.columns.values()))
    first: dict[str, int] = {}
    kept: list[int] = []
    cells = [list(column) for column in sheet.cells]
    rejected, problems = list(sheet.rejected), list(sheet.problems)
    for row, found in enumerate(keys):
        start = first.setdefault(found, row) if found.strip() else row
        if start == row:
            kept.append(row)
            continue
        for place in places:
            here, there = cells[place][row], cells[place][start]
            if here.strip() and there.strip() and here != there:
                rejected.append(Record(sheet.lines[row], sheet.rows[row]))
                problems.append(_contradiction(sheet, place, row, start))
                break
            if here.strip():
                cells[place][start] = here
    merged = of_rows(replace(sheet, cells=cells), kept)
    return part._replace(sheet=replace(merged, rejected=rejected, problems=problems))


def _of_the_account(part: Part, field: str, keys: Sequence[str]) -> Part:
    """Return the part without the column of `field` where rows of one account differ in it."""
    place = part.mapping.columns.get(field)
    if place is None or field in part.mapping.by_hand:
        return part
    said: dict[str, tuple[int, str]] = {}
    for line, key, cell in zip(part.sheet.lines, keys, part.sheet.cells[place], strict=True):
        if key.strip() and cell.strip():
            first, text = said.setdefault(key, (line, cell.strip()))
            if text != cell.strip():
                why = f"lines {first} and {line} differ for one account, so it is not the account's"
                return part.without(field, why)
    return part


def _contradiction(sheet: Sheet, place: int, row: int, start: int) -> Problem:
    value, other = sheet.cells[place][row], sheet.cells[place][start]
    problem = f"line {sheet.lines[start]} says {other} of the same account."
    hint = "Let both rows say the same."
    return Problem(sheet.name, sheet.lines[row], sheet.header[place], value, problem, hint)
