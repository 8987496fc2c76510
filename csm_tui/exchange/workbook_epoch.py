"""From which year the bare day numbers of a workbook count: an .xlsx says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

if TYPE_CHECKING:
    from zipfile import ZipFile

_BOOK: Final = "xl/workbook.xml"
_SETTINGS: Final = "{*}workbookPr"


def counts_from_1904(archive: ZipFile) -> bool:
    """Return whether a workbook says that its days count from 1904, as old Macs did.

    Its dates are dates in any case; a number that is not formatted as one tells no epoch. Other
    workbooks than .xlsx (.ods) do not tell.
    """
    if _BOOK not in archive.namelist():
        return False
    settings = ElementTree.fromstring(archive.read(_BOOK)).find(_SETTINGS)
    return settings is not None and settings.get("date1904") in ("1", "true")
