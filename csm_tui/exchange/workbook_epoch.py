"""From which year the bare day numbers of a workbook count: an .xlsx says it."""

from __future__ import annotations

from io import BytesIO
from typing import Final
from xml.etree import ElementTree
from zipfile import ZipFile, is_zipfile

_BOOK: Final = "xl/workbook.xml"
_SETTINGS: Final = "{*}workbookPr"


def counts_from_1904(data: bytes) -> bool:
    """Return whether the workbook says that its days count from 1904, as old Macs did.

    Its dates are dates in any case; a number that is not formatted as one tells no epoch. Other
    workbooks than .xlsx (.xls, .ods) do not tell.
    """
    if not is_zipfile(BytesIO(data)):
        return False
    with ZipFile(BytesIO(data)) as archive:
        if _BOOK not in archive.namelist():
            return False
        settings = ElementTree.fromstring(archive.read(_BOOK)).find(_SETTINGS)
    return settings is not None and settings.get("date1904") in ("1", "true")
