"""Whether the words of a sheet say ARR or MRR: its headers, the titles above it, its tab."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast

if TYPE_CHECKING:
    from csm_tui.exchange.reader import Sheet

Recurring = Literal["arr", "mrr"]
_NAMED: Final = re.compile(r"(?<![^\W_])(mrr|arr)(?![^\W_])")


class Titled(NamedTuple):
    """What a title says that the figures below it are, and where it stands."""

    what: Recurring
    title: str
    where: str


def recurring_in(text: str) -> Recurring | None:
    """Return which of ARR and MRR a text names; None for neither, and for both."""
    found = set(_NAMED.findall(text.casefold()))
    return cast("Recurring", found.pop()) if len(found) == 1 else None


def titled(sheet: Sheet) -> Titled | None:
    """Return what a title above the header, or that of a workbook's sheet, says of the figures.

    The name of the file is none: it is given by whoever saves it.
    """
    titles = [(junk.text, "the title") for junk in sheet.junk if junk.line < sheet.header_line]
    if sheet.title:
        titles.append((sheet.title, "the sheet"))
    found = ((recurring_in(title), title, where) for title, where in titles)
    return next((Titled(what, title, where) for what, title, where in found if what), None)


def file_says(sheet: Sheet) -> Recurring | None:
    """Return what the name of the file says, which proves nothing."""
    return recurring_in(PurePath(sheet.name).stem)
