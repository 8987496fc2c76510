"""How spreadsheets on this machine expect a CSV file: what its locale of numbers says."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from csm_tui.exchange.writer import CsvStyle

_LOCALE_VARIABLES: Final = ("LC_ALL", "LC_NUMERIC", "LANG")


def style_here() -> CsvStyle:
    """Return the style of CSV that a spreadsheet on this machine opens rightly."""
    from locale import LC_NUMERIC, localeconv, setlocale

    from csm_tui.exchange.writer import CsvStyle, excel_style

    named = next(filter(None, map(os.environ.get, _LOCALE_VARIABLES)), None)
    if named is not None:
        return excel_style(named)
    # Windows has no such variables, but knows the mark.
    before = setlocale(LC_NUMERIC)
    setlocale(LC_NUMERIC, "")
    mark = localeconv()["decimal_point"]
    setlocale(LC_NUMERIC, before)
    return CsvStyle(";", ",", mark=True) if mark == "," else CsvStyle(mark=True)
