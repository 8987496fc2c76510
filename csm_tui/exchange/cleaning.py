"""Domains and ids without what is no part of them: the rest of an address, a prefix."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.header_names import normalise
from csm_tui.exchange.packed import Packed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.exchange.reader import Sheet

_ADDRESS: Final = re.compile(
    r"(?:https?://)?(?:www\.)?([^\s/:?#@]+\.[^\s/:?#@]+)(?:[/:?#]\S*)?", re.I
)


class Cleaned(NamedTuple):
    """A sheet with the cleaned columns at its end: `columns` is field -> place, as before but them.

    `origins` are the columns of the file that they are made of, `told` says by field what was done.
    """

    sheet: Sheet
    columns: dict[str, int]
    origins: dict[int, int]
    told: dict[str, str]


def cleaned(sheet: Sheet, columns: Mapping[str, int], prefixes: Mapping[str, str]) -> Cleaned:
    """Return domains as hosts, and the fields of `prefixes` without theirs, where there are any."""
    found = Cleaned(sheet, dict(columns), {}, {})
    for field in ("domain", *prefixes):
        place = columns.get(field)
        if place is None:
            continue
        prefix = prefixes.get(field)
        header, cells = sheet.header[place], sheet.cells[place]
        # A column of domains says so; what else stands in one than a domain is the user's.
        if prefix is None and "dom" in normalise(header):
            continue
        new = _hosts(cells) if prefix is None else _without(cells, prefix)
        if new is not None:
            what = "the host of each address" if prefix is None else f"without {prefix}"
            found = _with_column(found, field, place, new, f"{header}: {what}")
    return found


def _with_column(
    found: Cleaned, field: str, place: int, cells: Sequence[str], told: str
) -> Cleaned:
    sheet = found.sheet
    at = len(sheet.header)
    unread = {at: sheet.unread[place]} if place in sheet.unread else {}
    return Cleaned(
        replace(
            sheet,
            header=(*sheet.header, sheet.header[place]),
            cells=[*sheet.cells, cells],
            unread={**sheet.unread, **unread},
        ),
        {**found.columns, field: at},
        {**found.origins, at: place},
        {**found.told, field: told},
    )


def _hosts(cells: Sequence[str]) -> Packed | None:
    """Return web addresses as the domains that they are at, None where there is none to change."""
    if all(text == _host(text) for text in cells):
        return None
    return Packed(map(_host, cells))


@lru_cache(maxsize=1024)
def _host(text: str) -> str:
    found = _ADDRESS.fullmatch(text.strip())
    return found[1] if found else text


def _without(cells: Sequence[str], prefix: str) -> Packed | None:
    """Return `cells` without `prefix` at their beginning, None where none has it."""
    if not any(cell.startswith(prefix) for cell in cells):
        return None
    return Packed(cell.removeprefix(prefix) for cell in cells)
