"""Cells of an .xlsx that have no value to read: errors, and formulas nobody has calculated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

    # The row from 1, the column from 0, and what stands there.
    Unread = tuple[int, int, str]

_BOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
# Some programs write each element under a prefix. A formula has 8,192 characters at most.
_UNDER: Final = rb"(?:[\w.-]+:)?"
_ERROR: Final = re.compile(
    rb'<%sc\b([^>]*\bt="e"[^>]*)(?<!/)>.{0,10000}?</%sc>' % (_UNDER, _UNDER), re.DOTALL
)
_VALUE: Final = re.compile(rb"<%sv>([^<]*)<" % _UNDER)
_FORMULA: Final = re.compile(
    rb"<%sc\b([^>]*)>\s*<%sf\b(?:[^>]*/>|[^>]*>[^<]*</%sf>)\s*(?:<%sv\s*/>|<%sv></%sv>)?\s*</%sc>"
    % ((_UNDER,) * 7)
)
_IS_FORMULA: Final = re.compile(rb"<%sf\b" % _UNDER)
UNCALCULATED: Final = "a formula that was never calculated"


def sheet_parts(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the title of each sheet of an .xlsx with the name of its part; of others nothing."""
    known = set(archive.namelist())
    if not known.issuperset((_BOOK, _RELATIONS)):
        return
    relations = ElementTree.fromstring(archive.read(_RELATIONS))
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in relations.iter(f"{_RELATION}Relationship")
    }
    workbook = ElementTree.fromstring(archive.read(_BOOK))
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(f"{_OFFICE}id", ""), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if part in known:
            yield sheet.get("name", ""), part


def unread_cells(xml: bytes) -> Iterator[Unread]:
    """Yield the cells without a value in the XML of a sheet, or of some of its rows."""
    if b't="e"' in xml:
        for found in _ERROR.finditer(xml):
            value = _VALUE.search(found.group())
            text = value.group(1).decode("utf-8", "replace") if value else "#ERROR"
            yield from _placed(found.group(1), text)
    if _IS_FORMULA.search(xml):
        for found in _FORMULA.finditer(xml):
            if b't="e"' not in found.group(1):
                yield from _placed(found.group(1), UNCALCULATED)


def _placed(attributes: bytes, text: str) -> Iterator[Unread]:
    place = _PLACE.search(attributes)
    if place is not None:
        yield int(place.group(2)), _column(place.group(1).decode()), text


def _column(letters: str) -> int:
    """Return the place of a column from its letters: A is 0, Z 25, AA 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
