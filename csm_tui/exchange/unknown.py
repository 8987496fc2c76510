"""Columns that mean nothing to us: what stands in them, and what could be done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.headers import is_reject_column, normalise, shown
from csm_tui.exchange.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.exchange.reader import Sheet

_EXAMPLES: Final = 3
_NEAR: Final = 0.75
_LOOKED_AT: Final = 2_000


class Unknown(NamedTuple):
    """A column that is not read, with values of it, and what could be done: flags to type."""

    header: str
    place: int
    examples: tuple[str, ...]
    suggestions: tuple[str, ...]


def unknown_columns(
    sheet: Sheet, places: Sequence[int], kinds: Sequence[str]
) -> tuple[Unknown, ...]:
    """Return the columns of `sheet` at `places`; near fields are those of `kinds`."""
    return tuple(
        Unknown(
            shown(sheet.header[place], place),
            place,
            _examples(sheet.cells[place]),
            _suggestions(sheet.header[place], kinds) if any(sheet.cells[place]) else (),
        )
        for place in places
        if not is_reject_column(sheet.header[place])
    )


def _examples(cells: Sequence[str]) -> tuple[str, ...]:
    found = dict.fromkeys(cell.strip() for cell in cells[:_LOOKED_AT])
    return tuple(text for text in found if text)[:_EXAMPLES]


def _suggestions(header: str, kinds: Sequence[str]) -> tuple[str, ...]:
    if not header.strip():
        return ()
    near = _near(header, kinds)
    mapped = (f"--map {near or 'FIELD'}={_quoted(header)}",)
    keep = (f"--keep {_quoted(header)}",) if "accounts" in kinds else ()
    return (*mapped, *keep)


def _near(header: str, kinds: Sequence[str]) -> str | None:
    from difflib import get_close_matches

    fields = {
        normalise(column.name): column.name
        for kind in kinds
        for column in KINDS[kind].columns
        if column.exported
    }
    close = get_close_matches(normalise(header), list(fields), 1, _NEAR)
    return fields[close[0]] if close else None


def _quoted(header: str) -> str:
    return f"'{header}'" if set(header) & set(" '()&|;<>*?$") else header
