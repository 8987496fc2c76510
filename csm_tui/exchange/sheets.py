"""The sheets of a file of any form: text has one, a workbook may have several."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from csm_tui.exchange.content import Content, content_of
from csm_tui.exchange.options import EPOCHS
from csm_tui.exchange.problems import BadSheet, Problem
from csm_tui.exchange.reader import Sheet, finished, read_sheet, sheet_of
from csm_tui.exchange.workbook import (
    ZIPPED,
    WorkbookSheet,
    is_workbook,
    nobody_waits,
    read_workbook,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

# What a lookup that found nothing leaves in its cell: unknown, as everywhere.
_NOT_FOUND = "#N/A"


def read_sheets(
    data: bytes | Content,
    *,
    name: str,
    encoding: str | None = None,
    titles: Collection[str] = (),
    waiting: Callable[[], None] = nobody_waits,
) -> list[Sheet]:
    """Return the sheets in `data` that have rows; of a workbook those of `titles` where any are.

    Hidden sheets are read only by name; `waiting` is as in `read_workbook()`. Raises BadSheet where
    the file as a whole cannot be read, where no sheet that is asked for is there, and where none
    has rows.
    """
    content = content_of(data)
    if not is_workbook(content.head(len(ZIPPED))):
        return [read_sheet(content, name=name, encoding=encoding)]
    found = read_workbook(content, name=name, waiting=waiting)
    folded = {title.casefold() for title in titles}
    wanted = [sheet for sheet in found if _is_wanted(sheet, folded)]
    if not wanted:
        raise _no_sheet(found, next(iter(titles), None), name)
    several = len(wanted) > 1
    read = [
        _sheet(sheet, f"{name}, sheet {sheet.title}" if several else name, _evidence(sheet, found))
        for sheet in wanted
    ]
    if not any(sheet.lines or sheet.rejected for sheet in read):
        return [finished(read[0])]
    return [finished(sheet) for sheet in read if sheet.lines or sheet.rejected]


def _is_wanted(sheet: WorkbookSheet, titles: Collection[str]) -> bool:
    if titles:
        return sheet.title.casefold() in titles
    return not sheet.hidden and any(any(cells) for _, cells in sheet.rows)


def _no_sheet(found: Sequence[WorkbookSheet], title: str | None, name: str) -> BadSheet:
    titles = ", ".join(repr(sheet.title) for sheet in found) or "none"
    if title is not None:
        problem = f"there is no sheet {title!r}."
        return BadSheet(Problem(name, None, None, title, problem, f"Its sheets: {titles}."))
    hint = f"Its sheets: {titles}; a hidden one is read with --sheet."
    return BadSheet(Problem(name, None, None, None, "no sheet of it has rows.", hint))


def _evidence(sheet: WorkbookSheet, found: Sequence[WorkbookSheet]) -> dict[str, str]:
    evidence = {"sheet": repr(sheet.title)}
    if others := [f"{one.title!r}{_left_out(one)}" for one in found if one is not sheet]:
        evidence["other sheets"] = ", ".join(others)
    return evidence


def _left_out(sheet: WorkbookSheet) -> str:
    """Return why a sheet is not read unless it is named, in brackets, or ""."""
    if sheet.hidden:
        return " (hidden)"
    if next(islice(filter(any, (cells for _, cells in sheet.rows)), 1, None), None) is None:
        return " (no rows below a header)"
    return ""


def _sheet(found: WorkbookSheet, name: str, evidence: dict[str, str]) -> Sheet:
    filled = (record for record in found.rows if any(record[1]))
    sheet = sheet_of(filled, name=name, evidence=evidence, delimiter=",")
    epoch = EPOCHS[1] if found.since_1904 else None
    return replace(sheet, title=found.title, unread=_unread(sheet, found), epoch=epoch)


def _unread(sheet: Sheet, found: WorkbookSheet) -> dict[int, dict[int, str]]:
    unread: dict[int, dict[int, str]] = {}
    by_line: dict[int, list[tuple[int, str]]] = {}
    for line, place, text in found.unread:
        if text != _NOT_FOUND:
            by_line.setdefault(line, []).append((place, text))
    for at, line in enumerate(sheet.lines if by_line else ()):
        for place, text in by_line.get(line, ()):
            unread.setdefault(place, {})[at] = text
    return unread
