"""A sheet of XlsxWriter that writes numbers with all their digits, as spreadsheets do.

The library writes 16, which changes about half of all fractions in their last place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.worksheet import Worksheet

from csm_tui.exchange.formats import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable


class ExactWorksheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet whose numbers are read again as they were."""

    def _xml_number_element(
        self, number: float, attributes: Iterable[tuple[str, object]] = ()
    ) -> None:
        said = "".join(f' {name}="{value}"' for name, value in attributes)
        self.fh.write(f"<c{said}><v>{format_number(number)}</v></c>")
